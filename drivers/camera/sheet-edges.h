// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/grey-image.h"
#include "drivers/camera/qr-finder.h"

G_BEGIN_DECLS

/* All places with x * nx + y * ny == distance; (nx, ny) has length 1 and points into the sheet. */
typedef struct {
  double nx;
  double ny;
  double distance;
} McLine;

/**
 * McEdges: a small copy of a picture and where in it dark meets light.
 */
typedef struct _McEdges McEdges;

/* longest: side of the small copy at most. */
McEdges *mc_edges_new (const McGreyImage *image, int longest);
void mc_edges_free (McEdges *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McEdges, mc_edges_free)

const McGreyImage *mc_edges_get_image (McEdges *self);
/* Pixels of the picture that one of the small copy stands for, each way. */
double mc_edges_get_scale (McEdges *self);

/* The strongest straight edges, at most max, none twice, in pixels of the small copy.
 * side: 0 upper, 1 right, 2 lower, 3 left side of something that is lighter than what is around it,
 * or, if darker, darker; turned by less than 45 degrees. */
guint mc_edges_find_lines (McEdges *self, int side, gboolean darker, McLine *lines, guint max);

/* How much of the way, 0 to 1, is an edge with something else on its other side: not a thin line.
 * What lies right of the way from one to the other is inside. */
double mc_edge_get_support (const McGreyImage *image, McPoint from, McPoint to, gboolean darker);

/* Whether paper lies on one side only: print stands on both. */
gboolean mc_edge_divides (const McGreyImage *image, McPoint from, McPoint to, gboolean darker);

/* The edge that is at most reach pixels off the way, exactly. FALSE: there is none that fits. */
gboolean mc_edge_fit (const McGreyImage *image, McPoint from, McPoint to, double reach,
                      gboolean darker, McLine *line);

G_END_DECLS
