// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/grey-image.h"
#include "drivers/camera/qr-finder.h"

G_BEGIN_DECLS

/* A sheet of paper in a picture. */
typedef struct {
  McPoint corners[4]; /* clockwise as seen, from the one that is upper left; pixels */
  double support;     /* how much of its four sides is seen as an edge, 0 to 1 */
  gboolean darker;    /* than what it lies on */
} McSheet;

/**
 * The largest four-sided thing with straight sides that differs from what is around it. Frames that
 * are printed on a sheet do not count: there is paper on both sides of them. FALSE: none, or not
 * all of it in the picture.
 */
gboolean mc_sheet_find (const McGreyImage *image, McSheet *sheet);

/* Width by height of the sheet as it is, whatever the camera's angle, in parts of each other; as
 * paper is cut where it is nearly so (A4, A5: the root of two). of: size of the picture, pixels. */
double mc_sheet_get_proportion (const McSheet *sheet, int width, int height);

/* Means of the lengths of opposite sides, pixels. */
void mc_sheet_get_sides (const McSheet *sheet, double *across, double *down);

/* The shorter of two opposite sides in parts of the longer, of those that differ more. */
double mc_sheet_get_squareness (const McSheet *sheet);

/* In parts of the picture. */
double mc_sheet_get_area (const McSheet *sheet, int width, int height);

/* How far its corners are from another's at most, pixels. */
double mc_sheet_get_distance (const McSheet *sheet, const McSheet *other);

G_END_DECLS
