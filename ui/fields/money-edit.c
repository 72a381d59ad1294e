// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/money-edit.h"

#include <glib/gi18n.h>

#include "app/domain/secret.h"
#include "app/domain/spoken.h"
#include "ui/fields/line.h"

/* Digits of an amount that still has a name. */
#define MAX_DIGITS 15

struct _McMoneyEdit {
  McEditor parent_instance;

  GtkEditable *line;
  GtkLabel *words;
};

G_DEFINE_FINAL_TYPE (McMoneyEdit, mc_money_edit, MC_TYPE_EDITOR)

/* (transfer full) */
static char *
digits_of (const char *text)
{
  GString *digits = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++) {
    if (g_ascii_isdigit (*p) && digits->len < MAX_DIGITS)
      g_string_append_c (digits, *p);
  }
  return g_string_free (digits, FALSE);
}

char *
mc_money_edit_group (const char *text)
{
  g_return_val_if_fail (text, NULL);

  g_auto (McSecret) digits = digits_of (text);
  const gsize n = strlen (digits);
  GString *grouped = g_string_new (NULL);

  for (gsize i = 0; i < n; i++) {
    if (i > 0 && (n - i) % 3 == 0)
      g_string_append_c (grouped, '.');
    g_string_append_c (grouped, digits[i]);
  }
  return g_string_free (grouped, FALSE);
}

static void
show_words (McMoneyEdit *self, const char *text)
{
  g_auto (McSecret) digits = digits_of (text);
  g_auto (McSecret) words = NULL;

  if (digits[0] != '\0')
    words = mc_spoken_money (g_ascii_strtoull (digits, NULL, 10), MC_SPOKEN_NORTH);
  gtk_label_set_label (self->words, words ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words), words != NULL);
}

static void
on_changed (McMoneyEdit *self)
{
  const char *text = gtk_editable_get_text (self->line);

  show_words (self, text);
  mc_editor_edited (MC_EDITOR (self), text);
}

static void
mc_money_edit_set_value (McEditor *editor, const char *value)
{
  McMoneyEdit *self = MC_MONEY_EDIT (editor);

  g_auto (McSecret) grouped = mc_money_edit_group (value ? value : "");

  gtk_editable_set_text (self->line, grouped);
  gtk_editable_set_position (self->line, -1);
}

static GtkEditable *
mc_money_edit_get_line (McEditor *editor)
{
  return MC_MONEY_EDIT (editor)->line;
}

static void
mc_money_edit_constructed (GObject *object)
{
  McMoneyEdit *self = MC_MONEY_EDIT (object);
  const McField *field = mc_editor_get_field (MC_EDITOR (self));
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *line = mc_line_new (MC_KEYBOARD_NUMBER, field->label, _ ("Số tiền"));
  GtkWidget *words = mc_line_label_new ("", "read-back");

  G_OBJECT_CLASS (mc_money_edit_parent_class)->constructed (object);
  self->line = GTK_EDITABLE (line);
  self->words = GTK_LABEL (words);
  gtk_entry_set_max_length (GTK_ENTRY (line), MAX_DIGITS + MAX_DIGITS / 3);
  gtk_entry_set_alignment (GTK_ENTRY (line), 1);
  gtk_widget_set_hexpand (line, TRUE);
  gtk_widget_set_visible (words, FALSE);
  mc_line_set_format (GTK_ENTRY (line), mc_money_edit_group);
  mc_editor_adopt_line (MC_EDITOR (self), self->line);
  g_signal_connect_object (line, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (row, "count-row");
  gtk_box_append (GTK_BOX (row), line);
  gtk_box_append (GTK_BOX (row), mc_line_label_new (_ ("đồng"), "unit"));
  gtk_widget_set_parent (row, GTK_WIDGET (self));
  gtk_widget_set_parent (words, GTK_WIDGET (self));
}

static void
mc_money_edit_class_init (McMoneyEditClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = mc_money_edit_constructed;
  MC_EDITOR_CLASS (klass)->set_value = mc_money_edit_set_value;
  MC_EDITOR_CLASS (klass)->get_line = mc_money_edit_get_line;
}

static void
mc_money_edit_init (McMoneyEdit *self)
{
}
