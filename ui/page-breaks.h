// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The part of a long column that one page shows. */
typedef struct {
  double top;
  double bottom;
} McPagePart;

/**
 * Where a long column may be cut. content must be allocated at its full height.
 *
 * Controls and short texts stay whole, long texts break between lines, rows of things side by side
 * stay whole as long as they fit on a page at all, and headings stay with what follows them. line
 * (nullable): one is about to write there, so that a part begins with it and what is said about it,
 * unless they are on the first. Returns: (transfer full) (element-type McPagePart): at least one,
 * each at most room high.
 */
GArray *mc_page_breaks (GtkWidget *content, double room, GtkWidget *line);

G_END_DECLS
