// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/fleet/event-clock.h"

typedef struct {
  guint id;
  gint64 due_ms;
  guint interval_ms;
  GSourceFunc func;
  gpointer user_data;
  gboolean is_removed;
} Event;

struct _McEventClock {
  McClock parent_instance;
  gint64 now_ms;
  guint last_id;
  GPtrArray *heap;   /* (element-type Event): the earliest first */
  GHashTable *by_id; /* id -> Event, unowned */
  gboolean has_tasks;
};

G_DEFINE_FINAL_TYPE (McEventClock, mc_event_clock, MC_TYPE_CLOCK)

static gboolean
is_earlier (const Event *a, const Event *b)
{
  return a->due_ms < b->due_ms || (a->due_ms == b->due_ms && a->id < b->id);
}

static void
swap (GPtrArray *heap, guint a, guint b)
{
  gpointer kept = heap->pdata[a];

  heap->pdata[a] = heap->pdata[b];
  heap->pdata[b] = kept;
}

static void
push (McEventClock *self, Event *event)
{
  guint i = self->heap->len;

  g_ptr_array_add (self->heap, event);
  while (i > 0 && is_earlier (self->heap->pdata[i], self->heap->pdata[(i - 1) / 2])) {
    swap (self->heap, i, (i - 1) / 2);
    i = (i - 1) / 2;
  }
}

/* Puts the first event, whose time has changed, where it belongs. */
static void
sink_first (GPtrArray *heap)
{
  for (guint i = 0;;) {
    guint least = i;

    for (guint child = 2 * i + 1; child <= 2 * i + 2 && child < heap->len; child++) {
      if (is_earlier (heap->pdata[child], heap->pdata[least]))
        least = child;
    }
    if (least == i)
      return;
    swap (heap, i, least);
    i = least;
  }
}

static void
pop (McEventClock *self)
{
  Event *event = self->heap->pdata[0];

  swap (self->heap, 0, self->heap->len - 1);
  g_ptr_array_set_size (self->heap, (gint) self->heap->len - 1);
  if (self->heap->len > 0)
    sink_first (self->heap);
  g_hash_table_remove (self->by_id, GUINT_TO_POINTER (event->id));
  g_free (event);
}

static gint64
mc_event_clock_now_ms (McClock *clock)
{
  return MC_EVENT_CLOCK (clock)->now_ms;
}

static guint
mc_event_clock_add_timeout (McClock *clock, guint ms, GSourceFunc func, gpointer user_data)
{
  McEventClock *self = MC_EVENT_CLOCK (clock);
  Event *event = g_new0 (Event, 1);

  event->id = ++self->last_id;
  event->due_ms = self->now_ms + ms;
  event->interval_ms = MAX (ms, 1);
  event->func = func;
  event->user_data = user_data;
  g_hash_table_insert (self->by_id, GUINT_TO_POINTER (event->id), event);
  push (self, event);
  return event->id;
}

static void
mc_event_clock_remove_timeout (McClock *clock, guint id)
{
  McEventClock *self = MC_EVENT_CLOCK (clock);
  Event *event = g_hash_table_lookup (self->by_id, GUINT_TO_POINTER (id));

  g_return_if_fail (event != NULL);
  event->is_removed = TRUE;
}

static void
mc_event_clock_finalize (GObject *object)
{
  McEventClock *self = MC_EVENT_CLOCK (object);

  g_ptr_array_set_free_func (self->heap, g_free);
  g_ptr_array_unref (self->heap);
  g_hash_table_unref (self->by_id);
  G_OBJECT_CLASS (mc_event_clock_parent_class)->finalize (object);
}

static void
mc_event_clock_class_init (McEventClockClass *klass)
{
  McClockClass *clock_class = MC_CLOCK_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mc_event_clock_finalize;
  clock_class->now_ms = mc_event_clock_now_ms;
  clock_class->monotonic_ms = mc_event_clock_now_ms;
  clock_class->add_timeout = mc_event_clock_add_timeout;
  clock_class->remove_timeout = mc_event_clock_remove_timeout;
}

static void
mc_event_clock_init (McEventClock *self)
{
  self->heap = g_ptr_array_new ();
  self->by_id = g_hash_table_new (NULL, NULL);
}

McEventClock *
mc_event_clock_new (gint64 start_ms)
{
  McEventClock *self = g_object_new (MC_TYPE_EVENT_CLOCK, NULL);

  self->now_ms = start_ms;
  return self;
}

void
mc_event_clock_note_task (McEventClock *self)
{
  self->has_tasks = TRUE;
}

static void
work_off_tasks (McEventClock *self)
{
  while (self->has_tasks) {
    self->has_tasks = FALSE;
    while (g_main_context_iteration (NULL, FALSE))
      continue;
  }
}

void
mc_event_clock_run (McEventClock *self, gint64 until_ms)
{
  work_off_tasks (self);
  while (self->heap->len > 0) {
    Event *event = self->heap->pdata[0];

    if (event->due_ms > until_ms)
      break;
    if (event->is_removed) {
      pop (self);
      continue;
    }
    self->now_ms = event->due_ms;
    /* Where it belongs next time, before it runs: what it adds may come first. */
    event->due_ms += event->interval_ms;
    sink_first (self->heap);
    if (event->func (event->user_data) == G_SOURCE_REMOVE)
      event->is_removed = TRUE;
    work_off_tasks (self);
  }
  self->now_ms = until_ms;
}
