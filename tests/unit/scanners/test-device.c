// SPDX-License-Identifier: GPL-3.0-or-later
#include <glib/gstdio.h>
#include <string.h>

#include "drivers/hid/hid-find.h"
#include "drivers/hid/hid-pos.h"
#include "drivers/hid/keyboard-wedge.h"
#include "drivers/hid/scanner-device.h"
#include "drivers/serial/serial-scanner.h"
#include "tests/lib/fake-clock.h"
#include "tests/lib/pos-descriptor.h"
#include "tests/unit/drivers/await.h"

/* None of these is there; a scanner that is away is a scanner all the same. */
static void
assert_kind (const char *device, GType type)
{
  g_autoptr (McFakeClock) clock = mc_fake_clock_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (McScanner) scanner = mc_scanner_for_device (device, MC_CLOCK (clock), &error);

  g_assert_no_error (error);
  g_assert_true (G_TYPE_CHECK_INSTANCE_TYPE (scanner, type));
  g_assert_false (mc_device_get_present (MC_DEVICE (scanner)));
}

static void
test_kinds (void)
{
  assert_kind ("/dev/serial/by-id/usb-none", MC_TYPE_SERIAL_SCANNER);
  assert_kind ("/dev/serial/by-id/usb-none,9600", MC_TYPE_SERIAL_SCANNER);
  assert_kind ("serial:/dev/none,9600", MC_TYPE_SERIAL_SCANNER);
  assert_kind ("/dev/hidraw9999", MC_TYPE_HID_POS);
  assert_kind ("hid-pos:/dev/none", MC_TYPE_HID_POS);
  assert_kind ("/dev/input/by-id/usb-none-event-kbd", MC_TYPE_KEYBOARD_WEDGE);
  assert_kind ("keyboard:/dev/none", MC_TYPE_KEYBOARD_WEDGE);
  assert_kind ("auto", MC_TYPE_HID_POS);
}

static void
test_wrong (void)
{
  static const char *const wrong[] = {
    "", "ttyACM0", "hid-pos:", "keyboard:event3", "mouse:/dev/x", "serial:/dev/ttyACM0,fast"
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (mc_scanner_for_device (wrong[i], NULL, &error));
    g_assert_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG);
  }
}

/* A file that is no such device: staff read what is expected. */
static void
test_other_files (void)
{
  static const char *const devices[] = { "serial:/dev/null", "hid-pos:/dev/null",
                                         "keyboard:/dev/null" };

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++) {
    g_autoptr (McFakeClock) clock = mc_fake_clock_new ();
    g_autoptr (McScanner) scanner = mc_scanner_for_device (devices[i], MC_CLOCK (clock), NULL);
    g_autoptr (GError) error = NULL;
    GAsyncResult *ready = NULL;

    mc_scanner_scan_async (scanner, 0, NULL, mc_await_ready, &ready);
    mc_await_until (ready != NULL);
    g_assert_null (mc_scanner_scan_finish (scanner, ready, &error));
    g_assert_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG);
    g_assert_nonnull (strstr (error->message, "/dev/null"));
    g_clear_object (&ready);
  }
}

static void
plug (const char *sys, const char *name, const void *descriptor, gsize size)
{
  g_autofree char *dir = g_build_filename (sys, name, "device", NULL);
  g_autofree char *file = g_build_filename (dir, "report_descriptor", NULL);

  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, descriptor, size, NULL));
}

static void
unplug (const char *sys, const char *name)
{
  g_autofree char *dir = g_build_filename (sys, name, "device", NULL);
  g_autofree char *parent = g_build_filename (sys, name, NULL);
  g_autofree char *file = g_build_filename (dir, "report_descriptor", NULL);

  g_remove (file);
  g_rmdir (dir);
  g_rmdir (parent);
}

/* Among a mouse and two scanners, the first scanner; with it gone, the other. */
static void
test_finds_scanners (void)
{
  static const guint8 mouse[] = { 0x05, 0x01, 0x09, 0x02, 0xa1, 0x01, 0xc0 };
  g_autofree char *sys = g_dir_make_tmp ("motcua-hid-XXXXXX", NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_null (mc_hid_find_pos (sys, "/dev"));
  plug (sys, "hidraw0", mouse, sizeof mouse);
  g_assert_null (mc_hid_find_pos (sys, "/dev"));
  plug (sys, "hidraw3", mc_pos_descriptor, sizeof mc_pos_descriptor);
  plug (sys, "hidraw2", mc_pos_descriptor, sizeof mc_pos_descriptor);
  first = mc_hid_find_pos (sys, "/dev");
  g_assert_cmpstr (first, ==, "/dev/hidraw2");
  unplug (sys, "hidraw2");
  second = mc_hid_find_pos (sys, "/dev");
  g_assert_cmpstr (second, ==, "/dev/hidraw3");

  unplug (sys, "hidraw3");
  unplug (sys, "hidraw0");
  g_assert_null (mc_hid_find_pos ("/nowhere", "/dev"));
  g_assert_cmpint (g_rmdir (sys), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scanner-device/knows the kinds of scanners", test_kinds);
  g_test_add_func ("/scanner-device/refuses what is no path", test_wrong);
  g_test_add_func ("/scanner-device/says of other files what they are not", test_other_files);
  g_test_add_func ("/scanner-device/finds a scanner among other devices", test_finds_scanners);
  return g_test_run ();
}
