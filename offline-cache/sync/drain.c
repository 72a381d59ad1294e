// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/drain.h"

#include "app/domain/fault.h"

#define PAGE_ROWS 64
/* Envelopes are read ahead, so that no request waits for the disk. */
#define PAGE_BYTES (1024 * 1024)
/* Acknowledgements are written down together: when there are so many, when the first is so old, or
 * when no more are to come. Until then they are not known; the portal would give them again. */
#define BATCH_ROWS 32
#define BATCH_MS 20

/* McDrain: keeps `parallel` rows under way until the cursor has passed the last due row. */
struct _McDrain {
  GObject parent;
  McCycle cycle;
  GTask *task;          /* (nullable): while running */
  GPtrArray *page;      /* (element-type McSubmission) */
  GPtrArray *envelopes; /* (element-type GBytes): of the first of page; elements may be NULL */
  guint position;       /* in page */
  char *cursor;         /* (nullable): id of the last row taken */
  guint under_way;

  GPtrArray *told;    /* (element-type McSent): not yet written down */
  GPtrArray *writing; /* (element-type McSent) (nullable): being written down */
  guint timeout;      /* until the first of told is written down; 0: none */
};

G_DEFINE_FINAL_TYPE (McDrain, mc_drain, G_TYPE_OBJECT)

static void
mc_drain_finalize (GObject *object)
{
  McDrain *self = MC_DRAIN (object);

  mc_cycle_clear (&self->cycle);
  g_clear_pointer (&self->page, g_ptr_array_unref);
  g_clear_pointer (&self->envelopes, g_ptr_array_unref);
  g_ptr_array_unref (self->told);
  g_free (self->cursor);
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
  self->told = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_sent_free);
}

McDrain *
mc_drain_new (const McSchedulerParts *parts, gboolean everything)
{
  McDrain *self = g_object_new (MC_TYPE_DRAIN, NULL);

  mc_cycle_init (&self->cycle, parts, everything);
  return self;
}

/* --- taking rows --- */

static gboolean
fetch_page (McDrain *self)
{
  McOutbox *outbox = self->cycle.parts.outbox;
  GError *error = NULL;

  g_clear_pointer (&self->page, g_ptr_array_unref);
  g_clear_pointer (&self->envelopes, g_ptr_array_unref);
  self->position = 0;
  self->page = mc_outbox_due (outbox, mc_cycle_get_due_ms (&self->cycle), self->cursor, PAGE_ROWS,
                              &error);
  if (self->page != NULL)
    self->envelopes = mc_outbox_get_envelopes (outbox, self->page, PAGE_BYTES, &error);
  if (self->envelopes != NULL)
    return self->page->len > 0;
  mc_cycle_fail (&self->cycle, error);
  return FALSE;
}

/* (transfer full) (nullable): NULL when the cycle has seen every row. envelope: (out) (nullable)
 * (transfer full): if it has been read ahead. */
static McSubmission *
take_row (McDrain *self, GBytes **envelope)
{
  McSubmission *row;

  if (self->cycle.no_more)
    return NULL;
  if ((self->page == NULL || self->position == self->page->len) && !fetch_page (self)) {
    self->cycle.no_more = TRUE;
    return NULL;
  }
  row = g_steal_pointer (&g_ptr_array_index (self->page, self->position));
  *envelope = self->position < self->envelopes->len
                  ? g_steal_pointer (&g_ptr_array_index (self->envelopes, self->position))
                  : NULL;
  self->position++;
  g_free (self->cursor);
  self->cursor = g_strdup (row->id);
  return row;
}

static void pump (McDrain *self);

/* --- writing down --- */

static void write_down (McDrain *self, gboolean is_late);

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McDrain) self = user_data;
  g_autoptr (GPtrArray) batch = g_steal_pointer (&self->writing);
  gboolean ok = mc_outbox_mark_all_sent_finish (MC_OUTBOX (source), result, NULL);

  for (guint i = 0; i < batch->len; i++) {
    const McSent *sent = g_ptr_array_index (batch, i);
    GError *error = NULL;

    /* One row that cannot be marked (a damaged page, a full disk) holds up no other. */
    if (!(ok ? mc_cycle_count_sent (&self->cycle, sent, &error)
             : mc_cycle_write_sent (&self->cycle, sent, &error)))
      mc_cycle_fail (&self->cycle, error);
  }
  write_down (self, FALSE);
  pump (self);
}

static gboolean
on_late (gpointer user_data)
{
  McDrain *self = user_data;

  self->timeout = 0;
  write_down (self, TRUE);
  return G_SOURCE_REMOVE;
}

static void
write_down (McDrain *self, gboolean is_late)
{
  McClock *clock = self->cycle.parts.clock;

  if (self->writing != NULL || self->told->len == 0)
    return;
  if (!is_late && self->told->len < BATCH_ROWS && self->under_way > 0) {
    if (self->timeout == 0)
      self->timeout = mc_clock_add_timeout (clock, BATCH_MS, on_late, self);
    return;
  }
  if (self->timeout != 0)
    mc_clock_remove_timeout (clock, self->timeout);
  self->timeout = 0;
  self->writing = g_steal_pointer (&self->told);
  self->told = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_sent_free);
  mc_fault_point ("ack:before-mark");
  mc_outbox_mark_all_sent_async (self->cycle.parts.outbox, self->writing, on_written,
                                 g_object_ref (self));
}

/* --- going round --- */

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
  g_autoptr (McPortalAnswer) answer = mc_portal_finish (MC_PORTAL (source), result, &error);

  mc_fault_point ("send:answered");
  self->under_way--;
  if (answer != NULL) {
    self->cycle.result.attempted++;
    mc_cycle_learn (&self->cycle, answer);
    if (answer->verdict == MC_VERDICT_SENT)
      g_ptr_array_add (self->told, mc_cycle_take_sent (&self->cycle, offer->row, answer));
    else
      mc_cycle_apply (&self->cycle, offer->row, answer, offer->row->attempts + 1, &error);
  }
  if (error != NULL)
    mc_cycle_fail (&self->cycle, error);
  pump (self);
  write_down (self, FALSE);
}

/* FALSE if the row needs no answer of the portal's. Takes ahead (nullable), the envelope. */
static gboolean
offer_row (McDrain *self, McSubmission *row, GBytes *ahead)
{
  GError *error = NULL;
  g_autoptr (GBytes) envelope = ahead != NULL ? ahead
                                              : mc_outbox_get_envelope (self->cycle.parts.outbox,
                                                                        row->id, &error);
  Offer *offer;

  if (envelope == NULL) {
    mc_cycle_set_aside (&self->cycle, row, error);
    return FALSE;
  }
  offer = g_new0 (Offer, 1);
  offer->drain = g_object_ref (self);
  offer->row = row;
  self->under_way++;
  mc_fault_point ("send:before");
  mc_portal_submit_async (self->cycle.parts.portal, row, envelope,
                          g_task_get_cancellable (self->task), on_answered, offer);
  return TRUE;
}

static void
finish (McDrain *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (self->cycle.error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->cycle.error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
pump (McDrain *self)
{
  while (self->under_way < self->cycle.parts.parallel) {
    GBytes *envelope = NULL;
    McSubmission *row = take_row (self, &envelope);

    if (row == NULL)
      break;
    if (!offer_row (self, row, envelope))
      mc_submission_free (row);
  }
  if (self->under_way == 0 && self->told->len == 0 && self->writing == NULL && self->task != NULL)
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

McCycleResult *
mc_drain_run_finish (McDrain *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error) ? &self->cycle.result : NULL;
}
