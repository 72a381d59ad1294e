// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/printer.h"

G_BEGIN_DECLS

/**
 * McIppClient: speaks IPP (RFC 8010, 8011) with one print queue or one printer. Every call makes a
 * connection of its own and blocks, for seconds at most: for a worker thread. Not thread-safe.
 */
typedef struct _McIppClient McIppClient;

/* destination: a queue's name, "" for cupsd's default queue, or the URI of a printer (ipp://,
 * ipps://) that is asked without cupsd. Both on this machine: the kiosk connects to nothing else.
 * MC_DEVICE_ERROR_CONFIG for anything else. */
McIppClient *mc_ipp_client_new (const char *destination, GError **error);
void mc_ipp_client_free (McIppClient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McIppClient, mc_ipp_client_free)

/* Whether it speaks with the printer itself: only then is "completed" a sheet of paper. */
gboolean mc_ipp_client_is_direct (McIppClient *self);

typedef struct {
  gboolean accepting;     /* takes jobs */
  gboolean paper_problem; /* out of paper, jam, cover open, tray missing */
  gboolean offline;       /* the queue has lost its printer */
} McIppStatus;

/* Asks the printer itself where that is possible: cupsd looks only while it prints.
 * MC_DEVICE_ERROR_ABSENT: nobody answers, or no such queue. */
gboolean mc_ipp_client_get_status (McIppClient *self, McIppStatus *status, GError **error);

/* The number of a new job, 0 on failure. MC_DEVICE_ERROR_BUSY: try again in a moment. */
int mc_ipp_client_create_job (McIppClient *self, const McPrintJob *job, GError **error);
gboolean mc_ipp_client_send_document (McIppClient *self, int job_id, GBytes *pdf, GError **error);

typedef enum {
  MC_IPP_JOB_WAITING, /* pending, held, processing, stopped */
  MC_IPP_JOB_CANCELED,
  MC_IPP_JOB_ABORTED,
  MC_IPP_JOB_COMPLETED,
  MC_IPP_JOB_GONE, /* they have never heard of it, or no longer */
  MC_IPP_JOB_NO_ANSWER,
} McIppJobState;

McIppJobState mc_ipp_client_get_job (McIppClient *self, int job_id);

/* Cancels the job. FALSE: it did not take the order; it may already be over. */
gboolean mc_ipp_client_cancel_job (McIppClient *self, int job_id);

/* Queues only: the job, running or over, is forgotten with its spooled document. */
gboolean mc_ipp_client_purge_job (McIppClient *self, int job_id);

G_END_DECLS
