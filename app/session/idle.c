// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/idle.h"

/* Ticks once a second while running: the warning is a countdown anyway, and one timer that always
 * does the same is easier to trust than three that hand over to each other. */
#define TICK_MS 1000

#define ABANDONED_SECONDS 20

struct _McIdle {
  GObject parent_instance;

  McClock *clock;
  guint idle_seconds;
  guint warning_seconds;
  guint quiet_seconds; /* since the last touch */
  guint timer;
  gboolean held;
  gboolean kept;
  gboolean listening;
  gboolean patient;
};

enum { SIGNAL_CHANGED, SIGNAL_EXPIRED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McIdle, mc_idle, G_TYPE_OBJECT)

static guint
idle_seconds (McIdle *self)
{
  return self->patient ? 2 * self->idle_seconds : self->idle_seconds;
}

static guint
all_seconds (McIdle *self)
{
  return idle_seconds (self) + (self->patient ? 2 * self->warning_seconds : self->warning_seconds);
}

static gboolean
is_quiet (McIdle *self)
{
  return self->timer != 0 && self->quiet_seconds >= idle_seconds (self);
}

static gboolean
is_warned (McIdle *self)
{
  return !self->kept && is_quiet (self);
}

static gboolean
on_tick (gpointer user_data)
{
  McIdle *self = user_data;

  /* The warning is read aloud as well, and must run out all the same. */
  if (self->held || (self->listening && !is_warned (self)))
    return G_SOURCE_CONTINUE;

  self->quiet_seconds++;
  if (!self->kept && self->quiet_seconds >= all_seconds (self)) {
    self->timer = 0;
    self->quiet_seconds = 0;
    g_signal_emit (self, signals[SIGNAL_EXPIRED], 0);
    return G_SOURCE_REMOVE;
  }
  if (is_quiet (self))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_CONTINUE;
}

static void
mc_idle_finalize (GObject *object)
{
  McIdle *self = MC_IDLE (object);

  mc_idle_stop (self);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (mc_idle_parent_class)->finalize (object);
}

static void
mc_idle_class_init (McIdleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_idle_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MC_TYPE_IDLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_EXPIRED] = g_signal_new ("expired", MC_TYPE_IDLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
}

static void
mc_idle_init (McIdle *self)
{
}

McIdle *
mc_idle_new (McClock *clock, guint idle_seconds, guint warning_seconds)
{
  McIdle *self = g_object_new (MC_TYPE_IDLE, NULL);

  self->clock = g_object_ref (clock);
  self->idle_seconds = idle_seconds;
  self->warning_seconds = warning_seconds;
  return self;
}

void
mc_idle_start (McIdle *self)
{
  self->quiet_seconds = 0;
  if (self->timer == 0 && self->idle_seconds > 0)
    self->timer = mc_clock_add_timeout (self->clock, TICK_MS, on_tick, self);
}

void
mc_idle_stop (McIdle *self)
{
  self->quiet_seconds = 0;
  if (self->timer == 0)
    return;
  mc_clock_remove_timeout (self->clock, self->timer);
  self->timer = 0;
}

void
mc_idle_touch (McIdle *self)
{
  gboolean was_quiet = is_quiet (self);

  self->quiet_seconds = 0;
  if (was_quiet)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
mc_idle_set_held (McIdle *self, gboolean held)
{
  if (self->held == held)
    return;
  self->held = held;
  mc_idle_touch (self);
}

gboolean
mc_idle_is_held (McIdle *self)
{
  return self->held;
}

void
mc_idle_set_kept (McIdle *self, gboolean kept)
{
  if (self->kept == kept)
    return;
  mc_idle_touch (self);
  self->kept = kept;
}

void
mc_idle_set_listening (McIdle *self, gboolean listening)
{
  if (self->listening == listening)
    return;
  self->listening = listening;
  if (!is_warned (self))
    mc_idle_touch (self);
}

void
mc_idle_set_patient (McIdle *self, gboolean patient)
{
  if (self->patient == patient)
    return;
  self->patient = patient;
  mc_idle_touch (self);
}

guint
mc_idle_get_warning_seconds (McIdle *self)
{
  return is_warned (self) ? all_seconds (self) - self->quiet_seconds : 0;
}

void
mc_idle_skip (McIdle *self, guint seconds)
{
  if (self->timer == 0 || self->held)
    return;
  self->quiet_seconds = MIN (seconds, idle_seconds (self));
  if (is_warned (self))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

guint
mc_idle_get_total_seconds (McIdle *self)
{
  return self->idle_seconds > 0 ? all_seconds (self) : 0;
}

gboolean
mc_idle_is_abandoned (McIdle *self)
{
  const guint left = mc_idle_get_warning_seconds (self);
  const guint half = (all_seconds (self) - idle_seconds (self)) / 2;

  return self->kept ? is_quiet (self) : left > 0 && left <= MIN (half, ABANDONED_SECONDS);
}

guint
mc_idle_get_quiet_seconds (McIdle *self)
{
  return self->quiet_seconds;
}
