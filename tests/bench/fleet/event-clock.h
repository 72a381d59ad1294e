// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/clock.h"

G_BEGIN_DECLS

/**
 * McEventClock: time that passes as fast as its events can be worked off; wall and monotonic time
 * are one. For thousands of schedulers at once: the next event is found in a heap.
 */
#define MC_TYPE_EVENT_CLOCK (mc_event_clock_get_type ())
G_DECLARE_FINAL_TYPE (McEventClock, mc_event_clock, MC, EVENT_CLOCK, McClock)

McEventClock *mc_event_clock_new (gint64 start_ms);

/* Works off everything up to until_ms, and what GLib's main context got to do by it. */
void mc_event_clock_run (McEventClock *self, gint64 until_ms);

/* The event at hand has given the main context something to do. */
void mc_event_clock_note_task (McEventClock *self);

G_END_DECLS
