// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/crop.h"

#include <math.h>
#include <string.h>

#define ONE 4096 /* weights are in parts of this */
#define MOST_TAPS 16

/* Which pixels, and how much of each, make one of the result. */
typedef struct {
  int first; /* may lie outside */
  gint16 weights[MOST_TAPS];
} Mixture;

/* Catmull and Rom's cubic. */
static double
cubic (double x)
{
  x = fabs (x);
  if (x < 1)
    return 1 + x * x * (1.5 * x - 2.5);
  return x < 2 ? 2 + x * (-4 + x * (2.5 - 0.5 * x)) : 0;
}

/* Returns the number of taps. Made smaller, the cubic is stretched so that no pixel is skipped. */
static int
make_mixtures (Mixture *mixtures, int start, int from, int to)
{
  double scale = (double) from / to;
  double stretch = CLAMP (scale, 1, MOST_TAPS / 4);
  int taps = MIN ((int) ceil (4 * stretch), MOST_TAPS);

  for (int i = 0; i < to; i++) {
    double centre = start + (i + 0.5) * scale - 0.5;
    double weights[MOST_TAPS], sum = 0;
    int rest = ONE;

    mixtures[i].first = (int) floor (centre) - taps / 2 + 1;
    for (int k = 0; k < taps; k++) {
      weights[k] = cubic ((mixtures[i].first + k - centre) / stretch);
      sum += weights[k];
    }
    for (int k = 0; k < taps; k++) {
      mixtures[i].weights[k] = (gint16) lround (weights[k] / sum * ONE);
      rest -= mixtures[i].weights[k];
    }
    mixtures[i].weights[taps / 2 - 1] += rest;
  }
  return taps;
}

/* One row of the picture, as long as the result. */
static inline void
mix_row (const guint8 *row, int width, const Mixture *mixtures, int taps, int side, gint16 *out)
{
  for (int i = 0; i < side; i++) {
    const Mixture *mixture = &mixtures[i];
    int sum = 0;

    if (mixture->first >= 0 && mixture->first + taps <= width)
      for (int k = 0; k < taps; k++)
        sum += row[mixture->first + k] * mixture->weights[k];
    else
      for (int k = 0; k < taps; k++)
        sum += row[CLAMP (mixture->first + k, 0, width - 1)] * mixture->weights[k];
    out[i] = sum >> 8; /* sixteen parts of a level are kept */
  }
}

static void
mix_across (const guint8 *row, int width, const Mixture *mixtures, int taps, int side, gint16 *out)
{
  /* Made larger, as most regions are: with the number known the loops above fall away. */
  if (taps == 4)
    mix_row (row, width, mixtures, 4, side, out);
  else
    mix_row (row, width, mixtures, taps, side, out);
}

static void
mix_down (const gint16 *const *rows, const Mixture *mixture, int taps, int side, int *sums,
          guint8 *out)
{
  memset (sums, 0, side * sizeof *sums);
  for (int k = 0; k < taps; k++) {
    const gint16 *row = rows[k];
    int weight = mixture->weights[k];

    for (int i = 0; i < side; i++)
      sums[i] += row[i] * weight;
  }
  for (int i = 0; i < side; i++) {
    int value = (sums[i] + (1 << 15)) >> 16;

    out[i] = CLAMP (value, 0, 255);
  }
}

McGreyImage
mc_crop (const McGreyImage *image, const McRegion *region, int side, GByteArray *pixels,
         GByteArray *scratch)
{
  g_autofree Mixture *across = g_new (Mixture, side);
  g_autofree Mixture *down = g_new (Mixture, side);
  int taps = make_mixtures (across, region->x, region->side, side);
  int first_row, n_rows;
  gint16 *mixed;
  int *sums;

  make_mixtures (down, region->y, region->side, side);
  first_row = CLAMP (down[0].first, 0, image->height - 1);
  n_rows = CLAMP (down[side - 1].first + taps - 1, 0, image->height - 1) - first_row + 1;
  g_byte_array_set_size (pixels, (gsize) side * side);
  g_byte_array_set_size (scratch, side * (sizeof *sums + n_rows * sizeof *mixed));
  sums = (int *) (gpointer) scratch->data;
  mixed = (gint16 *) (gpointer) (sums + side);

  for (int row = 0; row < n_rows; row++)
    mix_across (image->pixels + (first_row + row) * image->stride, image->width, across, taps, side,
                mixed + (gsize) row * side);
  for (int y = 0; y < side; y++) {
    const gint16 *rows[MOST_TAPS];

    for (int k = 0; k < taps; k++)
      rows[k] = mixed
                + (gsize) (CLAMP (down[y].first + k, 0, image->height - 1) - first_row) * side;
    mix_down (rows, &down[y], taps, side, sums, pixels->data + (gsize) y * side);
  }
  return (McGreyImage){ pixels->data, side, side, side };
}
