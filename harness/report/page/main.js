// SPDX-License-Identifier: GPL-2.0-or-later
//
// Light and dark, paper, and the beginning of it all.

const MOST_PRINTED_PROOFS = 40;

// As the system has it, light, dark; kept where the browser keeps things.
function addTheme() {
	const themes = ["auto", "light", "dark"];
	let stored = null;
	try {
		stored = localStorage.getItem("memroof-theme");
	} catch {
		// Some browsers keep nothing for files.
	}
	let theme = Math.max(0, themes.indexOf(stored));
	const apply = () => {
		if (theme === 0)
			delete document.documentElement.dataset.theme;
		else
			document.documentElement.dataset.theme = themes[theme];
		toggle.textContent = `Theme: ${themes[theme]}`;
	};
	const toggle = button("", () => {
		theme = (theme + 1) % themes.length;
		apply();
		try {
			localStorage.setItem("memroof-theme", themes[theme]);
		} catch {
			// Then it holds until the page is closed.
		}
	}, { className: "theme" });
	apply();
	document.querySelector("header").append(toggle);
}

// What stands behind the numbers of a table, one after the other.
function allProofs(table) {
	const list = make("div", { className: "printed" });
	for (const row of table.matching())
		list.append(make("div", {}, make("h4", {}, table.describe(row)), row.proof()));
	return list;
}

// Paper has no clicks: what is closed is opened, and what is behind numbers stands below their
// table, but for long ones.
function addPrinting() {
	let opened = [];
	window.addEventListener("beforeprint", () => {
		opened = [...document.querySelectorAll("main details:not([open], .proof)")];
		for (const details of opened)
			details.open = true;
		for (const table of tables.values())
			if (table.status && table.matching().length <= MOST_PRINTED_PROOFS)
				table.table.closest(".scroll").after(allProofs(table));
	});
	window.addEventListener("afterprint", () => {
		for (const details of opened)
			details.open = false;
		for (const list of document.querySelectorAll(".printed"))
			list.remove();
	});
}

addTheme();
for (const table of document.querySelectorAll("table.sortable"))
	tables.set(table.dataset.rows, new SortedTable(table));
for (const figure of document.querySelectorAll("figure"))
	new Picture(figure);
addDialog();
addPrinting();
window.addEventListener("hashchange", () => openProof(location.hash.slice(1)));
openProof(location.hash.slice(1));
