// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * McCardGrid: cards side by side where two of them have room for their words, else one under the
 * other. Cards beside each other are of one height. The larger the letters, the sooner it is one
 * column; nothing is cut.
 */
#define MC_TYPE_CARD_GRID (mc_card_grid_get_type ())
G_DECLARE_FINAL_TYPE (McCardGrid, mc_card_grid, MC, CARD_GRID, GtkWidget)

GtkWidget *mc_card_grid_new (void);

/* card: floating. */
void mc_card_grid_append (McCardGrid *self, GtkWidget *card);

G_END_DECLS
