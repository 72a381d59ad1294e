// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MC_POS_REPORT_ID 2
#define MC_POS_DATA_BYTES 56
#define MC_POS_REPORT_BYTES 64

/* What HID point-of-sale scanners say of themselves (HID Point of Sale Usage Tables 1.02). The
 * layout that they share: id, count, three bytes of AIM identifier, 56 bytes of data, two of the
 * vendor's, one bit that says whether more follows. */
static const guint8 mc_pos_descriptor[] = {
  0x05, 0x8c,             /* usage page: bar code scanner */
  0x09, 0x02,             /* usage: bar code scanner */
  0xa1, 0x01,             /* collection: application */
  0x85, MC_POS_REPORT_ID, /*   report id */
  0x15, 0x00,
  0x26, 0xff,
  0x00, 0x75,
  0x08,       /*   0 to 255, bytes */
  0x09, 0x12, /*   usage: scanned data report */
  0xa1, 0x02, /*   collection: logical */
  0x95, 0x01, /*     one */
  0x05, 0x01,
  0x09, 0x3b, /*     generic desktop: byte count */
  0x81, 0x02, /*     input */
  0x05, 0x8c,
  0x95, 0x03, /*     three: symbology identifiers */
  0x19, 0xfb,
  0x29, 0xfd,
  0x81, 0x02,
  0x95, MC_POS_DATA_BYTES,
  0x09, 0xfe,
  0x82, 0x02,
  0x01, 0x95,
  0x02, 0x06,
  0x66, 0xff,
  0x09, 0x04,
  0x81, 0x02, /* two of the vendor's */
  0x05, 0x8c,
  0x95, 0x01,
  0x75, 0x01,
  0x25, 0x01,
  0x09, 0xff,
  0x81, 0x02, /* continued */
  0x95, 0x07,
  0x81, 0x03, /*     seven bits of padding */
  0xc0, 0xc0,
};

G_END_DECLS
