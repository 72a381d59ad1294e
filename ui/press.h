// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "ui/guard.h"

G_BEGIN_DECLS

/**
 * McPress: what counts as a press, for hands that tremble.
 *
 * A press counts when it begins on a control and then moves by at most 10 mm, or stays within 5 mm
 * around the control, and ends within five seconds. GTK's own buttons ask that it end where it
 * began, which a rolling finger does not; so this stands before them and takes all touches and
 * clicks on buttons, choices and keys. Fields of text are left to GTK.
 *
 * Of several fingers that are down at once on different controls the highest is the finger and
 * the others are the hand. Keys of the keyboard are apart: there each finger writes. A second
 * strike of the same control within half a second is the first one's echo (EN 301 549 5.8).
 *
 * Enter that is held down is one press.
 *
 * It also keeps the guard: after a change of the screen nothing can be pressed for a moment, and
 * what was touched before the change never reaches the new screen, however late it arrives.
 *
 * Signals:
 *  "touched" (gboolean by_key): somebody is there
 *  "missed" (double x, double y): a touch that had no effect, in pixels of the widget
 */
#define MC_TYPE_PRESS (mc_press_get_type ())
G_DECLARE_FINAL_TYPE (McPress, mc_press, MC, PRESS, GObject)

/* root: all its controls; it must outlive the press. Listens from now on. */
McPress *mc_press_new (GtkWidget *root);

/* Another screen: fingers that are down touch nothing any more, and the guard closes. */
void mc_press_screen_changed (McPress *self);

/* See mc_guard_admit (). */
gboolean mc_press_admit (McPress *self, const McTapRule *rule);

void mc_press_set_time_func (McPress *self, McTimeFunc time, gpointer user_data);

G_END_DECLS
