// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Those of tests/data/queues. */
static const guint OLD_QUEUES[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };

/* Puts tests/data/queues/queue-SCHEMA.db, and the -wal file left beside it if there is one, into
 * dir as queue.db. */
void old_queue_restore (guint schema, const char *dir);

/* (transfer full): text of queue-SCHEMA.json: {state: {id: digest}}. */
char *old_queue_read_told (guint schema);

G_END_DECLS
