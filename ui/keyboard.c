// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keyboard.h"

#include <math.h>

#include "ui/keyboard-edit.h"
#include "ui/keyboard-key.h"
#include "ui/keyboard-layout.h"

#define REPEAT_DELAY 700 /* ms; a hand that trembles rests longer than a young one */
#define REPEAT_INTERVAL 120

/* Of a row's height: to its width, and to the least height of a key. */
#define HEIGHT_TO_WIDTH 0.85
#define LEAST_NATURAL 1.22
#define MOST_NATURAL 1.5
#define TALLEST 1.75

typedef enum {
  SHIFT_OFF,
  SHIFT_ONCE,
  SHIFT_LOCKED,
} Shift;

struct _McKeyboard {
  GtkWidget parent_instance;

  McKeyboardLayout layout;
  GSignalGroup *target; /* the editable, held weakly */
  GPtrArray *keys;      /* of McKey, in the order of the plan; owned by us as their parent */

  Shift shift;
  gboolean auto_capitals;
  gboolean auto_refused; /* the person does not want the capital we offer here */

  McKey *held; /* the key under a finger */
  guint repeat_delay;
  guint repeat_id;
};

G_DEFINE_FINAL_TYPE (McKeyboard, mc_keyboard, GTK_TYPE_WIDGET)

enum {
  DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

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
                                  locked ? "khóa chữ hoa" : mc_key_get_spec (key)->name, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (key), GTK_ACCESSIBLE_STATE_PRESSED,
                               upper ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE,
                               -1);
}

/* All that the keyboard shows follows from its state and the target's. */
static void
mc_keyboard_update (McKeyboard *self)
{
  const gboolean upper = self->shift != SHIFT_OFF || mc_keyboard_offers_capital (self);

  for (guint i = 0; i < self->keys->len; i++) {
    McKey *key = g_ptr_array_index (self->keys, i);

    if (mc_key_get_spec (key)->action == MC_KEY_SHIFT)
      update_shift_key (key, upper, self->shift == SHIFT_LOCKED);
    else
      mc_key_set_upper (key, upper);
  }
}

static void
act_type (McKeyboard *self, McKey *key, GtkEditable *target)
{
  const char *text = mc_key_get_text (key);

  if (self->layout == MC_KEYBOARD_DATE)
    mc_edit_insert_date (target, text);
  else if (self->layout == MC_KEYBOARD_TEXT && g_unichar_isalpha (g_utf8_get_char (text)))
    mc_edit_insert_letter (target, text);
  else
    mc_edit_insert (target, text);

  if (self->shift == SHIFT_ONCE && g_unichar_isalpha (g_utf8_get_char (text)))
    self->shift = SHIFT_OFF;
  self->auto_refused = FALSE;
}

static void
act_tone (McKeyboard *self, McKey *key, GtkEditable *target)
{
  mc_edit_set_tone (target, mc_key_get_spec (key)->tone);
}

static void
act_shift (McKeyboard *self, McKey *key, GtkEditable *target)
{
  if (self->shift == SHIFT_OFF && mc_keyboard_offers_capital (self))
    self->auto_refused = TRUE;
  else
    self->shift = (self->shift + 1) % (SHIFT_LOCKED + 1);
}

static void
act_delete (McKeyboard *self, McKey *key, GtkEditable *target)
{
  mc_edit_delete (target);
  self->auto_refused = FALSE;
}

static void
act_done (McKeyboard *self, McKey *key, GtkEditable *target)
{
  g_signal_emit (self, signals[DONE], 0);
}

static const struct {
  void (*act) (McKeyboard *self, McKey *key, GtkEditable *target);
  gboolean needs_target;
} actions[MC_KEY_N_ACTIONS] = {
  [MC_KEY_TYPE] = { act_type, TRUE },    [MC_KEY_TONE] = { act_tone, TRUE },
  [MC_KEY_SHIFT] = { act_shift, FALSE }, [MC_KEY_DELETE] = { act_delete, TRUE },
  [MC_KEY_DONE] = { act_done, FALSE },
};

static void
mc_keyboard_act (McKeyboard *self, McKey *key)
{
  const McKeyAction action = mc_key_get_spec (key)->action;
  g_autoptr (GtkEditable) target = g_signal_group_dup_target (self->target);
  g_autoptr (McKeyboard) keep = g_object_ref (self);

  if (actions[action].needs_target && target == NULL)
    return;

  actions[action].act (self, key, target);
  mc_keyboard_update (self);
}

static gboolean
on_repeat (gpointer data)
{
  McKeyboard *self = MC_KEYBOARD (data);

  if (!mc_key_get_spent (self->held)) {
    self->repeat_id = g_timeout_add (REPEAT_INTERVAL, on_repeat, self);
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
    mc_keyboard_act (self, before);
  }

  self->held = key;
  mc_key_set_spent (key, FALSE);
  if (mc_key_get_spec (key)->action == MC_KEY_DELETE && self->repeat_delay > 0)
    self->repeat_id = g_timeout_add (self->repeat_delay, on_repeat, self);
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
    mc_keyboard_act (self, key);
}

static gboolean
mc_keyboard_is_pad (McKeyboard *self)
{
  return mc_key_plan (self->layout)->max_width > 0;
}

static void
mc_keyboard_remove_keys (McKeyboard *self)
{
  mc_keyboard_release (self);
  g_ptr_array_set_size (self->keys, 0);
}

static void
mc_keyboard_add_keys (McKeyboard *self)
{
  const McKeyPlan *plan = mc_key_plan (self->layout);

  if (mc_keyboard_is_pad (self))
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
}

static double
row_width (const McKeySpec *row)
{
  double width = 0;

  for (const McKeySpec *spec = row; spec->width > 0; spec++)
    width += spec->width;
  return width;
}

/* The least room, margins included, of any one key. All are alike in the style sheet. */
static int
mc_keyboard_measure_key (McKeyboard *self, GtkOrientation orientation)
{
  int least = 0;

  gtk_widget_measure (g_ptr_array_index (self->keys, 0), orientation, -1, &least, NULL, NULL, NULL);
  return least;
}

static int
mc_keyboard_measure_width (McKeyboard *self)
{
  const McKeyPlan *plan = mc_key_plan (self->layout);
  const int least = mc_keyboard_measure_key (self, GTK_ORIENTATION_HORIZONTAL);
  double widest = 0;

  /* The narrowest key of each row has the width 1. */
  for (guint row = 0; row < plan->n_rows; row++)
    widest = MAX (widest, row_width (plan->rows[row]));
  return (int) ceil (widest * least);
}

/* The part of width that the rows take: pads of few keys do not grow without end. */
static int
mc_keyboard_used_width (McKeyboard *self, int width)
{
  const McKeyPlan *plan = mc_key_plan (self->layout);
  const double most = plan->max_width * mc_keyboard_measure_key (self, GTK_ORIENTATION_HORIZONTAL);

  return mc_keyboard_is_pad (self) ? MIN (width, (int) (most * row_width (plan->rows[0]))) : width;
}

static void
mc_keyboard_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  McKeyboard *self = MC_KEYBOARD (widget);
  const McKeyPlan *plan = mc_key_plan (self->layout);
  const int least = mc_keyboard_measure_key (self, orientation);

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = *natural = mc_keyboard_measure_width (self);
    return;
  }

  const int width = for_size >= 0 ? for_size : mc_keyboard_measure_width (self);
  const double unit = mc_keyboard_used_width (self, width) / row_width (plan->rows[0]);
  const double row = CLAMP (unit * HEIGHT_TO_WIDTH, least * LEAST_NATURAL, least * MOST_NATURAL);

  *minimum = (int) plan->n_rows * least;
  *natural = (int) ceil (plan->n_rows * row);
}

static void
mc_keyboard_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  McKeyboard *self = MC_KEYBOARD (widget);
  const McKeyPlan *plan = mc_key_plan (self->layout);
  const int used = mc_keyboard_used_width (self, width);
  const int left = (width - used) / 2;
  const int most = (int) (mc_keyboard_measure_key (self, GTK_ORIENTATION_VERTICAL) * TALLEST);
  const int tall = MIN (height, most * (int) plan->n_rows);
  const int top_row = (height - tall) / 2;
  guint n = 0;

  for (guint row = 0; row < plan->n_rows; row++) {
    const double unit = used / row_width (plan->rows[row]);
    const int top = top_row + tall * (int) row / (int) plan->n_rows;
    const int bottom = top_row + tall * (int) (row + 1) / (int) plan->n_rows;
    double x = left;

    for (const McKeySpec *spec = plan->rows[row]; spec->width > 0; spec++, n++) {
      const double end = x + unit * spec->width;

      gtk_widget_size_allocate (g_ptr_array_index (self->keys, n),
                                &(GtkAllocation){ (int) round (x), top,
                                                  (int) round (end) - (int) round (x),
                                                  bottom - top },
                                -1);
      x = end;
    }
  }
}

static GtkSizeRequestMode
mc_keyboard_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
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

  G_OBJECT_CLASS (mc_keyboard_parent_class)->dispose (object);
}

static void
mc_keyboard_class_init (McKeyboardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mc_keyboard_dispose;
  widget_class->get_request_mode = mc_keyboard_get_request_mode;
  widget_class->measure = mc_keyboard_measure;
  widget_class->size_allocate = mc_keyboard_size_allocate;
  widget_class->unmap = mc_keyboard_unmap;

  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "keyboard");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mc_keyboard_init (McKeyboard *self)
{
  self->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) gtk_widget_unparent);
  self->repeat_delay = REPEAT_DELAY;

  self->target = g_signal_group_new (GTK_TYPE_WIDGET);
  g_signal_group_connect_swapped (self->target, "notify::text", G_CALLBACK (mc_keyboard_update),
                                  self);
  g_signal_group_connect_swapped (self->target, "notify::cursor-position",
                                  G_CALLBACK (mc_keyboard_update), self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, "Bàn phím",
                                  -1);
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

  mc_keyboard_remove_keys (self);
  self->layout = layout;
  self->shift = SHIFT_OFF;
  mc_keyboard_add_keys (self);
  mc_keyboard_update (self);
}

void
mc_keyboard_set_target (McKeyboard *self, GtkEditable *target)
{
  g_return_if_fail (MC_IS_KEYBOARD (self));
  g_return_if_fail (target == NULL || GTK_IS_EDITABLE (target));

  g_signal_group_set_target (self->target, target);
  mc_keyboard_release (self);
  self->shift = SHIFT_OFF;
  self->auto_refused = FALSE;
  mc_keyboard_update (self);
}

void
mc_keyboard_set_auto_capitals (McKeyboard *self, gboolean auto_capitals)
{
  g_return_if_fail (MC_IS_KEYBOARD (self));

  self->auto_capitals = auto_capitals;
  mc_keyboard_update (self);
}

void
mc_keyboard_set_repeat_delay (McKeyboard *self, guint milliseconds)
{
  g_return_if_fail (MC_IS_KEYBOARD (self));

  self->repeat_delay = milliseconds;
}
