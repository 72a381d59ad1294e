// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/outbox.h"

G_BEGIN_DECLS

/* Submissions for tests. Row n has an id that sorts after row n - 1's. */

/* (transfer full): its digest is that of envelope. */
McSubmission *row_new (guint n, GBytes *envelope);

/* (transfer full): bytes that no other n and size have. */
GBytes *row_make_envelope (guint n, gsize size);

/* (transfer full): the id: row n, envelope of 2000 bytes, committed. */
char *row_commit (McOutbox *outbox, guint n);

/* (transfer full): the row as stored. */
McSubmission *row_find (McOutbox *outbox, const char *id);

/* TRUE if needle is in any file of the directory. */
gboolean row_is_in_files (const char *dir, gconstpointer needle, gsize size);

/* Runs the default main context until *done; fails the test after 20 s. */
void row_wait (const gboolean *done, const char *what);

G_END_DECLS
