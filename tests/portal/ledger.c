// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/ledger.h"

#include <openssl/sha.h>
#include <sqlite3.h>

#include "tests/portal/portal-resources.h"

#define BUSY_TIMEOUT_MS 10000

G_DEFINE_QUARK (mc_ledger_error_quark, mc_ledger_error)

typedef sqlite3_stmt McStatement;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McStatement, sqlite3_finalize)

struct _McLedger {
  GMutex lock;
  sqlite3 *db;
};

void
mc_ack_free (McAck *self)
{
  g_free (self->dossier_code);
  g_free (self->received_at);
  g_free (self->appointment);
  g_free (self->jws);
  g_free (self);
}

static gboolean
fail (McLedger *self, const char *verb, GError **error)
{
  g_set_error (error, MC_LEDGER_ERROR, MC_LEDGER_ERROR_FAILED, "%s: %s", verb,
               sqlite3_errmsg (self->db));
  return FALSE;
}

static gboolean
execute (McLedger *self, const char *sql, GError **error)
{
  return sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail (self, sql, error);
}

/* types: one letter for each argument: s text (nullable), i gint64, b GBytes. All are borrowed
 * until the statement is finalized. */
static McStatement *
prepare (McLedger *self, const char *sql, const char *types, ...)
{
  McStatement *statement = NULL;
  va_list arguments;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL) != SQLITE_OK)
    return NULL;
  va_start (arguments, types);
  for (int i = 1; *types; i++, types++) {
    if (*types == 's') {
      sqlite3_bind_text (statement, i, va_arg (arguments, const char *), -1, SQLITE_STATIC);
    } else if (*types == 'i') {
      sqlite3_bind_int64 (statement, i, va_arg (arguments, gint64));
    } else {
      GBytes *bytes = va_arg (arguments, GBytes *);
      sqlite3_bind_blob64 (statement, i, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                           SQLITE_STATIC);
    }
  }
  va_end (arguments);
  return statement;
}

static gboolean
step_done (McLedger *self, McStatement *statement, const char *verb, GError **error)
{
  return (statement && sqlite3_step (statement) == SQLITE_DONE) || fail (self, verb, error);
}

static const char *
column (McStatement *statement, int index)
{
  return (const char *) sqlite3_column_text (statement, index);
}

static gboolean
begin (McLedger *self, GError **error)
{
  return execute (self, "BEGIN IMMEDIATE", error);
}

/* Ends the transaction one way or the other; TRUE only if all of it is on disk. */
static gboolean
finish (McLedger *self, gboolean good, GError **error)
{
  if (good && execute (self, "COMMIT", error))
    return TRUE;
  if (!sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

static gboolean
create_schema (McLedger *self, GError **error)
{
  g_autoptr (McStatement) version = prepare (self, "PRAGMA user_version", "");
  g_autoptr (GBytes) sql = NULL;

  if (!version || sqlite3_step (version) != SQLITE_ROW)
    return fail (self, "reading the schema version", error);
  if (sqlite3_column_int (version, 0) > 0)
    return TRUE;
  g_clear_pointer (&version, sqlite3_finalize);
  sql = g_resource_lookup_data (mc_portal_get_resource (), "/vn/motcua/portal/ledger.sql",
                                G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  return sql && begin (self, error)
         && finish (self, execute (self, g_bytes_get_data (sql, NULL), error), error);
}

McLedger *
mc_ledger_open (const char *data_dir, GError **error)
{
  g_autoptr (McLedger) self = g_new0 (McLedger, 1);
  g_autofree char *path = g_build_filename (data_dir, "portal.db", NULL);

  g_mutex_init (&self->lock);
  if (sqlite3_open_v2 (path, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL)
      != SQLITE_OK) {
    fail (self, path, error);
    return NULL;
  }
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
  if (!execute (self, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", error)
      || !create_schema (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
mc_ledger_free (McLedger *self)
{
  sqlite3_close (self->db);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static GBytes *
hash_token (const char *token)
{
  guchar hash[SHA256_DIGEST_LENGTH];

  SHA256 ((const guchar *) token, strlen (token), hash);
  return g_bytes_new (hash, sizeof hash);
}

gboolean
mc_ledger_add_token (McLedger *self, const char *token, gint64 expires_ms, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GBytes) hash = hash_token (token);
  g_autoptr (McStatement) insert = prepare (
      self, "INSERT INTO token (hash, expires_ms) VALUES (?, ?)", "bi", hash, expires_ms);

  return step_done (self, insert, "keeping a token", error);
}

static gboolean
spend_token (McLedger *self, GBytes *hash, gint64 now_ms, GError **error)
{
  g_autoptr (McStatement) find = prepare (
      self, "SELECT expires_ms, used_ms FROM token WHERE hash = ?", "b", hash);
  g_autoptr (McStatement) use = prepare (self, "UPDATE token SET used_ms = ? WHERE hash = ?", "ib",
                                         now_ms, hash);
  const char *fault = NULL;
  int found = find ? sqlite3_step (find) : SQLITE_ERROR;

  if (found != SQLITE_ROW && found != SQLITE_DONE)
    return fail (self, "finding a token", error);
  if (found == SQLITE_DONE)
    fault = "this portal did not issue the token";
  else if (sqlite3_column_type (find, 1) != SQLITE_NULL)
    fault = "the token has been used";
  else if (sqlite3_column_int64 (find, 0) <= now_ms)
    fault = "the token has expired";
  if (fault) {
    g_set_error_literal (error, MC_LEDGER_ERROR, MC_LEDGER_ERROR_TOKEN, fault);
    return FALSE;
  }
  return step_done (self, use, "spending a token", error);
}

char *
mc_ledger_enrol (McLedger *self, const char *token, const char *machine, const char *version,
                 gint64 now_ms, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GBytes) hash = hash_token (token);
  g_autoptr (McStatement) insert = prepare (
      self, "INSERT INTO kiosk (machine, version, enrolled_ms) VALUES (?, ?, ?)", "ssi", machine,
      version, now_ms);
  gboolean good;

  if (!begin (self, error))
    return NULL;
  good = spend_token (self, hash, now_ms, error)
         && step_done (self, insert, "naming a kiosk", error);
  if (!finish (self, good, error))
    return NULL;
  return g_strdup_printf ("kiosk-%06" G_GINT64_FORMAT,
                          (gint64) sqlite3_last_insert_rowid (self->db));
}

/* The number in "kiosk-000001"; 0 if it is not one. */
static gint64
kiosk_serial (const char *kiosk_id)
{
  return g_str_has_prefix (kiosk_id, "kiosk-") ? g_ascii_strtoll (kiosk_id + 6, NULL, 10) : 0;
}

gboolean
mc_ledger_set_certificates (McLedger *self, const char *kiosk_id, const char *seal,
                            const char *transport, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (McStatement) update = prepare (
      self, "UPDATE kiosk SET seal_certificate = ?, transport_certificate = ? WHERE serial = ?",
      "ssi", seal, transport, kiosk_serial (kiosk_id));

  return step_done (self, update, "keeping certificates", error);
}

gboolean
mc_ledger_knows_kiosk (McLedger *self, const char *kiosk_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (McStatement) find = prepare (
      self, "SELECT 1 FROM kiosk WHERE serial = ? AND revoked_ms IS NULL", "i",
      kiosk_serial (kiosk_id));

  return find && sqlite3_step (find) == SQLITE_ROW;
}

gboolean
mc_ledger_revoke (McLedger *self, const char *kiosk_id, gint64 now_ms, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (McStatement) update = prepare (
      self, "UPDATE kiosk SET revoked_ms = coalesce (revoked_ms, ?) WHERE serial = ?", "ii", now_ms,
      kiosk_serial (kiosk_id));

  if (!step_done (self, update, "revoking a kiosk", error))
    return FALSE;
  if (sqlite3_changes (self->db) == 1)
    return TRUE;
  g_set_error (error, MC_LEDGER_ERROR, MC_LEDGER_ERROR_KIOSK, "no kiosk %s", kiosk_id);
  return FALSE;
}

GPtrArray *
mc_ledger_revoked (McLedger *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) certificates = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (McStatement) list = prepare (
      self,
      "SELECT seal_certificate FROM kiosk WHERE revoked_ms > 0 AND seal_certificate NOTNULL "
      "UNION ALL SELECT transport_certificate FROM kiosk "
      "WHERE revoked_ms > 0 AND transport_certificate NOTNULL",
      "");
  int row;

  while (list && (row = sqlite3_step (list)) == SQLITE_ROW)
    g_ptr_array_add (certificates, g_strdup (column (list, 0)));
  if (!list || row != SQLITE_DONE) {
    fail (self, "listing revoked kiosks", error);
    return NULL;
  }
  return g_steal_pointer (&certificates);
}

/* Inside the lock; adds one. */
static gboolean
testify (McLedger *self, const char *name, GError **error)
{
  g_autoptr (McStatement) add = prepare (
      self,
      "INSERT INTO testimony VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET count = count + 1", "s",
      name);

  return step_done (self, add, "counting", error);
}

void
mc_ledger_count (McLedger *self, const char *name, ...)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GError) error = NULL;
  gboolean good = TRUE;
  va_list names;

  if (begin (self, &error)) {
    va_start (names, name);
    for (; name && good; name = va_arg (names, const char *))
      good = testify (self, name, &error);
    va_end (names);
    finish (self, good, &error);
  }
  if (error)
    g_warning ("%s", error->message);
}

char *
mc_ledger_find (McLedger *self, const char *id, const char *kiosk, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (McStatement) find = prepare (
      self, "SELECT ack FROM submission WHERE id = ? AND kiosk = ?", "ss", id, kiosk);
  int found = find ? sqlite3_step (find) : SQLITE_ERROR;

  if (found == SQLITE_ROW)
    return g_strdup (column (find, 0));
  if (found != SQLITE_DONE)
    fail (self, "finding a submission", error);
  return NULL;
}

/* Inside the lock. NEW if the id is not known. */
static McSettlement
compare_known (McLedger *self, const McOffer *offer, char **jws, GError **error)
{
  g_autoptr (McStatement) find = prepare (
      self, "SELECT ack, digest = ? FROM submission WHERE id = ?", "ss", offer->digest, offer->id);
  int found = find ? sqlite3_step (find) : SQLITE_ERROR;

  if (found == SQLITE_DONE)
    return MC_SETTLEMENT_NEW;
  if (found != SQLITE_ROW) {
    fail (self, "finding a submission", error);
    return MC_SETTLEMENT_FAILED;
  }
  if (!sqlite3_column_int (find, 1))
    return MC_SETTLEMENT_CONFLICT;
  *jws = g_strdup (column (find, 0));
  return MC_SETTLEMENT_REPLAY;
}

/* Inside the transaction: what a known id adds to the testimony. */
static gboolean
count_known (McLedger *self, const McOffer *offer, McSettlement settlement, GError **error)
{
  g_autoptr (McStatement) update = prepare (
      self, "UPDATE submission SET offers = offers + 1 WHERE id = ?", "s", offer->id);

  return step_done (self, update, "counting an offer", error)
         && testify (self, settlement == MC_SETTLEMENT_REPLAY ? "replays" : "conflicts", error)
         && testify (self, "offers", error);
}

McSettlement
mc_ledger_settle (McLedger *self, const McOffer *offer, char **jws, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *found = NULL;
  McSettlement settlement = compare_known (self, offer, &found, error);

  /* A stored submission never changes or goes, so what was read before BEGIN still holds. */
  if (settlement == MC_SETTLEMENT_NEW || settlement == MC_SETTLEMENT_FAILED)
    return settlement;
  if (!begin (self, error) || !finish (self, count_known (self, offer, settlement, error), error))
    return MC_SETTLEMENT_FAILED;
  *jws = g_steal_pointer (&found);
  return settlement;
}

/* The next number of the agency's day: H29.15-261121-0001. */
static char *
take_dossier_code (McLedger *self, const char *agency, const char *day, GError **error)
{
  g_autoptr (McStatement) next = prepare (
      self,
      "INSERT INTO sequence VALUES (?, ?, 1) "
      "ON CONFLICT (agency, day) DO UPDATE SET last = last + 1 RETURNING last",
      "ss", agency, day);
  gint64 number;

  if (!next || sqlite3_step (next) != SQLITE_ROW) {
    fail (self, "taking a dossier number", error);
    return NULL;
  }
  number = sqlite3_column_int64 (next, 0);
  if (!step_done (self, next, "taking a dossier number", error))
    return NULL;
  return g_strdup_printf ("%s-%s-%04" G_GINT64_FORMAT, agency, day, number);
}

static gboolean
insert_submission (McLedger *self, const McOffer *offer, const McAck *ack, GError **error)
{
  g_autoptr (McStatement) insert = prepare (
      self,
      "INSERT INTO submission (id, digest, kiosk, local_code, procedure, dossier_code, "
      "received_at, appointment, ack, envelope) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      "sssssssssb", offer->id, offer->digest, offer->kiosk, offer->local_code, offer->procedure,
      ack->dossier_code, ack->received_at, ack->appointment, ack->jws, offer->envelope);

  return step_done (self, insert, "storing a submission", error) && testify (self, "offers", error);
}

McSettlement
mc_ledger_store (McLedger *self, const McOffer *offer, const char *agency, const char *day,
                 McAck *ack, McSignFunc sign, gpointer data, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  McSettlement settlement;
  gboolean good;

  if (!begin (self, error))
    return MC_SETTLEMENT_FAILED;
  settlement = compare_known (self, offer, &ack->jws, error);
  if (settlement == MC_SETTLEMENT_NEW) {
    ack->dossier_code = take_dossier_code (self, agency, day, error);
    good = ack->dossier_code && sign (offer, ack, data, error)
           && insert_submission (self, offer, ack, error);
  } else {
    good = settlement != MC_SETTLEMENT_FAILED && count_known (self, offer, settlement, error);
  }
  return finish (self, good, error) ? settlement : MC_SETTLEMENT_FAILED;
}

static gboolean
add_counts (McLedger *self, JsonObject *summary, GError **error)
{
  static const char *const names[] = { "offers",   "replays",          "conflicts",
                                       "rejected", "needs-correction", "unauthenticated",
                                       "refused",  "scripted",         "enrolled" };
  g_autoptr (McStatement) list = prepare (self, "SELECT name, count FROM testimony", "");
  int row = SQLITE_ERROR;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    json_object_set_int_member (summary, names[i], 0);
  while (list && (row = sqlite3_step (list)) == SQLITE_ROW)
    json_object_set_int_member (summary, column (list, 0), sqlite3_column_int64 (list, 1));
  return row == SQLITE_DONE || fail (self, "reading the testimony", error);
}

JsonObject *
mc_ledger_summary (McLedger *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (JsonObject) summary = json_object_new ();
  JsonArray *ids = json_array_new ();
  g_autoptr (McStatement) list = prepare (self, "SELECT id FROM submission ORDER BY id", "");
  int row = SQLITE_ERROR;

  while (list && (row = sqlite3_step (list)) == SQLITE_ROW)
    json_array_add_string_element (ids, column (list, 0));
  json_object_set_int_member (summary, "stored", json_array_get_length (ids));
  json_object_set_array_member (summary, "ids", ids);
  if (row != SQLITE_DONE) {
    fail (self, "listing submissions", error);
    return NULL;
  }
  return add_counts (self, summary, error) ? g_steal_pointer (&summary) : NULL;
}

gboolean
mc_ledger_foreach (McLedger *self, McStoredFunc func, gpointer data, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (McStatement) list = prepare (
      self,
      "SELECT id, digest, kiosk, local_code, procedure, dossier_code, received_at, appointment, "
      "offers, envelope FROM submission ORDER BY dossier_code",
      "");
  int row = SQLITE_ERROR;

  while (list && (row = sqlite3_step (list)) == SQLITE_ROW) {
    g_autoptr (GBytes) envelope = g_bytes_new_static (sqlite3_column_blob (list, 9),
                                                      sqlite3_column_bytes (list, 9));
    McStored stored = {
      column (list, 0), column (list, 1), column (list, 2),
      column (list, 3), column (list, 4), column (list, 5),
      column (list, 6), column (list, 7), sqlite3_column_int64 (list, 8),
      envelope,
    };

    if (!func (&stored, data, error))
      return FALSE;
  }
  return row == SQLITE_DONE || fail (self, "listing submissions", error);
}
