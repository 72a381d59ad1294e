// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/outbox-watch.h"

#define POLL_MS 2000
#define LINKED_POLLS 5 /* of which one looks, while the daemon speaks by itself */

struct _McOutboxWatch {
  GObject parent_instance;

  McClock *clock;
  McOutbox *outbox;
  McLinkClient *link; /* (nullable) */
  guint timer;
  guint polls;
  McNetwork network;
  gboolean is_clock_wrong;
  char *id;
  McSubmission *submission;
};

enum { SIGNAL_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McOutboxWatch, mc_outbox_watch, G_TYPE_OBJECT)

static void
mc_outbox_watch_dispose (GObject *object)
{
  McOutboxWatch *self = MC_OUTBOX_WATCH (object);

  if (self->timer != 0)
    mc_clock_remove_timeout (self->clock, self->timer);
  self->timer = 0;
  g_clear_object (&self->clock);
  g_clear_object (&self->outbox);
  g_clear_object (&self->link);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->submission, mc_submission_free);
  G_OBJECT_CLASS (mc_outbox_watch_parent_class)->dispose (object);
}

static void
mc_outbox_watch_class_init (McOutboxWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_outbox_watch_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MC_TYPE_OUTBOX_WATCH, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mc_outbox_watch_init (McOutboxWatch *self)
{
}

static McNetwork
network_of (const McSyncState *state)
{
  if (state->last_contact_ms == 0 && state->last_failure_ms == 0)
    return MC_NETWORK_UNKNOWN;
  return state->last_contact_ms >= state->last_failure_ms ? MC_NETWORK_ONLINE : MC_NETWORK_OFFLINE;
}

static void
on_sync_state (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McOutboxWatch) self = user_data;
  McSyncState state = { 0 };
  McNetwork network;
  gboolean is_wrong;

  if (!mc_outbox_get_sync_state_finish (MC_OUTBOX (source), result, &state, NULL))
    return;
  network = network_of (&state);
  is_wrong = mc_known_time_is_wrong (mc_known_time_doubt (&state.known, self->clock));
  mc_sync_state_clear (&state);
  if (network == self->network && is_wrong == self->is_clock_wrong)
    return;
  self->network = network;
  self->is_clock_wrong = is_wrong;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
is_the_same (const McSubmission *a, const McSubmission *b)
{
  return a != NULL && a->state == b->state && g_strcmp0 (a->dossier_code, b->dossier_code) == 0
         && g_strcmp0 (a->appointment, b->appointment) == 0
         && g_strcmp0 (a->office_state, b->office_state) == 0
         && g_strcmp0 (a->office_at, b->office_at) == 0;
}

static void
on_submission (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McOutboxWatch) self = user_data;
  g_autoptr (McSubmission) found = mc_outbox_find_finish (MC_OUTBOX (source), result, NULL);

  if (found == NULL || g_strcmp0 (found->id, self->id) != 0
      || is_the_same (self->submission, found))
    return;
  g_clear_pointer (&self->submission, mc_submission_free);
  self->submission = g_steal_pointer (&found);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
poll_now (McOutboxWatch *self)
{
  mc_outbox_get_sync_state_async (self->outbox, on_sync_state, g_object_ref (self));
  if (self->id != NULL)
    mc_outbox_find_async (self->outbox, self->id, on_submission, g_object_ref (self));
}

static gboolean
on_timer (gpointer user_data)
{
  McOutboxWatch *self = user_data;
  const gboolean is_linked = self->link != NULL && mc_link_client_is_connected (self->link);

  if (!is_linked || ++self->polls % LINKED_POLLS == 0)
    poll_now (self);
  return G_SOURCE_CONTINUE;
}

McOutboxWatch *
mc_outbox_watch_new (McClock *clock, McOutbox *outbox, McLinkClient *link)
{
  McOutboxWatch *self = g_object_new (MC_TYPE_OUTBOX_WATCH, NULL);

  self->clock = g_object_ref (clock);
  self->outbox = g_object_ref (outbox);
  g_set_object (&self->link, link);
  if (link != NULL)
    g_signal_connect_object (link, "changed", G_CALLBACK (poll_now), self, G_CONNECT_SWAPPED);
  return self;
}

void
mc_outbox_watch_start (McOutboxWatch *self)
{
  g_return_if_fail (self->timer == 0);
  self->timer = mc_clock_add_timeout (self->clock, POLL_MS, on_timer, self);
  poll_now (self);
}

void
mc_outbox_watch_follow (McOutboxWatch *self, const char *id)
{
  g_clear_pointer (&self->submission, mc_submission_free);
  g_free (self->id);
  self->id = g_strdup (id);
}

McNetwork
mc_outbox_watch_get_network (McOutboxWatch *self)
{
  return self->network;
}

gboolean
mc_outbox_watch_is_clock_wrong (McOutboxWatch *self)
{
  return self->is_clock_wrong;
}

const McSubmission *
mc_outbox_watch_get_submission (McOutboxWatch *self)
{
  return self->submission;
}
