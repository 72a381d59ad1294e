// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "drivers/hid/hid-pos-report.h"
#include "drivers/hid/hid-pos.h"
#include "tests/lib/pos-descriptor.h"
#include "tests/unit/domain/scanner-mangling.h"
#include "tests/unit/drivers/await.h"
#include "tests/unit/scanners/far-end.h"

static void
make_report (guint8 *report, const char *aim, const char *data, gsize length, gboolean continued)
{
  memset (report, 0, MC_POS_REPORT_BYTES);
  report[0] = MC_POS_REPORT_ID;
  report[1] = length;
  memcpy (report + 2, aim, 3);
  memcpy (report + 5, data, length);
  report[63] = continued;
}

static void
send_code (McFarEnd *end, const char *aim, const char *code)
{
  gsize length = strlen (code);

  do {
    guint8 report[MC_POS_REPORT_BYTES];
    gsize part = MIN (length, MC_POS_DATA_BYTES);

    make_report (report, aim, code, part, length > part);
    mc_far_end_send (end, report, sizeof report);
    code += part;
    length -= part;
  } while (length > 0);
}

static int
open_end (const char *path, gpointer user_data, GBytes **found, GError **error)
{
  int fd = mc_far_end_open (user_data, error);

  if (fd >= 0)
    *found = g_bytes_new_static (mc_pos_descriptor, sizeof mc_pos_descriptor);
  return fd;
}

static void
set_up (McFarEnd *end, gconstpointer data)
{
  mc_far_end_plug (end);
  end->clock = mc_fake_clock_new ();
  end->scanner = MC_SCANNER (
      mc_hid_pos_new_with_transport ("test", MC_CLOCK (end->clock), open_end, end));
}

static void
tear_down (McFarEnd *end, gconstpointer data)
{
  g_assert_finalize_object (end->scanner);
  g_assert_cmpuint (mc_fake_clock_get_n_timeouts (end->clock), ==, 0);
  g_assert_finalize_object (end->clock);
  mc_far_end_unplug (end);
}

static void
test_one (McFarEnd *end, gconstpointer data)
{
  GAsyncResult *ready = NULL;

  mc_far_end_begin (end, &ready);
  send_code (end, "]Q1", "Nguyễn Văn An");
  mc_far_end_assert_scan (end, &ready, "Nguyễn Văn An");
}

static void
test_symbology (McFarEnd *end, gconstpointer data)
{
  g_autoptr (McScan) scan = NULL;
  GAsyncResult *ready = NULL;

  mc_far_end_begin (end, &ready);
  send_code (end, "]C0", "H29.15-240115-0012");
  scan = mc_far_end_finish (end, &ready, NULL);
  g_assert_cmpint (scan->symbology, ==, MC_SYMBOLOGY_CODE128);
}

static void
test_controls (McFarEnd *end, gconstpointer data)
{
  GAsyncResult *ready = NULL;

  mc_far_end_begin (end, &ready);
  send_code (end, "]Q1", "one\rtwo\n\035three\r\n");
  mc_far_end_assert_scan (end, &ready, "one\rtwo\n\035three");
}

static void
test_before (McFarEnd *end, gconstpointer data)
{
  GAsyncResult *ready = NULL;
  guint8 report[MC_POS_REPORT_BYTES];

  make_report (report, "]Q1", "somebody ", 9, TRUE);
  mc_far_end_send (end, report, sizeof report);
  mc_await_until (mc_fake_clock_get_n_timeouts (end->clock) > 0);
  mc_far_end_begin (end, &ready);
  make_report (report, "]Q1", "else's", 6, FALSE);
  mc_far_end_send (end, report, sizeof report);
  send_code (end, "]Q1", "mine");
  mc_far_end_assert_scan (end, &ready, "mine");
}

/* Half a code, and its rest never comes. */
static void
test_half (McFarEnd *end, gconstpointer data)
{
  GAsyncResult *ready = NULL;
  guint8 report[MC_POS_REPORT_BYTES];

  mc_far_end_begin (end, &ready);
  make_report (report, "]Q1", "half ", 5, TRUE);
  mc_far_end_send (end, report, sizeof report);
  mc_await_until (mc_fake_clock_get_n_timeouts (end->clock) > 0);
  mc_fake_clock_advance (end->clock, MC_HID_POS_SILENCE_MS);
  send_code (end, "]Q1", "whole");
  mc_far_end_assert_scan (end, &ready, "whole");
}

static void
test_broken (McFarEnd *end, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *ready = NULL;
  guint8 report[MC_POS_REPORT_BYTES];

  mc_far_end_begin (end, &ready);
  make_report (report, "]Q1", "x", 1, FALSE);
  report[1] = MC_POS_DATA_BYTES + 1;
  mc_far_end_send (end, report, sizeof report);
  g_assert_null (mc_far_end_finish (end, &ready, &error));
  g_assert_error (error, MC_DEVICE_RETRY, MC_DEVICE_RETRY_GENERAL);

  /* Other reports of the same device, and short ones, are nothing. */
  mc_far_end_begin (end, &ready);
  report[0] = MC_POS_REPORT_ID + 1;
  mc_far_end_send (end, report, sizeof report);
  send_code (end, "]Q1", "next");
  mc_far_end_assert_scan (end, &ready, "next");
}

static void
test_endless (McFarEnd *end, gconstpointer data)
{
  g_autofree char *endless = g_strnfill (MC_HID_POS_MAX_BYTES + 1, 'x');
  g_autoptr (GError) error = NULL;
  GAsyncResult *ready = NULL;

  mc_far_end_begin (end, &ready);
  send_code (end, "]Q1", endless);
  g_assert_null (mc_far_end_finish (end, &ready, &error));
  g_assert_error (error, MC_DEVICE_RETRY, MC_DEVICE_RETRY_GENERAL);
}

static void
test_unplugged (McFarEnd *end, gconstpointer data)
{
  McDevice *device = MC_DEVICE (end->scanner);
  GAsyncResult *ready = NULL;
  guint8 report[MC_POS_REPORT_BYTES];

  mc_far_end_begin (end, &ready);
  make_report (report, "]Q1", "lost ", 5, TRUE);
  mc_far_end_send (end, report, sizeof report);
  mc_far_end_unplug (end);
  mc_await_until (!mc_device_get_present (device));
  mc_far_end_plug (end);
  mc_fake_clock_advance (end->clock, MC_FD_SCANNER_RETRY_MS);
  g_assert_true (mc_device_get_present (device));
  send_code (end, "]Q1", "found");
  mc_far_end_assert_scan (end, &ready, "found");
}

static void
test_payloads (McFarEnd *end, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);

  for (guint i = 0; i < 10000; i++) {
    g_autofree char *payload = mc_mangling_make_payload (rand, i);
    GAsyncResult *ready = NULL;

    mc_far_end_begin (end, &ready);
    send_code (end, i % 2 == 0 ? "]Q1" : "\0\0\0", payload);
    mc_far_end_assert_scan (end, &ready, payload);
  }
}

static void
test_other_devices (void)
{
  /* A boot keyboard: no decoded data in it. */
  static const guint8 keyboard[] = { 0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x05, 0x07, 0x19, 0xe0,
                                     0x29, 0xe7, 0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0xc0 };
  static const guint8 cut[] = { 0x05, 0x8c, 0x26, 0xff };
  static const guint8 huge[] = { 0x05, 0x8c, 0x09, 0xfe, 0x77, 0xff, 0xff, 0xff,
                                 0xff, 0x97, 0xff, 0xff, 0xff, 0xff, 0x81, 0x02 };
  static const guint8 popped[] = { 0xb4 };

  g_assert_null (mc_hid_pos_reader_new (keyboard, sizeof keyboard, NULL));
  g_assert_null (mc_hid_pos_reader_new (cut, sizeof cut, NULL));
  g_assert_null (mc_hid_pos_reader_new (huge, sizeof huge, NULL));
  g_assert_null (mc_hid_pos_reader_new (popped, sizeof popped, NULL));
  g_assert_null (mc_hid_pos_reader_new (NULL, 0, NULL));
}

/* No count, no identifiers, no number: the least that a device can send. */
static void
test_bare_device (void)
{
  static const guint8 bare[] = { 0x05, 0x8c, 0x09, 0x02, 0xa1, 0x01, 0x75, 0x08,
                                 0x95, 0x10, 0x09, 0xfe, 0x81, 0x02, 0xc0 };
  g_autoptr (McHidPosReader) reader = mc_hid_pos_reader_new (bare, sizeof bare, NULL);
  g_autoptr (McScan) scan = NULL;

  g_assert_cmpint (
      mc_hid_pos_reader_push (reader, (const guint8 *) "abc\0\0\0\0\0\0\0\0\0\0\0\0\0", 16, &scan),
      ==, MC_HID_POS_CODE);
  g_assert_cmpmem (g_bytes_get_data (scan->payload, NULL), g_bytes_get_size (scan->payload), "abc",
                   3);
}

static void
test_noise (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < 100000; i++) {
    guint8 data[sizeof mc_pos_descriptor];
    guint8 report[MC_POS_REPORT_BYTES];
    g_autoptr (McHidPosReader) reader = NULL;

    memcpy (data, mc_pos_descriptor, sizeof data);
    for (int j = g_rand_int_range (rand, 0, 5); j > 0; j--)
      data[g_rand_int_range (rand, 0, sizeof data)] = g_rand_int_range (rand, 0, 256);
    reader = mc_hid_pos_reader_new (data, g_rand_int_range (rand, 0, sizeof data + 1), NULL);
    for (guint j = 0; reader != NULL && j < 3; j++) {
      g_autoptr (McScan) scan = NULL;

      for (guint k = 0; k < sizeof report; k++)
        report[k] = g_rand_int_range (rand, 0, 256);
      report[0] = MC_POS_REPORT_ID;
      mc_hid_pos_reader_push (reader, report, g_rand_int_range (rand, 0, sizeof report + 1), &scan);
    }
  }
}

#define ADD(name, func) g_test_add ("/hid-pos/" name, McFarEnd, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("gives a code of one report", test_one);
  ADD ("knows a Code 128", test_symbology);
  ADD ("keeps line ends inside a code", test_controls);
  ADD ("throws away what came before it was asked", test_before);
  ADD ("gives up half a code", test_half);
  ADD ("refuses a report that contradicts itself", test_broken);
  ADD ("refuses what is longer than any code", test_endless);
  ADD ("waits for its return and forgets half a code", test_unplugged);
  ADD ("gives 10,000 payloads byte for byte", test_payloads);
  g_test_add_func ("/hid-pos/refuses other devices", test_other_devices);
  g_test_add_func ("/hid-pos/takes a device that sends data alone", test_bare_device);
  g_test_add_func ("/hid-pos/survives noise", test_noise);
  return g_test_run ();
}
