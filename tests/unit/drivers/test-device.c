// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/printer.h"
#include "drivers/scanner.h"
#include "tests/lib/fake-clock.h"
#include "tests/unit/drivers/await.h"

/* A scanner whose driver side the test plays itself. */
#define TEST_TYPE_SCANNER (test_scanner_get_type ())
G_DECLARE_FINAL_TYPE (TestScanner, test_scanner, TEST, SCANNER, McScanner)

struct _TestScanner {
  McScanner parent_instance;

  guint started;
  guint cancelled;
  gboolean answer_in_start;
};

G_DEFINE_FINAL_TYPE (TestScanner, test_scanner, MC_TYPE_SCANNER)

static void
answer (TestScanner *self, const char *text)
{
  g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));

  mc_device_action_return_pointer (MC_DEVICE (self), mc_scan_new (MC_SYMBOLOGY_QR, payload, 0),
                                   (GDestroyNotify) mc_scan_free);
}

static void
test_scanner_start (McScanner *scanner)
{
  TestScanner *self = TEST_SCANNER (scanner);

  self->started++;
  if (self->answer_in_start)
    answer (self, "at once");
}

static void
test_scanner_cancel (McDevice *device)
{
  TEST_SCANNER (device)->cancelled++;
}

static void
test_scanner_class_init (TestScannerClass *klass)
{
  MC_SCANNER_CLASS (klass)->start = test_scanner_start;
  MC_DEVICE_CLASS (klass)->cancel = test_scanner_cancel;
}

static void
test_scanner_init (TestScanner *self)
{
}

typedef struct {
  McFakeClock *clock;
  TestScanner *scanner;
  GCancellable *cancellable;
  GAsyncResult *result;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = mc_fake_clock_new ();
  fixture->scanner = g_object_new (TEST_TYPE_SCANNER, "name", "test", "clock", fixture->clock,
                                   NULL);
  fixture->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  mc_await_settle ();
  g_clear_object (&fixture->result);
  g_assert_cmpuint (mc_fake_clock_get_n_timeouts (fixture->clock), ==, 0);
  g_assert_finalize_object (fixture->scanner);
  g_assert_finalize_object (fixture->clock);
  g_assert_finalize_object (fixture->cancellable);
}

static void
start (Fixture *fixture, guint deadline_ms)
{
  mc_scanner_scan_async (MC_SCANNER (fixture->scanner), deadline_ms, fixture->cancellable,
                         mc_await_ready, &fixture->result);
}

static void
assert_error (Fixture *fixture, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  mc_await_until (fixture->result != NULL);
  g_assert_null (mc_scanner_scan_finish (MC_SCANNER (fixture->scanner), fixture->result, &error));
  g_assert_error (error, domain, code);
  g_clear_object (&fixture->result);
}

static void
assert_payload (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McScan) scan = NULL;
  gsize size;
  const char *data;

  mc_await_until (fixture->result != NULL);
  scan = mc_scanner_scan_finish (MC_SCANNER (fixture->scanner), fixture->result, &error);
  g_assert_no_error (error);
  data = g_bytes_get_data (scan->payload, &size);
  g_assert_cmpmem (data, size, text, strlen (text));
  g_clear_object (&fixture->result);
}

static void
test_answer_comes_from_the_main_context (Fixture *fixture, gconstpointer data)
{
  fixture->scanner->answer_in_start = TRUE;

  start (fixture, 0);

  g_assert_cmpuint (fixture->scanner->started, ==, 1);
  g_assert_null (fixture->result);
  assert_payload (fixture, "at once");
}

static void
test_answer_does_not_call_back_from_inside_itself (Fixture *fixture, gconstpointer data)
{
  start (fixture, 0);
  mc_await_settle ();

  answer (fixture->scanner, "text");

  g_assert_null (fixture->result);
  assert_payload (fixture, "text");
}

static void
test_second_action_is_busy_and_leaves_the_first_alone (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *first = NULL;

  mc_scanner_scan_async (MC_SCANNER (fixture->scanner), 0, NULL, mc_await_ready, &first);
  start (fixture, 0);

  assert_error (fixture, MC_DEVICE_ERROR, MC_DEVICE_ERROR_BUSY);
  g_assert_cmpuint (fixture->scanner->started, ==, 1);
  answer (fixture->scanner, "first");
  mc_await_until (first != NULL);
  fixture->result = first;
  assert_payload (fixture, "first");
}

static void
test_deadline_answers_and_cancels_the_driver (Fixture *fixture, gconstpointer data)
{
  start (fixture, 5000);
  mc_fake_clock_advance (fixture->clock, 4999);
  mc_await_settle ();
  g_assert_null (fixture->result);

  mc_fake_clock_advance (fixture->clock, 1);

  assert_error (fixture, MC_DEVICE_RETRY, MC_DEVICE_RETRY_TIMEOUT);
  g_assert_cmpuint (fixture->scanner->cancelled, ==, 1);
  g_assert_false (mc_device_action_is_running (MC_DEVICE (fixture->scanner)));
}

static void
test_cancel_answers_later_and_cancels_the_driver (Fixture *fixture, gconstpointer data)
{
  start (fixture, 5000);

  g_cancellable_cancel (fixture->cancellable);

  g_assert_null (fixture->result);
  assert_error (fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->scanner->cancelled, ==, 1);
}

static void
test_cancelled_before_the_start_never_reaches_the_driver (Fixture *fixture, gconstpointer data)
{
  g_cancellable_cancel (fixture->cancellable);

  start (fixture, 5000);

  assert_error (fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->scanner->started, ==, 0);
}

static void
test_cancel_wins_over_an_answer_not_delivered_yet (Fixture *fixture, gconstpointer data)
{
  start (fixture, 0);
  answer (fixture->scanner, "too late");

  g_cancellable_cancel (fixture->cancellable);

  assert_error (fixture, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_late_answer_is_dropped (Fixture *fixture, gconstpointer data)
{
  start (fixture, 1000);
  mc_fake_clock_advance (fixture->clock, 1000);
  assert_error (fixture, MC_DEVICE_RETRY, MC_DEVICE_RETRY_TIMEOUT);

  answer (fixture->scanner, "late");
  mc_device_action_return_error (MC_DEVICE (fixture->scanner),
                                 g_error_new (MC_DEVICE_ERROR, 0, "late as well"));
  mc_await_settle ();

  g_assert_null (fixture->result);
}

static void
test_action_ids_tell_late_answers_apart (Fixture *fixture, gconstpointer data)
{
  McDevice *device = MC_DEVICE (fixture->scanner);
  guint first, second;

  g_assert_cmpuint (mc_device_action_get_id (device), ==, 0);
  start (fixture, 0);
  first = mc_device_action_get_id (device);
  answer (fixture->scanner, "1");
  assert_payload (fixture, "1");
  g_assert_cmpuint (mc_device_action_get_id (device), ==, 0);
  start (fixture, 0);
  second = mc_device_action_get_id (device);
  answer (fixture->scanner, "2");
  assert_payload (fixture, "2");

  g_assert_cmpuint (first, !=, 0);
  g_assert_cmpuint (second, !=, first);
}

static void
count (gpointer counter)
{
  (*(guint *) counter)++;
}

static void
test_frames_and_hints_only_while_scanning (Fixture *fixture, gconstpointer data)
{
  McScanner *scanner = MC_SCANNER (fixture->scanner);
  McFrame frame = { 0 };
  guint counted = 0;

  g_signal_connect_swapped (scanner, "frame", G_CALLBACK (count), &counted);
  g_signal_connect_swapped (scanner, "hint", G_CALLBACK (count), &counted);
  mc_scanner_emit_frame (scanner, &frame);
  mc_scanner_emit_hint (scanner, MC_DEVICE_RETRY_GLARE);
  g_assert_cmpuint (counted, ==, 0);

  start (fixture, 0);
  mc_scanner_emit_frame (scanner, &frame);
  mc_scanner_emit_hint (scanner, MC_DEVICE_RETRY_GLARE);
  g_assert_cmpuint (counted, ==, 2);
  answer (fixture->scanner, "end");
  mc_scanner_emit_frame (scanner, &frame);

  g_assert_cmpuint (counted, ==, 2);
  assert_payload (fixture, "end");
}

static void
test_present_notifies_only_on_change (Fixture *fixture, gconstpointer data)
{
  McDevice *device = MC_DEVICE (fixture->scanner);
  guint counted = 0;

  g_signal_connect_swapped (device, "notify::present", G_CALLBACK (count), &counted);
  g_assert_true (mc_device_get_present (device));

  mc_device_set_present (device, TRUE);
  g_assert_cmpuint (counted, ==, 0);
  mc_device_set_present (device, FALSE);
  mc_device_set_present (device, FALSE);

  g_assert_cmpuint (counted, ==, 1);
  g_assert_false (mc_device_get_present (device));
}

static void
test_payload_outlives_the_scan (void)
{
  g_autoptr (GBytes) payload = g_bytes_new_static ("abc", 3);
  g_autoptr (GBytes) kept = NULL;
  McScan *scan = mc_scan_new (MC_SYMBOLOGY_CODE128, payload, 7);

  kept = g_bytes_ref (scan->payload);
  g_assert_cmpuint (scan->frame, ==, 7);
  g_assert_cmpstr (mc_symbology_to_string (scan->symbology), ==, "code128");
  mc_scan_free (scan);

  g_assert_true (g_bytes_equal (kept, payload));
}

#define add(name, test) g_test_add ("/device/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("answer-comes-from-the-main-context", test_answer_comes_from_the_main_context);
  add ("answer-does-not-call-back-from-inside-itself",
       test_answer_does_not_call_back_from_inside_itself);
  add ("second-action-is-busy", test_second_action_is_busy_and_leaves_the_first_alone);
  add ("deadline-answers-and-cancels-the-driver", test_deadline_answers_and_cancels_the_driver);
  add ("cancel-answers-later-and-cancels-the-driver",
       test_cancel_answers_later_and_cancels_the_driver);
  add ("cancelled-before-the-start", test_cancelled_before_the_start_never_reaches_the_driver);
  add ("cancel-wins-over-an-answer-not-delivered-yet",
       test_cancel_wins_over_an_answer_not_delivered_yet);
  add ("late-answer-is-dropped", test_late_answer_is_dropped);
  add ("action-ids-tell-late-answers-apart", test_action_ids_tell_late_answers_apart);
  add ("frames-and-hints-only-while-scanning", test_frames_and_hints_only_while_scanning);
  add ("present-notifies-only-on-change", test_present_notifies_only_on_change);
  g_test_add_func ("/device/payload-outlives-the-scan", test_payload_outlives_the_scan);
  return g_test_run ();
}
