// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/scheduler.h"

#include "offline-cache/sync/courier.h"
#include "offline-cache/sync/drain.h"

#define DEFAULT_PARALLEL 4
#define DEFAULT_POLL_MS 2000
#define DEFAULT_CAP_MS (15 * 60 * 1000)
#define FIRST_BOUND_MS 5000
#define LEAST_WAIT_MS 1000
#define WAKE_SHARE 10 /* of the silence: see mc_scheduler_wake () */

struct _McScheduler {
  GObject parent;
  McSchedulerParts parts;
  gboolean is_draining; /* a cycle of records, or one that was asked for */

  /* continuous */
  guint timeout; /* 0: stopped */
  GCancellable *cancellable;
  gint64 data_version;
  gint64 next_due_ms;   /* wall clock; -1: nothing is queued */
  gint64 held_until_ms; /* monotonic clock; 0: not held */
  guint silent_cycles;  /* on end */
  gint64 silent_since;  /* monotonic clock; when the first of them ended */
  gint64 asked_ms;      /* monotonic clock; when the portal was last asked anything; 0: never */
  gboolean is_greeting;
  gboolean has_work;  /* seen, and not taken up by a cycle yet */
  McCourier *courier; /* (nullable): while papers are under way */
};

enum { SIGNAL_SETTLED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McScheduler, mc_scheduler, G_TYPE_OBJECT)

static void
mc_scheduler_dispose (GObject *object)
{
  McScheduler *self = MC_SCHEDULER (object);

  if (self->parts.clock != NULL)
    mc_scheduler_stop (self);
  g_clear_object (&self->parts.store);
  g_clear_object (&self->parts.outbox);
  g_clear_object (&self->parts.portal);
  g_clear_object (&self->parts.clock);
  G_OBJECT_CLASS (mc_scheduler_parent_class)->dispose (object);
}

static void
mc_scheduler_class_init (McSchedulerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_scheduler_dispose;
  signals[SIGNAL_SETTLED] = g_signal_new ("settled", MC_TYPE_SCHEDULER, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
mc_scheduler_init (McScheduler *self)
{
}

McScheduler *
mc_scheduler_new (const McSchedulerParts *parts)
{
  McScheduler *self = g_object_new (MC_TYPE_SCHEDULER, NULL);

  self->parts = *parts;
  g_object_ref (self->parts.store);
  g_object_ref (self->parts.outbox);
  g_object_ref (self->parts.portal);
  g_object_ref (self->parts.clock);
  if (self->parts.parallel == 0)
    self->parts.parallel = DEFAULT_PARALLEL;
  if (self->parts.poll_ms == 0)
    self->parts.poll_ms = DEFAULT_POLL_MS;
  if (self->parts.cap_ms == 0)
    self->parts.cap_ms = DEFAULT_CAP_MS;
  return self;
}

void
mc_sync_summary_free (McSyncSummary *self)
{
  g_free (self->portal);
  g_free (self->failure);
  g_free (self);
}

gint64
mc_scheduler_backoff_ms (guint failures, gint64 cap_ms, double random)
{
  guint doublings = CLAMP (failures, 1, 20) - 1;
  gint64 bound_ms = MIN (cap_ms, (gint64) FIRST_BOUND_MS << doublings);

  return MAX (LEAST_WAIT_MS, (gint64) (random * (double) bound_ms));
}

/* --- one cycle --- */

/* What the kiosk's band shows: whether the portal answered, and if not, what went wrong. */
static void
save_state (McScheduler *self, gboolean was_portal, const char *failure_code, const char *failure)
{
  g_autoptr (GError) error = NULL;
  gint64 now_ms = mc_clock_now_ms (self->parts.clock);
  McSyncState state;

  self->asked_ms = mc_clock_monotonic_ms (self->parts.clock);
  if (!mc_outbox_get_sync_state (self->parts.outbox, &state, &error)) {
    g_warning ("cannot read the state of the link: %s", error->message);
    return;
  }
  g_clear_pointer (&state.failure_code, g_free);
  g_clear_pointer (&state.failure, g_free);
  if (was_portal) {
    state.last_contact_ms = now_ms;
  } else {
    state.last_failure_ms = now_ms;
    state.failure_code = g_strdup (failure_code);
    state.failure = g_strdup (failure);
  }
  if (!mc_outbox_set_sync_state (self->parts.outbox, &state, &error))
    g_warning ("cannot keep the state of the link: %s", error->message);
  mc_sync_state_clear (&state);
  g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
}

/* Deleted envelopes are overwritten in the database; this empties the log they came through. */
static void
tidy_store (McScheduler *self, const McCycleResult *result)
{
  g_autoptr (GError) error = NULL;

  if (result->sent > 0 && !mc_store_checkpoint (self->parts.store, &error)
      && !g_error_matches (error, MC_STORE_ERROR, MC_STORE_ERROR_BUSY))
    g_warning ("cannot checkpoint: %s", error->message);
}

static double
draw (McScheduler *self)
{
  return self->parts.random != NULL ? self->parts.random (self->parts.random_data)
                                    : g_random_double ();
}

/* Nobody was there, nobody to be believed, or nobody who takes anything. */
static void
wait_for_link (McScheduler *self, gint64 least_ms)
{
  gint64 now_ms = mc_clock_monotonic_ms (self->parts.clock);
  gint64 wait_ms;

  if (self->silent_cycles++ == 0)
    self->silent_since = now_ms;
  wait_ms = mc_scheduler_backoff_ms (self->silent_cycles, self->parts.cap_ms, draw (self));
  self->held_until_ms = now_ms + MAX (wait_ms, least_ms);
}

/* result (nullable): NULL if the store failed, which is waited out like a dead link. */
static void
plan_next (McScheduler *self, const McCycleResult *result)
{
  gint64 hold_ms = result != NULL ? result->hold_ms : 0;

  if (hold_ms > 0) {
    hold_ms += (gint64) (draw (self) * (double) hold_ms);
    self->held_until_ms = MAX (self->held_until_ms,
                               mc_clock_monotonic_ms (self->parts.clock) + hold_ms);
  }
  if (result != NULL && result->was_answered && !result->gave_up)
    self->silent_cycles = 0;
  if (result == NULL || (result->attempted > 0 && (!result->was_answered || result->gave_up)))
    wait_for_link (self, hold_ms);
}

static McSyncSummary *
summarise (McScheduler *self, const McCycleResult *result, GError **error)
{
  g_autoptr (McSyncSummary) summary = g_new0 (McSyncSummary, 1);
  McOutboxCounts counts = { 0 };

  if (!mc_outbox_count (self->parts.outbox, &counts, error))
    return NULL;
  summary->attempted = result->attempted;
  summary->sent = result->sent;
  summary->quarantined = result->quarantined;
  summary->left = counts.queued;
  if (result->attempted == 0) {
    summary->portal = g_strdup ("not-asked");
  } else if (result->was_portal) {
    summary->portal = g_strdup ("ok");
  } else {
    summary->portal = g_strdup (result->failure_code);
    summary->failure = g_strdup (result->failure);
  }
  return g_steal_pointer (&summary);
}

/* After a lane's cycle. result (nullable): NULL if it has failed. */
static void
take_note (McScheduler *self, const McCycleResult *result)
{
  plan_next (self, result);
  if (result == NULL)
    return;
  if (result->attempted > 0)
    save_state (self, result->was_portal, result->failure_code, result->failure);
  tidy_store (self, result);
}

static void
free_result (gpointer data)
{
  mc_cycle_result_clear (data);
  g_free (data);
}

/* Of a cycle that was asked for: both lanes are done, or the first has failed. Takes error. */
static void
conclude (GTask *task, GError *error)
{
  McScheduler *self = g_task_get_source_object (task);
  McCycleResult *result = g_task_get_task_data (task);
  McSyncSummary *summary = NULL;

  self->is_draining = FALSE;
  self->held_until_ms = 0;
  take_note (self, error == NULL ? result : NULL);
  if (error == NULL)
    summary = summarise (self, result, &error);
  if (summary != NULL)
    g_task_return_pointer (task, summary, (GDestroyNotify) mc_sync_summary_free);
  else
    g_task_return_error (task, error);
}

static void
on_papers_drained (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  McCycleResult *drained = mc_courier_run_finish (MC_COURIER (source), result, &error);

  if (drained != NULL)
    mc_cycle_result_add (g_task_get_task_data (task), drained);
  conclude (task, error);
}

static gboolean
is_always_open (gpointer user_data)
{
  return TRUE;
}

static void
on_drained (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  McScheduler *self = g_task_get_source_object (task);
  McCycleResult *total = g_task_get_task_data (task);
  GError *error = NULL;
  McCycleResult *drained = mc_drain_run_finish (MC_DRAIN (source), result, &error);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (McCourier) courier = NULL;

  if (drained == NULL) {
    conclude (task, error);
    return;
  }
  mc_cycle_result_add (total, drained);
  if (total->attempted > 0 && !total->was_answered) {
    conclude (task, NULL);
    return;
  }
  courier = mc_courier_new (&self->parts, total->everything, is_always_open, NULL);
  mc_courier_run_async (courier, cancellable, on_papers_drained, g_steal_pointer (&task));
}

void
mc_scheduler_drain_async (McScheduler *self, gboolean everything, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (McDrain) drain = NULL;
  McCycleResult *result = g_new0 (McCycleResult, 1);

  g_task_set_source_tag (task, mc_scheduler_drain_async);
  g_task_set_task_data (task, result, free_result);
  result->everything = everything;
  /* What was done is told, also when it was stopped while the last answer was written down. */
  g_task_set_check_cancellable (task, FALSE);
  if (self->is_draining || self->courier != NULL) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "a cycle is running");
    return;
  }
  self->is_draining = TRUE;
  drain = mc_drain_new (&self->parts, everything);
  mc_drain_run_async (drain, cancellable, on_drained, g_steal_pointer (&task));
}

McSyncSummary *
mc_scheduler_drain_finish (McScheduler *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- continuous --- */

/* Takes error. */
static void
end_cycle (McScheduler *self, const McCycleResult *result, GError *error)
{
  g_autoptr (GError) reason = error;
  g_autoptr (GError) failure = NULL;

  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  take_note (self, result);
  if (result == NULL)
    g_message ("the cycle ended early: %s", reason->message);
  else if (result->attempted > 0)
    g_message ("cycle: %u attempted, %u sent, %u quarantined", result->attempted, result->sent,
               result->quarantined);
  if (!mc_outbox_next_due (self->parts.outbox, &self->next_due_ms, &failure))
    g_warning ("cannot look at the queue: %s", failure->message);
}

static void
on_records_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McScheduler) self = user_data;
  GError *error = NULL;
  McCycleResult *drained = mc_drain_run_finish (MC_DRAIN (source), result, &error);

  self->is_draining = FALSE;
  end_cycle (self, drained, error);
  if (self->courier != NULL)
    mc_courier_go_on (self->courier);
}

static void
on_papers_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McScheduler) self = user_data;
  GError *error = NULL;
  McCycleResult *drained = mc_courier_run_finish (MC_COURIER (source), result, &error);

  end_cycle (self, drained, error);
  g_clear_object (&self->courier);
}

static gboolean
look_for_work (McScheduler *self)
{
  gint64 now_ms = mc_clock_now_ms (self->parts.clock);
  gint64 version = mc_store_get_data_version (self->parts.store);

  if (version != self->data_version) {
    self->data_version = version;
    return TRUE;
  }
  if (self->next_due_ms < 0)
    return FALSE;
  /* Like outbox/due.sql: a wait that long was written by a wrong clock. */
  return self->next_due_ms <= now_ms || self->next_due_ms > now_ms + MC_OUTBOX_LONGEST_WAIT_MS;
}

/* Records first: papers go on when there are none left, and not while the portal wants peace. */
static gboolean
may_bring_papers (gpointer user_data)
{
  McScheduler *self = user_data;

  return !self->is_draining && mc_clock_monotonic_ms (self->parts.clock) >= self->held_until_ms;
}

static void
take_up_work (McScheduler *self)
{
  g_autoptr (McDrain) drain = mc_drain_new (&self->parts, FALSE);

  self->has_work = FALSE;
  self->is_draining = TRUE;
  if (self->courier == NULL) {
    self->courier = mc_courier_new (&self->parts, FALSE, may_bring_papers, self);
    mc_courier_run_async (self->courier, self->cancellable, on_papers_done, g_object_ref (self));
  }
  mc_drain_run_async (drain, self->cancellable, on_records_done, g_object_ref (self));
}

/* Who is greeted answers everybody: that is no news for one who is refused. */
static gboolean
is_refused (McScheduler *self)
{
  McSyncState state;
  gboolean refused;

  if (!mc_outbox_get_sync_state (self->parts.outbox, &state, NULL))
    return FALSE;
  refused = g_strcmp0 (state.failure_code, MC_REFUSED) == 0;
  mc_sync_state_clear (&state);
  return refused;
}

static void
on_greeted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McScheduler) self = user_data;
  g_autoptr (McPortalAnswer) answer = mc_portal_finish (MC_PORTAL (source), result, NULL);
  gboolean is_portal;

  self->is_greeting = FALSE;
  if (answer == NULL)
    return;
  is_portal = answer->speaker == MC_SPEAKER_PORTAL;
  if (!is_portal || !is_refused (self))
    save_state (self, is_portal, answer->reason_code, answer->reason);
  else
    self->asked_ms = mc_clock_monotonic_ms (self->parts.clock);
  if (!self->has_work || self->is_draining || self->timeout == 0)
    return;
  if (is_portal)
    take_up_work (self);
  else
    wait_for_link (self, answer->retry_after_ms);
}

static void
greet (McScheduler *self)
{
  if (self->is_greeting)
    return;
  self->is_greeting = TRUE;
  mc_portal_greet_async (self->parts.portal, self->cancellable, on_greeted, g_object_ref (self));
}

static gboolean
is_silent (McScheduler *self)
{
  gint64 now_ms = mc_clock_monotonic_ms (self->parts.clock);

  return self->parts.greet_ms != 0
         && (self->asked_ms == 0 || now_ms - self->asked_ms >= self->parts.greet_ms);
}

static gboolean
on_tick (gpointer user_data)
{
  McScheduler *self = user_data;

  if (self->is_draining || mc_clock_monotonic_ms (self->parts.clock) < self->held_until_ms)
    return G_SOURCE_CONTINUE;
  if (self->courier != NULL && mc_courier_was_answered (self->courier))
    self->silent_cycles = 0;
  if (self->courier != NULL && self->silent_cycles == 0)
    mc_courier_go_on (self->courier);
  self->has_work |= look_for_work (self);
  if (self->has_work && self->silent_cycles == 0)
    take_up_work (self);
  else if (self->has_work || is_silent (self))
    greet (self);
  return G_SOURCE_CONTINUE;
}

void
mc_scheduler_start (McScheduler *self)
{
  g_return_if_fail (self->timeout == 0);

  self->cancellable = g_cancellable_new ();
  self->next_due_ms = 0;
  self->held_until_ms = 0;
  self->data_version = mc_store_get_data_version (self->parts.store);
  self->timeout = mc_clock_add_timeout (self->parts.clock, self->parts.poll_ms, on_tick, self);
  on_tick (self);
}

void
mc_scheduler_stop (McScheduler *self)
{
  if (self->timeout == 0)
    return;
  mc_clock_remove_timeout (self->parts.clock, self->timeout);
  self->timeout = 0;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->courier != NULL)
    mc_courier_go_on (self->courier);
}

void
mc_scheduler_wake (McScheduler *self)
{
  gint64 now_ms = mc_clock_monotonic_ms (self->parts.clock);
  gint64 spread_ms = (now_ms - self->silent_since) / WAKE_SHARE;
  gint64 until_ms = now_ms + (gint64) (draw (self) * (double) spread_ms);

  /* What the portal has asked for stands. */
  if (self->silent_cycles == 0)
    return;
  self->held_until_ms = MIN (self->held_until_ms, until_ms);
  if (self->timeout != 0)
    on_tick (self);
}

void
mc_scheduler_look (McScheduler *self)
{
  if (self->timeout != 0)
    on_tick (self);
}

gboolean
mc_scheduler_is_sending (McScheduler *self)
{
  return self->is_draining;
}

gboolean
mc_scheduler_is_busy (McScheduler *self)
{
  return self->is_draining || self->courier != NULL || (self->is_greeting && self->has_work);
}
