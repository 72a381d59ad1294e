// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/keyboard-layout.h"

G_BEGIN_DECLS

/**
 * McKeyboardGrid: where the keys of a McKeyboard lie. Each child has the place of the key of its
 * number in the plan; a row takes the whole width, pads of few keys do not grow without end.
 */
#define MC_TYPE_KEYBOARD_GRID (mc_keyboard_grid_get_type ())
G_DECLARE_FINAL_TYPE (McKeyboardGrid, mc_keyboard_grid, MC, KEYBOARD_GRID, GtkLayoutManager)

/* plan is one of the tables', which live for ever. */
void mc_keyboard_grid_set_plan (McKeyboardGrid *self, const McKeyPlan *plan);

/* The number of the key that lies beside key in direction (left, right, up, down); -1 at the edge
 * of the keyboard. */
int mc_key_plan_find_neighbour (const McKeyPlan *plan, guint key, GtkDirectionType direction);

G_END_DECLS
