// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/decoder.h"
#include "drivers/camera/image-file.h"
#include "drivers/cups/cups-printer.h"
#include "tests/integration/print/rig.h"
#include "tests/lib/fake-clock.h"
#include "tests/unit/drivers/await.h"

#include <cairo-pdf.h>
#include <glib/gstdio.h>
#include <qrencode.h>
#include <unistd.h>

#define QR_TEXT "motcua print test: Nguyễn Văn Ạ"
#define ROLL_HEIGHT_MM 143.0 /* no size that anybody has a name for */
#define POINTS_PER_MM (72 / 25.4)

typedef struct {
  McRig *rig;
  McFakeClock *clock; /* NULL: the system's */
  McCupsPrinter *printer;
  GCancellable *cancellable;
  GAsyncResult *result;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->rig = mc_rig_new ();
  fixture->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  mc_await_settle ();
  g_assert_finalize_object (fixture->printer);
  g_assert_finalize_object (fixture->cancellable);
  mc_rig_free (fixture->rig);
}

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* (transfer full): a slip with a QR of 30 mm. */
static GBytes *
draw_slip (double width_mm, double height_mm)
{
  GByteArray *pdf = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (
      append, pdf, width_mm * POINTS_PER_MM, height_mm * POINTS_PER_MM);
  cairo_t *cr = cairo_create (surface);
  QRcode *code = QRcode_encodeString8bit (QR_TEXT, 0, QR_ECLEVEL_M);
  double module = 30 * POINTS_PER_MM / code->width;

  cairo_translate (cr, 20 * POINTS_PER_MM, 20 * POINTS_PER_MM);
  for (int y = 0; y < code->width; y++)
    for (int x = 0; x < code->width; x++)
      if (code->data[y * code->width + x] & 1)
        cairo_rectangle (cr, x * module, y * module, module, module);
  cairo_fill (cr);
  QRcode_free (code);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (pdf);
}

static void
use_printer (Fixture *fixture, const char *destination)
{
  fixture->printer = mc_cups_printer_new (destination, MC_CLOCK (fixture->clock));
}

static void
start_sized (Fixture *fixture, double width_mm, double height_mm, guint deadline_ms)
{
  g_autoptr (GBytes) pdf = draw_slip (width_mm, height_mm);
  McPrintJob job = { pdf, "phieu ghi nhan", width_mm, height_mm };

  mc_printer_print_async (MC_PRINTER (fixture->printer), &job, deadline_ms, fixture->cancellable,
                          mc_await_ready, &fixture->result);
}

static void
start (Fixture *fixture, guint deadline_ms)
{
  start_sized (fixture, 80, ROLL_HEIGHT_MM, deadline_ms);
}

static McPrintState
finish (Fixture *fixture, GError **error)
{
  McPrintState state;

  mc_await_until (fixture->result != NULL);
  state = mc_printer_print_finish (MC_PRINTER (fixture->printer), fixture->result, error);
  g_clear_object (&fixture->result);
  return state;
}

static void
assert_ends (Fixture *fixture, McPrintState expected)
{
  g_autoptr (GError) error = NULL;
  McPrintState state = finish (fixture, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (mc_print_state_to_string (state), ==, mc_print_state_to_string (expected));
  g_assert_cmpint (mc_printer_get_print_state (MC_PRINTER (fixture->printer)), ==, expected);
}

static void
assert_fails (Fixture *fixture, int code)
{
  g_autoptr (GError) error = NULL;
  McPrintState state = finish (fixture, &error);

  g_assert_error (error, MC_DEVICE_ERROR, code);
  g_assert_cmpstr (mc_print_state_to_string (state), ==, "failed");
  g_assert_cmpint (mc_printer_get_print_state (MC_PRINTER (fixture->printer)), ==, MC_PRINT_FAILED);
}

/* A sheet as a person with a telephone sees it: on paper of this size, with its QR. */
static void
assert_sheet (Fixture *fixture, guint number, double width_mm, double height_mm)
{
  g_autofree char *pdf = mc_rig_sheet_path (fixture->rig, number);
  g_autofree char *prefix = g_strconcat (pdf, "-page", NULL);
  g_autofree char *png = g_strconcat (prefix, ".png", NULL);
  g_autoptr (GSubprocess) rasteriser = NULL;
  g_autoptr (McImageFile) page = NULL;
  g_autoptr (McDecoder) decoder = mc_decoder_new ();
  g_autoptr (GPtrArray) scans = NULL;
  g_autoptr (GError) error = NULL;
  const McScan *scan;
  gsize size;
  const char *data;

  rasteriser = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "pdftoppm", "-r", "203", "-gray",
                                 "-png", "-singlefile", pdf, prefix, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (rasteriser, NULL, NULL));
  page = mc_image_file_load (png, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (page->image.width / 203.0 * 25.4, width_mm, 0.7);
  g_assert_cmpfloat_with_epsilon (page->image.height / 203.0 * 25.4, height_mm, 0.7);

  scans = mc_decoder_decode (decoder, &page->image, 0, MC_EFFORT_STILL);
  g_assert_cmpuint (scans->len, ==, 1);
  scan = scans->pdata[0];
  data = g_bytes_get_data (scan->payload, &size);
  g_assert_cmpmem (data, size, QR_TEXT, strlen (QR_TEXT));
}

static void
test_queue_prints_and_says_sent (Fixture *fixture, gconstpointer data)
{
  use_printer (fixture, mc_rig_get (fixture->rig, "queue"));

  start (fixture, 30000);

  assert_ends (fixture, MC_PRINT_SENT);
  mc_await_until (mc_rig_count_sheets (fixture->rig) == 1);
  assert_sheet (fixture, 1, 80, ROLL_HEIGHT_MM);
  g_assert_cmpuint (mc_rig_count_spooled (fixture->rig), ==, 0);
  g_assert_true (mc_device_get_present (MC_DEVICE (fixture->printer)));
}

static void
test_default_queue_prints_a4 (Fixture *fixture, gconstpointer data)
{
  use_printer (fixture, "");

  start_sized (fixture, 210, 297, 30000);

  assert_ends (fixture, MC_PRINT_SENT);
  mc_await_until (mc_rig_count_sheets (fixture->rig) == 1);
  assert_sheet (fixture, 1, 210, 297);
}

static void
test_direct_printer_confirms (Fixture *fixture, gconstpointer data)
{
  use_printer (fixture, mc_rig_get (fixture->rig, "uri"));

  start (fixture, 30000);

  assert_ends (fixture, MC_PRINT_CONFIRMED);
  g_assert_cmpuint (mc_rig_count_sheets (fixture->rig), ==, 1);
  assert_sheet (fixture, 1, 80, ROLL_HEIGHT_MM);
}

static void
test_two_sheets_in_a_row (Fixture *fixture, gconstpointer data)
{
  use_printer (fixture, mc_rig_get (fixture->rig, "uri"));

  start (fixture, 30000);
  assert_ends (fixture, MC_PRINT_CONFIRMED);
  start (fixture, 30000);
  assert_ends (fixture, MC_PRINT_CONFIRMED);

  g_assert_cmpuint (mc_rig_count_sheets (fixture->rig), ==, 2);
}

static void
test_aborted_direct_job_failed (Fixture *fixture, gconstpointer data)
{
  use_printer (fixture, mc_rig_get (fixture->rig, "uri"));
  mc_rig_do (fixture->rig, "abort");

  start (fixture, 30000);

  assert_fails (fixture, MC_DEVICE_ERROR_PROTOCOL);
  g_assert_cmpuint (mc_rig_count_sheets (fixture->rig), ==, 0);
}

static gboolean
is_queued (Fixture *fixture)
{
  return mc_printer_get_print_state (MC_PRINTER (fixture->printer)) == MC_PRINT_QUEUED;
}

static void
test_direct_printer_dying_in_the_middle_is_unknown (Fixture *fixture, gconstpointer data)
{
  use_printer (fixture, mc_rig_get (fixture->rig, "uri"));
  mc_rig_do (fixture->rig, "hold");
  start (fixture, 60000);
  mc_await_until (is_queued (fixture));

  mc_rig_do (fixture->rig, "kill-printer");

  assert_ends (fixture, MC_PRINT_UNKNOWN);
  g_assert_false (mc_device_get_present (MC_DEVICE (fixture->printer)));
}

static void
test_cupsd_dying_in_the_middle_is_unknown_and_prints_nothing_later (Fixture *fixture,
                                                                    gconstpointer data)
{
  use_printer (fixture, mc_rig_get (fixture->rig, "queue"));
  mc_rig_do (fixture->rig, "paper-out");
  start (fixture, 60000);
  mc_await_until (is_queued (fixture));
  mc_rig_do (fixture->rig, "kill-cupsd");
  assert_ends (fixture, MC_PRINT_UNKNOWN);

  /* cupsd comes back and would take up where it was. */
  mc_rig_do (fixture->rig, "start-cupsd");
  mc_cups_printer_poll (fixture->printer);

  mc_await_until (mc_rig_count_spooled (fixture->rig) == 0);
}

static void
test_absent_queue_fails (Fixture *fixture, gconstpointer data)
{
  use_printer (fixture, "no-such-queue");

  start (fixture, 30000);

  assert_fails (fixture, MC_DEVICE_ERROR_ABSENT);
  g_assert_false (mc_device_get_present (MC_DEVICE (fixture->printer)));
}

static void
test_absent_printer_fails_before_it_has_anything (Fixture *fixture, gconstpointer data)
{
  use_printer (fixture, mc_rig_get (fixture->rig, "uri"));
  mc_rig_do (fixture->rig, "kill-printer");

  start (fixture, 30000);

  assert_fails (fixture, MC_DEVICE_ERROR_ABSENT);
}

static void
test_bad_destination_is_a_configuration_error (Fixture *fixture, gconstpointer data)
{
  /* 192.0.2.1 is nobody's address: whoever connects to it waits. */
  static const char *const bad[] = { "http://localhost/x", "ipp://192.0.2.1/ipp/print", "a queue",
                                     "ipp://" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_clear_object (&fixture->printer);
    use_printer (fixture, bad[i]);
    start (fixture, 30000);
    assert_fails (fixture, MC_DEVICE_ERROR_CONFIG);
  }
}

static void
test_paper_out_is_seen_while_idle (Fixture *fixture, gconstpointer data)
{
  McPrinter *printer;

  fixture->clock = mc_fake_clock_new ();
  mc_rig_do (fixture->rig, "paper-out");
  use_printer (fixture, mc_rig_get (fixture->rig, "queue"));
  printer = MC_PRINTER (fixture->printer);
  mc_await_until (mc_printer_get_paper_problem (printer));

  /* The question under way may still be answered by the old state: the one after it tells. */
  mc_rig_do (fixture->rig, "paper-in");
  mc_await_until (
      (mc_fake_clock_advance (fixture->clock, 10000), !mc_printer_get_paper_problem (printer)));
  g_clear_object (&fixture->printer);
  g_assert_finalize_object (g_steal_pointer (&fixture->clock));
  use_printer (fixture, "");
}

static void
test_switched_off_printer_is_seen_while_idle (Fixture *fixture, gconstpointer data)
{
  McDevice *device;

  use_printer (fixture, mc_rig_get (fixture->rig, "queue"));
  device = MC_DEVICE (fixture->printer);
  mc_rig_do (fixture->rig, "kill-printer");
  mc_cups_printer_poll (fixture->printer);
  mc_await_until (!mc_device_get_present (device));

  mc_rig_do (fixture->rig, "start-printer");
  mc_cups_printer_poll (fixture->printer);

  mc_await_until (mc_device_get_present (device));
}

/* Whoever prints next gets his sheet and no other one. */
static void
assert_next_sheet_is_the_only_one (Fixture *fixture)
{
  g_clear_object (&fixture->printer);
  use_printer (fixture, mc_rig_get (fixture->rig, "uri"));
  mc_rig_do (fixture->rig, "paper-in");
  start (fixture, 60000);
  assert_ends (fixture, MC_PRINT_CONFIRMED);
  g_assert_cmpuint (mc_rig_count_sheets (fixture->rig), ==, 1);
}

static void
test_sheet_without_paper_is_withdrawn_at_the_deadline (Fixture *fixture, gconstpointer data)
{
  use_printer (fixture, mc_rig_get (fixture->rig, "queue"));
  mc_rig_do (fixture->rig, "paper-out");

  start (fixture, 3000);

  assert_fails (fixture, MC_DEVICE_ERROR_PAPER);
  g_assert_true (mc_printer_get_paper_problem (MC_PRINTER (fixture->printer)));
  g_assert_cmpuint (mc_rig_count_spooled (fixture->rig), ==, 0);
  assert_next_sheet_is_the_only_one (fixture);
}

static void
test_cancelled_sheet_never_comes_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  use_printer (fixture, mc_rig_get (fixture->rig, "queue"));
  mc_rig_do (fixture->rig, "paper-out");
  start (fixture, 60000);
  mc_await_until (is_queued (fixture));
  g_assert_cmpuint (mc_rig_count_spooled (fixture->rig), ==, 1);

  g_cancellable_cancel (fixture->cancellable);

  g_assert_cmpint (finish (fixture, &error), ==, MC_PRINT_UNKNOWN);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  mc_await_until (mc_printer_get_print_state (MC_PRINTER (fixture->printer)) == MC_PRINT_FAILED);
  g_assert_cmpuint (mc_rig_count_spooled (fixture->rig), ==, 0);
  g_cancellable_reset (fixture->cancellable);
  assert_next_sheet_is_the_only_one (fixture);
}

static void
test_sheet_for_a_dead_printer_is_withdrawn_at_the_deadline (Fixture *fixture, gconstpointer data)
{
  use_printer (fixture, mc_rig_get (fixture->rig, "queue"));
  mc_rig_do (fixture->rig, "kill-printer");
  start (fixture, 3000);
  assert_fails (fixture, MC_DEVICE_ERROR_ABSENT);
  g_assert_cmpuint (mc_rig_count_spooled (fixture->rig), ==, 0);

  mc_rig_do (fixture->rig, "start-printer");

  assert_next_sheet_is_the_only_one (fixture);
}

static void
test_stuck_direct_sheet_is_stopped_at_the_deadline (Fixture *fixture, gconstpointer data)
{
  use_printer (fixture, mc_rig_get (fixture->rig, "uri"));
  mc_rig_do (fixture->rig, "hold");

  start (fixture, 2000);

  assert_fails (fixture, MC_DEVICE_ERROR_PROTOCOL);
  mc_rig_do (fixture->rig, "release");
  assert_next_sheet_is_the_only_one (fixture);
}

#define add(name, test) g_test_add ("/print/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (geteuid () != 0) {
    g_print ("1..0 # SKIP cupsd needs root\n");
    return 0;
  }
  add ("queue-prints-and-says-sent", test_queue_prints_and_says_sent);
  add ("default-queue-prints-a4", test_default_queue_prints_a4);
  add ("direct-printer-confirms", test_direct_printer_confirms);
  add ("two-sheets-in-a-row", test_two_sheets_in_a_row);
  add ("aborted-direct-job-failed", test_aborted_direct_job_failed);
  add ("direct-printer-dying-in-the-middle-is-unknown",
       test_direct_printer_dying_in_the_middle_is_unknown);
  add ("cupsd-dying-in-the-middle-is-unknown-and-prints-nothing-later",
       test_cupsd_dying_in_the_middle_is_unknown_and_prints_nothing_later);
  add ("absent-queue-fails", test_absent_queue_fails);
  add ("absent-printer-fails-before-it-has-anything",
       test_absent_printer_fails_before_it_has_anything);
  add ("bad-destination-is-a-configuration-error", test_bad_destination_is_a_configuration_error);
  add ("paper-out-is-seen-while-idle", test_paper_out_is_seen_while_idle);
  add ("switched-off-printer-is-seen-while-idle", test_switched_off_printer_is_seen_while_idle);
  add ("sheet-without-paper-is-withdrawn-at-the-deadline",
       test_sheet_without_paper_is_withdrawn_at_the_deadline);
  add ("cancelled-sheet-never-comes-out", test_cancelled_sheet_never_comes_out);
  add ("sheet-for-a-dead-printer-is-withdrawn-at-the-deadline",
       test_sheet_for_a_dead_printer_is_withdrawn_at_the_deadline);
  add ("stuck-direct-sheet-is-stopped-at-the-deadline",
       test_stuck_direct_sheet_is_stopped_at_the_deadline);
  return g_test_run ();
}
