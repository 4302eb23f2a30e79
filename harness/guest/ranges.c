/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A list of ranges that is kept sorted while it is filled; neighbours become one range. */
#include "guest/boot.h"

static void insert(struct ranges *ranges, unsigned at, struct range range)
{
	if (ranges->count == RANGES_MAX)
		leave_lost();
	for (unsigned i = ranges->count++; i > at; i--)
		ranges->range[i] = ranges->range[i - 1];
	ranges->range[at] = range;
}

static void drop(struct ranges *ranges, unsigned at)
{
	ranges->count--;
	for (unsigned i = at; i < ranges->count; i++)
		ranges->range[i] = ranges->range[i + 1];
}

void ranges_add(struct ranges *ranges, uint64_t start, uint64_t end)
{
	struct range *range = ranges->range;
	unsigned at = ranges->count;
	bool joins_lower, joins_upper;

	if (start >= end)
		return;
	while (at > 0 && range[at - 1].start > start)
		at--;
	joins_lower = at > 0 && range[at - 1].end == start;
	joins_upper = at < ranges->count && range[at].start == end;

	if (joins_lower && joins_upper) {
		range[at - 1].end = range[at].end;
		drop(ranges, at);
	} else if (joins_lower) {
		range[at - 1].end = end;
	} else if (joins_upper) {
		range[at].start = start;
	} else {
		insert(ranges, at, (struct range){start, end});
	}
}
