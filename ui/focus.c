// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/focus.h"

void
mc_focus_restore (GtkWidget *root, GtkWidget *focus)
{
  g_return_if_fail (GTK_IS_ROOT (root));

  if (!focus || gtk_widget_get_root (focus) != GTK_ROOT (root))
    return;
  if (GTK_IS_TEXT (focus))
    gtk_text_grab_focus_without_selecting (GTK_TEXT (focus));
  else
    gtk_widget_grab_focus (focus);
}

void
mc_focus_drop (GtkWidget *root, GtkWidget *stack)
{
  g_return_if_fail (GTK_IS_WINDOW (root));
  g_return_if_fail (GTK_IS_WIDGET (stack));

  gtk_window_set_focus (GTK_WINDOW (root), NULL);
  gtk_widget_set_focus_child (stack, NULL);
}
