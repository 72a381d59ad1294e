// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keyboard.h"

#include <glib/gi18n.h>

#include "ui/entry.h"
#include "ui/input-method.h"
#include "ui/keyboard-edit.h"
#include "ui/keyboard-grid.h"
#include "ui/keyboard-key.h"
#include "ui/keyboard-layout.h"
#include "ui/typing.h"
#include "ui/writing.h"

typedef enum {
  SHIFT_OFF,
  SHIFT_ONCE,
  SHIFT_LOCKED,
  SHIFT_UNKNOWN, /* of keys that are new */
} Shift;

struct _McKeyboard {
  GtkWidget parent_instance;

  McKeyboardLayout layout;
  McWay way;            /* that the keys stand for */
  GSignalGroup *typing; /* the window's McTyping */
  GSignalGroup *target; /* the editable, held weakly */
  GPtrArray *keys;      /* of McKey, in the order of the plan; owned by us as their parent */

  Shift shift;
  Shift shown; /* what the keys look like */
  gboolean auto_capitals;
  gboolean auto_refused; /* the person does not want the capital we offer here */

  McKey *held; /* the key under a finger */
  McStrike strike;
  guint repeat_id;
  guint last_focus; /* the key that arrows left off at */
};

G_DEFINE_FINAL_TYPE (McKeyboard, mc_keyboard, GTK_TYPE_WIDGET)

enum {
  DONE,
  ECHO,
  RELAID,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const McKeyPlan *
mc_keyboard_get_plan (McKeyboard *self)
{
  return mc_key_plan (self->layout, self->way);
}

static const McStrikeTimes *
mc_keyboard_get_times (McKeyboard *self)
{
  return mc_typing_get_times (mc_typing_of (GTK_WIDGET (self)));
}

static gboolean
mc_keyboard_offers_capital (McKeyboard *self)
{
  g_autoptr (GtkEditable) target = g_signal_group_dup_target (self->target);

  return self->auto_capitals && !self->auto_refused && target != NULL
         && mc_edit_is_word_start (target);
}

static void
update_shift_key (McKey *key, gboolean upper, gboolean locked)
{
  GtkWidget *widget = GTK_WIDGET (key);

  if (upper)
    gtk_widget_add_css_class (widget, "chosen");
  else
    gtk_widget_remove_css_class (widget, "chosen");
  mc_key_set_locked (key, locked);
  gtk_accessible_update_property (GTK_ACCESSIBLE (key), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (locked ? N_ ("khóa chữ hoa") : mc_key_get_spec (key)->name),
                                  -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (key), GTK_ACCESSIBLE_STATE_PRESSED,
                               upper ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE,
                               -1);
}

/* All that the keyboard shows follows from its state and the target's. */
static void
mc_keyboard_update (McKeyboard *self)
{
  const gboolean upper = self->shift != SHIFT_OFF || mc_keyboard_offers_capital (self);
  const Shift shown = upper && self->shift == SHIFT_OFF ? SHIFT_ONCE : self->shift;

  /* Asked at every letter, changed at few. */
  if (self->shown == shown)
    return;
  self->shown = shown;
  for (guint i = 0; i < self->keys->len; i++) {
    McKey *key = g_ptr_array_index (self->keys, i);

    if (mc_key_get_spec (key)->action == MC_KEY_SHIFT)
      update_shift_key (key, upper, self->shift == SHIFT_LOCKED);
    else
      mc_key_set_upper (key, upper);
  }
}

/* --- what keys do --- */

static void
act_type (McKeyboard *self, McKey *key, McInputMethod *line)
{
  const char *text = mc_key_get_text (key);

  mc_input_method_type (line, text);
  if (self->shift == SHIFT_ONCE && g_unichar_isalpha (g_utf8_get_char (text)))
    self->shift = SHIFT_OFF;
  self->auto_refused = FALSE;
}

static void
act_tone (McKeyboard *self, McKey *key, McInputMethod *line)
{
  mc_input_method_set_tone (line, mc_key_get_spec (key)->tone);
}

static void
act_shift (McKeyboard *self, McKey *key, McInputMethod *line)
{
  if (self->shift == SHIFT_OFF && mc_keyboard_offers_capital (self))
    self->auto_refused = TRUE;
  else
    self->shift = (self->shift + 1) % SHIFT_UNKNOWN;
}

static void
act_delete (McKeyboard *self, McKey *key, McInputMethod *line)
{
  mc_input_method_delete (line);
  self->auto_refused = FALSE;
}

static void
act_left (McKeyboard *self, McKey *key, McInputMethod *line)
{
  mc_input_method_move (line, -1);
}

static void
act_right (McKeyboard *self, McKey *key, McInputMethod *line)
{
  mc_input_method_move (line, 1);
}

static void
act_way (McKeyboard *self, McKey *key, McInputMethod *line)
{
  mc_typing_set_way (mc_typing_of (GTK_WIDGET (self)), mc_key_get_spec (key)->way);
}

/* Whoever came here by Tab must not be left without a place. */
static void
act_done (McKeyboard *self, McKey *key, McInputMethod *line)
{
  g_autoptr (GtkWidget) target = g_signal_group_dup_target (self->target);

  if (target != NULL && gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL)
    gtk_widget_grab_focus (target);
  g_signal_emit (self, signals[DONE], 0);
}

static const struct {
  void (*act) (McKeyboard *self, McKey *key, McInputMethod *line);
  gboolean needs_line;
  gboolean repeats;
} actions[MC_KEY_N_ACTIONS] = {
  [MC_KEY_TYPE] = { act_type, TRUE, FALSE },    [MC_KEY_TONE] = { act_tone, TRUE, FALSE },
  [MC_KEY_SHIFT] = { act_shift, FALSE, FALSE }, [MC_KEY_DELETE] = { act_delete, TRUE, TRUE },
  [MC_KEY_LEFT] = { act_left, TRUE, TRUE },     [MC_KEY_RIGHT] = { act_right, TRUE, TRUE },
  [MC_KEY_WAY] = { act_way, FALSE, FALSE },     [MC_KEY_DONE] = { act_done, FALSE, FALSE },
};

/* (transfer full): what to say of key. A secret stays one aloud, too. */
static char *
mc_keyboard_dup_echo (McKeyboard *self, McKey *key)
{
  const McKeySpec *spec = mc_key_get_spec (key);

  if (self->layout == MC_KEYBOARD_PIN && spec->action == MC_KEY_TYPE)
    return g_strdup (_ ("dấu sao"));
  return g_strdup (spec->name != NULL ? _ (spec->name) : mc_key_get_text (key));
}

static void
mc_keyboard_act (McKeyboard *self, McKey *key)
{
  const McKeyAction action = mc_key_get_spec (key)->action;
  g_autoptr (GtkEditable) target = g_signal_group_dup_target (self->target);
  McInputMethod *line = target != NULL ? mc_input_method_of (target) : NULL;
  g_autoptr (McKeyboard) keep = g_object_ref (self);

  if (actions[action].needs_line && line == NULL)
    return;

  g_autofree char *echo = mc_keyboard_dup_echo (self, key);
  actions[action].act (self, key, line);
  mc_keyboard_update (self);
  g_signal_emit (self, signals[ECHO], 0, echo);
}

/* Once for each touch; not again for a second touch that was none. */
static void
mc_keyboard_strike (McKeyboard *self, McKey *key)
{
  const gint64 time = g_get_monotonic_time () / 1000;
  guint index;

  if (!g_ptr_array_find (self->keys, key, &index)
      || !mc_strike_press (&self->strike, mc_keyboard_get_times (self), index + 1, time))
    return;
  mc_strike_release (&self->strike, index + 1, time);
  mc_keyboard_act (self, key);
}

/* --- fingers --- */

static gboolean
on_repeat (gpointer data)
{
  McKeyboard *self = MC_KEYBOARD (data);

  if (!mc_key_get_spent (self->held)) {
    self->repeat_id = g_timeout_add (mc_keyboard_get_times (self)->repeat_interval, on_repeat,
                                     self);
    mc_key_set_spent (self->held, TRUE);
    mc_keyboard_act (self, self->held);
    return G_SOURCE_REMOVE;
  }
  mc_keyboard_act (self, self->held);
  return G_SOURCE_CONTINUE;
}

static void
mc_keyboard_release (McKeyboard *self)
{
  g_clear_handle_id (&self->repeat_id, g_source_remove);
  self->held = NULL;
}

/* Fast hands put the second finger down before they lift the first: the first key then types at
 * once, so that letters come in the order in which they were touched. */
static void
mc_keyboard_hold (McKeyboard *self, McKey *key)
{
  McKey *before = self->held;

  mc_keyboard_release (self);
  if (before != NULL && !mc_key_get_spent (before)) {
    mc_key_set_spent (before, TRUE);
    mc_keyboard_strike (self, before);
  }

  self->held = key;
  mc_key_set_spent (key, FALSE);

  const guint delay = mc_keyboard_get_times (self)->repeat_delay;
  if (actions[mc_key_get_spec (key)->action].repeats && delay > 0)
    self->repeat_id = g_timeout_add (delay, on_repeat, self);
}

static void
on_key_state_flags_changed (GtkWidget *key, GtkStateFlags before, McKeyboard *self)
{
  const gboolean is_active = (gtk_widget_get_state_flags (key) & GTK_STATE_FLAG_ACTIVE) != 0;
  const gboolean was_active = (before & GTK_STATE_FLAG_ACTIVE) != 0;

  if (is_active == was_active)
    return;
  if (is_active)
    mc_keyboard_hold (self, MC_KEY (key));
  else if (self->held == MC_KEY (key))
    mc_keyboard_release (self);
}

static void
on_key_clicked (McKey *key, McKeyboard *self)
{
  if (mc_key_get_spent (key))
    mc_key_set_spent (key, FALSE);
  else
    mc_keyboard_strike (self, key);
}

/* --- the keys --- */

static void
mc_keyboard_remove_keys (McKeyboard *self)
{
  mc_keyboard_release (self);
  self->strike = (McStrike){ 0 };
  g_ptr_array_set_size (self->keys, 0);
}

static void
mc_keyboard_add_keys (McKeyboard *self)
{
  const McKeyPlan *plan = mc_keyboard_get_plan (self);

  if (plan->max_width > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self), "pad");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "pad");

  for (guint row = 0; row < plan->n_rows; row++) {
    for (const McKeySpec *spec = plan->rows[row]; spec->width > 0; spec++) {
      GtkWidget *key = mc_key_new (spec);

      gtk_widget_set_parent (key, GTK_WIDGET (self));
      g_signal_connect_object (key, "clicked", G_CALLBACK (on_key_clicked), self, 0);
      g_signal_connect_object (key, "state-flags-changed", G_CALLBACK (on_key_state_flags_changed),
                               self, 0);
      g_ptr_array_add (self->keys, key);
    }
  }
  mc_keyboard_grid_set_plan (MC_KEYBOARD_GRID (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                             plan);
}

/* The number of the first key that does action; 0 where none does. */
static guint
mc_keyboard_find_action (McKeyboard *self, McKeyAction action)
{
  for (guint i = 0; i < self->keys->len; i++) {
    if (mc_key_get_spec (g_ptr_array_index (self->keys, i))->action == action)
      return i;
  }
  return 0;
}

/* Who came to the keys by Tab and pressed the one that changes them stays on it. */
static void
mc_keyboard_rebuild (McKeyboard *self)
{
  GtkWidget *focused = gtk_widget_get_focus_child (GTK_WIDGET (self));
  const McKeyAction action = focused != NULL ? mc_key_get_spec (MC_KEY (focused))->action
                                             : MC_KEY_TYPE;

  mc_keyboard_remove_keys (self);
  self->shift = SHIFT_OFF;
  self->shown = SHIFT_UNKNOWN;
  mc_keyboard_add_keys (self);
  mc_keyboard_update (self);
  self->last_focus = mc_keyboard_find_action (self, action);
  if (focused != NULL)
    gtk_widget_grab_focus (g_ptr_array_index (self->keys, self->last_focus));
}

static void
on_typing_changed (McKeyboard *self)
{
  const McWay way = mc_typing_get_way (mc_typing_of (GTK_WIDGET (self)));

  if (self->way == way)
    return;
  self->way = way;
  if (self->layout == MC_KEYBOARD_TEXT)
    mc_keyboard_rebuild (self);
}

/* --- without touch --- */

static gboolean
mc_keyboard_focus (GtkWidget *widget, GtkDirectionType direction)
{
  McKeyboard *self = MC_KEYBOARD (widget);
  GtkWidget *focused = gtk_widget_get_focus_child (widget);
  guint index;

  if (focused == NULL || !g_ptr_array_find (self->keys, focused, &index))
    return gtk_widget_grab_focus (g_ptr_array_index (self->keys, self->last_focus));

  const int next = mc_key_plan_find_neighbour (mc_keyboard_get_plan (self), index, direction);

  self->last_focus = next >= 0 ? (guint) next : index;
  return next >= 0 && gtk_widget_grab_focus (g_ptr_array_index (self->keys, next));
}

/* Whoever has letters on a cable need not go back to the line for them. */
static gboolean
on_letter (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state,
           McKeyboard *self)
{
  g_autoptr (GtkEditable) target = g_signal_group_dup_target (self->target);
  const gunichar c = gdk_keyval_to_unicode (keyval);

  if (target == NULL || (keyval != GDK_KEY_BackSpace && (c <= ' ' || g_unichar_iscntrl (c))))
    return GDK_EVENT_PROPAGATE;

  return gtk_event_controller_key_forward (controller, mc_input_method_get_widget (target));
}

/* --- the class --- */

static void
mc_keyboard_root (GtkWidget *widget)
{
  McKeyboard *self = MC_KEYBOARD (widget);

  GTK_WIDGET_CLASS (mc_keyboard_parent_class)->root (widget);
  g_signal_group_set_target (self->typing, mc_typing_of (widget));
  on_typing_changed (self);
}

static void
mc_keyboard_unmap (GtkWidget *widget)
{
  mc_keyboard_release (MC_KEYBOARD (widget));

  GTK_WIDGET_CLASS (mc_keyboard_parent_class)->unmap (widget);
}

static void
mc_keyboard_dispose (GObject *object)
{
  McKeyboard *self = MC_KEYBOARD (object);

  if (self->keys != NULL)
    mc_keyboard_remove_keys (self);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_object (&self->target);
  g_clear_object (&self->typing);

  G_OBJECT_CLASS (mc_keyboard_parent_class)->dispose (object);
}

static void
mc_keyboard_class_init (McKeyboardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mc_keyboard_dispose;
  widget_class->focus = mc_keyboard_focus;
  widget_class->root = mc_keyboard_root;
  widget_class->unmap = mc_keyboard_unmap;

  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[ECHO] = g_signal_new ("echo", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[RELAID] = g_signal_new ("relaid", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, MC_TYPE_KEYBOARD_GRID);
  gtk_widget_class_set_css_name (widget_class, "keyboard");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mc_keyboard_init (McKeyboard *self)
{
  GtkEventController *letters = gtk_event_controller_key_new ();

  g_signal_connect_object (letters, "key-pressed", G_CALLBACK (on_letter), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), letters);

  self->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) gtk_widget_unparent);

  self->typing = g_signal_group_new (MC_TYPE_TYPING);
  g_signal_group_connect_swapped (self->typing, "changed", G_CALLBACK (on_typing_changed), self);
  self->target = g_signal_group_new (GTK_TYPE_WIDGET);
  g_signal_group_connect_swapped (self->target, "notify::text", G_CALLBACK (mc_keyboard_update),
                                  self);
  g_signal_group_connect_swapped (self->target, "notify::cursor-position",
                                  G_CALLBACK (mc_keyboard_update), self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Bàn phím"), -1);
  self->shown = SHIFT_UNKNOWN;
  mc_keyboard_add_keys (self);
  mc_keyboard_update (self);
}

GtkWidget *
mc_keyboard_new (void)
{
  return g_object_new (MC_TYPE_KEYBOARD, NULL);
}

void
mc_keyboard_set_layout (McKeyboard *self, McKeyboardLayout layout)
{
  g_return_if_fail (MC_IS_KEYBOARD (self));
  g_return_if_fail (layout < MC_KEYBOARD_N_LAYOUTS);

  if (self->layout == layout)
    return;

  g_autoptr (GtkEditable) target = g_signal_group_dup_target (self->target);

  self->layout = layout;
  mc_keyboard_rebuild (self);
  if (target != NULL && !MC_IS_ENTRY (target) && !MC_IS_WRITING (target))
    mc_input_method_attach (target, layout);
  g_signal_emit (self, signals[RELAID], 0);
}

gboolean
mc_keyboard_is_pad (McKeyboard *self)
{
  g_return_val_if_fail (MC_IS_KEYBOARD (self), FALSE);

  return self->layout == MC_KEYBOARD_NUMBER || self->layout == MC_KEYBOARD_DATE
         || self->layout == MC_KEYBOARD_PIN;
}

void
mc_keyboard_set_target (McKeyboard *self, GtkEditable *target)
{
  g_return_if_fail (MC_IS_KEYBOARD (self));
  g_return_if_fail (target == NULL || GTK_IS_EDITABLE (target));

  g_signal_group_set_target (self->target, NULL);
  if (MC_IS_ENTRY (target)) {
    mc_keyboard_set_layout (self, mc_entry_get_kind (MC_ENTRY (target)));
    self->auto_capitals = mc_entry_get_auto_capitals (MC_ENTRY (target));
  } else if (MC_IS_WRITING (target)) {
    mc_keyboard_set_layout (self, MC_KEYBOARD_TEXT);
    self->auto_capitals = FALSE;
  } else if (target != NULL) {
    mc_input_method_attach (target, self->layout);
  }
  g_signal_group_set_target (self->target, target);
  mc_keyboard_release (self);
  self->shift = SHIFT_OFF;
  self->auto_refused = FALSE;
  mc_keyboard_update (self);
}

GtkEditable *
mc_keyboard_get_target (McKeyboard *self)
{
  g_return_val_if_fail (MC_IS_KEYBOARD (self), NULL);

  /* Whoever holds it weakly, too, sees it as long as we do. */
  g_autoptr (GtkEditable) target = g_signal_group_dup_target (self->target);
  return target;
}

void
mc_keyboard_set_auto_capitals (McKeyboard *self, gboolean auto_capitals)
{
  g_return_if_fail (MC_IS_KEYBOARD (self));

  self->auto_capitals = auto_capitals;
  mc_keyboard_update (self);
}
