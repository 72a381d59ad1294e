// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a keyboard takes keys from hands that tremble or rest (EN 301 549, 5.7 and 5.8). In
 * milliseconds. */
typedef struct {
  guint repeat_delay;    /* how long a key rests under a finger before it repeats; 0: never */
  guint repeat_interval; /* from then on */
  guint double_strike;   /* for so long after a key, pressed or let go, the same key is not taken
                          * again; 0: it always is */
} McStrikeTimes;

#define MC_STRIKE_REPEAT_DELAY 700 /* a hand that trembles rests longer than a young one */
#define MC_STRIKE_REPEAT_INTERVAL 120

/**
 * McStrike: tells the keys that a person meant from those that repeat or were struck twice. Also
 * whether a person strikes them at all: a scanner that plays keyboard is faster than any hand. All
 * zeros is a good start.
 */
typedef struct {
  guint key;         /* the last one */
  gboolean down;     /* and it has not come up since */
  gint64 pressed;    /* when it went down */
  gint64 released;   /* when it last came up */
  gint64 accepted;   /* when a key last had an effect */
  guint n_fast_gaps; /* in a row, up to the last key */
} McStrike;

/* A key goes down, or says once more that it is. key: any number but 0 that tells keys apart. time:
 * milliseconds of a clock that only runs on. FALSE: it shall have no effect. */
gboolean mc_strike_press (McStrike *self, const McStrikeTimes *times, guint key, gint64 time);

void mc_strike_release (McStrike *self, guint key, gint64 time);

/* Whether the last keys came in a burst. */
gboolean mc_strike_is_burst (const McStrike *self);

G_END_DECLS
