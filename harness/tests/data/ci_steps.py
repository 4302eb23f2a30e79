# SPDX-License-Identifier: GPL-2.0-or-later
# What a page's CI would run: ci_steps.py PAGE DIRECTORY writes each step into a file of its own, in order.
# Every YAML block of the page must be one of a job that GitHub Actions or GitLab knows.
import pathlib
import re
import sys

import yaml

page, directory = sys.argv[1:]
blocks = re.findall(r"^```yaml\n(.*?)^```$", pathlib.Path(page).read_text(), re.M | re.S)


def github(job):
    for step in job["steps"]:
        assert ("run" in step) != ("uses" in step), step
        if "run" in step:
            assert "${{" not in step["run"], step
            yield step["run"]


def gitlab(job):
    yield "\n".join(job["script"]) + "\n"
    assert job["artifacts"]["reports"]["junit"] in job["script"][-1], job


for block in blocks:
    text = yaml.safe_load(block)
    system = "github" if "jobs" in text else "gitlab"
    jobs = text["jobs"].values() if system == "github" else text.values()
    steps = [step for job in jobs for step in (github if system == "github" else gitlab)(job)]
    for i, step in enumerate(steps):
        pathlib.Path(directory, f"{system}-{i + 1}.sh").write_text(step)
print(len(blocks))
