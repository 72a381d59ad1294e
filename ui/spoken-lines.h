// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * What a person who cannot read would ask somebody to read to them: every word under root that is
 * shown, in the order in which it stands there; of fields what is in them, of answers which is
 * chosen, of hidden letters how many. Also what only "Xem thêm" turns to. Not the touch keyboard.
 *
 * Pages need do nothing for it. It follows the widgets, so nothing can be shown and not be read.
 */

/* (transfer full): one line a label, ends with NULL; free with mc_spoken_lines_free. */
GStrv mc_spoken_lines_collect (GtkWidget *root);
void mc_spoken_lines_free (GStrv lines); /* overwrites them */

/* What is read of widget and all in it, instead of its words: NULL: its words; "": nothing. */
void mc_spoken_lines_set_text (GtkWidget *widget, const char *text);

G_END_DECLS
