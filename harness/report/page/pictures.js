// SPDX-License-Identifier: GPL-2.0-or-later
//
// Plots and address maps, of which a part can be looked at.

// A picture of which a part can be looked at: wheel (with the focus or Ctrl), buttons, keys.
class Picture {
	constructor(figure) {
		this.svg = figure.querySelector("svg");
		this.whole = this.svg.viewBox.baseVal;
		this.whole = [this.whole.x, this.whole.y, this.whole.width, this.whole.height];
		this.canvas = make("div", { className: "canvas", tabIndex: 0 });
		this.canvas.setAttribute("role", "group");
		this.canvas.setAttribute("aria-label", "Picture: + and - zoom, arrows move, 0 shows all");
		this.svg.replaceWith(this.canvas);
		this.canvas.append(this.svg);
		this.canvas.after(make("div", { className: "tools" },
			button("+", () => this.zoom(1.5), { ariaLabel: "Zoom in" }),
			button("\u2212", () => this.zoom(1 / 1.5), { ariaLabel: "Zoom out" }),
			button("Reset", () => this.reset())));
		this.canvas.addEventListener("keydown", (event) => this.key(event));
		this.canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
		this.canvas.addEventListener("pointerdown", (event) => this.drag(event));
		this.reset();
	}

	reset() {
		this.view = [...this.whole];
		this.apply();
	}

	// The part stays inside the whole.
	apply() {
		for (const i of [0, 1]) {
			const most = this.whole[i] + this.whole[i + 2] - this.view[i + 2];
			this.view[i] = Math.max(this.whole[i], Math.min(this.view[i], most));
		}
		this.svg.setAttribute("viewBox", this.view.join(" "));
		this.canvas.classList.toggle("zoomed", this.view[2] < this.whole[2]);
	}

	// Around a place, given as its share of the picture.
	zoom(factor, x = 0.5, y = 0.5) {
		const scale = Math.max(1, Math.min(32, this.whole[2] / this.view[2] * factor));
		const width = this.whole[2] / scale, height = this.whole[3] / scale;
		this.view = [this.view[0] + (this.view[2] - width) * x,
			this.view[1] + (this.view[3] - height) * y, width, height];
		this.apply();
	}

	move(x, y) {
		this.view[0] += x * this.view[2];
		this.view[1] += y * this.view[3];
		this.apply();
	}

	key(event) {
		const actions = {
			"+": () => this.zoom(1.5), "=": () => this.zoom(1.5), "-": () => this.zoom(1 / 1.5),
			"0": () => this.reset(),
			ArrowLeft: () => this.move(-0.1, 0), ArrowRight: () => this.move(0.1, 0),
			ArrowUp: () => this.move(0, -0.1), ArrowDown: () => this.move(0, 0.1),
		};
		if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in actions))
			return;
		actions[event.key]();
		event.preventDefault();
	}

	// A wheel that only passes over the picture scrolls the page.
	wheel(event) {
		if (!event.ctrlKey && document.activeElement !== this.canvas)
			return;
		const box = this.svg.getBoundingClientRect();
		this.zoom(event.deltaY < 0 ? 1.25 : 0.8, (event.clientX - box.left) / box.width,
			(event.clientY - box.top) / box.height);
		event.preventDefault();
	}

	drag(event) {
		if (event.button !== 0 || !this.canvas.classList.contains("zoomed"))
			return;
		const box = this.svg.getBoundingClientRect();
		const drag = new AbortController();
		this.canvas.setPointerCapture(event.pointerId);
		this.canvas.addEventListener("pointermove",
			(moved) => this.move(-moved.movementX / box.width, -moved.movementY / box.height),
			{ signal: drag.signal });
		for (const end of ["pointerup", "pointercancel"])
			this.canvas.addEventListener(end, () => drag.abort(), { signal: drag.signal });
	}
}
