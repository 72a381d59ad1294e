// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where the kernel lists raw HID devices, and where they are. */
#define MC_HID_SYS_DIR "/sys/class/hidraw"
#define MC_HID_DEV_DIR "/dev"

/* (transfer full) (nullable): the device, of all that are plugged in, whose report descriptor is
 * that of a point-of-sale scanner; the first by name if there are several. */
char *mc_hid_find_pos (const char *sys_dir, const char *dev_dir);

G_END_DECLS
