// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * McTick: a GtkCheckButton that assistive technology can press. In GTK 4.8 a check button has no
 * action for AT-SPI; this one has "tick.activate", which does what a touch does.
 */
#define MC_TYPE_TICK (mc_tick_get_type ())
G_DECLARE_FINAL_TYPE (McTick, mc_tick, MC, TICK, GtkCheckButton)

/* role: radio or check box. */
GtkWidget *mc_tick_new (GtkAccessibleRole role);

G_END_DECLS
