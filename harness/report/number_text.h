/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Measured numbers for people: as many digits as mean something. */
#ifndef MEMROOF_REPORT_NUMBER_TEXT_H
#define MEMROOF_REPORT_NUMBER_TEXT_H

/* Three significant digits, and all before the point: "0.0214", "38.4", "1234"; "" for NaN. All
 * newly allocated. */
char *number_text(double value);

/* "38.1 – 38.9" or "-1.20 to 0.31", with the digits of the larger end, or as many as tell the two
 * apart; "" for NaN. */
char *number_range(double low, double high);

/* "0.021 ms (0.018 to 0.024)": the digits are those that the interval's width leaves. Without an
 * interval (NaN), three significant ones and no parentheses. */
char *number_with_interval(double value, const char *unit, double low, double high);

#endif
