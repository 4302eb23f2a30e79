// SPDX-License-Identifier: GPL-2.0-or-later
//
// What makes memroof's HTML report more than a document: sorting, filtering, the dialog with the
// commands behind a number, zooming. The page can be read without it, but for tables of very many
// rows, which are data until this script shows some of them. Its files are one script on the page,
// in the order of page_assets.S.
"use strict";

// An element with properties and children, which may be texts.
function make(name, properties = {}, ...children) {
	const element = Object.assign(document.createElement(name), properties);
	element.append(...children);
	return element;
}

function button(label, action, properties = {}) {
	const element = make("button", { type: "button", ...properties }, label);
	element.addEventListener("click", action);
	return element;
}

// The texts of rows that are data: whole, or [back, start, end, middle]; see html_pool.h.
let textList = null;
function text(number) {
	if (textList === null) {
		textList = [];
		for (const entry of JSON.parse(document.getElementById("texts").textContent)) {
			if (typeof entry === "string") {
				textList.push(entry);
				continue;
			}
			const [back, start, end, middle] = entry;
			const like = textList[textList.length - back];
			textList.push(like.slice(0, start) + middle + like.slice(like.length - end));
		}
	}
	return textList[number];
}

const collator = new Intl.Collator("en", { numeric: true });

// What a cell is sorted by: a number where it has one, else its text.
function sortKey(words, value) {
	if (value !== undefined && value !== null && value !== "")
		return Number(value);
	return /^-?\d+(\.\d+)?$/.test(words) ? Number(words) : words;
}

// Numbers before words; nothing at the end, whatever the direction.
function compareKeys(a, b, direction) {
	if (a === "" || b === "")
		return (a === "") - (b === "");
	if (typeof a === "number" && typeof b === "number")
		return direction * (a - b);
	if (typeof a !== typeof b)
		return direction * (typeof a === "number" ? -1 : 1);
	return direction * collator.compare(a, b);
}
