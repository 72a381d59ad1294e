// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/cycle.h"

#include "app/domain/fault.h"

#define MAX_SILENT 16
/* As many again may be at fault themselves; more are not to be carried to a gateway that is down.
 */
#define MAX_VAIN 32
/* Later than any wait, yet far enough from the end of 64 bits to add to. */
#define END_OF_TIME_MS (G_MAXINT64 / 2)

void
mc_cycle_result_clear (McCycleResult *self)
{
  g_clear_pointer (&self->failure_code, g_free);
  g_clear_pointer (&self->failure, g_free);
  *self = (McCycleResult){ 0 };
}

void
mc_cycle_result_add (McCycleResult *self, McCycleResult *other)
{
  self->attempted += other->attempted;
  self->sent += other->sent;
  self->quarantined += other->quarantined;
  self->was_answered |= other->was_answered;
  self->was_portal |= other->was_portal;
  self->gave_up |= other->gave_up;
  self->hold_ms = MAX (self->hold_ms, other->hold_ms);
  if (other->failure_code != NULL) {
    g_free (self->failure_code);
    g_free (self->failure);
    self->failure_code = g_steal_pointer (&other->failure_code);
    self->failure = g_steal_pointer (&other->failure);
  }
}

void
mc_cycle_init (McCycle *self, const McSchedulerParts *parts, gboolean everything)
{
  self->parts = *parts;
  g_object_ref (self->parts.store);
  g_object_ref (self->parts.outbox);
  g_object_ref (self->parts.portal);
  g_object_ref (self->parts.clock);
  self->everything = everything;
}

void
mc_cycle_clear (McCycle *self)
{
  g_clear_object (&self->parts.store);
  g_clear_object (&self->parts.outbox);
  g_clear_object (&self->parts.portal);
  g_clear_object (&self->parts.clock);
  g_clear_error (&self->error);
  mc_cycle_result_clear (&self->result);
}

void
mc_cycle_fail (McCycle *self, GError *error)
{
  self->no_more = TRUE;
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

gint64
mc_cycle_get_due_ms (const McCycle *self)
{
  return self->everything ? END_OF_TIME_MS : mc_clock_now_ms (self->parts.clock);
}

static void
keep_failure (McCycle *self, const char *code, const char *text)
{
  g_free (self->result.failure_code);
  g_free (self->result.failure);
  self->result.failure_code = g_strdup (code);
  self->result.failure = g_strdup (text);
}

void
mc_cycle_learn (McCycle *self, const McPortalAnswer *answer)
{
  self->silent = answer->speaker == MC_SPEAKER_NONE ? self->silent + 1 : 0;
  self->result.was_answered |= answer->speaker != MC_SPEAKER_NONE;
  self->result.was_portal |= answer->speaker == MC_SPEAKER_PORTAL && !answer->is_refusal;
  if (answer->speaker != MC_SPEAKER_PORTAL || answer->is_refusal)
    keep_failure (self, answer->reason_code, answer->reason);
  if (answer->is_busy)
    self->result.hold_ms = MAX (self->result.hold_ms, answer->retry_after_ms);
  self->vain = answer->verdict == MC_VERDICT_RETRY ? self->vain + 1 : 0;
  /* A cycle asked for by hand tries all the same, once. */
  if (self->silent >= MAX_SILENT || (answer->is_busy && !self->everything))
    self->no_more = TRUE;
  if (!self->everything && (answer->is_refusal || self->vain >= MAX_VAIN))
    self->no_more = self->result.gave_up = TRUE;
}

static double
draw (McCycle *self)
{
  return self->parts.random != NULL ? self->parts.random (self->parts.random_data)
                                    : g_random_double ();
}

McSent *
mc_cycle_take_sent (McCycle *self, const McSubmission *row, McPortalAnswer *answer)
{
  McSent *sent = g_new0 (McSent, 1);

  mc_fault_point ("ack:verified");
  sent->id = g_strdup (row->id);
  sent->dossier_code = g_steal_pointer (&answer->dossier_code);
  sent->received_at = g_steal_pointer (&answer->received_at);
  sent->appointment = g_steal_pointer (&answer->appointment);
  sent->ack = g_steal_pointer (&answer->ack);
  sent->now_ms = mc_clock_now_ms (self->parts.clock);
  self->portal_ms = answer->portal_ms;
  return sent;
}

gboolean
mc_cycle_write_sent (McCycle *self, const McSent *sent, GError **error)
{
  mc_fault_point ("ack:before-mark");
  return mc_outbox_mark_sent (self->parts.outbox, sent->id, sent->dossier_code, sent->received_at,
                              sent->appointment, sent->ack, sent->now_ms, error)
         && mc_cycle_count_sent (self, sent, error);
}

gboolean
mc_cycle_count_sent (McCycle *self, const McSent *sent, GError **error)
{
  mc_fault_point ("ack:after-mark");
  g_info ("submission %s: sent", sent->id);
  /* The time is learned once in a cycle, that is enough. */
  return self->result.sent++ > 0
         || mc_known_time_learn_least (self->parts.store, self->parts.clock, self->portal_ms,
                                       error);
}

static gboolean
apply_quarantine (McCycle *self, const McSubmission *row, const char *code, const char *reason,
                  GError **error)
{
  if (!mc_outbox_quarantine (self->parts.outbox, row->id, code, reason, error))
    return FALSE;
  self->result.quarantined++;
  g_message ("submission %s: quarantined, %s", row->id, code);
  return TRUE;
}

static gboolean
apply_retry (McCycle *self, const McSubmission *row, const McPortalAnswer *answer, guint failures,
             GError **error)
{
  gint64 now_ms = mc_clock_now_ms (self->parts.clock);
  gint64 wait_ms = 0;

  /* Without a link, and where the portal has no time for anybody, it is not about this row: the
   * scheduler waits, the row stays due. */
  if (!answer->is_link && !answer->is_busy)
    wait_ms = mc_scheduler_backoff_ms (failures, self->parts.cap_ms, draw (self));
  wait_ms = MAX (wait_ms, answer->retry_after_ms);
  g_info ("submission %s: later, %s", row->id, answer->reason_code);
  return mc_outbox_mark_retry (self->parts.outbox, row->id, now_ms + wait_ms, answer->reason_code,
                               answer->reason, error);
}

gboolean
mc_cycle_apply (McCycle *self, const McSubmission *row, McPortalAnswer *answer, guint failures,
                GError **error)
{
  g_autoptr (McSent) sent = NULL;

  switch (answer->verdict) {
  case MC_VERDICT_SENT:
    sent = mc_cycle_take_sent (self, row, answer);
    return mc_cycle_write_sent (self, sent, error);
  case MC_VERDICT_QUARANTINE:
    return apply_quarantine (self, row, answer->reason_code, answer->reason, error);
  case MC_VERDICT_INCOMPLETE:
  case MC_VERDICT_RETRY:
  default:
    return apply_retry (self, row, answer, failures, error);
  }
}

/* With what is sent goes what was sealed; where it has gone alone, it is lost. */
static gboolean
has_been_sent (McCycle *self, const McSubmission *row)
{
  g_autoptr (McSubmission) now = mc_outbox_find (self->parts.outbox, row->id, NULL);

  return now == NULL || now->state == MC_SUBMISSION_SENT;
}

gboolean
mc_cycle_set_aside (McCycle *self, const McSubmission *row, GError *error)
{
  g_autoptr (GError) reason = error;
  const gboolean is_gone = g_error_matches (reason, MC_STORE_ERROR, MC_STORE_ERROR_NOT_FOUND);
  GError *failure = NULL;

  if (is_gone && has_been_sent (self, row))
    return TRUE;
  if (is_gone || g_error_matches (reason, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT)) {
    if (apply_quarantine (self, row, "damaged", "what was sealed is damaged on this kiosk's disk",
                          &failure))
      return TRUE;
    mc_cycle_fail (self, failure);
    return FALSE;
  }
  mc_cycle_fail (self, g_steal_pointer (&reason));
  return FALSE;
}
