// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/button.h"

#include "ui/icon.h"

/* Two short words look torn on two lines, and there is always room for them on one. */
#define MAX_ON_ONE_LINE 9

struct _McButton {
  GtkButton parent_instance;

  GtkWidget *icon;
  GtkLabel *text;
  GtkLabel *note;
  GtkWidget *icon_after;
  gboolean wide;
  gboolean stacked;
};

G_DEFINE_FINAL_TYPE (McButton, mc_button, GTK_TYPE_BUTTON)

enum { PROP_TEXT = 1, PROP_NOTE, PROP_ICON, PROP_ICON_AFTER, PROP_WIDE, PROP_STACKED, N_PROPS };

static GParamSpec *props[N_PROPS];

/* Shown and spoken together: a card's second line is part of what it is. */
static void
update_name (McButton *self)
{
  const char *note = gtk_label_get_label (self->note);
  g_autofree char *name = NULL;

  if (note[0] != '\0')
    name = g_strdup_printf ("%s. %s", gtk_label_get_label (self->text), note);
  else
    name = g_strdup (gtk_label_get_label (self->text));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
set_icon (GtkWidget *icon, const char *name)
{
  mc_icon_set_icon (MC_ICON (icon), name);
  gtk_widget_set_visible (icon, name != NULL);
}

/* A card: the words begin at the left edge and the arrow stands at the right one. */
static void
set_wide (McButton *self, gboolean wide)
{
  GtkWidget *row = gtk_button_get_child (GTK_BUTTON (self));
  GtkWidget *words = gtk_widget_get_parent (GTK_WIDGET (self->text));

  self->wide = wide;
  gtk_widget_set_halign (row, wide ? GTK_ALIGN_FILL : GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, wide);
  gtk_label_set_xalign (self->text, wide ? 0 : 0.5);
  gtk_label_set_xalign (self->note, wide ? 0 : 0.5);
  gtk_label_set_justify (self->text, wide ? GTK_JUSTIFY_LEFT : GTK_JUSTIFY_CENTER);
}

/* The pictogram above the words instead of beside them. */
static void
set_stacked (McButton *self, gboolean stacked)
{
  GtkWidget *row = gtk_button_get_child (GTK_BUTTON (self));

  self->stacked = stacked;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (row),
                                  stacked ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_valign (row, stacked ? GTK_ALIGN_CENTER : GTK_ALIGN_FILL);
  if (stacked)
    gtk_widget_add_css_class (GTK_WIDGET (self), "stacked");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "stacked");
}

static void
mc_button_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  McButton *self = MC_BUTTON (object);

  switch (id) {
  case PROP_TEXT:
    mc_button_set_text (self, g_value_get_string (value));
    break;
  case PROP_NOTE:
    mc_button_set_note (self, g_value_get_string (value));
    break;
  case PROP_ICON:
    set_icon (self->icon, g_value_get_string (value));
    break;
  case PROP_ICON_AFTER:
    set_icon (self->icon_after, g_value_get_string (value));
    break;
  case PROP_WIDE:
    set_wide (self, g_value_get_boolean (value));
    break;
  case PROP_STACKED:
    set_stacked (self, g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
mc_button_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  McButton *self = MC_BUTTON (object);

  switch (id) {
  case PROP_TEXT:
    g_value_set_string (value, gtk_label_get_label (self->text));
    break;
  case PROP_NOTE:
    g_value_set_string (value, gtk_label_get_label (self->note));
    break;
  case PROP_ICON:
    g_value_set_string (value, mc_icon_get_icon (MC_ICON (self->icon)));
    break;
  case PROP_ICON_AFTER:
    g_value_set_string (value, mc_icon_get_icon (MC_ICON (self->icon_after)));
    break;
  case PROP_WIDE:
    g_value_set_boolean (value, self->wide);
    break;
  case PROP_STACKED:
    g_value_set_boolean (value, self->stacked);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
mc_button_class_init (McButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->set_property = mc_button_set_property;
  object_class->get_property = mc_button_get_property;

  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  props[PROP_NOTE] = g_param_spec_string ("note", NULL, NULL, NULL, flags);
  props[PROP_ICON] = g_param_spec_string ("icon", NULL, NULL, NULL, flags);
  props[PROP_ICON_AFTER] = g_param_spec_string ("icon-after", NULL, NULL, NULL, flags);
  props[PROP_WIDE] = g_param_spec_boolean ("wide", NULL, NULL, FALSE, flags);
  props[PROP_STACKED] = g_param_spec_boolean ("stacked", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static GtkLabel *
new_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, css_class);
  return GTK_LABEL (label);
}

static void
mc_button_init (McButton *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->icon = mc_icon_new (NULL);
  self->icon_after = mc_icon_new (NULL);
  self->text = new_label ("button-text");
  self->note = new_label ("button-note");
  gtk_widget_set_visible (self->icon, FALSE);
  gtk_widget_set_visible (self->icon_after, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->note), FALSE);
  gtk_widget_add_css_class (self->icon_after, "after");
  gtk_widget_add_css_class (row, "button-row");
  gtk_widget_add_css_class (words, "button-words");

  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->text));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->note));
  gtk_box_append (GTK_BOX (row), self->icon);
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), self->icon_after);
  gtk_widget_set_halign (row, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (self), row);
  set_wide (self, FALSE);
}

GtkWidget *
mc_button_new (const char *text, const char *icon)
{
  return g_object_new (MC_TYPE_BUTTON, "text", text, "icon", icon, NULL);
}

void
mc_button_set_text (McButton *self, const char *text)
{
  g_return_if_fail (MC_IS_BUTTON (self));

  gtk_label_set_label (self->text, text ? text : "");
  gtk_label_set_wrap (self->text, !text || g_utf8_strlen (text, -1) > MAX_ON_ONE_LINE);
  update_name (self);
}

void
mc_button_set_note (McButton *self, const char *note)
{
  g_return_if_fail (MC_IS_BUTTON (self));

  gtk_label_set_label (self->note, note ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note && note[0] != '\0');
  update_name (self);
}

const char *
mc_button_get_text (McButton *self)
{
  g_return_val_if_fail (MC_IS_BUTTON (self), NULL);

  return gtk_label_get_label (self->text);
}

void
mc_button_set_note_visible (McButton *self, gboolean visible)
{
  g_return_if_fail (MC_IS_BUTTON (self));

  gtk_widget_set_visible (GTK_WIDGET (self->note),
                          visible && gtk_label_get_label (self->note)[0] != '\0');
}

/* --- actions --- */

typedef struct {
  char *action;
  GVariant *target; /* (nullable) */
} Deed;

static void
free_deed (gpointer data, GClosure *closure)
{
  Deed *deed = data;

  g_free (deed->action);
  g_clear_pointer (&deed->target, g_variant_unref);
  g_free (deed);
}

static void
on_deed (GtkButton *button, Deed *deed)
{
  gtk_widget_activate_action_variant (GTK_WIDGET (button), deed->action, deed->target);
}

void
mc_button_set_deed (GtkButton *button, const char *action, GVariant *target)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->action = g_strdup (action);
  deed->target = target ? g_variant_ref_sink (target) : NULL;
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_deed), deed, free_deed, 0);
}
