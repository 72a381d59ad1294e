// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * McButton: the one button of the kiosk: words, beside them a pictogram, under them a second line,
 * after them a pictogram that says where it leads. The words wrap instead of being cut, and they
 * are its accessible name.
 *
 * Properties: "text", "note", "icon", "icon-after" (strings, nullable), "wide" (boolean): a
 * card, its words at the left edge and the second pictogram at the right one; "stacked" (boolean):
 * the pictogram above the words.
 */
#define MC_TYPE_BUTTON (mc_button_get_type ())
G_DECLARE_FINAL_TYPE (McButton, mc_button, MC, BUTTON, GtkButton)

GtkWidget *mc_button_new (const char *text, const char *icon);

void mc_button_set_text (McButton *self, const char *text);
void mc_button_set_note (McButton *self, const char *note);
const char *mc_button_get_text (McButton *self);

/* Where there is no room for the second line; it stays part of the name. */
void mc_button_set_note_visible (McButton *self, gboolean visible);

/* A click calls an action, with target ((transfer floating) (nullable)). As
 * gtk_actionable_set_action_name (), but for buttons that come and go while the window stays: of
 * several that leave it and name one action, GTK 4.8 forgets only the first, and keeps 32 bytes
 * each of the others for good (a muxer announces every observer to its parent and takes back one:
 * gtkactionmuxer.c). Not greyed out where the action is disabled. */
void mc_button_set_deed (GtkButton *button, const char *action, GVariant *target);

G_END_DECLS
