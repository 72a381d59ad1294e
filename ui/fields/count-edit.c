// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/count-edit.h"

#include <glib/gi18n.h>

#include "ui/button.h"
#include "ui/fields/line.h"

/* Digits of the largest number a field may have. */
#define MAX_DIGITS 18

struct _McCountEdit {
  McEditor parent_instance;

  GtkEditable *line;
  GtkWidget *less;
  GtkWidget *more;
};

G_DEFINE_FINAL_TYPE (McCountEdit, mc_count_edit, MC_TYPE_EDITOR)

/* FALSE: nothing that is a number is written there. */
static gboolean
get_number (McCountEdit *self, gint64 *number)
{
  return g_ascii_string_to_signed (gtk_editable_get_text (self->line), 10, 0, G_MAXINT64, number,
                                   NULL);
}

static void
set_number (McCountEdit *self, gint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  gtk_editable_set_text (self->line, text);
  gtk_editable_set_position (self->line, -1);
}

static void
on_less_clicked (McCountEdit *self)
{
  const McField *field = mc_editor_get_field (MC_EDITOR (self));
  gint64 number;

  if (get_number (self, &number))
    set_number (self, CLAMP (number - 1, field->min, field->max));
}

/* From nothing to the least that is something. */
static void
on_more_clicked (McCountEdit *self)
{
  const McField *field = mc_editor_get_field (MC_EDITOR (self));
  gint64 number;

  if (get_number (self, &number))
    set_number (self, CLAMP (number + 1, field->min, field->max));
  else
    set_number (self, CLAMP (1, field->min, field->max));
}

static void
on_changed (McCountEdit *self)
{
  const McField *field = mc_editor_get_field (MC_EDITOR (self));
  gint64 number = 0;
  const gboolean written = get_number (self, &number);

  gtk_widget_set_sensitive (self->less, written && number > field->min);
  gtk_widget_set_sensitive (self->more, !written || number < field->max);
  mc_editor_edited (MC_EDITOR (self), gtk_editable_get_text (self->line));
}

static void
mc_count_edit_set_value (McEditor *editor, const char *value)
{
  McCountEdit *self = MC_COUNT_EDIT (editor);

  gtk_editable_set_text (self->line, value ? value : "");
  gtk_editable_set_position (self->line, -1);
  on_changed (self);
}

static GtkEditable *
mc_count_edit_get_line (McEditor *editor)
{
  return MC_COUNT_EDIT (editor)->line;
}

static GtkWidget *
new_button (McCountEdit *self, const char *icon, const char *name, GCallback clicked)
{
  GtkWidget *button = mc_button_new (NULL, icon);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (button, "count");
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  return button;
}

static void
mc_count_edit_constructed (GObject *object)
{
  McCountEdit *self = MC_COUNT_EDIT (object);
  const McField *field = mc_editor_get_field (MC_EDITOR (self));
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *line = mc_line_new (MC_KEYBOARD_NUMBER, field->label, _ ("Số"));

  G_OBJECT_CLASS (mc_count_edit_parent_class)->constructed (object);
  self->line = GTK_EDITABLE (line);
  self->less = new_button (self, "minus", _ ("Bớt một"), G_CALLBACK (on_less_clicked));
  self->more = new_button (self, "plus", _ ("Thêm một"), G_CALLBACK (on_more_clicked));
  gtk_entry_set_max_length (GTK_ENTRY (line), MAX_DIGITS);
  gtk_entry_set_alignment (GTK_ENTRY (line), 0.5);
  gtk_editable_set_width_chars (self->line, 4);
  gtk_widget_set_hexpand (line, TRUE);
  mc_editor_adopt_line (MC_EDITOR (self), self->line);
  g_signal_connect_object (line, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (row, "count-row");
  gtk_box_append (GTK_BOX (row), self->less);
  gtk_box_append (GTK_BOX (row), line);
  if (field->unit)
    gtk_box_append (GTK_BOX (row), mc_line_label_new (field->unit, "unit"));
  gtk_box_append (GTK_BOX (row), self->more);
  gtk_widget_set_parent (row, GTK_WIDGET (self));
}

static void
mc_count_edit_class_init (McCountEditClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = mc_count_edit_constructed;
  MC_EDITOR_CLASS (klass)->set_value = mc_count_edit_set_value;
  MC_EDITOR_CLASS (klass)->get_line = mc_count_edit_get_line;
}

static void
mc_count_edit_init (McCountEdit *self)
{
}
