// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/parked-errands.h"

#include "offline-cache/digest.h"
#include "offline-cache/outbox-private.h"
#include "offline-cache/statement.h"
#include "offline-cache/transaction.h"

void
mc_parked_errand_free (McParkedErrand *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->box, g_bytes_unref);
  g_free (self->id);
  g_free (self);
}

static const char *
get_wish (const McParkedErrand *self)
{
  return self->is_withdrawal ? "withdraw" : "bring";
}

/* --- on the worker --- */

gboolean
mc_parked_errands_bring (sqlite3 *db, const char *id, gint64 expires_ms, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "parked/bring", error);

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":id", id);
  mc_statement_bind_int (statement, ":expires_ms", expires_ms);
  return mc_statement_run (statement, error);
}

gboolean
mc_parked_errands_withdraw (sqlite3 *db, const char *id, gint64 expires_ms, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;

  if (!mc_outbox_run_by_id (db, "parked/forget-unoffered", id, error))
    return FALSE;
  statement = mc_statement_new (db, "parked/withdraw", error);
  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":id", id);
  mc_statement_bind_int (statement, ":expires_ms", expires_ms);
  return mc_statement_run (statement, error);
}

/* Of a draft that is in the database. */
static gboolean
note (sqlite3 *db, const McAuditMoment *moment, McAuditKind kind, const char *outcome, GBytes *box,
      GError **error)
{
  g_autofree char *digest = mc_sha256_base64url (g_bytes_get_data (box, NULL),
                                                 g_bytes_get_size (box));

  return mc_audit_append (db, moment, kind, outcome, digest, error);
}

typedef struct {
  char *id;
  GBytes *box;
  char *submission; /* (nullable) */
} Expired;

static void
expired_clear (Expired *self)
{
  g_free (self->id);
  g_clear_pointer (&self->box, g_bytes_unref);
  g_free (self->submission);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Expired, expired_clear)

/* The first of them. id is NULL at the end. */
static gboolean
read_expired (sqlite3 *db, gint64 now_ms, Expired *expired, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "parked/expired", error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_int (statement, ":now_ms", now_ms);
  if (!mc_statement_step (statement, &has_row, error))
    return FALSE;
  if (has_row) {
    expired->id = mc_statement_dup_text (statement, 0);
    expired->box = mc_statement_get_blob (statement, 1);
    expired->submission = mc_statement_dup_text (statement, 2);
  }
  return TRUE;
}

/* Papers of a submission that has been recorded after all are the portal's. */
static gboolean
forget_papers (sqlite3 *db, const char *submission, GError **error)
{
  McAttachmentTotals totals;

  if (submission == NULL)
    return TRUE;
  return mc_outbox_total_attachments (db, submission, &totals, error)
         && (totals.is_recorded || mc_outbox_delete_attachments (db, submission, error));
}

gboolean
mc_parked_errands_sweep (sqlite3 *db, const McAuditMoment *moment, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;

  while (TRUE) {
    g_auto (Expired) expired = { NULL };

    if (!read_expired (db, moment->at_ms, &expired, error))
      return FALSE;
    if (expired.id == NULL)
      break;
    if (!forget_papers (db, expired.submission, error)
        || !note (db, moment, MC_AUDIT_PARKED_CLOSED, "expired", expired.box, error)
        || !mc_outbox_run_by_id (db, "parked/delete", expired.id, error))
      return FALSE;
  }
  statement = mc_statement_new (db, "parked/expired-errands", error);
  if (statement == NULL)
    return FALSE;
  mc_statement_bind_int (statement, ":now_ms", moment->at_ms);
  return mc_statement_run (statement, error);
}

/* --- the daemon's --- */

typedef struct {
  McAuditMoment moment;
  const char *after;
  gboolean everything;
  McParkedErrand *errand; /* (nullable) */
  gint64 next_attempt_ms;
  McParkedErrandOutcome outcome;
} Verb;

static gboolean
run_verb (McStore *store, McStoreFunc func, Verb *verb, GError **error)
{
  verb->moment = mc_audit_now (mc_store_get_clock (store));
  return mc_store_run_urgent (store, func, verb, error);
}

static gboolean
read_due (sqlite3 *db, Verb *verb, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "parked/due", error);
  McParkedErrand *errand;
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":after", verb->after);
  mc_statement_bind_int (statement, ":everything", verb->everything);
  mc_statement_bind_int (statement, ":now_ms", verb->moment.at_ms);
  mc_statement_bind_int (statement, ":longest_ms", MC_OUTBOX_LONGEST_WAIT_MS);
  if (!mc_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;
  errand = verb->errand = g_new0 (McParkedErrand, 1);
  errand->id = mc_statement_dup_text (statement, 0);
  errand->is_withdrawal = g_strcmp0 ((const char *) sqlite3_column_text (statement, 1), "withdraw")
                          == 0;
  errand->attempts = (guint) sqlite3_column_int64 (statement, 2);
  errand->expires_ms = sqlite3_column_int64 (statement, 3);
  if (!errand->is_withdrawal)
    errand->box = mc_statement_get_blob (statement, 4);
  return TRUE;
}

static gboolean
run_take (sqlite3 *db, gpointer data, GError **error)
{
  Verb *verb = data;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);

  g_clear_pointer (&verb->errand, mc_parked_errand_free);
  if (transaction == NULL || !read_due (db, verb, error))
    return FALSE;
  if (verb->errand == NULL)
    return TRUE;
  return mc_outbox_run_by_id (db, "parked/offer", verb->errand->id, error)
         && mc_transaction_commit (transaction, error);
}

McParkedErrand *
mc_parked_errands_take (McStore *store, const char *after, gboolean everything, GError **error)
{
  Verb verb = { .after = after, .everything = everything };

  if (run_verb (store, run_take, &verb, error))
    return verb.errand;
  mc_parked_errand_free (verb.errand);
  return NULL;
}

/* has_it (out): whether that is still what is wished of it. */
static gboolean
read_wish (sqlite3 *db, const McParkedErrand *errand, gboolean *has_it, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "parked/is-wished", error);

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":id", errand->id);
  mc_statement_bind_text (statement, ":wish", get_wish (errand));
  return mc_statement_step (statement, has_it, error);
}

static gboolean
mark_carried (sqlite3 *db, const Verb *verb, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "parked/carried", error);

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":id", verb->errand->id);
  mc_statement_bind_int (statement, ":now_ms", verb->moment.at_ms);
  return mc_statement_run (statement, error)
         && note (db, &verb->moment, MC_AUDIT_PARKED_CARRIED, NULL, verb->errand->box, error);
}

static gboolean
forget (sqlite3 *db, const Verb *verb, GError **error)
{
  const McParkedErrand *errand = verb->errand;

  if (errand->box != NULL
      && (!note (db, &verb->moment, MC_AUDIT_PARKED_CLOSED, "gone", errand->box, error)
          || !mc_outbox_run_by_id (db, "parked/delete", errand->id, error)))
    return FALSE;
  return mc_outbox_run_by_id (db, "parked/forget-errand", errand->id, error);
}

static gboolean
run_settle (sqlite3 *db, gpointer data, GError **error)
{
  const Verb *verb = data;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);
  const gboolean stays = verb->outcome == MC_PARKED_ERRAND_DONE && !verb->errand->is_withdrawal;
  gboolean is_wished;

  if (transaction == NULL || !read_wish (db, verb->errand, &is_wished, error))
    return FALSE;
  if (!is_wished)
    return TRUE;
  return (stays ? mark_carried (db, verb, error) : forget (db, verb, error))
         && mc_transaction_commit (transaction, error);
}

gboolean
mc_parked_errands_settle (McStore *store, const McParkedErrand *errand,
                          McParkedErrandOutcome outcome, GError **error)
{
  Verb verb = { .errand = (McParkedErrand *) errand, .outcome = outcome };

  return run_verb (store, run_settle, &verb, error);
}

static gboolean
run_wait (sqlite3 *db, gpointer data, GError **error)
{
  const Verb *verb = data;
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "parked/wait", error);

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":id", verb->errand->id);
  mc_statement_bind_text (statement, ":wish", get_wish (verb->errand));
  mc_statement_bind_int (statement, ":next_attempt_ms", verb->next_attempt_ms);
  return mc_statement_run (statement, error);
}

gboolean
mc_parked_errands_wait (McStore *store, const McParkedErrand *errand, gint64 next_attempt_ms,
                        GError **error)
{
  Verb verb = { .errand = (McParkedErrand *) errand, .next_attempt_ms = next_attempt_ms };

  return run_verb (store, run_wait, &verb, error);
}

static gboolean
run_next_due (sqlite3 *db, gpointer data, GError **error)
{
  Verb *verb = data;
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "parked/next-due", error);
  gboolean has_row;

  if (statement == NULL || !mc_statement_step (statement, &has_row, error))
    return FALSE;
  verb->next_attempt_ms = has_row ? sqlite3_column_int64 (statement, 0) : -1;
  return TRUE;
}

gboolean
mc_parked_errands_next_due (McStore *store, gint64 *due_ms, GError **error)
{
  Verb verb = { .next_attempt_ms = -1 };
  const gboolean ok = run_verb (store, run_next_due, &verb, error);

  *due_ms = verb.next_attempt_ms;
  return ok;
}

static gboolean
run_sweep (sqlite3 *db, gpointer data, GError **error)
{
  const Verb *verb = data;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);

  return transaction != NULL && mc_parked_errands_sweep (db, &verb->moment, error)
         && mc_transaction_commit (transaction, error);
}

gboolean
mc_parked_errands_sweep_now (McStore *store, GError **error)
{
  Verb verb = { 0 };

  return run_verb (store, run_sweep, &verb, error);
}
