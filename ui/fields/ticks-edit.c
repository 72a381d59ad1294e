// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/ticks-edit.h"

#include "ui/choice.h"

struct _McTicksEdit {
  McEditor parent_instance;

  GPtrArray *cards; /* (element-type GtkCheckButton) in the order of the options */
};

G_DEFINE_FINAL_TYPE (McTicksEdit, mc_ticks_edit, MC_TYPE_EDITOR)

/* In the order of the options, whatever the order of the ticks. */
static void
on_card_toggled (McTicksEdit *self)
{
  const McField *field = mc_editor_get_field (MC_EDITOR (self));
  g_autoptr (GString) values = g_string_new (NULL);

  for (guint i = 0; i < self->cards->len; i++) {
    const McOption *option = g_ptr_array_index (field->options, i);

    if (gtk_check_button_get_active (g_ptr_array_index (self->cards, i)))
      g_string_append_printf (values, "%s%s", values->len > 0 ? "," : "", option->value);
  }
  mc_editor_edited (MC_EDITOR (self), values->str);
}

static void
mc_ticks_edit_set_value (McEditor *editor, const char *value)
{
  McTicksEdit *self = MC_TICKS_EDIT (editor);
  const McField *field = mc_editor_get_field (editor);

  for (guint i = 0; i < self->cards->len; i++) {
    const McOption *option = g_ptr_array_index (field->options, i);

    gtk_check_button_set_active (g_ptr_array_index (self->cards, i),
                                 mc_field_has_choice (field, value, option->value));
  }
}

static void
mc_ticks_edit_constructed (GObject *object)
{
  McTicksEdit *self = MC_TICKS_EDIT (object);
  const McField *field = mc_editor_get_field (MC_EDITOR (self));
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  G_OBJECT_CLASS (mc_ticks_edit_parent_class)->constructed (object);
  for (guint i = 0; i < field->options->len; i++) {
    const McOption *option = g_ptr_array_index (field->options, i);
    GtkWidget *card = mc_choice_new_check (option->label);

    g_signal_connect_object (card, "toggled", G_CALLBACK (on_card_toggled), self,
                             G_CONNECT_SWAPPED);
    g_ptr_array_add (self->cards, card);
  }
  mc_choice_fill (GTK_BOX (column), self->cards, mc_choice_per_row (field->options));
  gtk_widget_add_css_class (column, "column");
  gtk_widget_set_parent (column, GTK_WIDGET (self));
}

static void
mc_ticks_edit_finalize (GObject *object)
{
  g_ptr_array_unref (MC_TICKS_EDIT (object)->cards);
  G_OBJECT_CLASS (mc_ticks_edit_parent_class)->finalize (object);
}

static void
mc_ticks_edit_class_init (McTicksEditClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = mc_ticks_edit_constructed;
  G_OBJECT_CLASS (klass)->finalize = mc_ticks_edit_finalize;
  MC_EDITOR_CLASS (klass)->set_value = mc_ticks_edit_set_value;
}

static void
mc_ticks_edit_init (McTicksEdit *self)
{
  self->cards = g_ptr_array_new ();
}
