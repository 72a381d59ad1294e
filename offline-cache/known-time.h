// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/store.h"

#include "app/domain/clock.h"

G_BEGIN_DECLS

/* Whether this machine's wall clock is to be believed. A kiosk's clock is set by nobody for years;
 * with its battery empty it begins at 1970. The portal's time is signed into acknowledgements and
 * told with heartbeats: the last of them is kept with where the machine's own clocks stood, so that
 * within one boot the true time is known to the second, line or no line. */

/* Unix milliseconds; 0: nothing is known. */
typedef struct {
  gint64 portal_ms; /* what the portal said */
  gint64 uptime_ms; /* mc_clock_monotonic_ms () then */
  char *boot;       /* mc_clock_get_boot_id () then */
} McKnownTime;

void mc_known_time_clear (McKnownTime *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McKnownTime, mc_known_time_clear)

/* The wall clock may differ by so much. */
#define MC_CLOCK_TOLERANCE_MS (2 * 60 * 1000)

/* Why it is not to be believed; the words of the record (record.schema.json) and of the queue.
 * (transfer none) (nullable): NULL: it is.
 *   "before-release"  earlier than this program
 *   "before-known"    earlier than a time that the portal has told
 *   "far-ahead"       more than 400 days after that
 *   "offset"          otherwise than the portal's time and this boot's uptime have it
 *   "never-known"     nobody has ever told this machine what time it is */
const char *mc_known_time_doubt (const McKnownTime *self, McClock *clock);

/* Whether a doubt means that the clock is wrong: "never-known" alone does not. */
gboolean mc_known_time_is_wrong (const char *doubt);

/* (transfer none): what a technician reads of a doubt. English. */
const char *mc_known_time_explain (const char *doubt);

/* The true time as far as is known: by the portal and the uptime, or else by the wall clock. */
gint64 mc_known_time_now_ms (const McKnownTime *self, McClock *clock);

gboolean mc_known_time_load (McKnownTime *self, McStore *store, GError **error);
/* portal_ms is what the portal says it is just now. */
gboolean mc_known_time_learn (McStore *store, McClock *clock, gint64 portal_ms, GError **error);

/* It was at_ms at some time before now: a signed acknowledgement says so, which may be an old one
 * told again. Kept only if it is later than what is known. */
gboolean mc_known_time_learn_least (McStore *store, McClock *clock, gint64 at_ms, GError **error);

G_END_DECLS
