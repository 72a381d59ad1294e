// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The focus goes back to where it was, if that is still in root and on the screen; a line keeps its
 * caret. */
void mc_focus_restore (GtkWidget *root, GtkWidget *focus); /* focus: (nullable) */

/* Before a page of the stack in root clears itself, for Tab to begin anew on the next one: GTK
 * would remember a place on the hidden page, and find no way from there. And GTK 4.8 keeps for ever
 * what has the focus in it where that is hidden and removed between two frames, with all that is
 * written on it. */
void mc_focus_drop (GtkWidget *root, GtkWidget *stack);

G_END_DECLS
