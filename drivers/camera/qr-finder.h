// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/grey-image.h"

G_BEGIN_DECLS

typedef struct {
  double x;
  double y;
} McPoint;

/* Three finder patterns that may be those of one symbol: the one between the others, then the one
 * along the first row and the one along the first column. */
typedef struct {
  McPoint corner;
  McPoint right;
  McPoint below;
  double modules; /* estimate of a symbol's side in modules */
  double doubt;   /* how unlike a square; 0 is best */
} McQrFinders;

/* binary: dark is 0, light 255. Most likely first; returns how many, at most max. */
guint mc_qr_finders_find (const McGreyImage *binary, McQrFinders *found, guint max);

/* The same from two finder patterns, the third put where a symbol seen from the front has it: for
 * symbols with a corner covered or in glare. */
guint mc_qr_finders_guess (const McGreyImage *binary, McQrFinders *found, guint max);

G_END_DECLS
