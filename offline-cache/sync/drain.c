// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/drain.h"

#include "app/domain/fault.h"

#define PAGE_ROWS 64

/* McDrain: keeps `parallel` rows under way until the cursor has passed the last due row. */
struct _McDrain {
  GObject parent;
  McCycle cycle;
  GTask *task;     /* (nullable): while running */
  GPtrArray *page; /* (element-type McSubmission) */
  guint position;  /* in page */
  char *cursor;    /* (nullable): id of the last row taken */
  guint under_way;
};

G_DEFINE_FINAL_TYPE (McDrain, mc_drain, G_TYPE_OBJECT)

static void
mc_drain_finalize (GObject *object)
{
  McDrain *self = MC_DRAIN (object);

  mc_cycle_clear (&self->cycle);
  g_clear_pointer (&self->page, g_ptr_array_unref);
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
  GError *error = NULL;

  g_clear_pointer (&self->page, g_ptr_array_unref);
  self->position = 0;
  self->page = mc_outbox_due (self->cycle.parts.outbox, mc_cycle_get_due_ms (&self->cycle),
                              self->cursor, PAGE_ROWS, &error);
  if (self->page == NULL)
    mc_cycle_fail (&self->cycle, error);
  return self->page != NULL && self->page->len > 0;
}

/* (transfer full) (nullable): NULL when the cycle has seen every row. */
static McSubmission *
take_row (McDrain *self)
{
  McSubmission *row;

  if (self->cycle.no_more)
    return NULL;
  if ((self->page == NULL || self->position == self->page->len) && !fetch_page (self)) {
    self->cycle.no_more = TRUE;
    return NULL;
  }
  row = g_ptr_array_index (self->page, self->position);
  self->page->pdata[self->position++] = NULL;
  g_free (self->cursor);
  self->cursor = g_strdup (row->id);
  return row;
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
    self->cycle.result.attempted++;
    mc_cycle_learn (&self->cycle, answer);
    mc_cycle_apply (&self->cycle, offer->row, answer, offer->row->attempts + 1, &error);
  }
  if (error != NULL)
    mc_cycle_fail (&self->cycle, error);
  pump (self);
}

/* FALSE if the row needs no answer of the portal's. */
static gboolean
offer_row (McDrain *self, McSubmission *row)
{
  GError *error = NULL;
  g_autoptr (GBytes) envelope = mc_outbox_get_envelope (self->cycle.parts.outbox, row->id, &error);
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

McCycleResult *
mc_drain_run_finish (McDrain *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error) ? &self->cycle.result : NULL;
}
