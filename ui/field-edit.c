// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/field-edit.h"

#include <glib/gi18n.h>

#include "app/domain/id-card.h"
#include "ui/choice.h"
#include "ui/error-text.h"
#include "ui/icon.h"

/* Longer than this does not fit on the line: it is read back below. */
#define READ_BACK_FROM 26

/* More options than this, all of short words, stand two in a row. */
#define LONG_LIST 8
#define SHORT_WORDS 20

struct _McFieldEdit {
  GtkWidget parent_instance;

  const McField *field;
  GtkWidget *label;
  GtkWidget *error; /* the box with pictogram and words */
  GtkLabel *error_text;
  GtkEntry *entry;     /* (nullable) */
  GtkLabel *read_back; /* (nullable) */
  GPtrArray *cards;    /* (element-type GtkCheckButton) in the order of the options */
  gboolean setting;    /* a value is being shown, not written */
};

G_DEFINE_FINAL_TYPE (McFieldEdit, mc_field_edit, GTK_TYPE_WIDGET)

enum { SIGNAL_EDITED, SIGNAL_WANTS_KEYBOARD, N_SIGNALS };

static guint signals[N_SIGNALS];

/* How each kind of field is written. */
typedef struct {
  McKeyboardLayout layout;
  GtkInputPurpose purpose;
  const char *placeholder;
} EntryKind;

static const EntryKind entry_kinds[] = {
  [MC_FIELD_NAME] = { MC_KEYBOARD_TEXT, GTK_INPUT_PURPOSE_NAME, N_ ("Họ và tên") },
  [MC_FIELD_TEXT] = { MC_KEYBOARD_TEXT, GTK_INPUT_PURPOSE_FREE_FORM, N_ ("Viết ở đây") },
  [MC_FIELD_ID12] = { MC_KEYBOARD_NUMBER, GTK_INPUT_PURPOSE_DIGITS, N_ ("12 chữ số") },
  [MC_FIELD_DATE] = { MC_KEYBOARD_DATE, GTK_INPUT_PURPOSE_FREE_FORM, N_ ("ngày/tháng/năm") },
  [MC_FIELD_DATE_PARTIAL] = { MC_KEYBOARD_DATE, GTK_INPUT_PURPOSE_FREE_FORM,
                              N_ ("ngày/tháng/năm") },
  [MC_FIELD_ADDRESS] = { MC_KEYBOARD_TEXT, GTK_INPUT_PURPOSE_FREE_FORM,
                         N_ ("Số nhà, xã/phường, tỉnh") },
  [MC_FIELD_NATION] = { MC_KEYBOARD_TEXT, GTK_INPUT_PURPOSE_FREE_FORM, N_ ("Viết ở đây") },
  [MC_FIELD_PHONE] = { MC_KEYBOARD_NUMBER, GTK_INPUT_PURPOSE_PHONE, N_ ("10 chữ số") },
};

static gboolean
is_chosen (const McField *field)
{
  return field->type == MC_FIELD_ENUM || field->type == MC_FIELD_ETHNIC;
}

static gboolean
is_number (const McField *field)
{
  return entry_kinds[field->type].layout != MC_KEYBOARD_TEXT;
}

/* --- the line --- */

/* Digits in threes as people read them aloud, long texts in full. */
static char *
read_back_text (const McField *field, const char *text)
{
  if (field->type == MC_FIELD_ID12 && mc_id_number_is_valid (text))
    return mc_id_number_group (text);
  if (!is_number (field) && g_utf8_strlen (text, -1) >= READ_BACK_FROM)
    return g_strdup (text);
  return NULL;
}

static void
on_entry_changed (McFieldEdit *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *read_back = read_back_text (self->field, text);
  g_autofree char *shown = read_back ? g_strdup_printf (_ ("Đọc lại: %s"), read_back)
                                     : g_strdup ("");

  gtk_label_set_label (self->read_back, shown);
  gtk_widget_set_visible (GTK_WIDGET (self->read_back), read_back != NULL);
  if (!self->setting)
    g_signal_emit (self, signals[SIGNAL_EDITED], 0, text);
}

static void
ask_for_keyboard (McFieldEdit *self)
{
  g_signal_emit (self, signals[SIGNAL_WANTS_KEYBOARD], 0);
}

static void
on_menu_asked (GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

/* What one person has written must not reach the next through the clipboard, so there is none:
 * no shortcuts, no menu. */
static void
forbid_clipboard (GtkEntry *entry)
{
  GtkWidget *text = GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (entry)));
  GtkGesture *menu = gtk_gesture_click_new ();

  gtk_widget_action_set_enabled (text, "clipboard.copy", FALSE);
  gtk_widget_action_set_enabled (text, "clipboard.cut", FALSE);
  gtk_widget_action_set_enabled (text, "clipboard.paste", FALSE);
  gtk_widget_action_set_enabled (text, "menu.popup", FALSE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (menu), GTK_PHASE_CAPTURE);
  g_signal_connect (menu, "pressed", G_CALLBACK (on_menu_asked), NULL);
  gtk_widget_add_controller (GTK_WIDGET (entry), GTK_EVENT_CONTROLLER (menu));
}

static void
add_entry (McFieldEdit *self)
{
  const EntryKind *kind = &entry_kinds[self->field->type];
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *read_back = gtk_label_new ("");
  GtkGesture *press = gtk_gesture_click_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->entry = GTK_ENTRY (entry);
  self->read_back = GTK_LABEL (read_back);
  gtk_entry_set_input_purpose (self->entry, kind->purpose);
  gtk_entry_set_input_hints (self->entry, GTK_INPUT_HINT_PRIVATE | GTK_INPUT_HINT_NO_EMOJI
                                              | GTK_INPUT_HINT_NO_SPELLCHECK);
  gtk_entry_set_placeholder_text (self->entry, _ (kind->placeholder));
  if (!is_number (self->field) && self->field->max_length > 0)
    gtk_entry_set_max_length (self->entry, MIN (self->field->max_length, G_MAXUINT16));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->field->label, GTK_ACCESSIBLE_PROPERTY_REQUIRED,
                                  self->field->required, -1);
  forbid_clipboard (self->entry);

  gtk_label_set_wrap (self->read_back, TRUE);
  gtk_label_set_wrap_mode (self->read_back, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->read_back, 0);
  gtk_widget_set_visible (read_back, FALSE);
  gtk_widget_add_css_class (read_back, "read-back");
  if (is_number (self->field))
    gtk_widget_add_css_class (read_back, "code");

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (press), GTK_PHASE_CAPTURE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (ask_for_keyboard), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (entry, GTK_EVENT_CONTROLLER (press));
  g_signal_connect_object (focus, "enter", G_CALLBACK (ask_for_keyboard), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (entry, focus);
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_entry_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_parent (entry, GTK_WIDGET (self));
  gtk_widget_set_parent (read_back, GTK_WIDGET (self));
}

/* --- the cards --- */

static void
on_card_toggled (McFieldEdit *self, GtkCheckButton *card)
{
  guint index;

  if (self->setting || !gtk_check_button_get_active (card)
      || !g_ptr_array_find (self->cards, card, &index))
    return;

  const McOption *option = g_ptr_array_index (self->field->options, index);

  g_signal_emit (self, signals[SIGNAL_EDITED], 0, option->value);
}

static guint
cards_per_row (const McField *field)
{
  if (field->options->len <= LONG_LIST)
    return 1;
  for (guint i = 0; i < field->options->len; i++) {
    const McOption *option = g_ptr_array_index (field->options, i);

    if (g_utf8_strlen (option->label, -1) > SHORT_WORDS)
      return 1;
  }
  return 2;
}

static void
add_cards (McFieldEdit *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkCheckButton *group = NULL;

  self->cards = g_ptr_array_new ();
  for (guint i = 0; i < self->field->options->len; i++) {
    const McOption *option = g_ptr_array_index (self->field->options, i);
    GtkWidget *card = mc_choice_new_radio (option->label, group);

    group = GTK_CHECK_BUTTON (card);
    g_signal_connect_object (card, "toggled", G_CALLBACK (on_card_toggled), self,
                             G_CONNECT_SWAPPED);
    g_ptr_array_add (self->cards, card);
  }
  mc_choice_fill (GTK_BOX (column), self->cards, cards_per_row (self->field));
  gtk_widget_add_css_class (column, "column");
  gtk_widget_set_parent (column, GTK_WIDGET (self));
}

/* --- the class --- */

static void
mc_field_edit_dispose (GObject *object)
{
  McFieldEdit *self = MC_FIELD_EDIT (object);
  GtkWidget *child;

  g_clear_pointer (&self->cards, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_field_edit_parent_class)->dispose (object);
}

static gboolean
mc_field_edit_grab_focus (GtkWidget *widget)
{
  McFieldEdit *self = MC_FIELD_EDIT (widget);

  return self->entry && gtk_entry_grab_focus_without_selecting (self->entry);
}

static void
mc_field_edit_class_init (McFieldEditClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_field_edit_dispose;
  widget_class->grab_focus = mc_field_edit_grab_focus;
  signals[SIGNAL_EDITED] = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1,
                                         G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGNAL_WANTS_KEYBOARD] = g_signal_new ("wants-keyboard", G_TYPE_FROM_CLASS (klass),
                                                 G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                 G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "field");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mc_field_edit_init (McFieldEdit *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkWidget *icon = mc_icon_new ("error");

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);

  self->label = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_widget_add_css_class (self->label, "field-label");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));

  self->error = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);
  self->error_text = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_wrap (self->error_text, TRUE);
  gtk_label_set_xalign (self->error_text, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->error_text), TRUE);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->error, "field-error");
  gtk_box_append (GTK_BOX (self->error), icon);
  gtk_box_append (GTK_BOX (self->error), GTK_WIDGET (self->error_text));
  gtk_widget_set_visible (self->error, FALSE);
  gtk_widget_set_parent (self->error, GTK_WIDGET (self));
}

GtkWidget *
mc_field_edit_new (const McField *field, gboolean show_label)
{
  McFieldEdit *self = g_object_new (MC_TYPE_FIELD_EDIT, NULL);

  self->field = field;
  gtk_label_set_label (GTK_LABEL (self->label), field->label);
  gtk_widget_set_visible (self->label, show_label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  field->label, -1);
  if (is_chosen (field))
    add_cards (self);
  else
    add_entry (self);
  return GTK_WIDGET (self);
}

const McField *
mc_field_edit_get_field (McFieldEdit *self)
{
  g_return_val_if_fail (MC_IS_FIELD_EDIT (self), NULL);

  return self->field;
}

void
mc_field_edit_set_value (McFieldEdit *self, const char *value)
{
  g_return_if_fail (MC_IS_FIELD_EDIT (self));

  self->setting = TRUE;
  if (self->entry) {
    g_autofree char *shown = value ? mc_field_display (self->field, value) : NULL;

    gtk_editable_set_text (GTK_EDITABLE (self->entry), shown ? shown : "");
    gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  } else {
    for (guint i = 0; i < self->cards->len; i++) {
      const McOption *option = g_ptr_array_index (self->field->options, i);

      gtk_check_button_set_active (g_ptr_array_index (self->cards, i),
                                   g_strcmp0 (option->value, value) == 0);
    }
  }
  self->setting = FALSE;
}

void
mc_field_edit_set_fault (McFieldEdit *self, McFault fault)
{
  g_return_if_fail (MC_IS_FIELD_EDIT (self));

  const char *text = mc_error_text_fault (fault);

  gtk_label_set_label (self->error_text, text ? text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->error), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text ? text : "", -1);
  gtk_widget_set_visible (self->error, text != NULL);
  if (text)
    gtk_widget_add_css_class (GTK_WIDGET (self), "wrong");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "wrong");
  if (self->entry)
    gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                                 text ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                                 -1);
}

GtkEditable *
mc_field_edit_get_editable (McFieldEdit *self)
{
  g_return_val_if_fail (MC_IS_FIELD_EDIT (self), NULL);

  return self->entry ? GTK_EDITABLE (self->entry) : NULL;
}

McKeyboardLayout
mc_field_edit_get_layout (McFieldEdit *self)
{
  g_return_val_if_fail (MC_IS_FIELD_EDIT (self), MC_KEYBOARD_TEXT);

  return self->entry ? entry_kinds[self->field->type].layout : MC_KEYBOARD_TEXT;
}
