// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * Where a long column may be cut. content must be allocated at its full height.
 *
 * Returns: (transfer full) (element-type double): y of the top of every page, the first 0, so that
 * each page is at most room high and cuts through no widget and no line of text (unless that
 * alone is higher than room).
 */
GArray *mc_page_breaks (GtkWidget *content, double room);

G_END_DECLS
