// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* Appends the path data d (absolute M L H V C Z) to cr's path. FALSE on anything else. */
gboolean mc_icon_path_append (cairo_t *cr, const char *d);

/* Strokes (and fills what says fill="currentColor") the drawing in svg with cr's source, line
 * width and matrix. FALSE and an error on what McIcon does not know. */
gboolean mc_icon_path_draw (cairo_t *cr, const char *svg, gsize length, GError **error);

G_END_DECLS
