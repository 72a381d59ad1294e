// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/sheet-edges.h"

#include <math.h>
#include <string.h>

#define N_ANGLES 180   /* directions, 2 degrees each; 0: light lies to the right */
#define LEAST_SLOPE 10 /* of a pixel that may be of an edge */
#define MOST_SLOPE 60  /* more says no more: a black line must not outweigh a pale side */
#define NEAR_ANGLE 3   /* steps within which two lines are one */
#define NEAR_DISTANCE 5
#define LEAST_VOTES 0.02 /* of the highest there is */

/* Along a side. */
#define N_SAMPLES 48
#define END_SHARE 0.04 /* corners may be round, or bent */
#define N_PARTS 4
#define STRIP 9      /* pixels: wide enough for what is between lines of print */
#define LEAST_STEP 7 /* levels between what is inside and what is outside */

struct _McEdges {
  McGreyImage image;
  guint8 *pixels;
  double scale;
  int reach; /* the farthest a line can be from the middle, pixels */
  guint *votes;
};

/* --- the small copy --- */

/* The mean of all pixels that fall into each of the small ones. */
static void
shrink (McEdges *self, const McGreyImage *image)
{
  for (int y = 0; y < self->image.height; y++) {
    int top = (int) (y * self->scale), bottom = MAX ((int) ((y + 1) * self->scale), top + 1);

    for (int x = 0; x < self->image.width; x++) {
      int left = (int) (x * self->scale), right = MAX ((int) ((x + 1) * self->scale), left + 1);
      guint sum = 0, n = 0;

      for (int v = top; v < MIN (bottom, image->height); v++)
        for (int u = left; u < MIN (right, image->width); u++, n++)
          sum += image->pixels[v * image->stride + u];
      self->pixels[y * self->image.stride + x] = n > 0 ? sum / n : 0;
    }
  }
}

/* One direction of a soft mean (1 2 1), in place. */
static void
smooth (guint8 *line, int count, gsize step)
{
  int before = line[0];

  for (int i = 0; i < count; i++) {
    int here = line[i * step];
    int after = line[MIN (i + 1, count - 1) * step];

    line[i * step] = (before + 2 * here + after + 2) / 4;
    before = here;
  }
}

/* --- lines --- */

static int
get_distance (const McEdges *self, double angle, int x, int y)
{
  double nx = cos (angle), ny = sin (angle);

  return (int) floor ((x - self->image.width / 2.0) * nx + (y - self->image.height / 2.0) * ny)
         + self->reach;
}

static void
vote (McEdges *self, int x, int y, int dx, int dy)
{
  double slope = hypot (dx, dy) / 4;
  int direction = (int) lround (atan2 (dy, dx) / (2 * G_PI) * N_ANGLES);

  if (slope < LEAST_SLOPE / 2.0)
    return;
  for (int near = -1; near <= 1; near++) {
    int bin = (direction + near + 2 * N_ANGLES) % N_ANGLES;
    int distance = get_distance (self, bin * 2 * G_PI / N_ANGLES, x, y);

    self->votes[bin * 2 * self->reach + distance] += (guint) MIN (slope, MOST_SLOPE);
  }
}

static void
vote_all (McEdges *self)
{
  const gssize stride = (gssize) self->image.stride;

  for (int y = 1; y < self->image.height - 1; y++)
    for (int x = 1; x < self->image.width - 1; x++) {
      const guint8 *p = self->pixels + y * stride + x;
      int dx = p[1 - stride] + 2 * p[1] + p[1 + stride] - p[-1 - stride] - 2 * p[-1]
               - p[stride - 1];
      int dy = p[stride - 1] + 2 * p[stride] + p[stride + 1] - p[-stride - 1] - 2 * p[-stride]
               - p[1 - stride];

      vote (self, x, y, dx, dy);
    }
}

McEdges *
mc_edges_new (const McGreyImage *image, int longest)
{
  McEdges *self = g_new0 (McEdges, 1);

  self->scale = MAX ((double) MAX (image->width, image->height) / longest, 1);
  self->image.width = MAX ((int) (image->width / self->scale), 1);
  self->image.height = MAX ((int) (image->height / self->scale), 1);
  self->image.stride = self->image.width;
  self->pixels = g_malloc0 (self->image.stride * self->image.height);
  self->image.pixels = self->pixels;
  self->reach = (int) ceil (hypot (self->image.width, self->image.height) / 2) + 2;
  self->votes = g_new0 (guint, N_ANGLES * 2 * self->reach);
  shrink (self, image);
  for (int y = 0; y < self->image.height; y++)
    smooth (self->pixels + y * self->image.stride, self->image.width, 1);
  for (int x = 0; x < self->image.width; x++)
    smooth (self->pixels + x, self->image.height, self->image.stride);
  vote_all (self);
  return self;
}

void
mc_edges_free (McEdges *self)
{
  explicit_bzero (self->pixels, self->image.stride * self->image.height);
  g_free (self->pixels);
  g_free (self->votes);
  g_free (self);
}

const McGreyImage *
mc_edges_get_image (McEdges *self)
{
  return &self->image;
}

double
mc_edges_get_scale (McEdges *self)
{
  return self->scale;
}

/* Takes away the votes of one line, so that it is not found again a little beside itself. */
static void
forget_near (McEdges *self, guint *votes, int first, int n_bins, int bin, int distance)
{
  for (int near = -NEAR_ANGLE; near <= NEAR_ANGLE; near++)
    for (int d = MAX (distance - NEAR_DISTANCE, 0);
         d <= MIN (distance + NEAR_DISTANCE, 2 * self->reach - 1); d++)
      if (bin + near >= first && bin + near < first + n_bins)
        votes[(bin + near - first) * 2 * self->reach + d] = 0;
}

/* Where a side's inside lies, in degrees: below the upper side, left of the right one ... */
static const int inside[4] = { 90, 180, 270, 0 };

guint
mc_edges_find_lines (McEdges *self, int side, gboolean darker, McLine *lines, guint max)
{
  const int n_bins = N_ANGLES / 4 + 2;
  int middle = ((inside[side] + (darker ? 180 : 0)) % 360) / 2;
  int first = middle - n_bins / 2 + N_ANGLES;
  gsize size = (gsize) n_bins * 2 * self->reach;
  g_autofree guint *votes = g_new (guint, size);
  double least = LEAST_VOTES * MOST_SLOPE * self->image.width;
  guint n = 0;

  for (int i = 0; i < n_bins; i++)
    memcpy (votes + i * 2 * self->reach, self->votes + ((first + i) % N_ANGLES) * 2 * self->reach,
            2 * self->reach * sizeof (guint));
  while (n < max) {
    gsize best = 0;
    double angle, sign = darker ? -1 : 1;
    int bin, distance;

    for (gsize i = 1; i < size; i++)
      best = votes[i] > votes[best] ? i : best;
    if (votes[best] < least)
      break;
    bin = (int) (best / (2 * self->reach));
    distance = (int) (best % (2 * self->reach));
    angle = (first + bin) * 2 * G_PI / N_ANGLES;
    lines[n].nx = sign * cos (angle);
    lines[n].ny = sign * sin (angle);
    lines[n].distance = sign * (distance - self->reach + 0.5)
                        + lines[n].nx * self->image.width / 2.0
                        + lines[n].ny * self->image.height / 2.0;
    n++;
    forget_near (self, votes, 0, n_bins, bin, distance);
  }
  return n;
}

/* --- one side --- */

static double
get_level (const McGreyImage *image, double x, double y)
{
  double u = CLAMP (x, 0, image->width - 1.001), v = CLAMP (y, 0, image->height - 1.001);
  int left = (int) u, top = (int) v;
  const guint8 *at = image->pixels + (gsize) top * image->stride + left;

  u -= left;
  v -= top;
  return (at[0] * (1 - u) + at[1] * u) * (1 - v)
         + (at[image->stride] * (1 - u) + at[image->stride + 1] * u) * v;
}

/* How much lighter (darker) it is inside than outside at that place: the mean of three pixels from
 * the given one on, each way. */
static double
get_step (const McGreyImage *image, double x, double y, double nx, double ny, double from,
          gboolean darker)
{
  double step = 0;

  for (int i = 0; i < 3; i++)
    step += get_level (image, x + (from + i) * nx, y + (from + i) * ny)
            - get_level (image, x - (from + i) * nx, y - (from + i) * ny);
  return darker ? -step / 3 : step / 3;
}

/* The way's direction turned to the inside. */
static void
get_normal (McPoint from, McPoint to, double *nx, double *ny)
{
  double size = MAX (hypot (to.x - from.x, to.y - from.y), 1e-9);

  *nx = -(to.y - from.y) / size;
  *ny = (to.x - from.x) / size;
}

double
mc_edge_get_support (const McGreyImage *image, McPoint from, McPoint to, gboolean darker)
{
  guint seen = 0;
  double nx, ny;

  get_normal (from, to, &nx, &ny);
  for (int i = 0; i < N_SAMPLES; i++) {
    double t = END_SHARE + (1 - 2 * END_SHARE) * i / (N_SAMPLES - 1);

    seen += get_step (image, from.x + t * (to.x - from.x), from.y + t * (to.y - from.y), nx, ny, 2,
                      darker)
            >= LEAST_STEP;
  }
  return (double) seen / N_SAMPLES;
}

/* What the lighter part of a strip along a part of the way has: paper, where it is printed on. The
 * strip lies inside (sign 1) or outside (sign -1). */
static double
get_ground (const McGreyImage *image, McPoint from, McPoint to, int part, int sign)
{
  guint counts[256] = { 0 }, n = 0, seen = 0;
  double nx, ny;

  get_normal (from, to, &nx, &ny);
  for (int i = 0; i < N_SAMPLES / N_PARTS; i++) {
    double t = END_SHARE + (1 - 2 * END_SHARE) * (part * N_SAMPLES / N_PARTS + i) / (N_SAMPLES - 1);

    for (int away = 2; away <= STRIP; away++) {
      double x = from.x + t * (to.x - from.x) + sign * away * nx;
      double y = from.y + t * (to.y - from.y) + sign * away * ny;

      counts[(int) get_level (image, x, y)]++;
      n++;
    }
  }
  for (int level = 255; level > 0; level--) {
    seen += counts[level];
    if (seen > n / 4)
      return level;
  }
  return 0;
}

gboolean
mc_edge_divides (const McGreyImage *image, McPoint from, McPoint to, gboolean darker)
{
  int dividing = 0;

  for (int part = 0; part < N_PARTS; part++) {
    double difference = get_ground (image, from, to, part, 1)
                        - get_ground (image, from, to, part, -1);

    dividing += (darker ? -difference : difference) >= LEAST_STEP;
  }
  return dividing >= N_PARTS - 1;
}

/* Where across the way the step is highest, between pixels. FALSE: it is not high anywhere. */
static gboolean
find_step (const McGreyImage *image, double x, double y, double nx, double ny, double reach,
           gboolean darker, double *offset)
{
  double best = LEAST_STEP, best_at = 0, before, after;

  for (double at = -reach; at <= reach; at += 0.5) {
    double step = get_step (image, x + at * nx, y + at * ny, nx, ny, 0.5, darker);

    if (step > best) {
      best = step;
      best_at = at;
    }
  }
  if (best <= LEAST_STEP)
    return FALSE;
  before = get_step (image, x + (best_at - 0.5) * nx, y + (best_at - 0.5) * ny, nx, ny, 0.5,
                     darker);
  after = get_step (image, x + (best_at + 0.5) * nx, y + (best_at + 0.5) * ny, nx, ny, 0.5, darker);
  *offset = best_at;
  if (before + after < 2 * best)
    *offset += 0.25 * (after - before) / (2 * best - before - after);
  return TRUE;
}

/* The straight line through offsets over t, by least squares, without those that are far off it. */
static gboolean
fit_line (const double *t, const double *offset, guint n, double *start, double *slope)
{
  double limit = G_MAXDOUBLE;

  for (int round = 0; round < 4; round++) {
    double s = 0, st = 0, so = 0, stt = 0, sto = 0, spread = 0, determinant;

    for (guint i = 0; i < n; i++) {
      if (round > 0 && fabs (offset[i] - *start - *slope * t[i]) > limit)
        continue;
      s++;
      st += t[i];
      so += offset[i];
      stt += t[i] * t[i];
      sto += t[i] * offset[i];
    }
    determinant = s * stt - st * st;
    if (s < N_SAMPLES / 3.0 || determinant < 1e-6)
      return FALSE;
    *slope = (s * sto - st * so) / determinant;
    *start = (so - *slope * st) / s;
    for (guint i = 0; i < n; i++)
      spread += MIN (fabs (offset[i] - *start - *slope * t[i]), 6);
    limit = MAX (1.5 * spread / n, 0.7);
  }
  return TRUE;
}

gboolean
mc_edge_fit (const McGreyImage *image, McPoint from, McPoint to, double reach, gboolean darker,
             McLine *line)
{
  double t[N_SAMPLES], offset[N_SAMPLES], nx, ny, start = 0, slope = 0;
  McPoint a, b;
  guint n = 0;

  get_normal (from, to, &nx, &ny);
  for (int i = 0; i < N_SAMPLES; i++) {
    t[n] = END_SHARE + (1 - 2 * END_SHARE) * i / (N_SAMPLES - 1);
    if (find_step (image, from.x + t[n] * (to.x - from.x), from.y + t[n] * (to.y - from.y), nx, ny,
                   reach, darker, &offset[n]))
      n++;
  }
  if (n < N_SAMPLES / 2 || !fit_line (t, offset, n, &start, &slope))
    return FALSE;
  a = (McPoint){ from.x + start * nx, from.y + start * ny };
  b = (McPoint){ to.x + (start + slope) * nx, to.y + (start + slope) * ny };
  get_normal (a, b, &line->nx, &line->ny);
  line->distance = a.x * line->nx + a.y * line->ny;
  return TRUE;
}
