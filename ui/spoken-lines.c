// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/spoken-lines.h"

#include <glib/gi18n.h>

#include "app/domain/secret.h"
#include "ui/keyboard.h"

#define KEY "mc-spoken-text"

static void collect (GtkWidget *widget, GPtrArray *lines);

static void
add_line (GPtrArray *lines, const char *text)
{
  if (text != NULL && text[0] != '\0')
    g_ptr_array_add (lines, g_strdup (text));
}

static void
collect_children (GtkWidget *widget, GPtrArray *lines)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    collect (child, lines);
}

/* "Nữ" is an answer one can give, "Nữ, đã chọn" the one that was given. */
static void
collect_choice (GtkCheckButton *choice, GPtrArray *lines)
{
  const guint before = lines->len;

  collect_children (GTK_WIDGET (choice), lines);
  if (gtk_check_button_get_label (choice) != NULL)
    add_line (lines, gtk_check_button_get_label (choice));
  if (gtk_check_button_get_active (choice) && lines->len > before) {
    char *line = g_strdup_printf (_ ("%s, đã chọn"), (char *) lines->pdata[lines->len - 1]);

    mc_secret_free (lines->pdata[lines->len - 1]);
    lines->pdata[lines->len - 1] = line;
  }
}

/* As many stars as there are letters, where letters are hidden. */
static void
collect_field (GtkEditable *field, GPtrArray *lines)
{
  const char *text = gtk_editable_get_text (field);
  GtkEditable *delegate = gtk_editable_get_delegate (field);
  GtkWidget *inner = GTK_WIDGET (delegate != NULL ? delegate : field);

  if (text[0] == '\0')
    add_line (lines, _ ("Chưa điền"));
  else if (GTK_IS_TEXT (inner) && !gtk_text_get_visibility (GTK_TEXT (inner)))
    g_ptr_array_add (lines, g_strnfill (g_utf8_strlen (text, -1), '*'));
  else
    add_line (lines, text);
}

static void
collect_text_view (GtkTextView *view, GPtrArray *lines)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter start, end;
  g_auto (McSecret) text = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  add_line (lines, text[0] != '\0' ? text : _ ("Chưa điền"));
}

static gboolean
is_shown (GtkWidget *widget)
{
  return gtk_widget_get_visible (widget)
         && (gtk_widget_get_child_visible (widget) || GTK_IS_ROOT (widget));
}

static void
collect (GtkWidget *widget, GPtrArray *lines)
{
  const char *instead = g_object_get_data (G_OBJECT (widget), KEY);

  if (!is_shown (widget) || MC_IS_KEYBOARD (widget))
    return;
  if (instead != NULL)
    add_line (lines, instead);
  else if (GTK_IS_LABEL (widget))
    add_line (lines, gtk_label_get_text (GTK_LABEL (widget)));
  else if (GTK_IS_CHECK_BUTTON (widget))
    collect_choice (GTK_CHECK_BUTTON (widget), lines);
  else if (GTK_IS_EDITABLE (widget))
    collect_field (GTK_EDITABLE (widget), lines);
  else if (GTK_IS_TEXT_VIEW (widget))
    collect_text_view (GTK_TEXT_VIEW (widget), lines);
  else
    collect_children (widget, lines);
}

GStrv
mc_spoken_lines_collect (GtkWidget *root)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();

  g_return_val_if_fail (GTK_IS_WIDGET (root), NULL);
  collect (root, lines);
  g_ptr_array_add (lines, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&lines), FALSE);
}

void
mc_spoken_lines_free (GStrv lines)
{
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    mc_secret_free (lines[i]);
  g_free (lines);
}

void
mc_spoken_lines_set_text (GtkWidget *widget, const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  g_object_set_data_full (G_OBJECT (widget), KEY, g_strdup (text), (GDestroyNotify) mc_secret_free);
}
