// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A card that is chosen by touching it anywhere: a GtkCheckButton with our words. */

/* One of several: group is any other card of the question, NULL for the first. */
GtkWidget *mc_choice_new_radio (const char *text, GtkCheckButton *group);

/* Yes or no, never ticked beforehand. */
GtkWidget *mc_choice_new_check (const char *text);

/* How many cards of these options stand side by side: two where there are just two of a word or
 * two, or where there are many and none is long; else one. (element-type McOption) options. */
guint mc_choice_per_row (GPtrArray *options);

/* Appends cards to column in rows of as many as keep the order readable: long lists of short
 * words stand side by side. (element-type GtkWidget) cards: floating. */
void mc_choice_fill (GtkBox *column, GPtrArray *cards, guint per_row);

G_END_DECLS
