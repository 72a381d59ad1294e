// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/text-edit.h"

#include <glib/gi18n.h>

#include "ui/fields/line.h"
#include "ui/writing.h"

/* Characters left from which on their number is told: about a line. */
#define TELL_FROM 50

struct _McTextEdit {
  McEditor parent_instance;

  McWriting *writing;
  GtkLabel *room;
};

G_DEFINE_FINAL_TYPE (McTextEdit, mc_text_edit, MC_TYPE_EDITOR)

static void
on_changed (McTextEdit *self)
{
  const guint room = mc_writing_get_room (self->writing);
  g_autofree char *text = NULL;

  if (room == 0)
    text = g_strdup (_ ("Đã hết chỗ, không viết thêm được nữa."));
  else
    text = g_strdup_printf (ngettext ("Còn viết được %u chữ cái", "Còn viết được %u chữ cái", room),
                            room);
  gtk_label_set_label (self->room, text);
  gtk_widget_set_visible (GTK_WIDGET (self->room), room <= TELL_FROM);
  mc_editor_edited (MC_EDITOR (self), gtk_editable_get_text (GTK_EDITABLE (self->writing)));
}

static void
mc_text_edit_set_value (McEditor *editor, const char *value)
{
  McTextEdit *self = MC_TEXT_EDIT (editor);

  gtk_editable_set_text (GTK_EDITABLE (self->writing), value ? value : "");
  gtk_editable_set_position (GTK_EDITABLE (self->writing), -1);
}

static GtkEditable *
mc_text_edit_get_line (McEditor *editor)
{
  return GTK_EDITABLE (MC_TEXT_EDIT (editor)->writing);
}

static void
mc_text_edit_constructed (GObject *object)
{
  McTextEdit *self = MC_TEXT_EDIT (object);
  const McField *field = mc_editor_get_field (MC_EDITOR (self));
  GtkWidget *writing = mc_writing_new (_ ("Viết ở đây"));
  GtkWidget *room = mc_line_label_new ("", "read-back");

  G_OBJECT_CLASS (mc_text_edit_parent_class)->constructed (object);
  self->writing = MC_WRITING (writing);
  self->room = GTK_LABEL (room);
  mc_writing_set_max_length (self->writing, (guint) MAX (field->max_length, 0));
  gtk_accessible_update_property (mc_line_get_accessible (GTK_EDITABLE (writing)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, field->label,
                                  GTK_ACCESSIBLE_PROPERTY_REQUIRED, field->required, -1);
  gtk_widget_set_visible (room, FALSE);
  mc_editor_adopt_line (MC_EDITOR (self), GTK_EDITABLE (writing));
  g_signal_connect_object (writing, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (writing, GTK_WIDGET (self));
  gtk_widget_set_parent (room, GTK_WIDGET (self));
}

static void
mc_text_edit_class_init (McTextEditClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = mc_text_edit_constructed;
  MC_EDITOR_CLASS (klass)->set_value = mc_text_edit_set_value;
  MC_EDITOR_CLASS (klass)->get_line = mc_text_edit_get_line;
}

static void
mc_text_edit_init (McTextEdit *self)
{
}
