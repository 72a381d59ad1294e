// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/hid/hid-descriptor.h"
#include "drivers/scanner.h"

G_BEGIN_DECLS

/**
 * McHidPosReader: puts codes together from the reports of a scanner of the USB HID Point of Sale
 * class (usage page 0x8C). A report carries some 56 bytes and says whether the next one goes on; a
 * card needs two to eight of them. Pure: no device.
 */
typedef struct _McHidPosReader McHidPosReader;

#define MC_HID_POS_MAX_BYTES 4096 /* a QR code holds 2953 */

typedef enum {
  MC_HID_POS_NOTHING, /* more is needed, or it was no report with data */
  MC_HID_POS_CODE,
  MC_HID_POS_BROKEN, /* longer than any code, or a report that contradicts itself */
} McHidPosEvent;

/* (transfer full) (nullable): NULL, and MC_DEVICE_ERROR_CONFIG, if the device described is no
 * scanner of this class. */
McHidPosReader *mc_hid_pos_reader_new (const guint8 *descriptor, gsize length, GError **error);
void mc_hid_pos_reader_free (McHidPosReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McHidPosReader, mc_hid_pos_reader_free)

/* One report with its id, if the device numbers them. scan (out) (transfer full): set for
 * MC_HID_POS_CODE. */
McHidPosEvent mc_hid_pos_reader_push (McHidPosReader *self, const guint8 *report, gsize length,
                                      McScan **scan);

/* Forgets what is held; if a code has begun and rest_may_come, the rest of it too. */
void mc_hid_pos_reader_discard (McHidPosReader *self, gboolean rest_may_come);

/* Whether a code has begun and not ended. */
gboolean mc_hid_pos_reader_is_in_code (McHidPosReader *self);

G_END_DECLS
