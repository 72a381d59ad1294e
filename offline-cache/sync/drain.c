// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/drain.h"

#include "app/domain/fault.h"

#define PAGE_ROWS 64
#define MAX_SILENT 16
/* Later than any wait, yet far enough from the end of 64 bits to add to. */
#define END_OF_TIME_MS (G_MAXINT64 / 2)

/* McDrain: keeps `parallel` rows under way until the cursor has passed the last due row. */
struct _McDrain {
  GObject parent;
  McSchedulerParts parts;
  gboolean everything;
  GTask *task;     /* (nullable): while running */
  GPtrArray *page; /* (element-type McSubmission) */
  guint position;  /* in page */
  char *cursor;    /* (nullable): id of the last row taken */
  guint under_way;
  guint silent;     /* attempts on end without any answer */
  gboolean no_more; /* take no further row */
  GError *error;    /* (nullable): the first that ends the cycle */
  McDrainResult result;
};

G_DEFINE_FINAL_TYPE (McDrain, mc_drain, G_TYPE_OBJECT)

static void
mc_drain_finalize (GObject *object)
{
  McDrain *self = MC_DRAIN (object);

  g_clear_object (&self->parts.store);
  g_clear_object (&self->parts.outbox);
  g_clear_object (&self->parts.portal);
  g_clear_object (&self->parts.clock);
  g_clear_pointer (&self->page, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self->cursor);
  g_free (self->result.failure_code);
  g_free (self->result.failure);
  G_OBJECT_CLASS (mc_drain_parent_class)->finalize (object);
}

static void
mc_drain_class_init (McDrainClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_drain_finalize;
}

static void
mc_drain_init (McDrain *self)
{
}

McDrain *
mc_drain_new (const McSchedulerParts *parts, gboolean everything)
{
  McDrain *self = g_object_new (MC_TYPE_DRAIN, NULL);

  self->parts = *parts;
  g_object_ref (self->parts.store);
  g_object_ref (self->parts.outbox);
  g_object_ref (self->parts.portal);
  g_object_ref (self->parts.clock);
  self->everything = everything;
  return self;
}

static void
end_with_error (McDrain *self, GError *error)
{
  self->no_more = TRUE;
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

/* --- taking rows --- */

static gboolean
fetch_page (McDrain *self)
{
  GError *error = NULL;
  gint64 now_ms = self->everything ? END_OF_TIME_MS : mc_clock_now_ms (self->parts.clock);

  g_clear_pointer (&self->page, g_ptr_array_unref);
  self->position = 0;
  self->page = mc_outbox_due (self->parts.outbox, now_ms, self->cursor, PAGE_ROWS, &error);
  if (self->page == NULL)
    end_with_error (self, error);
  return self->page != NULL && self->page->len > 0;
}

/* (transfer full) (nullable): NULL when the cycle has seen every row. */
static McSubmission *
take_row (McDrain *self)
{
  McSubmission *row;

  if (self->no_more)
    return NULL;
  if ((self->page == NULL || self->position == self->page->len) && !fetch_page (self)) {
    self->no_more = TRUE;
    return NULL;
  }
  row = g_ptr_array_index (self->page, self->position);
  self->page->pdata[self->position++] = NULL;
  g_free (self->cursor);
  self->cursor = g_strdup (row->id);
  return row;
}

/* --- what came of a row --- */

static void
keep_failure (McDrain *self, const char *code, const char *text)
{
  g_free (self->result.failure_code);
  g_free (self->result.failure);
  self->result.failure_code = g_strdup (code);
  self->result.failure = g_strdup (text);
}

static double
draw (McDrain *self)
{
  return self->parts.random != NULL ? self->parts.random (self->parts.random_data)
                                    : g_random_double ();
}

static gboolean
apply_sent (McDrain *self, const McSubmission *row, const McPortalAnswer *answer, GError **error)
{
  gint64 now_ms = mc_clock_now_ms (self->parts.clock);

  mc_fault_point ("ack:verified");
  mc_fault_point ("ack:before-mark");
  if (!mc_outbox_mark_sent (self->parts.outbox, row->id, answer->dossier_code, answer->received_at,
                            answer->appointment, answer->ack, now_ms, error))
    return FALSE;
  mc_fault_point ("ack:after-mark");
  self->result.sent++;
  g_info ("submission %s: sent", row->id);
  return TRUE;
}

static gboolean
apply_quarantine (McDrain *self, const McSubmission *row, const char *code, const char *reason,
                  GError **error)
{
  if (!mc_outbox_quarantine (self->parts.outbox, row->id, code, reason, error))
    return FALSE;
  self->result.quarantined++;
  g_message ("submission %s: quarantined, %s", row->id, code);
  return TRUE;
}

static gboolean
apply_retry (McDrain *self, const McSubmission *row, const McPortalAnswer *answer, GError **error)
{
  gint64 now_ms = mc_clock_now_ms (self->parts.clock);
  gint64 wait_ms = 0;

  /* Without a link, and where the portal has no time for anybody, it is not about this row: the
   * scheduler waits, the row stays due. */
  if (!answer->is_link && !answer->is_busy)
    wait_ms = mc_scheduler_backoff_ms (row->attempts + 1, self->parts.cap_ms, draw (self));
  wait_ms = MAX (wait_ms, answer->retry_after_ms);
  g_info ("submission %s: later, %s", row->id, answer->reason_code);
  return mc_outbox_mark_retry (self->parts.outbox, row->id, now_ms + wait_ms, answer->reason_code,
                               answer->reason, error);
}

static gboolean
apply_answer (McDrain *self, const McSubmission *row, const McPortalAnswer *answer, GError **error)
{
  switch (answer->verdict) {
  case MC_VERDICT_SENT:
    return apply_sent (self, row, answer, error);
  case MC_VERDICT_QUARANTINE:
    return apply_quarantine (self, row, answer->reason_code, answer->reason, error);
  case MC_VERDICT_RETRY:
  default:
    return apply_retry (self, row, answer, error);
  }
}

static void
learn (McDrain *self, const McPortalAnswer *answer)
{
  self->result.attempted++;
  self->silent = answer->speaker == MC_SPEAKER_NONE ? self->silent + 1 : 0;
  self->result.was_answered |= answer->speaker != MC_SPEAKER_NONE;
  self->result.was_portal |= answer->speaker == MC_SPEAKER_PORTAL && !answer->is_refusal;
  if (answer->speaker != MC_SPEAKER_PORTAL || answer->is_refusal)
    keep_failure (self, answer->reason_code, answer->reason);
  if (answer->is_busy)
    self->result.hold_ms = MAX (self->result.hold_ms, answer->retry_after_ms);
  /* A cycle asked for by hand tries all the same, once. */
  if (self->silent >= MAX_SILENT || ((answer->is_busy || answer->is_refusal) && !self->everything))
    self->no_more = TRUE;
}

/* --- going round --- */

static void pump (McDrain *self);

typedef struct {
  McDrain *drain;
  McSubmission *row;
} Offer;

static void
offer_free (Offer *self)
{
  g_object_unref (self->drain);
  mc_submission_free (self->row);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Offer, offer_free)

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Offer) offer = user_data;
  McDrain *self = offer->drain;
  GError *error = NULL;
  g_autoptr (McPortalAnswer) answer = mc_portal_submit_finish (MC_PORTAL (source), result, &error);

  mc_fault_point ("send:answered");
  self->under_way--;
  if (answer != NULL) {
    learn (self, answer);
    apply_answer (self, offer->row, answer, &error);
  }
  if (error != NULL)
    end_with_error (self, error);
  pump (self);
}

/* FALSE if the row needs no answer of the portal's. */
static gboolean
offer_row (McDrain *self, McSubmission *row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) envelope = mc_outbox_get_envelope (self->parts.outbox, row->id, &error);
  Offer *offer;

  if (envelope == NULL) {
    GError *failure = NULL;

    /* Sent by another daemon since the page was read. */
    if (g_error_matches (error, MC_STORE_ERROR, MC_STORE_ERROR_NOT_FOUND))
      return FALSE;
    if (!g_error_matches (error, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT))
      failure = g_steal_pointer (&error);
    else
      apply_quarantine (self, row, "damaged", "the sealed envelope is damaged on this kiosk's disk",
                        &failure);
    if (failure != NULL)
      end_with_error (self, failure);
    return FALSE;
  }
  offer = g_new0 (Offer, 1);
  offer->drain = g_object_ref (self);
  offer->row = row;
  self->under_way++;
  mc_fault_point ("send:before");
  mc_portal_submit_async (self->parts.portal, row, envelope, g_task_get_cancellable (self->task),
                          on_answered, offer);
  return TRUE;
}

static void
finish (McDrain *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
pump (McDrain *self)
{
  while (self->under_way < self->parts.parallel) {
    McSubmission *row = take_row (self);

    if (row == NULL)
      break;
    if (!offer_row (self, row))
      mc_submission_free (row);
  }
  if (self->under_way == 0 && self->task != NULL)
    finish (self);
}

void
mc_drain_run_async (McDrain *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_return_if_fail (self->task == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, mc_drain_run_async);
  pump (self);
}

const McDrainResult *
mc_drain_run_finish (McDrain *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error) ? &self->result : NULL;
}
