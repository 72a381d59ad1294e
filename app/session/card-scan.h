// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/clock.h"
#include "app/domain/id-card.h"
#include "app/session/trouble.h"
#include "drivers/scanner.h"

G_BEGIN_DECLS

/**
 * McCardScan: keeps a scanner looking until an identity card has been read. A code that is no card
 * and a while without any code each count as a failure and are told; looking goes on, until
 * total_seconds are over. A scanner that is lost is looked for again until then, too.
 *
 * Whose card it is, is decided here as far as a scanner can:
 *  - A card that was read in the visit before and is in view as soon as this one looks is still
 *    lying there: MC_TROUBLE_CARD_LEFT, until it has been out of view for a while. After that it
 *    counts, for the same person may begin anew.
 *  - A card lifted and shown again in the same visit is the same card: nothing happens twice.
 *  - A copy on paper or a picture on a telephone cannot be told from a card, and nothing pretends
 *    to: identity is assured as "qr" and no more, the person confirms what was read, and staff or
 *    the chip vouch for it where that matters.
 *
 * Signals: "changed" (trouble, hint or failures), "read" (the person is there),
 *     "zone" (const char *): the machine readable lines of a card were read instead; looking ends,
 *     "ticket" (McTicket *): the slip that was looked for; looking ends,
 *     "token" (const char *): what the VNeID application shows; looking goes on
 */
#define MC_TYPE_CARD_SCAN (mc_card_scan_get_type ())
G_DECLARE_FINAL_TYPE (McCardScan, mc_card_scan, MC, CARD_SCAN, GObject)

/* scanner (nullable): every scan fails with CAMERA_ABSENT. */
McCardScan *mc_card_scan_new (McClock *clock, McScanner *scanner, guint total_seconds);

void mc_card_scan_start (McCardScan *self);
/* The same for the slip that a parked draft is opened with, and nothing else. */
void mc_card_scan_start_for_ticket (McCardScan *self);
/* What was read last is not what was wanted: tells so, and looks on after a pause. */
void mc_card_scan_refuse (McCardScan *self, McTrouble trouble);
/* Stops looking; person and failures stay until the next start or reset. */
void mc_card_scan_stop (McCardScan *self);
/* Stops and forgets, at the end of a visit; what stays is a keyed digest of the card, to know it by
 * if it is left behind. */
void mc_card_scan_reset (McCardScan *self);

gboolean mc_card_scan_is_looking (McCardScan *self);
McTrouble mc_card_scan_get_trouble (McCardScan *self);
guint mc_card_scan_get_failures (McCardScan *self);
gboolean mc_card_scan_get_hint (McCardScan *self, McDeviceRetry *hint);
/* (transfer none) (nullable) */
McPerson *mc_card_scan_get_person (McCardScan *self);
McCardWarnings mc_card_scan_get_warnings (McCardScan *self);

/* (nullable): the local code of the slip that was shown instead of a card. */
const char *mc_card_scan_get_code (McCardScan *self);
/* A code that a scanner has typed, while this one looks: as if it had been read. */
void mc_card_scan_take_typed (McCardScan *self, GBytes *payload);

G_END_DECLS
