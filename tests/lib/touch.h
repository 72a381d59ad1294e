// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A finger for tests: finds what is on the screen by its words and touches it. */

/* (transfer none) (nullable): the first widget of type under root that is mapped, sensitive and
 * whose words (labels inside it) contain text; text NULL: any words. */
GtkWidget *mc_touch_find (GtkWidget *root, GType type, const char *text);

/* Presses a button, or turns a check button on. */
void mc_touch_press (GtkWidget *widget);

/* Presses the keys of the keyboard under root for ASCII letters, digits, spaces and tones: text in
 * Vietnamese, NFC. Capitals that the keyboard offers by itself stay. FALSE: a character that no key
 * types. */
gboolean mc_touch_type (GtkWidget *root, const char *text);

/* The widget as a PNG file, exactly as it is drawn. */
gboolean mc_touch_save_png (GtkWidget *widget, const char *path);

G_END_DECLS
