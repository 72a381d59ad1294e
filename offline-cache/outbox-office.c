// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/outbox-office.h"

#include "offline-cache/audit.h"
#include "offline-cache/outbox-private.h"
#include "offline-cache/statement.h"
#include "offline-cache/transaction.h"

#include "app/domain/secret.h"

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

void
mc_office_status_free (McOfficeStatus *self)
{
  g_free (self->id);
  g_free (self->state);
  mc_secret_free (self->note);
  g_free (self->at);
  g_free (self);
}

static gboolean
run_get_cursor (sqlite3 *db, gpointer data, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "office/get-cursor", error);
  char **cursor = data;
  gboolean has_row;

  if (statement == NULL || !mc_statement_step (statement, &has_row, error))
    return FALSE;
  *cursor = has_row ? mc_statement_dup_text (statement, 0) : g_strdup ("");
  return TRUE;
}

char *
mc_outbox_get_office_cursor (McOutbox *self, GError **error)
{
  char *cursor = NULL;

  mc_store_run (mc_outbox_get_store (self), run_get_cursor, &cursor, error);
  return cursor;
}

typedef struct {
  GPtrArray *statuses;
  const char *cursor;
  McAuditMoment moment;
} Apply;

static gboolean
append_event (sqlite3 *db, const Apply *apply, const McOfficeStatus *status, GError **error)
{
  g_autoptr (McSubmission) row = mc_outbox_find_row (db, status->id, error);

  return row != NULL
         && mc_audit_append (db, &apply->moment, MC_AUDIT_OFFICE, status->state, row->digest,
                             error);
}

static gboolean
apply_one (sqlite3 *db, const Apply *apply, const McOfficeStatus *status, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "office/apply", error);

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":id", status->id);
  mc_statement_bind_text (statement, ":state", status->state);
  mc_statement_bind_text (statement, ":note", status->note);
  mc_statement_bind_text (statement, ":at", status->at);
  mc_statement_bind_int (statement, ":now_ms", apply->moment.at_ms);
  if (!mc_statement_run (statement, error))
    return FALSE;
  return sqlite3_changes (db) == 0 || append_event (db, apply, status, error);
}

static gboolean
keep_cursor (sqlite3 *db, const char *cursor, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "office/set-cursor", error);

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":cursor", cursor);
  return mc_statement_run (statement, error);
}

static gboolean
forget_notes (sqlite3 *db, gint64 now_ms, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "office/forget-notes", error);

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_int (statement, ":before_ms", now_ms - MC_OFFICE_NOTE_DAYS * DAY_MS);
  return mc_statement_run (statement, error);
}

static gboolean
run_apply (sqlite3 *db, gpointer data, GError **error)
{
  const Apply *apply = data;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);

  if (transaction == NULL)
    return FALSE;
  for (guint i = 0; i < apply->statuses->len; i++) {
    if (!apply_one (db, apply, g_ptr_array_index (apply->statuses, i), error))
      return FALSE;
  }
  return forget_notes (db, apply->moment.at_ms, error) && keep_cursor (db, apply->cursor, error)
         && mc_transaction_commit (transaction, error);
}

gboolean
mc_outbox_apply_office (McOutbox *self, GPtrArray *statuses, const char *cursor, gint64 now_ms,
                        GError **error)
{
  McStore *store = mc_outbox_get_store (self);
  g_autoptr (GError) busy = NULL;
  Apply apply = { statuses, cursor, mc_audit_now (mc_store_get_clock (store)) };

  apply.moment.at_ms = now_ms;
  if (!mc_store_run (store, run_apply, &apply, error))
    return FALSE;
  /* What was overwritten is still in the -wal file; while somebody else is at work it stays until
   * the next look. */
  if (!mc_store_checkpoint (store, &busy)
      && !g_error_matches (busy, MC_STORE_ERROR, MC_STORE_ERROR_BUSY))
    g_warning ("cannot empty the -wal file: %s", busy->message);
  return TRUE;
}
