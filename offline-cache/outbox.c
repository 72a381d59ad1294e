// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/outbox-private.h"

#include "offline-cache/audit.h"
#include "offline-cache/statement.h"
#include "offline-cache/transaction.h"

#include "app/domain/fault.h"

/* McOutbox: the verbs of the queue. Each is one McStoreFunc, so one piece of work on the store's
 * thread and at most one transaction. */
struct _McOutbox {
  GObject parent;
  McStore *store;
};

G_DEFINE_FINAL_TYPE (McOutbox, mc_outbox, G_TYPE_OBJECT)

static void
mc_outbox_finalize (GObject *object)
{
  McOutbox *self = MC_OUTBOX (object);

  g_clear_object (&self->store);
  G_OBJECT_CLASS (mc_outbox_parent_class)->finalize (object);
}

static void
mc_outbox_class_init (McOutboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_outbox_finalize;
}

static void
mc_outbox_init (McOutbox *self)
{
}

McOutbox *
mc_outbox_new (McStore *store)
{
  McOutbox *self = g_object_new (MC_TYPE_OUTBOX, NULL);

  self->store = g_object_ref (store);
  return self;
}

static void
on_verb_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (mc_store_run_finish (MC_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
mc_outbox_run_async (McOutbox *self, gpointer tag, McStoreFunc func, gpointer data,
                     GDestroyNotify destroy, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, data, destroy);
  mc_store_run_async (self->store, func, data, NULL, on_verb_done, task);
}

McStore *
mc_outbox_get_store (McOutbox *self)
{
  return self->store;
}

gboolean
mc_outbox_has_room (McOutbox *self)
{
  return mc_store_has_room (self->store);
}

/* --- commit --- */

typedef struct {
  McSubmission *row;
  GBytes *envelope;
  char *draft_id; /* (nullable) */
  McAuditMoment moment;
} Commit;

static void
commit_free (gpointer data)
{
  Commit *self = data;

  mc_submission_free (self->row);
  g_bytes_unref (self->envelope);
  g_free (self->draft_id);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Commit, commit_free)

static Commit *
commit_new (McOutbox *self, const McSubmission *row, GBytes *envelope, const char *draft_id)
{
  Commit *commit = g_new0 (Commit, 1);

  commit->row = mc_submission_new ();
  commit->row->id = g_strdup (row->id);
  commit->row->local_code = g_strdup (row->local_code);
  commit->row->procedure = g_strdup (row->procedure);
  commit->row->digest = g_strdup (row->digest);
  commit->row->statement = g_strdup (row->statement);
  commit->row->created_ms = row->created_ms;
  commit->row->clock_doubt = g_strdup (row->clock_doubt);
  commit->row->manifests = g_strdupv (row->manifests);
  commit->envelope = g_bytes_ref (envelope);
  commit->draft_id = g_strdup (draft_id);
  commit->moment = mc_audit_now (mc_store_get_clock (self->store));
  return commit;
}

/* What was added is what the record names, neither more nor less. */
static gboolean
check_attachments (sqlite3 *db, const Commit *commit, GError **error)
{
  g_autoptr (GPtrArray) list = mc_outbox_read_attachments (db, commit->row->id, error);
  const char *const *named = (const char *const *) commit->row->manifests;
  gboolean fits;

  if (list == NULL)
    return FALSE;
  fits = list->len == (named != NULL ? g_strv_length (commit->row->manifests) : 0);
  for (guint i = 0; fits && i < list->len; i++) {
    const McAttachment *attachment = g_ptr_array_index (list, i);

    fits = g_strv_contains (named, attachment->manifest);
  }
  if (!fits)
    g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_MISMATCH,
                 "the attachments are not those that the record names");
  return fits;
}

static gboolean
insert_row (sqlite3 *db, const Commit *commit, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "outbox/insert-row", error);
  McAttachmentTotals totals;

  if (statement == NULL || !mc_outbox_total_attachments (db, commit->row->id, &totals, error))
    return FALSE;
  mc_statement_bind_int (statement, ":attachments", totals.count);
  mc_statement_bind_int (statement, ":attachment_bytes", (gint64) totals.bytes);
  mc_statement_bind_text (statement, ":id", commit->row->id);
  mc_statement_bind_text (statement, ":local_code", commit->row->local_code);
  mc_statement_bind_text (statement, ":procedure", commit->row->procedure);
  mc_statement_bind_text (statement, ":digest", commit->row->digest);
  mc_statement_bind_text (statement, ":statement", commit->row->statement);
  mc_statement_bind_int (statement, ":created_ms", commit->row->created_ms);
  mc_statement_bind_text (statement, ":clock_doubt", commit->row->clock_doubt);
  mc_statement_bind_int (statement, ":size", (gint64) g_bytes_get_size (commit->envelope));
  return mc_statement_run (statement, error);
}

static gboolean
insert_envelope (sqlite3 *db, const Commit *commit, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "outbox/insert-envelope", error);

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":id", commit->row->id);
  mc_statement_bind_blob (statement, ":data", commit->envelope);
  return mc_statement_run (statement, error);
}

gboolean
mc_outbox_run_by_id (sqlite3 *db, const char *name, const char *id, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, name, error);

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":id", id);
  return mc_statement_run (statement, error);
}

/* TRUE if the very same submission is there already. */
static gboolean
is_known (sqlite3 *db, const Commit *commit)
{
  g_autoptr (McSubmission) row = mc_outbox_find_row (db, commit->row->id, NULL);

  return row != NULL && g_str_equal (row->digest, commit->row->digest)
         && g_str_equal (row->local_code, commit->row->local_code);
}

static gboolean
insert_once (sqlite3 *db, const Commit *commit, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (insert_row (db, commit, &reason)) {
    mc_fault_point ("commit:inserted-row");
    return insert_envelope (db, commit, error) && check_attachments (db, commit, error)
           && mc_outbox_run_by_id (db, "attachment/forget-sha256", commit->row->id, error)
           && mc_audit_append (db, &commit->moment, MC_AUDIT_RECORDED, NULL, commit->row->digest,
                               error);
  }
  if (g_error_matches (reason, MC_STORE_ERROR, MC_STORE_ERROR_EXISTS) && is_known (db, commit))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

static gboolean
run_commit (sqlite3 *db, gpointer data, GError **error)
{
  const Commit *commit = data;
  g_autoptr (McTransaction) transaction = NULL;

  if (!mc_outbox_check_envelope (commit->envelope, commit->row->digest, error))
    return FALSE;
  mc_fault_point ("commit:begin");
  transaction = mc_transaction_begin (db, error);
  if (transaction == NULL || !insert_once (db, commit, error))
    return FALSE;
  mc_fault_point ("commit:inserted-envelope");
  if (commit->draft_id != NULL
      && !mc_outbox_run_by_id (db, "draft/delete", commit->draft_id, error))
    return FALSE;
  mc_fault_point ("commit:before-commit");
  if (!mc_transaction_commit (transaction, error))
    return FALSE;
  mc_fault_point ("commit:after-commit");
  return TRUE;
}

gboolean
mc_outbox_commit (McOutbox *self, const McSubmission *row, GBytes *envelope, const char *draft_id,
                  GError **error)
{
  g_autoptr (Commit) commit = commit_new (self, row, envelope, draft_id);

  return mc_store_run (self->store, run_commit, commit, error);
}

void
mc_outbox_commit_async (McOutbox *self, const McSubmission *row, GBytes *envelope,
                        const char *draft_id, GAsyncReadyCallback callback, gpointer user_data)
{
  mc_outbox_run_async (self, mc_outbox_commit_async, run_commit,
                       commit_new (self, row, envelope, draft_id), commit_free, callback,
                       user_data);
}

gboolean
mc_outbox_commit_finish (McOutbox *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
