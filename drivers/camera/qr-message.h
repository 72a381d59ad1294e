// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/qr-layout.h"

G_BEGIN_DECLS

/* What the codewords of a symbol's data say (ISO/IEC 18004, 7.4), byte for byte: a byte segment as
 * it is, whatever encoding it may be in; digits and letters as ASCII; Kanji as Shift JIS.
 * (transfer full) (nullable): overwritten on the last unref; NULL: nothing in it, cut short, or one
 * part of a message in several symbols. */
GBytes *mc_qr_message_read (int version, const guint8 *data, gsize size);

G_END_DECLS
