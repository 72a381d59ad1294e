// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/level.h"

#include <math.h>
#include <string.h>

#define BLOCK 4           /* pixels a side that share one mean and spread */
#define SPREAD 60.0f      /* levels that one standard deviation becomes */
#define LEAST_SPREAD 4.0f /* noise is not stretched to black and white: neither in the dark ... */
#define LEAST_PART 0.12f  /* ... nor beside print, of whose spread it is this part */
#define THRESHOLD 120     /* a little under the mean: noise on plain paper stays white */

/* Some pixels, or what is known of them. */
typedef struct {
  guint32 n;
  guint32 sum;
  guint32 squares;
} Sums;

typedef struct {
  int width; /* in blocks */
  int height;
  Sums *blocks;
  Sums *columns; /* of the blocks of some rows; width */
  float *gains;  /* what becomes of each pixel of a row of blocks: value * gain + shift */
  float *shifts;
} Map;

static void
add (Sums *to, const Sums *more)
{
  to->n += more->n;
  to->sum += more->sum;
  to->squares += more->squares;
}

static void
take (Sums *from, const Sums *less)
{
  from->n -= less->n;
  from->sum -= less->sum;
  from->squares -= less->squares;
}

static Sums
sum_block (const McGreyImage *image, int left, int top)
{
  int right = MIN (left + BLOCK, image->width), bottom = MIN (top + BLOCK, image->height);
  Sums sums = { (right - left) * (bottom - top), 0, 0 };

  for (int y = top; y < bottom; y++) {
    const guint8 *row = image->pixels + y * image->stride;

    for (int x = left; x < right; x++) {
      sums.sum += row[x];
      sums.squares += (guint32) row[x] * row[x];
    }
  }
  return sums;
}

/* Fills the blocks. Returns the least variance that counts as print, by that of the whole. */
static float
fill_blocks (Map *map, const McGreyImage *image)
{
  guint64 n = (guint64) image->width * image->height, sum = 0, squares = 0;
  double mean;

  for (int y = 0; y < map->height; y++)
    for (int x = 0; x < map->width; x++) {
      Sums *block = &map->blocks[y * map->width + x];

      *block = sum_block (image, x * BLOCK, y * BLOCK);
      sum += block->sum;
      squares += block->squares;
    }
  mean = (double) sum / n;
  return MAX ((float) ((double) squares / n - mean * mean) * LEAST_PART * LEAST_PART,
              LEAST_SPREAD * LEAST_SPREAD);
}

/* Of a block, by what is around it. */
static void
put_levelling (Map *map, int x, const Sums *around, float floor)
{
  float part = 1.0f / around->n;
  float mean = around->sum * part;
  float gain = SPREAD / sqrtf (MAX (around->squares * part - mean * mean, floor));

  for (int i = x * BLOCK; i < (x + 1) * BLOCK; i++) {
    map->gains[i] = gain;
    map->shifts[i] = 128.5f - mean * gain;
  }
}

/* Of a row of blocks, by map->columns. */
static void
find_levelling (Map *map, int radius, float floor)
{
  Sums window = { 0 };

  for (int x = 0; x < MIN (radius, map->width); x++)
    add (&window, &map->columns[x]);
  for (int x = 0; x < map->width; x++) {
    if (x + radius < map->width)
      add (&window, &map->columns[x + radius]);
    put_levelling (map, x, &window, floor);
    if (x >= radius)
      take (&window, &map->columns[x - radius]);
  }
}

static void
level_row (const guint8 *restrict source, guint8 *restrict target, int width,
           const float *restrict gains, const float *restrict shifts)
{
  for (int x = 0; x < width; x++) {
    int value = (int) (source[x] * gains[x] + shifts[x]);

    target[x] = CLAMP (value, 0, 255);
  }
}

static void
sum_columns (Map *map, int row, void (*operation) (Sums *, const Sums *))
{
  for (int x = 0; row >= 0 && row < map->height && x < map->width; x++)
    operation (&map->columns[x], &map->blocks[row * map->width + x]);
}

McGreyImage
mc_level (const McGreyImage *image, int radius, GByteArray *pixels, GByteArray *scratch)
{
  McGreyImage view = { NULL, image->width, image->height, image->width };
  Map map = { (image->width + BLOCK - 1) / BLOCK, (image->height + BLOCK - 1) / BLOCK };
  int reach = (radius + BLOCK / 2) / BLOCK;
  float floor;

  g_byte_array_set_size (pixels, (gsize) image->width * image->height);
  g_byte_array_set_size (scratch, (gsize) map.width * map.height * sizeof *map.blocks
                                      + map.width * sizeof *map.columns
                                      + 2 * map.width * BLOCK * sizeof *map.gains);
  view.pixels = pixels->data;
  map.blocks = (Sums *) (gpointer) scratch->data;
  map.columns = map.blocks + map.width * map.height;
  map.gains = (float *) (gpointer) (map.columns + map.width);
  map.shifts = map.gains + map.width * BLOCK;
  memset (map.columns, 0, map.width * sizeof *map.columns);

  floor = fill_blocks (&map, image);
  for (int row = 0; row < reach; row++)
    sum_columns (&map, row, add);
  for (int row = 0; row < map.height; row++) {
    sum_columns (&map, row + reach, add);
    find_levelling (&map, reach, floor);
    for (int y = row * BLOCK; y < MIN ((row + 1) * BLOCK, image->height); y++)
      level_row (image->pixels + y * image->stride, pixels->data + y * view.stride, image->width,
                 map.gains, map.shifts);
    sum_columns (&map, row - reach, take);
  }
  return view;
}

static void
threshold (const guint8 *restrict from, guint8 *restrict to, gsize size)
{
  for (gsize i = 0; i < size; i++)
    to[i] = from[i] < THRESHOLD ? 0 : 255;
}

McGreyImage
mc_level_threshold (const McGreyImage *levelled, GByteArray *pixels)
{
  gsize size = levelled->stride * levelled->height;

  g_byte_array_set_size (pixels, size);
  threshold (levelled->pixels, pixels->data, size);
  return (McGreyImage){ pixels->data, levelled->width, levelled->height, levelled->stride };
}

void
mc_level_invert (guint8 *pixels, gsize size)
{
  for (gsize i = 0; i < size; i++)
    pixels[i] = 255 - pixels[i];
}
