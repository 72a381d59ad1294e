// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/ledger-private.h"

/* Certificates that kiosks were given after those of their enrolment, and what was signed under one
 * of the portal's that is replaced. */

gboolean
mc_ledger_add_certificate (McLedger *self, const char *kiosk_id, const char *use, const char *pem,
                           gint64 now_ms, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return mc_database_run (self->database, "keeping a certificate", error,
                          "INSERT INTO renewed (serial, use, pem, at_ms) VALUES ($1, $2, $3, $4)",
                          "issi", mc_ledger_kiosk_serial (kiosk_id), use, pem, now_ms);
}

/* Inside the lock. */
static gboolean
append_rows (McRows *rows, GPtrArray *list, GError **error)
{
  while (rows && mc_rows_has_row (rows)) {
    g_ptr_array_add (list, g_strdup (mc_rows_get_text (rows, 0)));
    if (!mc_rows_next (rows, error))
      return FALSE;
  }
  return rows != NULL;
}

GPtrArray *
mc_ledger_list_certificates (McLedger *self, const char *kiosk_id, const char *use, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  gboolean is_seal = g_str_equal (use, "seal");
  gint64 serial = mc_ledger_kiosk_serial (kiosk_id);
  g_autoptr (McRows) renewed = mc_database_query (
      self->database, "listing certificates", error,
      "SELECT pem FROM renewed WHERE serial = $1 AND use = $2 ORDER BY at_ms DESC", "is", serial,
      use);
  g_autoptr (McRows) first = NULL;

  if (!append_rows (renewed, list, error))
    return NULL;
  first = mc_database_query (self->database, "finding a certificate", error,
                             is_seal ? "SELECT seal_certificate FROM kiosk WHERE serial = $1 "
                                       "AND seal_certificate IS NOT NULL"
                                     : "SELECT transport_certificate FROM kiosk WHERE serial = $1 "
                                       "AND transport_certificate IS NOT NULL",
                             "i", serial);
  return append_rows (first, list, error) ? g_steal_pointer (&list) : NULL;
}

/* Inside the lock. */
static char *
sign_stored (McLedger *self, const char *id, McSignFunc sign, gpointer data, GError **error)
{
  g_autoptr (McRows) row = mc_database_query (
      self->database, "finding a submission", error,
      "SELECT digest, kiosk, local_code, procedure, dossier_code, received_at, appointment "
      "FROM submission WHERE id = $1",
      "s", id);
  g_autoptr (McAck) ack = g_new0 (McAck, 1);
  McOffer offer = { .id = id };

  if (!row)
    return NULL;
  if (!mc_rows_has_row (row)) {
    g_set_error (error, MC_LEDGER_ERROR, MC_LEDGER_ERROR_RECORD, "no submission %s", id);
    return NULL;
  }
  offer.digest = mc_rows_get_text (row, 0);
  offer.kiosk = mc_rows_get_text (row, 1);
  offer.local_code = mc_rows_get_text (row, 2);
  offer.procedure = mc_rows_get_text (row, 3);
  ack->dossier_code = g_strdup (mc_rows_get_text (row, 4));
  ack->received_at = g_strdup (mc_rows_get_text (row, 5));
  ack->appointment = g_strdup (mc_rows_get_text (row, 6));
  return sign (&offer, ack, data, error) ? g_steal_pointer (&ack->jws) : NULL;
}

char *
mc_ledger_renew_ack (McLedger *self, const char *id, const char *old, McSignFunc sign,
                     gpointer data, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *fresh = sign_stored (self, id, sign, data, error);
  g_autoptr (McRows) found = NULL;

  /* Another gateway may have come first: its answer is everybody's. */
  if (!fresh
      || !mc_database_run (self->database, "keeping an answer signed anew", error,
                           "UPDATE submission SET ack = $1 WHERE id = $2 AND ack = $3", "sss",
                           fresh, id, old))
    return NULL;
  found = mc_database_query (self->database, "finding a submission", error,
                             "SELECT ack FROM submission WHERE id = $1", "s", id);
  return found && mc_rows_has_row (found) ? g_strdup (mc_rows_get_text (found, 0)) : NULL;
}
