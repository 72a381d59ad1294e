// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/staff-overlay.h"

#include <glib/gi18n.h>

struct _McStaffOverlay {
  GtkWidget parent_instance;

  GtkLabel *text;
  GtkWidget *proceed;
  GtkWidget *end;
};

G_DEFINE_FINAL_TYPE (McStaffOverlay, mc_staff_overlay, GTK_TYPE_WIDGET)

static void
mc_staff_overlay_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_staff_overlay_parent_class)->dispose (object);
}

static void
mc_staff_overlay_class_init (McStaffOverlayClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_staff_overlay_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "scrim");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/staff-overlay.ui");
  gtk_widget_class_bind_template_child (widget_class, McStaffOverlay, text);
  gtk_widget_class_bind_template_child (widget_class, McStaffOverlay, proceed);
  gtk_widget_class_bind_template_child (widget_class, McStaffOverlay, end);
}

static void
mc_staff_overlay_init (McStaffOverlay *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
mc_staff_overlay_show (McStaffOverlay *self, gboolean called, gboolean in_visit)
{
  g_return_if_fail (MC_IS_STAFF_OVERLAY (self));

  const gboolean was_visible = gtk_widget_get_visible (GTK_WIDGET (self));

  gtk_label_set_label (
      self->text, in_visit ? _ ("Xin ông/bà giơ tay, hoặc mời cán bộ ở quầy gần nhất tới đây. "
                                "Những gì đã nhập vẫn còn nguyên.")
                           : _ ("Xin ông/bà giơ tay, hoặc mời cán bộ ở quầy gần nhất tới đây."));
  gtk_widget_set_visible (self->end, in_visit);
  gtk_widget_set_visible (GTK_WIDGET (self), called);
  if (called && !was_visible)
    gtk_widget_grab_focus (self->proceed);
}
