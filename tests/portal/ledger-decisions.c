// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/ledger-private.h"

/* What the office says of dossiers, numbered in the order in which it was said. */

/* Inside the transaction. */
static gboolean
insert_decision (McLedger *self, const char *key, const char *state, const char *note,
                 const char *at, GError **error)
{
  g_autoptr (McRows) made = mc_database_query (
      self->database, "keeping a decision", error,
      "INSERT INTO decision (seq, id, kiosk, state, note, at) "
      "SELECT (SELECT coalesce (max (seq), 0) + 1 FROM decision), id, kiosk, $1, $2, $3 "
      "FROM submission WHERE id = $4 OR dossier_code = $4 RETURNING seq",
      "ssss", state, note, at, key);

  if (!made)
    return FALSE;
  if (mc_rows_has_row (made))
    return TRUE;
  g_set_error (error, MC_LEDGER_ERROR, MC_LEDGER_ERROR_RECORD, "no submission %s", key);
  return FALSE;
}

gboolean
mc_ledger_decide (McLedger *self, const char *key, const char *state, const char *note,
                  const char *at, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return mc_database_begin (self->database, error)
         && mc_database_finish (self->database, insert_decision (self, key, state, note, at, error),
                                error);
}

gboolean
mc_ledger_foreach_decision (McLedger *self, const char *kiosk_id, gint64 after, McDecisionFunc func,
                            gpointer data, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (McRows) list = mc_database_query (
      self->database, "listing decisions", error,
      "SELECT seq, decision.id, dossier_code, state, at, note FROM decision "
      "JOIN submission ON submission.id = decision.id "
      "WHERE decision.kiosk = $1 AND seq > $2 ORDER BY seq",
      "si", kiosk_id, after);

  if (!list)
    return FALSE;
  while (mc_rows_has_row (list)) {
    const McDecision row = { mc_rows_get_int (list, 0),  mc_rows_get_text (list, 1),
                             mc_rows_get_text (list, 2), mc_rows_get_text (list, 3),
                             mc_rows_get_text (list, 4), mc_rows_get_text (list, 5) };

    if (!func (&row, data, error) || !mc_rows_next (list, error))
      return FALSE;
  }
  return TRUE;
}
