// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A widget moves to another place, and keeps what it knows. Never during an allocation. */

/* As the last in box, unless it is in there. */
void mc_place_in_box (GtkWidget *child, GtkWidget *box);

/* A child that is in grid already stays its child, and so keeps the focus. */
void mc_place_in_grid (GtkGrid *grid, GtkWidget *child, GdkRectangle where);

/* As the last in inner (nullable), else in outer after sibling; unless it is in there. */
void mc_place_in_box_or_after (GtkWidget *child, GtkWidget *inner, GtkWidget *outer,
                               GtkWidget *sibling);

G_END_DECLS
