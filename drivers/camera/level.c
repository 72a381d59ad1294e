// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/level.h"

#include <math.h>
#include <string.h>

#define SPREAD 60.0f      /* levels that one standard deviation becomes */
#define LEAST_SPREAD 4.0f /* noise is not stretched to black and white: neither in the dark ... */
#define LEAST_PART 0.12f  /* ... nor beside print, of whose spread it is this part */
#define THRESHOLD 120     /* a little under the mean: noise on plain paper stays white */

typedef struct {
  guint32 sum;
  guint32 squares;
} Column;

static void
add_row (Column *columns, const guint8 *row, int width)
{
  for (int x = 0; x < width; x++) {
    columns[x].sum += row[x];
    columns[x].squares += (guint32) row[x] * row[x];
  }
}

static void
take_row (Column *columns, const guint8 *row, int width)
{
  for (int x = 0; x < width; x++) {
    columns[x].sum -= row[x];
    columns[x].squares -= (guint32) row[x] * row[x];
  }
}

/* The sums of the columns up to radius away, for each place of the row. */
static void
slide (const Column *columns, Column *windows, int width, int radius)
{
  Column window = { 0, 0 };

  for (int x = 0; x < MIN (radius, width); x++) {
    window.sum += columns[x].sum;
    window.squares += columns[x].squares;
  }
  for (int x = 0; x < width; x++) {
    if (x + radius < width) {
      window.sum += columns[x + radius].sum;
      window.squares += columns[x + radius].squares;
    }
    windows[x] = window;
    if (x - radius >= 0) {
      window.sum -= columns[x - radius].sum;
      window.squares -= columns[x - radius].squares;
    }
  }
}

/* The least variance that counts as print, by that of the whole picture. */
static float
find_floor (const McGreyImage *image)
{
  guint64 sum = 0, squares = 0, n = (guint64) image->width * image->height;
  double mean;

  for (int y = 0; y < image->height; y++) {
    const guint8 *row = image->pixels + y * image->stride;
    guint32 row_sum = 0, row_squares = 0;

    for (int x = 0; x < image->width; x++) {
      row_sum += row[x];
      row_squares += (guint32) row[x] * row[x];
    }
    sum += row_sum;
    squares += row_squares;
  }
  mean = (double) sum / n;
  return MAX ((float) ((double) squares / n - mean * mean) * LEAST_PART * LEAST_PART,
              LEAST_SPREAD * LEAST_SPREAD);
}

static void
level_row (const guint8 *source, guint8 *target, int width, const Column *windows, int radius,
           int rows, float floor)
{
  for (int x = 0; x < width; x++) {
    int count = (MIN (x + radius, width - 1) - MAX (x - radius, 0) + 1) * rows;
    float part = 1.0f / count;
    float mean = windows[x].sum * part;
    float spread = MAX (windows[x].squares * part - mean * mean, floor);
    float value = 128.5f + (source[x] - mean) * (SPREAD / sqrtf (spread));

    target[x] = (guint8) CLAMP (value, 0.0f, 255.0f);
  }
}

McGreyImage
mc_level (const McGreyImage *image, int radius, GByteArray *pixels, GByteArray *scratch)
{
  McGreyImage view = { NULL, image->width, image->height, image->width };
  float floor = find_floor (image);
  Column *columns, *windows;

  g_byte_array_set_size (pixels, (gsize) image->width * image->height);
  g_byte_array_set_size (scratch, 2 * image->width * sizeof *columns);
  view.pixels = pixels->data;
  columns = (Column *) (gpointer) scratch->data;
  windows = columns + image->width;
  memset (columns, 0, image->width * sizeof *columns);

  for (int y = 0; y < MIN (radius, image->height); y++)
    add_row (columns, image->pixels + y * image->stride, image->width);
  for (int y = 0; y < image->height; y++) {
    int rows = MIN (y + radius, image->height - 1) - MAX (y - radius, 0) + 1;

    if (y + radius < image->height)
      add_row (columns, image->pixels + (y + radius) * image->stride, image->width);
    slide (columns, windows, image->width, radius);
    level_row (image->pixels + y * image->stride, pixels->data + y * view.stride, image->width,
               windows, radius, rows, floor);
    if (y - radius >= 0)
      take_row (columns, image->pixels + (y - radius) * image->stride, image->width);
  }
  return view;
}

McGreyImage
mc_level_threshold (const McGreyImage *levelled, GByteArray *pixels)
{
  gsize size = levelled->stride * levelled->height;

  g_byte_array_set_size (pixels, size);
  for (gsize i = 0; i < size; i++)
    pixels->data[i] = levelled->pixels[i] < THRESHOLD ? 0 : 255;
  return (McGreyImage){ pixels->data, levelled->width, levelled->height, levelled->stride };
}

void
mc_level_invert (guint8 *pixels, gsize size)
{
  for (gsize i = 0; i < size; i++)
    pixels[i] = 255 - pixels[i];
}
