// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/choice.h"

#include "app/domain/field.h"
#include "ui/tick.h"

/* More options than this, all of short words, stand two in a row. */
#define LONG_LIST 8
#define SHORT_WORDS 20

/* A pair of answers as short as yes and no. */
#define PAIR_WORDS 10

static GtkWidget *
new_choice (const char *text, GtkAccessibleRole role)
{
  GtkWidget *choice = mc_tick_new (role);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (choice), label);
  gtk_widget_add_css_class (choice, "choice");
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return choice;
}

GtkWidget *
mc_choice_new_radio (const char *text, GtkCheckButton *group)
{
  GtkWidget *choice = new_choice (text, GTK_ACCESSIBLE_ROLE_RADIO);

  gtk_check_button_set_group (GTK_CHECK_BUTTON (choice), group);
  return choice;
}

GtkWidget *
mc_choice_new_check (const char *text)
{
  return new_choice (text, GTK_ACCESSIBLE_ROLE_CHECKBOX);
}

static gboolean
all_are_short (GPtrArray *options, glong letters)
{
  for (guint i = 0; i < options->len; i++) {
    const McOption *option = g_ptr_array_index (options, i);

    if (g_utf8_strlen (option->label, -1) > letters)
      return FALSE;
  }
  return TRUE;
}

guint
mc_choice_per_row (GPtrArray *options)
{
  if (options->len == 2)
    return all_are_short (options, PAIR_WORDS) ? 2 : 1;
  return options->len > LONG_LIST && all_are_short (options, SHORT_WORDS) ? 2 : 1;
}

void
mc_choice_fill (GtkBox *column, GPtrArray *cards, guint per_row)
{
  GtkWidget *row = NULL;

  for (guint i = 0; i < cards->len; i++) {
    if (i % per_row == 0) {
      row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
      gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
      gtk_widget_add_css_class (row, "choices");
      if (per_row > 1 && cards->len == per_row)
        gtk_widget_add_css_class (row, "pair");
      gtk_box_append (column, row);
    }
    gtk_box_append (GTK_BOX (row), g_ptr_array_index (cards, i));
  }
  /* A short last row keeps the width of the others. */
  for (guint i = cards->len; row && i % per_row != 0; i++)
    gtk_box_append (GTK_BOX (row), gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
}
