// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/cups/ipp-client.h"

G_BEGIN_DECLS

/* One sheet on its way, from the first request to its end. For a worker thread. */
typedef struct {
  McIppClient *client;
  const McPrintJob *sheet;
  /* Waits up to ms. FALSE, at once: nobody wants the sheet any more, withdraw it. */
  gboolean (*wait) (guint ms, gpointer user_data);
  void (*on_queued) (gpointer user_data);
  /* How the printer is; NULL: it does not answer. */
  void (*on_status) (const McIppStatus *status, gpointer user_data);
  gpointer user_data;
} McCupsJob;

/* The final state; error is set for FAILED alone. orphan: the number of a job that the queue may
 * still hold because it did not answer, else 0. Purge it when it answers again. */
McPrintState mc_cups_job_run (const McCupsJob *job, int *orphan, GError **error);

G_END_DECLS
