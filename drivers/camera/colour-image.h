// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A view of somebody's pixels: blue, green, red and one that says nothing. */
typedef struct {
  const guint8 *pixels;
  int width;
  int height;
  gsize stride; /* bytes from one row to the next, >= 4 * width */
} McColourImage;

/* Pixels of one's own, the same way; overwritten when freed. */
typedef struct {
  guint8 *pixels;
  int width;
  int height;
  gsize stride;
} McColourPixels;

McColourPixels *mc_colour_pixels_new (int width, int height);
void mc_colour_pixels_free (McColourPixels *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McColourPixels, mc_colour_pixels_free)

/* (transfer full): all that self holds, as secret bytes; only freeing it makes sense after that. */
GBytes *mc_colour_pixels_steal_bytes (McColourPixels *self);

/* (transfer full): a smaller copy, its longer side longest at most. */
McColourPixels *mc_colour_pixels_shrink (const McColourPixels *self, int longest);

/* Grey, by Rec. 601, into pixels (width * height bytes). */
void mc_colour_image_to_grey (const McColourImage *image, guint8 *pixels);

G_END_DECLS
