// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/printer.h"
#include "drivers/virtual/virtual-script.h"

G_BEGIN_DECLS

/**
 * McVirtualPrinter: a printer that does as it is told; for tests and the demo only.
 *
 * A job ends as the script says, in order, one outcome a job:
 *   sent             the print system passed it on (SENT, as through cupsd)
 *   fail             FAILED, MC_DEVICE_ERROR_PROTOCOL
 *   hang             no end comes; the deadline then withdraws it: FAILED
 *   vanish           the printer goes away in the middle: UNKNOWN, present FALSE
 * and without any: CONFIRMED. Beside these:
 *   paper-out, paper-in   the paper; a job waits for it
 *   unplug, plug          a job without the device is FAILED, MC_DEVICE_ERROR_ABSENT
 *   sleep MS              on the device's clock; what stands behind it waits, and so does a job
 */
#define MC_TYPE_VIRTUAL_PRINTER (mc_virtual_printer_get_type ())
G_DECLARE_FINAL_TYPE (McVirtualPrinter, mc_virtual_printer, MC, VIRTUAL_PRINTER, McPrinter)

/* clock: (nullable): the system's. directory: (nullable): where "sheet-0001.pdf", ... are written:
 * exactly the sheets that came out. */
McVirtualPrinter *mc_virtual_printer_new (McClock *clock, const char *directory);

/* (transfer none) */
McVirtualScript *mc_virtual_printer_get_script (McVirtualPrinter *self);

/* One line of script; a bad one is a programmer error. */
void mc_virtual_printer_do (McVirtualPrinter *self, const char *line);

/* The sheets that came out so far, and the last of them. */
guint mc_virtual_printer_get_n_sheets (McVirtualPrinter *self);
GBytes *mc_virtual_printer_get_last_sheet (McVirtualPrinter *self); /* (transfer none) (nullable) */

G_END_DECLS
