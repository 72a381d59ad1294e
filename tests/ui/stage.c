// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/stage.h"

#include "tests/lib/card-frame.h"
#include "tests/lib/page-frame.h"
#include "ui/language.h"

const McStagePanel mc_stage_panels[MC_STAGE_N_PANELS] = {
  [MC_STAGE_PORTRAIT] = { "portrait", 1080, 1920 },
  [MC_STAGE_LANDSCAPE] = { "landscape", 1920, 1080 },
  [MC_STAGE_SMALL] = { "small", 1280, 800 },
};

/* Labels that wrap make GTK 4.8 complain of a pixel that it rounded itself. Whether anything really
 * overlaps is measured; see mc_inspect (). */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++) {
    if (g_str_equal (fields[i].key, "MESSAGE")
        && strstr (fields[i].value, "Expect overlapping widgets"))
      return G_LOG_WRITER_HANDLED;
  }
  return g_log_writer_default (level, fields, n_fields, user_data);
}

void
mc_stage_init (int *argc, char ***argv)
{
  g_autoptr (GError) error = NULL;

  g_log_set_writer_func (write_log, NULL, NULL);
  mc_language_init (NULL);
  gtk_test_init (argc, argv, NULL);
  g_assert_true (mc_paper_register_fonts (&error));
  g_assert_no_error (error);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-cursor-blink",
                FALSE, "gtk-xft-antialias", 1, "gtk-xft-hinting", 0, "gtk-xft-rgba", "none", NULL);
  mc_style_load (gdk_display_get_default (), MC_STAGE_DPI);
}

static gint64
get_time (gpointer user_data)
{
  return ((McStage *) user_data)->time;
}

void
mc_stage_set_look (McStage *self, McStageLook look)
{
  McView *view = mc_window_get_view (self->window);

  mc_view_set_text_step (view, look.text_step);
  mc_view_set_contrast (view, look.contrast);
  mc_view_set_reach (view, look.reach);
}

McStage *
mc_stage_new (McStageLook look)
{
  McStage *self = g_new0 (McStage, 1);

  self->bench = mc_visit_bench_new ();
  self->root = mc_window_new (NULL, self->bench->session);
  self->window = MC_WINDOW (self->root);
  mc_window_set_time_func (self->window, get_time, self);
  mc_stage_set_look (self, look);
  gtk_window_set_default_size (GTK_WINDOW (self->root), mc_stage_panels[look.panel].width,
                               mc_stage_panels[look.panel].height);
  gtk_window_present (GTK_WINDOW (self->root));
  mc_stage_settle (self);
  return self;
}

void
mc_stage_hold_store (McStage *self)
{
  g_autofree char *path = g_build_filename (self->bench->state->dir, "queue.db", NULL);

  g_assert_cmpint (sqlite3_open (path, &self->lock), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (self->lock, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
}

void
mc_stage_release_store (McStage *self)
{
  g_clear_pointer (&self->lock, sqlite3_close);
}

void
mc_stage_free (McStage *self)
{
  sqlite3_close (self->lock);
  mc_view_reset (mc_window_get_view (self->window));
  gtk_window_destroy (GTK_WINDOW (self->root));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  mc_visit_bench_free (self->bench);
  g_free (self);
}

void
mc_stage_settle (McStage *self)
{
  if (self->lock == NULL)
    mc_visit_bench_settle (self->bench);
  /* One frame lays out, a second shows what the first has moved (pagers, focus). */
  for (int i = 0; i < 2; i++) {
    gtk_widget_queue_draw (self->root);
    gtk_test_widget_wait_for_draw (self->root);
  }
}

static void
on_laid_out (GdkFrameClock *clock, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

void
mc_stage_lay_out (McStage *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (self->root);

  /* The first moves the pages, the second the pagers in them. */
  for (int i = 0; i < 2; i++) {
    gboolean done = FALSE;
    const gulong handler = g_signal_connect_after (clock, "layout", G_CALLBACK (on_laid_out),
                                                   &done);

    gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_LAYOUT);
    while (!done)
      g_main_context_iteration (NULL, TRUE);
    g_signal_handler_disconnect (clock, handler);
  }
}

void
mc_stage_pass_guard (McStage *self)
{
  self->time += MC_STAGE_READING;
}

void
mc_stage_set_network (McStage *self, gboolean online)
{
  const gint64 now = mc_clock_now_ms (MC_CLOCK (self->bench->clock));
  g_autoptr (GError) error = NULL;
  McSyncState state = { .last_contact_ms = online ? now : now - 60000,
                        .last_failure_ms = online ? 0 : now };

  g_assert_true (mc_outbox_set_sync_state (self->bench->outbox, &state, &error));
  g_assert_no_error (error);
  mc_fake_clock_advance (self->bench->clock, 2000);
  mc_stage_settle (self);
}

void
mc_stage_acknowledge (McStage *self)
{
  const McSubmission *submission = mc_session_get_submission (self->bench->session);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (submission);
  g_assert_true (mc_outbox_mark_sent (self->bench->outbox, submission->id, "H26.30-261121-0007",
                                      "2026-11-21T14:33:10+07:00", "2026-11-27T17:00:00+07:00",
                                      "e30.e30.c2ln",
                                      mc_clock_now_ms (MC_CLOCK (self->bench->clock)), &error));
  g_assert_no_error (error);
  mc_fake_clock_advance (self->bench->clock, 2000);
  mc_stage_settle (self);
}

void
mc_stage_show_frame (McStage *self, const char *payload)
{
  const McCardFrameOptions options = { .angle = -4, .seed = 7 };
  g_autoptr (GBytes) bytes = payload ? g_bytes_new (payload, strlen (payload)) : NULL;
  cairo_surface_t *surface = mc_card_frame_new (bytes, &options);
  const int stride = cairo_image_surface_get_stride (surface);
  const int height = cairo_image_surface_get_height (surface);
  guint8 *pixels = g_memdup2 (cairo_image_surface_get_data (surface), (gsize) stride * height);

  for (gsize i = 3; i < (gsize) stride * height; i += 4)
    pixels[i] = 0xff;
  McFrame frame = { .pixels = g_bytes_new_take (pixels, (gsize) stride * height),
                    .width = cairo_image_surface_get_width (surface),
                    .height = height,
                    .stride = stride };

  mc_scanner_emit_frame (MC_SCANNER (self->bench->scanner), &frame);
  g_bytes_unref (frame.pixels);
  cairo_surface_destroy (surface);
}

/* (transfer full): a picture as frames have it. */
static McFrame
take_pixels (cairo_surface_t *surface)
{
  const int stride = cairo_image_surface_get_stride (surface);
  const int height = cairo_image_surface_get_height (surface);
  guint8 *pixels = g_memdup2 (cairo_image_surface_get_data (surface), (gsize) stride * height);

  for (gsize i = 3; i < (gsize) stride * height; i += 4)
    pixels[i] = 0xff;
  return (McFrame){ .pixels = g_bytes_new_take (pixels, (gsize) stride * height),
                    .width = cairo_image_surface_get_width (surface),
                    .height = height,
                    .stride = stride };
}

void
mc_stage_show_paper (McStage *self, gboolean sheet)
{
  const McPageFrameOptions options = {
    .width = 1280, .height = 720, .angle = 4, .lean = 0.06, .shadow = 0.3, .seed = 7
  };
  McSheetOutline outline;
  McPageTruth truth;
  cairo_surface_t *surface = mc_page_frame_new (&options, sheet, &truth);
  McDocumentCamera *camera = MC_DOCUMENT_CAMERA (self->bench->document_camera);
  McFrame frame = take_pixels (surface);
  McFrame view = take_pixels (truth.page);

  for (int i = 0; i < 4; i++) {
    outline.x[i] = truth.x[i] / options.width;
    outline.y[i] = truth.y[i] / options.height;
  }
  mc_document_camera_emit_frame (camera, &frame);
  mc_document_camera_emit_sheet (camera, sheet ? &outline : NULL);
  mc_virtual_document_camera_set_view (self->bench->document_camera, &view);
  g_bytes_unref (frame.pixels);
  g_bytes_unref (view.pixels);
  cairo_surface_destroy (truth.page);
  cairo_surface_destroy (surface);
}

void
mc_stage_walk (GtkWidget *root, McWidgetFunc visit, gpointer user_data)
{
  if (!gtk_widget_get_mapped (root))
    return;
  visit (root, user_data);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child))
    mc_stage_walk (child, visit, user_data);
}
