// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/staff-overlay.h"

#include <glib/gi18n.h>

struct _McStaffOverlay {
  GtkWidget parent_instance;

  GtkLabel *title;
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
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "visit.dismiss-staff",
                                       NULL);
  gtk_widget_class_bind_template_child (widget_class, McStaffOverlay, title);
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
mc_staff_overlay_show (McStaffOverlay *self, McStaffReason reason)
{
  static const struct {
    const char *title;
    const char *text;
  } words[] = {
    [MC_STAFF_CALLED] = { N_ ("Ông/bà cần cán bộ giúp?"),
                          N_ ("Xin ông/bà giơ tay, hoặc mời cán bộ ở quầy gần nhất tới đây.") },
    [MC_STAFF_CALLED_IN_VISIT] = { N_ ("Ông/bà cần cán bộ giúp?"),
                                   N_ ("Xin ông/bà giơ tay, hoặc mời cán bộ ở quầy gần nhất tới "
                                       "đây. Những gì đã nhập vẫn còn nguyên.") },
    [MC_STAFF_FOR_A_SLIP] = { N_ ("Nhờ cán bộ tới xem máy này"),
                              N_ ("Hồ sơ đã được ghi nhận, nhưng phiếu chưa in được. Chạm vào màn "
                                  "hình để xem mã ghi nhận.") },
  };

  g_return_if_fail (MC_IS_STAFF_OVERLAY (self));
  g_return_if_fail (reason < G_N_ELEMENTS (words));

  const gboolean was_visible = gtk_widget_get_visible (GTK_WIDGET (self));
  const gboolean is_wanted = reason != MC_STAFF_NOT_WANTED;

  gtk_widget_set_visible (GTK_WIDGET (self), is_wanted);
  if (!is_wanted)
    return;
  gtk_label_set_label (self->title, _ (words[reason].title));
  gtk_label_set_label (self->text, _ (words[reason].text));
  gtk_widget_set_visible (self->end, reason == MC_STAFF_CALLED_IN_VISIT);
  if (!was_visible)
    gtk_widget_grab_focus (self->proceed);
}
