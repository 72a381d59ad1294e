// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panel.h"

#include "ui/icon.h"

struct _McPanel {
  GtkWidget parent_instance;

  GtkWidget *icon;
  GtkLabel *title;
  GtkLabel *text;
  McPanelTone tone;
};

G_DEFINE_FINAL_TYPE (McPanel, mc_panel, GTK_TYPE_WIDGET)

typedef struct {
  const char *css_class;
  const char *icon;
} Tone;

static const Tone tones[] = {
  [MC_TONE_OF_INFO] = { "info", "info" },
  [MC_TONE_OF_OK] = { "ok", "tick" },
  [MC_TONE_OF_WARNING] = { "warning", "careful" },
  [MC_TONE_OF_ERROR] = { "error", "error" },
};

static void
set_tone (McPanel *self, McPanelTone tone)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), tones[self->tone].css_class);
  self->tone = tone;
  gtk_widget_add_css_class (GTK_WIDGET (self), tones[tone].css_class);
  mc_icon_set_icon (MC_ICON (self->icon), tones[tone].icon);
}

static void
mc_panel_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_panel_parent_class)->dispose (object);
}

static void
mc_panel_class_init (McPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_panel_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "panel");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
}

static GtkLabel *
add_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
mc_panel_init (McPanel *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->icon = mc_icon_new (NULL);
  gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (words, GTK_WIDGET (self));
  self->title = add_label (words, "panel-title");
  self->text = add_label (words, "panel-text");
  set_tone (self, MC_TONE_OF_INFO);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
mc_panel_new (McPanelTone tone)
{
  McPanel *self = g_object_new (MC_TYPE_PANEL, NULL);

  set_tone (self, tone);
  return GTK_WIDGET (self);
}

void
mc_panel_show (McPanel *self, McPanelTone tone, const char *title, const char *text)
{
  g_return_if_fail (MC_IS_PANEL (self));

  set_tone (self, tone);
  gtk_label_set_label (self->title, title ? title : "");
  gtk_label_set_label (self->text, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->title), title && title[0] != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->text), text && text[0] != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self), title || text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title  ? title
                                  : text ? text
                                         : "",
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text ? text : "", -1);
}

void
mc_panel_hide (McPanel *self)
{
  g_return_if_fail (MC_IS_PANEL (self));

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
