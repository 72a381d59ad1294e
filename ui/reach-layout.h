// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * McReachLayout: of a widget's two children the first stands above, for the eye alone, and the
 * second below, where hands reach. Without a limit the second has all the room and the first none.
 */
#define MC_TYPE_REACH_LAYOUT (mc_reach_layout_get_type ())
G_DECLARE_FINAL_TYPE (McReachLayout, mc_reach_layout, MC, REACH_LAYOUT, GtkLayoutManager)

/* pixels: how high the lower child may be at most, 0: as high as there is room. */
void mc_reach_layout_set_limit (McReachLayout *self, int pixels);

G_END_DECLS
