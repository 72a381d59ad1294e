// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/entry.h"

G_BEGIN_DECLS

/* (transfer floating): a line to write on. name: what assistive technology calls it. */
GtkWidget *mc_line_new (McKeyboardLayout kind, const char *name, const char *placeholder);

/* Puts the text into its shape ("1500000" to "1.500.000") after each change, once the key that made
 * it is done with. The caret keeps as many digits behind it as it had. format: (transfer full)
 * result; what it gives must be left as it is when it is given again. */
typedef char *(*McLineFormat) (const char *text);
void mc_line_set_format (GtkEntry *line, McLineFormat format);

/* The caret stays where it is; nothing is selected, which the next key would overwrite. */
gboolean mc_line_grab_focus (GtkEditable *line);

/* (transfer none): what of a line (McEntry, McWriting) assistive technology sees as one. */
GtkAccessible *mc_line_get_accessible (GtkEditable *line);

/* (transfer floating): a label that wraps, from the left edge on. */
GtkWidget *mc_line_label_new (const char *text, const char *css_class);

G_END_DECLS
