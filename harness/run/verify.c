/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/verify.h"

/* What the threads share. */
struct verification {
	struct prober *prober;
	const GPtrArray *points;
	GMutex mutex;
	unsigned next;
	GError *error; /* of the first that failed: then no further one is begun */
	GPtrArray *rows;
};

/* The number of the next point to try; FALSE when there is none. */
static gboolean take(struct verification *verification, unsigned *number)
{
	gboolean more;

	g_mutex_lock(&verification->mutex);
	more = verification->error == NULL && verification->next < verification->points->len;
	*number = verification->next;
	verification->next += more;
	g_mutex_unlock(&verification->mutex);
	return more;
}

static void put(struct verification *verification, unsigned number, struct probe_row *row,
		GError *error)
{
	g_mutex_lock(&verification->mutex);
	verification->rows->pdata[number] = row;
	if (error != NULL && verification->error == NULL)
		verification->error = g_steal_pointer(&error);
	g_mutex_unlock(&verification->mutex);
	g_clear_error(&error);
}

static void *work(void *data)
{
	const struct probe_place place = {0};
	struct verification *verification = data;
	unsigned number;

	while (take(verification, &number)) {
		GError *error = NULL;
		struct probe_row *row = prober_probe(
			verification->prober, verification->points->pdata[number], &place, &error);

		put(verification, number, row, error);
	}
	return NULL;
}

gboolean verify_points(struct prober *prober, const GPtrArray *points, unsigned workers,
		       GPtrArray *rows, GError **error)
{
	struct verification verification = {
		.prober = prober,
		.points = points,
		.rows = g_ptr_array_new(),
	};
	unsigned n = CLAMP(workers, 1, MAX(points->len, 1));
	g_autofree GThread **threads = g_new(GThread *, n);

	g_mutex_init(&verification.mutex);
	g_ptr_array_set_size(verification.rows, (int)points->len);
	/* This thread is one of them. */
	for (unsigned i = 1; i < n; i++)
		threads[i] = g_thread_new("verify", work, &verification);
	work(&verification);
	for (unsigned i = 1; i < n; i++)
		g_thread_join(threads[i]);
	g_mutex_clear(&verification.mutex);
	for (unsigned i = 0; i < points->len; i++) {
		struct probe_row *row = verification.rows->pdata[i];

		if (verification.error == NULL)
			g_ptr_array_add(rows, row);
		else
			prober_row_free(row);
	}
	g_ptr_array_unref(verification.rows);
	if (verification.error == NULL)
		return TRUE;
	g_propagate_error(error, verification.error);
	return FALSE;
}
