// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/page-frame.h"

#include <math.h>
#include <qrencode.h>
#include <string.h>

#define PIXELS_A_MM 6

/* The picture while it is made, in light, not yet in levels. */
typedef struct {
  int width;
  int height;
  float *light; /* three a pixel: blue, green, red */
} Scene;

/* --- the sheet --- */

static void
draw_text (cairo_t *cr, GRand *rand, double x, double y, double width, double size)
{
  static const char *const words[] = { "Đơn",  "đề",     "nghị", "cấp",   "giấy", "xác",
                                       "nhận", "thường", "trú",  "số",    "nhà",  "phường",
                                       "xã",   "tỉnh",   "ngày", "tháng", "năm",  "họ",
                                       "tên",  "cha",    "mẹ",   "1985",  "2026", "001" };
  double at = x;

  cairo_set_font_size (cr, size);
  while (TRUE) {
    const char *word = words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))];
    cairo_text_extents_t extents;

    cairo_text_extents (cr, word, &extents);
    if (at + extents.x_advance > x + width)
      return;
    cairo_move_to (cr, at, y);
    cairo_show_text (cr, word);
    at += extents.x_advance + size * 0.3;
  }
}

static void
draw_table (cairo_t *cr, GRand *rand, double x, double y, double width, double height)
{
  cairo_set_line_width (cr, 0.35);
  for (int row = 0; row <= 4; row++) {
    cairo_move_to (cr, x, y + row * height / 4);
    cairo_line_to (cr, x + width, y + row * height / 4);
  }
  for (int column = 0; column <= 3; column++) {
    cairo_move_to (cr, x + column * width / 3, y);
    cairo_line_to (cr, x + column * width / 3, y + height);
  }
  cairo_stroke (cr);
  for (int row = 0; row < 4; row++)
    for (int column = 0; column < 3; column++)
      draw_text (cr, rand, x + column * width / 3 + 1, y + (row + 0.7) * height / 4, width / 3 - 2,
                 height / 12);
}

static void
draw_stamp (cairo_t *cr, double x, double y, double radius)
{
  cairo_set_source_rgb (cr, 0.80, 0.10, 0.14);
  cairo_set_line_width (cr, radius / 14);
  cairo_new_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_stroke (cr);
  cairo_arc (cr, x, y, radius * 0.7, 0, 2 * G_PI);
  cairo_stroke (cr);
  for (int i = 0; i < 5; i++) {
    double angle = i * 4 * G_PI / 5 - G_PI / 2;

    cairo_line_to (cr, x + radius * 0.5 * cos (angle), y + radius * 0.5 * sin (angle));
  }
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
draw_code (cairo_t *cr, const char *text, double x, double y, double side)
{
  QRcode *code = QRcode_encodeData ((int) strlen (text), (const guint8 *) text, 0, QR_ECLEVEL_M);
  double module = side / code->width;

  cairo_set_source_rgb (cr, 0.05, 0.05, 0.05);
  for (int row = 0; row < code->width; row++)
    for (int column = 0; column < code->width; column++)
      if (code->data[row * code->width + column] & 1)
        cairo_rectangle (cr, x + column * module, y + row * module, module * 1.02, module * 1.02);
  cairo_fill (cr);
  QRcode_free (code);
}

/* In millimetres; all of it in parts of the sheet, so that a card has its own. */
static void
draw_content (cairo_t *cr, const McPageFrameOptions *options, GRand *rand)
{
  double width = options->sheet_mm, height = options->long_mm;
  double line = height / 44;

  cairo_select_font_face (cr, "Be Vietnam Pro", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_source_rgb (cr, 0.08, 0.08, 0.10);
  draw_text (cr, rand, width * 0.25, line * 4, width * 0.5, line * 0.9);
  for (int row = 7; row < 22; row++)
    draw_text (cr, rand, width * 0.1, line * row, width * 0.8, line * 0.55);
  draw_table (cr, rand, width * 0.1, line * 23, width * 0.8, line * 7);
  cairo_set_source_rgb (cr, 0.66, 0.66, 0.66); /* a pencil, hardly pressed */
  draw_text (cr, rand, width * 0.1, line * 32, width * 0.8, line * 0.6);
  draw_stamp (cr, width * 0.7, line * 37, line * 3.2);
  if (options->code != NULL)
    draw_code (cr, options->code, width * 0.12, line * 34, line * 6);
}

static cairo_surface_t *
draw_page (const McPageFrameOptions *options, GRand *rand)
{
  cairo_surface_t *page = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int) lround (options->sheet_mm * PIXELS_A_MM),
      (int) lround (options->long_mm * PIXELS_A_MM));
  cairo_t *cr = cairo_create (page);

  cairo_scale (cr, PIXELS_A_MM, PIXELS_A_MM);
  cairo_set_source_rgb (cr, 0.96, 0.96, 0.95);
  cairo_paint (cr);
  if (!options->blank)
    draw_content (cr, options, rand);
  cairo_destroy (cr);
  cairo_surface_flush (page);
  return page;
}

/* --- where it lies --- */

/* From the picture to the sheet, projectively: (x, y, 1) times these is the place on the page. */
typedef struct {
  double to_picture[9];
  double to_page[9];
} Pose;

static void
apply (const double *matrix, double x, double y, double *u, double *v)
{
  double w = matrix[6] * x + matrix[7] * y + matrix[8];

  *u = (matrix[0] * x + matrix[1] * y + matrix[2]) / w;
  *v = (matrix[3] * x + matrix[4] * y + matrix[5]) / w;
}

static void
invert (const double *m, double *inverse)
{
  const double cofactors[9] = {
    m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
    m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
    m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3],
  };
  double determinant = m[0] * cofactors[0] + m[1] * cofactors[3] + m[2] * cofactors[6];

  for (int i = 0; i < 9; i++)
    inverse[i] = cofactors[i] / determinant;
}

/* A camera above the middle of the picture that looks down; the sheet turned in its plane and then
 * leaning back around its horizontal middle. Millimetres to pixels. */
static void
set_pose (const McPageFrameOptions *options, Pose *pose)
{
  double angle = options->angle * G_PI / 180, c = cos (angle), s = sin (angle);
  double extent = fabs (options->sheet_mm * s) + fabs (options->long_mm * c);
  double zoom = options->scale * options->height / extent;
  double away = 1.1 * options->width / zoom; /* camera's distance: a lens of 1.1 widths */
  /* The upper edge shorter by lean: away / (away + extent / 2 * sin) against the lower's. */
  double sine = options->lean > 0 ? 2 * away / extent * options->lean / (2 - options->lean) : 0;
  double cosine = sqrt (MAX (1 - sine * sine, 0));
  double cx = options->width * (0.5 + options->dx), cy = options->height * (0.5 + options->dy);
  double focus = 1.1 * options->width;
  double px = options->sheet_mm / 2, py = options->long_mm / 2;
  /* x' = c (x - px) - s (y - py); y' = s (x - px) + c (y - py); z = away - sine * y' */
  double tx = -c * px + s * py, ty = -s * px - c * py;
  double m[9] = {
    focus * c,           -focus * s, focus * tx, focus * cosine * s, focus * cosine * c,
    focus * cosine * ty, -sine * s,  -sine * c,  away - sine * ty,
  };

  for (int i = 0; i < 3; i++) {
    m[i] += cx * m[6 + i];
    m[3 + i] += cy * m[6 + i];
  }
  memcpy (pose->to_picture, m, sizeof m);
  invert (m, pose->to_page);
}

static gboolean
is_on_sheet (const McPageFrameOptions *options, double x, double y)
{
  double r = options->corner_mm;
  double dx = MAX (MAX (r - x, x - (options->sheet_mm - r)), 0);
  double dy = MAX (MAX (r - y, y - (options->long_mm - r)), 0);

  return x >= 0 && y >= 0 && x < options->sheet_mm && y < options->long_mm
         && (r <= 0 || dx * dx + dy * dy <= r * r);
}

/* --- light --- */

static double
noise_at (int x, int y, guint32 seed)
{
  guint32 bits = (guint32) x * 374761393u + (guint32) y * 668265263u + seed * 2246822519u;

  bits = (bits ^ (bits >> 13)) * 1274126177u;
  return ((bits ^ (bits >> 16)) & 0xffff) / 65535.0;
}

static void
get_table (const McPageFrameOptions *options, int x, int y, float *light)
{
  double grain = sin ((y + 9 * sin (x / 150.0)) / 6.0) + sin ((y + 14 * sin (x / 90.0)) / 17.0)
                 + noise_at (x / 3, y, options->seed);

  switch (options->table) {
  case MC_PAGE_TABLE_WOOD:
    light[0] = 0.22 + 0.03 * grain;
    light[1] = 0.34 + 0.04 * grain;
    light[2] = 0.46 + 0.05 * grain;
    break;
  case MC_PAGE_TABLE_DARK:
    light[0] = light[1] = light[2] = 0.16;
    break;
  case MC_PAGE_TABLE_LIGHT:
    light[0] = 0.74 + 0.005 * grain;
    light[1] = 0.78 + 0.005 * grain;
    light[2] = 0.80 + 0.005 * grain;
    break;
  }
}

/* The page at that place, in millimetres, between its pixels. */
static void
get_page (cairo_surface_t *page, double x, double y, float *light)
{
  int width = cairo_image_surface_get_width (page), height = cairo_image_surface_get_height (page);
  gsize stride = cairo_image_surface_get_stride (page);
  double u = CLAMP (x * PIXELS_A_MM - 0.5, 0, width - 1.001);
  double v = CLAMP (y * PIXELS_A_MM - 0.5, 0, height - 1.001);
  const guint8 *at = cairo_image_surface_get_data (page) + (int) v * stride + 4 * (int) u;
  double fu = u - (int) u, fv = v - (int) v;

  for (int i = 0; i < 3; i++)
    light[i] = ((at[i] * (1 - fu) + at[4 + i] * fu) * (1 - fv)
                + (at[stride + i] * (1 - fu) + at[stride + 4 + i] * fu) * fv)
               / 255;
}

/* The light that falls there, in parts of the full one. */
static double
get_lamp_light (const McPageFrameOptions *options, double x, double y)
{
  double u = x / options->width, v = y / options->height;
  double light = 1 - options->uneven * 0.55 * (u * 0.6 + (1 - v) * 0.4);
  /* A hand's shadow: soft at its edge. */
  double inside = 1 / (1 + exp (-((u - 0.52) + 0.25 * (v - 0.5)) * 60));

  return light * (1 - 0.5 * options->shadow * inside);
}

/* 3 x 3 places within each pixel: as a sensor gathers light, and the edges soft. */
static void
gather (const McPageFrameOptions *options, const Pose *pose, cairo_surface_t *page, Scene *scene)
{
  for (int y = 0; y < scene->height; y++)
    for (int x = 0; x < scene->width; x++) {
      float *pixel = scene->light + 3 * ((gsize) y * scene->width + x);
      float table[3] = { 0 };

      get_table (options, x, y, table);
      for (int i = 0; i < 9; i++) {
        float part[3] = { table[0], table[1], table[2] };
        double u = -1, v = -1;

        if (page != NULL)
          apply (pose->to_page, x + (i % 3 + 0.5) / 3, y + (i / 3 + 0.5) / 3, &u, &v);
        if (page != NULL && is_on_sheet (options, u, v))
          get_page (page, u, v, part);
        for (int c = 0; c < 3; c++)
          pixel[c] += part[c] / 9;
      }
      for (int c = 0; c < 3; c++)
        pixel[c] *= get_lamp_light (options, x, y);
      if (options->lamp > 0 && page != NULL)
        for (int c = 0; c < 3; c++)
          pixel[c] += 2 * options->lamp
                      * exp (-(pow (x - scene->width * 0.5, 2) + pow (y - scene->height * 0.45, 2))
                             / (scene->height * scene->height * 0.008));
    }
}

static void
blur_line (float *line, int count, gsize step, int radius, float *copy)
{
  double sum = 0;

  for (int i = 0; i < count; i++)
    copy[i] = line[i * step];
  for (int i = -radius; i <= radius; i++)
    sum += copy[CLAMP (i, 0, count - 1)];
  for (int i = 0; i < count; i++) {
    line[i * step] = sum / (2 * radius + 1);
    sum += copy[MIN (i + radius + 1, count - 1)] - copy[MAX (i - radius, 0)];
  }
}

static void
blur (Scene *scene, int across, int down)
{
  g_autofree float *copy = g_new (float, MAX (scene->width, scene->height));

  for (int channel = 0; channel < 3; channel++) {
    for (int y = 0; y < scene->height && across > 0; y++)
      blur_line (scene->light + 3 * (gsize) y * scene->width + channel, scene->width, 3, across,
                 copy);
    for (int x = 0; x < scene->width && down > 0; x++)
      blur_line (scene->light + 3 * x + channel, scene->height, 3 * scene->width, down, copy);
  }
}

static cairo_surface_t *
expose (const McPageFrameOptions *options, const Scene *scene, GRand *rand)
{
  cairo_surface_t *frame = cairo_image_surface_create (CAIRO_FORMAT_RGB24, scene->width,
                                                       scene->height);
  guint8 *pixels = cairo_image_surface_get_data (frame);
  gsize stride = cairo_image_surface_get_stride (frame);
  double spread = options->noise * sqrt (3.0) / 255;

  for (int y = 0; y < scene->height; y++)
    for (int x = 0; x < scene->width; x++) {
      const float *light = scene->light + 3 * ((gsize) y * scene->width + x);
      guint32 bits = options->noise > 0 ? g_rand_int (rand) : 0;
      int sum = (bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24) - 510;

      for (int c = 0; c < 3; c++) {
        double level = light[c] * (1 - options->dark) * 235
                       + (options->noise > 0 ? sum * spread : 0);

        pixels[y * stride + 4 * x + c] = (guint8) CLAMP (level + 0.5, 0, 255);
      }
    }
  cairo_surface_mark_dirty (frame);
  return frame;
}

static McPageFrameOptions
complete (const McPageFrameOptions *given)
{
  McPageFrameOptions options = *given;

  options.width = options.width > 0 ? options.width : 1920;
  options.height = options.height > 0 ? options.height : 1080;
  options.sheet_mm = options.sheet_mm > 0 ? options.sheet_mm : 210;
  options.long_mm = options.long_mm > 0 ? options.long_mm : 297;
  options.scale = options.scale > 0 ? options.scale : 0.9;
  return options;
}

cairo_surface_t *
mc_page_frame_new (const McPageFrameOptions *given, gboolean sheet, McPageTruth *truth)
{
  McPageFrameOptions options = complete (given);
  Scene scene = { options.width, options.height,
                  g_new0 (float, 3 * (gsize) options.width * options.height) };
  GRand *rand = g_rand_new_with_seed (options.seed);
  cairo_surface_t *page = draw_page (&options, rand), *frame;
  const double corners[4][2] = {
    { 0, 0 }, { options.sheet_mm, 0 }, { options.sheet_mm, options.long_mm }, { 0, options.long_mm }
  };
  Pose pose;

  set_pose (&options, &pose);
  gather (&options, &pose, sheet ? page : NULL, &scene);
  if (options.motion > 0)
    blur (&scene, MAX ((int) lround (options.motion / 2), 1), 0);
  for (int pass = 0; options.blur > 0 && pass < (options.blur < 1 ? 1 : 3); pass++)
    blur (&scene, MAX ((int) lround (options.blur / 1.7), 1),
          MAX ((int) lround (options.blur / 1.7), 1));
  frame = expose (&options, &scene, rand);
  for (int i = 0; truth != NULL && i < 4; i++)
    apply (pose.to_picture, corners[i][0], corners[i][1], &truth->x[i], &truth->y[i]);
  if (truth != NULL)
    truth->page = cairo_surface_reference (page);
  cairo_surface_destroy (page);
  g_rand_free (rand);
  g_free (scene.light);
  return frame;
}
