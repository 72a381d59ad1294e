// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/clock.h"

G_BEGIN_DECLS

/* McFakeClock: stands still until told. It starts on Saturday 2026-11-21 14:32:05 +07:00. */
#define MC_TYPE_FAKE_CLOCK (mc_fake_clock_get_type ())
G_DECLARE_FINAL_TYPE (McFakeClock, mc_fake_clock, MC, FAKE_CLOCK, McClock)

#define MC_FAKE_CLOCK_START_MS G_GINT64_CONSTANT (1795246325000)

McFakeClock *mc_fake_clock_new (void);

/* Lets ms go by; timeouts that fall due run from here, in order, at their own time. */
void mc_fake_clock_advance (McFakeClock *self, gint64 ms);

/* Moves the wall clock alone, as a technician or a dead battery would. */
void mc_fake_clock_set_wall (McFakeClock *self, gint64 now_ms);

guint mc_fake_clock_get_n_timeouts (McFakeClock *self);

G_END_DECLS
