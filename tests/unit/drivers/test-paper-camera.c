// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/paper-camera.h"
#include "tests/lib/page-frame.h"
#include "tests/unit/drivers/await.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

typedef struct {
  char *directory;
  McPaperCamera *camera;
  GCancellable *cancellable;
  GAsyncResult *result;
  guint n_previews;
  guint n_sheets;
  gboolean has_outline;
  McSheetOutline outline;
  int hint; /* -1: none yet */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = g_dir_make_tmp ("motcua-paper-XXXXXX", NULL);
  fixture->cancellable = g_cancellable_new ();
  fixture->hint = -1;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->directory, "sheet.png", NULL);

  mc_await_settle ();
  g_assert_finalize_object (fixture->camera);
  g_assert_finalize_object (fixture->cancellable);
  g_unlink (path);
  g_rmdir (fixture->directory);
  g_free (fixture->directory);
}

static void
on_frame (Fixture *fixture)
{
  fixture->n_previews++;
}

static void
on_sheet (McDocumentCamera *camera, const McSheetOutline *outline, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_sheets++;
  fixture->has_outline = outline != NULL;
  if (outline != NULL)
    fixture->outline = *outline;
}

static void
on_hint (McDocumentCamera *camera, int hint, gpointer user_data)
{
  ((Fixture *) user_data)->hint = hint;
}

static void
start (Fixture *fixture, const char *source)
{
  fixture->camera = mc_paper_camera_new (source, 0, NULL);
  g_signal_connect_swapped (fixture->camera, "frame", G_CALLBACK (on_frame), fixture);
  g_signal_connect (fixture->camera, "sheet", G_CALLBACK (on_sheet), fixture);
  g_signal_connect (fixture->camera, "hint", G_CALLBACK (on_hint), fixture);
  mc_document_camera_shoot_async (MC_DOCUMENT_CAMERA (fixture->camera), 0, fixture->cancellable,
                                  mc_await_ready, &fixture->result);
}

/* A camera that sees this without end. In one block: pngdec grows its buffer by every other, which
 * a sanitizer makes slower than a camera may be silent. */
static void
start_with (Fixture *fixture, const McPageFrameOptions *options, gboolean sheet, McPageTruth *truth)
{
  g_autofree char *path = g_build_filename (fixture->directory, "sheet.png", NULL);
  g_autofree char *source = g_strdup_printf (
      "filesrc location=%s blocksize=16777216 ! pngdec ! videoconvert ! imagefreeze is-live=true "
      "! video/x-raw,framerate=30/1",
      path);
  cairo_surface_t *frame = mc_page_frame_new (options, sheet, truth);

  g_assert_cmpint (cairo_surface_write_to_png (frame, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (frame);
  start (fixture, source);
}

static McPagePicture *
finish (Fixture *fixture, GError **error)
{
  McPagePicture *page;

  mc_await_until (fixture->result != NULL);
  page = mc_document_camera_shoot_finish (MC_DOCUMENT_CAMERA (fixture->camera), fixture->result,
                                          error);
  g_clear_object (&fixture->result);
  return page;
}

static void
cancel (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (fixture->cancellable);
  g_assert_null (finish (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_the_sheet_is_shown_and_not_taken_unasked (Fixture *fixture, gconstpointer data)
{
  static const McPageFrameOptions options = { .noise = 3, .angle = 5 };
  McPageTruth truth;

  start_with (fixture, &options, TRUE, &truth);

  mc_await_until (fixture->n_sheets >= 5 && fixture->n_previews > 2);

  g_assert_true (fixture->has_outline);
  for (int i = 0; i < 4; i++) {
    g_assert_cmpfloat (fabs (fixture->outline.x[i] - truth.x[i] / 1920), <=, 0.01);
    g_assert_cmpfloat (fabs (fixture->outline.y[i] - truth.y[i] / 1080), <=, 0.01);
  }
  mc_await_until (fixture->hint == MC_DEVICE_RETRY_GENERAL);
  g_assert_null (fixture->result);
  cancel (fixture);
  cairo_surface_destroy (truth.page);
}

static void
test_released_it_is_taken (Fixture *fixture, gconstpointer data)
{
  static const McPageFrameOptions options = { .noise = 3, .angle = 5, .shadow = 0.5 };
  g_autoptr (McPagePicture) page = NULL;
  g_autoptr (GError) error = NULL;

  start_with (fixture, &options, TRUE, NULL);
  mc_document_camera_release (MC_DOCUMENT_CAMERA (fixture->camera));

  page = finish (fixture, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (page->jpeg), >, 20000);
  g_assert_cmpint (page->height, >, page->width);
  g_assert_cmpint (MAX (page->view.width, page->view.height), <=, 900);
}

static void
test_without_a_sheet_it_says_so (Fixture *fixture, gconstpointer data)
{
  static const McPageFrameOptions options = { .noise = 3 };
  g_autoptr (GError) error = NULL;

  start_with (fixture, &options, FALSE, NULL);
  mc_document_camera_release (MC_DOCUMENT_CAMERA (fixture->camera));

  g_assert_null (finish (fixture, &error));

  g_assert_error (error, MC_DEVICE_RETRY, MC_DEVICE_RETRY_NO_SHEET);
  g_assert_cmpint (fixture->hint, ==, MC_DEVICE_RETRY_NO_SHEET);
  g_assert_false (fixture->has_outline);
}

/* Small as it is in the picture: what matters is that it is a card. */
static void
test_a_card_comes_without_a_picture (Fixture *fixture, gconstpointer data)
{
  static const McPageFrameOptions options = {
    .noise = 3, .sheet_mm = 53.98, .long_mm = 85.6, .corner_mm = 3.18, .scale = 0.3
  };
  g_autoptr (McPagePicture) page = NULL;
  g_autoptr (GError) error = NULL;

  start_with (fixture, &options, TRUE, NULL);
  mc_document_camera_release (MC_DOCUMENT_CAMERA (fixture->camera));

  page = finish (fixture, &error);

  g_assert_no_error (error);
  g_assert_true (page->card);
  g_assert_null (page->jpeg);
}

static void
test_a_camera_that_is_not_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  start (fixture, "filesrc location=/nonexistent/camera ! pngdec");

  g_assert_null (finish (fixture, &error));

  g_assert_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT);
  g_assert_false (mc_device_get_present (MC_DEVICE (fixture->camera)));
}

static void
test_a_camera_that_ends_is_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  start (fixture, "videotestsrc num-buffers=10");

  g_assert_null (finish (fixture, &error));

  g_assert_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT);
}

static void
add (const char *path, void (*run) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, run, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/paper-camera/shown", test_the_sheet_is_shown_and_not_taken_unasked);
  add ("/paper-camera/taken", test_released_it_is_taken);
  add ("/paper-camera/no-sheet", test_without_a_sheet_it_says_so);
  add ("/paper-camera/card", test_a_card_comes_without_a_picture);
  add ("/paper-camera/absent", test_a_camera_that_is_not_there);
  add ("/paper-camera/lost", test_a_camera_that_ends_is_lost);
  return g_test_run ();
}
