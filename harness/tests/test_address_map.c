/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The drawing of an address space: complete, ascending, well-formed, and the same as committed. */
#include "base/size.h"
#include "report/address_map.h"
#include "tests/ensure.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdlib.h>
#include <string.h>

static void lay_out(const char *text, struct layout_input *input, struct layout *layout)
{
	struct point *point = make_point(text);
	struct emulator emulator = make_emulator("7.2");

	ck_assert(layout_input_init(input, point, &emulator));
	layout_compute(input, layout);
	point_free(point);
}

static char *drawn(const char *text)
{
	struct layout_input input;
	struct layout layout;
	char *bytes;
	size_t n;
	FILE *out = open_memstream(&bytes, &n);

	lay_out(text, &input, &layout);
	address_map_write(&input, &layout, out);
	g_autoptr(GPtrArray) words = address_map_words(&input, &layout);

	for (unsigned i = 0; i < words->len; i++)
		fprintf(out, "%s\n", (char *)words->pdata[i]);
	fclose(out);
	return bytes;
}

static const struct {
	const char *point, *file;
} GOLDENS[] = {
	{"machine=q35 phys-bits=36 size=4G slots=16 maxmem=24G", "golden/map-beyond.txt"},
	{"machine=pc phys-bits=36 size=2G", "golden/map-plain.txt"},
	{"machine=q35 cpu=EPYC phys-bits=42 size=5G slots=8 maxmem=1100G",
	 "golden/map-relocated.txt"},
	{"machine=pc phys-bits=32 size=8G slots=1 maxmem=10G", "golden/map-unchecked.txt"},
};

START_TEST(test_drawing)
{
	g_autofree char *path = data_path(GOLDENS[_i].file), *golden = NULL;

	ck_assert_msg(g_file_get_contents(path, &golden, NULL, NULL), "%s", path);
	assert_text(drawn(GOLDENS[_i].point), golden);
}
END_TEST

static const char *const POINTS[] = {
	"machine=q35 phys-bits=36 size=2G slots=8 maxmem=22G",
	"machine=q35 phys-bits=36 size=2G slots=8 maxmem=22529M",
	"machine=pc phys-bits=36 size=5G slots=4 maxmem=80G",
	"machine=q35 phys-bits=32 size=64G",
	"machine=q35 cpu=EPYC phys-bits=40 size=4G slots=16 maxmem=2T",
	"machine=q35,cxl=on,cxl-fmw.0.size=4G phys-bits=40 size=4G",
	"machine=pc phys-bits=52 size=1M pci-hole64=0",
	"machine=q35 phys-bits=36 size=2G pci-hole64=8191P",
};

/* Every byte from 0 to the last address that is used lies in one part. */
START_TEST(test_parts)
{
	struct layout_input input;
	struct layout layout;
	uint64_t at = 0, beyond = 0;

	lay_out(POINTS[_i], &input, &layout);
	g_autoptr(GArray) parts = address_map_parts(&layout);

	for (unsigned i = 0; i < parts->len; i++) {
		const struct map_part *part = &g_array_index(parts, struct map_part, i);

		ck_assert_uint_eq(part->start, at);
		ck_assert_uint_gt(part->end, part->start);
		ck_assert_uint_le(part->beyond, part->end - part->start);
		beyond += part->beyond;
		at = part->end;
	}
	ck_assert_uint_ge(at, layout.used);
	if (input.hole64 > 0)
		ck_assert_uint_eq(beyond, at - 1 > layout.roof ? at - 1 - layout.roof : 0);
}
END_TEST

/* 80 columns, ASCII, and one line for the CPU's limit. */
START_TEST(test_text_is_plain)
{
	g_autofree char *text = drawn(POINTS[_i]);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	const char *limit = strstr(text, "the CPU ends here");

	ck_assert_ptr_nonnull(limit);
	ck_assert_ptr_null(strstr(limit + 1, "the CPU ends here"));
	ENSURE_MSG(g_str_is_ascii(text), "%s", text);
	for (unsigned i = 0; lines[i] != NULL && *lines[i] == ' '; i++)
		ENSURE_MSG(strlen(lines[i]) <= 80, "%s", lines[i]);
}
END_TEST

START_TEST(test_svg_is_xml)
{
	static const GMarkupParser parser;
	struct layout_input input;
	struct layout layout;

	lay_out(POINTS[_i], &input, &layout);
	g_autofree char *svg = address_map_svg(&input, &layout, "<&\"' \"> a title");
	GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, NULL, NULL);

	ck_assert(g_markup_parse_context_parse(context, svg, -1, NULL));
	ck_assert(g_markup_parse_context_end_parse(context, NULL));
	g_markup_parse_context_free(context);
	ck_assert_ptr_nonnull(strstr(svg, "&lt;&amp;"));
	ck_assert_ptr_nonnull(strstr(svg, "64-bit PCI hole"));
	ck_assert_ptr_null(strstr(svg, "nan"));
	ck_assert_ptr_null(strstr(svg, "inf"));
}
END_TEST

/* The page has the drawing and the pictures that the program makes. */
START_TEST(test_page)
{
	static const struct {
		unsigned golden;
		const char *svg;
	} pictures[] = {{0, "docs/explain.svg"}, {2, "docs/explain-relocated.svg"}};
	g_autofree char *text = drawn(GOLDENS[0].point), *page = NULL;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	ck_assert(g_file_get_contents("docs/explain.md", &page, NULL, NULL));
	for (unsigned i = 0; lines[i] != NULL && *lines[i] == ' '; i++)
		ck_assert_msg(strstr(page, lines[i]) != NULL, "docs/explain.md lacks: %s",
			      lines[i]);
	for (unsigned i = 0; i < G_N_ELEMENTS(pictures); i++) {
		const char *point = GOLDENS[pictures[i].golden].point;
		struct layout_input input;
		struct layout layout;
		g_autofree char *svg = NULL;

		lay_out(point, &input, &layout);
		ck_assert(g_file_get_contents(pictures[i].svg, &svg, NULL, NULL));
		assert_text(address_map_svg(&input, &layout, point), svg);
	}
}
END_TEST

Suite *suite_address_map(void)
{
	Suite *suite = suite_create("address-map");
	TCase *tcase = tcase_create("address-map");

	tcase_add_loop_test(tcase, test_drawing, 0, G_N_ELEMENTS(GOLDENS));
	tcase_add_loop_test(tcase, test_parts, 0, G_N_ELEMENTS(POINTS));
	tcase_add_loop_test(tcase, test_text_is_plain, 0, G_N_ELEMENTS(POINTS));
	/* The last hole has no height that means anything, but it has one; pci-hole64=0 has none.
	 */
	tcase_add_loop_test(tcase, test_svg_is_xml, 0, G_N_ELEMENTS(POINTS) - 2);
	tcase_add_test(tcase, test_page);
	suite_add_tcase(suite, tcase);
	return suite;
}
