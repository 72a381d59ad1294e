// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/parked-carrier.h"

#include "offline-cache/parked-errands.h"

#include "app/domain/fault.h"

#define DEFAULT_POLL_MS 2000
#define DEFAULT_CAP_MS (15 * 60 * 1000)
#define SWEEP_MS (10 * 60 * 1000)

struct _McParkedCarrier {
  GObject parent;
  McSchedulerParts parts;
  McScheduler *scheduler; /* (nullable) */

  /* one round */
  gboolean is_running;
  GTask *task;  /* (nullable): of a round that was asked for */
  char *cursor; /* id of the last errand taken */
  guint settled;

  /* continuous */
  guint timeout; /* 0: stopped */
  GCancellable *cancellable;
  gint64 data_version;
  gint64 next_due_ms;   /* wall clock; -1: there is nothing to do */
  gint64 held_until_ms; /* monotonic clock */
  gint64 sweep_at_ms;   /* likewise */
  guint failures;       /* on end, of whichever errand */
};

enum { SIGNAL_SETTLED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McParkedCarrier, mc_parked_carrier, G_TYPE_OBJECT)

static void
mc_parked_carrier_dispose (GObject *object)
{
  McParkedCarrier *self = MC_PARKED_CARRIER (object);

  if (self->parts.clock != NULL)
    mc_parked_carrier_stop (self);
  g_clear_object (&self->parts.store);
  g_clear_object (&self->parts.outbox);
  g_clear_object (&self->parts.portal);
  g_clear_object (&self->parts.clock);
  g_clear_object (&self->scheduler);
  g_clear_pointer (&self->cursor, g_free);
  G_OBJECT_CLASS (mc_parked_carrier_parent_class)->dispose (object);
}

static void
mc_parked_carrier_class_init (McParkedCarrierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_parked_carrier_dispose;
  signals[SIGNAL_SETTLED] = g_signal_new ("settled", MC_TYPE_PARKED_CARRIER, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mc_parked_carrier_init (McParkedCarrier *self)
{
}

McParkedCarrier *
mc_parked_carrier_new (const McSchedulerParts *parts, McScheduler *scheduler)
{
  McParkedCarrier *self = g_object_new (MC_TYPE_PARKED_CARRIER, NULL);

  self->parts = *parts;
  g_object_ref (self->parts.store);
  g_object_ref (self->parts.outbox);
  g_object_ref (self->parts.portal);
  g_object_ref (self->parts.clock);
  if (self->parts.poll_ms == 0)
    self->parts.poll_ms = DEFAULT_POLL_MS;
  if (self->parts.cap_ms == 0)
    self->parts.cap_ms = DEFAULT_CAP_MS;
  g_set_object (&self->scheduler, scheduler);
  return self;
}

/* --- one round --- */

/* Takes error (nullable). */
static void
end_round (McParkedCarrier *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  g_autoptr (GError) failure = NULL;

  self->is_running = FALSE;
  if (!mc_parked_errands_next_due (self->parts.store, &self->next_due_ms, &failure))
    g_warning ("cannot look at parked drafts: %s", failure->message);
  if (task == NULL) {
    if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      g_warning ("parked drafts: %s", error->message);
    g_clear_error (&error);
    return;
  }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, self->settled);
}

static double
draw (McParkedCarrier *self)
{
  return self->parts.random != NULL ? self->parts.random (self->parts.random_data)
                                    : g_random_double ();
}

static gint64
get_wait_ms (McParkedCarrier *self, guint failures, const McPortalAnswer *answer)
{
  return MAX (mc_scheduler_backoff_ms (failures, self->parts.cap_ms, draw (self)),
              answer->retry_after_ms);
}

static gboolean
is_settled (const McParkedErrand *errand, const McPortalAnswer *answer,
            McParkedErrandOutcome *outcome)
{
  *outcome = answer->is_gone && !errand->is_withdrawal ? MC_PARKED_ERRAND_GONE
                                                       : MC_PARKED_ERRAND_DONE;
  return answer->verdict == MC_VERDICT_SENT || answer->is_gone
         || (errand->is_withdrawal && answer->is_unknown);
}

/* Writes down what an answer means. */
static gboolean
apply (McParkedCarrier *self, const McParkedErrand *errand, const McPortalAnswer *answer,
       GError **error)
{
  McParkedErrandOutcome outcome;

  if (is_settled (errand, answer, &outcome)) {
    if (!mc_parked_errands_settle (self->parts.store, errand, outcome, error))
      return FALSE;
    self->settled++;
    self->failures = 0;
    g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
    return TRUE;
  }
  g_info ("a parked draft: later, %s", answer->reason_code);
  /* Without a link, and where the portal has no time for anybody, it is not about this one. */
  if (answer->is_link || answer->is_busy)
    return TRUE;
  return mc_parked_errands_wait (self->parts.store, errand,
                                 mc_clock_now_ms (self->parts.clock)
                                     + get_wait_ms (self, errand->attempts + 1, answer),
                                 error);
}

/* FALSE: this round ends. */
static gboolean
learn (McParkedCarrier *self, const McPortalAnswer *answer)
{
  if (answer->speaker == MC_SPEAKER_PORTAL && !answer->is_busy && !answer->is_refusal)
    return TRUE;
  self->held_until_ms = mc_clock_monotonic_ms (self->parts.clock)
                        + get_wait_ms (self, ++self->failures, answer);
  return FALSE;
}

static void pump (McParkedCarrier *self);

typedef struct {
  McParkedCarrier *carrier;
  McParkedErrand *errand;
} Offer;

static void
offer_free (Offer *self)
{
  g_object_unref (self->carrier);
  mc_parked_errand_free (self->errand);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Offer, offer_free)

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Offer) offer = user_data;
  McParkedCarrier *self = offer->carrier;
  GError *error = NULL;
  g_autoptr (McPortalAnswer) answer = mc_portal_finish (MC_PORTAL (source), result, &error);

  mc_fault_point ("parked:answered");
  if (answer != NULL && apply (self, offer->errand, answer, &error) && learn (self, answer))
    pump (self);
  else
    end_round (self, error);
}

static void
offer_errand (McParkedCarrier *self, McParkedErrand *errand)
{
  GCancellable *cancellable = self->task != NULL ? g_task_get_cancellable (self->task)
                                                 : self->cancellable;
  Offer *offer = g_new0 (Offer, 1);

  offer->carrier = g_object_ref (self);
  offer->errand = errand;
  mc_fault_point ("parked:before");
  if (errand->is_withdrawal)
    mc_portal_unpark_async (self->parts.portal, errand->id, cancellable, on_answered, offer);
  else
    mc_portal_park_async (self->parts.portal, errand->id, errand->box, errand->expires_ms,
                          cancellable, on_answered, offer);
}

/* Records first. */
static gboolean
has_to_wait (McParkedCarrier *self)
{
  return self->task == NULL && self->scheduler != NULL && mc_scheduler_is_sending (self->scheduler);
}

static void
pump (McParkedCarrier *self)
{
  McParkedErrand *errand = NULL;
  GError *error = NULL;

  if (!has_to_wait (self))
    errand = mc_parked_errands_take (self->parts.store, self->cursor, self->task != NULL, &error);
  if (errand == NULL) {
    end_round (self, error);
    return;
  }
  g_free (self->cursor);
  self->cursor = g_strdup (errand->id);
  offer_errand (self, errand);
}

static void
begin_round (McParkedCarrier *self)
{
  self->is_running = TRUE;
  self->settled = 0;
  g_free (self->cursor);
  self->cursor = g_strdup ("");
  pump (self);
}

void
mc_parked_carrier_run_async (McParkedCarrier *self, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mc_parked_carrier_run_async);
  g_task_set_check_cancellable (task, FALSE);
  if (self->is_running) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "a round is running");
    return;
  }
  self->task = g_steal_pointer (&task);
  begin_round (self);
}

gboolean
mc_parked_carrier_run_finish (McParkedCarrier *self, GAsyncResult *result, guint *settled,
                              GError **error)
{
  const gssize n = g_task_propagate_int (G_TASK (result), error);

  *settled = n > 0 ? (guint) n : 0;
  return n >= 0;
}

/* --- continuous --- */

static void
sweep (McParkedCarrier *self)
{
  const gint64 now_ms = mc_clock_monotonic_ms (self->parts.clock);
  g_autoptr (GError) error = NULL;

  if (now_ms < self->sweep_at_ms)
    return;
  self->sweep_at_ms = now_ms + SWEEP_MS;
  if (!mc_parked_errands_sweep_now (self->parts.store, &error))
    g_warning ("parked drafts not swept: %s", error->message);
}

/* Whether the last word of the link was the portal's. */
static gboolean
is_portal_there (McParkedCarrier *self)
{
  McSyncState state;
  gboolean there;

  if (!mc_outbox_get_sync_state (self->parts.outbox, &state, NULL))
    return FALSE;
  there = state.last_contact_ms > 0 && state.last_contact_ms >= state.last_failure_ms;
  mc_sync_state_clear (&state);
  return there;
}

static gboolean
has_work (McParkedCarrier *self)
{
  const gint64 now_ms = mc_clock_now_ms (self->parts.clock);
  const gint64 version = mc_store_get_data_version (self->parts.store);

  if (version != self->data_version) {
    self->data_version = version;
    mc_parked_errands_next_due (self->parts.store, &self->next_due_ms, NULL);
  }
  return self->next_due_ms >= 0
         && (self->next_due_ms <= now_ms || self->next_due_ms > now_ms + MC_OUTBOX_LONGEST_WAIT_MS);
}

static gboolean
on_tick (gpointer user_data)
{
  McParkedCarrier *self = user_data;

  sweep (self);
  if (!self->is_running && mc_clock_monotonic_ms (self->parts.clock) >= self->held_until_ms
      && has_work (self) && !has_to_wait (self) && is_portal_there (self))
    begin_round (self);
  return G_SOURCE_CONTINUE;
}

void
mc_parked_carrier_start (McParkedCarrier *self)
{
  g_return_if_fail (self->timeout == 0);

  self->cancellable = g_cancellable_new ();
  self->next_due_ms = 0;
  self->data_version = mc_store_get_data_version (self->parts.store);
  self->timeout = mc_clock_add_timeout (self->parts.clock, self->parts.poll_ms, on_tick, self);
  on_tick (self);
}

void
mc_parked_carrier_stop (McParkedCarrier *self)
{
  if (self->timeout == 0)
    return;
  mc_clock_remove_timeout (self->parts.clock, self->timeout);
  self->timeout = 0;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

void
mc_parked_carrier_look (McParkedCarrier *self)
{
  if (self->timeout != 0)
    on_tick (self);
}
