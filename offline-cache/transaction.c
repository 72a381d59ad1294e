// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/transaction.h"

struct _McTransaction {
  sqlite3 *db;
};

McTransaction *
mc_transaction_begin (sqlite3 *db, GError **error)
{
  McTransaction *self;
  int rc = sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL);

  if (rc != SQLITE_OK) {
    mc_store_set_error (db, rc, "begin", error);
    return NULL;
  }
  self = g_new0 (McTransaction, 1);
  self->db = db;
  return self;
}

gboolean
mc_transaction_commit (McTransaction *self, GError **error)
{
  int rc = sqlite3_exec (self->db, "COMMIT", NULL, NULL, NULL);
  g_autoptr (GError) reason = NULL;

  if (rc == SQLITE_OK)
    return TRUE;
  mc_store_set_error (self->db, rc, "commit", &reason);
  /* fsync () that failed has said nothing about what reached the disk. */
  if ((rc & 0xff) == SQLITE_IOERR && !g_error_matches (reason, MC_STORE_ERROR, MC_STORE_ERROR_FULL))
    reason->code = MC_STORE_ERROR_UNKNOWN_OUTCOME;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

void
mc_transaction_free (McTransaction *self)
{
  if (!sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  g_free (self);
}
