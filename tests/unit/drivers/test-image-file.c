// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/decoder.h"
#include "drivers/camera/image-file.h"
#include "tests/lib/card-frame.h"

#include <glib/gstdio.h>
#include <gst/gst.h>

#define PAYLOAD "001085000001|012345601|Nguyễn Văn An|15081985|Nam|Hà Nội|10042021"

typedef struct {
  char *directory;
  char *png;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const McCardFrameOptions options = { .scale = 0.7, .noise = 4 };
  g_autoptr (GBytes) payload = g_bytes_new_static (PAYLOAD, strlen (PAYLOAD));
  cairo_surface_t *frame = mc_card_frame_new (payload, &options);

  fixture->directory = g_dir_make_tmp ("motcua-image-XXXXXX", NULL);
  fixture->png = g_build_filename (fixture->directory, "card.png", NULL);
  cairo_surface_write_to_png (frame, fixture->png);
  cairo_surface_destroy (frame);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) directory = g_dir_open (fixture->directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (directory)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->directory, name, NULL);

    g_unlink (path);
  }
  g_rmdir (fixture->directory);
  g_free (fixture->directory);
  g_free (fixture->png);
}

/* (transfer full) */
static char *
write_file (Fixture *fixture, const char *name, const char *data, gsize size)
{
  char *path = g_build_filename (fixture->directory, name, NULL);

  g_assert_true (g_file_set_contents (path, data, size, NULL));
  return path;
}

static void
assert_reads (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McImageFile) file = mc_image_file_load (path, &error);
  g_autoptr (McDecoder) decoder = mc_decoder_new ();
  g_autoptr (GPtrArray) scans = NULL;
  const McScan *scan;

  g_assert_no_error (error);
  g_assert_cmpint (file->image.width, ==, 1280);
  g_assert_cmpint (file->image.height, ==, 720);
  scans = mc_decoder_decode (decoder, &file->image, 0, MC_EFFORT_STILL);
  g_assert_cmpuint (scans->len, ==, 1);
  scan = scans->pdata[0];
  g_assert_cmpmem (g_bytes_get_data (scan->payload, NULL), g_bytes_get_size (scan->payload),
                   PAYLOAD, strlen (PAYLOAD));
}

static void
assert_refused (const char *path, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_path_get_basename (path);

  g_assert_null (mc_image_file_load (path, &error));
  g_assert_error (error, domain, code);
  g_assert_nonnull (strstr (error->message, name));
}

static void
test_png_is_read (Fixture *fixture, gconstpointer data)
{
  assert_reads (fixture->png);
}

static void
test_jpeg_is_read (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->directory, "card.jpeg", NULL);
  g_autofree char *description = g_strdup_printf (
      "filesrc location=%s ! pngdec ! videoconvert ! jpegenc ! filesink location=%s", fixture->png,
      path);
  g_autoptr (GstElement) pipeline = g_object_ref_sink (gst_parse_launch (description, NULL));
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) end = NULL;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  end = gst_bus_timed_pop_filtered (bus, 30 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  g_assert_cmpint (GST_MESSAGE_TYPE (end), ==, GST_MESSAGE_EOS);

  assert_reads (path);
}

static void
test_missing_file_is_named (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->directory, "none.png", NULL);

  assert_refused (path, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_other_files_are_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = write_file (fixture, "text.png", "hello", 5);
  g_autofree char *empty = write_file (fixture, "empty.png", "", 0);
  g_autofree char *gif = write_file (fixture, "x.gif", "GIF89a\1\0\1\0\0\0\0;", 14);

  assert_refused (text, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  assert_refused (empty, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  assert_refused (gif, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
test_truncated_png_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *contents = NULL;
  g_autofree char *path = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (fixture->png, &contents, &size, NULL));
  path = write_file (fixture, "half.png", contents, size / 2);

  assert_refused (path, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
test_too_large_picture_is_refused (Fixture *fixture, gconstpointer data)
{
  cairo_surface_t *wide = cairo_image_surface_create (CAIRO_FORMAT_A8, MC_IMAGE_FILE_MAX_SIDE + 1,
                                                      4);
  g_autofree char *path = g_build_filename (fixture->directory, "wide.png", NULL);

  g_assert_cmpint (cairo_surface_write_to_png (wide, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (wide);

  assert_refused (path, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);
}

#define add(name, test) g_test_add ("/image-file/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  add ("png-is-read", test_png_is_read);
  add ("jpeg-is-read", test_jpeg_is_read);
  add ("missing-file-is-named", test_missing_file_is_named);
  add ("other-files-are-refused", test_other_files_are_refused);
  add ("truncated-png-is-refused", test_truncated_png_is_refused);
  add ("too-large-picture-is-refused", test_too_large_picture_is_refused);
  return g_test_run ();
}
