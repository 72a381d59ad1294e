// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/fake-clock.h"

typedef struct {
  guint id;
  gint64 due_ms; /* monotonic */
  guint interval_ms;
  GSourceFunc func;
  gpointer user_data;
} Timeout;

struct _McFakeClock {
  McClock parent_instance;

  gint64 wall_ms;
  gint64 monotonic_ms;
  guint last_id;
  GPtrArray *timeouts;
};

G_DEFINE_FINAL_TYPE (McFakeClock, mc_fake_clock, MC_TYPE_CLOCK)

static gint64
mc_fake_clock_now_ms (McClock *clock)
{
  return MC_FAKE_CLOCK (clock)->wall_ms;
}

static gint64
mc_fake_clock_monotonic_ms (McClock *clock)
{
  return MC_FAKE_CLOCK (clock)->monotonic_ms;
}

static guint
mc_fake_clock_add_timeout (McClock *clock, guint ms, GSourceFunc func, gpointer user_data)
{
  McFakeClock *self = MC_FAKE_CLOCK (clock);
  Timeout *timeout = g_new0 (Timeout, 1);

  timeout->id = ++self->last_id;
  timeout->due_ms = self->monotonic_ms + ms;
  timeout->interval_ms = MAX (ms, 1);
  timeout->func = func;
  timeout->user_data = user_data;
  g_ptr_array_add (self->timeouts, timeout);
  return timeout->id;
}

static Timeout *
find_timeout (McFakeClock *self, guint id)
{
  for (guint i = 0; i < self->timeouts->len; i++) {
    Timeout *timeout = g_ptr_array_index (self->timeouts, i);
    if (timeout->id == id)
      return timeout;
  }
  return NULL;
}

static void
mc_fake_clock_remove_timeout (McClock *clock, guint id)
{
  McFakeClock *self = MC_FAKE_CLOCK (clock);
  Timeout *timeout = find_timeout (self, id);

  g_return_if_fail (timeout != NULL);
  g_ptr_array_remove (self->timeouts, timeout);
}

static void
mc_fake_clock_finalize (GObject *object)
{
  McFakeClock *self = MC_FAKE_CLOCK (object);

  g_clear_pointer (&self->timeouts, g_ptr_array_unref);
  G_OBJECT_CLASS (mc_fake_clock_parent_class)->finalize (object);
}

static void
mc_fake_clock_class_init (McFakeClockClass *klass)
{
  McClockClass *clock_class = MC_CLOCK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mc_fake_clock_finalize;
  clock_class->now_ms = mc_fake_clock_now_ms;
  clock_class->monotonic_ms = mc_fake_clock_monotonic_ms;
  clock_class->add_timeout = mc_fake_clock_add_timeout;
  clock_class->remove_timeout = mc_fake_clock_remove_timeout;
}

static void
mc_fake_clock_init (McFakeClock *self)
{
  self->wall_ms = MC_FAKE_CLOCK_START_MS;
  self->monotonic_ms = 60 * 1000;
  self->timeouts = g_ptr_array_new_with_free_func (g_free);
}

McFakeClock *
mc_fake_clock_new (void)
{
  return g_object_new (MC_TYPE_FAKE_CLOCK, NULL);
}

static Timeout *
find_next (McFakeClock *self, gint64 until_ms)
{
  Timeout *next = NULL;

  for (guint i = 0; i < self->timeouts->len; i++) {
    Timeout *timeout = g_ptr_array_index (self->timeouts, i);
    if (timeout->due_ms <= until_ms && (next == NULL || timeout->due_ms < next->due_ms))
      next = timeout;
  }
  return next;
}

static void
move_to (McFakeClock *self, gint64 monotonic_ms)
{
  self->wall_ms += monotonic_ms - self->monotonic_ms;
  self->monotonic_ms = monotonic_ms;
}

void
mc_fake_clock_advance (McFakeClock *self, gint64 ms)
{
  gint64 until_ms = self->monotonic_ms + ms;
  Timeout *next;

  while ((next = find_next (self, until_ms)) != NULL) {
    guint id = next->id;

    move_to (self, MAX (next->due_ms, self->monotonic_ms));
    next->due_ms += next->interval_ms;
    if (next->func (next->user_data) == G_SOURCE_REMOVE && find_timeout (self, id) != NULL)
      g_ptr_array_remove (self->timeouts, find_timeout (self, id));
  }
  move_to (self, until_ms);
}

void
mc_fake_clock_set_wall (McFakeClock *self, gint64 now_ms)
{
  self->wall_ms = now_ms;
}

guint
mc_fake_clock_get_n_timeouts (McFakeClock *self)
{
  return self->timeouts->len;
}
