// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/ledger-parked.h"

#include "tests/portal/ledger-private.h"

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

/* One row: taker is whoever has ended it, and then there is no data. */
typedef struct {
  gboolean is_known;
  char *digest;
  char *taker; /* (nullable) */
  GBytes *data;
  gint64 expires_ms;
} Row;

static void
row_clear (Row *self)
{
  g_free (self->digest);
  g_free (self->taker);
  g_clear_pointer (&self->data, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Row, row_clear)

static gboolean
read_row (McLedger *self, const char *id, Row *row, GError **error)
{
  g_autoptr (McRows) found = mc_database_query (
      self->database, "finding a parked draft", error,
      "SELECT digest, taker, data, expires_ms FROM parked WHERE id = $1", "s", id);

  if (!found)
    return FALSE;
  row->is_known = mc_rows_has_row (found);
  if (!row->is_known)
    return TRUE;
  row->digest = g_strdup (mc_rows_get_text (found, 0));
  row->taker = g_strdup (mc_rows_get_text (found, 1));
  row->data = row->taker ? NULL : mc_rows_dup_bytes (found, 2);
  row->expires_ms = mc_rows_get_int (found, 3);
  return TRUE;
}

/* What has expired is emptied, and forgotten when no copy can come any more. */
static gboolean
sweep (McLedger *self, gint64 now_ms, GError **error)
{

  return mc_database_run (self->database, "emptying parked drafts", error,
                          "UPDATE parked SET data = NULL, taker = 'expired' "
                          "WHERE expires_ms <= $1 AND taker IS NULL",
                          "i", now_ms)
         && mc_database_run (self->database, "forgetting parked drafts", error,
                             "DELETE FROM parked WHERE expires_ms <= $1", "i",
                             now_ms - MC_PARKED_MAX_DAYS * DAY_MS);
}

/* Runs in a transaction, swept, inside the lock. */
typedef McParkedOutcome (*Step) (McLedger *self, const Row *row, gpointer data, GError **error);

static McParkedOutcome
run (McLedger *self, const char *id, gint64 now_ms, Step step, gpointer data, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  McParkedOutcome outcome = MC_PARKED_FAILED;
  g_auto (Row) row = { 0 };

  if (!mc_database_begin (self->database, error))
    return MC_PARKED_FAILED;
  if (sweep (self, now_ms, error) && read_row (self, id, &row, error))
    outcome = step (self, &row, data, error);
  return mc_database_finish (self->database, outcome != MC_PARKED_FAILED, error) ? outcome
                                                                                 : MC_PARKED_FAILED;
}

typedef struct {
  const char *id, *kiosk, *digest;
  GBytes *data;
  gint64 expires_ms, now_ms;
} Parking;

static McParkedOutcome
insert (McLedger *self, const Parking *parking, GError **error)
{
  g_autoptr (McRows) count = mc_database_query (
      self->database, "counting parked drafts", error,
      "SELECT count (*) FROM parked WHERE kiosk = $1 AND taker IS NULL", "s", parking->kiosk);

  if (!count)
    return MC_PARKED_FAILED;
  if (mc_rows_get_int (count, 0) >= MC_PARKED_MAX_COUNT)
    return MC_PARKED_TOO_MANY;
  g_clear_pointer (&count, mc_rows_free);
  return mc_database_run (self->database, "parking", error,
                          "INSERT INTO parked (id, kiosk, digest, expires_ms, data) "
                          "VALUES ($1, $2, $3, $4, $5)",
                          "sssib", parking->id, parking->kiosk, parking->digest,
                          parking->expires_ms, parking->data)
             ? MC_PARKED_DONE
             : MC_PARKED_FAILED;
}

static McParkedOutcome
park (McLedger *self, const Row *row, gpointer data, GError **error)
{
  const Parking *parking = data;

  if (parking->expires_ms <= parking->now_ms || row->taker)
    return MC_PARKED_GONE;
  if (row->is_known)
    return g_str_equal (row->digest, parking->digest) ? MC_PARKED_DONE : MC_PARKED_CONFLICT;
  return insert (self, parking, error);
}

McParkedOutcome
mc_ledger_park (McLedger *self, const char *id, const char *kiosk, const char *digest, GBytes *data,
                gint64 expires_ms, gint64 now_ms, GError **error)
{
  Parking parking = {
    id, kiosk, digest, data, MIN (expires_ms, now_ms + MC_PARKED_MAX_DAYS * DAY_MS), now_ms
  };

  return run (self, id, now_ms, park, &parking, error);
}

typedef struct {
  GBytes *data;
  gint64 expires_ms;
} Found;

static McParkedOutcome
find (McLedger *self, const Row *row, gpointer data, GError **error)
{
  Found *found = data;

  if (!row->is_known)
    return MC_PARKED_UNKNOWN;
  if (row->taker)
    return MC_PARKED_GONE;
  found->data = g_bytes_ref (row->data);
  found->expires_ms = row->expires_ms;
  return MC_PARKED_DONE;
}

McParkedOutcome
mc_ledger_find_parked (McLedger *self, const char *id, gint64 now_ms, GBytes **data,
                       gint64 *expires_ms, GError **error)
{
  Found found = { 0 };
  McParkedOutcome outcome = run (self, id, now_ms, find, &found, error);

  *data = found.data;
  *expires_ms = found.expires_ms;
  return outcome;
}

typedef struct {
  const char *id, *kiosk;
  gint64 now_ms;
} Taking;

static McParkedOutcome
unpark (McLedger *self, const Row *row, gpointer data, GError **error)
{
  const Taking *taking = data;
  gboolean good;

  if (row->taker)
    return g_str_equal (row->taker, taking->kiosk) ? MC_PARKED_DONE : MC_PARKED_GONE;
  if (row->is_known)
    good = mc_database_run (self->database, "unparking", error,
                            "UPDATE parked SET data = NULL, taker = $1 WHERE id = $2", "ss",
                            taking->kiosk, taking->id);
  else
    good = mc_database_run (self->database, "unparking", error,
                            "INSERT INTO parked (id, kiosk, digest, expires_ms, taker) "
                            "VALUES ($1, $2, '', $3, $2)",
                            "ssi", taking->id, taking->kiosk,
                            taking->now_ms + MC_PARKED_MAX_DAYS * DAY_MS);
  return good ? MC_PARKED_DONE : MC_PARKED_FAILED;
}

McParkedOutcome
mc_ledger_unpark (McLedger *self, const char *id, const char *kiosk, gint64 now_ms, GError **error)
{
  Taking taking = { id, kiosk, now_ms };

  return run (self, id, now_ms, unpark, &taking, error);
}
