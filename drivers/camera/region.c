// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/region.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 8 /* pixels */
#define REACH 3 /* pixels from one side of an edge to the other: blur makes edges wide */
#define N_SAMPLES (BLOCK * BLOCK / 2)
#define SHADE 40          /* added to the light of a block: black is not infinitely fine print */
#define NOISE 5           /* levels that are no edge */
#define MARGIN_PERCENT 14 /* to each side of what the search calls full of edges */
#define AROUND_WEIGHT 1.5
#define SIZE_POWER 0.4
#define LEAST_SCORE 1.0

/* Sides of the squares looked for, in blocks. */
static const int sides[] = { 9, 12, 16, 21, 28, 37, 49, 64, 84 };

typedef struct {
  int width; /* in blocks */
  int height;
  guint32 *sums; /* of all blocks above and left; (width + 1) * (height + 1) */
} EdgeMap;

/* The edges in one block, the lesser of both directions: text and bar codes have many in one
 * direction, a QR code in both. */
static guint
weigh_block (const guint8 *pixels, gsize stride)
{
  guint across = 0, down = 0, light = 0;

  for (int y = 0; y < BLOCK; y += 2) {
    const guint8 *row = pixels + y * stride;
    const guint8 *next = row + REACH * stride;

    for (int x = 0; x < BLOCK; x++) {
      across += MAX (abs (row[x + REACH] - row[x]) - NOISE, 0);
      down += MAX (abs (next[x] - row[x]) - NOISE, 0);
      light += row[x];
    }
  }
  /* Print in the shade has smaller steps, but not less print. */
  return MIN (across, down) * 128 / (light / N_SAMPLES + SHADE);
}

static void
fill_map (EdgeMap *map, const McGreyImage *image)
{
  int row_length = map->width + 1;

  memset (map->sums, 0, row_length * sizeof *map->sums);
  for (int y = 0; y < map->height; y++) {
    guint32 *sums = map->sums + (y + 1) * row_length;
    guint32 sum = 0;

    sums[0] = 0;
    for (int x = 0; x < map->width; x++) {
      sum += weigh_block (image->pixels + (gsize) y * BLOCK * image->stride + x * BLOCK,
                          image->stride);
      sums[x + 1] = sums[x + 1 - row_length] + sum;
    }
  }
}

static guint
sum_of (const EdgeMap *map, int left, int top, int right, int bottom)
{
  int row_length = map->width + 1;

  return map->sums[bottom * row_length + right] - map->sums[top * row_length + right]
         - map->sums[bottom * row_length + left] + map->sums[top * row_length + left];
}

/* How much fuller of edges a square is than the frame around it. weight: that of its size; a large
 * square as full as a small one is the better find, the small one is a part of it. */
static double
score_square (const EdgeMap *map, int x, int y, int side, double weight)
{
  int ring = MAX (side / 6, 1);
  int left = MAX (x - ring, 0), top = MAX (y - ring, 0);
  int right = MIN (x + side + ring, map->width), bottom = MIN (y + side + ring, map->height);
  guint inside = sum_of (map, x, y, x + side, y + side);
  guint around = sum_of (map, left, top, right, bottom) - inside;
  int n_inside = side * side;
  int n_around = (right - left) * (bottom - top) - n_inside;

  return ((double) inside / n_inside - AROUND_WEIGHT * around / MAX (n_around, 1)) * weight;
}

/* Keeps the best few that do not lie on each other, best first. */
static guint
keep (McRegion *regions, guint n, guint max, const McRegion *found)
{
  guint place;

  for (guint i = 0; i < n; i++) {
    int dx = abs (2 * regions[i].x + regions[i].side - 2 * found->x - found->side);
    int dy = abs (2 * regions[i].y + regions[i].side - 2 * found->y - found->side);

    if (MAX (dx, dy) >= MAX (regions[i].side, found->side))
      continue;
    if (regions[i].score >= found->score)
      return n;
    memmove (regions + i, regions + i + 1, (n - i - 1) * sizeof *regions);
    n--;
    i--;
  }
  for (place = n; place > 0 && regions[place - 1].score < found->score; place--)
    ;
  if (place >= max)
    return n;
  n = MIN (n + 1, max);
  memmove (regions + place + 1, regions + place, (n - place - 1) * sizeof *regions);
  regions[place] = *found;
  return n;
}

static void
to_pixels (McRegion *region)
{
  int margin = region->side * BLOCK * MARGIN_PERCENT / 100;

  region->x = region->x * BLOCK - margin;
  region->y = region->y * BLOCK - margin;
  region->side = region->side * BLOCK + 2 * margin;
}

guint
mc_region_find (const McGreyImage *image, GByteArray *scratch, McRegion *regions, guint max)
{
  EdgeMap map = { (image->width - REACH) / BLOCK, (image->height - REACH) / BLOCK, NULL };
  guint n = 0;

  if (map.width < 1 || map.height < 1)
    return 0;
  g_byte_array_set_size (scratch, (map.width + 1) * (map.height + 1) * sizeof *map.sums);
  map.sums = (guint32 *) (gpointer) scratch->data;
  fill_map (&map, image);
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++) {
    int side = MIN (sides[i], MIN (map.width, map.height));
    int step = side / 16 + 1;
    double weight = pow (side, SIZE_POWER);

    for (int y = 0; y + side <= map.height; y += step)
      for (int x = 0; x + side <= map.width; x += step) {
        McRegion found = { x, y, side, score_square (&map, x, y, side, weight) };

        if (found.score >= LEAST_SCORE && (n < max || found.score > regions[n - 1].score))
          n = keep (regions, n, max, &found);
      }
    if (side < sides[i])
      break;
  }
  for (guint i = 0; i < n; i++)
    to_pixels (&regions[i]);
  return n;
}
