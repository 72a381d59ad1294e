// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/entry.h"

#include "ui/input-method.h"

struct _McEntry {
  GtkEntry parent_instance;

  McKeyboardLayout kind;
  gboolean auto_capitals;
};

G_DEFINE_FINAL_TYPE (McEntry, mc_entry, GTK_TYPE_ENTRY)

enum { PROP_KIND = 1, PROP_AUTO_CAPITALS, N_PROPS };

static GParamSpec *props[N_PROPS];

static const GtkInputPurpose purposes[MC_KEYBOARD_N_LAYOUTS] = {
  [MC_KEYBOARD_TEXT] = GTK_INPUT_PURPOSE_FREE_FORM, [MC_KEYBOARD_NUMBER] = GTK_INPUT_PURPOSE_DIGITS,
  [MC_KEYBOARD_DATE] = GTK_INPUT_PURPOSE_NUMBER,    [MC_KEYBOARD_CODE] = GTK_INPUT_PURPOSE_TERMINAL,
  [MC_KEYBOARD_EMAIL] = GTK_INPUT_PURPOSE_EMAIL,    [MC_KEYBOARD_PIN] = GTK_INPUT_PURPOSE_PIN,
};

static void
on_menu_asked (GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

/* GtkText turns its actions on and off by itself; the signals behind them it leaves to us. */
static void
on_key_binding (GtkWidget *text, gpointer signal)
{
  g_signal_stop_emission_by_name (text, signal);
}

/* What one person has written must not reach the next through the clipboard, so there is none: no
 * shortcuts, no menu. Nor does a line write over what is there because a key was touched. */
static void
forbid_extras (McEntry *self)
{
  static const char *const bindings[] = { "copy-clipboard", "cut-clipboard", "paste-clipboard",
                                          "insert-emoji", "toggle-overwrite" };
  GtkWidget *text = GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self)));
  GtkGesture *menu = gtk_gesture_click_new ();

  for (guint i = 0; i < G_N_ELEMENTS (bindings); i++)
    g_signal_connect (text, bindings[i], G_CALLBACK (on_key_binding), (gpointer) bindings[i]);
  gtk_widget_action_set_enabled (text, "menu.popup", FALSE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (menu), GTK_PHASE_CAPTURE);
  g_signal_connect (menu, "pressed", G_CALLBACK (on_menu_asked), NULL);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (menu));
}

static void
mc_entry_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  McEntry *self = MC_ENTRY (object);

  switch (id) {
  case PROP_KIND:
    g_value_set_enum (value, self->kind);
    break;
  case PROP_AUTO_CAPITALS:
    g_value_set_boolean (value, self->auto_capitals);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
mc_entry_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  McEntry *self = MC_ENTRY (object);

  switch (id) {
  case PROP_KIND:
    mc_entry_set_kind (self, g_value_get_enum (value));
    break;
  case PROP_AUTO_CAPITALS:
    mc_entry_set_auto_capitals (self, g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
mc_entry_class_init (McEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mc_entry_get_property;
  object_class->set_property = mc_entry_set_property;

  props[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, MC_TYPE_KEYBOARD_LAYOUT,
                                        MC_KEYBOARD_TEXT,
                                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_AUTO_CAPITALS] = g_param_spec_boolean ("auto-capitals", NULL, NULL, FALSE,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mc_entry_init (McEntry *self)
{
  GtkWidget *text = GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self)));

  gtk_entry_set_input_hints (GTK_ENTRY (self), GTK_INPUT_HINT_PRIVATE | GTK_INPUT_HINT_NO_EMOJI
                                                   | GTK_INPUT_HINT_NO_SPELLCHECK);
  gtk_editable_set_enable_undo (GTK_EDITABLE (self), FALSE);
  gtk_entry_set_invisible_char (GTK_ENTRY (self), '*');
  forbid_extras (self);
  mc_input_method_attach (GTK_EDITABLE (text), self->kind);
}

GtkWidget *
mc_entry_new (McKeyboardLayout kind)
{
  return g_object_new (MC_TYPE_ENTRY, "kind", kind, NULL);
}

McKeyboardLayout
mc_entry_get_kind (McEntry *self)
{
  g_return_val_if_fail (MC_IS_ENTRY (self), MC_KEYBOARD_TEXT);

  return self->kind;
}

void
mc_entry_set_kind (McEntry *self, McKeyboardLayout kind)
{
  const gboolean secret = kind == MC_KEYBOARD_PIN;

  g_return_if_fail (MC_IS_ENTRY (self));
  g_return_if_fail (kind < MC_KEYBOARD_N_LAYOUTS);

  if (self->kind == kind)
    return;
  self->kind = kind;
  gtk_entry_set_input_purpose (GTK_ENTRY (self), purposes[kind]);
  mc_input_method_attach (GTK_EDITABLE (self), kind);
  if (secret || !gtk_entry_get_visibility (GTK_ENTRY (self))) {
    g_autoptr (GtkEntryBuffer) buffer = secret ? gtk_password_entry_buffer_new ()
                                               : gtk_entry_buffer_new (NULL, -1);

    gtk_entry_set_buffer (GTK_ENTRY (self), buffer);
    gtk_entry_set_visibility (GTK_ENTRY (self), !secret);
  }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_KIND]);
}

gboolean
mc_entry_get_auto_capitals (McEntry *self)
{
  g_return_val_if_fail (MC_IS_ENTRY (self), FALSE);

  return self->auto_capitals;
}

void
mc_entry_set_auto_capitals (McEntry *self, gboolean auto_capitals)
{
  g_return_if_fail (MC_IS_ENTRY (self));

  if (self->auto_capitals == !!auto_capitals)
    return;
  self->auto_capitals = !!auto_capitals;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AUTO_CAPITALS]);
}
