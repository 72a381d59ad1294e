// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/scanner.h"
#include "drivers/virtual/virtual-script.h"

G_BEGIN_DECLS

/**
 * McVirtualScanner: a scanner that does as it is told. For tests and the demo only: a scanner that
 * anyone can feed is a tool of fraud, so this library is never linked into a shipped program.
 *
 * Its script (mc_virtual_scanner_get_script): in order, each once,
 *   scan TEXT        answers the scan under way, or the next one, with TEXT as a QR
 *   scan-base64 B64  the same with any bytes
 *   code128 TEXT     the same as a Code 128
 *   retry CODE       answers with MC_DEVICE_RETRY: general too-dark glare blur too-far
 *                    tilted moving timeout
 *   hint CODE        emits the hint, once a scan is under way, which goes on
 *   unplug, plug     the device goes and comes; a scan without it is MC_DEVICE_ERROR_ABSENT
 *   sleep MS         on the device's clock
 * A scan with no command left simply waits, as a scanner does that nobody holds a card to.
 */
#define MC_TYPE_VIRTUAL_SCANNER (mc_virtual_scanner_get_type ())
G_DECLARE_FINAL_TYPE (McVirtualScanner, mc_virtual_scanner, MC, VIRTUAL_SCANNER, McScanner)

/* clock: (nullable): the system's. */
McVirtualScanner *mc_virtual_scanner_new (McClock *clock);

/* (transfer none) */
McVirtualScript *mc_virtual_scanner_get_script (McVirtualScanner *self);

/* One line of script; a bad one is a programmer error. */
void mc_virtual_scanner_do (McVirtualScanner *self, const char *line);

/* Queues these bytes to be read as a QR ("scan" for text in which anything may stand). */
void mc_virtual_scanner_do_scan (McVirtualScanner *self, const void *data, gsize size);

/* How many scans have begun. */
guint mc_virtual_scanner_get_n_scans (McVirtualScanner *self);

G_END_DECLS
