// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * Compares what widget shows with tests/ui/reference/NAME.png, pixel by pixel, and fails the test
 * on any difference, with NAME.actual.png and NAME.diff.png written to the working directory.
 * With UPDATE_REFERENCES=1 in the environment it writes the reference instead.
 */
void mc_picture_check (GtkWidget *widget, const char *name);

/* (transfer full): the widget as it is drawn now, RGB24. */
cairo_surface_t *mc_picture_draw (GtkWidget *widget);

G_END_DECLS
