// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/typed-code.h"

#include "app/domain/burst-detector.h"
#include "app/domain/secret.h"

struct _McTypedCode {
  GtkWidget *window;
  GtkEventController *keys;
  McTypedCodeFunc func;
  gpointer user_data;

  McBurstDetector *detector;
  GQueue held;    /* of GdkEvent: waiting to be known as a person's */
  GQueue passing; /* of GdkEvent: known, put back, on their way again */
  guint timer;
  guint32 last_time; /* of an event: milliseconds of the display, which wrap around */
  gint64 ms;         /* the same, counted on */
  gint64 taken_us;   /* monotonic, when the last key was taken */
  guint down;        /* keycode that was pressed last and not let go, 0: none */
};

/* When a key was pressed, not when we came to it: however busy we are, a scanner stays a scanner.
 */
static gint64
take_time (McTypedCode *self, GdkEvent *event)
{
  const guint32 time = gdk_event_get_time (event);

  self->ms += self->taken_us != 0 ? (guint32) (time - self->last_time) : 0;
  self->last_time = time;
  self->taken_us = g_get_monotonic_time ();
  return self->ms;
}

static void
put_back (McTypedCode *self, GdkEvent *event)
{
  g_queue_push_tail (&self->passing, gdk_event_ref (event));
  gdk_display_put_event (gdk_event_get_display (event), event);
}

static void
let_go (McTypedCode *self)
{
  GdkEvent *event;

  while ((event = g_queue_pop_head (&self->held)) != NULL) {
    put_back (self, event);
    gdk_event_unref (event);
  }
}

static void
drop (McTypedCode *self)
{
  g_queue_clear_full (&self->held, (GDestroyNotify) gdk_event_unref);
}

/* The text itself is of no use here: the events are what is handed on. */
static void
clear_typed (GString *typed)
{
  explicit_bzero (typed->str, typed->len);
  g_string_free (typed, TRUE);
}

static void start_timer (McTypedCode *self);

static gboolean
on_silence (gpointer user_data)
{
  McTypedCode *self = user_data;
  GString *typed = g_string_new (NULL);
  const gint64 passed = (g_get_monotonic_time () - self->taken_us) / G_TIME_SPAN_MILLISECOND;
  g_auto (McSecret) code = mc_burst_detector_end (self->detector, self->ms + passed, typed);

  self->timer = 0;
  if (code != NULL) {
    drop (self);
    self->func (code, self->user_data);
  } else if (typed->len > 0) {
    let_go (self);
  } else if (!g_queue_is_empty (&self->held)) {
    start_timer (self); /* a little early */
  }
  clear_typed (typed);
  return G_SOURCE_REMOVE;
}

static void
start_timer (McTypedCode *self)
{
  const guint ms = mc_burst_detector_is_burst (self->detector) ? MC_BURST_END_MS : MC_BURST_GAP_MS;

  g_clear_handle_id (&self->timer, g_source_remove);
  /* After all keys that are waiting to be looked at. */
  self->timer = g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, ms + 1, on_silence, self, NULL);
}

/* What a key types; 0: nothing, or a shortcut. */
static gunichar
char_of (GdkEvent *event)
{
  const guint keyval = gdk_key_event_get_keyval (event);

  if (gdk_event_get_modifier_state (event) & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return 0;
  if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    return '\r';
  return keyval == GDK_KEY_Tab ? '\t' : gdk_keyval_to_unicode (keyval);
}

static gboolean
hold (McTypedCode *self, GdkEvent *event)
{
  if (!mc_burst_detector_is_burst (self->detector))
    g_queue_push_tail (&self->held, gdk_event_ref (event));
  return GDK_EVENT_STOP;
}

static gboolean
take_press (McTypedCode *self, GdkEvent *event)
{
  const guint keycode = gdk_key_event_get_keycode (event);
  const gboolean repeats = keycode == self->down;
  const gunichar c = repeats ? 0 : char_of (event);
  GString *typed;

  self->down = keycode;
  /* Keys that type nothing keep their place among those that do; a key that is held down repeats
   * itself faster than anybody types, and is no scanner. */
  if (c == 0)
    return g_queue_is_empty (&self->held) && !mc_burst_detector_is_burst (self->detector)
               ? GDK_EVENT_PROPAGATE
               : hold (self, event);
  typed = g_string_new (NULL);
  mc_burst_detector_push (self->detector, c, take_time (self, event), typed);
  if (typed->len > 0)
    let_go (self);
  clear_typed (typed);
  if (mc_burst_detector_is_burst (self->detector))
    drop (self);
  start_timer (self);
  return hold (self, event);
}

static gboolean
take_release (McTypedCode *self, GdkEvent *event)
{
  if (gdk_key_event_get_keycode (event) == self->down)
    self->down = 0;
  if (mc_burst_detector_is_burst (self->detector) || !g_queue_is_empty (&self->held))
    return hold (self, event);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_event (McTypedCode *self, GdkEvent *event)
{
  const GdkEventType type = gdk_event_get_event_type (event);

  if (type != GDK_KEY_PRESS && type != GDK_KEY_RELEASE)
    return GDK_EVENT_PROPAGATE;
  if (g_queue_remove (&self->passing, event)) {
    gdk_event_unref (event);
    return GDK_EVENT_PROPAGATE;
  }
  return type == GDK_KEY_PRESS ? take_press (self, event) : take_release (self, event);
}

McTypedCode *
mc_typed_code_new (GtkWidget *window, McTypedCodeFunc func, gpointer user_data)
{
  McTypedCode *self = g_new0 (McTypedCode, 1);

  self->window = window;
  self->func = func;
  self->user_data = user_data;
  self->detector = mc_burst_detector_new ();
  g_queue_init (&self->held);
  g_queue_init (&self->passing);
  /* Of controllers in the same phase the one that was added last comes first. */
  self->keys = gtk_event_controller_legacy_new ();
  gtk_event_controller_set_propagation_phase (self->keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (self->keys, "event", G_CALLBACK (on_event), self);
  gtk_widget_add_controller (window, self->keys);
  return self;
}

void
mc_typed_code_free (McTypedCode *self)
{
  if (self == NULL)
    return;
  gtk_widget_remove_controller (self->window, self->keys);
  g_clear_handle_id (&self->timer, g_source_remove);
  drop (self);
  g_queue_clear_full (&self->passing, (GDestroyNotify) gdk_event_unref);
  mc_burst_detector_free (self->detector);
  g_free (self);
}
