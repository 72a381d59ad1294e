// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/session/trouble.h"
#include "drivers/card-reader.h"

G_BEGIN_DECLS

/* What the person is to do. */
typedef enum {
  MC_CHIP_STATE_IDLE,    /* nothing: not asked, read, or given up */
  MC_CHIP_STATE_AWAITED, /* lay the card on the reader */
  MC_CHIP_STATE_READING, /* keep it still */
  MC_CHIP_STATE_LIFT,    /* take away what lies there; trouble says why */
} McChipState;

/**
 * McChipScan: keeps a card reader waiting until the chip of one card has been read. What goes wrong
 * is told and counted; a card that is taken away is simply waited for again, one that is of no use
 * must be lifted first, so that none is tried over and over. It ends after total_seconds.
 *
 * Signals: "changed" (state, percent, trouble), "read" (the reading is there).
 */
#define MC_TYPE_CHIP_SCAN (mc_chip_scan_get_type ())
G_DECLARE_FINAL_TYPE (McChipScan, mc_chip_scan, MC, CHIP_SCAN, GObject)

/* reader (nullable): then it is never offered. */
McChipScan *mc_chip_scan_new (McClock *clock, McCardReader *reader, McCardReadFlags flags,
                              guint total_seconds);

/* Whether there is a reader to lay a card on. */
gboolean mc_chip_scan_is_offered (McChipScan *self);

void mc_chip_scan_start (McChipScan *self, McCardKeys *keys);
/* Stops, keeps trouble and failures. */
void mc_chip_scan_stop (McChipScan *self);
/* Stops and forgets all, the keys too. */
void mc_chip_scan_reset (McChipScan *self);

McChipState mc_chip_scan_get_state (McChipScan *self);
guint mc_chip_scan_get_percent (McChipScan *self); /* of the bytes, while reading */
McTrouble mc_chip_scan_get_trouble (McChipScan *self);
guint mc_chip_scan_get_failures (McChipScan *self);
/* (transfer full) (nullable): what was read; it is kept no longer. */
McChipReading *mc_chip_scan_take_reading (McChipScan *self);

G_END_DECLS
