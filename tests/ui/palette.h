// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

#define MC_PALETTE_MAX 256

/* Colours 0xRRGGBB. */
typedef struct {
  guint32 colors[MC_PALETTE_MAX];
  guint n;
} McPalette;

/**
 * Leaves a picture (RGB24) at most 256 colours, always the same for the same picture: areas keep
 * theirs exactly, the blends at the edges of letters become one of 4,096. A picture of text is then
 * a third as large on disk, and no eye sees a difference.
 */
void mc_palette_reduce (cairo_surface_t *surface, McPalette *palette);

/* A palette PNG of a reduced picture. */
gboolean mc_palette_write_png (cairo_surface_t *surface, const McPalette *palette,
                               const char *path);

G_END_DECLS
