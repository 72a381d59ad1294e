// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tick.h"

struct _McTick {
  GtkCheckButton parent_instance;
};

G_DEFINE_FINAL_TYPE (McTick, mc_tick, GTK_TYPE_CHECK_BUTTON)

static void
on_activate (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_widget_activate (widget);
}

static void
mc_tick_class_init (McTickClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "tick.activate", NULL, on_activate);
}

static void
mc_tick_init (McTick *self)
{
}

GtkWidget *
mc_tick_new (GtkAccessibleRole role)
{
  return g_object_new (MC_TYPE_TICK, "accessible-role", role, NULL);
}
