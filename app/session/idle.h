// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/clock.h"

G_BEGIN_DECLS

/**
 * McIdle: notices that nobody is there any more. After idle_seconds without a touch a warning
 * counts down; any touch takes it away, as often as the person likes (WCAG 2.2.1); when it runs
 * out, "expired" is emitted once. While held (scanning, printing, saving) no time passes. What must
 * not go away by itself (a code without its slip) is kept: then nothing expires, and after the same
 * time it counts as abandoned.
 *
 * Signals: "changed" (the seconds have changed, once a second while warned or abandoned),
 * "expired".
 */
#define MC_TYPE_IDLE (mc_idle_get_type ())
G_DECLARE_FINAL_TYPE (McIdle, mc_idle, MC, IDLE, GObject)

/* idle_seconds 0: never expires. */
McIdle *mc_idle_new (McClock *clock, guint idle_seconds, guint warning_seconds);

void mc_idle_start (McIdle *self);
void mc_idle_stop (McIdle *self);
void mc_idle_touch (McIdle *self);
void mc_idle_set_held (McIdle *self, gboolean held);
gboolean mc_idle_is_held (McIdle *self);
/* The same for something that goes on beside it: the person is listening. A warning that is up is
 * read aloud, too, and runs out all the same. */
void mc_idle_set_listening (McIdle *self, gboolean listening);
/* Twice the time, for whoever reads or moves with effort. */
void mc_idle_set_patient (McIdle *self, gboolean patient);

/* Nothing is wiped, however long nobody is there. */
void mc_idle_set_kept (McIdle *self, gboolean kept);

/* As if that long had gone by without a touch; all of the warning is still to come. */
void mc_idle_skip (McIdle *self, guint seconds);

/* Seconds without a touch until the end, as things stand; 0: it never comes. */
guint mc_idle_get_total_seconds (McIdle *self);

/* Seconds until the end while a warning is up, else 0. */
guint mc_idle_get_warning_seconds (McIdle *self);

/* Whether somebody should come and look: a warning is nearly over (20 s, VVSG 2.0; half of a
 * shorter one), or what is kept has been left alone. */
gboolean mc_idle_is_abandoned (McIdle *self);

/* Since the last touch. */
guint mc_idle_get_quiet_seconds (McIdle *self);

G_END_DECLS
