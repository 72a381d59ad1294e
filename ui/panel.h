// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How a panel speaks. Each has its colour, and a pictogram of its own beside the words. */
typedef enum {
  MC_TONE_OF_INFO,
  MC_TONE_OF_OK,
  MC_TONE_OF_WARNING,
  MC_TONE_OF_ERROR,
} McPanelTone;

/**
 * McPanel: a coloured box with a pictogram, a title and a text. It is an alert to assistive
 * technology when it warns, a status otherwise. Further children go under the text.
 *
 * Properties: "title", "text" (strings, nullable).
 */
#define MC_TYPE_PANEL (mc_panel_get_type ())
G_DECLARE_FINAL_TYPE (McPanel, mc_panel, MC, PANEL, GtkWidget)

GtkWidget *mc_panel_new (McPanelTone tone);

/* title NULL hides the panel. text: (nullable). */
void mc_panel_show (McPanel *self, McPanelTone tone, const char *title, const char *text);
void mc_panel_hide (McPanel *self);

G_END_DECLS
