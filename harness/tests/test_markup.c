/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/markup.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What one of the writers makes of Markdown; newly allocated. */
static char *written(void (*write)(const char *, FILE *), const char *markdown)
{
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	write(markdown, out);
	fclose(out);
	return text;
}

static const struct {
	const char *markdown, *rst, *html, *latex;
} CASES[] = {
	{"# a_b\n", "a\\_b\n====\n", "<h1>a_b</h1>\n", "\\section{a\\_b}\n"},
	{"## two\n\n**q35**\n", "two\n---\n\n**q35**\n",
	 "<h2>two</h2>\n<p><strong>q35</strong></p>\n", "\\subsection{two}\n\n\\textbf{q35}\n"},
	{"one\ntwo\n", "one\ntwo\n", "<p>one\ntwo</p>\n", "one\ntwo\n"},
	{"`a*b` and *c*\n", "``a*b`` and *c*\n", "<p><code>a*b</code> and <em>c</em></p>\n",
	 "\\texttt{a*b} and \\emph{c}\n"},
	{"[the page](p.md#x)\n", "`the page <p.md#x>`__\n",
	 "<p><a href=\"p.md#x\">the page</a></p>\n", "{the page}\n"},
	{"- one\n- two\n  more\n", "- one\n- two\n  more\n",
	 "<ul>\n<li>one</li>\n<li>two\nmore</li>\n</ul>\n",
	 "\\begin{itemize}\n\\item one\n\n\\item two\nmore\n\n\\end{itemize}\n"},
	/* What looks like markup of the other side is text. */
	{"-m <args>: 100% & $5 |x|\n", "\\-m <args>: 100% & $5 \\|x\\|\n",
	 "<p>-m &lt;args&gt;: 100% &amp; $5 |x|</p>\n",
	 "-m \\textless{}args\\textgreater{}: 100\\% \\& \\$5 \\textbar{}x\\textbar{}\n"},
	{"<script>alert(1)</script>\n", "<script>alert(1)</script>\n",
	 "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n", NULL},
	{"\\\\input{x} \\\\end\n", "\\\\input{x} \\\\end\n", "<p>\\input{x} \\end</p>\n",
	 "\\textbackslash{}input\\{x\\} \\textbackslash{}end\n"},
	{"| slots | is |\n| ----: | -- |\n|     8 | 22 |\n| - | |\n",
	 "+-------+----+\n| slots | is |\n+=======+====+\n| 8     | 22 |\n+-------+----+\n"
	 "| \\-    |    |\n+-------+----+\n",
	 "<table>\n<thead>\n<tr>\n<th align=\"right\">slots</th>\n<th>is</th>\n</tr>\n</thead>\n"
	 "<tbody>\n<tr>\n<td align=\"right\">8</td>\n<td>22</td>\n</tr>\n<tr>\n<td "
	 "align=\"right\">-</td>\n<td></td>\n</tr>\n</tbody>\n</table>\n",
	 "\\begin{center}\n\\begin{tabular}{rl}\nslots & is \\\\\n8 & 22 \\\\\n- &  "
	 "\\\\\n\\end{tabular}\n\\end{center}\n"},
	{"", "", "", "\n"},
};

START_TEST(markdown_is_said_in_other_markups)
{
	g_autofree char *latex = written(markup_write_latex, CASES[_i].markdown);

	assert_text(written(markup_write_rst, CASES[_i].markdown), CASES[_i].rst);
	assert_text(written(markup_write_html, CASES[_i].markdown), CASES[_i].html);
	if (CASES[_i].latex != NULL)
		ck_assert_str_eq(latex, CASES[_i].latex);
}
END_TEST

/* Every cell of the Markdown table is in the other formats, whatever the database. */
START_TEST(the_program_writes_all_formats_of_the_same_table)
{
	static const char *const formats[] = {"rst", "html", "latex"};
	struct program program;

	program_init(&program);
	program_write(&program, "q.ini",
		      "# Why <b>|</b> *so*?\n[limit a_b]\nengine = fake\nmachine = q35, pc\n"
		      "phys-bits = 36\nsize = 2G\nslots = 0, 8\n");
	program_expect(&program, 0, "run q.ini --quiet");
	for (unsigned i = 0; i < G_N_ELEMENTS(formats); i++) {
		program_run(&program, "table q.db --format %s", formats[i]);
		ck_assert_int_eq(program.status, 0);
		for (const char **cell = (const char *[]){"30 GiB", "22 GiB", "60 GiB", "52 GiB",
							  "largest maxmem", "slots", NULL};
		     *cell != NULL; cell++)
			ck_assert_msg(strstr(program.out, *cell) != NULL, "%s: no %s", formats[i],
				      *cell);
	}
	program_run(&program, "table q.db --format htm");
	ck_assert_int_eq(program.status, 2);
	assert_one_line(program.err, "unknown table format 'htm' (did you mean 'html'?): expected "
				     "one of: md, csv, json, reference, rst, html, latex");
	program_clear(&program);
}
END_TEST

START_TEST(docutils_takes_the_restructured_text)
{
	g_autofree char *tool = g_find_program_in_path("rst2html");
	char *argv[] = {tool, (char *)"--halt=2", (char *)"table.rst", (char *)"table.html", NULL};
	struct program program;
	g_autofree char *path = NULL;

	if (tool == NULL) {
		printf("skipped: reStructuredText as docutils reads it: there is no rst2html\n");
		return;
	}
	program_init(&program);
	path = program_path(&program, "table.rst");
	for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *text = written(markup_write_rst, CASES[i].markdown);

		program_write(&program, "table.rst", text);
		ck_assert_msg(program_run_other(&program, argv) == 0, "%s\n%s", program.err, text);
	}
	program_clear(&program);
}
END_TEST

Suite *suite_markup(void)
{
	Suite *suite = suite_create("markup");
	TCase *pure = tcase_create("pure"), *tools = tcase_create("tools");

	tcase_add_loop_test(pure, markdown_is_said_in_other_markups, 0, G_N_ELEMENTS(CASES));
	suite_add_tcase(suite, pure);
	tcase_set_tags(tools, "process");
	tcase_set_timeout(tools, 60);
	tcase_add_test(tools, the_program_writes_all_formats_of_the_same_table);
	tcase_add_test(tools, docutils_takes_the_restructured_text);
	suite_add_tcase(suite, tools);
	return suite;
}
