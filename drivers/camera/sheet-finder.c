// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/sheet-finder.h"

#include <math.h>
#include <string.h>

#include "drivers/camera/sheet-edges.h"

/* The picture is looked at in small first: sides are long, and text is no longer there. */
#define SMALL_SIDE 320
#define N_LINES 9 /* that may be one of the four sides, each */
#define LEAST_AREA 0.02
#define LEAST_SUPPORT 0.90 /* of all four sides */
#define LEAST_SIDE 0.85    /* of each: a thumb may cover some, a line of text is shorter */
#define AREA_WORTH 0.35    /* what the whole picture counts, against support: the outermost wins */
#define LEAST_CORNER 0.45  /* sine of the sharpest angle between two sides */

typedef struct {
  const McLine *sides[4]; /* upper, right, lower, left */
  McSheet sheet;
  double score;
} Candidate;

/* --- four lines --- */

static double
cross (McPoint a, McPoint b, McPoint c)
{
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

static double
length (McPoint a, McPoint b)
{
  return hypot (b.x - a.x, b.y - a.y);
}

static gboolean
intersect (const McLine *a, const McLine *b, McPoint *point)
{
  double determinant = a->nx * b->ny - a->ny * b->nx;

  if (fabs (determinant) < LEAST_CORNER)
    return FALSE;
  point->x = (a->distance * b->ny - b->distance * a->ny) / determinant;
  point->y = (b->distance * a->nx - a->distance * b->nx) / determinant;
  return TRUE;
}

/* From the four sides to the four corners. FALSE: they make no sheet. */
static gboolean
set_corners (const McLine *const *sides, McSheet *sheet, int width, int height)
{
  for (int i = 0; i < 4; i++) {
    McPoint *corner = &sheet->corners[i];

    if (!intersect (sides[(i + 3) % 4], sides[i], corner) || corner->x < -1 || corner->y < -1
        || corner->x > width || corner->y > height)
      return FALSE;
  }
  for (int i = 0; i < 4; i++)
    if (cross (sheet->corners[i], sheet->corners[(i + 1) % 4], sheet->corners[(i + 2) % 4]) <= 0)
      return FALSE;
  return mc_sheet_get_area (sheet, width, height) >= LEAST_AREA;
}

/* --- the best four --- */

/* FALSE: too little of a side is there. */
static gboolean
weigh (const McGreyImage *image, Candidate *candidate)
{
  McSheet *sheet = &candidate->sheet;
  double seen = 0, all = 0;

  for (int i = 0; i < 4; i++) {
    McPoint from = sheet->corners[i], to = sheet->corners[(i + 1) % 4];
    double support = mc_edge_get_support (image, from, to, sheet->darker);

    if (support < LEAST_SIDE)
      return FALSE;
    seen += support * length (from, to);
    all += length (from, to);
  }
  sheet->support = seen / all;
  candidate->score = sheet->support
                     + AREA_WORTH * mc_sheet_get_area (sheet, image->width, image->height);
  return sheet->support >= LEAST_SUPPORT;
}

static gboolean
divides (const McGreyImage *image, const McSheet *sheet)
{
  for (int i = 0; i < 4; i++)
    if (!mc_edge_divides (image, sheet->corners[i], sheet->corners[(i + 1) % 4], sheet->darker))
      return FALSE;
  return TRUE;
}

/* All ways to take one line of each kind. */
static void
try_lines (const McGreyImage *image, McLine lines[4][N_LINES], const guint *n, gboolean darker,
           Candidate *best)
{
  for (guint upper = 0; upper < n[0]; upper++)
    for (guint right = 0; right < n[1]; right++)
      for (guint lower = 0; lower < n[2]; lower++)
        for (guint left = 0; left < n[3]; left++) {
          Candidate candidate = { { &lines[0][upper], &lines[1][right], &lines[2][lower],
                                    &lines[3][left] },
                                  { .darker = darker },
                                  0 };

          if (set_corners (candidate.sides, &candidate.sheet, image->width, image->height)
              && weigh (image, &candidate) && candidate.score > best->score
              && divides (image, &candidate.sheet))
            *best = candidate;
        }
}

/* The corner that is upper left is the first: of the two highest the left one, or of a sheet that
 * stands on a corner the one that is most so. */
static void
put_upright (McSheet *sheet)
{
  McPoint corners[4];
  int first = 0;

  memcpy (corners, sheet->corners, sizeof corners);
  for (int i = 1; i < 4; i++)
    if (corners[i].x + corners[i].y < corners[first].x + corners[first].y)
      first = i;
  for (int i = 0; i < 4; i++)
    sheet->corners[i] = corners[(first + i) % 4];
}

/* The sides where they are in the picture itself, and the corners from them. */
static void
refine (const McGreyImage *image, McSheet *sheet, double reach)
{
  const McLine *sides[4];
  McLine lines[4];
  McSheet finer = *sheet;

  for (int i = 0; i < 4; i++) {
    if (!mc_edge_fit (image, sheet->corners[i], sheet->corners[(i + 1) % 4], reach, sheet->darker,
                      &lines[i]))
      return;
    sides[i] = &lines[i];
  }
  if (set_corners (sides, &finer, image->width, image->height))
    *sheet = finer;
}

gboolean
mc_sheet_find (const McGreyImage *image, McSheet *sheet)
{
  g_autoptr (McEdges) edges = mc_edges_new (image, SMALL_SIDE);
  const McGreyImage *small = mc_edges_get_image (edges);
  double scale = mc_edges_get_scale (edges);
  Candidate best = { .score = -1 };

  for (int darker = 0; darker < 2; darker++) {
    McLine lines[4][N_LINES];
    guint n[4];

    for (int side = 0; side < 4; side++)
      n[side] = mc_edges_find_lines (edges, side, darker, lines[side], N_LINES);
    try_lines (small, lines, n, darker, &best);
  }
  if (best.score < 0)
    return FALSE;
  *sheet = best.sheet;
  for (int i = 0; i < 4; i++) {
    sheet->corners[i].x = (sheet->corners[i].x + 0.5) * scale - 0.5;
    sheet->corners[i].y = (sheet->corners[i].y + 0.5) * scale - 0.5;
  }
  refine (image, sheet, 1.6 * scale + 1);
  refine (image, sheet, 0.6 * scale + 1);
  put_upright (sheet);
  return TRUE;
}

/* --- what a sheet is like --- */

void
mc_sheet_get_sides (const McSheet *sheet, double *across, double *down)
{
  const McPoint *c = sheet->corners;

  *across = (length (c[0], c[1]) + length (c[3], c[2])) / 2;
  *down = (length (c[0], c[3]) + length (c[1], c[2])) / 2;
}

double
mc_sheet_get_squareness (const McSheet *sheet)
{
  const McPoint *c = sheet->corners;
  double upper = length (c[0], c[1]), lower = length (c[3], c[2]);
  double left = length (c[0], c[3]), right = length (c[1], c[2]);

  return MIN (MIN (upper, lower) / MAX (upper, lower), MIN (left, right) / MAX (left, right));
}

double
mc_sheet_get_area (const McSheet *sheet, int width, int height)
{
  const McPoint *c = sheet->corners;

  return (cross (c[0], c[1], c[2]) + cross (c[0], c[2], c[3])) / 2 / ((double) width * height);
}

double
mc_sheet_get_distance (const McSheet *sheet, const McSheet *other)
{
  double distance = 0;

  for (int i = 0; i < 4; i++)
    distance = MAX (distance, length (sheet->corners[i], other->corners[i]));
  return distance;
}

/* Lenses of cameras that stand over a desk, in parts of the picture's width. */
#define LEAST_FOCUS 0.6
#define MOST_FOCUS 3.0
#define USUAL_FOCUS 1.1
#define PARALLEL 0.004 /* below, the sheet's perspective says nothing about the lens */

/* Zhang and He, "Whiteboard scanning and image enhancement" (2003): the rays through the corners of
 * a rectangle, its two directions in space n2 (across) and n3 (down), and from their right angle
 * the lens. */
static double
get_ratio (const McPoint *corners, double width, double height)
{
  double m[4][2]; /* upper left, upper right, lower left, lower right, off the middle */
  const int order[4] = { 0, 1, 3, 2 };
  double k2, k3, n2[3], n3[3], focus2 = USUAL_FOCUS * width * USUAL_FOCUS * width;
  double c14, c24, c34;

  for (int i = 0; i < 4; i++) {
    m[i][0] = corners[order[i]].x - width / 2;
    m[i][1] = corners[order[i]].y - height / 2;
  }
#define CROSS_Z(a, b, c)                                                                           \
  ((m[a][1] - m[b][1]) * m[c][0] + (m[b][0] - m[a][0]) * m[c][1] + m[a][0] * m[b][1]               \
   - m[a][1] * m[b][0])
  c14 = CROSS_Z (0, 3, 2);
  c24 = CROSS_Z (1, 3, 2);
  k2 = c14 / c24;
  c14 = CROSS_Z (0, 3, 1);
  c34 = CROSS_Z (2, 3, 1);
  k3 = c14 / c34;
#undef CROSS_Z
  for (int i = 0; i < 2; i++) {
    n2[i] = k2 * m[1][i] - m[0][i];
    n3[i] = k3 * m[2][i] - m[0][i];
  }
  n2[2] = k2 - 1;
  n3[2] = k3 - 1;
  if (fabs (n2[2]) > PARALLEL && fabs (n3[2]) > PARALLEL) {
    double found = -(n2[0] * n3[0] + n2[1] * n3[1]) / (n2[2] * n3[2]);

    if (found > LEAST_FOCUS * LEAST_FOCUS * width * width
        && found < MOST_FOCUS * MOST_FOCUS * width * width)
      focus2 = found;
  }
  return sqrt (((n2[0] * n2[0] + n2[1] * n2[1]) / focus2 + n2[2] * n2[2])
               / ((n3[0] * n3[0] + n3[1] * n3[1]) / focus2 + n3[2] * n3[2]));
}

double
mc_sheet_get_proportion (const McSheet *sheet, int width, int height)
{
  double ratio = get_ratio (sheet->corners, width, height);

  if (fabs (ratio / G_SQRT2 - 1) < 0.035)
    return G_SQRT2;
  return fabs (ratio * G_SQRT2 - 1) < 0.035 ? 1 / G_SQRT2 : ratio;
}
