// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/serial/fd-scanner.h"

G_BEGIN_DECLS

/**
 * McHidPos: a scanner of the USB HID Point of Sale class, through the kernel's hidraw. Of all ways
 * to attach a scanner it is the best: bytes arrive as they were in the symbol, with their length,
 * whatever the keyboard layout, and nothing else listens. How it comes and goes:
 * drivers/serial/fd-scanner.h.
 */
#define MC_TYPE_HID_POS (mc_hid_pos_get_type ())
G_DECLARE_FINAL_TYPE (McHidPos, mc_hid_pos, MC, HID_POS, McFdScanner)

/* How long the next report of a code may take before what there is of it is given up. */
#define MC_HID_POS_SILENCE_MS 500

/* Opens path: a descriptor that gives one report a read, and the device's report descriptor.
 * -1: MC_DEVICE_ERROR. */
typedef int (*McHidPosOpenFunc) (const char *path, gpointer user_data, GBytes **descriptor,
                                 GError **error);

/* path: "/dev/hidraw0", better a link that udev made; clock: (nullable): the system's. */
McHidPos *mc_hid_pos_new (const char *path, McClock *clock);

/* Whichever HID-POS scanner is plugged in, looked for anew each time one is wanted. */
McHidPos *mc_hid_pos_new_any (McClock *clock);

/* The same over another transport; user_data must outlive it. */
McHidPos *mc_hid_pos_new_with_transport (const char *path, McClock *clock, McHidPosOpenFunc func,
                                         gpointer user_data);

G_END_DECLS
