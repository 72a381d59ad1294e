// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The focus goes back to where it was, if that is still in root and on the screen; a line keeps its
 * caret. */
void mc_focus_restore (GtkWidget *root, GtkWidget *focus); /* focus: (nullable) */

G_END_DECLS
