// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/input-method.h"

#include <gtk/gtkimmodule.h>
#include <string.h>

#include "app/domain/secret.h"
#include "app/domain/typed-word.h"
#include "ui/keyboard-edit.h"
#include "ui/strike.h"
#include "ui/typing.h"
#include "ui/writing.h"

#define MODULE "motcua"

/* After any other that there may be. */
#define PRIORITY G_MININT

struct _McInputMethod {
  GtkIMContext parent_instance;

  GtkWidget *client; /* (nullable): the GtkText, GtkTextView; outlives our use of it */
  McTypedWord word;
  McStrike strike;
};

G_DEFINE_FINAL_TYPE (McInputMethod, mc_input_method, GTK_TYPE_IM_CONTEXT)

/* What the GtkText or GtkTextView of a line carries. */
#define METHOD_KEY "mc-input-method"
#define KIND_KEY "mc-input-kind"

static const McComposeMethod compose_methods[MC_N_WAYS] = {
  [MC_WAY_TELEX] = MC_COMPOSE_TELEX,
  [MC_WAY_VNI] = MC_COMPOSE_VNI,
};

/* Some layouts of keyboards with a cable have the tones as keys. */
static const struct {
  guint keyval;
  McTone tone;
} dead_keys[] = {
  { GDK_KEY_dead_grave, MC_TONE_GRAVE },  { GDK_KEY_dead_hook, MC_TONE_HOOK },
  { GDK_KEY_dead_tilde, MC_TONE_TILDE },  { GDK_KEY_dead_acute, MC_TONE_ACUTE },
  { GDK_KEY_dead_belowdot, MC_TONE_DOT },
};

GtkWidget *
mc_input_method_get_widget (GtkEditable *editable)
{
  GtkEditable *delegate = gtk_editable_get_delegate (editable);

  if (MC_IS_WRITING (editable))
    return GTK_WIDGET (mc_writing_get_view (MC_WRITING (editable)));
  return GTK_WIDGET (delegate != NULL ? delegate : editable);
}

/* (transfer none): what is written on. */
static GtkEditable *
mc_input_method_get_line (McInputMethod *self)
{
  if (GTK_IS_EDITABLE (self->client))
    return GTK_EDITABLE (self->client);
  return GTK_EDITABLE (gtk_widget_get_ancestor (self->client, MC_TYPE_WRITING));
}

/* Where GTK knows of no other method it gives this one to lines that have not asked: they take keys
 * as they are. */
static McKeyboardLayout
mc_input_method_get_kind (McInputMethod *self)
{
  const guint kind = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (self->client), KIND_KEY));

  return kind > 0 ? kind - 1 : MC_KEYBOARD_NUMBER;
}

static McToneStyle
mc_input_method_get_style (McInputMethod *self)
{
  return mc_typing_get_style (mc_typing_of (self->client));
}

static void
mc_input_method_forget (McInputMethod *self)
{
  mc_typed_word_clear (&self->word);
}

/* (transfer full): a secret. */
static char *
mc_input_method_dup_before (McInputMethod *self)
{
  GtkEditable *line = mc_input_method_get_line (self);

  return gtk_editable_get_chars (line, 0, gtk_editable_get_position (line));
}

/* --- a word by Telex or VNI --- */

/* A burst is a scanner's: what it types is not Telex. */
static void
mc_input_method_make_literal (McInputMethod *self)
{
  g_auto (McSecret) before = mc_input_method_dup_before (self);
  g_auto (McTypedEdit) edit = { 0 };

  if (mc_typed_word_make_literal (&self->word, before, &edit))
    mc_edit_apply (mc_input_method_get_line (self), edit.n_remove, edit.insert);
}

static void
mc_input_method_compose (McInputMethod *self, McComposeMethod method, gunichar key)
{
  g_auto (McSecret) before = mc_input_method_dup_before (self);
  g_auto (McTypedWord) last = self->word;
  g_auto (McTypedEdit) edit = { 0 };

  mc_typed_word_add (&self->word, method, mc_input_method_get_style (self), before, key, &edit);
  mc_edit_apply (mc_input_method_get_line (self), edit.n_remove, edit.insert);

  /* A line that is full takes no more letters, but marks on those it has. */
  g_auto (McSecret) after = mc_input_method_dup_before (self);
  if (!mc_typed_word_stands (&self->word, after))
    self->word = last;
}

/* --- any key --- */

static void
mc_input_method_type_text (McInputMethod *self, McWay way, const char *text)
{
  GtkEditable *line = mc_input_method_get_line (self);
  const gboolean one = text[0] != '\0' && *g_utf8_next_char (text) == '\0';
  const gboolean selected = gtk_editable_get_selection_bounds (line, NULL, NULL);

  if (selected || !one || way == MC_WAY_DIRECT)
    mc_input_method_forget (self);
  if (!one) {
    mc_edit_insert (line, text);
  } else if (way == MC_WAY_DIRECT) {
    mc_edit_insert_letter (line, text, mc_input_method_get_style (self));
  } else {
    if (selected)
      mc_edit_insert (line, "");
    mc_input_method_compose (self, compose_methods[way], g_utf8_get_char (text));
  }
}

/* What the line does not take as it comes: capitals of a code, other marks between the parts of a
 * date. */
static void
mc_input_method_type_in_way (McInputMethod *self, McWay way, const char *text)
{
  GtkEditable *line = mc_input_method_get_line (self);
  g_autofree char *upper = NULL;

  switch (mc_input_method_get_kind (self)) {
  case MC_KEYBOARD_TEXT:
    mc_input_method_type_text (self, way, text);
    break;
  case MC_KEYBOARD_DATE:
    mc_edit_insert_date (line, strchr (" -.", *text) != NULL ? "/" : text);
    break;
  case MC_KEYBOARD_CODE:
    upper = g_utf8_strup (text, -1);
    mc_edit_insert (line, upper);
    break;
  case MC_KEYBOARD_EMAIL:
    mc_edit_insert (line, *text == '@' && mc_edit_is_behind (line, '@') ? text + 1 : text);
    break;
  default:
    mc_edit_insert (line, text);
    break;
  }
}

static gboolean
mc_input_method_can_edit (McInputMethod *self)
{
  return self->client != NULL && gtk_editable_get_editable (mc_input_method_get_line (self));
}

void
mc_input_method_type (McInputMethod *self, const char *text)
{
  g_return_if_fail (MC_IS_INPUT_METHOD (self));
  g_return_if_fail (text != NULL && *text != '\0');

  if (mc_input_method_can_edit (self))
    mc_input_method_type_in_way (self, mc_typing_get_way (mc_typing_of (self->client)), text);
}

void
mc_input_method_set_tone (McInputMethod *self, McTone tone)
{
  g_return_if_fail (MC_IS_INPUT_METHOD (self));

  if (!mc_input_method_can_edit (self) || mc_input_method_get_kind (self) != MC_KEYBOARD_TEXT)
    return;
  mc_input_method_forget (self);
  mc_edit_set_tone (mc_input_method_get_line (self), tone, mc_input_method_get_style (self));
}

void
mc_input_method_delete (McInputMethod *self)
{
  g_return_if_fail (MC_IS_INPUT_METHOD (self));

  if (!mc_input_method_can_edit (self))
    return;

  GtkEditable *line = mc_input_method_get_line (self);
  g_auto (McSecret) before = mc_input_method_dup_before (self);
  g_auto (McTypedEdit) edit = { 0 };

  if (gtk_editable_get_selection_bounds (line, NULL, NULL))
    mc_input_method_forget (self);
  if (mc_typed_word_remove (&self->word, before, &edit))
    mc_edit_apply (line, edit.n_remove, edit.insert);
  else if (mc_input_method_get_kind (self) == MC_KEYBOARD_TEXT)
    mc_edit_delete_letter (line, mc_input_method_get_style (self));
  else
    mc_edit_delete (line);
}

void
mc_input_method_move (McInputMethod *self, int by)
{
  g_return_if_fail (MC_IS_INPUT_METHOD (self));

  mc_input_method_forget (self);
  if (self->client != NULL)
    mc_edit_move (mc_input_method_get_line (self), by);
}

/* --- keyboards with a cable --- */

static gboolean
is_shortcut (GdkEvent *event)
{
  const GdkModifierType modifiers = gdk_event_get_modifier_state (event);

  return (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK)) != 0;
}

static gboolean
set_dead_tone (McInputMethod *self, guint keyval)
{
  for (guint i = 0; i < G_N_ELEMENTS (dead_keys); i++) {
    if (dead_keys[i].keyval != keyval)
      continue;
    mc_input_method_set_tone (self, dead_keys[i].tone);
    return TRUE;
  }
  return FALSE;
}

static gboolean
is_enter (guint keyval)
{
  return keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter;
}

/* GtkText does this by itself; GtkTextView would begin a new line. */
static gboolean
go_on (McInputMethod *self)
{
  if (!GTK_IS_TEXT_VIEW (self->client))
    return FALSE;
  gtk_widget_activate (GTK_WIDGET (mc_input_method_get_line (self)));
  return TRUE;
}

/* FALSE: the key is not for the text. */
static gboolean
mc_input_method_take_key (McInputMethod *self, guint keyval)
{
  const gunichar c = gdk_keyval_to_unicode (keyval);
  char letter[7] = "";

  if (keyval == GDK_KEY_BackSpace) {
    mc_input_method_delete (self);
    return TRUE;
  }
  if (set_dead_tone (self, keyval))
    return TRUE;
  if (c == 0 || g_unichar_iscntrl (c)) {
    mc_input_method_forget (self);
    return is_enter (keyval) && go_on (self);
  }
  g_unichar_to_utf8 (c, letter);
  if (mc_strike_is_burst (&self->strike))
    mc_input_method_make_literal (self);
  mc_input_method_type_in_way (self, mc_typing_get_hardware_way (mc_typing_of (self->client)),
                               letter);
  return TRUE;
}

static gboolean
mc_input_method_filter_keypress (GtkIMContext *context, GdkEvent *event)
{
  McInputMethod *self = MC_INPUT_METHOD (context);
  const guint keycode = gdk_key_event_get_keycode (event);
  const guint32 time = gdk_event_get_time (event);

  if (gdk_event_get_event_type (event) != GDK_KEY_PRESS) {
    mc_strike_release (&self->strike, keycode, time);
    return FALSE;
  }
  if (self->client == NULL || gdk_key_event_is_modifier (event))
    return FALSE;
  /* Keys from programs (assistive technology) may carry no time: there is nothing to tell. */
  if (time != GDK_CURRENT_TIME
      && !mc_strike_press (&self->strike, mc_typing_get_times (mc_typing_of (self->client)),
                           keycode, time))
    return TRUE;
  if (is_shortcut (event) || !mc_input_method_can_edit (self)) {
    mc_input_method_forget (self);
    return FALSE;
  }
  return mc_input_method_take_key (self, gdk_key_event_get_keyval (event));
}

/* --- the class --- */

static void
mc_input_method_focus_in (GtkIMContext *context)
{
  McInputMethod *self = MC_INPUT_METHOD (context);

  /* A key that was down when the focus went has come up somewhere else. */
  self->strike = (McStrike){ 0 };
}

static void
mc_input_method_focus_out (GtkIMContext *context)
{
  mc_input_method_forget (MC_INPUT_METHOD (context));
}

static gboolean
is_line (GtkWidget *widget)
{
  return GTK_IS_TEXT (widget)
         || (GTK_IS_TEXT_VIEW (widget) && gtk_widget_get_ancestor (widget, MC_TYPE_WRITING));
}

static void
mc_input_method_set_client_widget (GtkIMContext *context, GtkWidget *widget)
{
  McInputMethod *self = MC_INPUT_METHOD (context);

  mc_input_method_forget (self);
  if (self->client != NULL)
    g_object_set_data (G_OBJECT (self->client), METHOD_KEY, NULL);
  self->client = is_line (widget) ? widget : NULL;
  if (self->client != NULL)
    g_object_set_data (G_OBJECT (self->client), METHOD_KEY, self);
}

static void
mc_input_method_finalize (GObject *object)
{
  mc_input_method_set_client_widget (GTK_IM_CONTEXT (object), NULL);

  G_OBJECT_CLASS (mc_input_method_parent_class)->finalize (object);
}

static void
mc_input_method_class_init (McInputMethodClass *klass)
{
  GtkIMContextClass *context_class = GTK_IM_CONTEXT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mc_input_method_finalize;
  context_class->filter_keypress = mc_input_method_filter_keypress;
  context_class->focus_in = mc_input_method_focus_in;
  context_class->focus_out = mc_input_method_focus_out;
  context_class->set_client_widget = mc_input_method_set_client_widget;
}

static void
mc_input_method_init (McInputMethod *self)
{
}

void
mc_input_method_attach (GtkEditable *editable, McKeyboardLayout kind)
{
  g_return_if_fail (GTK_IS_EDITABLE (editable));

  GtkWidget *text = mc_input_method_get_widget (editable);
  g_autofree char *module = NULL;

  g_return_if_fail (GTK_IS_TEXT (text) || GTK_IS_TEXT_VIEW (text));

  g_object_set_data (G_OBJECT (text), KIND_KEY, GUINT_TO_POINTER (kind + 1));
  g_object_get (text, "im-module", &module, NULL);
  if (g_strcmp0 (module, MODULE) == 0)
    return;
  g_io_extension_point_implement (GTK_IM_MODULE_EXTENSION_POINT_NAME, MC_TYPE_INPUT_METHOD, MODULE,
                                  PRIORITY);
  g_object_set (text, "im-module", MODULE, NULL);
}

/* GTK makes an input method when it first needs one, which may be after the first touch. */
static void
wake_up (GtkWidget *text)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (text);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    GtkIMContext *context = NULL;

    if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
      context = gtk_event_controller_key_get_im_context (GTK_EVENT_CONTROLLER_KEY (controller));
    if (context != NULL)
      gtk_im_context_reset (context);
  }
}

McInputMethod *
mc_input_method_of (GtkEditable *editable)
{
  g_return_val_if_fail (GTK_IS_EDITABLE (editable), NULL);

  GtkWidget *text = mc_input_method_get_widget (editable);

  if (g_object_get_data (G_OBJECT (text), METHOD_KEY) == NULL)
    wake_up (text);
  return g_object_get_data (G_OBJECT (text), METHOD_KEY);
}
