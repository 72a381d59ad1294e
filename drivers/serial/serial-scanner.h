// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/scanner.h"

G_BEGIN_DECLS

/**
 * McSerialScanner: a hand-held or built-in imager on a serial line, or on USB as one (CDC).
 *
 * The port is open all the time: what is scanned while nobody has asked is read and thrown away, so
 * that no code of one person waits for the next. Codes end as drivers/serial/scan-framer.h says.
 *
 * "present" follows the device. It is looked for every MC_SERIAL_SCANNER_RETRY_MS while it is away;
 * a scan that begins without it is MC_DEVICE_ERROR_ABSENT, one that is under way when it goes waits
 * for its return, and what had come of a code is forgotten.
 */
#define MC_TYPE_SERIAL_SCANNER (mc_serial_scanner_get_type ())
G_DECLARE_FINAL_TYPE (McSerialScanner, mc_serial_scanner, MC, SERIAL_SCANNER, McScanner)

#define MC_SERIAL_SCANNER_RETRY_MS 2000

/* port: "/dev/serial/by-id/..." or the same with ",9600" (drivers/serial/serial-port.h); clock:
 * (nullable): the system's. NULL: MC_DEVICE_ERROR_CONFIG. A device that is away is no error. */
McSerialScanner *mc_serial_scanner_new (const char *port, McClock *clock, GError **error);

G_END_DECLS
