// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/sheet-judge.h"

#include <math.h>
#include <stdlib.h>

#include "drivers/camera/page-straighten.h"
#include "drivers/camera/picture-quality.h"

#define GRID 64       /* places each way at which a sheet's light is looked at */
#define DARK_PAPER 70 /* levels */
#define SATURATED 250
#define GLARE_SHARE 0.006 /* of a sheet, where its own paper is darker */
#define LIT_SHARE 0.6     /* ... where all of it is at white: faint print is gone */
#define LEAST_EXTENT 0.42 /* of the picture's height */
#define LEAST_SQUARE 0.78 /* of opposite sides: some 35 degrees */
#define STILL 0.004       /* of the picture's diagonal, from one picture to the next */
#define LEAST_CONTRAST 60 /* below, nothing is printed that could be blurred */
#define SHARP_PERCENT 26
#define MOVED_EVENNESS 0.55
/* A sheet's own edge: how much of the step from it to the table one pixel takes, in a sheet of so
 * many pixels. A blank sheet has nothing else that could be blurred. */
#define SHARP_EDGE 0.15
#define EDGE_PIXELS 1100.0
#define EDGE_SAMPLES 24
#define LEAST_STEP 20 /* levels */

/* ISO/IEC 7810 ID-1, millimetres. */
#define CARD_LONG 85.60
#define CARD_SHORT 53.98
#define CARD_CLOSE 0.045 /* of the proportion */
#define CARD_SIZE_CLOSE 0.09

static int
get_level (const McGreyImage *image, McPoint at)
{
  int x = CLAMP ((int) lround (at.x), 0, image->width - 1);
  int y = CLAMP ((int) lround (at.y), 0, image->height - 1);

  return image->pixels[(gsize) y * image->stride + x];
}

/* --- light --- */

static McDeviceRetry
judge_light (const McGreyImage *image, const McSheet *sheet)
{
  guint counts[256] = { 0 }, seen = 0, white = 0;
  const guint total = GRID * GRID;
  int paper = 255;
  McSheetMap map;

  mc_sheet_map_set (&map, sheet);
  for (int i = 0; i < GRID * GRID; i++)
    counts[get_level (
        image, mc_sheet_map_apply (&map, (i % GRID + 0.5) / GRID, (i / GRID + 0.5) / GRID))]++;
  for (; paper > 0 && seen + counts[paper] <= total / 2; paper--)
    seen += counts[paper];
  for (int level = SATURATED; level < 256; level++)
    white += counts[level];
  if (paper < DARK_PAPER && !sheet->darker)
    return MC_DEVICE_RETRY_TOO_DARK;
  if (white > LIT_SHARE * total || (paper < SATURATED - 10 && white > GLARE_SHARE * total))
    return MC_DEVICE_RETRY_GLARE;
  return MC_DEVICE_RETRY_GENERAL;
}

/* --- sharpness --- */

/* A square in the middle of the sheet, as large as fits however it is turned. */
static McGreyImage
view_middle (const McGreyImage *image, const McSheet *sheet)
{
  double across, down, x = 0, y = 0;
  int half, left, top, right, bottom;

  mc_sheet_get_sides (sheet, &across, &down);
  for (int i = 0; i < 4; i++) {
    x += sheet->corners[i].x / 4;
    y += sheet->corners[i].y / 4;
  }
  half = (int) (0.33 * MIN (across, down));
  left = CLAMP ((int) x - half, 0, image->width - 2);
  top = CLAMP ((int) y - half, 0, image->height - 2);
  right = CLAMP ((int) x + half, left + 2, image->width);
  bottom = CLAMP ((int) y + half, top + 2, image->height);
  return (McGreyImage){ image->pixels + (gsize) top * image->stride + left, right - left,
                        bottom - top, image->stride };
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* The largest part of the step across a side that one pixel takes; 0: the step is too low. */
static double
get_edge (const McGreyImage *image, McPoint at, double nx, double ny, int reach)
{
  int before = get_level (image, (McPoint){ at.x - reach * nx, at.y - reach * ny });
  int first = before, most = 0;

  for (int i = 1 - reach; i <= reach; i++) {
    int level = get_level (image, (McPoint){ at.x + i * nx, at.y + i * ny });

    most = MAX (most, ABS (level - before));
    before = level;
  }
  return ABS (before - first) >= LEAST_STEP ? (double) most / ABS (before - first) : 0;
}

/* Of the middle one of the places along two opposite sides; 1 where nothing can be said. */
static double
get_edges (const McGreyImage *image, const McSheet *sheet, int side, int reach)
{
  double found[2 * EDGE_SAMPLES];
  guint n = 0;

  for (int i = 0; i < 2 * EDGE_SAMPLES; i++) {
    McPoint from = sheet->corners[side + (i % 2) * 2];
    McPoint to = sheet->corners[(side + (i % 2) * 2 + 1) % 4];
    double t = 0.1 + 0.8 * (i / 2) / (EDGE_SAMPLES - 1);
    double size = MAX (hypot (to.x - from.x, to.y - from.y), 1);
    McPoint at = { from.x + t * (to.x - from.x), from.y + t * (to.y - from.y) };

    found[n] = get_edge (image, at, -(to.y - from.y) / size, (to.x - from.x) / size, reach);
    n += found[n] > 0;
  }
  qsort (found, n, sizeof *found, compare);
  return n >= EDGE_SAMPLES / 2 ? found[n / 2] : 1;
}

/* By the sheet's edges, and by what is printed in its middle. */
static McDeviceRetry
judge_sharpness (const McGreyImage *image, const McSheet *sheet, double longest)
{
  double size = MAX (longest / EDGE_PIXELS, 1);
  double down = get_edges (image, sheet, 0, (int) (8 * size));
  double across = get_edges (image, sheet, 1, (int) (8 * size));
  McGreyImage middle = view_middle (image, sheet);
  McPictureQuality quality;

  if (MIN (down, across) < SHARP_EDGE / size)
    return MIN (down, across) < MOVED_EVENNESS * MAX (down, across) ? MC_DEVICE_RETRY_MOVING
                                                                    : MC_DEVICE_RETRY_BLUR;
  mc_picture_quality_measure_part (&middle, &quality);
  if (quality.contrast < LEAST_CONTRAST || quality.sharpness >= SHARP_PERCENT / size)
    return MC_DEVICE_RETRY_GENERAL;
  return quality.evenness < MOVED_EVENNESS ? MC_DEVICE_RETRY_MOVING : MC_DEVICE_RETRY_BLUR;
}

McDeviceRetry
mc_sheet_judge (const McGreyImage *image, const McSheet *sheet, const McSheet *before)
{
  double across, down;
  McDeviceRetry light;

  if (sheet == NULL) {
    McPictureQuality quality;

    mc_picture_quality_measure (image, NULL, &quality);
    return quality.reason == MC_DEVICE_RETRY_TOO_DARK ? MC_DEVICE_RETRY_TOO_DARK
                                                      : MC_DEVICE_RETRY_NO_SHEET;
  }
  if (before != NULL
      && mc_sheet_get_distance (sheet, before) > STILL * hypot (image->width, image->height))
    return MC_DEVICE_RETRY_MOVING;
  light = judge_light (image, sheet);
  if (light != MC_DEVICE_RETRY_GENERAL)
    return light;
  mc_sheet_get_sides (sheet, &across, &down);
  if (mc_sheet_get_squareness (sheet) < LEAST_SQUARE)
    return MC_DEVICE_RETRY_TILTED;
  if (MAX (across, down) < LEAST_EXTENT * image->height)
    return MC_DEVICE_RETRY_TOO_FAR;
  return judge_sharpness (image, sheet, MAX (across, down));
}

/* --- cards --- */

/* Whether what is at the very corner belongs to what is around the sheet. */
static gboolean
is_round (const McGreyImage *image, const McSheetMap *map, double u, double v)
{
  /* Off the corner along the diagonal, millimetres of a card: the arc is 1.32 away. */
  const double steps[3] = { -1.6, 0.55, 5.0 };
  double su = u < 0.5 ? 1 : -1, sv = v < 0.5 ? 1 : -1, wide, high;
  McPoint a = mc_sheet_map_apply (map, 0, 0.5), b = mc_sheet_map_apply (map, 1, 0.5);
  McPoint c = mc_sheet_map_apply (map, 0.5, 0), d = mc_sheet_map_apply (map, 0.5, 1);
  int levels[3];

  wide = hypot (b.x - a.x, b.y - a.y) > hypot (d.x - c.x, d.y - c.y) ? CARD_LONG : CARD_SHORT;
  high = wide == CARD_LONG ? CARD_SHORT : CARD_LONG;
  for (int i = 0; i < 3; i++)
    levels[i] = get_level (image, mc_sheet_map_apply (map, u + su * steps[i] * G_SQRT2 / 2 / wide,
                                                      v + sv * steps[i] * G_SQRT2 / 2 / high));
  return ABS (levels[1] - levels[0]) < ABS (levels[1] - levels[2]);
}

gboolean
mc_sheet_is_card (const McGreyImage *image, const McSheet *sheet, double width_mm)
{
  double proportion = mc_sheet_get_proportion (sheet, image->width, image->height);
  double across, down;
  McSheetMap map;
  int round = 0;

  proportion = proportion > 1 ? proportion : 1 / proportion;
  if (fabs (proportion / (CARD_LONG / CARD_SHORT) - 1) > CARD_CLOSE)
    return FALSE;
  mc_sheet_get_sides (sheet, &across, &down);
  if (width_mm > 0)
    return fabs (MAX (across, down) * width_mm / image->width / CARD_LONG - 1) <= CARD_SIZE_CLOSE;
  mc_sheet_map_set (&map, sheet);
  for (int corner = 0; corner < 4; corner++)
    round += is_round (image, &map, corner % 2, corner / 2);
  return round >= 3;
}
