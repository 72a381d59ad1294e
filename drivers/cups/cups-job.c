// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/cups/cups-job.h"

#define POLL_MS 250
#define BUSY_MS 500
#define SILENT_US (4 * G_TIME_SPAN_SECOND)   /* no answer for so long: contact is lost */
#define WITHDRAW_US (6 * G_TIME_SPAN_SECOND) /* what stopping may take */
#define WITHDRAW_POLL_US (100 * G_TIME_SPAN_MILLISECOND)

typedef struct {
  const McCupsJob *job;
  McIppStatus status; /* the last one known */
  int id;
} Way;

static void
look_at_printer (Way *way)
{
  McIppStatus status;
  gboolean answered = mc_ipp_client_get_status (way->job->client, &status, NULL);

  if (answered)
    way->status = status;
  way->job->on_status (answered ? &status : NULL, way->job->user_data);
}

static McPrintState
fail (GError **error, McDeviceErrorCode code, const char *why)
{
  g_set_error (error, MC_DEVICE_ERROR, code, "printer: %s", why);
  return MC_PRINT_FAILED;
}

/* Why a sheet that was withdrawn had not come out. */
static McPrintState
fail_withdrawn (const Way *way, GError **error)
{
  if (way->status.paper_problem)
    return fail (error, MC_DEVICE_ERROR_PAPER, "no paper; the job was withdrawn");
  if (way->status.offline)
    return fail (error, MC_DEVICE_ERROR_ABSENT, "not reachable; the job was withdrawn");
  return fail (error, MC_DEVICE_ERROR_PROTOCOL, "not done in time; the job was withdrawn");
}

/* What "completed" is worth. */
static McPrintState
completed (const Way *way)
{
  return mc_ipp_client_is_direct (way->job->client) ? MC_PRINT_CONFIRMED : MC_PRINT_SENT;
}

/* Takes the document out of the spool; the job is over, or nobody wants it. */
static gboolean
purge (const Way *way)
{
  McIppClient *client = way->job->client;
  gint64 until = g_get_monotonic_time () + WITHDRAW_US;

  if (mc_ipp_client_is_direct (client))
    return TRUE;
  while (g_get_monotonic_time () < until) {
    mc_ipp_client_purge_job (client, way->id);
    if (mc_ipp_client_get_job (client, way->id) == MC_IPP_JOB_GONE)
      return TRUE;
    g_usleep (WITHDRAW_POLL_US);
  }
  return FALSE;
}

/* Stops the job and tells what really became of it: it may have ended by itself meanwhile. */
static McIppJobState
stop (const Way *way)
{
  McIppClient *client = way->job->client;
  gint64 until = g_get_monotonic_time () + WITHDRAW_US;
  McIppJobState state;

  mc_ipp_client_cancel_job (client, way->id);
  for (;;) {
    state = mc_ipp_client_get_job (client, way->id);
    if (state != MC_IPP_JOB_WAITING && state != MC_IPP_JOB_NO_ANSWER)
      return state;
    if (g_get_monotonic_time () > until)
      return state;
    g_usleep (WITHDRAW_POLL_US);
  }
}

static McPrintState
withdraw (Way *way, int *orphan, GError **error)
{
  McIppJobState state;

  look_at_printer (way);
  state = stop (way);
  if (!purge (way)) {
    *orphan = way->id;
    return MC_PRINT_UNKNOWN;
  }
  switch (state) {
  case MC_IPP_JOB_COMPLETED:
    return completed (way);
  case MC_IPP_JOB_CANCELED:
  case MC_IPP_JOB_ABORTED:
    return fail_withdrawn (way, error);
  default:
    /* A printer that was asked to stop and never said that it had. */
    return MC_PRINT_UNKNOWN;
  }
}

/* FALSE: still under way. */
static gboolean
judge (Way *way, McIppJobState job_state, McPrintState *state, GError **error)
{
  switch (job_state) {
  case MC_IPP_JOB_COMPLETED:
    *state = completed (way);
    return TRUE;
  case MC_IPP_JOB_ABORTED:
    *state = fail (error, MC_DEVICE_ERROR_PROTOCOL, "the job was aborted");
    return TRUE;
  case MC_IPP_JOB_CANCELED:
    *state = fail (error, MC_DEVICE_ERROR_PROTOCOL, "the job was cancelled at the printer");
    return TRUE;
  case MC_IPP_JOB_GONE:
    *state = MC_PRINT_UNKNOWN;
    return TRUE;
  default:
    return FALSE;
  }
}

static McPrintState
watch (Way *way, int *orphan, GError **error)
{
  const McCupsJob *job = way->job;
  gint64 heard = g_get_monotonic_time ();
  McPrintState state;

  while (job->wait (POLL_MS, job->user_data)) {
    McIppJobState job_state = mc_ipp_client_get_job (job->client, way->id);

    look_at_printer (way);
    if (judge (way, job_state, &state, error)) {
      if (!purge (way))
        *orphan = way->id;
      return state;
    }
    if (job_state != MC_IPP_JOB_NO_ANSWER)
      heard = g_get_monotonic_time ();
    else if (g_get_monotonic_time () - heard > SILENT_US) {
      *orphan = way->id;
      return MC_PRINT_UNKNOWN;
    }
  }
  return withdraw (way, orphan, error);
}

/* A printer without a spooler takes one job at a time: waits until it is free. */
static gboolean
create (Way *way, GError **error)
{
  const McCupsJob *job = way->job;

  for (;;) {
    g_autoptr (GError) cause = NULL;

    way->id = mc_ipp_client_create_job (job->client, job->sheet, &cause);
    if (way->id != 0)
      return TRUE;
    if (!g_error_matches (cause, MC_DEVICE_ERROR, MC_DEVICE_ERROR_BUSY)) {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
    if (!job->wait (BUSY_MS, job->user_data)) {
      fail_withdrawn (way, error);
      return FALSE;
    }
    look_at_printer (way);
  }
}

McPrintState
mc_cups_job_run (const McCupsJob *job, int *orphan, GError **error)
{
  Way way = { .job = job };
  McPrintState state;

  *orphan = 0;
  if (!mc_ipp_client_get_status (job->client, &way.status, error)) {
    job->on_status (NULL, job->user_data);
    return MC_PRINT_FAILED;
  }
  job->on_status (&way.status, job->user_data);
  if (!way.status.accepting)
    return fail (error, MC_DEVICE_ERROR_CONFIG, "the queue takes no jobs");
  if (!job->wait (0, job->user_data))
    return fail_withdrawn (&way, error);
  if (!create (&way, error))
    return MC_PRINT_FAILED;

  if (mc_ipp_client_send_document (job->client, way.id, job->sheet->pdf, error)) {
    job->on_queued (job->user_data);
    return watch (&way, orphan, error);
  }
  /* Part of it may have gone over: what became of it is what they say after they were told to stop.
   */
  state = withdraw (&way, orphan, NULL);
  if (state != MC_PRINT_FAILED)
    g_clear_error (error);
  return state;
}
