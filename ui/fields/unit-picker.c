// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/unit-picker.h"

#include <glib/gi18n.h>

#include "ui/button.h"
#include "ui/fields/line.h"
#include "ui/icon.h"

/* Communes shown of a whole country of them. */
#define MAX_ANYWHERE 20
/* More than any province has. */
#define MAX_IN_PROVINCE 400

#define PER_ROW 2

struct _McUnitPicker {
  GtkWidget parent_instance;

  McUnits *units;             /* (unowned) */
  const McProvince *province; /* (nullable) */
  GtkEditable *line;
  McButton *chosen; /* the province, to be taken back */
  GtkLabel *count;
  GtkGrid *list;
  guint n_items;
};

G_DEFINE_FINAL_TYPE (McUnitPicker, mc_unit_picker, GTK_TYPE_WIDGET)

enum { SIGNAL_PICKED, SIGNAL_LEFT, SIGNAL_RENEWED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void update (McUnitPicker *self);

static void
on_item_clicked (McUnitPicker *self, GtkWidget *item)
{
  g_autofree char *code = g_strdup (gtk_widget_get_name (item));

  if (strlen (code) == MC_COMMUNE_CODE_LENGTH)
    g_signal_emit (self, signals[SIGNAL_PICKED], 0, code);
  else
    mc_unit_picker_open (self, mc_units_find_province (self->units, code));
}

static void
clear_list (McUnitPicker *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))))
    gtk_grid_remove (self->list, child);
  self->n_items = 0;
}

/* A card as light as can be: there may be 168 of them. */
static void
add_item (McUnitPicker *self, const char *code, const char *name, const char *note)
{
  GtkWidget *item = gtk_button_new ();
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *spoken = note ? g_strdup_printf ("%s, %s", name, note) : g_strdup (name);

  gtk_box_append (GTK_BOX (words), mc_line_label_new (name, "unit-name"));
  if (note)
    gtk_box_append (GTK_BOX (words), mc_line_label_new (note, "button-note"));
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (item), words);
  gtk_widget_set_name (item, code);
  gtk_widget_set_hexpand (item, TRUE);
  gtk_widget_add_css_class (item, "card");
  gtk_widget_add_css_class (item, "place");
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_signal_connect_object (item, "clicked", G_CALLBACK (on_item_clicked), self, G_CONNECT_SWAPPED);
  gtk_grid_attach (self->list, item, self->n_items % PER_ROW, self->n_items / PER_ROW, 1, 1);
  self->n_items++;
}

static void
add_provinces (McUnitPicker *self, const char *text)
{
  g_autoptr (GPtrArray) found = mc_units_search_provinces (self->units, text);

  for (guint i = 0; i < found->len; i++) {
    const McProvince *province = g_ptr_array_index (found, i);

    add_item (self, province->code, province->name, NULL);
  }
}

static void
add_communes (McUnitPicker *self, const char *text)
{
  const guint max = self->province ? MAX_IN_PROVINCE : MAX_ANYWHERE;
  g_autoptr (GPtrArray) found = mc_units_search_communes (self->units, self->province, text, max);

  for (guint i = 0; i < found->len; i++) {
    const McCommune *commune = g_ptr_array_index (found, i);
    g_autofree char *name = mc_commune_dup_full_name (commune);

    add_item (self, commune->code, name, self->province ? NULL : commune->province->name);
  }
}

static void
update_head (McUnitPicker *self, const char *text)
{
  g_autofree char *province = self->province ? mc_province_dup_full_name (self->province) : NULL;
  g_autofree char *head = NULL;

  if (self->n_items == 0)
    head = g_strdup (_ ("Không thấy nơi nào tên như vậy. Xin ông/bà viết ít chữ hơn."));
  else if (self->province)
    head = g_strdup (_ ("Chọn phường, xã"));
  else if (text[0] != '\0')
    head = g_strdup (_ ("Chọn nơi đúng"));
  else
    head = g_strdup (_ ("Chọn tỉnh, thành phố"));
  gtk_label_set_label (self->count, head);
  mc_button_set_text (self->chosen, province);
  gtk_widget_set_visible (GTK_WIDGET (self->chosen), self->province != NULL);
}

static void
update (McUnitPicker *self)
{
  const char *text = gtk_editable_get_text (self->line);

  clear_list (self);
  if (!self->province)
    add_provinces (self, text);
  if (self->province || text[0] != '\0')
    add_communes (self, text);
  update_head (self, text);
  g_signal_emit (self, signals[SIGNAL_RENEWED], 0);
}

/* Enter: to what was found. */
static void
on_line_activated (McUnitPicker *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

static void
on_chosen_clicked (McUnitPicker *self)
{
  mc_unit_picker_open (self, NULL);
}

static void
on_leave_clicked (McUnitPicker *self)
{
  g_signal_emit (self, signals[SIGNAL_LEFT], 0);
}

static void
mc_unit_picker_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_unit_picker_parent_class)->dispose (object);
}

static void
mc_unit_picker_class_init (McUnitPickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_unit_picker_dispose;
  signals[SIGNAL_PICKED] = g_signal_new ("picked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_LEFT] = g_signal_new ("left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  signals[SIGNAL_RENEWED] = g_signal_new ("renewed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "picker");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
new_search (McUnitPicker *self)
{
  GtkWidget *search = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *line = mc_line_new (MC_KEYBOARD_TEXT, _ ("Tìm phường, xã hoặc tỉnh"),
                                 _ ("Ví dụ: khuong dinh"));
  GtkWidget *leave = mc_button_new (_ ("Thôi"), NULL);

  self->line = GTK_EDITABLE (line);
  gtk_entry_set_max_length (GTK_ENTRY (line), 60);
  gtk_widget_set_hexpand (line, TRUE);
  gtk_widget_add_css_class (leave, "secondary");
  gtk_accessible_update_property (GTK_ACCESSIBLE (leave), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Thôi, không chọn nữa"), -1);
  gtk_widget_add_css_class (search, "search");
  gtk_box_append (GTK_BOX (search), mc_icon_new ("search"));
  gtk_box_append (GTK_BOX (search), line);
  gtk_box_append (GTK_BOX (search), leave);
  g_signal_connect_object (line, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (line, "activate", G_CALLBACK (on_line_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (leave, "clicked", G_CALLBACK (on_leave_clicked), self,
                           G_CONNECT_SWAPPED);
  return search;
}

static GtkWidget *
new_chosen (McUnitPicker *self)
{
  GtkWidget *chosen = mc_button_new ("", NULL);

  g_object_set (chosen, "note", _ ("Chạm để chọn tỉnh khác"), "icon-after", "edit", "wide", TRUE,
                NULL);
  gtk_widget_add_css_class (chosen, "card");
  g_signal_connect_object (chosen, "clicked", G_CALLBACK (on_chosen_clicked), self,
                           G_CONNECT_SWAPPED);
  self->chosen = MC_BUTTON (chosen);
  return chosen;
}

static void
mc_unit_picker_init (McUnitPicker *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkWidget *count = mc_line_label_new ("", "section");
  GtkWidget *list = gtk_grid_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->count = GTK_LABEL (count);
  self->list = GTK_GRID (list);
  gtk_grid_set_column_homogeneous (self->list, TRUE);
  gtk_widget_add_css_class (list, "places");
  gtk_widget_set_parent (new_search (self), GTK_WIDGET (self));
  gtk_widget_set_parent (new_chosen (self), GTK_WIDGET (self));
  gtk_widget_set_parent (count, GTK_WIDGET (self));
  gtk_widget_set_parent (list, GTK_WIDGET (self));
}

GtkWidget *
mc_unit_picker_new (McUnits *units)
{
  g_return_val_if_fail (units, NULL);

  McUnitPicker *self = g_object_new (MC_TYPE_UNIT_PICKER, NULL);

  self->units = units;
  return GTK_WIDGET (self);
}

void
mc_unit_picker_open (McUnitPicker *self, const McProvince *province)
{
  g_return_if_fail (MC_IS_UNIT_PICKER (self));

  self->province = province;
  g_signal_handlers_block_by_func (self->line, update, self);
  gtk_editable_set_text (self->line, "");
  g_signal_handlers_unblock_by_func (self->line, update, self);
  update (self);
}

GtkEditable *
mc_unit_picker_get_line (McUnitPicker *self)
{
  g_return_val_if_fail (MC_IS_UNIT_PICKER (self), NULL);

  return self->line;
}
