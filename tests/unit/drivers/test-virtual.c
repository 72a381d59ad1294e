// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/virtual/virtual-listener.h"
#include "drivers/virtual/virtual-printer.h"
#include "drivers/virtual/virtual-scanner.h"
#include "tests/lib/fake-clock.h"
#include "tests/unit/drivers/await.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

typedef struct {
  McFakeClock *clock;
  McVirtualScanner *scanner;
  McVirtualPrinter *printer;
  char *directory;
  GAsyncResult *result;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = mc_fake_clock_new ();
  fixture->directory = g_dir_make_tmp ("motcua-virtual-XXXXXX", NULL);
  fixture->scanner = mc_virtual_scanner_new (MC_CLOCK (fixture->clock));
  fixture->printer = mc_virtual_printer_new (MC_CLOCK (fixture->clock), fixture->directory);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  mc_await_settle ();
  g_assert_finalize_object (fixture->scanner);
  g_assert_finalize_object (fixture->printer);
  g_assert_finalize_object (fixture->clock);
  g_assert_cmpint (g_rmdir (fixture->directory), ==, 0);
  g_free (fixture->directory);
}

static void
start_scan (Fixture *fixture)
{
  mc_scanner_scan_async (MC_SCANNER (fixture->scanner), 60000, NULL, mc_await_ready,
                         &fixture->result);
}

static McScan *
finish_scan (Fixture *fixture, GError **error)
{
  McScan *scan;

  mc_await_until (fixture->result != NULL);
  scan = mc_scanner_scan_finish (MC_SCANNER (fixture->scanner), fixture->result, error);
  g_clear_object (&fixture->result);
  return scan;
}

static void
assert_scan (Fixture *fixture, const void *expected, gsize expected_size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McScan) scan = finish_scan (fixture, &error);
  gsize size;
  const void *data;

  g_assert_no_error (error);
  data = g_bytes_get_data (scan->payload, &size);
  g_assert_cmpmem (data, size, expected, expected_size);
}

static void
assert_scan_error (Fixture *fixture, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (finish_scan (fixture, &error));
  g_assert_error (error, domain, code);
}

static void
test_scans_come_in_the_order_of_the_script (Fixture *fixture, gconstpointer data)
{
  mc_virtual_scanner_do (fixture->scanner, "scan 001|Nguyễn Văn  An|x");
  mc_virtual_scanner_do (fixture->scanner, "retry too-dark");
  mc_virtual_scanner_do_scan (fixture->scanner, "a\0\xff\n", 4);

  start_scan (fixture);
  assert_scan (fixture, "001|Nguyễn Văn  An|x", strlen ("001|Nguyễn Văn  An|x"));
  start_scan (fixture);
  assert_scan_error (fixture, MC_DEVICE_RETRY, MC_DEVICE_RETRY_TOO_DARK);
  start_scan (fixture);
  assert_scan (fixture, "a\0\xff\n", 4);
  g_assert_cmpuint (mc_virtual_scanner_get_n_scans (fixture->scanner), ==, 3);
}

static void
test_scan_waits_for_the_script (Fixture *fixture, gconstpointer data)
{
  start_scan (fixture);
  mc_await_settle ();
  g_assert_null (fixture->result);

  mc_virtual_scanner_do (fixture->scanner, "scan later");

  assert_scan (fixture, "later", 5);
}

static void
test_sleep_runs_on_the_clock (Fixture *fixture, gconstpointer data)
{
  mc_virtual_scanner_do (fixture->scanner, "sleep 1000");
  mc_virtual_scanner_do (fixture->scanner, "scan awake");
  start_scan (fixture);
  mc_fake_clock_advance (fixture->clock, 999);
  mc_await_settle ();
  g_assert_null (fixture->result);

  mc_fake_clock_advance (fixture->clock, 1);

  assert_scan (fixture, "awake", 5);
}

static void
test_unplugged_scanner_is_absent_until_plugged (Fixture *fixture, gconstpointer data)
{
  start_scan (fixture);
  mc_virtual_scanner_do (fixture->scanner, "unplug");
  assert_scan_error (fixture, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT);
  g_assert_false (mc_device_get_present (MC_DEVICE (fixture->scanner)));
  start_scan (fixture);
  assert_scan_error (fixture, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT);

  mc_virtual_scanner_do (fixture->scanner, "plug");
  mc_virtual_scanner_do (fixture->scanner, "scan back");
  start_scan (fixture);

  assert_scan (fixture, "back", 4);
}

static void
test_bad_lines_are_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[] = {
    "scna x",         "unplug now",    "retry never",      "sleep",   "sleep -1",
    "sleep 99999999", "scan-base64 a", "scan-base64 !!!!", " scan x",
  };
  McVirtualScript *script = mc_virtual_scanner_get_script (fixture->scanner);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (mc_virtual_script_add (script, bad[i], &error));
    g_assert_nonnull (error);
  }
  g_assert_true (mc_virtual_script_is_done (script));
}

static void
test_queue_is_bounded (Fixture *fixture, gconstpointer data)
{
  McVirtualScript *script = mc_virtual_scanner_get_script (fixture->scanner);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < MC_VIRTUAL_SCRIPT_MAX_QUEUE; i++)
    g_assert_true (mc_virtual_script_add (script, "scan x", NULL));

  g_assert_false (mc_virtual_script_add (script, "scan x", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
start_print (Fixture *fixture, guint deadline_ms)
{
  g_autoptr (GBytes) pdf = g_bytes_new_static ("%PDF-1.7", 8);
  McPrintJob job = { pdf, "slip", 80, 200 };

  mc_printer_print_async (MC_PRINTER (fixture->printer), &job, deadline_ms, NULL, mc_await_ready,
                          &fixture->result);
}

/* code: of MC_DEVICE_ERROR, or -1 for none. */
static void
assert_print (Fixture *fixture, McPrintState expected, int code)
{
  g_autoptr (GError) error = NULL;
  McPrintState state;

  mc_await_until (fixture->result != NULL);
  state = mc_printer_print_finish (MC_PRINTER (fixture->printer), fixture->result, &error);
  g_clear_object (&fixture->result);
  g_assert_cmpstr (mc_print_state_to_string (state), ==, mc_print_state_to_string (expected));
  g_assert_cmpint (mc_printer_get_print_state (MC_PRINTER (fixture->printer)), ==, expected);
  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, MC_DEVICE_ERROR, code);
}

static void
assert_sheets (Fixture *fixture, guint n)
{
  g_assert_cmpuint (mc_virtual_printer_get_n_sheets (fixture->printer), ==, n);
  for (guint i = 1; i <= n; i++) {
    g_autofree char *name = g_strdup_printf ("sheet-%04u.pdf", i);
    g_autofree char *path = g_build_filename (fixture->directory, name, NULL);
    g_autofree char *contents = NULL;

    g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
    g_assert_cmpstr (contents, ==, "%PDF-1.7");
    g_unlink (path);
  }
}

static void
test_sheet_comes_out_by_default (Fixture *fixture, gconstpointer data)
{
  start_print (fixture, 60000);

  assert_print (fixture, MC_PRINT_CONFIRMED, -1);
  assert_sheets (fixture, 1);
}

static void
test_each_outcome_is_for_one_job (Fixture *fixture, gconstpointer data)
{
  mc_virtual_printer_do (fixture->printer, "sent");
  mc_virtual_printer_do (fixture->printer, "fail");
  mc_virtual_printer_do (fixture->printer, "vanish");

  start_print (fixture, 60000);
  assert_print (fixture, MC_PRINT_SENT, -1);
  start_print (fixture, 60000);
  assert_print (fixture, MC_PRINT_FAILED, MC_DEVICE_ERROR_PROTOCOL);
  start_print (fixture, 60000);
  assert_print (fixture, MC_PRINT_UNKNOWN, -1);
  start_print (fixture, 60000);
  assert_print (fixture, MC_PRINT_FAILED, MC_DEVICE_ERROR_ABSENT);
  mc_virtual_printer_do (fixture->printer, "plug");
  start_print (fixture, 60000);
  assert_print (fixture, MC_PRINT_CONFIRMED, -1);
  assert_sheets (fixture, 2);
}

static void
test_job_waits_for_paper (Fixture *fixture, gconstpointer data)
{
  mc_virtual_printer_do (fixture->printer, "paper-out");
  g_assert_true (mc_printer_get_paper_problem (MC_PRINTER (fixture->printer)));
  start_print (fixture, 60000);
  mc_await_settle ();
  g_assert_null (fixture->result);
  g_assert_cmpint (mc_printer_get_print_state (MC_PRINTER (fixture->printer)), ==, MC_PRINT_QUEUED);

  mc_virtual_printer_do (fixture->printer, "paper-in");

  assert_print (fixture, MC_PRINT_CONFIRMED, -1);
  assert_sheets (fixture, 1);
}

static void
test_nothing_comes_out_after_the_deadline (Fixture *fixture, gconstpointer data)
{
  mc_virtual_printer_do (fixture->printer, "paper-out");
  start_print (fixture, 60000);
  mc_fake_clock_advance (fixture->clock, 60000);
  assert_print (fixture, MC_PRINT_FAILED, MC_DEVICE_ERROR_PAPER);

  mc_virtual_printer_do (fixture->printer, "paper-in");
  mc_await_settle ();

  assert_sheets (fixture, 0);
}

static void
test_hanging_job_ends_at_the_deadline (Fixture *fixture, gconstpointer data)
{
  mc_virtual_printer_do (fixture->printer, "hang");
  start_print (fixture, 60000);
  mc_await_settle ();
  g_assert_null (fixture->result);

  mc_fake_clock_advance (fixture->clock, 60000);

  assert_print (fixture, MC_PRINT_FAILED, MC_DEVICE_ERROR_PROTOCOL);
  assert_sheets (fixture, 0);
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  char **line = user_data;

  *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
}

static void
test_socket_carries_out_lines_and_answers_each (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->directory, "control", NULL);
  g_autoptr (McVirtualListener) listener = mc_virtual_listener_new (path, NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GDataInputStream) input = NULL;
  static const char lines[] = "printer paper-out\nscanner scan hello there\nscanner dance\n";
  static const char *const answers[] = { "ok", "ok", "error: unknown command \"dance\"" };
  GStatBuf status;

  mc_virtual_listener_add (listener, "scanner", mc_virtual_scanner_get_script (fixture->scanner));
  mc_virtual_listener_add (listener, "printer", mc_virtual_printer_get_script (fixture->printer));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);
  g_assert_nonnull (connection);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), lines,
                             strlen (lines), NULL, NULL, NULL);

  input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autofree char *line = NULL;

    g_data_input_stream_read_line_async (input, 0, NULL, on_line, &line);
    mc_await_until (line != NULL);
    g_assert_cmpstr (line, ==, answers[i]);
  }
  g_assert_true (mc_printer_get_paper_problem (MC_PRINTER (fixture->printer)));
  start_scan (fixture);
  assert_scan (fixture, "hello there", strlen ("hello there"));
  g_assert_finalize_object (g_steal_pointer (&listener));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

#define add(name, test) g_test_add ("/virtual/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("scans-come-in-the-order-of-the-script", test_scans_come_in_the_order_of_the_script);
  add ("scan-waits-for-the-script", test_scan_waits_for_the_script);
  add ("sleep-runs-on-the-clock", test_sleep_runs_on_the_clock);
  add ("unplugged-scanner-is-absent-until-plugged", test_unplugged_scanner_is_absent_until_plugged);
  add ("bad-lines-are-refused", test_bad_lines_are_refused);
  add ("queue-is-bounded", test_queue_is_bounded);
  add ("sheet-comes-out-by-default", test_sheet_comes_out_by_default);
  add ("each-outcome-is-for-one-job", test_each_outcome_is_for_one_job);
  add ("job-waits-for-paper", test_job_waits_for_paper);
  add ("nothing-comes-out-after-the-deadline", test_nothing_comes_out_after_the_deadline);
  add ("hanging-job-ends-at-the-deadline", test_hanging_job_ends_at_the_deadline);
  add ("socket-carries-out-lines-and-answers-each", test_socket_carries_out_lines_and_answers_each);
  return g_test_run ();
}
