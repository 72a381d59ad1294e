// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/placing.h"

static void
take_out (GtkWidget *child)
{
  GtkWidget *parent = gtk_widget_get_parent (child);

  if (GTK_IS_GRID (parent))
    gtk_grid_remove (GTK_GRID (parent), child);
  else if (parent)
    gtk_box_remove (GTK_BOX (parent), child);
}

void
mc_place_in_box (GtkWidget *child, GtkWidget *box)
{
  g_return_if_fail (GTK_IS_BOX (box));

  if (gtk_widget_get_parent (child) == box)
    return;
  g_object_ref (child);
  take_out (child);
  gtk_box_append (GTK_BOX (box), child);
  g_object_unref (child);
}

void
mc_place_in_grid (GtkGrid *grid, GtkWidget *child, GdkRectangle where)
{
  g_return_if_fail (GTK_IS_GRID (grid));

  if (gtk_widget_get_parent (child) == GTK_WIDGET (grid)) {
    GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (grid));
    GtkGridLayoutChild *cell = GTK_GRID_LAYOUT_CHILD (
        gtk_layout_manager_get_layout_child (layout, child));

    gtk_grid_layout_child_set_column (cell, where.x);
    gtk_grid_layout_child_set_row (cell, where.y);
    gtk_grid_layout_child_set_column_span (cell, where.width);
    gtk_grid_layout_child_set_row_span (cell, where.height);
    return;
  }
  g_object_ref (child);
  take_out (child);
  gtk_grid_attach (grid, child, where.x, where.y, where.width, where.height);
  g_object_unref (child);
}

void
mc_place_in_box_or_after (GtkWidget *child, GtkWidget *inner, GtkWidget *outer, GtkWidget *sibling)
{
  g_return_if_fail (GTK_IS_BOX (outer));

  if (inner) {
    mc_place_in_box (child, inner);
    return;
  }
  if (gtk_widget_get_parent (child) == outer)
    return;
  g_object_ref (child);
  take_out (child);
  gtk_box_insert_child_after (GTK_BOX (outer), child, sibling);
  g_object_unref (child);
}
