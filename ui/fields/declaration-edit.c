// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/declaration-edit.h"

#include <glib/gi18n.h>

#include "ui/choice.h"
#include "ui/panel.h"

struct _McDeclarationEdit {
  McEditor parent_instance;

  GtkCheckButton *card;
};

G_DEFINE_FINAL_TYPE (McDeclarationEdit, mc_declaration_edit, MC_TYPE_EDITOR)

static void
on_card_toggled (McDeclarationEdit *self)
{
  mc_editor_edited (MC_EDITOR (self), gtk_check_button_get_active (self->card) ? "yes" : "");
}

static void
mc_declaration_edit_set_value (McEditor *editor, const char *value)
{
  gtk_check_button_set_active (MC_DECLARATION_EDIT (editor)->card, g_strcmp0 (value, "yes") == 0);
}

static void
mc_declaration_edit_constructed (GObject *object)
{
  McDeclarationEdit *self = MC_DECLARATION_EDIT (object);
  const McField *field = mc_editor_get_field (MC_EDITOR (self));
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *text = mc_panel_new (MC_TONE_OF_INFO);
  GtkWidget *card = mc_choice_new_check (_ ("Tôi cam đoan như trên"));

  G_OBJECT_CLASS (mc_declaration_edit_parent_class)->constructed (object);
  mc_panel_show (MC_PANEL (text), MC_TONE_OF_INFO, field->label, field->text);
  self->card = GTK_CHECK_BUTTON (card);
  g_signal_connect_object (card, "toggled", G_CALLBACK (on_card_toggled), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (column), text);
  gtk_box_append (GTK_BOX (column), card);
  gtk_widget_add_css_class (column, "column");
  gtk_widget_set_parent (column, GTK_WIDGET (self));
}

static void
mc_declaration_edit_class_init (McDeclarationEditClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = mc_declaration_edit_constructed;
  MC_EDITOR_CLASS (klass)->set_value = mc_declaration_edit_set_value;
}

static void
mc_declaration_edit_init (McDeclarationEdit *self)
{
}
