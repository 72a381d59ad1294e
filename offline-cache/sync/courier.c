// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/courier.h"

#include "app/domain/fault.h"

/* How often on end a request may be cut before the submission waits by itself. */
#define MAX_CUTS 3
/* How often on end the portal may ask for nothing but what it has said it has. */
#define MAX_IDLE_ROUNDS 3

struct _McCourier {
  GObject parent;
  McCycle cycle;
  McCourierGate gate;
  gpointer gate_data;
  GTask *task;  /* (nullable): while running */
  char *cursor; /* (nullable): id of the last row taken */
  gboolean is_under_way;

  /* of the submission at hand */
  McSubmission *row;  /* (nullable) */
  GHashTable *own;    /* digests of its parts */
  GHashTable *stored; /* of these, what the portal has said it has taken from us */
  GPtrArray *missing; /* digests that are to be brought */
  guint position;     /* in missing */
  guint cuts;
  guint idle_rounds;
};

G_DEFINE_FINAL_TYPE (McCourier, mc_courier, G_TYPE_OBJECT)

static void
drop_row (McCourier *self)
{
  g_clear_pointer (&self->row, mc_submission_free);
  g_hash_table_remove_all (self->own);
  g_hash_table_remove_all (self->stored);
  g_ptr_array_set_size (self->missing, 0);
  self->position = 0;
  self->cuts = 0;
  self->idle_rounds = 0;
}

static void
mc_courier_finalize (GObject *object)
{
  McCourier *self = MC_COURIER (object);

  drop_row (self);
  g_hash_table_unref (self->own);
  g_hash_table_unref (self->stored);
  g_ptr_array_unref (self->missing);
  g_free (self->cursor);
  mc_cycle_clear (&self->cycle);
  G_OBJECT_CLASS (mc_courier_parent_class)->finalize (object);
}

static void
mc_courier_class_init (McCourierClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_courier_finalize;
}

static void
mc_courier_init (McCourier *self)
{
  self->own = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->stored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->missing = g_ptr_array_new_with_free_func (g_free);
}

McCourier *
mc_courier_new (const McSchedulerParts *parts, gboolean everything, McCourierGate gate,
                gpointer user_data)
{
  McCourier *self = g_object_new (MC_TYPE_COURIER, NULL);

  mc_cycle_init (&self->cycle, parts, everything);
  self->gate = gate;
  self->gate_data = user_data;
  return self;
}

/* --- the submission at hand --- */

static gboolean
list_own (McCourier *self, GError **error)
{
  g_autoptr (GPtrArray) parts = mc_outbox_list_parts (self->cycle.parts.outbox, self->row->id,
                                                      error);

  for (guint i = 0; parts != NULL && i < parts->len; i++)
    g_hash_table_add (self->own, g_strdup (((McPart *) g_ptr_array_index (parts, i))->digest));
  return parts != NULL;
}

/* FALSE: there is none, or the store has failed. */
static gboolean
take_row (McCourier *self)
{
  g_autoptr (GPtrArray) rows = NULL;
  GError *error = NULL;

  if (self->cycle.no_more)
    return FALSE;
  rows = mc_outbox_due_with_attachments (
      self->cycle.parts.outbox, mc_cycle_get_due_ms (&self->cycle), self->cursor, 1, &error);
  if (rows != NULL && rows->len > 0) {
    self->row = g_ptr_array_steal_index (rows, 0);
    g_free (self->cursor);
    self->cursor = g_strdup (self->row->id);
    if (list_own (self, &error)) {
      self->cycle.result.attempted++;
      return TRUE;
    }
    drop_row (self);
  }
  if (error != NULL)
    mc_cycle_fail (&self->cycle, error);
  return FALSE;
}

/* What an answer that does not let it go on means for the row. One that has got on since it last
 * failed waits as after a first failure. */
static void
settle (McCourier *self, McPortalAnswer *answer)
{
  guint failures = g_hash_table_size (self->stored) > 0 ? 1 : self->row->attempts + 1;
  GError *error = NULL;

  if (!mc_cycle_apply (&self->cycle, self->row, answer, failures, &error))
    mc_cycle_fail (&self->cycle, error);
  /* Without a link there is none for the next one either. */
  self->cycle.no_more |= answer->is_link;
  drop_row (self);
}

/* Nobody has answered, and a connection was there: it is tried again at once, a few times. */
static gboolean
was_cut (McCourier *self, const McPortalAnswer *answer)
{
  if (answer->speaker != MC_SPEAKER_NONE || answer->is_link || self->cycle.no_more
      || self->cuts >= MAX_CUTS)
    return FALSE;
  self->cuts++;
  g_ptr_array_set_size (self->missing, 0);
  self->position = 0;
  return TRUE;
}

static void
change_answer (McPortalAnswer *answer, const char *code, const char *reason)
{
  g_free (answer->reason_code);
  g_free (answer->reason);
  answer->verdict = MC_VERDICT_RETRY;
  answer->reason_code = g_strdup (code);
  answer->reason = g_strdup (reason);
}

/* FALSE: this cannot go on, and answer says why. */
static gboolean
take_missing (McCourier *self, McPortalAnswer *answer)
{
  gboolean is_news = FALSE;

  g_ptr_array_set_size (self->missing, 0);
  self->position = 0;
  for (guint i = 0; answer->missing[i] != NULL; i++) {
    if (!g_hash_table_contains (self->own, answer->missing[i])) {
      change_answer (answer, "not-the-portal",
                     "what answered asks for a part that this record does "
                     "not have");
      answer->speaker = MC_SPEAKER_UNKNOWN;
      return FALSE;
    }
    is_news |= !g_hash_table_contains (self->stored, answer->missing[i]);
    g_ptr_array_add (self->missing, g_strdup (answer->missing[i]));
  }
  self->idle_rounds = is_news ? 0 : self->idle_rounds + 1;
  if (self->idle_rounds < MAX_IDLE_ROUNDS)
    return TRUE;
  change_answer (answer, "incomplete", "the portal asks again for parts that it has said it has");
  return FALSE;
}

/* --- going on --- */

static void
on_offered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McCourier) self = user_data;
  GError *error = NULL;
  g_autoptr (McPortalAnswer) answer = mc_portal_finish (MC_PORTAL (source), result, &error);

  mc_fault_point ("send:answered");
  self->is_under_way = FALSE;
  if (answer == NULL) {
    mc_cycle_fail (&self->cycle, error);
    drop_row (self);
  } else {
    mc_cycle_learn (&self->cycle, answer);
    if (answer->verdict != MC_VERDICT_INCOMPLETE ? !was_cut (self, answer)
                                                 : !take_missing (self, answer))
      settle (self, answer);
  }
  mc_courier_go_on (self);
}

static void
on_brought (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McCourier) self = user_data;
  GError *error = NULL;
  g_autoptr (McPortalAnswer) answer = mc_portal_finish (MC_PORTAL (source), result, &error);

  mc_fault_point ("part:answered");
  self->is_under_way = FALSE;
  if (answer == NULL) {
    mc_cycle_fail (&self->cycle, error);
    drop_row (self);
  } else {
    mc_cycle_learn (&self->cycle, answer);
    if (answer->verdict == MC_VERDICT_SENT) {
      g_hash_table_add (self->stored,
                        g_strdup (g_ptr_array_index (self->missing, self->position++)));
      self->cuts = 0;
    } else if (!was_cut (self, answer)) {
      settle (self, answer);
    }
  }
  mc_courier_go_on (self);
}

/* One of the two ways on; what cannot be read takes the row out of hand. */
static void
offer (McCourier *self)
{
  GError *error = NULL;
  g_autoptr (GBytes) envelope = mc_outbox_get_envelope (self->cycle.parts.outbox, self->row->id,
                                                        &error);

  if (envelope == NULL) {
    mc_cycle_set_aside (&self->cycle, self->row, error);
    drop_row (self);
    return;
  }
  self->is_under_way = TRUE;
  mc_fault_point ("send:before");
  mc_portal_submit_async (self->cycle.parts.portal, self->row, envelope,
                          g_task_get_cancellable (self->task), on_offered, g_object_ref (self));
}

static void
bring (McCourier *self)
{
  const char *digest = g_ptr_array_index (self->missing, self->position);
  GError *error = NULL;
  g_autoptr (GBytes) part = mc_outbox_get_part (self->cycle.parts.outbox, digest, &error);

  if (part == NULL) {
    mc_cycle_set_aside (&self->cycle, self->row, error);
    drop_row (self);
    return;
  }
  self->is_under_way = TRUE;
  mc_fault_point ("part:before");
  mc_portal_put_part_async (self->cycle.parts.portal, self->row->id, digest, part,
                            g_task_get_cancellable (self->task), on_brought, g_object_ref (self));
}

static void
finish (McCourier *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (self->cycle.error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->cycle.error));
  else
    g_task_return_boolean (task, TRUE);
}

gboolean
mc_courier_was_answered (McCourier *self)
{
  return self->cycle.result.was_answered && !self->cycle.result.gave_up;
}

void
mc_courier_go_on (McCourier *self)
{
  while (self->task != NULL && !self->is_under_way) {
    if (g_cancellable_is_cancelled (g_task_get_cancellable (self->task))) {
      drop_row (self);
      finish (self);
      return;
    }
    if (self->row == NULL && !take_row (self)) {
      finish (self);
      return;
    }
    if (!self->gate (self->gate_data))
      return;
    if (self->position < self->missing->len)
      bring (self);
    else
      offer (self);
  }
}

void
mc_courier_run_async (McCourier *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (self->task == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, mc_courier_run_async);
  mc_courier_go_on (self);
}

McCycleResult *
mc_courier_run_finish (McCourier *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error) ? &self->cycle.result : NULL;
}
