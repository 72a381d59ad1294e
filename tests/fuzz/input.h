// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What libFuzzer calls, once per input. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* An input that is taken apart piece by piece. */
typedef struct {
  const guint8 *data;
  gsize size;
} McFuzzInput;

/* 0 when nothing is left. */
guint8 mc_fuzz_take_byte (McFuzzInput *self);

/* The next piece: as long as the byte before it says (times scale), or as much as is left. A copy
 * of exactly that size, so that a look beyond its end is noticed. (transfer full) */
guint8 *mc_fuzz_take_piece (McFuzzInput *self, gsize scale, gsize *size);

G_END_DECLS
