// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/input.h"

#include <string.h>

guint8
mc_fuzz_take_byte (McFuzzInput *self)
{
  if (self->size == 0)
    return 0;
  self->size--;
  return *self->data++;
}

guint8 *
mc_fuzz_take_piece (McFuzzInput *self, gsize scale, gsize *size)
{
  /* Not inside MIN (): that would take two bytes. */
  const gsize wanted = mc_fuzz_take_byte (self) * scale;
  guint8 *piece;

  *size = MIN (self->size, wanted);
  piece = g_malloc (MAX (*size, 1));
  memcpy (piece, self->data, *size);
  self->data += *size;
  self->size -= *size;
  return piece;
}
