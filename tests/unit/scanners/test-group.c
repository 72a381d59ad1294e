// SPDX-License-Identifier: GPL-3.0-or-later

/* A camera and an imager that look at the same time, both scripted. */

#include "drivers/scanner-group.h"
#include "drivers/virtual/virtual-scanner.h"
#include "tests/lib/fake-clock.h"
#include "tests/unit/drivers/await.h"

#include <string.h>

typedef struct {
  McFakeClock *clock;
  McVirtualScanner *camera, *imager;
  McScannerGroup *group;
  GCancellable *cancellable;
  GAsyncResult *ready;
} Desk;

static void
set_up (Desk *desk, gconstpointer data)
{
  desk->clock = mc_fake_clock_new ();
  desk->camera = mc_virtual_scanner_new (MC_CLOCK (desk->clock));
  desk->imager = mc_virtual_scanner_new (MC_CLOCK (desk->clock));
  desk->group = mc_scanner_group_new (MC_CLOCK (desk->clock));
  desk->cancellable = g_cancellable_new ();
  mc_scanner_group_add (desk->group, MC_SCANNER (desk->camera));
  mc_scanner_group_add (desk->group, MC_SCANNER (desk->imager));
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  settle ();
  g_clear_object (&desk->ready);
  g_assert_finalize_object (desk->group);
  g_assert_finalize_object (desk->camera);
  g_assert_finalize_object (desk->imager);
  g_assert_cmpuint (mc_fake_clock_get_n_timeouts (desk->clock), ==, 0);
  g_assert_finalize_object (desk->clock);
  g_clear_object (&desk->cancellable);
}

static void
begin (Desk *desk, guint deadline_ms)
{
  g_clear_object (&desk->ready);
  mc_scanner_scan_async (MC_SCANNER (desk->group), deadline_ms, desk->cancellable, mc_await_ready,
                         &desk->ready);
}

static void
assert_read (Desk *desk, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McScan) scan = NULL;

  mc_await_until (desk->ready != NULL);
  scan = mc_scanner_scan_finish (MC_SCANNER (desk->group), desk->ready, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (scan->payload, NULL), g_bytes_get_size (scan->payload), text,
                   strlen (text));
}

static void
test_first_read_wins (Desk *desk, gconstpointer data)
{
  begin (desk, 0);
  mc_virtual_scanner_do (desk->imager, "scan one");
  assert_read (desk, "one");
  settle ();

  begin (desk, 0);
  settle ();
  mc_fake_clock_advance (desk->clock, 200);
  mc_virtual_scanner_do (desk->camera, "scan two");
  assert_read (desk, "two");
}

static void
test_bad_read_is_no_end (Desk *desk, gconstpointer data)
{
  begin (desk, 0);
  mc_virtual_scanner_do (desk->imager, "retry general");
  settle ();
  g_assert_null (desk->ready);
  mc_fake_clock_advance (desk->clock, 200);
  mc_virtual_scanner_do (desk->imager, "scan after all");
  assert_read (desk, "after all");
}

static void
test_one_may_be_away (Desk *desk, gconstpointer data)
{
  mc_virtual_scanner_do (desk->camera, "unplug");
  g_assert_true (mc_device_get_present (MC_DEVICE (desk->group)));
  begin (desk, 0);
  settle ();
  g_assert_null (desk->ready);
  mc_virtual_scanner_do (desk->imager, "scan without a camera");
  assert_read (desk, "without a camera");
}

static void
test_one_may_come (Desk *desk, gconstpointer data)
{
  mc_virtual_scanner_do (desk->imager, "unplug");
  begin (desk, 0);
  settle ();
  mc_virtual_scanner_do (desk->imager, "plug");
  mc_fake_clock_advance (desk->clock, 200);
  mc_virtual_scanner_do (desk->imager, "scan plugged in");
  assert_read (desk, "plugged in");
}

static void
test_one_may_go (Desk *desk, gconstpointer data)
{
  begin (desk, 0);
  mc_virtual_scanner_do (desk->imager, "unplug");
  settle ();
  g_assert_null (desk->ready);
  mc_virtual_scanner_do (desk->camera, "scan still here");
  assert_read (desk, "still here");
}

static void
test_none_is_an_error (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  mc_virtual_scanner_do (desk->camera, "unplug");
  mc_virtual_scanner_do (desk->imager, "unplug");
  g_assert_false (mc_device_get_present (MC_DEVICE (desk->group)));
  begin (desk, 0);
  mc_await_until (desk->ready != NULL);
  g_assert_null (mc_scanner_scan_finish (MC_SCANNER (desk->group), desk->ready, &error));
  g_assert_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT);
}

static void
test_deadline_and_cancel (Desk *desk, gconstpointer data)
{
  g_autoptr (GError) late = NULL;
  g_autoptr (GError) cancelled = NULL;

  begin (desk, 1000);
  mc_fake_clock_advance (desk->clock, 1000);
  mc_await_until (desk->ready != NULL);
  g_assert_null (mc_scanner_scan_finish (MC_SCANNER (desk->group), desk->ready, &late));
  g_assert_error (late, MC_DEVICE_RETRY, MC_DEVICE_RETRY_TIMEOUT);
  settle ();

  begin (desk, 0);
  g_cancellable_cancel (desk->cancellable);
  mc_await_until (desk->ready != NULL);
  g_assert_null (mc_scanner_scan_finish (MC_SCANNER (desk->group), desk->ready, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
on_hint (McScanner *scanner, McDeviceRetry hint, gpointer user_data)
{
  *(int *) user_data = hint;
}

static void
test_hints_are_passed_on (Desk *desk, gconstpointer data)
{
  int told = -1;

  g_signal_connect (desk->group, "hint", G_CALLBACK (on_hint), &told);
  begin (desk, 0);
  mc_virtual_scanner_do (desk->camera, "hint glare");
  g_assert_cmpint (told, ==, MC_DEVICE_RETRY_GLARE);
  g_cancellable_cancel (desk->cancellable);
  mc_await_until (desk->ready != NULL);
}

static void
add (const char *path, void (*test) (Desk *, gconstpointer))
{
  g_test_add (path, Desk, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/scanner-group/the first good read wins", test_first_read_wins);
  add ("/scanner-group/a bad read is no end", test_bad_read_is_no_end);
  add ("/scanner-group/one may be away", test_one_may_be_away);
  add ("/scanner-group/one may come", test_one_may_come);
  add ("/scanner-group/one may go", test_one_may_go);
  add ("/scanner-group/none at all is an error", test_none_is_an_error);
  add ("/scanner-group/deadline and cancel end all", test_deadline_and_cancel);
  add ("/scanner-group/hints are passed on", test_hints_are_passed_on);
  return g_test_run ();
}
