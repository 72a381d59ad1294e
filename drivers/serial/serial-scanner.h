// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/serial/text-scanner.h"

G_BEGIN_DECLS

/**
 * McSerialScanner: a hand-held or built-in imager on a serial line, or on USB as one (CDC). How it
 * comes and goes: drivers/serial/fd-scanner.h.
 */
#define MC_TYPE_SERIAL_SCANNER (mc_serial_scanner_get_type ())
G_DECLARE_FINAL_TYPE (McSerialScanner, mc_serial_scanner, MC, SERIAL_SCANNER, McTextScanner)

/* port: "/dev/serial/by-id/..." or the same with ",9600" (drivers/serial/serial-port.h); clock:
 * (nullable): the system's. NULL: MC_DEVICE_ERROR_CONFIG. A device that is away is no error. */
McSerialScanner *mc_serial_scanner_new (const char *port, McClock *clock, GError **error);

G_END_DECLS
