// SPDX-License-Identifier: GPL-2.0-or-later
//
// What proves a number: a dialog with the commands of both sides, and their copies.

const dialog = make("dialog");
dialog.setAttribute("aria-labelledby", "proof-title");
dialog.addEventListener("close", () => setHash(" "));
dialog.addEventListener("click", (event) => {
	if (event.target === dialog)
		dialog.close();
});

function setHash(hash) {
	try {
		history.replaceState(null, "", hash === " " ? location.pathname + location.search : hash);
	} catch {
		// Where a page has no address of its own there is none to be changed.
	}
}

async function copy(words, said) {
	try {
		await navigator.clipboard.writeText(words);
		said.textContent = "Copied";
	} catch {
		said.textContent = "Not allowed here: select it instead";
	}
}

// The row called "s3-17", or "m-3" among what moved: its table, and itself.
function findRow(id) {
	const [, name, index] = /^(s\d+|m)-(\d+)$/.exec(id) ?? [];
	const table = tables.get(name);
	return table ? [table, table.all[Number(index)]] : [];
}

function openProof(id) {
	const [table, row] = findRow(id);
	if (!row)
		return false;
	const list = row.proof();
	for (const command of list.querySelectorAll("code.command")) {
		const name = command.closest("dd").previousElementSibling.textContent;
		const action = button(`Copy the ${name}`, () => copy(command.textContent, action));
		command.after(action);
	}
	dialog.replaceChildren(
		make("header", {}, make("h2", { id: "proof-title" }, table.describe(row)),
			button("Close", () => dialog.close())),
		list);
	dialog.scrollTop = 0;
	if (!dialog.open)
		dialog.showModal();
	setHash(`#${id}`);
	return true;
}

function addDialog() {
	document.body.append(dialog);
	document.addEventListener("click", (event) => {
		const link = event.target.closest("a.proof, details.proof > summary");
		if (!link || event.ctrlKey || event.metaKey || event.shiftKey)
			return;
		const id = link.matches("a") ? link.hash.slice(1) : link.nextElementSibling.id;
		if (openProof(id))
			event.preventDefault();
	});
}
