// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/press.h"

#include <math.h>

#include "ui/keyboard-key.h"
#include "ui/style.h"

#define DRIFT_MM 10.0
#define AROUND_MM 5.0
/* Higher by less than this is the same height. */
#define HIGHER_MM 10.0
/* Five seconds, and what a person's sense of five seconds may be wrong by. */
#define HOLD_MS 5500
#define ECHO_MS 500
/* A clock that is this far away is another clock. */
#define SAME_CLOCK_MS 60000

typedef struct {
  GdkEventSequence *sequence; /* (nullable): the mouse; compared, never followed */
  GtkWidget *target;          /* (nullable) (weak): gone, or no longer touched */
  double start_x;
  double start_y;
  double x;
  double y;
  guint hold_timeout;
} Finger;

struct _McPress {
  GObject parent_instance;

  GtkWidget *root;
  McGuard guard;
  gint64 changed_ms;  /* when the screen did, in the time of events */
  GPtrArray *fingers; /* (element-type Finger) */
  GtkWidget *struck;  /* (nullable) (weak): what was pressed last */
  gint64 struck_ms;
  double tapped_x; /* the last press, pixels */
  double tapped_y;
  guint enter_down; /* keycode of the Enter that is held down; 0: none */
};

G_DEFINE_FINAL_TYPE (McPress, mc_press, G_TYPE_OBJECT)

enum { SIGNAL_TOUCHED, SIGNAL_MISSED, N_SIGNALS };

static guint signals[N_SIGNALS];

static double
mm (McPress *self)
{
  return mc_style_get_mm (gtk_widget_get_display (self->root));
}

/* --- a finger --- */

static void
finger_let_go (Finger *finger)
{
  g_clear_handle_id (&finger->hold_timeout, g_source_remove);
  if (finger->target)
    gtk_widget_unset_state_flags (finger->target, GTK_STATE_FLAG_ACTIVE);
  g_clear_weak_pointer (&finger->target);
}

static void
finger_free (Finger *finger)
{
  finger_let_go (finger);
  g_free (finger);
}

static gboolean
on_held_too_long (gpointer user_data)
{
  Finger *finger = user_data;

  finger->hold_timeout = 0;
  finger_let_go (finger);
  return G_SOURCE_REMOVE;
}

static gboolean
is_key (const Finger *finger)
{
  return finger->target && MC_IS_KEY (finger->target);
}

static Finger *
find_finger (McPress *self, GdkEventSequence *sequence)
{
  for (guint i = 0; i < self->fingers->len; i++) {
    Finger *finger = g_ptr_array_index (self->fingers, i);

    if (finger->sequence == sequence)
      return finger;
  }
  return NULL;
}

static gboolean
is_near_target (McPress *self, const Finger *finger)
{
  const float around = (float) (AROUND_MM * mm (self));
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (finger->target, self->root, &bounds))
    return FALSE;
  graphene_rect_inset (&bounds, -around, -around);
  return graphene_rect_contains_point (&bounds,
                                       &GRAPHENE_POINT_INIT ((float) finger->x, (float) finger->y));
}

/* Somebody else's finger: higher on the glass, on another control. */
static gboolean
is_the_hand (McPress *self, const Finger *finger)
{
  for (guint i = 0; i < self->fingers->len; i++) {
    const Finger *other = g_ptr_array_index (self->fingers, i);

    if (other != finger && other->target && other->target != finger->target && !is_key (other)
        && other->y < finger->y - HIGHER_MM * mm (self))
      return TRUE;
  }
  return FALSE;
}

/* --- pressing --- */

/* (transfer none) (nullable): the control at a point. */
static GtkWidget *
find_target (McPress *self, double x, double y)
{
  for (GtkWidget *widget = gtk_widget_pick (self->root, x, y, GTK_PICK_DEFAULT); widget;
       widget = gtk_widget_get_parent (widget)) {
    if (GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget))
      return widget;
  }
  return NULL;
}

static gboolean
is_for_writing (McPress *self, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (self->root, x, y, GTK_PICK_DEFAULT);

  return widget
         && (GTK_IS_EDITABLE (widget) || gtk_widget_get_ancestor (widget, GTK_TYPE_EDITABLE)
             || GTK_IS_TEXT_VIEW (widget) || gtk_widget_get_ancestor (widget, GTK_TYPE_TEXT_VIEW));
}

/* Milliseconds, of the same clock for all events of a display. */
static gint64
get_time (GdkEvent *event)
{
  const guint32 time = gdk_event_get_time (event);

  return time != GDK_CURRENT_TIME ? time : g_get_monotonic_time () / 1000;
}

static gboolean
is_echo (McPress *self, GtkWidget *target, GdkEvent *event)
{
  return target == self->struck && !MC_IS_KEY (target)
         && get_time (event) - self->struck_ms < ECHO_MS;
}

/* A tap on nothing keeps the rhythm; one elsewhere is not the same tapping. */
static void
note_tap (McPress *self, GtkWidget *target, double x, double y)
{
  const gboolean elsewhere = hypot (x - self->tapped_x, y - self->tapped_y) > DRIFT_MM * mm (self);

  if (!target || elsewhere)
    mc_guard_tap (&self->guard, elsewhere);
  self->tapped_x = x;
  self->tapped_y = y;
}

static gboolean
begin (McPress *self, GdkEvent *event, double x, double y)
{
  GtkWidget *target = find_target (self, x, y);
  Finger *finger;

  note_tap (self, target, x, y);
  if (!target) {
    if (!is_for_writing (self, x, y))
      g_signal_emit (self, signals[SIGNAL_MISSED], 0, x, y);
    return GDK_EVENT_PROPAGATE;
  }
  finger = g_new0 (Finger, 1);
  finger->sequence = gdk_event_get_event_sequence (event);
  finger->start_x = finger->x = x;
  finger->start_y = finger->y = y;
  g_ptr_array_add (self->fingers, finger);
  if (is_echo (self, target, event)) {
    self->struck_ms = get_time (event);
    return GDK_EVENT_STOP;
  }
  g_set_weak_pointer (&finger->target, target);
  if (gtk_widget_get_focus_on_click (target))
    gtk_widget_grab_focus (target);
  gtk_widget_set_state_flags (target, GTK_STATE_FLAG_ACTIVE, FALSE);
  if (!is_key (finger))
    finger->hold_timeout = g_timeout_add (HOLD_MS, on_held_too_long, finger);
  return GDK_EVENT_STOP;
}

static void
move (McPress *self, Finger *finger, double x, double y)
{
  finger->x = x;
  finger->y = y;
  if (finger->target && hypot (x - finger->start_x, y - finger->start_y) > DRIFT_MM * mm (self)
      && !is_near_target (self, finger))
    finger_let_go (finger);
}

static void
activate (McPress *self, GtkWidget *target, GdkEvent *event)
{
  g_autoptr (GtkWidget) keep = g_object_ref (target);

  g_set_weak_pointer (&self->struck, target);
  self->struck_ms = get_time (event);
  if (GTK_IS_BUTTON (target))
    g_signal_emit_by_name (target, "clicked");
  else
    gtk_widget_activate (target);
}

static void
end (McPress *self, Finger *finger, GdkEvent *event)
{
  const double x = finger->x, y = finger->y;
  const gboolean missed = !finger->target && !is_echo (self, find_target (self, x, y), event);
  g_autoptr (GtkWidget) target = NULL;

  if (finger->target && !is_the_hand (self, finger) && gtk_widget_get_mapped (finger->target)
      && gtk_widget_is_sensitive (finger->target)) {
    target = g_object_ref (finger->target);
    /* What else is down on controls is the rest of the hand. */
    for (guint i = 0; !is_key (finger) && i < self->fingers->len; i++) {
      Finger *other = g_ptr_array_index (self->fingers, i);

      if (!is_key (other))
        finger_let_go (other);
    }
  }
  g_ptr_array_remove_fast (self->fingers, finger);
  if (target)
    activate (self, target, event);
  else if (missed)
    g_signal_emit (self, signals[SIGNAL_MISSED], 0, x, y);
}

static void
get_position (McPress *self, GdkEvent *event, double *x, double *y)
{
  double dx = 0, dy = 0;

  gdk_event_get_position (event, x, y);
  gtk_native_get_surface_transform (GTK_NATIVE (self->root), &dx, &dy);
  *x -= dx;
  *y -= dy;
}

/* What happens to a finger. */
static gboolean
follow (McPress *self, GdkEvent *event)
{
  const GdkEventType type = gdk_event_get_event_type (event);
  Finger *finger = find_finger (self, gdk_event_get_event_sequence (event));
  double x, y;

  if (type == GDK_TOUCH_CANCEL && finger)
    g_ptr_array_remove_fast (self->fingers, finger);
  if ((type == GDK_BUTTON_PRESS || type == GDK_BUTTON_RELEASE)
      && gdk_button_event_get_button (event) != GDK_BUTTON_PRIMARY)
    return GDK_EVENT_STOP;
  if (type != GDK_BUTTON_PRESS && type != GDK_TOUCH_BEGIN && !finger)
    return GDK_EVENT_PROPAGATE;

  get_position (self, event, &x, &y);
  switch (type) {
  case GDK_BUTTON_PRESS:
  case GDK_TOUCH_BEGIN:
    if (finger)
      g_ptr_array_remove_fast (self->fingers, finger);
    return begin (self, event, x, y);
  case GDK_MOTION_NOTIFY:
  case GDK_TOUCH_UPDATE:
    move (self, finger, x, y);
    return GDK_EVENT_STOP;
  case GDK_BUTTON_RELEASE:
  case GDK_TOUCH_END:
    move (self, finger, x, y);
    end (self, finger, event);
    return GDK_EVENT_STOP;
  default:
    return GDK_EVENT_PROPAGATE;
  }
}

/* Taps wait in a queue while the kiosk is busy, and come when the screen is another one. */
static gboolean
is_stale (McPress *self, GdkEvent *event)
{
  const gint64 before = self->changed_ms - get_time (event);

  return before > 0 && before < SAME_CLOCK_MS;
}

static gboolean
is_press (GdkEventType type)
{
  return type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN || type == GDK_KEY_PRESS;
}

/* A key that is held down repeats itself. To write or to wipe that is wanted; Enter would go
 * through page after page. */
static gboolean
is_enter_again (McPress *self, GdkEvent *event)
{
  const guint keyval = gdk_key_event_get_keyval (event);
  const guint keycode = gdk_key_event_get_keycode (event);
  const gboolean again = keycode == self->enter_down;

  if (gdk_event_get_event_type (event) == GDK_KEY_RELEASE)
    self->enter_down = again ? 0 : self->enter_down;
  else if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter)
    self->enter_down = keycode;
  return again && gdk_event_get_event_type (event) == GDK_KEY_PRESS;
}

static gboolean
on_event (McPress *self, GdkEvent *event)
{
  const GdkEventType type = gdk_event_get_event_type (event);

  if ((type == GDK_KEY_PRESS || type == GDK_KEY_RELEASE) && is_enter_again (self, event))
    return GDK_EVENT_STOP;
  if (is_press (type)) {
    if (!mc_guard_is_open (&self->guard) || is_stale (self, event))
      return GDK_EVENT_STOP;
    g_signal_emit (self, signals[SIGNAL_TOUCHED], 0, type == GDK_KEY_PRESS);
  }
  return follow (self, event);
}

/* --- the class --- */

static void
mc_press_dispose (GObject *object)
{
  McPress *self = MC_PRESS (object);

  g_ptr_array_set_size (self->fingers, 0);
  g_clear_weak_pointer (&self->struck);
  G_OBJECT_CLASS (mc_press_parent_class)->dispose (object);
}

static void
mc_press_finalize (GObject *object)
{
  g_ptr_array_unref (MC_PRESS (object)->fingers);
  G_OBJECT_CLASS (mc_press_parent_class)->finalize (object);
}

static void
mc_press_class_init (McPressClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_press_dispose;
  G_OBJECT_CLASS (klass)->finalize = mc_press_finalize;
  signals[SIGNAL_TOUCHED] = g_signal_new ("touched", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[SIGNAL_MISSED] = g_signal_new ("missed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE,
                                         G_TYPE_DOUBLE);
}

static void
mc_press_init (McPress *self)
{
  self->fingers = g_ptr_array_new_with_free_func ((GDestroyNotify) finger_free);
  mc_guard_init (&self->guard, NULL, NULL);
}

McPress *
mc_press_new (GtkWidget *root)
{
  g_return_val_if_fail (GTK_IS_NATIVE (root), NULL);

  McPress *self = g_object_new (MC_TYPE_PRESS, NULL);
  GtkEventController *events = gtk_event_controller_legacy_new ();

  self->root = root;
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_object (events, "event", G_CALLBACK (on_event), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (root, events);
  return self;
}

void
mc_press_screen_changed (McPress *self)
{
  g_return_if_fail (MC_IS_PRESS (self));

  for (guint i = 0; i < self->fingers->len; i++)
    finger_let_go (g_ptr_array_index (self->fingers, i));
  self->changed_ms = g_get_monotonic_time () / 1000;
  mc_guard_close (&self->guard);
}

gboolean
mc_press_admit (McPress *self, const McTapRule *rule)
{
  g_return_val_if_fail (MC_IS_PRESS (self), FALSE);

  return mc_guard_admit (&self->guard, rule);
}

void
mc_press_set_time_func (McPress *self, McTimeFunc time, gpointer user_data)
{
  g_return_if_fail (MC_IS_PRESS (self));

  mc_guard_init (&self->guard, time, user_data);
}
