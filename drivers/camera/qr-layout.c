// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/qr-layout.h"

#include <string.h>

/* ISO/IEC 18004, table 9: check codewords in a block, and blocks, by level and version. */
static const guint8 check_codewords[4][MC_QR_MAX_VERSION + 1] = {
  { 0,  7,  10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28,
    28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30 },
  { 0,  10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
    26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28 },
  { 0,  13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30,
    28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30 },
  { 0,  17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28,
    30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30 },
};
static const guint8 blocks[4][MC_QR_MAX_VERSION + 1] = {
  { 0, 1, 1, 1,  1,  1,  2,  2,  2,  2,  4,  4,  4,  4,  4,  6,  6,  6,  6,  7, 8,
    8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25 },
  { 0,  1,  1,  1,  2,  2,  4,  4,  4,  5,  5,  5,  8,  9,  9,  10, 10, 11, 13, 14, 16,
    17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49 },
  { 0,  1,  1,  2,  2,  4,  4,  6,  6,  8,  8,  8,  10, 12, 16, 12, 17, 16, 18, 21, 20,
    23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68 },
  { 0,  1,  1,  2,  4,  4,  4,  5,  6,  8,  8,  11, 11, 16, 16, 18, 16, 19, 21, 25, 25,
    25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81 },
};

static void
put (McQrLayout *self, int row, int column, gboolean dark)
{
  if (row >= 0 && row < self->side && column >= 0 && column < self->side)
    self->kinds[row * self->side + column] = dark ? MC_QR_DARK : MC_QR_LIGHT;
}

/* Rings around a centre: dark where the distance is listed in the bits of dark. */
static void
put_rings (McQrLayout *self, int row, int column, int radius, guint dark)
{
  for (int dy = -radius; dy <= radius; dy++)
    for (int dx = -radius; dx <= radius; dx++)
      put (self, row + dy, column + dx, dark >> MAX (ABS (dx), ABS (dy)) & 1);
}

static void
put_timing (McQrLayout *self)
{
  for (int i = 0; i < self->side; i++) {
    put (self, 6, i, i % 2 == 0);
    put (self, i, 6, i % 2 == 0);
  }
}

static void
put_alignment (McQrLayout *self)
{
  int count = self->version / 7 + 2;
  int step = self->version == 32 ? 26 : (self->version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
  int places[7];

  if (self->version == 1)
    return;
  places[0] = 6;
  for (int i = 1; i < count; i++)
    places[i] = self->side - 7 - (count - 1 - i) * step;
  for (int i = 0; i < count; i++)
    for (int j = 0; j < count; j++) {
      gboolean under_finder = (i == 0 && (j == 0 || j == count - 1)) || (i == count - 1 && j == 0);

      if (!under_finder)
        put_rings (self, places[i], places[j], 2, 1 << 0 | 1 << 2);
    }
}

/* From version 7 on the version stands in the symbol twice, with a check of its own. */
static void
put_version (McQrLayout *self)
{
  guint rest = self->version;
  guint bits;

  if (self->version < 7)
    return;
  for (int i = 0; i < 12; i++)
    rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
  bits = (guint) self->version << 12 | rest;
  for (int i = 0; i < 18; i++) {
    int far = self->side - 11 + i % 3;

    put (self, i / 3, far, bits >> i & 1);
    put (self, far, i / 3, bits >> i & 1);
  }
}

void
mc_qr_layout_format_places (const McQrLayout *self, guint16 places[2][15])
{
  int side = self->side;

  for (int i = 0; i < 15; i++) {
    int bit = 14 - i; /* the standard counts from the least significant */
    int row = bit < 6 ? bit : bit < 8 ? bit + 1 : 8;
    int column = bit < 8 ? 8 : bit == 8 ? 7 : 14 - bit;

    places[0][i] = row * side + column;
    places[1][i] = bit < 8 ? 8 * side + side - 1 - bit : (side - 15 + bit) * side + 8;
  }
}

static void
put_format (McQrLayout *self)
{
  guint16 places[2][15];

  mc_qr_layout_format_places (self, places);
  for (int copy = 0; copy < 2; copy++)
    for (int i = 0; i < 15; i++)
      self->kinds[places[copy][i]] = MC_QR_FORMAT;
  put (self, self->side - 8, 8, TRUE);
}

/* Two columns at a time from the right, up and down by turns; the timing column is left out. */
static void
find_order (McQrLayout *self)
{
  int n = 0;

  for (int right = self->side - 1; right > 0; right -= 2) {
    gboolean up;

    if (right == 6)
      right = 5;
    up = (right + 1) % 4 < 2;
    for (int i = 0; i < self->side; i++)
      for (int column = right; column > right - 2; column--) {
        int place = (up ? self->side - 1 - i : i) * self->side + column;

        if (self->kinds[place] == MC_QR_DATA && n < (int) G_N_ELEMENTS (self->order))
          self->order[n++] = place;
      }
  }
  self->n_codewords = n / 8;
}

void
mc_qr_layout_init (McQrLayout *self, int version)
{
  g_return_if_fail (version >= 1 && version <= MC_QR_MAX_VERSION);

  self->version = version;
  self->side = 17 + 4 * version;
  memset (self->kinds, MC_QR_DATA, sizeof self->kinds);
  put_timing (self);
  put_alignment (self);
  put_rings (self, 3, 3, 4, 1 << 0 | 1 << 1 | 1 << 3);
  put_rings (self, 3, self->side - 4, 4, 1 << 0 | 1 << 1 | 1 << 3);
  put_rings (self, self->side - 4, 3, 4, 1 << 0 | 1 << 1 | 1 << 3);
  put_version (self);
  put_format (self);
  find_order (self);
}

int
mc_qr_version_of_side (int side)
{
  return side >= 21 && side <= MC_QR_MAX_SIDE && side % 4 == 1 ? (side - 17) / 4 : 0;
}

McQrBlocks
mc_qr_layout_blocks (const McQrLayout *self, int level)
{
  McQrBlocks result;

  result.n_blocks = blocks[level][self->version];
  result.n_check = check_codewords[level][self->version];
  result.n_short = result.n_blocks - self->n_codewords % result.n_blocks;
  result.data_short = self->n_codewords / result.n_blocks - result.n_check;
  return result;
}

gboolean
mc_qr_mask (int mask, int row, int column)
{
  switch (mask) {
  case 0:
    return (row + column) % 2 == 0;
  case 1:
    return row % 2 == 0;
  case 2:
    return column % 3 == 0;
  case 3:
    return (row + column) % 3 == 0;
  case 4:
    return (row / 2 + column / 3) % 2 == 0;
  case 5:
    return row * column % 2 + row * column % 3 == 0;
  case 6:
    return (row * column % 2 + row * column % 3) % 2 == 0;
  default:
    return ((row + column) % 2 + row * column % 3) % 2 == 0;
  }
}
