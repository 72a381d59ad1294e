// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/scanner.h"

G_BEGIN_DECLS

/**
 * McScanFramer: finds where codes begin and end in what a scanner sends. Pure: no device, no time.
 *
 * A code ends at a terminator (CR, LF, Tab, NUL, ETX, EOT) or when the scanner has been silent for
 * MC_SCAN_FRAMER_SILENCE_MS, which the owner measures. Around it, spaces (no-break spaces too),
 * STX, GS, RS, a byte order mark and an AIM identifier ("]Q1") are framing and taken off; inside,
 * all is kept. What is held is overwritten as soon as it is not needed.
 */
#define MC_SCAN_FRAMER_SILENCE_MS 50
#define MC_SCAN_FRAMER_MAX_BYTES 4096 /* a QR code holds 2953 */

typedef struct _McScanFramer McScanFramer;

typedef enum {
  MC_SCAN_FRAMER_NOTHING, /* more is needed */
  MC_SCAN_FRAMER_CODE,
  MC_SCAN_FRAMER_TOO_LONG, /* longer than any code: it was thrown away */
} McScanFramerEvent;

McScanFramer *mc_scan_framer_new (void);
void mc_scan_framer_free (McScanFramer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McScanFramer, mc_scan_framer_free)

/* Takes bytes up to the first end of a code; used (out): how many. The rest is for the next call.
 * scan (out) (transfer full): set for MC_SCAN_FRAMER_CODE. */
McScanFramerEvent mc_scan_framer_push (McScanFramer *self, const guint8 *data, gsize length,
                                       gsize *used, McScan **scan);

/* The scanner has fallen silent. */
McScanFramerEvent mc_scan_framer_silence (McScanFramer *self, McScan **scan);

/* Forgets what is held. in_code: bytes have come that nobody wants, and what follows them up to the
 * next end belongs to them. */
void mc_scan_framer_discard (McScanFramer *self, gboolean in_code);

/* Whether a code has begun and not ended. */
gboolean mc_scan_framer_is_in_code (McScanFramer *self);

/* (transfer full) (nullable): a code that came with its length, without its framing; NULL if
 * nothing but framing is there. fallback: what it is if no AIM identifier tells. */
McScan *mc_scan_framer_make_scan (const guint8 *data, gsize length, McSymbology fallback);

G_END_DECLS
