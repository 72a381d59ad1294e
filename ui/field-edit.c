// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/field-edit.h"

#include <glib/gi18n.h>

#include "ui/button.h"
#include "ui/fields/address-edit.h"
#include "ui/fields/choice-edit.h"
#include "ui/fields/count-edit.h"
#include "ui/fields/declaration-edit.h"
#include "ui/fields/line-edit.h"
#include "ui/fields/line.h"
#include "ui/fields/money-edit.h"
#include "ui/fields/text-edit.h"
#include "ui/fields/ticks-edit.h"
#include "ui/icon.h"
#include "ui/spoken-lines.h"

struct _McFieldEdit {
  GtkWidget parent_instance;

  const McField *field;
  char *key;
  gboolean show_label;
  GtkLabel *label;
  GtkWidget *error; /* the box with pictogram and words */
  GtkLabel *error_text;
  GtkBox *offers;
  McEditor *editor;
};

G_DEFINE_FINAL_TYPE (McFieldEdit, mc_field_edit, GTK_TYPE_WIDGET)

enum { SIGNAL_TAKEN_OVER, N_SIGNALS };

static guint signals[N_SIGNALS];

/* How each type of field is answered. */
static GType (*const editors[MC_FIELD_N_TYPES]) (void) = {
  [MC_FIELD_NAME] = mc_line_edit_get_type,
  [MC_FIELD_TEXT] = mc_line_edit_get_type,
  [MC_FIELD_ID12] = mc_line_edit_get_type,
  [MC_FIELD_DATE] = mc_line_edit_get_type,
  [MC_FIELD_DATE_PARTIAL] = mc_line_edit_get_type,
  [MC_FIELD_ENUM] = mc_choice_edit_get_type,
  [MC_FIELD_ADDRESS] = mc_address_edit_get_type,
  [MC_FIELD_ETHNIC] = mc_choice_edit_get_type,
  [MC_FIELD_NATION] = mc_line_edit_get_type,
  [MC_FIELD_PHONE] = mc_line_edit_get_type,
  [MC_FIELD_NAME_UPPER] = mc_line_edit_get_type,
  [MC_FIELD_LONG_TEXT] = mc_text_edit_get_type,
  [MC_FIELD_NUMBER] = mc_count_edit_get_type,
  [MC_FIELD_MONEY] = mc_money_edit_get_type,
  [MC_FIELD_TIME] = mc_line_edit_get_type,
  [MC_FIELD_MULTI] = mc_ticks_edit_get_type,
  [MC_FIELD_YES_NO] = mc_choice_edit_get_type,
  [MC_FIELD_EMAIL] = mc_line_edit_get_type,
  [MC_FIELD_ATTACHMENT] = mc_choice_edit_get_type,
  [MC_FIELD_COMPUTED] = NULL, /* never asked */
  [MC_FIELD_DECLARATION] = mc_declaration_edit_get_type,
};

static void
mc_field_edit_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_field_edit_parent_class)->dispose (object);
}

static void
mc_field_edit_finalize (GObject *object)
{
  g_free (MC_FIELD_EDIT (object)->key);
  G_OBJECT_CLASS (mc_field_edit_parent_class)->finalize (object);
}

static gboolean
mc_field_edit_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (MC_FIELD_EDIT (widget)->editor));
}

static void
mc_field_edit_class_init (McFieldEditClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_field_edit_dispose;
  G_OBJECT_CLASS (klass)->finalize = mc_field_edit_finalize;
  widget_class->grab_focus = mc_field_edit_grab_focus;
  signals[SIGNAL_TAKEN_OVER] = g_signal_new ("taken-over", G_TYPE_FROM_CLASS (klass),
                                             G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                             G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "field");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
new_error (GtkLabel **text)
{
  GtkWidget *error = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT,
                                   NULL);
  GtkWidget *icon = mc_icon_new ("error");

  *text = GTK_LABEL (mc_line_label_new ("", "field-error-text"));
  gtk_widget_set_hexpand (GTK_WIDGET (*text), TRUE);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (error, "field-error");
  gtk_box_append (GTK_BOX (error), icon);
  gtk_box_append (GTK_BOX (error), GTK_WIDGET (*text));
  gtk_widget_set_visible (error, FALSE);
  return error;
}

static void
mc_field_edit_init (McFieldEdit *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->label = GTK_LABEL (mc_line_label_new ("", "field-label"));
  self->error = new_error (&self->error_text);
  self->offers = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_widget_add_css_class (GTK_WIDGET (self->offers), "column");
  gtk_widget_add_css_class (GTK_WIDGET (self->offers), "offers");
  gtk_widget_set_visible (GTK_WIDGET (self->offers), FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
}

/* While the editor has the page to itself, nothing of the field but its label is left. */
static void
on_alone_changed (McFieldEdit *self)
{
  const gboolean alone = mc_editor_is_alone (self->editor);

  gtk_widget_set_visible (GTK_WIDGET (self->offers),
                          !alone && gtk_widget_get_first_child (GTK_WIDGET (self->offers)));
}

GtkWidget *
mc_field_edit_new (const McField *field, const char *key, gboolean show_label, McUnits *units)
{
  g_return_val_if_fail (field && editors[field->type], NULL);
  g_return_val_if_fail (key, NULL);

  McFieldEdit *self = g_object_new (MC_TYPE_FIELD_EDIT, NULL);

  self->field = field;
  self->key = g_strdup (key);
  self->show_label = show_label;
  self->editor = g_object_new (editors[field->type](), "field", field, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  field->label, -1);
  if (MC_IS_ADDRESS_EDIT (self->editor))
    mc_address_edit_set_units (MC_ADDRESS_EDIT (self->editor), units);
  mc_spoken_lines_set_text (GTK_WIDGET (self->label), field->spoken);
  if (field->hint) {
    GtkWidget *hint = mc_line_label_new (field->hint, "field-hint");

    gtk_widget_set_parent (hint, GTK_WIDGET (self));
    mc_spoken_lines_set_text (hint, field->spoken ? "" : NULL);
  }
  gtk_widget_set_parent (GTK_WIDGET (self->offers), GTK_WIDGET (self));
  gtk_widget_set_parent (self->error, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->editor), GTK_WIDGET (self));
  g_signal_connect_object (self->editor, "notify::alone", G_CALLBACK (on_alone_changed), self,
                           G_CONNECT_SWAPPED);
  mc_field_edit_set_required (self, field->required);
  return GTK_WIDGET (self);
}

const McField *
mc_field_edit_get_field (McFieldEdit *self)
{
  g_return_val_if_fail (MC_IS_FIELD_EDIT (self), NULL);

  return self->field;
}

const char *
mc_field_edit_get_key (McFieldEdit *self)
{
  g_return_val_if_fail (MC_IS_FIELD_EDIT (self), NULL);

  return self->key;
}

McEditor *
mc_field_edit_get_editor (McFieldEdit *self)
{
  g_return_val_if_fail (MC_IS_FIELD_EDIT (self), NULL);

  return self->editor;
}

void
mc_field_edit_show (McFieldEdit *self, McAnswers *answers)
{
  g_return_if_fail (MC_IS_FIELD_EDIT (self));

  mc_editor_show (self->editor, answers, self->key);
}

void
mc_field_edit_set_required (McFieldEdit *self, gboolean required)
{
  g_return_if_fail (MC_IS_FIELD_EDIT (self));

  g_autofree char *text = required
                              ? g_strdup (self->field->label)
                              : g_strdup_printf (_ ("%s (không bắt buộc)"), self->field->label);

  gtk_label_set_label (self->label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->label), self->show_label);
}

void
mc_field_edit_set_fault (McFieldEdit *self, const char *text)
{
  g_return_if_fail (MC_IS_FIELD_EDIT (self));

  GtkEditable *line = mc_editor_get_line (self->editor);

  gtk_label_set_label (self->error_text, text ? text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->error), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text ? text : "", -1);
  gtk_widget_set_visible (self->error, text != NULL);
  if (text)
    gtk_widget_add_css_class (GTK_WIDGET (self), "wrong");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "wrong");
  if (line)
    gtk_accessible_update_state (mc_line_get_accessible (line), GTK_ACCESSIBLE_STATE_INVALID,
                                 text ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                                 -1);
}

static void
on_offer_clicked (McFieldEdit *self, GtkWidget *offer)
{
  guint index = 0;

  for (GtkWidget *before = gtk_widget_get_prev_sibling (offer); before;
       before = gtk_widget_get_prev_sibling (before))
    index++;
  g_signal_emit (self, signals[SIGNAL_TAKEN_OVER], 0, index);
}

void
mc_field_edit_set_suggestions (McFieldEdit *self, GPtrArray *suggestions)
{
  g_return_if_fail (MC_IS_FIELD_EDIT (self));

  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->offers))))
    gtk_box_remove (self->offers, child);
  for (guint i = 0; i < suggestions->len; i++) {
    const McSuggestion *suggestion = g_ptr_array_index (suggestions, i);
    g_autofree char *text = g_strdup_printf (_ ("Giống “%s”"), suggestion->label);
    GtkWidget *offer = mc_button_new (text, "again");

    g_object_set (offer, "note", suggestion->text, "wide", TRUE, NULL);
    gtk_widget_add_css_class (offer, "card");
    gtk_widget_add_css_class (offer, "offer");
    g_signal_connect_object (offer, "clicked", G_CALLBACK (on_offer_clicked), self,
                             G_CONNECT_SWAPPED);
    gtk_box_append (self->offers, offer);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->offers), suggestions->len > 0);
}
