// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/qr-finder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PATTERNS 128
#define LEAST_WIDTH 17  /* pixels of a finder; less is noise */
#define USED_PATTERNS 9 /* all threes of these are looked at */
#define SURE_COUNT 3    /* lines that must have crossed a pattern to guess by it */
#define LEAST_MODULES 15.0
#define MOST_MODULES 190.0

/* A place where one or more lines crossed 1:1:3:1:1. */
typedef struct {
  double x;
  double y;
  double module; /* pixels */
  guint count;
} Pattern;

typedef struct {
  const McGreyImage *binary;
  Pattern patterns[MAX_PATTERNS];
  guint n_patterns;
} Search;

/* Five runs, dark first, that may cross a finder: blur takes from the narrow ones. */
static gboolean
is_crossing (const int runs[5])
{
  int total = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
  double module = total / 7.0;
  double slack = module * 0.7 + 0.5;

  if (total < LEAST_WIDTH)
    return FALSE;
  return fabs (runs[0] - module) < slack && fabs (runs[1] - module) < slack
         && fabs (runs[2] - 3 * module) < 2 * slack && fabs (runs[3] - module) < slack
         && fabs (runs[4] - module) < slack;
}

/* Measures the five runs through a dark place along a line of pixels. FALSE: there are no five. */
static gboolean
measure_runs (const guint8 *line, int length, gsize step, int start, int runs[5], double *centre)
{
  int bounds[6];
  int at = start;

  memset (runs, 0, 5 * sizeof *runs);
  for (int side = 0; side < 2; side++) {
    int by = side == 0 ? -1 : 1;

    at = start;
    for (int part = 0; part < 3; part++) {
      guint8 colour = part % 2 == 0 ? 0 : 255;

      while (at >= 0 && at < length && line[at * step] == colour)
        at += by;
      bounds[side == 0 ? 2 - part : 3 + part] = side == 0 ? at + 1 : at;
      if (part < 2 && (at < 0 || at >= length))
        return FALSE;
    }
  }
  for (int i = 0; i < 5; i++)
    runs[i] = bounds[i + 1] - bounds[i];
  *centre = (bounds[2] + bounds[3] - 1) / 2.0;
  return TRUE;
}

static void
add_pattern (Search *search, double x, double y, double module)
{
  Pattern *free_place;

  for (guint i = 0; i < search->n_patterns; i++) {
    Pattern *known = &search->patterns[i];

    if (fabs (known->x - x) > 1.5 * known->module || fabs (known->y - y) > 1.5 * known->module)
      continue;
    known->x += (x - known->x) / (known->count + 1);
    known->y += (y - known->y) / (known->count + 1);
    known->module += (module - known->module) / (known->count + 1);
    known->count++;
    return;
  }
  if (search->n_patterns == MAX_PATTERNS)
    return;
  free_place = &search->patterns[search->n_patterns++];
  *free_place = (Pattern){ x, y, module, 1 };
}

/* A crossing along a row: is it one along the column as well? */
static void
check_crossing (Search *search, int row, double x, const int across[5])
{
  const McGreyImage *binary = search->binary;
  int total = across[0] + across[1] + across[2] + across[3] + across[4];
  int down[5], again[5];
  double y, exact;
  int tall;

  if (binary->pixels[row * binary->stride + (int) x] != 0)
    return;
  if (!measure_runs (binary->pixels + (int) x, binary->height, binary->stride, row, down, &y)
      || !is_crossing (down))
    return;
  tall = down[0] + down[1] + down[2] + down[3] + down[4];
  if (tall > 2.6 * total || total > 2.6 * tall)
    return;
  if (!measure_runs (binary->pixels + (int) (y + 0.5) * binary->stride, binary->width, 1, (int) x,
                     again, &exact)
      || !is_crossing (again))
    return;
  add_pattern (search, exact, y, (total + tall) / 14.0);
}

static void
search_row (Search *search, int row)
{
  const guint8 *line = search->binary->pixels + row * search->binary->stride;
  int width = search->binary->width;
  int runs[5] = { 0 };
  int start = 0;
  int n = 0;

  for (int x = 1; x <= width; x++) {
    if (x < width && line[x] == line[x - 1])
      continue;
    memmove (runs, runs + 1, 4 * sizeof *runs);
    runs[4] = x - start;
    start = x;
    n++;
    if (n >= 5 && line[x - 1] == 0 && is_crossing (runs))
      check_crossing (search, row, x - runs[4] - runs[3] - (runs[2] + 1) / 2.0, runs);
  }
}

static int
by_count (gconstpointer a, gconstpointer b)
{
  return (int) ((const Pattern *) b)->count - (int) ((const Pattern *) a)->count;
}

static double
distance (const Pattern *a, const Pattern *b)
{
  return hypot (a->x - b->x, a->y - b->y);
}

/* Half the width of a finder in one direction, from its centre to where the third run ends. */
static double
reach (const McGreyImage *binary, const Pattern *from, double dx, double dy)
{
  int changes = 0;
  guint8 colour = 0;

  for (double way = 0; way < 9 * from->module; way += 0.5) {
    int x = (int) (from->x + dx * way + 0.5);
    int y = (int) (from->y + dy * way + 0.5);

    if (x < 0 || y < 0 || x >= binary->width || y >= binary->height)
      return 0;
    if (binary->pixels[y * binary->stride + x] == colour)
      continue;
    colour = 255 - colour;
    if (++changes == 3)
      return way;
  }
  return 0;
}

/* How long an edge is in modules, by the widths of the two finders at its ends. */
static double
count_modules (const McGreyImage *binary, const Pattern *a, const Pattern *b)
{
  double length = distance (a, b);
  double dx = (b->x - a->x) / length, dy = (b->y - a->y) / length;
  double reaches[] = { reach (binary, a, dx, dy), reach (binary, a, -dx, -dy),
                       reach (binary, b, dx, dy), reach (binary, b, -dx, -dy) };
  double sum = 0;
  int n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (reaches); i++)
    if (reaches[i] > 0) {
      sum += reaches[i] / 3.5;
      n++;
    }
  if (n == 0)
    return length / ((a->module + b->module) / 2);
  return length / (sum / n);
}

static void
keep (McQrFinders *found, guint *n, guint max, const McQrFinders *candidate)
{
  guint place = *n;

  for (; place > 0 && found[place - 1].doubt > candidate->doubt; place--)
    ;
  if (place >= max)
    return;
  *n = MIN (*n + 1, max);
  memmove (found + place + 1, found + place, (*n - place - 1) * sizeof *found);
  found[place] = *candidate;
}

/* Three patterns with corner between the others. */
static void
try_three (const McGreyImage *binary, const Pattern *corner, const Pattern *one,
           const Pattern *other, McQrFinders *found, guint *n, guint max)
{
  double a = distance (corner, one), b = distance (corner, other);
  double ax = one->x - corner->x, ay = one->y - corner->y;
  double bx = other->x - corner->x, by = other->y - corner->y;
  double turn = ax * by - ay * bx;
  double cosine = (ax * bx + ay * by) / (a * b);
  double largest = MAX (MAX (corner->module, one->module), other->module);
  double least = MIN (MIN (corner->module, one->module), other->module);
  McQrFinders candidate = { .corner = { corner->x, corner->y } };
  double along, down;

  if (fabs (cosine) > 0.7 || MAX (a, b) > 2.6 * MIN (a, b) || largest > 2.2 * least)
    return;
  if (MAX (a, b) < 8 * least)
    return;
  along = count_modules (binary, corner, one);
  down = count_modules (binary, corner, other);
  candidate.modules = (along + down) / 2 + 7;
  if (candidate.modules < LEAST_MODULES || candidate.modules > MOST_MODULES)
    return;
  candidate.doubt = fabs (cosine) + fabs (log (along / down)) + 0.5 * log (largest / least)
                    + 0.25 * fabs (log (a / b)) + 1.0 / corner->count + 1.0 / one->count
                    + 1.0 / other->count;
  /* Seen from the front the row lies clockwise before the column. */
  candidate.right = turn > 0 ? (McPoint){ one->x, one->y } : (McPoint){ other->x, other->y };
  candidate.below = turn > 0 ? (McPoint){ other->x, other->y } : (McPoint){ one->x, one->y };
  keep (found, n, max, &candidate);
}

/* All patterns, the surest first; so many of them are worth a look. */
static guint
find_patterns (Search *search)
{
  for (int row = 1; row < search->binary->height; row += 2)
    search_row (search, row);
  qsort (search->patterns, search->n_patterns, sizeof *search->patterns, by_count);
  return MIN (search->n_patterns, USED_PATTERNS);
}

guint
mc_qr_finders_find (const McGreyImage *binary, McQrFinders *found, guint max)
{
  Search search = { .binary = binary };
  const Pattern *p = search.patterns;
  guint used = find_patterns (&search), n = 0;

  for (guint i = 0; i < used; i++)
    for (guint j = i + 1; j < used; j++)
      for (guint k = j + 1; k < used; k++) {
        double ij = distance (&p[i], &p[j]), jk = distance (&p[j], &p[k]);
        double ik = distance (&p[i], &p[k]);

        /* The corner lies opposite the longest side. */
        if (jk >= ij && jk >= ik)
          try_three (binary, &p[i], &p[j], &p[k], found, &n, max);
        else if (ik >= ij)
          try_three (binary, &p[j], &p[i], &p[k], found, &n, max);
        else
          try_three (binary, &p[k], &p[i], &p[j], found, &n, max);
      }
  return n;
}

/* One of two patterns as the corner, as the end of the first row, and as that of the column. */
static void
guess_third (const McGreyImage *binary, const Pattern *one, const Pattern *other,
             McQrFinders *found, guint *n, guint max)
{
  McPoint a = { one->x, one->y }, b = { other->x, other->y };
  double dx = b.x - a.x, dy = b.y - a.y;
  double modules = count_modules (binary, one, other) + 7;
  double doubt = 1.0 / one->count + 1.0 / other->count + fabs (log (one->module / other->module));
  McQrFinders guesses[] = {
    { a, b, { a.x - dy, a.y + dx }, modules, doubt },
    { a, { a.x + dy, a.y - dx }, b, modules, doubt },
    { { a.x + (dx - dy) / 2, a.y + (dx + dy) / 2 }, a, b, modules, doubt },
  };

  if (modules < LEAST_MODULES || modules > MOST_MODULES)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (guesses); i++)
    keep (found, n, max, &guesses[i]);
}

guint
mc_qr_finders_guess (const McGreyImage *binary, McQrFinders *found, guint max)
{
  Search search = { .binary = binary };
  const Pattern *p = search.patterns;
  guint used = find_patterns (&search), n = 0;

  for (guint i = 0; i < used; i++)
    for (guint j = 0; j < used; j++)
      if (i != j && MIN (p[i].count, p[j].count) >= SURE_COUNT
          && fabs (log (p[i].module / p[j].module)) < 0.4)
        guess_third (binary, &p[i], &p[j], found, &n, max);
  return n;
}
