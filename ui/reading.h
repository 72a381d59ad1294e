// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "app/session/session.h"
#include "ui/button.h"

G_BEGIN_DECLS

/**
 * McReading: reads aloud what a window shows: when the person asks, or every screen once they have
 * said so. Every touch and key ends it. Where nothing can be heard the button says so, and the text
 * is on the screen anyway.
 *
 * One button does it: "Nghe đọc" reads this screen; pressed while it reads, it has all further
 * ones read ("Luôn đọc"); then it ends that ("Thôi đọc"). A second one, which is there only while
 * one listens, makes it louder.
 *
 * Actions on the window: "reading.press", "reading.louder".
 */
#define MC_TYPE_READING (mc_reading_get_type ())
G_DECLARE_FINAL_TYPE (McReading, mc_reading, MC, READING, GObject)

/* window: (transfer none), outlives it. */
McReading *mc_reading_new (McSession *session, GtkWindow *window);

/* The window's buttons, and what is read in it: the first of roots that is visible. roots ends with
 * NULL; all (transfer none), until they are set anew. */
void mc_reading_set_widgets (McReading *self, McButton *press, McButton *louder,
                             GtkWidget *const *roots);

/* After anything has changed. screen: a number that is another one when there is something new to
 * be read without being asked: another page, a fault, a warning. */
void mc_reading_update (McReading *self, guint screen);

G_END_DECLS
