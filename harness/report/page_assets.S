/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The style and the script of the HTML report as bytes: report/html_page.c puts them into it. */
	.section .rodata

	.globl report_page_css
report_page_css:
	.incbin "report/page/style.css"
1:
	.balign 8
	.globl report_page_css_size
report_page_css_size:
	.quad 1b - report_page_css

	.globl report_page_js
report_page_js:
	.incbin "report/page/base.js"
	.incbin "report/page/tables.js"
	.incbin "report/page/proofs.js"
	.incbin "report/page/pictures.js"
	.incbin "report/page/main.js"
2:
	.balign 8
	.globl report_page_js_size
report_page_js_size:
	.quad 2b - report_page_js

	.section .note.GNU-stack, "", @progbits
