// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * McBurstDetector: tells a scanner that types (where its device cannot be grabbed) from a person,
 * by speed, so that a code never leaks into a field. Pure: no keyboard, no clock.
 *
 * Whoever gets the keys hands each of them in and delivers none of them itself:
 *
 *  - on each key: push (), then deliver `typed`, if it is not empty, to the field with the focus;
 *    start or restart a timer of MC_BURST_GAP_MS, or MC_BURST_END_MS while is_burst ();
 *  - when the timer fires: end (), then deliver `typed`, or take the code that it returns.
 *
 * A key is held back for MC_BURST_GAP_MS at most, which nobody notices. MC_BURST_KEYS keys with
 * shorter gaps than that are no person's; two fingers that roll over two or three keys are. From
 * there on all keys belong to the code, those held back among them, until there is a pause of
 * MC_BURST_END_MS.
 */
typedef struct _McBurstDetector McBurstDetector;

#define MC_BURST_KEYS 5
#define MC_BURST_GAP_MS 30
#define MC_BURST_END_MS 100
#define MC_BURST_MAX_KEYS 4096 /* a longer burst comes to nothing */

McBurstDetector *mc_burst_detector_new (void);
void mc_burst_detector_free (McBurstDetector *self); /* overwrites what it holds */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McBurstDetector, mc_burst_detector_free)

/* c: what the key typed, '\r' and '\t' among them; ms: when, by a clock that never goes back.
 * typed: what a person typed before and is now to be delivered, UTF-8, is appended. */
void mc_burst_detector_push (McBurstDetector *self, gunichar c, gint64 ms, GString *typed);

/* No key has come until ms, and the timer says so. (transfer full) (nullable): the code that has
 * ended, to be freed with mc_secret_free; else what was held back is appended to typed. */
char *mc_burst_detector_end (McBurstDetector *self, gint64 ms, GString *typed);

/* Whether the keys that come now are a scanner's. */
gboolean mc_burst_detector_is_burst (McBurstDetector *self);

G_END_DECLS
