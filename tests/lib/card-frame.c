// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/card-frame.h"

#include <math.h>
#include <qrencode.h>
#include <string.h>

/* Millimetres of a card (ISO/IEC 7810 ID-1) and of what is on it. */
#define CARD_WIDTH 85.6
#define CARD_HEIGHT 53.98
#define CARD_CORNER 3.18
#define QR_SIDE 18.0 /* the code itself */
#define QR_QUIET 1.3 /* the paper around it */
#define QR_X (CARD_WIDTH - QR_SIDE - 5.0)
#define QR_Y 5.0

static void
rounded_rectangle (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

/* The place before the camera: a grey tray, lighter towards the lamp. */
static void
draw_tray (cairo_t *cr, int width, int height)
{
  cairo_pattern_t *light = cairo_pattern_create_linear (0, 0, width, height);

  cairo_pattern_add_color_stop_rgb (light, 0, 0.42, 0.43, 0.45);
  cairo_pattern_add_color_stop_rgb (light, 1, 0.30, 0.30, 0.33);
  cairo_set_source (cr, light);
  cairo_paint (cr);
  cairo_pattern_destroy (light);
}

/* The fine wavy lines of security print. */
static void
draw_guilloche (cairo_t *cr)
{
  cairo_set_line_width (cr, 0.12);
  for (int line = 0; line < 36; line++) {
    double base = line * CARD_HEIGHT / 35;

    cairo_set_source_rgba (cr, line % 2 ? 0.45 : 0.75, 0.68, line % 2 ? 0.78 : 0.55, 0.55);
    cairo_move_to (cr, 0, base);
    for (double x = 0; x <= CARD_WIDTH; x += 0.8)
      cairo_line_to (cr, x, base + 1.6 * sin (x / 4.5 + line * 0.5) * cos (x / 17 + line));
    cairo_stroke (cr);
  }
}

static void
draw_portrait (cairo_t *cr)
{
  cairo_set_source_rgb (cr, 0.80, 0.85, 0.90);
  cairo_rectangle (cr, 4.5, 21, 20, 26.7);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0.42, 0.42, 0.46);
  cairo_arc (cr, 14.5, 31, 5, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_arc (cr, 14.5, 47.7, 8.6, G_PI, 2 * G_PI);
  cairo_fill (cr);
}

/* Words are bars: what stands there is nobody's. */
static void
draw_print (cairo_t *cr, GRand *rand)
{
  cairo_set_source_rgb (cr, 0.70, 0.12, 0.12);
  cairo_rectangle (cr, 24, 6, 32, 2.4);
  cairo_rectangle (cr, 28, 10.5, 26, 3.2);
  cairo_fill (cr);
  cairo_arc (cr, 11, 10.5, 6, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0.16, 0.16, 0.20);
  for (double y = 25; y < 50; y += 3.6) {
    double x = 29;

    while (x < 70) {
      double width = g_rand_double_range (rand, 2, 8);

      cairo_rectangle (cr, x, y, MIN (width, 76 - x), 1.7);
      x += width + 1;
    }
  }
  cairo_fill (cr);
}

static QRcode *
encode (GBytes *payload, gboolean mixed)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (payload, &size);
  QRcode *code;

  g_assert (size > 0 && memchr (data, '\0', size) == NULL);
  if (mixed) {
    g_autofree char *text = g_strndup ((const char *) data, size);

    code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  } else {
    code = QRcode_encodeData (size, data, 0, QR_ECLEVEL_M);
  }
  g_assert (code != NULL);
  return code;
}

static void
draw_qr (cairo_t *cr, GBytes *payload, const McCardFrameOptions *options)
{
  QRcode *code = encode (payload, options->mixed);
  double paper = options->inverted ? 0.08 : 0.96;
  double module = QR_SIDE / code->width;

  cairo_set_source_rgb (cr, paper, paper, paper);
  cairo_rectangle (cr, QR_X - QR_QUIET, QR_Y - QR_QUIET, QR_SIDE + 2 * QR_QUIET,
                   QR_SIDE + 2 * QR_QUIET);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 1 - paper, 1 - paper, 1 - paper);
  for (int row = 0; row < code->width; row++)
    for (int column = 0; column < code->width; column++)
      if (code->data[row * code->width + column] & 1)
        cairo_rectangle (cr, QR_X + column * module, QR_Y + row * module, module, module);
  cairo_fill (cr);
  QRcode_free (code);
}

static void
draw_glare (cairo_t *cr, double strength)
{
  double x = QR_X + QR_SIDE / 2;
  double y = QR_Y + QR_SIDE / 2;
  cairo_pattern_t *lamp = cairo_pattern_create_radial (x, y, 0, x, y, 16);

  cairo_pattern_add_color_stop_rgba (lamp, 0, 1, 1, 1, strength);
  cairo_pattern_add_color_stop_rgba (lamp, 0.7, 1, 1, 1, strength);
  cairo_pattern_add_color_stop_rgba (lamp, 1, 1, 1, 1, 0);
  cairo_set_source (cr, lamp);
  cairo_paint (cr);
  cairo_pattern_destroy (lamp);
}

static void
draw_lamp (cairo_t *cr, const McCardFrameOptions *options)
{
  double x = QR_X + QR_SIDE * options->lamp_x;
  double y = QR_Y + QR_SIDE * options->lamp_y;
  double radius = QR_SIDE * options->lamp;
  cairo_pattern_t *lamp = cairo_pattern_create_radial (x, y, radius * 0.8, x, y, radius);

  cairo_pattern_add_color_stop_rgba (lamp, 0, 1, 1, 1, 1);
  cairo_pattern_add_color_stop_rgba (lamp, 1, 1, 1, 1, 0);
  cairo_set_source (cr, lamp);
  cairo_paint (cr);
  cairo_pattern_destroy (lamp);
}

static void
draw_card (cairo_t *cr, GBytes *payload, const McCardFrameOptions *options, GRand *rand)
{
  double scale = options->scale > 0 ? options->scale : 0.55;
  double pixels_per_mm = options->width * scale / CARD_WIDTH;

  cairo_translate (cr, options->width * (0.5 + options->dx), options->height * (0.5 + options->dy));
  cairo_rotate (cr, options->angle * G_PI / 180);
  cairo_scale (cr, pixels_per_mm, pixels_per_mm);
  cairo_translate (cr, -CARD_WIDTH / 2, -CARD_HEIGHT / 2);

  cairo_set_source_rgba (cr, 0, 0, 0, 0.35);
  rounded_rectangle (cr, 0.8, 1, CARD_WIDTH, CARD_HEIGHT, CARD_CORNER);
  cairo_fill (cr);
  rounded_rectangle (cr, 0, 0, CARD_WIDTH, CARD_HEIGHT, CARD_CORNER);
  cairo_set_source_rgb (cr, 0.86, 0.89, 0.84);
  cairo_fill_preserve (cr);
  cairo_clip (cr);
  draw_guilloche (cr);
  draw_portrait (cr);
  draw_print (cr, rand);
  draw_qr (cr, payload, options);
  if (options->glare > 0)
    draw_glare (cr, options->glare);
  if (options->lamp > 0)
    draw_lamp (cr, options);
}

/* One direction of a blur: the mean of 2 * radius + 1 neighbours of each channel. */
static void
blur_line (guint8 *line, int count, gsize step, int radius, guint8 *copy)
{
  for (int channel = 0; channel < 3; channel++) {
    guint8 *first = line + channel;
    int sum = 0;

    for (int i = 0; i < count; i++)
      copy[i] = first[i * step];
    for (int i = -radius; i <= radius; i++)
      sum += copy[CLAMP (i, 0, count - 1)];
    for (int i = 0; i < count; i++) {
      first[i * step] = sum / (2 * radius + 1);
      sum += copy[MIN (i + radius + 1, count - 1)] - copy[MAX (i - radius, 0)];
    }
  }
}

/* Three means in a row come close to a lens out of focus; one is the blur of any camera. */
static void
blur (guint8 *pixels, int width, int height, gsize stride, double amount)
{
  g_autofree guint8 *copy = g_malloc (MAX (width, height));
  int radius = MAX ((int) lround (amount / 1.7), 1);
  int passes = amount < 1 ? 1 : 3;

  for (int pass = 0; pass < passes; pass++) {
    for (int y = 0; y < height; y++)
      blur_line (pixels + y * stride, width, 4, radius, copy);
    for (int x = 0; x < width; x++)
      blur_line (pixels + 4 * x, height, stride, radius, copy);
  }
}

/* The picture as if its upper edge were further away. */
static void
tilt (guint8 *pixels, int width, int height, gsize stride, double amount)
{
  g_autofree guint8 *flat = g_memdup2 (pixels, stride * height);

  for (int y = 0; y < height; y++) {
    /* How many pixels of the flat picture one of this row takes in; 1 at the lower edge. */
    double scale = 1 / (1 - amount * (height - 1 - y) / height);
    double from_y = height - 1 - (height - 1 - y) * scale;

    for (int x = 0; x < width; x++) {
      double from_x = width / 2.0 + (x - width / 2.0) * scale;
      int left = (int) CLAMP (from_x, 0, width - 2), top = (int) CLAMP (from_y, 0, height - 2);
      double u = CLAMP (from_x - left, 0, 1), v = CLAMP (from_y - top, 0, 1);
      const guint8 *corner = flat + top * stride + 4 * left;

      for (int channel = 0; channel < 3; channel++, corner++)
        pixels[y * stride + 4 * x + channel]
            = (guint8) ((corner[0] * (1 - u) + corner[4] * u) * (1 - v)
                        + (corner[stride] * (1 - u) + corner[stride + 4] * u) * v + 0.5);
    }
  }
}

/* Each pixel the mean of its row's next ones. */
static void
smear (guint8 *pixels, int width, int height, gsize stride, double length)
{
  g_autofree guint8 *copy = g_malloc (width);

  for (int y = 0; y < height; y++)
    blur_line (pixels + y * stride, width, 4, MAX ((int) lround (length / 2), 1), copy);
}

/* Sensor noise (the sum of four even ones is near enough to a normal one) and exposure. */
static void
expose (guint8 *pixels, int width, int height, gsize stride, double noise, double dark, GRand *rand)
{
  double spread = noise * sqrt (3.0) / 255;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      guint8 *pixel = pixels + y * stride + 4 * x;
      guint32 bits = noise > 0 ? g_rand_int (rand) : 0;
      int sum = (bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24) - 510;
      double shift = noise > 0 ? sum * spread : 0;

      for (int channel = 0; channel < 3; channel++) {
        double value = pixel[channel] * (1 - dark) + shift;

        pixel[channel] = (guint8) CLAMP (value + 0.5, 0, 255);
      }
    }
}

cairo_surface_t *
mc_card_frame_new (GBytes *payload, const McCardFrameOptions *given)
{
  McCardFrameOptions options = *given;
  GRand *rand = g_rand_new_with_seed (options.seed);
  cairo_surface_t *frame;
  cairo_t *cr;

  options.width = options.width > 0 ? options.width : 1280;
  options.height = options.height > 0 ? options.height : 720;
  frame = cairo_image_surface_create (CAIRO_FORMAT_RGB24, options.width, options.height);
  cr = cairo_create (frame);
  draw_tray (cr, options.width, options.height);
  if (payload != NULL)
    draw_card (cr, payload, &options, rand);
  cairo_destroy (cr);

  cairo_surface_flush (frame);
  if (options.tilt > 0)
    tilt (cairo_image_surface_get_data (frame), options.width, options.height,
          cairo_image_surface_get_stride (frame), options.tilt);
  if (options.motion > 0)
    smear (cairo_image_surface_get_data (frame), options.width, options.height,
           cairo_image_surface_get_stride (frame), options.motion);
  if (options.blur > 0)
    blur (cairo_image_surface_get_data (frame), options.width, options.height,
          cairo_image_surface_get_stride (frame), options.blur);
  expose (cairo_image_surface_get_data (frame), options.width, options.height,
          cairo_image_surface_get_stride (frame), options.noise, options.dark, rand);
  cairo_surface_mark_dirty (frame);
  g_rand_free (rand);
  return frame;
}

guint8 *
mc_card_frame_to_grey (cairo_surface_t *frame, int *width, int *height, gsize *stride)
{
  const guint8 *pixels = cairo_image_surface_get_data (frame);
  gsize row = cairo_image_surface_get_stride (frame);
  guint8 *grey;

  *width = cairo_image_surface_get_width (frame);
  *height = cairo_image_surface_get_height (frame);
  /* Not a multiple of anything, so that a reader who forgets the stride is found out. */
  *stride = *width + 5;
  grey = g_malloc0 (*stride * *height);
  for (int y = 0; y < *height; y++)
    for (int x = 0; x < *width; x++) {
      const guint8 *bgr = pixels + y * row + 4 * x;

      grey[y * *stride + x] = (bgr[0] * 29 + bgr[1] * 150 + bgr[2] * 77) >> 8;
    }
  return grey;
}
