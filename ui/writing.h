// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * McWriting: a place for several sentences. They wrap, and all that is written is seen where it is
 * written: the box is three lines high and grows with them; where there is no room it shows whole
 * lines, always that of the caret.
 *
 * To whoever writes it is a line like McEntry (a GtkEditable, with the same input method): it
 * holds no line breaks (they become spaces), Enter does what Enter does on a line, Tab leaves it.
 * What one person has written cannot reach the next: no clipboard, no menu, nothing to undo.
 *
 * Signals: "activate": Enter was pressed. "changed": GtkEditable's.
 */
#define MC_TYPE_WRITING (mc_writing_get_type ())
G_DECLARE_FINAL_TYPE (McWriting, mc_writing, MC, WRITING, GtkWidget)

/* placeholder: (nullable): what stands there as long as nothing is written. */
GtkWidget *mc_writing_new (const char *placeholder);

/* In characters; 0: no limit. What is longer is cut off. */
void mc_writing_set_max_length (McWriting *self, guint max_length);

/* How many characters there is room for; G_MAXUINT without a limit. */
guint mc_writing_get_room (McWriting *self);

/* (transfer none): what has the focus, the input method, the name for assistive technology. */
GtkTextView *mc_writing_get_view (McWriting *self);

/* Pixels, and parts of one: the height of a line as it is written. */
double mc_writing_get_line_height (McWriting *self);

G_END_DECLS
