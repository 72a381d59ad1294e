// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * McHelpBar: the buttons under every page. They stand in one row, as wide as their words need and
 * the rest shared out; where one row is too narrow for their words, in two or three.
 *
 * Children are added as buildable children. Their margins (style sheet) are the gaps.
 */
#define MC_TYPE_HELP_BAR (mc_help_bar_get_type ())
G_DECLARE_FINAL_TYPE (McHelpBar, mc_help_bar, MC, HELP_BAR, GtkWidget)

/* Pictograms above the words: on narrow panels. */
void mc_help_bar_set_stacked (McHelpBar *self, gboolean stacked);

G_END_DECLS
