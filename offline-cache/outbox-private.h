// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/outbox.h"

G_BEGIN_DECLS

/* What the files of McOutbox share: outbox.c (commit), outbox-read.c, outbox-changes.c. */

/* (transfer none) */
McStore *mc_outbox_get_store (McOutbox *self);

/* Runs func as a GTask of self; data is the task's and carries the answer to _finish. */
void mc_outbox_run_async (McOutbox *self, gpointer tag, McStoreFunc func, gpointer data,
                          GDestroyNotify destroy, GAsyncReadyCallback callback, gpointer user_data);

/* FALSE and MC_STORE_ERROR_CORRUPT unless the envelope has that digest. */
gboolean mc_outbox_check_envelope (GBytes *envelope, const char *digest, GError **error);

/* For use on the worker. (transfer full): by id or local code. */
McSubmission *mc_outbox_find_row (sqlite3 *db, const char *key, GError **error);

/* For use on the worker. name: a statement whose only parameter is :id. */
gboolean mc_outbox_run_by_id (sqlite3 *db, const char *name, const char *id, GError **error);

/* For use on the worker. What the files of a submission are together, and whether it is recorded.
 */
typedef struct {
  guint count;
  guint64 bytes;
  gboolean is_recorded;
} McAttachmentTotals;
gboolean mc_outbox_total_attachments (sqlite3 *db, const char *submission,
                                      McAttachmentTotals *totals, GError **error);

/* For use on the worker, in a transaction: attachment and all its parts. */
gboolean mc_outbox_insert_attachment (sqlite3 *db, const char *submission,
                                      const McAttachment *attachment, GPtrArray *parts,
                                      GError **error);

/* For use on the worker. (transfer full) */
GPtrArray *mc_outbox_read_attachments (sqlite3 *db, const char *submission, GError **error);

/* For use on the worker, in a transaction. */
gboolean mc_outbox_delete_attachments (sqlite3 *db, const char *submission, GError **error);
gboolean mc_outbox_delete_attachment (sqlite3 *db, const char *id, GError **error);

G_END_DECLS
