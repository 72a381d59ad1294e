// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/qr-grid.h"

#include <math.h>
#include <string.h>

#define MAX_FIXED 2600         /* modules that are the same in each symbol: 2530 at most */
#define SETTLE_ROUNDS 4        /* at most, with each length of step */
#define LEAST_FINDERS_FIT 0.12 /* below, they are no finders */
#define CLEAR_FIT 0.4          /* of a fourth corner that is worth no long search */
#define CLEAR_RINGS 2          /* further steps looked for a better one */
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

/* The fixed modules among the rows and columns from first to last. */
static void
collect (Pattern *pattern, const McQrLayout *layout, int first_row, int first_column, int last_row,
         int last_column)
{
  for (int row = first_row; row <= last_row; row++)
    for (int column = first_column; column <= last_column; column++)
      add_module (pattern, layout, row, column);
}

static void
collect_all (Pattern *pattern, const McQrLayout *layout)
{
  pattern->n = 0;
  collect (pattern, layout, 0, 0, layout->side - 1, layout->side - 1);
}

/* The three finders with the light modules around them. */
static void
collect_finders (Pattern *pattern, const McQrLayout *layout)
{
  int last = layout->side - 1;

  pattern->n = 0;
  collect (pattern, layout, 0, 0, 7, 7);
  collect (pattern, layout, 0, last - 7, 7, last);
  collect (pattern, layout, last - 7, 0, last, 7);
}

/* The best of the places so many steps from the middle; in most that found so far. */
static gboolean
search_ring (McQrGrid *self, const McGreyImage *picture, const Pattern *pattern, int side,
             McPoint middle, double step, int ring, double *most, McPoint *best)
{
  gboolean found = FALSE;

  for (int dy = -ring; dy <= ring; dy++)
    for (int dx = -ring; dx <= ring; dx += ABS (dy) == ring ? 1 : 2 * ring) {
      double fit;

      self->corners[2] = (McPoint){ middle.x + dx * step, middle.y + dy * step };
      fit = agreement (self, picture, pattern, side)
            - 0.004 * hypot (dx, dy); /* of two as good the nearer one */
      if (fit > *most) {
        *most = fit;
        *best = self->corners[2];
        found = TRUE;
      }
    }
  return found;
}

/* Looks for the fourth corner where the alignment pattern beside it fits best. */
static void
find_fourth (McQrGrid *self, const McGreyImage *picture, const McQrLayout *layout, Pattern *pattern,
             double module)
{
  McPoint middle = self->corners[2], best = middle;
  int reach = (int) (layout->side * FOURTH_REACH) + 2;
  double most = -2;
  int since = 0;

  pattern->n = 0;
  collect (pattern, layout, layout->side - 11, layout->side - 11, layout->side - 1,
           layout->side - 1);
  if (pattern->n == 0)
    return;
  for (int ring = 0; ring <= reach && (most < CLEAR_FIT || since < CLEAR_RINGS); ring++) {
    gboolean found = search_ring (self, picture, pattern, layout->side, middle, 0.7 * module, ring,
                                  &most, &best);

    since = found ? 0 : since + 1;
  }
  self->corners[2] = best;
}

void
mc_qr_grid_lay (McQrGrid *self, const McGreyImage *picture, const McQrLayout *layout,
                const McQrFinders *finders)
{
  const McPoint *a = &finders->corner, *b = &finders->right, *c = &finders->below;
  double module = (hypot (b->x - a->x, b->y - a->y) + hypot (c->x - a->x, c->y - a->y)) / 2
                  / (layout->side - 7);
  Pattern pattern;

  memset (self->bends, 0, sizeof self->bends);
  self->corners[0] = *a;
  self->corners[1] = *b;
  self->corners[2] = (McPoint){ b->x + c->x - a->x, b->y + c->y - a->y };
  self->corners[3] = *c;
  collect_finders (&pattern, layout);
  self->fit = agreement (self, picture, &pattern, layout->side);
  if (self->fit < LEAST_FINDERS_FIT)
    return;
  find_fourth (self, picture, layout, &pattern, module);
  collect_all (&pattern, layout);
  self->fit = agreement (self, picture, &pattern, layout->side);
}

/* Moves each corner in turn. TRUE: one of them fits better now. */
static gboolean
move_corners (McQrGrid *self, const McGreyImage *picture, const Pattern *pattern, int side,
              double step)
{
  double before = self->fit;

  for (int k = 0; k < 16; k++) {
    McPoint *corner = &self->corners[k / 4];
    McPoint old = *corner;
    double way = k % 2 == 0 ? step : -step;
    double fit;

    if (k % 4 < 2)
      corner->x += way;
    else
      corner->y += way;
    fit = agreement (self, picture, pattern, side);
    if (fit > self->fit)
      self->fit = fit;
    else
      *corner = old;
  }
  return self->fit > before;
}

/* With ever smaller steps, each as long as it helps. */
void
mc_qr_grid_settle (McQrGrid *self, const McGreyImage *picture, const McQrLayout *layout)
{
  static const double steps[] = { 0.7, 0.35, 0.18, 0.09 }; /* modules */
  double module = mc_qr_grid_module (self, layout);
  Pattern pattern;

  collect_all (&pattern, layout);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    for (int round = 0; round < SETTLE_ROUNDS; round++)
      if (!move_corners (self, picture, &pattern, layout->side, steps[i] * module))
        break;
  make_map (self, layout->side);
}

/* How far a module is moved by the bends around it. */
static McPoint
find_bend (const McQrGrid *self, int side, int row, int column)
{
  double x = (double) column * (MC_QR_MESH - 1) / (side - 1);
  double y = (double) row * (MC_QR_MESH - 1) / (side - 1);
  int left = MIN ((int) x, MC_QR_MESH - 2), top = MIN ((int) y, MC_QR_MESH - 2);
  const McPoint *upper = &self->bends[top][left], *lower = &self->bends[top + 1][left];
  double u = x - left, v = y - top;

  return (McPoint){
    (upper[0].x * (1 - u) + upper[1].x * u) * (1 - v) + (lower[0].x * (1 - u) + lower[1].x * u) * v,
    (upper[0].y * (1 - u) + upper[1].y * u) * (1 - v) + (lower[0].y * (1 - u) + lower[1].y * u) * v,
  };
}

/* How clearly dark and light part around a knot, were it moved so; what is known counts more. */
static float
clearness (const McGreyImage *picture, const McQrLayout *layout, const float *map, int knot_row,
           int knot_column, McPoint bend)
{
  int side = layout->side;
  int row = knot_row * (side - 1) / (MC_QR_MESH - 1);
  int column = knot_column * (side - 1) / (MC_QR_MESH - 1);
  int reach = MAX (side / (MC_QR_MESH - 1), 3);
  int first = MAX (column - reach, 0);
  float sum = 0;

  for (int y = MAX (row - reach, 0); y <= MIN (row + reach, side - 1); y++)
    /* Every second one, as on a chess board, is enough. */
    for (int x = first + (first + y) % 2; x <= MIN (column + reach, side - 1); x += 2) {
      float value = sample_module (picture, map, x + bend.x, y + bend.y);
      guint8 kind = layout->kinds[y * side + x];

      if (kind == MC_QR_DARK)
        sum += 2 * value;
      else if (kind == MC_QR_LIGHT)
        sum -= 2 * value;
      else
        sum += fabsf (value);
    }
  return 2 * sum / ((2 * reach + 1) * (2 * reach + 1));
}

/* The mean of a knot's neighbours. */
static McPoint
neighbours_bend (const McQrGrid *self, int row, int column)
{
  McPoint sum = { 0, 0 };
  int n = 0;

  for (int y = MAX (row - 1, 0); y <= MIN (row + 1, MC_QR_MESH - 1); y++)
    for (int x = MAX (column - 1, 0); x <= MIN (column + 1, MC_QR_MESH - 1); x++)
      if (x != column || y != row) {
        sum.x += self->bends[y][x].x;
        sum.y += self->bends[y][x].y;
        n++;
      }
  return (McPoint){ sum.x / n, sum.y / n };
}

static void
bend_knot (McQrGrid *self, const McGreyImage *picture, const McQrLayout *layout, const float *map,
           int row, int column, double step)
{
  McPoint around = neighbours_bend (self, row, column);
  McPoint starts[] = { self->bends[row][column], around };
  McPoint best = starts[0];
  double most = -G_MAXDOUBLE;

  for (int k = 0; k < 18; k++) {
    McPoint bend = { starts[k / 9].x + (k % 3 - 1) * step,
                     starts[k / 9].y + (k / 3 % 3 - 1) * step };
    double off = hypot (bend.x - around.x, bend.y - around.y);
    double clear = clearness (picture, layout, map, row, column, bend) - 0.12 * off * off;

    if (clear > most) {
      most = clear;
      best = bend;
    }
  }
  self->bends[row][column] = best;
}

void
mc_qr_grid_bend (McQrGrid *self, const McGreyImage *picture, const McQrLayout *layout)
{
  static const double steps[] = { 0.3, 0.3, 0.15 };
  float map[8];

  for (int i = 0; i < 8; i++)
    map[i] = self->map[i];
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    for (int k = 0; k < MC_QR_MESH * MC_QR_MESH; k++) {
      int knot = i % 2 == 0 ? k : MC_QR_MESH * MC_QR_MESH - 1 - k;

      bend_knot (self, picture, layout, map, knot / MC_QR_MESH, knot % MC_QR_MESH, steps[i]);
    }
}

void
mc_qr_grid_sample (const McQrGrid *self, const McGreyImage *picture, const McQrLayout *layout,
                   float *soft)
{
  static const float offsets[][2] = {
    { 0, 0 }, { 0.22f, 0 }, { -0.22f, 0 }, { 0, 0.22f }, { 0, -0.22f }
  };
  float map[8];

  for (int i = 0; i < 8; i++)
    map[i] = self->map[i];
  for (int row = 0; row < layout->side; row++)
    for (int column = 0; column < layout->side; column++) {
      McPoint bend = find_bend (self, layout->side, row, column);
      float sum = 0;

      for (gsize i = 0; i < G_N_ELEMENTS (offsets); i++)
        sum += sample_module (picture, map, column + bend.x + offsets[i][0],
                              row + bend.y + offsets[i][1]);
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
