// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/printer.h"

G_BEGIN_DECLS

/**
 * McCupsPrinter: prints through cupsd, or straight to a printer that speaks IPP.
 *
 * Through a queue the best end is SENT: cupsd calls jobs completed that were never printed. A
 * printer asked directly can end in CONFIRMED. Whatever the end, the document is taken out of the
 * spool.
 */
#define MC_TYPE_CUPS_PRINTER (mc_cups_printer_get_type ())
G_DECLARE_FINAL_TYPE (McCupsPrinter, mc_cups_printer, MC, CUPS_PRINTER, McPrinter)

/* destination: the name of a queue, "" for the default one, or "ipp://localhost:PORT/PATH"
 * (ipp-usb). Anything else fails every print with MC_DEVICE_ERROR_CONFIG. clock: (nullable). */
McCupsPrinter *mc_cups_printer_new (const char *destination, McClock *clock);

/* Asks how the printer is; "present" and "paper-problem" follow. Returns at once. The printer is
 * asked every ten seconds anyway: cupsd itself looks only while it prints. */
void mc_cups_printer_poll (McCupsPrinter *self);

G_END_DECLS
