// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/page-straighten.h"

#include <math.h>

/* A little more than the picture has, so that what is between pixels is not lost by turning. */
#define DENSITY 1.12
#define LEAST_PIXELS 64
/* The sheet's own edge and its shadow are no part of the page. */
#define TRIM 0.0025

void
mc_sheet_map_set (McSheetMap *map, const McSheet *sheet)
{
  const McPoint *c = sheet->corners;
  double dx1 = c[1].x - c[2].x, dx2 = c[3].x - c[2].x, sx = c[0].x - c[1].x + c[2].x - c[3].x;
  double dy1 = c[1].y - c[2].y, dy2 = c[3].y - c[2].y, sy = c[0].y - c[1].y + c[2].y - c[3].y;
  double determinant = dx1 * dy2 - dx2 * dy1;
  double g = (sx * dy2 - dx2 * sy) / determinant, h = (dx1 * sy - sx * dy1) / determinant;
  const double m[9] = { c[1].x - c[0].x + g * c[1].x,
                        c[3].x - c[0].x + h * c[3].x,
                        c[0].x,
                        c[1].y - c[0].y + g * c[1].y,
                        c[3].y - c[0].y + h * c[3].y,
                        c[0].y,
                        g,
                        h,
                        1 };

  for (int i = 0; i < 9; i++)
    map->m[i] = m[i];
}

McPoint
mc_sheet_map_apply (const McSheetMap *map, double u, double v)
{
  const double *m = map->m;
  double w = m[6] * u + m[7] * v + m[8];

  return (McPoint){ (m[0] * u + m[1] * v + m[2]) / w, (m[3] * u + m[4] * v + m[5]) / w };
}

/* Weights of four pixels in a row for a place between the two in the middle (Catmull and Rom). */
static void
set_weights (float t, float *weights)
{
  weights[0] = t * (-0.5f + t * (1 - 0.5f * t));
  weights[1] = 1 + t * t * (-2.5f + 1.5f * t);
  weights[2] = t * (0.5f + t * (2 - 1.5f * t));
  weights[3] = t * t * (-0.5f + 0.5f * t);
}

static void
take_pixel (const McColourImage *image, McPoint at, guint8 *pixel)
{
  float x = CLAMP ((float) at.x, 1, image->width - 2.01f);
  float y = CLAMP ((float) at.y, 1, image->height - 2.01f);
  int left = (int) x - 1, top = (int) y - 1;
  float across[4], down[4], sum[3] = { 0 };

  set_weights (x - (int) x, across);
  set_weights (y - (int) y, down);
  for (int v = 0; v < 4; v++) {
    const guint8 *row = image->pixels + (gsize) (top + v) * image->stride + 4 * (gsize) left;

    for (int c = 0; c < 3; c++)
      sum[c] += down[v]
                * (across[0] * row[c] + across[1] * row[4 + c] + across[2] * row[8 + c]
                   + across[3] * row[12 + c]);
  }
  for (int c = 0; c < 3; c++)
    pixel[c] = (guint8) CLAMP (sum[c] + 0.5f, 0, 255);
  pixel[3] = 255;
}

McColourPixels *
mc_page_straighten (const McColourImage *image, const McSheet *sheet)
{
  double proportion = mc_sheet_get_proportion (sheet, image->width, image->height);
  double across, down, longest;
  McColourPixels *page;
  McSheetMap map;

  mc_sheet_get_sides (sheet, &across, &down);
  longest = CLAMP (DENSITY * MAX (across, down), LEAST_PIXELS, MC_PAGE_MOST_PIXELS);
  page = mc_colour_pixels_new (
      MAX ((int) lround (proportion >= 1 ? longest : longest * proportion), LEAST_PIXELS),
      MAX ((int) lround (proportion >= 1 ? longest / proportion : longest), LEAST_PIXELS));
  mc_sheet_map_set (&map, sheet);
  for (int y = 0; y < page->height; y++)
    for (int x = 0; x < page->width; x++) {
      double u = TRIM + (1 - 2 * TRIM) * (x + 0.5) / page->width;
      double v = TRIM + (1 - 2 * TRIM) * (y + 0.5) / page->height;

      take_pixel (image, mc_sheet_map_apply (&map, u, v),
                  page->pixels + (gsize) y * page->stride + 4 * (gsize) x);
    }
  return page;
}
