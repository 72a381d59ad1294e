// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/colour-image.h"

#include <string.h>

#include "app/domain/secret.h"

McColourPixels *
mc_colour_pixels_new (int width, int height)
{
  McColourPixels *self = g_new (McColourPixels, 1);

  *self = (McColourPixels){ NULL, width, height, 4 * (gsize) width };
  self->pixels = g_malloc0 (self->stride * (gsize) height);
  return self;
}

void
mc_colour_pixels_free (McColourPixels *self)
{
  if (self == NULL)
    return;
  if (self->pixels != NULL)
    explicit_bzero (self->pixels, self->stride * (gsize) self->height);
  g_free (self->pixels);
  g_free (self);
}

GBytes *
mc_colour_pixels_steal_bytes (McColourPixels *self)
{
  return mc_secret_bytes_take (g_steal_pointer (&self->pixels),
                               self->stride * (gsize) self->height);
}

McColourPixels *
mc_colour_pixels_shrink (const McColourPixels *self, int longest)
{
  double scale = MAX ((double) MAX (self->width, self->height) / longest, 1);
  McColourPixels *small = mc_colour_pixels_new (MAX ((int) (self->width / scale), 1),
                                                MAX ((int) (self->height / scale), 1));

  for (int y = 0; y < small->height; y++) {
    int top = (int) (y * scale),
        bottom = MIN (MAX ((int) ((y + 1) * scale), top + 1), self->height);

    for (int x = 0; x < small->width; x++) {
      int left = (int) (x * scale),
          right = MIN (MAX ((int) ((x + 1) * scale), left + 1), self->width);
      guint sum[3] = { 0 }, n = 0;

      for (int v = top; v < bottom; v++)
        for (int u = left; u < right; u++, n++)
          for (int c = 0; c < 3; c++)
            sum[c] += self->pixels[(gsize) v * self->stride + 4 * (gsize) u + c];
      for (int c = 0; c < 3; c++)
        small->pixels[(gsize) y * small->stride + 4 * (gsize) x + c] = sum[c] / MAX (n, 1);
      small->pixels[(gsize) y * small->stride + 4 * (gsize) x + 3] = 255;
    }
  }
  return small;
}

void
mc_colour_image_to_grey (const McColourImage *image, guint8 *pixels)
{
  for (int y = 0; y < image->height; y++) {
    const guint8 *row = image->pixels + (gsize) y * image->stride;

    for (int x = 0; x < image->width; x++, row += 4)
      *pixels++ = (row[0] * 29 + row[1] * 150 + row[2] * 77) >> 8;
  }
}
