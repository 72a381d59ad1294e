// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/qr-finder.h"
#include "drivers/camera/region.h"

G_BEGIN_DECLS

/**
 * McSighting: where in a picture a QR symbol is for all appearances, whether it could be read or
 * not.
 */
typedef struct {
  McPoint corners[4]; /* centres of the three finders and of where a fourth would be, clockwise from
                         the one between the others; pixels */
  int side;           /* of the symbol, in modules */
  double fit;         /* how well all that is the same in each symbol agrees, up to 1 */
} McSighting;

/* Pixels a module is wide where it is narrowest: of a tilted symbol the short way. */
double mc_sighting_get_module (const McSighting *self);

/* How far the symbol leans away from the camera, 0 to 90 degrees, whichever way. */
double mc_sighting_get_tilt (const McSighting *self);

/* The square around all of it. */
McRegion mc_sighting_get_region (const McSighting *self);

G_END_DECLS
