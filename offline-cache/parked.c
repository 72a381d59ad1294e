// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/parked.h"

#include "offline-cache/digest.h"
#include "offline-cache/outbox-private.h"
#include "offline-cache/parked-errands.h"
#include "offline-cache/secret-box.h"
#include "offline-cache/statement.h"
#include "offline-cache/transaction.h"
#include "offline-cache/vault.h"

struct _McParked {
  GObject parent;
  McStore *store;
};

G_DEFINE_FINAL_TYPE (McParked, mc_parked, G_TYPE_OBJECT)

static void
mc_parked_finalize (GObject *object)
{
  g_clear_object (&MC_PARKED (object)->store);
  G_OBJECT_CLASS (mc_parked_parent_class)->finalize (object);
}

static void
mc_parked_class_init (McParkedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_parked_finalize;
}

static void
mc_parked_init (McParked *self)
{
}

McParked *
mc_parked_new (McStore *store)
{
  McParked *self = g_object_new (MC_TYPE_PARKED, NULL);

  self->store = g_object_ref (store);
  return self;
}

typedef struct {
  McAuditMoment moment;
  char *id;         /* (nullable) */
  char *submission; /* (nullable) */
  const char *why;  /* (nullable) */
  GBytes *box;      /* (nullable): to be kept, or found */
  char *digest;     /* (nullable): of a box to be kept */
  gint64 expires_ms;
  McParkedState state; /* (out) */
  McTicket *ticket;    /* (nullable) */
} Verb;

static Verb *
verb_new (McParked *self, const char *id)
{
  Verb *verb = g_new0 (Verb, 1);

  verb->id = g_strdup (id);
  verb->moment = mc_audit_now (mc_store_get_clock (self->store));
  return verb;
}

static void
verb_free (gpointer data)
{
  Verb *verb = data;

  g_free (verb->id);
  g_free (verb->submission);
  g_clear_pointer (&verb->box, g_bytes_unref);
  g_free (verb->digest);
  mc_ticket_free (verb->ticket);
  g_free (verb);
}

/* --- on the worker --- */

/* box: of the draft that is no longer here. */
static gboolean
note_closed (sqlite3 *db, const Verb *verb, GBytes *box, GError **error)
{
  g_autofree char *digest = mc_sha256_base64url (g_bytes_get_data (box, NULL),
                                                 g_bytes_get_size (box));

  return mc_audit_append (db, &verb->moment, MC_AUDIT_PARKED_CLOSED, verb->why, digest, error);
}

static gboolean
insert (sqlite3 *db, const Verb *verb, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "parked/insert", error);

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":id", verb->id);
  mc_statement_bind_blob (statement, ":data", verb->box);
  mc_statement_bind_text (statement, ":digest", verb->digest);
  mc_statement_bind_int (statement, ":created_ms", verb->moment.at_ms);
  mc_statement_bind_int (statement, ":expires_ms", verb->expires_ms);
  mc_statement_bind_text (statement, ":submission", verb->submission);
  return mc_statement_run (statement, error);
}

static gboolean
run_put (sqlite3 *db, gpointer data, GError **error)
{
  const Verb *verb = data;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);

  return transaction != NULL && insert (db, verb, error)
         && mc_parked_errands_bring (db, verb->id, verb->expires_ms, error)
         && mc_audit_append (db, &verb->moment, MC_AUDIT_PARKED, NULL, verb->digest, error)
         && mc_transaction_commit (transaction, error);
}

/* box (out) (nullable): NULL if there is none that has not expired. */
static gboolean
read_box (sqlite3 *db, Verb *verb, GBytes **box, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "parked/get", error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_text (statement, ":id", verb->id);
  mc_statement_bind_int (statement, ":now_ms", verb->moment.at_ms);
  if (!mc_statement_step (statement, &has_row, error))
    return FALSE;
  verb->state = MC_PARKED_ABSENT;
  if (sqlite3_column_type (statement, 0) != SQLITE_NULL) {
    *box = mc_statement_get_blob (statement, 0);
    verb->state = sqlite3_column_int64 (statement, 2) != 0 ? MC_PARKED_CARRIED : MC_PARKED_HERE;
  } else if (sqlite3_column_int64 (statement, 1) != 0) {
    verb->state = MC_PARKED_CLOSED;
  }
  return TRUE;
}

static gboolean
run_get (sqlite3 *db, gpointer data, GError **error)
{
  Verb *verb = data;
  g_autoptr (GBytes) box = NULL;

  if (!read_box (db, verb, &box, error))
    return FALSE;
  if (box != NULL)
    verb->box = mc_secret_box_open (verb->ticket->key, verb->id, box);
  if (verb->box != NULL)
    return TRUE;
  g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_NOT_FOUND, "no such parked draft");
  return FALSE;
}

static gboolean
run_close (sqlite3 *db, gpointer data, GError **error)
{
  Verb *verb = data;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);
  g_autoptr (GBytes) box = NULL;

  if (transaction == NULL || !read_box (db, verb, &box, error))
    return FALSE;
  return (box == NULL || note_closed (db, verb, box, error))
         && mc_outbox_run_by_id (db, "parked/delete", verb->id, error)
         && mc_parked_errands_withdraw (db, verb->id, verb->expires_ms, error)
         && mc_transaction_commit (transaction, error);
}

static gboolean
run_sweep (sqlite3 *db, gpointer data, GError **error)
{
  const Verb *verb = data;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);

  return transaction != NULL && mc_parked_errands_sweep (db, &verb->moment, error)
         && mc_transaction_commit (transaction, error);
}

/* --- verbs --- */

static void
on_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (mc_store_run_finish (MC_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* verb is taken and lives as long as the answer. */
static void
run_async (McParked *self, gpointer tag, McStoreFunc func, Verb *verb, GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, verb, verb_free);
  mc_store_run_async (self->store, func, verb, NULL, on_run, task);
}

void
mc_parked_put_async (McParked *self, const McTicket *ticket, const char *submission_id,
                     GBytes *data, gint64 expires_ms, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GBytes *box = mc_secret_box_close (ticket->key, ticket->id, data);
  Verb *verb;

  if (box == NULL || g_bytes_get_size (box) > MC_PARKED_MOST_BYTES) {
    g_clear_pointer (&box, g_bytes_unref);
    g_task_report_new_error (self, callback, user_data, mc_parked_put_async, MC_VAULT_ERROR,
                             MC_VAULT_ERROR_SEAL, "cannot seal a parked draft, or it is too large");
    return;
  }
  verb = verb_new (self, ticket->id);
  verb->submission = g_strdup (submission_id);
  verb->box = box;
  verb->digest = mc_sha256_base64url (g_bytes_get_data (box, NULL), g_bytes_get_size (box));
  verb->expires_ms = expires_ms;
  run_async (self, mc_parked_put_async, run_put, verb, callback, user_data);
}

gboolean
mc_parked_put_finish (McParked *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
mc_parked_get_async (McParked *self, const McTicket *ticket, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  Verb *verb = verb_new (self, ticket->id);

  verb->ticket = mc_ticket_copy (ticket);
  run_async (self, mc_parked_get_async, run_get, verb, callback, user_data);
}

GBytes *
mc_parked_get_finish (McParked *self, GAsyncResult *result, McParkedState *state, GError **error)
{
  Verb *verb = g_task_get_task_data (G_TASK (result));

  *state = verb->state;
  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&verb->box) : NULL;
}

GBytes *
mc_parked_get (McParked *self, const McTicket *ticket, McParkedState *state, GError **error)
{
  Verb verb = { .moment = mc_audit_now (mc_store_get_clock (self->store)),
                .id = (char *) ticket->id,
                .ticket = (McTicket *) ticket };

  mc_store_run (self->store, run_get, &verb, error);
  *state = verb.state;
  return verb.box;
}

GBytes *
mc_parked_open (const McTicket *ticket, GBytes *box)
{
  return mc_secret_box_open (ticket->key, ticket->id, box);
}

static const char *
get_reason (McParkedReason reason)
{
  static const char *const reasons[] = {
    [MC_PARKED_TAKEN_UP] = "taken-up",
    [MC_PARKED_WITHDRAWN] = "withdrawn",
    [MC_PARKED_GONE] = "gone",
  };

  return reasons[reason];
}

void
mc_parked_close_async (McParked *self, const char *id, McParkedReason reason, gint64 afar_until_ms,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  Verb *verb = verb_new (self, id);

  verb->why = get_reason (reason);
  verb->expires_ms = afar_until_ms;
  run_async (self, mc_parked_close_async, run_close, verb, callback, user_data);
}

gboolean
mc_parked_close_finish (McParked *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
mc_parked_close (McParked *self, const char *id, McParkedReason reason, gint64 afar_until_ms,
                 GError **error)
{
  Verb verb = { .moment = mc_audit_now (mc_store_get_clock (self->store)),
                .id = (char *) id,
                .why = get_reason (reason),
                .expires_ms = afar_until_ms };

  return mc_store_run (self->store, run_close, &verb, error);
}

static gboolean
run_look (sqlite3 *db, gpointer data, GError **error)
{
  g_autoptr (GBytes) box = NULL;

  return read_box (db, data, &box, error);
}

void
mc_parked_look_async (McParked *self, const char *id, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  run_async (self, mc_parked_look_async, run_look, verb_new (self, id), callback, user_data);
}

McParkedState
mc_parked_look_finish (McParked *self, GAsyncResult *result)
{
  const Verb *verb = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), NULL) ? verb->state : MC_PARKED_ABSENT;
}

void
mc_parked_sweep_async (McParked *self, GAsyncReadyCallback callback, gpointer user_data)
{
  run_async (self, mc_parked_sweep_async, run_sweep, verb_new (self, NULL), callback, user_data);
}

gboolean
mc_parked_sweep_finish (McParked *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct {
  gint64 now_ms;
  guint64 n; /* (out) */
} Count;

static gboolean
run_count (sqlite3 *db, gpointer data, GError **error)
{
  Count *count = data;
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "parked/count", error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_int (statement, ":now_ms", count->now_ms);
  if (!mc_statement_step (statement, &has_row, error))
    return FALSE;
  count->n = has_row ? (guint64) sqlite3_column_int64 (statement, 0) : 0;
  return TRUE;
}

gboolean
mc_parked_count (McParked *self, guint64 *n, GError **error)
{
  Count count = { .now_ms = mc_clock_now_ms (mc_store_get_clock (self->store)) };

  if (!mc_store_run (self->store, run_count, &count, error))
    return FALSE;
  *n = count.n;
  return TRUE;
}
