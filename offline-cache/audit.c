// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/audit.h"

#include "offline-cache/audit-queue.h"
#include "offline-cache/digest.h"
#include "offline-cache/jws.h"
#include "offline-cache/key-slot.h"
#include "offline-cache/statement.h"
#include "offline-cache/transaction.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define PAGE_ROWS 1000
#define MAX_OUTCOME_CHARS 64
/* Forgotten in lumps, so that not every event costs a deletion. */
#define LUMP 1000

static const char *const kinds[] = {
  [MC_AUDIT_RECORDED] = "recorded",
  [MC_AUDIT_SENT] = "sent",
  [MC_AUDIT_SET_ASIDE] = "set-aside",
  [MC_AUDIT_QUEUED_AGAIN] = "queued-again",
  [MC_AUDIT_EXPORTED] = "exported",
  [MC_AUDIT_IMPORTED] = "imported",
  [MC_AUDIT_DAEMON_BEGUN] = "daemon-begun",
  [MC_AUDIT_CLOCK_MISTRUST] = "clock-mistrust",
  [MC_AUDIT_SALVAGED] = "salvaged",
  [MC_AUDIT_ATTACHED] = "attached",
  [MC_AUDIT_DETACHED] = "detached",
  [MC_AUDIT_OFFICE] = "office",
  [MC_AUDIT_DAMAGED] = "damaged",
  [MC_AUDIT_PARKED] = "parked",
  [MC_AUDIT_PARKED_CARRIED] = "parked-carried",
  [MC_AUDIT_PARKED_CLOSED] = "parked-closed",
  [MC_AUDIT_PORTAL_TRUST] = "portal-trust",
};

/* How the chain ends, or what it begins with. */
typedef struct {
  gint64 seq;
  char *chain;
} Link;

static void
link_clear (Link *self)
{
  g_clear_pointer (&self->chain, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Link, link_clear)

const char *
mc_audit_kind_to_string (McAuditKind kind)
{
  return kinds[kind];
}

McAuditMoment
mc_audit_now (McClock *clock)
{
  return (McAuditMoment){ mc_clock_now_ms (clock), mc_clock_monotonic_ms (clock),
                          mc_clock_get_boot_id (clock) };
}

void
mc_audit_event_free (McAuditEvent *self)
{
  g_free (self->boot);
  g_free (self->kind);
  g_free (self->outcome);
  g_free (self->subject);
  g_free (self->chain);
  g_free (self);
}

void
mc_audit_verdict_clear (McAuditVerdict *self)
{
  g_clear_pointer (&self->problem, g_free);
}

/* (transfer full) */
static char *
chain_event (const char *before, const McAuditEvent *event)
{
  g_autofree char *text = g_strdup_printf (
      "%s\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT "\n%s\n%s\n%s\n%s",
      before, event->seq, event->at_ms, event->uptime_ms, event->boot, event->kind, event->outcome,
      event->subject);

  return mc_sha256_base64url (text, strlen (text));
}

static gboolean
read_link (sqlite3 *db, const char *name, Link *link, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, name, error);
  gboolean has_row;

  if (statement == NULL || !mc_statement_step (statement, &has_row, error))
    return FALSE;
  if (!has_row) {
    g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT, "the audit log has no anchor");
    return FALSE;
  }
  link->seq = sqlite3_column_int64 (statement, 0);
  link->chain = mc_statement_dup_text (statement, 1);
  return TRUE;
}

static gboolean
run_with_seq (sqlite3 *db, const char *name, gint64 seq, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, name, error);

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_int (statement, ":seq", seq);
  return mc_statement_run (statement, error);
}

static gboolean
forget_oldest (sqlite3 *db, gint64 last_seq, GError **error)
{
  g_auto (Link) anchor = { 0 };
  gint64 upto = last_seq - MC_AUDIT_MOST_EVENTS;

  if (!read_link (db, "audit/anchor", &anchor, error))
    return FALSE;
  if (upto - anchor.seq < LUMP)
    return TRUE;
  return run_with_seq (db, "audit/move-anchor", upto, error)
         && run_with_seq (db, "audit/forget", upto, error)
         && run_with_seq (db, "audit/forget-checkpoints", upto, error);
}

static gboolean
insert_event (sqlite3 *db, const McAuditEvent *event, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "audit/insert", error);

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_int (statement, ":seq", event->seq);
  mc_statement_bind_int (statement, ":at_ms", event->at_ms);
  mc_statement_bind_int (statement, ":uptime_ms", event->uptime_ms);
  mc_statement_bind_text (statement, ":boot", event->boot);
  mc_statement_bind_text (statement, ":kind", event->kind);
  mc_statement_bind_text (statement, ":outcome", event->outcome);
  mc_statement_bind_text (statement, ":subject", event->subject);
  mc_statement_bind_text (statement, ":chain", event->chain);
  return mc_statement_run (statement, error);
}

/* (transfer full): a reason code may be the portal's; a log of ours is not the place to be told at
 * length. */
static char *
cut_outcome (const char *outcome)
{
  if (outcome == NULL)
    return g_strdup ("");
  return g_utf8_substring (outcome, 0, MIN (g_utf8_strlen (outcome, -1), MAX_OUTCOME_CHARS));
}

gboolean
mc_audit_append (sqlite3 *db, const McAuditMoment *moment, McAuditKind kind, const char *outcome,
                 const char *subject, GError **error)
{
  g_auto (Link) last = { 0 };
  g_autofree char *chain = NULL;
  g_autofree char *short_outcome = cut_outcome (outcome);
  McAuditEvent event = {
    .at_ms = moment->at_ms,
    .uptime_ms = moment->uptime_ms,
    .boot = (char *) moment->boot,
    .kind = (char *) kinds[kind],
    .outcome = short_outcome,
    .subject = (char *) (subject != NULL ? subject : ""),
  };

  if (!read_link (db, "audit/last", &last, error))
    return FALSE;
  event.seq = last.seq + 1;
  event.chain = chain = chain_event (last.chain, &event);
  return insert_event (db, &event, error) && forget_oldest (db, event.seq, error);
}

/* --- a note by itself --- */

typedef struct {
  McAuditMoment moment;
  McAuditKind kind;
  const char *outcome;
  const char *subject;
} Note;

static gboolean
run_note (sqlite3 *db, gpointer data, GError **error)
{
  const Note *note = data;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);

  return transaction != NULL
         && mc_audit_append (db, &note->moment, note->kind, note->outcome, note->subject, error)
         && mc_transaction_commit (transaction, error);
}

gboolean
mc_audit_note (McStore *store, McClock *clock, McAuditKind kind, const char *outcome,
               const char *subject, GError **error)
{
  Note note = { mc_audit_now (clock), kind, outcome, subject };

  return mc_store_run (store, run_note, &note, error);
}

/* --- reading --- */

typedef struct {
  gint64 after;
  guint limit;
  GPtrArray *events;
} List;

static McAuditEvent *
event_from_row (sqlite3_stmt *row)
{
  McAuditEvent *event = g_new0 (McAuditEvent, 1);

  event->seq = sqlite3_column_int64 (row, 0);
  event->at_ms = sqlite3_column_int64 (row, 1);
  event->uptime_ms = sqlite3_column_int64 (row, 2);
  event->boot = mc_statement_dup_text (row, 3);
  event->kind = mc_statement_dup_text (row, 4);
  event->outcome = mc_statement_dup_text (row, 5);
  event->subject = mc_statement_dup_text (row, 6);
  event->chain = mc_statement_dup_text (row, 7);
  return event;
}

static gboolean
run_list (sqlite3 *db, gpointer data, GError **error)
{
  List *list = data;
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "audit/list", error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_int (statement, ":after", list->after);
  mc_statement_bind_int (statement, ":limit", list->limit);
  while (has_row) {
    if (!mc_statement_step (statement, &has_row, error))
      return FALSE;
    if (has_row)
      g_ptr_array_add (list->events, event_from_row (statement));
  }
  return TRUE;
}

static GPtrArray *
read_events (sqlite3 *db, gint64 after, guint limit, GError **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func (
      (GDestroyNotify) mc_audit_event_free);
  List list = { after, limit, events };

  return run_list (db, &list, error) ? g_steal_pointer (&events) : NULL;
}

GPtrArray *
mc_audit_list (McStore *store, gint64 after, guint limit, GError **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func (
      (GDestroyNotify) mc_audit_event_free);
  List list = { after, limit, events };

  return mc_store_run (store, run_list, &list, error) ? g_steal_pointer (&events) : NULL;
}

/* --- checkpoints --- */

typedef struct {
  McAuditMoment moment;
  const char *kiosk_id;
  EVP_PKEY *key;
  const char *key_id;
  char *jws;
} Sign;

/* (transfer full) */
static char *
write_claims (const char *kiosk_id, const Link *last, gint64 at_ms)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "kiosk");
  json_builder_add_string_value (builder, kiosk_id);
  json_builder_set_member_name (builder, "seq");
  json_builder_add_int_value (builder, last->seq);
  json_builder_set_member_name (builder, "chain");
  json_builder_add_string_value (builder, last->chain);
  json_builder_set_member_name (builder, "iat");
  json_builder_add_int_value (builder, at_ms / 1000);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static gboolean
is_signed_already (sqlite3 *db, gint64 seq, gboolean *answer, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "audit/newest-checkpoint", error);
  gboolean has_row;

  if (statement == NULL || !mc_statement_step (statement, &has_row, error))
    return FALSE;
  *answer = seq == 0 || (has_row && sqlite3_column_int64 (statement, 0) >= seq);
  return TRUE;
}

static gboolean
keep_checkpoint (sqlite3 *db, gint64 seq, gint64 at_ms, const char *jws, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "audit/insert-checkpoint", error);

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_int (statement, ":seq", seq);
  mc_statement_bind_int (statement, ":at_ms", at_ms);
  mc_statement_bind_text (statement, ":jws", jws);
  return mc_statement_run (statement, error);
}

static gboolean
run_sign (sqlite3 *db, gpointer data, GError **error)
{
  Sign *sign = data;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);
  g_auto (Link) last = { 0 };
  g_autofree char *claims = NULL;
  gboolean is_signed = FALSE;

  if (transaction == NULL || !read_link (db, "audit/last", &last, error)
      || !is_signed_already (db, last.seq, &is_signed, error))
    return FALSE;
  if (is_signed)
    return TRUE;
  claims = write_claims (sign->kiosk_id, &last, sign->moment.at_ms);
  sign->jws = mc_jws_sign (sign->key, sign->key_id, claims, error);
  return sign->jws != NULL && keep_checkpoint (db, last.seq, sign->moment.at_ms, sign->jws, error)
         && mc_transaction_commit (transaction, error);
}

char *
mc_audit_sign (McStore *store, McClock *clock, const char *kiosk_id, EVP_PKEY *key,
               const char *key_id, GError **error)
{
  Sign sign = { mc_audit_now (clock), kiosk_id, key, key_id, NULL };

  if (mc_store_run (store, run_sign, &sign, error))
    return sign.jws;
  g_free (sign.jws);
  return NULL;
}

/* --- verifying --- */

typedef struct {
  GPtrArray *certificates; /* (nullable) */
  McAuditVerdict *verdict;
  GHashTable *chains; /* seq -> chain, of the events that have a checkpoint; filled on the way */
  gint64 anchor_seq;
  gint64 first_ms; /* when the first event was; 0: there is none */
} Verify;

/* One event against the one before it. */
static void
check_event (McAuditVerdict *verdict, Link *before, const McAuditEvent *event)
{
  g_autofree char *chain = chain_event (before->chain, event);

  if (event->seq != before->seq + 1)
    mc_audit_blame (verdict, before->seq + 1, "an event is missing");
  else if (!g_str_equal (chain, event->chain))
    mc_audit_blame (verdict, event->seq, "an event or what came before it has been changed");
  verdict->events++;
  verdict->last_seq = event->seq;
  if (verdict->first_seq == 0)
    verdict->first_seq = event->seq;
  before->seq = event->seq;
  g_free (before->chain);
  before->chain = g_strdup (event->chain);
}

static gboolean
check_events (sqlite3 *db, Verify *verify, GError **error)
{
  g_auto (Link) before = { 0 };
  guint got = PAGE_ROWS;

  if (!read_link (db, "audit/anchor", &before, error))
    return FALSE;
  verify->verdict->last_seq = verify->anchor_seq = before.seq;
  if (g_hash_table_contains (verify->chains, &before.seq))
    g_hash_table_insert (verify->chains, g_memdup2 (&before.seq, sizeof before.seq),
                         g_strdup (before.chain));
  while (got == PAGE_ROWS) {
    g_autoptr (GPtrArray) events = read_events (db, before.seq, PAGE_ROWS, error);

    if (events == NULL)
      return FALSE;
    got = events->len;
    for (guint i = 0; i < events->len; i++) {
      const McAuditEvent *event = g_ptr_array_index (events, i);

      if (verify->verdict->events == 0)
        verify->first_ms = event->at_ms;
      check_event (verify->verdict, &before, event);
      if (g_hash_table_contains (verify->chains, &event->seq))
        g_hash_table_insert (verify->chains, g_memdup2 (&event->seq, sizeof event->seq),
                             g_strdup (event->chain));
    }
  }
  return TRUE;
}

/* What a checkpoint says, if it is one of ours. */
static gboolean
read_claims (GPtrArray *certificates, const char *jws, Link *claim)
{
  g_autofree char *payload = mc_key_slot_verify (certificates, jws, NULL);
  g_autoptr (JsonNode) node = payload != NULL ? json_from_string (payload, NULL) : NULL;
  JsonObject *claims;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  claims = json_node_get_object (node);
  claim->seq = json_object_get_int_member_with_default (claims, "seq", -1);
  claim->chain = g_strdup (json_object_get_string_member_with_default (claims, "chain", ""));
  return TRUE;
}

static void
check_checkpoint (Verify *verify, gint64 seq, const char *jws)
{
  const char *chain = g_hash_table_lookup (verify->chains, &seq);
  g_auto (Link) claim = { 0 };

  verify->verdict->checkpoints++;
  if (verify->certificates == NULL)
    return;
  if (!read_claims (verify->certificates, jws, &claim) || claim.seq != seq)
    mc_audit_blame (verify->verdict, seq, "a checkpoint is not signed by this kiosk");
  else if (chain == NULL || !g_str_equal (chain, claim.chain))
    mc_audit_blame (verify->verdict, seq, "the log is not the one that was signed");
  else
    verify->verdict->signed_seq = seq;
}

typedef void (*CheckpointFunc) (Verify *verify, gint64 seq, const char *jws);

static gboolean
for_each_checkpoint (sqlite3 *db, Verify *verify, CheckpointFunc func, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, "audit/checkpoints", error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return FALSE;
  mc_statement_bind_int (statement, ":after", -1);
  mc_statement_bind_int (statement, ":limit", -1);
  while (has_row) {
    if (!mc_statement_step (statement, &has_row, error))
      return FALSE;
    if (has_row)
      func (verify, sqlite3_column_int64 (statement, 0),
            (const char *) sqlite3_column_text (statement, 2));
  }
  return TRUE;
}

static void
expect_chain (Verify *verify, gint64 seq, const char *jws)
{
  g_hash_table_insert (verify->chains, g_memdup2 (&seq, sizeof seq), NULL);
}

/* In one transaction, so that what is compared belongs together. */
static gboolean
run_verify (sqlite3 *db, gpointer data, GError **error)
{
  Verify *verify = data;
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);

  return transaction != NULL && for_each_checkpoint (db, verify, expect_chain, error)
         && check_events (db, verify, error)
         && for_each_checkpoint (db, verify, check_checkpoint, error)
         && mc_audit_check_queue (db, verify->anchor_seq, verify->first_ms, verify->verdict, error);
}

gboolean
mc_audit_verify (McStore *store, GPtrArray *certificates, McAuditVerdict *verdict, GError **error)
{
  g_autoptr (GHashTable) chains = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                                         g_free);
  Verify verify = { certificates, verdict, chains };

  *verdict = (McAuditVerdict){ 0 };
  return mc_store_run (store, run_verify, &verify, error);
}
