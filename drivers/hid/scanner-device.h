// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/scanner.h"

G_BEGIN_DECLS

/**
 * mc_scanner_for_device:
 * device: as a technician writes it into the configuration:
 *   /dev/serial/by-id/usb-...        a serial device (",SPEED" if 115200 is not right)
 *   /dev/hidraw0                     HID-POS
 *   /dev/input/by-id/usb-...-kbd     a keyboard, grabbed
 *   hid-pos:PATH, keyboard:PATH, serial:PATH where the path does not tell, as with links of udev's
 *   auto                             a HID-POS scanner, whichever is plugged in
 * clock: (nullable): the system's
 *
 * Returns: (transfer full) (nullable): a scanner, which may be away; NULL: MC_DEVICE_ERROR_CONFIG.
 */
McScanner *mc_scanner_for_device (const char *device, McClock *clock, GError **error);

G_END_DECLS
