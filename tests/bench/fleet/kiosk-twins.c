// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/fleet/kiosk-twins.h"

#include <string.h>

/* A connection to a gateway that is down is refused after this long; one answered after that. */
#define REFUSAL_MS 3000
#define ANSWER_MS 80

G_DEFINE_QUARK (mc_store_error, mc_store_error)

/* --- the gateway --- */

McFleetGateway *
mc_fleet_gateway_new (McEventClock *clock)
{
  McFleetGateway *self = g_new0 (McFleetGateway, 1);

  self->clock = clock;
  self->bin_ms = 10 * 1000;
  self->bins = g_array_new (FALSE, TRUE, sizeof (guint));
  return self;
}

void
mc_fleet_gateway_free (McFleetGateway *self)
{
  g_array_unref (self->bins);
  g_free (self);
}

/* FALSE: too many in this second. */
static gboolean
take_request (McFleetGateway *self)
{
  gint64 now_ms = mc_clock_now_ms (MC_CLOCK (self->clock));
  guint bin;

  if (self->bins_from_ms != 0) {
    bin = (guint) ((now_ms - self->bins_from_ms) / self->bin_ms);
    if (self->bins->len <= bin)
      g_array_set_size (self->bins, bin + 1);
    g_array_index (self->bins, guint, bin)++;
  }
  if (self->second != now_ms / 1000) {
    self->second = now_ms / 1000;
    self->taken = 0;
  }
  if (++self->taken <= self->capacity)
    return TRUE;
  self->refused++;
  return FALSE;
}

/* --- the store: only a version --- */

struct _McStore {
  GObject parent;
  gint64 version;
};

G_DEFINE_FINAL_TYPE (McStore, mc_store, G_TYPE_OBJECT)

static void
mc_store_class_init (McStoreClass *klass)
{
}

static void
mc_store_init (McStore *self)
{
}

McStore *
mc_fleet_store_new (void)
{
  return g_object_new (MC_TYPE_STORE, NULL);
}

gint64
mc_store_get_data_version (McStore *self)
{
  return self->version;
}

gboolean
mc_store_checkpoint (McStore *self, GError **error)
{
  return TRUE;
}

/* --- the outbox --- */

typedef struct {
  gint64 next_attempt_ms;
  guint attempts;
  McSubmissionState state;
} Row;

struct _McOutbox {
  GObject parent;
  McStore *store;
  GArray *rows; /* (element-type Row); the index is the id */
  guint first;  /* all before it are sent */
  guint queued;
};

G_DEFINE_FINAL_TYPE (McOutbox, mc_outbox, G_TYPE_OBJECT)

static void
mc_outbox_finalize (GObject *object)
{
  McOutbox *self = MC_OUTBOX (object);

  g_array_unref (self->rows);
  g_object_unref (self->store);
  G_OBJECT_CLASS (mc_outbox_parent_class)->finalize (object);
}

static void
mc_outbox_class_init (McOutboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_outbox_finalize;
}

static void
mc_outbox_init (McOutbox *self)
{
  self->rows = g_array_new (FALSE, TRUE, sizeof (Row));
}

McOutbox *
mc_fleet_outbox_new (McStore *store)
{
  McOutbox *self = g_object_new (MC_TYPE_OUTBOX, NULL);

  self->store = g_object_ref (store);
  return self;
}

void
mc_fleet_outbox_add (McOutbox *self, gint64 now_ms)
{
  const Row row = { .next_attempt_ms = now_ms };

  g_array_append_val (self->rows, row);
  self->queued++;
  self->store->version++;
}

guint
mc_fleet_outbox_get_queued (McOutbox *self)
{
  return self->queued;
}

static Row *
get_row (McOutbox *self, const char *id)
{
  return &g_array_index (self->rows, Row, g_ascii_strtoull (id, NULL, 10));
}

McSubmission *
mc_submission_new (void)
{
  return g_new0 (McSubmission, 1);
}

void
mc_submission_free (McSubmission *self)
{
  if (self != NULL)
    g_free (self->id);
  g_free (self);
}

/* These kiosks have no papers. */
GPtrArray *
mc_outbox_due_with_attachments (McOutbox *self, gint64 now_ms, const char *after, guint limit,
                                GError **error)
{
  return g_ptr_array_new ();
}

GPtrArray *
mc_outbox_list_parts (McOutbox *self, const char *id, GError **error)
{
  return g_ptr_array_new ();
}

GBytes *
mc_outbox_get_part (McOutbox *self, const char *digest, GError **error)
{
  g_assert_not_reached ();
}

GPtrArray *
mc_outbox_due (McOutbox *self, gint64 now_ms, const char *after, guint limit, GError **error)
{
  GPtrArray *page = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_submission_free);
  guint i = after != NULL ? (guint) g_ascii_strtoull (after, NULL, 10) + 1 : self->first;

  for (; i < self->rows->len && page->len < limit; i++) {
    const Row *row = &g_array_index (self->rows, Row, i);
    McSubmission *submission;

    if (row->state != MC_SUBMISSION_QUEUED || row->next_attempt_ms > now_ms)
      continue;
    submission = mc_submission_new ();
    submission->id = g_strdup_printf ("%08u", i);
    submission->attempts = row->attempts;
    g_ptr_array_add (page, submission);
  }
  return page;
}

gboolean
mc_outbox_next_due (McOutbox *self, gint64 *next_ms, GError **error)
{
  *next_ms = -1;
  for (guint i = self->first; i < self->rows->len; i++) {
    const Row *row = &g_array_index (self->rows, Row, i);

    if (row->state == MC_SUBMISSION_QUEUED && (*next_ms < 0 || row->next_attempt_ms < *next_ms))
      *next_ms = row->next_attempt_ms;
  }
  return TRUE;
}

GBytes *
mc_outbox_get_envelope (McOutbox *self, const char *id, GError **error)
{
  return g_bytes_new_static ("", 0);
}

McSubmission *
mc_outbox_find (McOutbox *self, const char *id_or_local_code, GError **error)
{
  g_assert_not_reached ();
}

GPtrArray *
mc_outbox_get_envelopes (McOutbox *self, GPtrArray *rows, gsize max_bytes, GError **error)
{
  return g_ptr_array_new ();
}

gboolean
mc_outbox_mark_sent (McOutbox *self, const char *id, const char *dossier_code,
                     const char *received_at, const char *appointment, const char *ack,
                     gint64 now_ms, GError **error)
{
  get_row (self, id)->state = MC_SUBMISSION_SENT;
  self->queued--;
  while (self->first < self->rows->len
         && g_array_index (self->rows, Row, self->first).state == MC_SUBMISSION_SENT)
    self->first++;
  return TRUE;
}

void
mc_sent_free (McSent *self)
{
  g_free (self->id);
  g_free (self->dossier_code);
  g_free (self->received_at);
  g_free (self->appointment);
  g_free (self->ack);
  g_free (self);
}

void
mc_outbox_mark_all_sent_async (McOutbox *self, GPtrArray *sent, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  for (guint i = 0; i < sent->len; i++)
    mc_outbox_mark_sent (self, ((McSent *) g_ptr_array_index (sent, i))->id, NULL, NULL, NULL, NULL,
                         0, NULL);
  g_task_return_boolean (task, TRUE);
}

gboolean
mc_outbox_mark_all_sent_finish (McOutbox *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Clocks are right here. */
gboolean
mc_known_time_learn_least (McStore *store, McClock *clock, gint64 at_ms, GError **error)
{
  return TRUE;
}

gboolean
mc_outbox_mark_retry (McOutbox *self, const char *id, gint64 next_attempt_ms,
                      const char *reason_code, const char *reason, GError **error)
{
  Row *row = get_row (self, id);

  row->next_attempt_ms = next_attempt_ms;
  row->attempts++;
  return TRUE;
}

gboolean
mc_outbox_quarantine (McOutbox *self, const char *id, const char *reason_code, const char *reason,
                      GError **error)
{
  g_assert_not_reached ();
}

gboolean
mc_outbox_count (McOutbox *self, McOutboxCounts *counts, GError **error)
{
  counts->queued = self->queued;
  return TRUE;
}

gboolean
mc_outbox_get_sync_state (McOutbox *self, McSyncState *state, GError **error)
{
  memset (state, 0, sizeof *state);
  return TRUE;
}

gboolean
mc_outbox_set_sync_state (McOutbox *self, const McSyncState *state, GError **error)
{
  return TRUE;
}

void
mc_sync_state_clear (McSyncState *state)
{
  g_clear_pointer (&state->failure_code, g_free);
  g_clear_pointer (&state->failure, g_free);
}

/* --- the portal --- */

struct _McPortal {
  GObject parent;
  McFleetGateway *gateway;
};

G_DEFINE_FINAL_TYPE (McPortal, mc_portal, G_TYPE_OBJECT)

static void
mc_portal_class_init (McPortalClass *klass)
{
}

static void
mc_portal_init (McPortal *self)
{
}

McPortal *
mc_fleet_portal_new (McFleetGateway *gateway)
{
  McPortal *self = g_object_new (MC_TYPE_PORTAL, NULL);

  self->gateway = gateway;
  return self;
}

void
mc_portal_answer_free (McPortalAnswer *self)
{
  g_free (self->reason_code);
  g_free (self);
}

static McPortalAnswer *
judge (McFleetGateway *gateway)
{
  McPortalAnswer *answer = g_new0 (McPortalAnswer, 1);

  if (!gateway->is_up) {
    answer->is_link = TRUE;
    answer->reason_code = g_strdup ("unreachable");
    return answer;
  }
  answer->speaker = MC_SPEAKER_PORTAL;
  answer->verdict = MC_VERDICT_SENT;
  if (!take_request (gateway)) {
    answer->verdict = MC_VERDICT_RETRY;
    answer->is_busy = TRUE;
    answer->retry_after_ms = gateway->retry_after_s * 1000;
    answer->reason_code = g_strdup ("retry");
  }
  return answer;
}

static gboolean
on_answer (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  McPortal *self = g_task_get_source_object (task);
  McPortalAnswer *answer = g_task_get_task_data (task);

  if (answer->verdict == MC_VERDICT_SENT && g_task_get_source_tag (task) == mc_portal_submit_async)
    self->gateway->stored++;
  mc_event_clock_note_task (self->gateway->clock);
  g_task_return_pointer (task, answer, (GDestroyNotify) mc_portal_answer_free);
  return G_SOURCE_REMOVE;
}

/* The request arrives now; the answer takes its time. */
static void
ask (McPortal *self, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback,
     gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  McPortalAnswer *answer = judge (self->gateway);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, answer, NULL);
  mc_clock_add_timeout (MC_CLOCK (self->gateway->clock),
                        answer->speaker == MC_SPEAKER_NONE ? REFUSAL_MS : ANSWER_MS, on_answer,
                        task);
}

void
mc_portal_submit_async (McPortal *self, const McSubmission *row, GBytes *envelope,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  ask (self, mc_portal_submit_async, cancellable, callback, user_data);
}

void
mc_portal_put_part_async (McPortal *self, const char *submission_id, const char *digest,
                          GBytes *part, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_assert_not_reached ();
}

void
mc_portal_greet_async (McPortal *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  ask (self, mc_portal_greet_async, cancellable, callback, user_data);
}

McPortalAnswer *
mc_portal_finish (McPortal *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
