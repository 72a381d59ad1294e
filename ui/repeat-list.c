// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/repeat-list.h"

#include <glib/gi18n.h>

#include "ui/button.h"
#include "ui/fields/line.h"

#define ROW_KEY "mc-row"

struct _McRepeatList {
  GtkWidget parent_instance;

  char *item;
  GtkWidget *rows;
  GtkWidget *empty;
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (McRepeatList, mc_repeat_list, GTK_TYPE_WIDGET)

enum { SIGNAL_ADD, SIGNAL_EDIT, SIGNAL_REMOVE, N_SIGNALS };

static guint signals[N_SIGNALS];

/* The line that a button belongs to, and its number. */
static GtkWidget *
get_line (GtkWidget *button, guint *row)
{
  GtkWidget *line = button;

  while (line && !gtk_widget_has_css_class (line, "list-item"))
    line = gtk_widget_get_parent (line);
  *row = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (line), ROW_KEY));
  return line;
}

/* --- deleting, asked again --- */

static void
set_asking (GtkWidget *line, gboolean asking)
{
  GtkWidget *ask = gtk_widget_get_last_child (line);
  GtkWidget *buttons = gtk_widget_get_prev_sibling (ask);

  gtk_widget_set_visible (buttons, !asking);
  gtk_widget_set_visible (ask, asking);
}

static void
on_remove_clicked (McRepeatList *self, GtkWidget *button)
{
  guint row;
  GtkWidget *line = get_line (button, &row);

  set_asking (line, TRUE);
  /* On "keep": a second tap or an Enter too many deletes nothing. */
  gtk_widget_child_focus (gtk_widget_get_last_child (line), GTK_DIR_TAB_FORWARD);
}

static void
on_keep_clicked (McRepeatList *self, GtkWidget *button)
{
  guint row;

  set_asking (get_line (button, &row), FALSE);
}

static void
on_remove_confirmed (McRepeatList *self, GtkWidget *button)
{
  guint row;

  get_line (button, &row);
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0, row);
}

static void
on_edit_clicked (McRepeatList *self, GtkWidget *button)
{
  guint row;

  get_line (button, &row);
  g_signal_emit (self, signals[SIGNAL_EDIT], 0, row);
}

static void
on_add_clicked (McRepeatList *self)
{
  g_signal_emit (self, signals[SIGNAL_ADD], 0);
}

/* --- one line --- */

/* spoken: with what it is about; ten buttons that all say "Sửa" are none. */
static GtkWidget *
add_button (McRepeatList *self, GtkWidget *box, const char *text, const char *icon,
            const char *spoken, GCallback clicked)
{
  GtkWidget *button = mc_button_new (text, icon);

  gtk_widget_add_css_class (button, "secondary");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
new_pair (void)
{
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_box_set_homogeneous (GTK_BOX (pair), TRUE);
  gtk_widget_add_css_class (pair, "choices");
  return pair;
}

static char *
capitalised (const char *text)
{
  g_autofree char *first = g_utf8_strup (text, g_utf8_next_char (text) - text);

  return g_strconcat (first, g_utf8_next_char (text), NULL);
}

static GtkWidget *
new_line (McRepeatList *self, guint row, const char *summary)
{
  g_autofree char *item = capitalised (self->item);
  g_autofree char *number = g_strdup_printf ("%s %u", item, row + 1);
  const char *text = summary && summary[0] != '\0' ? summary : _ ("Chưa điền");
  g_autofree char *edit = g_strdup_printf (_ ("Sửa: %s, %s"), number, text);
  g_autofree char *remove = g_strdup_printf (_ ("Xóa: %s, %s"), number, text);
  g_autofree char *sure = g_strdup_printf (_ ("Xóa hẳn %s %u"), self->item, row + 1);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *buttons = new_pair (), *ask = new_pair ();

  gtk_box_append (GTK_BOX (words), mc_line_label_new (number, "item-number"));
  gtk_box_append (GTK_BOX (words), mc_line_label_new (text, "item-text"));
  gtk_widget_add_css_class (words, "list-words");
  add_button (self, buttons, _ ("Sửa"), "edit", edit, G_CALLBACK (on_edit_clicked));
  add_button (self, buttons, _ ("Xóa"), "remove", remove, G_CALLBACK (on_remove_clicked));
  add_button (self, ask, _ ("Giữ lại"), NULL, _ ("Giữ lại"), G_CALLBACK (on_keep_clicked));
  add_button (self, ask, _ ("Xóa hẳn"), "remove", sure, G_CALLBACK (on_remove_confirmed));
  gtk_widget_set_visible (ask, FALSE);
  gtk_widget_add_css_class (line, "list-item");
  g_object_set_data (G_OBJECT (line), ROW_KEY, GUINT_TO_POINTER (row));
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), buttons);
  gtk_box_append (GTK_BOX (line), ask);
  return line;
}

/* --- the class --- */

static void
mc_repeat_list_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_repeat_list_parent_class)->dispose (object);
}

static void
mc_repeat_list_finalize (GObject *object)
{
  g_free (MC_REPEAT_LIST (object)->item);
  G_OBJECT_CLASS (mc_repeat_list_parent_class)->finalize (object);
}

static gboolean
mc_repeat_list_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (MC_REPEAT_LIST (widget)->add);
}

static void
mc_repeat_list_class_init (McRepeatListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_repeat_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = mc_repeat_list_finalize;
  widget_class->grab_focus = mc_repeat_list_grab_focus;
  signals[SIGNAL_ADD] = g_signal_new ("add", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 0);
  signals[SIGNAL_EDIT] = g_signal_new ("edit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_REMOVE] = g_signal_new ("remove", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "repeat-list");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mc_repeat_list_init (McRepeatList *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->empty = mc_line_label_new ("", "hint");
  self->rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->add = mc_button_new ("", "plus");
  g_object_set (self->add, "wide", TRUE, NULL);
  gtk_widget_add_css_class (self->rows, "rows");
  gtk_widget_add_css_class (self->add, "card");
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (on_add_clicked), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->empty, GTK_WIDGET (self));
  gtk_widget_set_parent (self->rows, GTK_WIDGET (self));
  gtk_widget_set_parent (self->add, GTK_WIDGET (self));
}

GtkWidget *
mc_repeat_list_new (const char *item)
{
  g_return_val_if_fail (item, NULL);

  McRepeatList *self = g_object_new (MC_TYPE_REPEAT_LIST, NULL);
  g_autofree char *empty = g_strdup_printf (_ ("Chưa có %s nào."), item);

  self->item = g_strdup (item);
  gtk_label_set_label (GTK_LABEL (self->empty), empty);
  return GTK_WIDGET (self);
}

void
mc_repeat_list_show (McRepeatList *self, const char *const *summaries, guint max)
{
  g_return_if_fail (MC_IS_REPEAT_LIST (self));

  const guint n = g_strv_length ((GStrv) summaries);
  g_autofree char *add = g_strdup_printf (n > 0 ? _ ("Thêm %s nữa") : _ ("Thêm %s"), self->item);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->rows)))
    gtk_box_remove (GTK_BOX (self->rows), child);
  for (guint i = 0; i < n; i++)
    gtk_box_append (GTK_BOX (self->rows), new_line (self, i, summaries[i]));
  mc_button_set_text (MC_BUTTON (self->add), add);
  gtk_widget_set_visible (self->rows, n > 0);
  gtk_widget_set_visible (self->empty, n == 0);
  gtk_widget_set_visible (self->add, n < max);
}
