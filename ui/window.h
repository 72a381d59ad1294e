// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "app/session/session.h"
#include "ui/guard.h"
#include "ui/view.h"

G_BEGIN_DECLS

/**
 * McWindow: the frame around every page: who speaks, where one is on the way, and help. It shows
 * the page of the session's step, passes every touch on to the session, and takes text size and
 * contrast back when a visit ends.
 */
#define MC_TYPE_WINDOW (mc_window_get_type ())
G_DECLARE_FINAL_TYPE (McWindow, mc_window, MC, WINDOW, GtkWindow)

/* app: (nullable). Upright or wide follows from the window's size. */
GtkWidget *mc_window_new (GtkApplication *app, McSession *session);

/* (transfer none): how the person wants the screen. */
McView *mc_window_get_view (McWindow *self);

/* How far the panel's lower edge is above the floor, in millimetres; 0: not known. Reach mode goes
 * by it; see mc_reach_mm (). */
void mc_window_set_panel_bottom (McWindow *self, int mm);

/* Whose time the pause after each change of the screen is measured in; see McGuard. */
void mc_window_set_time_func (McWindow *self, McTimeFunc time, gpointer user_data);

G_END_DECLS
