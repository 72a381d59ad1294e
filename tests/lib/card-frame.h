// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * Pictures of identity cards as a camera sees them, for tests and the demo: a card of true
 * proportions with a QR of 18 mm that carries any payload. The same options and seed give the same
 * pixels. Nothing on it is a real person's.
 */
typedef struct {
  int width;      /* of the picture; 0: 1280 */
  int height;     /* 0: 720 */
  double scale;   /* the card's part of the picture's width; 0: 0.55 */
  double angle;   /* degrees, clockwise */
  double dx, dy;  /* centre of the card off the centre of the picture, in parts of its size */
  double blur;    /* radius in pixels */
  double noise;   /* standard deviation in levels of 255 */
  double glare;   /* 0 none to 1: a lamp over the QR */
  double lamp_x;  /* a small bright lamp in the plastic, in parts of the QR's side from its ... */
  double lamp_y;  /* ... upper left corner; */
  double lamp;    /* its radius, in parts of the QR's side; 0: none */
  double tilt;    /* top edge away from the camera: by how much shorter, 0 to 0.6 */
  double motion;  /* pixels the card moves sideways while the picture is taken */
  double dark;    /* 0 none to 1: black */
  gboolean mixed; /* QR in segments of digits and bytes, as encoders make it when they save room;
                     else one segment of bytes */
  gboolean inverted; /* light modules on dark */
  guint32 seed;
} McCardFrameOptions;

/* (transfer full): payload NULL: the empty place before the camera. Payloads with a NUL byte, or
 * beyond what a QR holds (about 2300 bytes), are programmer errors. */
cairo_surface_t *mc_card_frame_new (GBytes *payload, const McCardFrameOptions *options);

/* (transfer full): grey pixels, *stride bytes a row. */
guint8 *mc_card_frame_to_grey (cairo_surface_t *frame, int *width, int *height, gsize *stride);

G_END_DECLS
