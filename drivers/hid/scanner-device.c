// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/hid/scanner-device.h"

#include <string.h>

#include "drivers/hid/hid-pos.h"
#include "drivers/hid/keyboard-wedge.h"
#include "drivers/serial/serial-scanner.h"

typedef McScanner *(*OpenFunc) (const char *path, McClock *clock, GError **error);

static McScanner *
open_hid_pos (const char *path, McClock *clock, GError **error)
{
  return MC_SCANNER (mc_hid_pos_new (path, clock));
}

static McScanner *
open_keyboard (const char *path, McClock *clock, GError **error)
{
  return MC_SCANNER (mc_keyboard_wedge_new (path, clock));
}

static McScanner *
open_serial (const char *path, McClock *clock, GError **error)
{
  return (McScanner *) mc_serial_scanner_new (path, clock, error);
}

/* The first that device begins with; a word ends with its colon and is no part of the path. */
static const struct {
  const char *begin;
  OpenFunc open;
} kinds[] = {
  { "hid-pos:", open_hid_pos },    { "keyboard:", open_keyboard },   { "serial:", open_serial },
  { "/dev/hidraw", open_hid_pos }, { "/dev/input/", open_keyboard }, { "", open_serial },
};

McScanner *
mc_scanner_for_device (const char *device, McClock *clock, GError **error)
{
  const char *path;
  guint i = 0;

  g_return_val_if_fail (device != NULL, NULL);

  if (g_str_equal (device, "auto"))
    return MC_SCANNER (mc_hid_pos_new_any (clock));
  while (!g_str_has_prefix (device, kinds[i].begin))
    i++;
  path = g_str_has_suffix (kinds[i].begin, ":") ? device + strlen (kinds[i].begin) : device;
  if (!g_path_is_absolute (path)) {
    g_set_error (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG,
                 "expected auto, or the path of a scanner, as /dev/ttyACM0, found \"%s\"", device);
    return NULL;
  }
  return kinds[i].open (path, clock, error);
}
