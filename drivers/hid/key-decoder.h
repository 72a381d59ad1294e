// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <linux/input.h>

G_BEGIN_DECLS

/**
 * McKeyDecoder: what a scanner types on a US keyboard, as bytes. Pure: no device.
 *
 * Shift and Caps Lock are followed; Ctrl gives control characters (GS is Ctrl+]). Alt and digits of
 * the keypad (with or without a leading 0) give one byte up to 255, as scanners send each byte of
 * UTF-8 so; beyond, a Unicode character. A scanner that types letters it has no key for without Alt
 * has lost them: app/domain/card-text.h and the marks-lost warning find that out.
 */
typedef struct {
  gboolean shift[2], ctrl[2], alt[2]; /* left, right */
  gboolean caps;
  gboolean dropped; /* the kernel has lost events: what comes up to the next report is no use */
  gboolean in_code; /* digits have come since Alt went down */
  guint code;
} McKeyDecoder;

#define MC_KEY_DECODER_MAX_BYTES 4 /* of one event */

/* The bytes that event completes, at most MC_KEY_DECODER_MAX_BYTES into bytes. Returns how many. */
gsize mc_key_decoder_push (McKeyDecoder *self, const struct input_event *event, guint8 *bytes);

/* All keys are up: after the device was away, or the kernel has dropped events. */
void mc_key_decoder_reset (McKeyDecoder *self);

G_END_DECLS
