// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/line.h"

#include "app/domain/secret.h"
#include "ui/writing.h"

#define FORMAT_KEY "mc-line-format"

GtkWidget *
mc_line_new (McKeyboardLayout kind, const char *name, const char *placeholder)
{
  GtkWidget *line = mc_entry_new (kind);

  gtk_entry_set_placeholder_text (GTK_ENTRY (line), placeholder);
  gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return line;
}

gboolean
mc_line_grab_focus (GtkEditable *line)
{
  g_return_val_if_fail (GTK_IS_ENTRY (line) || MC_IS_WRITING (line), FALSE);

  if (MC_IS_WRITING (line))
    return gtk_widget_grab_focus (GTK_WIDGET (line));
  return gtk_entry_grab_focus_without_selecting (GTK_ENTRY (line));
}

GtkAccessible *
mc_line_get_accessible (GtkEditable *line)
{
  g_return_val_if_fail (GTK_IS_EDITABLE (line), NULL);

  if (MC_IS_WRITING (line))
    return GTK_ACCESSIBLE (mc_writing_get_view (MC_WRITING (line)));
  return GTK_ACCESSIBLE (line);
}

/* --- shapes --- */

typedef struct {
  McLineFormat format;
  guint idle;
} Shape;

static void
free_shape (gpointer data)
{
  Shape *shape = data;

  g_clear_handle_id (&shape->idle, g_source_remove);
  g_free (shape);
}

static guint
count_digits (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += g_ascii_isdigit (*text) ? 1 : 0;
  return n;
}

/* Where in text n digits are behind the caret: in letters. */
static int
place_before_digits (const char *text, guint n)
{
  const char *p = text + strlen (text);

  while (p > text && n > 0) {
    p = g_utf8_prev_char (p);
    n -= g_ascii_isdigit (*p) ? 1 : 0;
  }
  return g_utf8_pointer_to_offset (text, p);
}

static gboolean
on_reshape (gpointer user_data)
{
  GtkEditable *line = user_data;
  Shape *shape = g_object_get_data (G_OBJECT (line), FORMAT_KEY);
  const char *text = gtk_editable_get_text (line);
  g_auto (McSecret) shaped = shape->format (text);

  shape->idle = 0;
  if (!g_str_equal (text, shaped)) {
    const char *caret = g_utf8_offset_to_pointer (text, gtk_editable_get_position (line));
    const guint behind = count_digits (caret);

    gtk_editable_set_text (line, shaped);
    gtk_editable_set_position (line, place_before_digits (shaped, behind));
  }
  return G_SOURCE_REMOVE;
}

/* Not at once: whoever writes sets the caret after this signal, and knows the old text alone. */
static void
on_line_changed (GtkEditable *line)
{
  Shape *shape = g_object_get_data (G_OBJECT (line), FORMAT_KEY);

  if (shape->idle == 0)
    shape->idle = g_idle_add_full (G_PRIORITY_DEFAULT, on_reshape, line, NULL);
}

void
mc_line_set_format (GtkEntry *line, McLineFormat format)
{
  g_return_if_fail (GTK_IS_ENTRY (line));
  g_return_if_fail (format);

  const Shape shape = { format, 0 };

  g_object_set_data_full (G_OBJECT (line), FORMAT_KEY, g_memdup2 (&shape, sizeof shape),
                          free_shape);
  g_signal_connect (line, "changed", G_CALLBACK (on_line_changed), NULL);
}

GtkWidget *
mc_line_label_new (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  return label;
}
