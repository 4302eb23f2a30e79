/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Touching memory: a key is written to the first and the last word of each page, and only when all
 * are written they are read back, so that two addresses that reach the same memory show. The key is
 * the word's own address, disguised: a word that holds another one's key tells which.
 */
#include "guest/boot.h"

#include "guest/protocol.h"

/* The two ends of all ranges, the powers of two, and what the command line asks for. */
#define PAGES_MAX (2 * RANGES_MAX + 64 + 64)
#define WRONG_MAX 16
#define LAST_WORD (GUEST_PAGE - sizeof(uint64_t))
#define DISGUISE 0x6d656d726f6f6621

static uint64_t pages[PAGES_MAX];
static unsigned count;
static unsigned wrong;

/* What is being touched, for the exception that it may raise. */
static volatile bool touching;
static uint64_t touched;

static bool is_listed(uint64_t page)
{
	for (unsigned i = 0; i < count; i++) {
		if (pages[i] == page)
			return true;
	}
	return false;
}

static bool is_own(uint64_t page)
{
	return page + GUEST_PAGE > (uintptr_t)image_start && page < (uintptr_t)image_end;
}

void touch_add(uint64_t address)
{
	uint64_t page = address & -(uint64_t)GUEST_PAGE;

	if (is_own(page) || is_listed(page))
		return;
	if (count == PAGES_MAX)
		leave_lost();
	pages[count++] = page;
}

/* Only pages that are wholly in the range. */
void touch_add_range(const struct range *range)
{
	uint64_t first = (range->start + GUEST_PAGE - 1) & -(uint64_t)GUEST_PAGE;
	uint64_t end = range->end & -(uint64_t)GUEST_PAGE;

	if (first >= end)
		return;
	touch_add(first);
	touch_add(end - GUEST_PAGE);
	for (uint64_t power = (uint64_t)1 << GUEST_FIRST_POWER; power != 0 && power < end;
	     power <<= 1) {
		if (power >= first)
			touch_add(power);
	}
}

bool touch_under_way(uint64_t *address)
{
	*address = touched;
	return touching;
}

static volatile uint64_t *word_at(uint64_t address)
{
	uint64_t page = address & -(uint64_t)GUEST_PAGE;

	touched = address;
	return window_on(page) + (address - page) / sizeof(uint64_t);
}

static bool is_touched(uint64_t address)
{
	uint64_t page = address & -(uint64_t)GUEST_PAGE;

	return is_listed(page) && (address == page || address == page + LAST_WORD);
}

static bool is_right(uint64_t address)
{
	uint64_t value = *word_at(address);
	uint64_t other = value ^ DISGUISE;
	bool is_alias;

	if (other == address)
		return true;
	if (wrong++ >= WRONG_MAX)
		return false;
	is_alias = is_touched(other);
	say(is_alias ? "alias" : "bad");
	say_hex(address);
	say_hex(is_alias ? other : value);
	end_line();
	return false;
}

static void write_key(uint64_t address)
{
	*word_at(address) = address ^ DISGUISE;
}

void touch_all(void)
{
	uint32_t right = 0;

	touching = true;
	for (unsigned i = 0; i < count; i++) {
		if (!window_reaches(pages[i]))
			continue;
		write_key(pages[i]);
		write_key(pages[i] + LAST_WORD);
	}
	for (unsigned i = 0; i < count; i++) {
		bool first, last;

		if (!window_reaches(pages[i]))
			continue;
		first = is_right(pages[i]);
		last = is_right(pages[i] + LAST_WORD);
		right += first && last;
	}
	touching = false;

	say("touched");
	say_decimal(right);
	end_line();
}
