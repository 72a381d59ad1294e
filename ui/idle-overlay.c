// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/idle-overlay.h"

#include <glib/gi18n.h>

struct _McIdleOverlay {
  GtkWidget parent_instance;

  McSession *session; /* (nullable) */
  GtkLabel *seconds;
  GtkWidget *stay;
  GtkWidget *park;
};

G_DEFINE_FINAL_TYPE (McIdleOverlay, mc_idle_overlay, GTK_TYPE_WIDGET)

static void
on_pressed (McIdleOverlay *self)
{
  if (self->session)
    mc_session_touch (self->session);
}

static void
mc_idle_overlay_dispose (GObject *object)
{
  McIdleOverlay *self = MC_IDLE_OVERLAY (object);
  GtkWidget *child;

  g_clear_object (&self->session);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_idle_overlay_parent_class)->dispose (object);
}

static void
mc_idle_overlay_class_init (McIdleOverlayClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_idle_overlay_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "scrim");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT_DIALOG);
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/motcua/ui/idle-overlay.ui");
  gtk_widget_class_bind_template_child (widget_class, McIdleOverlay, seconds);
  gtk_widget_class_bind_template_child (widget_class, McIdleOverlay, stay);
  gtk_widget_class_bind_template_child (widget_class, McIdleOverlay, park);
  gtk_widget_class_bind_template_callback (widget_class, on_pressed);
}

static void
mc_idle_overlay_init (McIdleOverlay *self)
{
  GtkGesture *press = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (press, "pressed", G_CALLBACK (on_pressed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
}

void
mc_idle_overlay_set_session (McIdleOverlay *self, McSession *session)
{
  g_return_if_fail (MC_IS_IDLE_OVERLAY (self));

  g_set_object (&self->session, session);
}

void
mc_idle_overlay_show (McIdleOverlay *self, guint seconds, gboolean urgent)
{
  g_return_if_fail (MC_IS_IDLE_OVERLAY (self));

  const gboolean was_visible = gtk_widget_get_visible (GTK_WIDGET (self));
  g_autofree char *text = g_strdup_printf (ngettext ("%u giây", "%u giây", seconds), seconds);

  gtk_label_set_label (self->seconds, text);
  gtk_widget_set_visible (self->park, self->session && mc_session_can_park (self->session));
  if (urgent)
    gtk_widget_add_css_class (GTK_WIDGET (self), "urgent");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "urgent");
  gtk_widget_set_visible (GTK_WIDGET (self), seconds > 0);
  if (seconds > 0 && !was_visible)
    gtk_widget_grab_focus (self->stay);
}
