// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A view of somebody's grey pixels, 0 black to 255 white. */
typedef struct {
  const guint8 *pixels;
  int width;
  int height;
  gsize stride; /* bytes from one row to the next, >= width */
} McGreyImage;

G_END_DECLS
