// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/choice-edit.h"

#include "ui/choice.h"

struct _McChoiceEdit {
  McEditor parent_instance;

  GPtrArray *cards; /* (element-type GtkCheckButton) in the order of the options */
};

G_DEFINE_FINAL_TYPE (McChoiceEdit, mc_choice_edit, MC_TYPE_EDITOR)

static void
on_card_toggled (McChoiceEdit *self, GtkCheckButton *card)
{
  const McField *field = mc_editor_get_field (MC_EDITOR (self));
  guint index;

  if (!gtk_check_button_get_active (card) || !g_ptr_array_find (self->cards, card, &index))
    return;

  const McOption *option = g_ptr_array_index (field->options, index);

  mc_editor_edited (MC_EDITOR (self), option->value);
}

static void
mc_choice_edit_set_value (McEditor *editor, const char *value)
{
  McChoiceEdit *self = MC_CHOICE_EDIT (editor);

  for (guint i = 0; i < self->cards->len; i++) {
    const McOption *option = g_ptr_array_index (mc_editor_get_field (editor)->options, i);

    gtk_check_button_set_active (g_ptr_array_index (self->cards, i),
                                 g_strcmp0 (option->value, value) == 0);
  }
}

static void
mc_choice_edit_constructed (GObject *object)
{
  McChoiceEdit *self = MC_CHOICE_EDIT (object);
  const McField *field = mc_editor_get_field (MC_EDITOR (self));
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkCheckButton *group = NULL;

  G_OBJECT_CLASS (mc_choice_edit_parent_class)->constructed (object);
  for (guint i = 0; i < field->options->len; i++) {
    const McOption *option = g_ptr_array_index (field->options, i);
    GtkWidget *card = mc_choice_new_radio (option->label, group);

    group = GTK_CHECK_BUTTON (card);
    g_signal_connect_object (card, "toggled", G_CALLBACK (on_card_toggled), self,
                             G_CONNECT_SWAPPED);
    g_ptr_array_add (self->cards, card);
  }
  mc_choice_fill (GTK_BOX (column), self->cards, mc_choice_per_row (field->options));
  gtk_widget_add_css_class (column, "column");
  gtk_widget_set_parent (column, GTK_WIDGET (self));
}

static void
mc_choice_edit_finalize (GObject *object)
{
  g_ptr_array_unref (MC_CHOICE_EDIT (object)->cards);
  G_OBJECT_CLASS (mc_choice_edit_parent_class)->finalize (object);
}

static void
mc_choice_edit_class_init (McChoiceEditClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = mc_choice_edit_constructed;
  G_OBJECT_CLASS (klass)->finalize = mc_choice_edit_finalize;
  MC_EDITOR_CLASS (klass)->set_value = mc_choice_edit_set_value;
}

static void
mc_choice_edit_init (McChoiceEdit *self)
{
  self->cards = g_ptr_array_new ();
}

void
mc_choice_edit_hide (McChoiceEdit *self, const char *value)
{
  const McField *field = mc_editor_get_field (MC_EDITOR (self));

  g_return_if_fail (MC_IS_CHOICE_EDIT (self));

  for (guint i = 0; i < self->cards->len; i++) {
    const McOption *option = g_ptr_array_index (field->options, i);

    if (g_str_equal (option->value, value))
      gtk_widget_set_visible (g_ptr_array_index (self->cards, i), FALSE);
  }
}
