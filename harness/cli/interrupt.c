/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/interrupt.h"

#include "base/clock.h"

#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

static int event_fd = -1;

/* The same wish may come twice, from the terminal and from the process that waits for us. */
#define SAME_WISH_US 200000

static int64_t first_us;

/* The second time, whichever signal it is, the default action ends us. */
static void on_signal(int number)
{
	uint64_t one = 1;
	ssize_t ignored;
	int64_t now = clock_us();

	if (first_us == 0)
		first_us = now;
	if (now - first_us <= SAME_WISH_US) {
		ignored = write(event_fd, &one, sizeof(one));
		(void)ignored;
		return;
	}
	signal(number, SIG_DFL);
	raise(number);
}

int interrupt_fd(void)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};

	if (event_fd >= 0)
		return event_fd;
	event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	sigemptyset(&action.sa_mask);
	if (event_fd >= 0) {
		sigaction(SIGINT, &action, NULL);
		sigaction(SIGTERM, &action, NULL);
		sigaction(SIGHUP, &action, NULL);
	}
	return event_fd;
}
