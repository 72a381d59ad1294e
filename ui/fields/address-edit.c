// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/address-edit.h"

#include <glib/gi18n.h>

#include "app/domain/secret.h"
#include "ui/button.h"
#include "ui/fields/address-question.h"
#include "ui/fields/line.h"
#include "ui/fields/unit-picker.h"

/* Longer than this does not fit on the line: it is read back below. */
#define READ_BACK_FROM 26

/* What of the editor is on the screen. */
typedef enum {
  FACE_QUESTION, /* what has become of the line that is there? */
  FACE_PARTS,    /* the commune, and the street once there is one */
  FACE_PICKER,
  FACE_FREE, /* all on one line */
  N_FACES,
} Face;

struct _McAddressEdit {
  McEditor parent_instance;

  McUnits *units;            /* (unowned) */
  McAddressReading *reading; /* (nullable) */
  const McCommune *commune;  /* (nullable) */
  Face face;
  GtkWidget *faces[N_FACES];
  McButton *place;
  GtkWidget *street_part;
  GtkEntry *street;
  GtkEntry *free;
  GtkLabel *read_back;
};

G_DEFINE_FINAL_TYPE (McAddressEdit, mc_address_edit, MC_TYPE_EDITOR)

static void
show_face (McAddressEdit *self, Face face)
{
  self->face = face;
  for (guint i = 0; i < N_FACES; i++)
    gtk_widget_set_visible (self->faces[i], i == face);
  mc_editor_set_alone (MC_EDITOR (self), face == FACE_PICKER);
}

static void
show_parts (McAddressEdit *self)
{
  g_autofree char *commune = self->commune ? mc_commune_dup_full_name (self->commune) : NULL;
  g_autofree char *province = self->commune ? mc_province_dup_full_name (self->commune->province)
                                            : NULL;

  mc_button_set_text (self->place, commune ? commune : _ ("Chọn phường, xã, tỉnh"));
  mc_button_set_note (self->place, province);
  gtk_widget_set_visible (self->street_part, commune != NULL);
  show_face (self, FACE_PARTS);
}

/* --- what the person does --- */

static void
tell_address (McAddressEdit *self)
{
  const char *street = gtk_editable_get_text (GTK_EDITABLE (self->street));
  g_auto (McSecret) text = mc_commune_dup_address (self->commune, street);

  mc_editor_addressed (MC_EDITOR (self), text, street, self->commune->code,
                       self->commune->province->code);
}

static void
on_street_changed (McAddressEdit *self)
{
  if (self->commune)
    tell_address (self);
}

static void
on_free_changed (McAddressEdit *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->free));
  const gboolean is_long = g_utf8_strlen (text, -1) >= READ_BACK_FROM;
  g_auto (McSecret) shown = is_long ? g_strdup_printf (_ ("Đọc lại: %s"), text) : g_strdup ("");

  gtk_label_set_label (self->read_back, shown);
  gtk_widget_set_visible (GTK_WIDGET (self->read_back), is_long);
  if (self->face == FACE_FREE)
    mc_editor_edited (MC_EDITOR (self), text);
}

static void
write_on (McAddressEdit *self, GtkEditable *line)
{
  mc_line_grab_focus (line);
  mc_editor_ask_for_keyboard (MC_EDITOR (self), line);
}

/* street (nullable): what stands before the commune in the line there was. */
static void
take_commune (McAddressEdit *self, const char *code, const char *street)
{
  self->commune = mc_units_find_commune (self->units, code);
  if (!self->commune)
    return;
  if (street && gtk_entry_get_text_length (self->street) == 0)
    gtk_editable_set_text (GTK_EDITABLE (self->street), street);
  show_parts (self);
  tell_address (self);
  write_on (self, GTK_EDITABLE (self->street));
}

static void
on_chosen (McAddressEdit *self, const char *code)
{
  take_commune (self, code, self->reading ? self->reading->street : NULL);
}

static void
on_picked (McAddressEdit *self, const char *code)
{
  take_commune (self, code, self->reading ? self->reading->street : NULL);
}

static void
open_picker (McAddressEdit *self, const McProvince *province)
{
  show_face (self, FACE_PICKER);
  mc_editor_ask_for_keyboard (MC_EDITOR (self), NULL);
  mc_unit_picker_open (MC_UNIT_PICKER (self->faces[FACE_PICKER]), province);
}

/* An answer that is refused is not far off: the province is right most of the time. */
static void
on_refused (McAddressEdit *self)
{
  open_picker (self, self->reading ? self->reading->province : NULL);
}

static void
on_place_clicked (McAddressEdit *self)
{
  open_picker (self, NULL);
}

static void
on_left (McAddressEdit *self)
{
  mc_editor_ask_for_keyboard (MC_EDITOR (self), NULL);
  show_parts (self);
}

static void
on_renewed (McAddressEdit *self)
{
  if (self->face == FACE_PICKER)
    mc_editor_look_at (MC_EDITOR (self), self->faces[FACE_PICKER]);
}

/* What is known so far is where the writing begins. */
static void
on_free_clicked (McAddressEdit *self)
{
  const char *street = gtk_editable_get_text (GTK_EDITABLE (self->street));
  g_auto (McSecret) text = self->commune ? mc_commune_dup_address (self->commune, street)
                                         : g_strdup (street);

  show_face (self, FACE_FREE);
  gtk_editable_set_text (GTK_EDITABLE (self->free), text);
  gtk_editable_set_position (GTK_EDITABLE (self->free), -1);
  write_on (self, GTK_EDITABLE (self->free));
}

/* --- what is shown --- */

static void
show_line (McAddressEdit *self, const char *line, gboolean from_card)
{
  self->reading = mc_units_read_address (self->units, line);
  if (self->reading->candidates->len == 0) {
    show_face (self, FACE_FREE);
    return;
  }
  mc_address_question_ask (MC_ADDRESS_QUESTION (self->faces[FACE_QUESTION]), line, from_card,
                           self->reading);
  show_face (self, FACE_QUESTION);
}

static const char *
get_part (McAnswers *answers, const char *key, const char *part)
{
  g_autofree char *full = g_strconcat (key, ".", part, NULL);

  return answers ? mc_answers_get (answers, full) : NULL;
}

static void
mc_address_edit_show (McEditor *editor, McAnswers *answers, const char *key)
{
  McAddressEdit *self = MC_ADDRESS_EDIT (editor);
  const char *line = answers ? mc_answers_get (answers, key) : NULL;
  const char *street = get_part (answers, key, "street");
  const char *code = get_part (answers, key, "commune");

  g_clear_pointer (&self->reading, mc_address_reading_free);
  self->commune = code ? mc_units_find_commune (self->units, code) : NULL;
  gtk_editable_set_text (GTK_EDITABLE (self->street), street ? street : "");
  gtk_editable_set_text (GTK_EDITABLE (self->free), line && !self->commune ? line : "");
  if (self->commune || !line)
    show_parts (self);
  else
    show_line (self, line, mc_answers_is_prefilled (answers, key));
}

static void
mc_address_edit_set_value (McEditor *editor, const char *value)
{
  g_return_if_reached ();
}

static GtkEditable *
mc_address_edit_get_line (McEditor *editor)
{
  McAddressEdit *self = MC_ADDRESS_EDIT (editor);

  switch (self->face) {
  case FACE_PARTS:
    return self->commune ? GTK_EDITABLE (self->street) : NULL;
  case FACE_PICKER:
    return mc_unit_picker_get_line (MC_UNIT_PICKER (self->faces[FACE_PICKER]));
  case FACE_FREE:
    return GTK_EDITABLE (self->free);
  default:
    return NULL;
  }
}

/* --- the parts --- */

static GtkWidget *
new_button (McAddressEdit *self, const char *text, const char *icon, GCallback clicked)
{
  GtkWidget *button = mc_button_new (text, icon);

  gtk_widget_add_css_class (button, "secondary");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
new_parts (McAddressEdit *self)
{
  const McField *field = mc_editor_get_field (MC_EDITOR (self));
  GtkWidget *parts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *street = mc_line_new (MC_KEYBOARD_TEXT, _ ("Số nhà, đường, thôn, tổ"),
                                   _ ("Số nhà, đường, thôn, tổ"));

  self->place = MC_BUTTON (mc_button_new ("", NULL));
  g_object_set (self->place, "icon-after", "edit", "wide", TRUE, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->place), "card");
  g_signal_connect_object (self->place, "clicked", G_CALLBACK (on_place_clicked), self,
                           G_CONNECT_SWAPPED);
  self->street = GTK_ENTRY (street);
  self->street_part = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  if (field->max_length > 0)
    gtk_entry_set_max_length (self->street, MIN (field->max_length, G_MAXUINT16));
  gtk_box_append (GTK_BOX (self->street_part),
                  mc_line_label_new (_ ("Số nhà, đường, thôn, tổ"), "field-label"));
  gtk_box_append (GTK_BOX (self->street_part), street);
  mc_editor_adopt_line (MC_EDITOR (self), GTK_EDITABLE (self->street));
  g_signal_connect_object (street, "changed", G_CALLBACK (on_street_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (parts, "column");
  gtk_box_append (GTK_BOX (parts), GTK_WIDGET (self->place));
  gtk_box_append (GTK_BOX (parts), self->street_part);
  gtk_box_append (GTK_BOX (parts), new_button (self, _ ("Không có trong danh sách, tôi tự viết"),
                                               "edit", G_CALLBACK (on_free_clicked)));
  return parts;
}

static GtkWidget *
new_free (McAddressEdit *self)
{
  const McField *field = mc_editor_get_field (MC_EDITOR (self));
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = mc_line_new (MC_KEYBOARD_TEXT, field->label, _ ("Số nhà, xã/phường, tỉnh"));

  self->free = GTK_ENTRY (line);
  self->read_back = GTK_LABEL (mc_line_label_new ("", "read-back"));
  if (field->max_length > 0)
    gtk_entry_set_max_length (self->free, MIN (field->max_length, G_MAXUINT16));
  gtk_widget_set_visible (GTK_WIDGET (self->read_back), FALSE);
  mc_editor_adopt_line (MC_EDITOR (self), GTK_EDITABLE (self->free));
  g_signal_connect_object (line, "changed", G_CALLBACK (on_free_changed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (column, "column");
  gtk_box_append (GTK_BOX (column), line);
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->read_back));
  gtk_box_append (GTK_BOX (column), new_button (self, _ ("Chọn trong danh sách"), "home",
                                                G_CALLBACK (on_place_clicked)));
  return column;
}

static void
mc_address_edit_finalize (GObject *object)
{
  g_clear_pointer (&MC_ADDRESS_EDIT (object)->reading, mc_address_reading_free);
  G_OBJECT_CLASS (mc_address_edit_parent_class)->finalize (object);
}

static void
mc_address_edit_class_init (McAddressEditClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_address_edit_finalize;
  MC_EDITOR_CLASS (klass)->set_value = mc_address_edit_set_value;
  MC_EDITOR_CLASS (klass)->show = mc_address_edit_show;
  MC_EDITOR_CLASS (klass)->get_line = mc_address_edit_get_line;
}

static void
mc_address_edit_init (McAddressEdit *self)
{
}

void
mc_address_edit_set_units (McAddressEdit *self, McUnits *units)
{
  g_return_if_fail (MC_IS_ADDRESS_EDIT (self));
  g_return_if_fail (units && !self->units);

  GtkWidget *question = mc_address_question_new ();
  GtkWidget *picker = mc_unit_picker_new (units);

  self->units = units;
  self->faces[FACE_QUESTION] = question;
  self->faces[FACE_PARTS] = new_parts (self);
  self->faces[FACE_PICKER] = picker;
  self->faces[FACE_FREE] = new_free (self);
  g_signal_connect_object (question, "chosen", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (question, "refused", G_CALLBACK (on_refused), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (picker, "picked", G_CALLBACK (on_picked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (picker, "left", G_CALLBACK (on_left), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (picker, "renewed", G_CALLBACK (on_renewed), self, G_CONNECT_SWAPPED);
  mc_editor_adopt_line (MC_EDITOR (self), mc_unit_picker_get_line (MC_UNIT_PICKER (picker)));
  for (guint i = 0; i < N_FACES; i++)
    gtk_widget_set_parent (self->faces[i], GTK_WIDGET (self));
  show_parts (self);
}
