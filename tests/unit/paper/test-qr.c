// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/slip.h"
#include "tests/unit/paper/raster.h"

#include <string.h>

/* text drawn into a square of side pixels and read back as a reader sees it. */
static GBytes *
draw_and_read (const char *text, int side)
{
  McRaster raster = { side, side, NULL };
  g_autofree guchar *dots = g_malloc ((gsize) side * (gsize) side);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, side, side);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GError) error = NULL;

  cairo_set_source_rgb (cr, 0.2, 0.1, 0.4); /* whatever was there before */
  cairo_paint (cr);
  g_assert_true (mc_qr_draw (cr, text, 0, 0, side, &error));
  g_assert_no_error (error);
  cairo_surface_flush (surface);
  for (int i = 0; i < side * side; i++)
    dots[i] = cairo_image_surface_get_data (
                  surface)[(i / side) * cairo_image_surface_get_stride (surface) + (i % side) * 4]
                      < 128
                  ? 0
                  : 255;
  raster.dots = dots;
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return mc_raster_read_qr (&raster, NULL);
}

static void
assert_reads_back (const char *text, int side)
{
  g_autoptr (GBytes) read = draw_and_read (text, side);

  g_assert_cmpmem (g_bytes_get_data (read, NULL), g_bytes_get_size (read), text, strlen (text));
}

static void
test_reads_back_at_any_size (void)
{
  assert_reads_back ("H29.15-261121-0012", 200);
  assert_reads_back ("H29.15-261121-0012", 317);
  assert_reads_back ("Nguyễn Văn Ẵng|Số 5 ngõ 12, Khương Đình", 333);
}

/* Digits would otherwise become a segment of their own, which readers garble. */
static void
test_is_one_byte_segment (void)
{
  const char *digits = "0010850000010010850000010010850000010010850000";

  g_assert_cmpuint (mc_qr_modules (digits, NULL), >, mc_qr_modules ("0", NULL) + 4);
  assert_reads_back (digits, 300);
}

static void
test_falls_back_to_less_correction (void)
{
  g_autofree char *most_m = g_strnfill (2331, 'x');
  g_autofree char *more = g_strnfill (2332, 'x');

  g_assert_cmpuint (mc_qr_modules (most_m, NULL), ==, 177 + 8);
  g_assert_cmpuint (mc_qr_modules (more, NULL), <=, 177 + 8);
  g_assert_cmpuint (mc_qr_modules (more, NULL), >, 0);
}

static void
test_refuses_what_does_not_fit (void)
{
  g_autofree char *most = g_strnfill (MC_QR_MAX_BYTES, 'x');
  g_autofree char *more = g_strnfill (MC_QR_MAX_BYTES + 1, 'x');
  g_autoptr (GError) long_error = NULL, empty_error = NULL;

  g_assert_cmpuint (mc_qr_modules (most, NULL), ==, 177 + 8);
  g_assert_cmpuint (mc_qr_modules (more, &long_error), ==, 0);
  g_assert_error (long_error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpuint (mc_qr_modules ("", &empty_error), ==, 0);
  g_assert_error (empty_error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/qr/reads-back-at-any-size", test_reads_back_at_any_size);
  g_test_add_func ("/qr/is-one-byte-segment", test_is_one_byte_segment);
  g_test_add_func ("/qr/falls-back-to-less-correction", test_falls_back_to_less_correction);
  g_test_add_func ("/qr/refuses-what-does-not-fit", test_refuses_what_does_not_fit);
  return g_test_run ();
}
