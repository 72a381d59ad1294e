// SPDX-License-Identifier: GPL-3.0-or-later

/* Photographed pages as one PDF, as Poppler reads it. */

#include "app/paper/picture-document.h"
#include "drivers/camera/page-jpeg.h"
#include "tests/unit/paper/raster.h"

#include <string.h>

static GBytes *
new_picture (int width, int height, guint8 level)
{
  g_autoptr (McColourPixels) pixels = mc_colour_pixels_new (width, height);

  memset (pixels->pixels, level, pixels->stride * (gsize) height);
  return mc_page_to_jpeg (pixels, 400000);
}

static GPtrArray *
new_pictures (void)
{
  GPtrArray *pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (pictures, new_picture (700, 990, 200));
  g_ptr_array_add (pictures, new_picture (1000, 500, 90));
  return pictures;
}

static void
test_poppler_reads_every_page (void)
{
  static const char *const all[] = { "-f", "1", "-l", "9", "-", NULL };
  g_autoptr (GPtrArray) pictures = new_pictures ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = mc_picture_document_new (pictures, &error);
  const McSheet sheet = { pdf, 210, 297 };
  g_autofree char *info = NULL;
  g_autoptr (McRaster) first = NULL, second = NULL;

  g_assert_no_error (error);
  info = mc_sheet_ask (&sheet, "pdfinfo", all);
  g_assert_nonnull (strstr (info, "Pages:           2\n"));
  g_assert_nonnull (strstr (info, "Page    1 size:  595.28 x 841.89 pts (A4)"));
  g_assert_nonnull (strstr (info, "Page    2 size:  841.89 x 420.95 pts"));
  first = mc_raster_new (&sheet, 1);
  second = mc_raster_new (&sheet, 2);
  g_assert_cmpint (first->dots[first->width * (first->height / 2) + first->width / 2], ==, 255);
  g_assert_cmpint (second->dots[second->width * (second->height / 2) + second->width / 2], ==, 0);
}

static void
test_it_says_nothing_but_the_pictures (void)
{
  static const char *const none[] = { "-", NULL };
  g_autoptr (GPtrArray) pictures = new_pictures ();
  g_autoptr (GBytes) pdf = mc_picture_document_new (pictures, NULL);
  g_autoptr (GBytes) again = mc_picture_document_new (pictures, NULL);
  const McSheet sheet = { pdf, 210, 297 };
  g_autofree char *info = mc_sheet_ask (&sheet, "pdfinfo", none);

  g_assert_true (g_bytes_equal (pdf, again));
  g_assert_null (strstr (info, "Producer"));
  g_assert_null (strstr (info, "Creator"));
  g_assert_null (strstr (info, "CreationDate"));
  g_assert_null (strstr (info, "Title"));
}

static void
test_what_is_no_picture_is_refused (void)
{
  static const struct {
    const char *data;
    gsize size;
  } cases[] = {
    { "", 0 },
    { "\x89PNG\r\n\x1a\n", 8 },
    { "\xff\xd8\xff\xd9", 4 },
    { "\xff\xd8\xff\xc0\x00\x11\x08\x00\x00\x00\x08\x03", 12 }, /* no rows */
    { "\xff\xd8\xff\xc0\x00\x11\x08\x00\x08\x00\x08\x04", 12 }, /* four inks */
    { "\xff\xd8\xff\xc0\x00\x11\x0c\x00\x08\x00\x08\x03", 12 }, /* twelve bits */
    { "\xff\xd8\xff\xe0\x00\x01", 6 },
    { "\xff\xd8\xff\xc0\x00", 5 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (
        (GDestroyNotify) g_bytes_unref);
    g_autoptr (GError) error = NULL;

    g_ptr_array_add (pictures, new_picture (64, 64, 255));
    g_ptr_array_add (pictures, g_bytes_new (cases[i].data, cases[i].size));
    g_assert_null (mc_picture_document_new (pictures, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    g_assert_nonnull (strstr (error->message, "page 2"));
  }
}

static void
test_pages_have_a_limit (void)
{
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_picture_document_new (pictures, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_clear_error (&error);
  for (guint i = 0; i <= MC_PICTURE_DOCUMENT_MAX_PAGES; i++)
    g_ptr_array_add (pictures, new_picture (64, 64, 255));
  g_assert_null (mc_picture_document_new (pictures, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture-document/pages", test_poppler_reads_every_page);
  g_test_add_func ("/picture-document/silent", test_it_says_nothing_but_the_pictures);
  g_test_add_func ("/picture-document/refused", test_what_is_no_picture_is_refused);
  g_test_add_func ("/picture-document/limit", test_pages_have_a_limit);
  return g_test_run ();
}
