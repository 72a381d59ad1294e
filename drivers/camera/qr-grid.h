// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/grey-image.h"
#include "drivers/camera/qr-finder.h"
#include "drivers/camera/qr-layout.h"

G_BEGIN_DECLS

/**
 * McQrGrid: where the modules of a symbol lie in a picture. It is laid through the centres of the
 * three finders and moved until everything that is the same in each symbol of that version
 * (finders, timing, alignment, version) agrees best with the picture: blur, noise or glare on one
 * part is outvoted by the others.
 */
#define MC_QR_MESH 9 /* knots along a side */

typedef struct {
  McPoint corners[4]; /* centres of the finders; the third, clockwise, is where a fourth would be */
  double map[8];      /* module to pixel, projective */
  double fit;         /* mean agreement, -1 to 1 */
  McPoint bends[MC_QR_MESH][MC_QR_MESH]; /* how far from where map has it a knot is, in modules */
} McQrGrid;

/* Lays the grid by the finders alone, and sets fit: enough to tell one version from another.
 * picture: its light evened out, 128 between dark and light. */
void mc_qr_grid_lay (McQrGrid *self, const McGreyImage *picture, const McQrLayout *layout,
                     const McQrFinders *finders);

/* Moves it until it fits. */
void mc_qr_grid_settle (McQrGrid *self, const McGreyImage *picture, const McQrLayout *layout);

/* Paper that is not flat: moves the knots of a mesh to where dark and light part best. */
void mc_qr_grid_bend (McQrGrid *self, const McGreyImage *picture, const McQrLayout *layout);

/* soft: side * side values, positive where picture is dark. */
void mc_qr_grid_sample (const McQrGrid *self, const McGreyImage *picture, const McQrLayout *layout,
                        float *soft);

/* The side of a module in the picture, in pixels. */
double mc_qr_grid_module (const McQrGrid *self, const McQrLayout *layout);

G_END_DECLS
