// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * McIcon: a pictogram of one line, in the colour of the text beside it.
 *
 * The drawings are assets/icons/NAME.svg, 24 units wide, <path d> with M L H V C Z (absolute) and
 * <circle> only. They are stroked by Cairo here because GTK 4.8 recolours the fills of symbolic
 * icons but not their strokes, and so that no SVG library is loaded for a dozen lines.
 */
#define MC_TYPE_ICON (mc_icon_get_type ())
G_DECLARE_FINAL_TYPE (McIcon, mc_icon, MC, ICON, GtkWidget)

/* Decoration: it has no accessible name, words stand beside it. */
GtkWidget *mc_icon_new (const char *name);

/* name: (nullable): nothing is drawn. Also the property "icon". */
void mc_icon_set_icon (McIcon *self, const char *name);
const char *mc_icon_get_icon (McIcon *self);

G_END_DECLS
