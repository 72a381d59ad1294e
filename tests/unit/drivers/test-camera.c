// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/camera.h"
#include "tests/lib/card-frame.h"
#include "tests/unit/drivers/await.h"

#include <glib/gstdio.h>
#include <string.h>

#define PAYLOAD "001085000001|012345601|Nguyễn Văn An|15081985|Nam|Hà Nội|10042021"

typedef struct {
  char *directory;
  McCamera *camera;
  GCancellable *cancellable;
  GAsyncResult *result;
  guint n_previews;
  McFrame last_preview;
  gint64 first_preview_us;
  gint64 last_preview_us;
  GArray *hints;
  guint n_present_changes;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = g_dir_make_tmp ("motcua-camera-XXXXXX", NULL);
  fixture->cancellable = g_cancellable_new ();
  fixture->hints = g_array_new (FALSE, FALSE, sizeof (int));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) directory = g_dir_open (fixture->directory, 0, NULL);
  const char *name;

  mc_await_settle ();
  g_assert_finalize_object (fixture->camera);
  g_assert_finalize_object (fixture->cancellable);
  g_clear_pointer (&fixture->last_preview.pixels, g_bytes_unref);
  g_array_unref (fixture->hints);
  while ((name = g_dir_read_name (directory)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->directory, name, NULL);

    g_unlink (path);
  }
  g_rmdir (fixture->directory);
  g_free (fixture->directory);
}

static void
write_frame (Fixture *fixture, const char *name, gboolean card, const McCardFrameOptions *options)
{
  g_autoptr (GBytes) payload = g_bytes_new_static (PAYLOAD, strlen (PAYLOAD));
  g_autofree char *path = g_build_filename (fixture->directory, name, NULL);
  g_autofree char *new_path = g_strconcat (path, ".new", NULL);
  cairo_surface_t *frame = mc_card_frame_new (card ? payload : NULL, options);

  /* Renamed into place: a camera that is looking never sees half a picture. */
  g_assert_cmpint (cairo_surface_write_to_png (frame, new_path), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (g_rename (new_path, path), ==, 0);
  cairo_surface_destroy (frame);
}

static void
on_frame (McScanner *scanner, const McFrame *frame, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->last_preview_us = g_get_monotonic_time ();
  if (fixture->n_previews++ == 0)
    fixture->first_preview_us = fixture->last_preview_us;
  g_clear_pointer (&fixture->last_preview.pixels, g_bytes_unref);
  fixture->last_preview = *frame;
  g_bytes_ref (frame->pixels);
}

static void
on_hint (McScanner *scanner, int hint, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_array_append_val (fixture->hints, hint);
}

static void
on_present (Fixture *fixture)
{
  fixture->n_present_changes++;
}

/* source: with the fixture's directory for %s. */
static void
start (Fixture *fixture, const char *source)
{
  g_auto (GStrv) parts = g_strsplit (source, "%s", 2);
  g_autofree char *full = parts[1] != NULL
                              ? g_strconcat (parts[0], fixture->directory, parts[1], NULL)
                              : g_strdup (source);

  fixture->camera = mc_camera_new (full, NULL);
  g_signal_connect (fixture->camera, "frame", G_CALLBACK (on_frame), fixture);
  g_signal_connect (fixture->camera, "hint", G_CALLBACK (on_hint), fixture);
  g_signal_connect_swapped (fixture->camera, "notify::present", G_CALLBACK (on_present), fixture);
  mc_scanner_scan_async (MC_SCANNER (fixture->camera), 0, fixture->cancellable, mc_await_ready,
                         &fixture->result);
}

static void
assert_reads_card (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McScan) scan = NULL;

  mc_await_until (fixture->result != NULL);
  scan = mc_scanner_scan_finish (MC_SCANNER (fixture->camera), fixture->result, &error);
  g_clear_object (&fixture->result);
  g_assert_no_error (error);
  g_assert_cmpint (scan->symbology, ==, MC_SYMBOLOGY_QR);
  g_assert_cmpmem (g_bytes_get_data (scan->payload, NULL), g_bytes_get_size (scan->payload),
                   PAYLOAD, strlen (PAYLOAD));
}

static void
assert_fails (Fixture *fixture, GQuark domain, int code, const char *says)
{
  g_autoptr (GError) error = NULL;

  mc_await_until (fixture->result != NULL);
  g_assert_null (mc_scanner_scan_finish (MC_SCANNER (fixture->camera), fixture->result, &error));
  g_clear_object (&fixture->result);
  g_assert_error (error, domain, code);
  g_assert_nonnull (strstr (error->message, says));
}

static void
cancel (Fixture *fixture)
{
  g_cancellable_cancel (fixture->cancellable);
  assert_fails (fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED, "");
}

/* Pictures without end of the one that is there now. */
#define STILL                                                                                      \
  "filesrc location=%s/card.png blocksize=16777216 ! pngdec ! videoconvert ! imagefreeze "         \
  "is-live=true "                                                                                  \
  "! video/x-raw,framerate=60/1"

static void
test_sequence_is_read_and_shown (Fixture *fixture, gconstpointer data)
{
  static const McCardFrameOptions empty = { .noise = 4 };
  static const McCardFrameOptions card = { .scale = 0.65, .noise = 4, .angle = 4 };

  for (int i = 0; i < 12; i++) {
    g_autofree char *name = g_strdup_printf ("frame-%03d.png", i);

    write_frame (fixture, name, i >= 6, i >= 6 ? &card : &empty);
  }

  start (fixture, "multifilesrc location=%s/frame-%03d.png caps=image/png,framerate=10/1 ! pngdec");

  assert_reads_card (fixture);
  g_assert_cmpuint (fixture->n_previews, >, 0);
  g_assert_cmpint (fixture->last_preview.width, ==, 1280);
  g_assert_cmpint (fixture->last_preview.height, ==, 720);
  g_assert_cmpuint (g_bytes_get_size (fixture->last_preview.pixels), >=,
                    fixture->last_preview.stride * 720);
}

static void
test_preview_is_bounded_in_size_and_rate (Fixture *fixture, gconstpointer data)
{
  static const McCardFrameOptions empty = { .width = 1920, .height = 1200 };
  double seconds;

  write_frame (fixture, "card.png", FALSE, &empty);
  start (fixture, STILL);

  mc_await_until (fixture->n_previews >= 45);

  g_assert_cmpint (fixture->last_preview.width, ==, 1152);
  g_assert_cmpint (fixture->last_preview.height, ==, 720);
  seconds = (fixture->last_preview_us - fixture->first_preview_us) / 1e6;
  g_test_message ("%.1f previews a second", (fixture->n_previews - 1) / seconds);
  /* Far from the sixty of the source; a busy machine that was late catches up in lumps. */
  g_assert_cmpfloat ((fixture->n_previews - 1) / seconds, <=, 45);
  cancel (fixture);
}

static void
test_cancel_stops_the_pictures (Fixture *fixture, gconstpointer data)
{
  static const McCardFrameOptions empty = { 0 };
  guint before;

  write_frame (fixture, "card.png", FALSE, &empty);
  start (fixture, STILL);
  mc_await_until (fixture->n_previews > 2);

  cancel (fixture);

  /* Not even the one under way arrives. */
  before = fixture->n_previews;
  mc_await_settle ();
  g_assert_cmpuint (fixture->n_previews, ==, before);
}

static gboolean
has_open_file (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (directory)) != NULL) {
    g_autofree char *link = g_build_filename ("/proc/self/fd", name, NULL);
    g_autofree char *target = g_file_read_link (link, NULL);

    if (g_strcmp0 (target, path) == 0)
      return TRUE;
  }
  return FALSE;
}

/* A camera's light is on as long as its device is open. The file stands for the device. */
static void
test_device_is_open_only_while_scanning (Fixture *fixture, gconstpointer data)
{
  static const McCardFrameOptions empty = { 0 };
  g_autofree char *path = g_build_filename (fixture->directory, "card.png", NULL);

  write_frame (fixture, "card.png", FALSE, &empty);
  start (fixture, STILL);
  mc_await_until (fixture->n_previews > 0);
  g_assert_true (has_open_file (path));

  cancel (fixture);

  mc_await_until (!has_open_file (path));
}

static void
test_second_scan_works_like_the_first (Fixture *fixture, gconstpointer data)
{
  static const McCardFrameOptions card = { .scale = 0.65 };

  write_frame (fixture, "card.png", TRUE, &card);
  start (fixture, STILL);
  assert_reads_card (fixture);

  mc_scanner_scan_async (MC_SCANNER (fixture->camera), 0, NULL, mc_await_ready, &fixture->result);

  assert_reads_card (fixture);
}

static void
test_impossible_pipeline_is_a_configuration_error (Fixture *fixture, gconstpointer says)
{
  const char *const *row = says;

  start (fixture, row[0]);

  assert_fails (fixture, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG, row[1]);
}

static void
test_missing_source_is_absent (Fixture *fixture, gconstpointer source)
{
  start (fixture, source);

  assert_fails (fixture, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT, "");
  g_assert_false (mc_device_get_present (MC_DEVICE (fixture->camera)));
}

static void
test_lost_camera_comes_back_in_the_same_scan (Fixture *fixture, gconstpointer data)
{
  static const McCardFrameOptions empty = { 0 };
  static const McCardFrameOptions card = { .scale = 0.65 };

  /* Two pictures, then the end of the source: the camera is lost. */
  write_frame (fixture, "frame-000.png", FALSE, &empty);
  write_frame (fixture, "frame-001.png", FALSE, &empty);
  start (fixture, "multifilesrc location=%s/frame-%03d.png caps=image/png,framerate=10/1 ! pngdec");
  mc_await_until (fixture->n_present_changes == 1);
  g_assert_false (mc_device_get_present (MC_DEVICE (fixture->camera)));
  g_assert_null (fixture->result);

  /* It is plugged in again, and there is a card before it. */
  write_frame (fixture, "frame-000.png", TRUE, &card);

  assert_reads_card (fixture);
  g_assert_true (mc_device_get_present (MC_DEVICE (fixture->camera)));
}

/* It fails as a driver does whose device is pulled out, again and again, until it is back. */
static void
test_failing_camera_comes_back_within_ten_seconds (Fixture *fixture, gconstpointer data)
{
  static const McCardFrameOptions empty = { 0 };
  static const McCardFrameOptions card = { .scale = 0.65 };
  gint64 plugged;

  write_frame (fixture, "card.png", FALSE, &empty);
  start (fixture, STILL " ! identity error-after=10");
  mc_await_until (fixture->n_present_changes == 1);
  g_assert_false (mc_device_get_present (MC_DEVICE (fixture->camera)));

  write_frame (fixture, "card.png", TRUE, &card);
  plugged = g_get_monotonic_time ();

  assert_reads_card (fixture);
  g_assert_true (mc_device_get_present (MC_DEVICE (fixture->camera)));
  g_assert_cmpint (g_get_monotonic_time () - plugged, <, 10 * G_USEC_PER_SEC);
}

/* Some go on for ever without a picture and without a word. */
static void
test_silent_camera_is_absent (Fixture *fixture, gconstpointer data)
{
  start (fixture, "appsrc is-live=true caps=video/x-raw,format=GRAY8,width=64,height=64,"
                  "framerate=15/1");

  assert_fails (fixture, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT, "no picture");
}

static void
test_dark_place_is_hinted_at_once_a_second (Fixture *fixture, gconstpointer data)
{
  static const McCardFrameOptions dark = { .dark = 1, .noise = 3 };
  gint64 begin, end;

  write_frame (fixture, "card.png", TRUE, &dark);
  begin = g_get_monotonic_time ();
  start (fixture, STILL);

  mc_await_until (fixture->hints->len >= 2);

  end = g_get_monotonic_time ();
  for (guint i = 0; i < fixture->hints->len; i++)
    g_assert_cmpint (g_array_index (fixture->hints, int, i), ==, MC_DEVICE_RETRY_TOO_DARK);
  g_assert_cmpint (end - begin, >=, 2500 * 1000 - 50 * 1000);
  cancel (fixture);
}

#define add(name, test, data) g_test_add ("/camera/" name, Fixture, data, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  static const char *const no_element[] = { "nosuchsrc ! pngdec", "nosuchsrc" };
  static const char *const no_syntax[] = { "videotestsrc ! !", "" };
  static const char *const no_property[] = { "videotestsrc is-alive=true", "is-alive" };
  static const char *const no_video[] = { "audiotestsrc is-live=true", "" };

  g_test_init (&argc, &argv, NULL);
  add ("sequence-is-read-and-shown", test_sequence_is_read_and_shown, NULL);
  add ("preview-is-bounded-in-size-and-rate", test_preview_is_bounded_in_size_and_rate, NULL);
  add ("cancel-stops-the-pictures", test_cancel_stops_the_pictures, NULL);
  add ("device-is-open-only-while-scanning", test_device_is_open_only_while_scanning, NULL);
  add ("second-scan-works-like-the-first", test_second_scan_works_like_the_first, NULL);
  add ("configuration-error/element", test_impossible_pipeline_is_a_configuration_error,
       no_element);
  add ("configuration-error/syntax", test_impossible_pipeline_is_a_configuration_error, no_syntax);
  add ("configuration-error/property", test_impossible_pipeline_is_a_configuration_error,
       no_property);
  add ("configuration-error/no-video", test_impossible_pipeline_is_a_configuration_error, no_video);
  add ("missing-device-is-absent", test_missing_source_is_absent, "v4l2src device=/dev/video-none");
  add ("missing-file-is-absent", test_missing_source_is_absent,
       "filesrc location=/nonexistent/card.png ! pngdec ! imagefreeze is-live=true");
  add ("missing-sequence-is-absent", test_missing_source_is_absent,
       "multifilesrc location=/nonexistent/frame-%03d.png caps=image/png,framerate=10/1 ! pngdec");
  add ("lost-camera-comes-back-in-the-same-scan", test_lost_camera_comes_back_in_the_same_scan,
       NULL);
  add ("failing-camera-comes-back-within-ten-seconds",
       test_failing_camera_comes_back_within_ten_seconds, NULL);
  add ("silent-camera-is-absent", test_silent_camera_is_absent, NULL);
  add ("dark-place-is-hinted-at-once-a-second", test_dark_place_is_hinted_at_once_a_second, NULL);
  return g_test_run ();
}
