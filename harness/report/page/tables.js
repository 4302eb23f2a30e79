// SPDX-License-Identifier: GPL-2.0-or-later
//
// Tables that are sorted and filtered, whether their rows stand in the document or are data.

const PAGE_ROWS = 100;

// The tables by the name of their rows, "s3"; "m" of what moved.
const tables = new Map();

function proofList(facts) {
	const list = make("dl");
	for (let i = 0; i < facts.length; i += 3) {
		const words = text(facts[i + 1]);
		const shown = [words, make("code", { className: "command" }, words), make("pre", {}, words)];
		list.append(make("dt", {}, text(facts[i])), make("dd", {}, shown[facts[i + 2]]));
	}
	return list;
}

// A row that stands in the document.
class ElementRow {
	constructor(element) {
		this.element = element;
	}

	cell(column) {
		const cell = this.element.cells[column];
		return (cell.querySelector("summary") ?? cell).textContent;
	}

	key(column) {
		return sortKey(this.cell(column), this.element.cells[column].dataset.v);
	}

	contents() {
		return this.element.textContent;
	}

	proof() {
		const list = this.element.querySelector("dl").cloneNode(true);
		list.removeAttribute("id");
		return list;
	}
}

// A row that is data, as html_table.c writes it.
class DataRow {
	constructor([cells, facts], id) {
		this.cells = cells;
		this.facts = facts;
		this.id = id;
	}

	cell(column) {
		const cell = this.cells[column];
		return text(typeof cell === "number" ? cell : cell[0]);
	}

	key(column) {
		return sortKey(this.cell(column), this.cells[column][1]);
	}

	contents() {
		const facts = this.facts.filter((_, i) => i % 3 === 1);
		return [...this.cells.map((_, i) => this.cell(i)), ...facts.map(text)].join("\n");
	}

	proof() {
		return proofList(this.facts);
	}

	// Made when it is looked at.
	get element() {
		const row = make("tr");
		this.cells.forEach((cell, i) => {
			const words = this.cell(i);
			const content = cell[2] === 1
				? button(words, () => openProof(this.id), { className: "proof" }) : words;
			row.append(make("td", {}, content));
		});
		return row;
	}
}

class SortedTable {
	constructor(table) {
		const name = table.dataset.rows;
		const data = document.getElementById(`${name}-rows`);
		this.table = table;
		this.body = table.tBodies[0];
		this.isData = data !== null;
		this.rows = this.isData
			? JSON.parse(data.textContent).map((row, i) => new DataRow(row, `${name}-${i}`))
			: [...this.body.rows].map((row) => new ElementRow(row));
		this.all = [...this.rows];
		this.from = 0;
		this.headers = [...table.tHead.rows[0].cells];
		this.headers.forEach((header, i) => this.addSorting(header, i));
		if (table.classList.contains("rows"))
			this.addTools();
		if (this.isData)
			this.show();
	}

	addSorting(header, column) {
		const sort = button(header.textContent, () => this.sort(column));
		header.replaceChildren(sort);
	}

	// Ascending, descending, and back to the order of the scenario.
	sort(column) {
		const header = this.headers[column];
		const next = { null: "ascending", ascending: "descending", descending: null };
		const order = next[header.getAttribute("aria-sort")];

		for (const other of this.headers)
			other.removeAttribute("aria-sort");
		this.rows = [...this.all];
		if (order !== null) {
			const direction = order === "ascending" ? 1 : -1;
			const keys = new Map(this.all.map((row) => [row, row.key(column)]));
			header.setAttribute("aria-sort", order);
			this.rows.sort((a, b) => compareKeys(keys.get(a), keys.get(b), direction));
		}
		this.from = 0;
		if (!this.isData)
			this.body.append(...this.rows.map((row) => row.element));
		this.show();
	}

	addTools() {
		this.filter = make("input", { type: "search", autocomplete: "off", spellcheck: false });
		this.filter.addEventListener("input", () => {
			this.from = 0;
			this.show();
		});
		this.status = make("output");
		this.previous = button("Previous", () => this.turn(-1));
		this.next = button("Next", () => this.turn(1));
		const tools = make("div", { className: "tools" },
			make("label", {}, "Filter ", this.filter), this.status);
		if (this.isData)
			tools.append(this.previous, this.next);
		this.table.closest(".scroll").before(tools);
		this.count(this.rows.length);
	}

	turn(pages) {
		this.from += pages * PAGE_ROWS;
		this.show();
	}

	count(n) {
		const last = Math.min(this.from + PAGE_ROWS, n);
		const part = this.isData && n > PAGE_ROWS ? `, ${this.from + 1} to ${last} shown` : "";
		this.status.value = `${n} of ${this.all.length} rows${part}`;
		this.previous.disabled = this.from === 0;
		this.next.disabled = last >= n;
	}

	// The rows that hold every word of the filter.
	matching() {
		const words = (this.filter?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
		if (words.length === 0)
			return this.rows;
		return this.rows.filter((row) => {
			row.lower ??= row.contents().toLowerCase();
			return words.every((word) => row.lower.includes(word));
		});
	}

	show() {
		const rows = this.matching();
		if (this.isData) {
			const shown = rows.slice(this.from, this.from + PAGE_ROWS);
			this.body.replaceChildren(...shown.map((row) => this.styled(row.element)));
		} else {
			const shown = new Set(rows);
			for (const row of this.rows)
				row.element.hidden = !shown.has(row);
		}
		if (this.status)
			this.count(rows.length);
	}

	styled(row) {
		this.headers.forEach((header, i) => {
			row.cells[i].className = header.className;
		});
		return row;
	}

	// "slots 8, size 2G, largest maxmem 22 GiB": the cells up to the number in question.
	describe(row) {
		const words = [];
		for (let i = 0; i < this.headers.length; i++) {
			words.push(`${this.headers[i].textContent} ${row.cell(i)}`);
			if (row.cells ? row.cells[i][2] === 1 : row.element.cells[i].querySelector("details"))
				break;
		}
		return words.join(", ");
	}
}
