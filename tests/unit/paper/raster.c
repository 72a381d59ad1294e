// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/paper/raster.h"

#include <glib/gstdio.h>
#include <string.h>
#include <zbar.h>

#define MM_PER_DOT (25.4 / MC_RASTER_DPI)

GBytes *
mc_sheet_ask_bytes (const McSheet *sheet, const char *tool, const char *const *options)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GBytes *out = NULL;

  g_ptr_array_add (arguments, (char *) tool);
  for (gsize i = 0; options[i] != NULL; i++)
    g_ptr_array_add (arguments, (char *) options[i]);
  g_ptr_array_add (arguments, NULL);

  g_autoptr (GSubprocess) process = g_subprocess_newv (
      (const char *const *) arguments->pdata,
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);

  g_assert_no_error (error);
  g_subprocess_communicate (process, sheet->pdf, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return out;
}

char *
mc_sheet_ask (const McSheet *sheet, const char *tool, const char *const *options)
{
  g_autoptr (GBytes) out = mc_sheet_ask_bytes (sheet, tool, options);

  return g_strndup (g_bytes_get_data (out, NULL), g_bytes_get_size (out));
}

char *
mc_sheet_dup_letters (const McSheet *sheet)
{
  static const char *const options[] = { "-raw", "-", "-", NULL };
  g_autofree char *text = mc_sheet_ask (sheet, "pdftotext", options);
  GString *letters = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)) && *p != '\f')
      g_string_append_unichar (letters, g_utf8_get_char (p));
  return g_string_free (letters, FALSE);
}

/* pgm is binary, of 8 bits, as pdftoppm writes it. */
static McRaster *
threshold_pgm (GBytes *pgm)
{
  McRaster *self = g_new0 (McRaster, 1);
  const guchar *data = g_bytes_get_data (pgm, NULL);
  g_autofree char *head = g_strndup ((const char *) data, 32);
  int depth = 0, start = 0;

  g_assert_cmpint (sscanf (head, "P5 %d %d %d%n", &self->width, &self->height, &depth, &start), ==,
                   3);
  g_assert_cmpint (depth, ==, 255);

  gsize size = (gsize) self->width * (gsize) self->height;

  g_assert_cmpuint (g_bytes_get_size (pgm), ==, (gsize) start + 1 + size);
  self->dots = g_malloc (size);
  for (gsize i = 0; i < size; i++)
    self->dots[i] = data[(gsize) start + 1 + i] < 128 ? 0 : 255;
  return self;
}

McRaster *
mc_raster_new (const McSheet *sheet, int page)
{
  g_autofree char *number = g_strdup_printf ("%d", page);
  const char *const options[] = {
    "-r", G_STRINGIFY (MC_RASTER_DPI), "-gray", "-f", number, "-l", number, "-", NULL
  };
  g_autoptr (GBytes) pgm = mc_sheet_ask_bytes (sheet, "pdftoppm", options);

  return threshold_pgm (pgm);
}

void
mc_raster_free (McRaster *self)
{
  if (self == NULL)
    return;
  g_free (self->dots);
  g_free (self);
}

gboolean
mc_raster_equal (const McRaster *a, const McRaster *b)
{
  return a->width == b->width && a->height == b->height
         && memcmp (a->dots, b->dots, (gsize) a->width * (gsize) a->height) == 0;
}

void
mc_raster_ink_box (const McRaster *self, double *left, double *top, double *right, double *bottom)
{
  int min_x = self->width, min_y = self->height, max_x = -1, max_y = -1;

  for (int y = 0; y < self->height; y++) {
    for (int x = 0; x < self->width; x++) {
      if (self->dots[y * self->width + x] != 0)
        continue;
      min_x = MIN (min_x, x);
      max_x = MAX (max_x, x);
      min_y = MIN (min_y, y);
      max_y = MAX (max_y, y);
    }
  }
  g_assert_cmpint (max_x, >=, 0);
  *left = min_x * MM_PER_DOT;
  *top = min_y * MM_PER_DOT;
  *right = (max_x + 1) * MM_PER_DOT;
  *bottom = (max_y + 1) * MM_PER_DOT;
}

static int
symbol_side (const zbar_symbol_t *symbol)
{
  int min = G_MAXINT, max = 0;

  for (unsigned i = 0; i < zbar_symbol_get_loc_size (symbol); i++) {
    min = MIN (min, zbar_symbol_get_loc_x (symbol, i));
    max = MAX (max, zbar_symbol_get_loc_x (symbol, i));
  }
  return max - min;
}

GBytes *
mc_raster_read_qr (const McRaster *self, int *side)
{
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();
  zbar_image_t *image = zbar_image_create ();

  zbar_image_scanner_set_config (scanner, 0, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config (scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
  zbar_image_scanner_set_config (scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, (unsigned) self->width, (unsigned) self->height);
  zbar_image_set_data (image, self->dots, (gulong) self->width * (gulong) self->height, NULL);

  g_assert_cmpint (zbar_scan_image (scanner, image), ==, 1);

  const zbar_symbol_t *symbol = zbar_image_first_symbol (image);
  GBytes *bytes = g_bytes_new (zbar_symbol_get_data (symbol), zbar_symbol_get_data_length (symbol));

  if (side != NULL)
    *side = symbol_side (symbol);
  zbar_image_destroy (image);
  zbar_image_scanner_destroy (scanner);
  return bytes;
}

void
mc_raster_save_png (const McRaster *self, const char *path)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, self->width,
                                                         self->height);
  guchar *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  for (int y = 0; y < self->height; y++)
    for (int x = 0; x < self->width; x++)
      memset (data + y * stride + x * 4, self->dots[y * self->width + x], 4);
  cairo_surface_mark_dirty (surface);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
}

McRaster *
mc_raster_load_png (const char *path)
{
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);

  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS) {
    cairo_surface_destroy (surface);
    return NULL;
  }

  const guchar *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  McRaster *self = g_new0 (McRaster, 1);

  self->width = cairo_image_surface_get_width (surface);
  self->height = cairo_image_surface_get_height (surface);
  self->dots = g_malloc ((gsize) self->width * (gsize) self->height);
  for (int y = 0; y < self->height; y++)
    for (int x = 0; x < self->width; x++)
      self->dots[y * self->width + x] = data[y * stride + x * 4];
  cairo_surface_destroy (surface);
  return self;
}
