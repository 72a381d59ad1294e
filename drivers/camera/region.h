// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/grey-image.h"

G_BEGIN_DECLS

/* A square of a picture. It may reach beyond the picture's edge. */
typedef struct {
  int x;
  int y;
  int side;
  double score;
} McRegion;

/* Where in the picture a QR code may be: squares full of edges in both directions with less of them
 * around, the most likely first. Each leaves room around the code. Returns how many, at most max.
 * scratch is resized. */
guint mc_region_find (const McGreyImage *image, GByteArray *scratch, McRegion *regions, guint max);

G_END_DECLS
