// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/ledger-private.h"

#include <openssl/sha.h>

#define LOCATION_NAME "database"

G_DEFINE_QUARK (mc_ledger_error_quark, mc_ledger_error)

void
mc_ack_free (McAck *self)
{
  g_free (self->dossier_code);
  g_free (self->received_at);
  g_free (self->appointment);
  g_free (self->jws);
  g_free (self);
}

gboolean
mc_ledger_set_location (const char *data_dir, const char *url, GError **error)
{
  g_autofree char *path = g_build_filename (data_dir, LOCATION_NAME, NULL);

  /* It may hold a password. */
  return g_file_set_contents_full (path, url, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/* Tables that a ledger of an earlier version does not have. */
static gboolean
make_later_tables (McLedger *self, GError **error)
{
  static const char *const tables[] = {
    "CREATE TABLE IF NOT EXISTS renewed (serial BIGINT NOT NULL, use TEXT NOT NULL, "
    "pem TEXT NOT NULL, at_ms BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS decision (seq BIGINT PRIMARY KEY, id TEXT NOT NULL, "
    "kiosk TEXT NOT NULL, state TEXT NOT NULL, note TEXT, at TEXT NOT NULL)",
  };
  gboolean good = mc_database_begin (self->database, error);

  if (!good)
    return FALSE;
  for (gsize i = 0; good && i < G_N_ELEMENTS (tables); i++)
    good = mc_database_run (self->database, "making tables", error, tables[i], "");
  return mc_database_finish (self->database, good, error);
}

McLedger *
mc_ledger_open (const char *data_dir, GError **error)
{
  g_autofree char *location = g_build_filename (data_dir, LOCATION_NAME, NULL);
  g_autofree char *url = NULL;
  McDatabase *database;
  McLedger *self;

  if (!g_file_get_contents (location, &url, NULL, NULL))
    url = g_build_filename (data_dir, "portal.db", NULL);
  database = mc_database_open (g_strchomp (url), error);
  if (!database)
    return NULL;
  self = g_new0 (McLedger, 1);
  g_mutex_init (&self->lock);
  self->database = database;
  if (make_later_tables (self, error))
    return self;
  mc_ledger_free (self);
  return NULL;
}

void
mc_ledger_free (McLedger *self)
{
  mc_database_close (self->database);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
begin (McLedger *self, GError **error)
{
  return mc_database_begin (self->database, error);
}

static gboolean
finish (McLedger *self, gboolean good, GError **error)
{
  return mc_database_finish (self->database, good, error);
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

  return mc_database_run (self->database, "keeping a token", error,
                          "INSERT INTO token (hash, expires_ms) VALUES ($1, $2)", "bi", hash,
                          expires_ms);
}

static gboolean
spend_token (McLedger *self, GBytes *hash, gint64 now_ms, GError **error)
{
  g_autoptr (McRows) found = mc_database_query (
      self->database, "finding a token", error,
      "SELECT expires_ms, used_ms FROM token WHERE hash = $1", "b", hash);
  const char *fault = NULL;

  if (!found)
    return FALSE;
  if (!mc_rows_has_row (found))
    fault = "this portal did not issue the token";
  else if (mc_rows_get_text (found, 1))
    fault = "the token has been used";
  else if (mc_rows_get_int (found, 0) <= now_ms)
    fault = "the token has expired";
  if (fault) {
    g_set_error_literal (error, MC_LEDGER_ERROR, MC_LEDGER_ERROR_TOKEN, fault);
    return FALSE;
  }
  return mc_database_run (self->database, "spending a token", error,
                          "UPDATE token SET used_ms = $1 WHERE hash = $2", "ib", now_ms, hash);
}

/* 0 and an error if it cannot be. */
static gint64
name_kiosk (McLedger *self, const char *machine, const char *version, gint64 now_ms, GError **error)
{
  g_autoptr (McRows) serial = mc_database_query (
      self->database, "naming a kiosk", error,
      "INSERT INTO kiosk (machine, version, enrolled_ms) VALUES ($1, $2, $3) RETURNING serial",
      "ssi", machine, version, now_ms);

  return serial ? mc_rows_get_int (serial, 0) : 0;
}

char *
mc_ledger_enrol (McLedger *self, const char *token, const char *machine, const char *version,
                 gint64 now_ms, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GBytes) hash = hash_token (token);
  gint64 serial = 0;

  if (!begin (self, error))
    return NULL;
  if (spend_token (self, hash, now_ms, error))
    serial = name_kiosk (self, machine, version, now_ms, error);
  if (!finish (self, serial > 0, error))
    return NULL;
  return g_strdup_printf ("kiosk-%06" G_GINT64_FORMAT, serial);
}

gint64
mc_ledger_kiosk_serial (const char *kiosk_id)
{
  return g_str_has_prefix (kiosk_id, "kiosk-") ? g_ascii_strtoll (kiosk_id + 6, NULL, 10) : 0;
}

gboolean
mc_ledger_set_certificates (McLedger *self, const char *kiosk_id, const char *seal,
                            const char *transport, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return mc_database_run (
      self->database, "keeping certificates", error,
      "UPDATE kiosk SET seal_certificate = $1, transport_certificate = $2 WHERE serial = $3", "ssi",
      seal, transport, mc_ledger_kiosk_serial (kiosk_id));
}

gboolean
mc_ledger_knows_kiosk (McLedger *self, const char *kiosk_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GError) error = NULL;
  g_autoptr (McRows) found = mc_database_query (
      self->database, "finding a kiosk", &error,
      "SELECT 1 FROM kiosk WHERE serial = $1 AND revoked_ms IS NULL", "i",
      mc_ledger_kiosk_serial (kiosk_id));

  if (error)
    g_warning ("%s", error->message);
  return found && mc_rows_has_row (found);
}

gboolean
mc_ledger_revoke (McLedger *self, const char *kiosk_id, gint64 now_ms, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (McRows) revoked = mc_database_query (
      self->database, "revoking a kiosk", error,
      "UPDATE kiosk SET revoked_ms = coalesce (revoked_ms, $1) WHERE serial = $2 RETURNING serial",
      "ii", now_ms, mc_ledger_kiosk_serial (kiosk_id));

  if (!revoked)
    return FALSE;
  if (mc_rows_has_row (revoked))
    return TRUE;
  g_set_error (error, MC_LEDGER_ERROR, MC_LEDGER_ERROR_KIOSK, "no kiosk %s", kiosk_id);
  return FALSE;
}

GPtrArray *
mc_ledger_revoked (McLedger *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) certificates = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (McRows) list = mc_database_query (
      self->database, "listing revoked kiosks", error,
      "SELECT seal_certificate FROM kiosk WHERE revoked_ms > 0 AND seal_certificate NOTNULL "
      "UNION ALL SELECT transport_certificate FROM kiosk "
      "WHERE revoked_ms > 0 AND transport_certificate NOTNULL "
      "UNION ALL SELECT pem FROM renewed JOIN kiosk "
      "ON renewed.serial = kiosk.serial WHERE revoked_ms > 0",
      "");

  if (!list)
    return NULL;
  while (mc_rows_has_row (list)) {
    g_ptr_array_add (certificates, g_strdup (mc_rows_get_text (list, 0)));
    if (!mc_rows_next (list, error))
      return NULL;
  }
  return g_steal_pointer (&certificates);
}

gboolean
mc_ledger_testify (McLedger *self, const char *name, GError **error)
{
  return mc_database_run (self->database, "counting", error,
                          "INSERT INTO testimony VALUES ($1, 1) "
                          "ON CONFLICT (name) DO UPDATE SET count = testimony.count + 1",
                          "s", name);
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
      good = mc_ledger_testify (self, name, &error);
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
  g_autoptr (McRows) found = mc_database_query (
      self->database, "finding a submission", error,
      "SELECT ack FROM submission WHERE id = $1 AND kiosk = $2", "ss", id, kiosk);

  return found && mc_rows_has_row (found) ? g_strdup (mc_rows_get_text (found, 0)) : NULL;
}

/* Inside the lock. NEW if the id is not known. */
static McSettlement
compare_known (McLedger *self, const McOffer *offer, char **jws, GError **error)
{
  g_autoptr (McRows) found = mc_database_query (self->database, "finding a submission", error,
                                                "SELECT ack, digest FROM submission WHERE id = $1",
                                                "s", offer->id);

  if (!found)
    return MC_SETTLEMENT_FAILED;
  if (!mc_rows_has_row (found))
    return MC_SETTLEMENT_NEW;
  if (!g_str_equal (mc_rows_get_text (found, 1), offer->digest))
    return MC_SETTLEMENT_CONFLICT;
  *jws = g_strdup (mc_rows_get_text (found, 0));
  return MC_SETTLEMENT_REPLAY;
}

/* Inside the transaction: what a known id adds to the testimony. */
static gboolean
count_known (McLedger *self, const McOffer *offer, McSettlement settlement, GError **error)
{
  return mc_database_run (self->database, "counting an offer", error,
                          "UPDATE submission SET offers = offers + 1 WHERE id = $1", "s", offer->id)
         && mc_ledger_testify (self, settlement == MC_SETTLEMENT_REPLAY ? "replays" : "conflicts",
                               error)
         && mc_ledger_testify (self, "offers", error);
}

McSettlement
mc_ledger_settle (McLedger *self, const McOffer *offer, char **jws, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *found = NULL;
  McSettlement settlement = compare_known (self, offer, &found, error);

  /* A stored submission never goes, and nothing of it changes but who has signed its answer, so
   * what was read before BEGIN still holds. */
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
  g_autoptr (McRows) next = mc_database_query (
      self->database, "taking a dossier number", error,
      "INSERT INTO sequence VALUES ($1, $2, 1) "
      "ON CONFLICT (agency, day) DO UPDATE SET last = sequence.last + 1 RETURNING last",
      "ss", agency, day);

  if (!next)
    return NULL;
  return g_strdup_printf ("%s-%s-%04" G_GINT64_FORMAT, agency, day, mc_rows_get_int (next, 0));
}

static gboolean
insert_submission (McLedger *self, const McOffer *offer, const McAck *ack, GError **error)
{
  return mc_database_run (
             self->database, "storing a submission", error,
             "INSERT INTO submission (id, digest, kiosk, local_code, procedure, dossier_code, "
             "received_at, appointment, ack, envelope) "
             "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
             "sssssssssb", offer->id, offer->digest, offer->kiosk, offer->local_code,
             offer->procedure, ack->dossier_code, ack->received_at, ack->appointment, ack->jws,
             offer->envelope)
         && mc_ledger_testify (self, "offers", error);
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
           && insert_submission (self, offer, ack, error)
           && mc_ledger_settle_parts (self, offer, error);
  } else {
    good = settlement != MC_SETTLEMENT_FAILED && count_known (self, offer, settlement, error);
  }
  return finish (self, good, error) ? settlement : MC_SETTLEMENT_FAILED;
}

static gboolean
add_counts (McLedger *self, JsonObject *summary, GError **error)
{
  static const char *const names[] = {
    "offers",          "replays",      "conflicts",    "rejected",  "needs-correction",
    "unauthenticated", "refused",      "scripted",     "enrolled",  "audit-broken",
    "parts",           "part-replays", "part-refused", "incomplete"
  };
  g_autoptr (McRows) list = mc_database_query (self->database, "reading the testimony", error,
                                               "SELECT name, count FROM testimony", "");

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    json_object_set_int_member (summary, names[i], 0);
  while (list && mc_rows_has_row (list)) {
    json_object_set_int_member (summary, mc_rows_get_text (list, 0), mc_rows_get_int (list, 1));
    if (!mc_rows_next (list, error))
      return FALSE;
  }
  return list != NULL;
}

JsonObject *
mc_ledger_summary (McLedger *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (JsonObject) summary = json_object_new ();
  JsonArray *ids = json_array_new ();
  g_autoptr (McRows) list = mc_database_query (self->database, "listing submissions", error,
                                               "SELECT id FROM submission ORDER BY id", "");

  json_object_set_array_member (summary, "ids", ids);
  if (!list)
    return NULL;
  while (mc_rows_has_row (list)) {
    json_array_add_string_element (ids, mc_rows_get_text (list, 0));
    if (!mc_rows_next (list, error))
      return NULL;
  }
  json_object_set_int_member (summary, "stored", json_array_get_length (ids));
  return add_counts (self, summary, error) ? g_steal_pointer (&summary) : NULL;
}

gboolean
mc_ledger_foreach (McLedger *self, McStoredFunc func, gpointer data, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (McRows) list = mc_database_query (
      self->database, "listing submissions", error,
      "SELECT id, digest, kiosk, local_code, procedure, dossier_code, received_at, appointment, "
      "offers, envelope FROM submission ORDER BY dossier_code",
      "");

  if (!list)
    return FALSE;
  while (mc_rows_has_row (list)) {
    g_autoptr (GBytes) envelope = mc_rows_dup_bytes (list, 9);
    McStored stored = {
      mc_rows_get_text (list, 0), mc_rows_get_text (list, 1),
      mc_rows_get_text (list, 2), mc_rows_get_text (list, 3),
      mc_rows_get_text (list, 4), mc_rows_get_text (list, 5),
      mc_rows_get_text (list, 6), mc_rows_get_text (list, 7),
      mc_rows_get_int (list, 8),  envelope,
    };

    if (!func (&stored, data, error) || !mc_rows_next (list, error))
      return FALSE;
  }
  return TRUE;
}

/* Inside the transaction. A number whose chain is known, and another, is somebody's lie. */
static gboolean
keep_checkpoint (McLedger *self, const char *kiosk_id, gint64 now_ms, gint64 seq, const char *chain,
                 GError **error)
{
  g_autoptr (McRows) known = mc_database_query (
      self->database, "finding a checkpoint", error,
      "SELECT seq, chain FROM checkpoint WHERE kiosk = $1 AND seq >= $2 ORDER BY seq", "si",
      kiosk_id, seq);

  if (!known)
    return FALSE;
  if (mc_rows_has_row (known)) {
    gboolean is_same = mc_rows_get_int (known, 0) == seq
                       && g_str_equal (mc_rows_get_text (known, 1), chain);

    return is_same || mc_ledger_testify (self, "audit-broken", error);
  }
  return mc_database_run (self->database, "keeping a checkpoint", error,
                          "INSERT INTO checkpoint (kiosk, seq, chain, at_ms) "
                          "VALUES ($1, $2, $3, $4)",
                          "sisi", kiosk_id, seq, chain, now_ms);
}

gboolean
mc_ledger_keep_report (McLedger *self, const char *kiosk_id, gint64 now_ms, const char *report,
                       gsize size, gint64 seq, const char *chain, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *text = g_strndup (report, size);
  gboolean good;

  if (!begin (self, error))
    return FALSE;
  good = mc_database_run (self->database, "keeping a report", error,
                          "INSERT INTO heartbeat (kiosk, at_ms, report) VALUES ($1, $2, $3) "
                          "ON CONFLICT (kiosk) DO UPDATE SET at_ms = excluded.at_ms, "
                          "report = excluded.report",
                          "sis", kiosk_id, now_ms, text)
         && (seq == 0 || keep_checkpoint (self, kiosk_id, now_ms, seq, chain, error));
  return finish (self, good, error);
}

gboolean
mc_ledger_foreach_report (McLedger *self, McKeptFunc func, gpointer data, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (McRows) list = mc_database_query (
      self->database, "listing reports", error,
      "SELECT kiosk, at_ms, report, (SELECT max (seq) FROM checkpoint "
      "WHERE checkpoint.kiosk = heartbeat.kiosk) FROM heartbeat ORDER BY kiosk",
      "");

  if (!list)
    return FALSE;
  while (mc_rows_has_row (list)) {
    const McKept kept = { mc_rows_get_text (list, 0), mc_rows_get_int (list, 1),
                          mc_rows_get_text (list, 2), mc_rows_get_int (list, 3) };

    if (!func (&kept, data, error) || !mc_rows_next (list, error))
      return FALSE;
  }
  return TRUE;
}
