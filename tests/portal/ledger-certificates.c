// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/ledger-private.h"

/* Certificates that kiosks were given after those of their enrolment. */

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
