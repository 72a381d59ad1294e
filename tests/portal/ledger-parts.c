// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/ledger-parts.h"

#include "tests/portal/ledger-private.h"

/* Inside the lock and the transaction. */
static McSettlement
hold (McLedger *self, const char *id, const char *digest, GBytes *envelope, gint64 now_ms,
      GError **error)
{
  g_autoptr (McRows) known = mc_database_query (
      self->database, "finding a pending record", error,
      "SELECT digest FROM pending WHERE id = $1 UNION ALL SELECT digest FROM submission "
      "WHERE id = $1",
      "s", id);

  if (!known)
    return MC_SETTLEMENT_FAILED;
  if (mc_rows_has_row (known))
    return g_str_equal (mc_rows_get_text (known, 0), digest) ? MC_SETTLEMENT_REPLAY
                                                             : MC_SETTLEMENT_CONFLICT;
  return mc_database_run (self->database, "holding a record", error,
                          "INSERT INTO pending (id, digest, since_ms, envelope) "
                          "VALUES ($1, $2, $3, $4)",
                          "ssib", id, digest, now_ms, envelope)
             ? MC_SETTLEMENT_NEW
             : MC_SETTLEMENT_FAILED;
}

McSettlement
mc_ledger_hold (McLedger *self, const char *id, const char *digest, GBytes *envelope, gint64 now_ms,
                GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  McSettlement settlement;

  if (!mc_database_begin (self->database, error))
    return MC_SETTLEMENT_FAILED;
  settlement = hold (self, id, digest, envelope, now_ms, error);
  return mc_database_finish (self->database, settlement != MC_SETTLEMENT_FAILED, error)
             ? settlement
             : MC_SETTLEMENT_FAILED;
}

GBytes *
mc_ledger_find_pending (McLedger *self, const char *id, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (McRows) found = mc_database_query (self->database, "finding a pending record", error,
                                                "SELECT envelope FROM pending WHERE id = $1", "s",
                                                id);

  return found && mc_rows_has_row (found) ? mc_rows_dup_bytes (found, 0) : NULL;
}

gboolean
mc_ledger_drop (McLedger *self, const char *id, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean good;

  if (!mc_database_begin (self->database, error))
    return FALSE;
  good = mc_database_run (self->database, "dropping a record", error,
                          "DELETE FROM pending WHERE id = $1", "s", id)
         && mc_database_run (self->database, "dropping parts", error,
                             "DELETE FROM part WHERE submission = $1 AND NOT EXISTS "
                             "(SELECT 1 FROM submission WHERE id = $1)",
                             "s", id);
  return mc_database_finish (self->database, good, error);
}

/* Inside the lock and the transaction. */
static McPartOutcome
weigh_part (McLedger *self, const char *submission, const char *digest, gsize size, GError **error)
{
  g_autoptr (McRows) found = mc_database_query (
      self->database, "weighing a part", error,
      "SELECT (SELECT count (*) FROM part WHERE submission = $1 AND digest = $2), "
      "(SELECT count (*) FROM pending WHERE id = $1), "
      "(SELECT count (*) FROM part WHERE submission = $1), "
      "(SELECT coalesce (sum (size), 0) FROM part WHERE submission = $1)",
      "ss", submission, digest);

  if (!found)
    return MC_PART_FAILED;
  if (mc_rows_get_int (found, 0) > 0)
    return MC_PART_KNOWN;
  if (mc_rows_get_int (found, 1) == 0)
    return MC_PART_UNWANTED;
  if (mc_rows_get_int (found, 2) >= MC_PARTS_MAX_COUNT
      || mc_rows_get_int (found, 3) + (gint64) size > MC_PARTS_MAX_BYTES)
    return MC_PART_TOO_MUCH;
  return MC_PART_STORED;
}

McPartOutcome
mc_ledger_put_part (McLedger *self, const char *submission, const char *digest, GBytes *data,
                    GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gsize size = g_bytes_get_size (data);
  McPartOutcome outcome;
  gboolean good;

  if (!mc_database_begin (self->database, error))
    return MC_PART_FAILED;
  outcome = weigh_part (self, submission, digest, size, error);
  good = outcome != MC_PART_FAILED;
  if (outcome == MC_PART_STORED)
    good = mc_database_run (self->database, "storing a part", error,
                            "INSERT INTO part (submission, digest, size, data) "
                            "VALUES ($1, $2, $3, $4)",
                            "ssib", submission, digest, (gint64) size, data)
           && mc_ledger_testify (self, "parts", error);
  else if (outcome == MC_PART_KNOWN)
    good = mc_ledger_testify (self, "part-replays", error);
  return mc_database_finish (self->database, good, error) ? outcome : MC_PART_FAILED;
}

GHashTable *
mc_ledger_list_parts (McLedger *self, const char *submission, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GHashTable) set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (McRows) list = mc_database_query (self->database, "listing parts", error,
                                               "SELECT digest FROM part WHERE submission = $1", "s",
                                               submission);

  if (!list)
    return NULL;
  while (mc_rows_has_row (list)) {
    g_hash_table_add (set, g_strdup (mc_rows_get_text (list, 0)));
    if (!mc_rows_next (list, error))
      return NULL;
  }
  return g_steal_pointer (&set);
}

GBytes *
mc_ledger_dup_part (McLedger *self, const char *submission, const char *digest, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (McRows) found = mc_database_query (
      self->database, "reading a part", error,
      "SELECT data FROM part WHERE submission = $1 AND digest = $2", "ss", submission, digest);

  return found && mc_rows_has_row (found) ? mc_rows_dup_bytes (found, 0) : NULL;
}

static gboolean
delete_part (McLedger *self, const char *submission, const char *digest, GError **error)
{
  return mc_database_run (self->database, "deleting a part", error,
                          "DELETE FROM part WHERE submission = $1 AND digest = $2", "ss",
                          submission, digest);
}

/* (transfer full) (element-type utf8): the parts that came, and that no manifest names. */
static GPtrArray *
list_strays (McLedger *self, const McOffer *offer, GError **error)
{
  g_autoptr (GPtrArray) strays = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (McRows) list = mc_database_query (self->database, "listing parts", error,
                                               "SELECT digest FROM part WHERE submission = $1", "s",
                                               offer->id);

  if (!list)
    return NULL;
  while (mc_rows_has_row (list)) {
    const char *digest = mc_rows_get_text (list, 0);

    if (!offer->parts || !g_hash_table_contains (offer->parts, digest))
      g_ptr_array_add (strays, g_strdup (digest));
    if (!mc_rows_next (list, error))
      return NULL;
  }
  return g_steal_pointer (&strays);
}

gboolean
mc_ledger_settle_parts (McLedger *self, const McOffer *offer, GError **error)
{
  g_autoptr (GPtrArray) strays = NULL;

  if (!offer->parts)
    return TRUE;
  strays = list_strays (self, offer, error);
  if (!strays)
    return FALSE;
  for (guint i = 0; i < strays->len; i++)
    if (!delete_part (self, offer->id, g_ptr_array_index (strays, i), error))
      return FALSE;
  return mc_database_run (self->database, "no longer pending", error,
                          "DELETE FROM pending WHERE id = $1", "s", offer->id);
}
