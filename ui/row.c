// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/row.h"

#include <glib/gi18n.h>

#include "ui/button.h"
#include "ui/spoken-lines.h"

struct _McRow {
  GtkWidget parent_instance;

  GtkWidget *label;
  GtkWidget *value;
  GtkWidget *note;
  GtkWidget *change; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (McRow, mc_row, GTK_TYPE_WIDGET)

static void
mc_row_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_row_parent_class)->dispose (object);
}

static void
mc_row_class_init (McRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_row_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "row");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
add_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
mc_row_init (McRow *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (words, GTK_WIDGET (self));
  self->label = add_label (words, "row-label");
  self->value = add_label (words, "row-value");
  self->note = add_label (words, "row-note");
  gtk_widget_set_visible (self->note, FALSE);
}

GtkWidget *
mc_row_new (const char *label, const char *value)
{
  McRow *self = g_object_new (MC_TYPE_ROW, NULL);
  const gboolean empty = !value || value[0] == '\0';
  const char *shown = empty ? _ ("Chưa trả lời") : value;
  g_autofree char *name = g_strdup_printf ("%s: %s", label, shown);

  gtk_label_set_label (GTK_LABEL (self->label), label);
  gtk_label_set_label (GTK_LABEL (self->value), shown);
  if (empty)
    gtk_widget_add_css_class (self->value, "empty");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_WIDGET (self);
}

void
mc_row_set_note (McRow *self, const char *note)
{
  g_return_if_fail (MC_IS_ROW (self));

  gtk_label_set_label (GTK_LABEL (self->note), note ? note : "");
  gtk_widget_set_visible (self->note, note != NULL);
}

void
mc_row_set_change (McRow *self, const char *action, GVariant *target)
{
  g_return_if_fail (MC_IS_ROW (self));
  g_return_if_fail (!self->change);

  /* Spoken with what it changes: a list of ten buttons that all say "Sửa" is none. */
  g_autofree char *name = g_strdup_printf (_ ("Sửa: %s"),
                                           gtk_label_get_label (GTK_LABEL (self->label)));

  self->change = mc_button_new (_ ("Sửa"), "edit");
  gtk_widget_add_css_class (self->change, "secondary");
  gtk_widget_set_valign (self->change, GTK_ALIGN_CENTER);
  /* Twenty times "Sửa" says nothing: the page's hint says what it is for. */
  mc_spoken_lines_set_text (self->change, "");
  mc_button_set_deed (GTK_BUTTON (self->change), action, target);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->change), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  gtk_widget_set_parent (self->change, GTK_WIDGET (self));
}

void
mc_row_set_code (McRow *self, gboolean code)
{
  g_return_if_fail (MC_IS_ROW (self));

  if (code)
    gtk_widget_add_css_class (self->value, "code");
  else
    gtk_widget_remove_css_class (self->value, "code");
}
