// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/sighting.h"

#include <math.h>

#define FINDER_REACH 3.5 /* modules from the centre of a finder to the symbol's edge */

/* A circle on the symbol is an ellipse in the picture: its short and its long half axis, in sides
 * of the square between the finders. */
static void
find_axes (const McSighting *self, double *shortest, double *longest)
{
  const McPoint *p = self->corners;
  /* The square's two edges, each the mean of itself and the one across. */
  double ax = (p[1].x - p[0].x + p[2].x - p[3].x) / 2, ay = (p[1].y - p[0].y + p[2].y - p[3].y) / 2;
  double bx = (p[3].x - p[0].x + p[2].x - p[1].x) / 2, by = (p[3].y - p[0].y + p[2].y - p[1].y) / 2;
  double squares = (ax * ax + ay * ay + bx * bx + by * by) / 2;
  double area = fabs (ax * by - ay * bx);
  double spread = sqrt (MAX (squares * squares - area * area, 0));

  *longest = sqrt (squares + spread);
  *shortest = *longest > 0 ? area / *longest : 0;
}

double
mc_sighting_get_module (const McSighting *self)
{
  double shortest, longest;

  find_axes (self, &shortest, &longest);
  return shortest / (self->side - 2 * FINDER_REACH);
}

double
mc_sighting_get_tilt (const McSighting *self)
{
  double shortest, longest;

  find_axes (self, &shortest, &longest);
  return longest > 0 ? acos (MIN (shortest / longest, 1)) * 180 / G_PI : 0;
}

McRegion
mc_sighting_get_region (const McSighting *self)
{
  const McPoint *p = self->corners;
  double left = p[0].x, right = p[0].x, top = p[0].y, bottom = p[0].y;
  double margin;
  McRegion region;

  for (int i = 1; i < 4; i++) {
    left = MIN (left, p[i].x);
    right = MAX (right, p[i].x);
    top = MIN (top, p[i].y);
    bottom = MAX (bottom, p[i].y);
  }
  region.side = (int) MAX (right - left, bottom - top);
  margin = region.side * FINDER_REACH / (self->side - 2 * FINDER_REACH);
  region.side += (int) (2 * margin);
  region.x = (int) ((left + right - region.side) / 2);
  region.y = (int) ((top + bottom - region.side) / 2);
  region.score = 0;
  return region;
}
