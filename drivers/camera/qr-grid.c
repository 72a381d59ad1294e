// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/qr-grid.h"

#include <math.h>
#include <string.h>

#define MAX_FIXED 2600    /* modules that are the same in each symbol: 2530 at most */
#define FOURTH_REACH 0.22 /* how far the fourth corner may be from a parallelogram's, in sides */

/* The fixed modules of a version, for the fit. */
typedef struct {
  float x[MAX_FIXED];
  float y[MAX_FIXED];
  float sign[MAX_FIXED]; /* 1 dark, -1 light */
  int n;
} Pattern;

/* The value between pixels: -1 light to 1 dark; 0 outside. */
static inline float
sample (const McGreyImage *picture, float x, float y)
{
  int left = (int) x, top = (int) y;
  float right_part = x - left, bottom_part = y - top;
  const guint8 *pixel;
  float upper, lower;

  if (x < 0 || y < 0 || left >= picture->width - 1 || top >= picture->height - 1)
    return 0;
  pixel = picture->pixels + top * picture->stride + left;
  upper = pixel[0] + (pixel[1] - pixel[0]) * right_part;
  lower = pixel[picture->stride]
          + (pixel[picture->stride + 1] - pixel[picture->stride]) * right_part;
  return (128 - (upper + (lower - upper) * bottom_part)) * (1 / 128.0f);
}

/* The projection that takes the centres of the finders in modules to the corners. */
static void
make_map (McQrGrid *self, int side)
{
  const McPoint *p = self->corners;
  double dx1 = p[1].x - p[2].x, dx2 = p[3].x - p[2].x, dx3 = p[0].x - p[1].x + p[2].x - p[3].x;
  double dy1 = p[1].y - p[2].y, dy2 = p[3].y - p[2].y, dy3 = p[0].y - p[1].y + p[2].y - p[3].y;
  double below = dx1 * dy2 - dx2 * dy1;
  double g = below == 0 ? 0 : (dx3 * dy2 - dx2 * dy3) / below;
  double h = below == 0 ? 0 : (dx1 * dy3 - dx3 * dy1) / below;
  /* From the square of 0 to 1 to the corners ... */
  double a = p[1].x - p[0].x + g * p[1].x, b = p[3].x - p[0].x + h * p[3].x, c = p[0].x;
  double d = p[1].y - p[0].y + g * p[1].y, e = p[3].y - p[0].y + h * p[3].y, f = p[0].y;
  /* ... and from modules to that square. */
  double scale = 1.0 / (side - 7), shift = -3.0 * scale;
  double w = 1 + (g + h) * shift;

  self->map[0] = a * scale / w;
  self->map[1] = b * scale / w;
  self->map[2] = (c + (a + b) * shift) / w;
  self->map[3] = d * scale / w;
  self->map[4] = e * scale / w;
  self->map[5] = (f + (d + e) * shift) / w;
  self->map[6] = g * scale / w;
  self->map[7] = h * scale / w;
}

static inline float
sample_module (const McGreyImage *picture, const float *map, float x, float y)
{
  float w = 1 / (map[6] * x + map[7] * y + 1);

  return sample (picture, (map[0] * x + map[1] * y + map[2]) * w,
                 (map[3] * x + map[4] * y + map[5]) * w);
}

static double
agreement (McQrGrid *self, const McGreyImage *picture, const Pattern *pattern, int side)
{
  float map[8];
  float sum = 0;

  make_map (self, side);
  for (int i = 0; i < 8; i++)
    map[i] = self->map[i];
  for (int i = 0; i < pattern->n; i++)
    sum += pattern->sign[i] * sample_module (picture, map, pattern->x[i], pattern->y[i]);
  return sum / pattern->n;
}

static void
add_module (Pattern *pattern, const McQrLayout *layout, int row, int column)
{
  guint8 kind = layout->kinds[row * layout->side + column];

  if ((kind != MC_QR_DARK && kind != MC_QR_LIGHT) || pattern->n == MAX_FIXED)
    return;
  pattern->x[pattern->n] = column;
  pattern->y[pattern->n] = row;
  pattern->sign[pattern->n++] = kind == MC_QR_DARK ? 1 : -1;
}

/* near_fourth: only what lies around the corner without a finder. */
static void
collect (Pattern *pattern, const McQrLayout *layout, gboolean near_fourth)
{
  int from = near_fourth ? layout->side - 11 : 0;

  pattern->n = 0;
  for (int row = from; row < layout->side; row++)
    for (int column = from; column < layout->side; column++)
      add_module (pattern, layout, row, column);
}

/* Looks for the fourth corner where the alignment pattern beside it fits best. */
static void
find_fourth (McQrGrid *self, const McGreyImage *picture, const McQrLayout *layout, Pattern *pattern,
             double module)
{
  McPoint middle = self->corners[2], best = middle;
  int reach = (int) (layout->side * FOURTH_REACH) + 2;
  double most = -2;

  collect (pattern, layout, TRUE);
  if (pattern->n == 0)
    return;
  for (int dy = -reach; dy <= reach; dy++)
    for (int dx = -reach; dx <= reach; dx++) {
      double fit;

      self->corners[2] = (McPoint){ middle.x + dx * 0.7 * module, middle.y + dy * 0.7 * module };
      fit = agreement (self, picture, pattern, layout->side)
            - 0.004 * hypot (dx, dy); /* of two as good the nearer one */
      if (fit > most) {
        most = fit;
        best = self->corners[2];
      }
    }
  self->corners[2] = best;
}

/* Moves each corner a step as long as that helps, with ever smaller steps. */
static void
settle (McQrGrid *self, const McGreyImage *picture, const Pattern *pattern, int side, double module)
{
  static const double steps[] = { 0.7, 0.35, 0.18, 0.09 };
  double best = agreement (self, picture, pattern, side);

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    for (int round = 0; round < 4; round++) {
      double before = best;

      for (int k = 0; k < 16; k++) {
        McPoint *corner = &self->corners[k / 4];
        McPoint old = *corner;
        double step = (k % 2 == 0 ? 1 : -1) * steps[i] * module;
        double fit;

        if (k % 4 < 2)
          corner->x += step;
        else
          corner->y += step;
        fit = agreement (self, picture, pattern, side);
        if (fit > best)
          best = fit;
        else
          *corner = old;
      }
      if (best <= before)
        break;
    }
  self->fit = best;
  make_map (self, side);
}

void
mc_qr_grid_fit (McQrGrid *self, const McGreyImage *picture, const McQrLayout *layout,
                const McQrFinders *finders)
{
  const McPoint *a = &finders->corner, *b = &finders->right, *c = &finders->below;
  double module = (hypot (b->x - a->x, b->y - a->y) + hypot (c->x - a->x, c->y - a->y)) / 2
                  / (layout->side - 7);
  Pattern pattern;

  self->corners[0] = *a;
  self->corners[1] = *b;
  self->corners[2] = (McPoint){ b->x + c->x - a->x, b->y + c->y - a->y };
  self->corners[3] = *c;
  find_fourth (self, picture, layout, &pattern, module);
  collect (&pattern, layout, FALSE);
  settle (self, picture, &pattern, layout->side, module);
}

void
mc_qr_grid_sample (const McQrGrid *self, const McGreyImage *picture, const McQrLayout *layout,
                   float *soft)
{
  static const float offsets[][2] = {
    { 0, 0 }, { 0.22, 0 }, { -0.22, 0 }, { 0, 0.22 }, { 0, -0.22 }
  };
  float map[8];

  for (int i = 0; i < 8; i++)
    map[i] = self->map[i];
  for (int row = 0; row < layout->side; row++)
    for (int column = 0; column < layout->side; column++) {
      float sum = 0;

      for (gsize i = 0; i < G_N_ELEMENTS (offsets); i++)
        sum += sample_module (picture, map, column + offsets[i][0], row + offsets[i][1]);
      *soft++ = sum / G_N_ELEMENTS (offsets);
    }
}

double
mc_qr_grid_module (const McQrGrid *self, const McQrLayout *layout)
{
  const McPoint *p = self->corners;
  double area = fabs ((p[2].x - p[0].x) * (p[3].y - p[1].y) - (p[3].x - p[1].x) * (p[2].y - p[0].y))
                / 2;

  return sqrt (area) / (layout->side - 7);
}
