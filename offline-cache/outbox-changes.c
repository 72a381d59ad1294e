// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/outbox-private.h"

#include "offline-cache/audit.h"
#include "offline-cache/statement.h"
#include "offline-cache/transaction.h"

/* One UPDATE of one row; the texts that its statement names. */
typedef struct {
  const char *id;
  const char *statement;
  McSubmissionState to;
  const char *texts[4][2]; /* parameter, value (nullable); ends at a NULL parameter */
  const char *time;        /* (nullable): parameter */
  gint64 time_ms;
  gboolean is_event; /* for the audit log */
  McAuditKind event;
  const char *outcome; /* (nullable) */
  McAuditMoment moment;
} Change;

/* Nothing was changed: another daemon may have been faster, and that is no error. */
static gboolean
explain_no_change (sqlite3 *db, const Change *change, GError **error)
{
  g_autoptr (McSubmission) row = mc_outbox_find_row (db, change->id, error);

  if (row == NULL)
    return FALSE;
  if (row->state == change->to
      || (row->state == MC_SUBMISSION_SENT && !g_str_equal (change->statement, "outbox/requeue")))
    return TRUE;
  g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_FAILED, "the submission is %s",
               mc_submission_state_to_string (row->state));
  return FALSE;
}

static gboolean
run_update (sqlite3 *db, const Change *change, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, change->statement, error);

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":id", change->id);
  for (guint i = 0; i < G_N_ELEMENTS (change->texts) && change->texts[i][0] != NULL; i++)
    mc_statement_bind_text (statement, change->texts[i][0], change->texts[i][1]);
  if (change->time != NULL)
    mc_statement_bind_int (statement, change->time, change->time_ms);
  return mc_statement_run (statement, error);
}

static gboolean
append_event (sqlite3 *db, const Change *change, GError **error)
{
  g_autoptr (McSubmission) row = NULL;

  if (!change->is_event)
    return TRUE;
  row = mc_outbox_find_row (db, change->id, error);
  return row != NULL
         && mc_audit_append (db, &change->moment, change->event, change->outcome, row->digest,
                             error);
}

/* In a transaction. */
static gboolean
apply_change (sqlite3 *db, const Change *change, GError **error)
{
  if (!run_update (db, change, error))
    return FALSE;
  if (sqlite3_changes (db) == 0)
    return explain_no_change (db, change, error);
  if (change->to == MC_SUBMISSION_SENT
      && (!mc_outbox_run_by_id (db, "outbox/delete-envelope", change->id, error)
          || !mc_outbox_delete_attachments (db, change->id, error)))
    return FALSE;
  return append_event (db, change, error);
}

static gboolean
run_change (sqlite3 *db, gpointer data, GError **error)
{
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);

  return transaction != NULL && apply_change (db, data, error)
         && mc_transaction_commit (transaction, error);
}

static gboolean
change_row (McOutbox *self, Change *change, GError **error)
{
  McStore *store = mc_outbox_get_store (self);

  change->moment = mc_audit_now (mc_store_get_clock (store));
  return mc_store_run_urgent (store, run_change, change, error);
}

static Change
sent_change (const McSent *sent)
{
  return (Change){
    .id = sent->id,
    .statement = "outbox/mark-sent",
    .to = MC_SUBMISSION_SENT,
    .texts = { { ":dossier_code", sent->dossier_code },
               { ":received_at", sent->received_at },
               { ":appointment", sent->appointment },
               { ":ack", sent->ack } },
    .time = ":now_ms",
    .time_ms = sent->now_ms,
    .is_event = TRUE,
    .event = MC_AUDIT_SENT,
  };
}

gboolean
mc_outbox_mark_sent (McOutbox *self, const char *id, const char *dossier_code,
                     const char *received_at, const char *appointment, const char *ack,
                     gint64 now_ms, GError **error)
{
  McSent sent = {
    (char *) id,          (char *) dossier_code, (char *) received_at,
    (char *) appointment, (char *) ack,          now_ms,
  };
  Change change = sent_change (&sent);

  return change_row (self, &change, error);
}

void
mc_sent_free (McSent *self)
{
  g_free (self->id);
  g_free (self->dossier_code);
  g_free (self->received_at);
  g_free (self->appointment);
  g_free (self->ack);
  g_free (self);
}

typedef struct {
  GPtrArray *sent;
  McAuditMoment moment;
} SentBatch;

static void
free_sent_batch (gpointer data)
{
  SentBatch *batch = data;

  g_ptr_array_unref (batch->sent);
  g_free (batch);
}

static gboolean
run_sent_batch (sqlite3 *db, gpointer data, GError **error)
{
  const SentBatch *batch = data;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);

  if (transaction == NULL)
    return FALSE;
  for (guint i = 0; i < batch->sent->len; i++) {
    Change change = sent_change (g_ptr_array_index (batch->sent, i));

    change.moment = batch->moment;
    if (!apply_change (db, &change, error))
      return FALSE;
  }
  return mc_transaction_commit (transaction, error);
}

void
mc_outbox_mark_all_sent_async (McOutbox *self, GPtrArray *sent, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  SentBatch *batch = g_new0 (SentBatch, 1);

  batch->sent = g_ptr_array_ref (sent);
  batch->moment = mc_audit_now (mc_store_get_clock (mc_outbox_get_store (self)));
  mc_outbox_run_async (self, mc_outbox_mark_all_sent_async, run_sent_batch, batch, free_sent_batch,
                       callback, user_data);
}

gboolean
mc_outbox_mark_all_sent_finish (McOutbox *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
mc_outbox_mark_retry (McOutbox *self, const char *id, gint64 next_attempt_ms,
                      const char *reason_code, const char *reason, GError **error)
{
  Change change = {
    .id = id,
    .statement = "outbox/mark-retry",
    .to = MC_SUBMISSION_QUEUED,
    .texts = { { ":reason_code", reason_code }, { ":reason", reason } },
    .time = ":next_attempt_ms",
    .time_ms = next_attempt_ms,
  };

  return change_row (self, &change, error);
}

gboolean
mc_outbox_quarantine (McOutbox *self, const char *id, const char *reason_code, const char *reason,
                      GError **error)
{
  Change change = {
    .id = id,
    .statement = "outbox/quarantine",
    .to = MC_SUBMISSION_QUARANTINED,
    .texts = { { ":reason_code", reason_code }, { ":reason", reason } },
    .is_event = TRUE,
    .event = MC_AUDIT_SET_ASIDE,
    .outcome = reason_code,
  };

  return change_row (self, &change, error);
}

gboolean
mc_outbox_requeue (McOutbox *self, const char *id, GError **error)
{
  Change change = {
    .id = id,
    .statement = "outbox/requeue",
    .to = MC_SUBMISSION_QUEUED,
    .is_event = TRUE,
    .event = MC_AUDIT_QUEUED_AGAIN,
  };

  return change_row (self, &change, error);
}

/* --- what the daemon last learned --- */

void
mc_sync_state_clear (McSyncState *state)
{
  g_clear_pointer (&state->failure_code, g_free);
  g_clear_pointer (&state->failure, g_free);
  mc_known_time_clear (&state->known);
  state->last_contact_ms = 0;
  state->last_failure_ms = 0;
}

static void
free_sync_state (gpointer data)
{
  mc_sync_state_clear (data);
  g_free (data);
}

static gboolean
run_get_sync_state (sqlite3 *db, gpointer data, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "sync-state/get", error);
  McSyncState *state = data;
  gboolean has_row;

  if (statement == NULL || !mc_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  state->last_contact_ms = sqlite3_column_int64 (statement, 0);
  state->last_failure_ms = sqlite3_column_int64 (statement, 1);
  state->failure_code = mc_statement_dup_text (statement, 2);
  state->failure = mc_statement_dup_text (statement, 3);
  state->clock_offset_ms = sqlite3_column_int64 (statement, 4);
  state->known.portal_ms = sqlite3_column_int64 (statement, 5);
  state->known.uptime_ms = sqlite3_column_int64 (statement, 6);
  state->known.boot = mc_statement_dup_text (statement, 7);
  return TRUE;
}

gboolean
mc_outbox_get_sync_state (McOutbox *self, McSyncState *state, GError **error)
{
  *state = (McSyncState){ 0 };
  return mc_store_run (mc_outbox_get_store (self), run_get_sync_state, state, error);
}

void
mc_outbox_get_sync_state_async (McOutbox *self, GAsyncReadyCallback callback, gpointer user_data)
{
  mc_outbox_run_async (self, mc_outbox_get_sync_state_async, run_get_sync_state,
                       g_new0 (McSyncState, 1), free_sync_state, callback, user_data);
}

gboolean
mc_outbox_get_sync_state_finish (McOutbox *self, GAsyncResult *result, McSyncState *state,
                                 GError **error)
{
  McSyncState *found = g_task_get_task_data (G_TASK (result));

  *state = *found;
  *found = (McSyncState){ 0 };
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
run_set_sync_state (sqlite3 *db, gpointer data, GError **error)
{
  const McSyncState *state = data;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);
  g_autoptr (sqlite3_stmt) statement = NULL;

  if (transaction == NULL)
    return FALSE;
  statement = mc_statement_new (db, "sync-state/set", error);
  if (statement == NULL)
    return FALSE;
  mc_statement_bind_int (statement, ":last_contact_ms", state->last_contact_ms);
  mc_statement_bind_int (statement, ":last_failure_ms", state->last_failure_ms);
  mc_statement_bind_text (statement, ":failure_code", state->failure_code);
  mc_statement_bind_text (statement, ":failure", state->failure);
  mc_statement_bind_int (statement, ":clock_offset_ms", state->clock_offset_ms);
  return mc_statement_run (statement, error) && mc_transaction_commit (transaction, error);
}

gboolean
mc_outbox_set_sync_state (McOutbox *self, const McSyncState *state, GError **error)
{
  return mc_store_run (mc_outbox_get_store (self), run_set_sync_state, (gpointer) state, error);
}
