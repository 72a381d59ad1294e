// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/hid/hid-find.h"

#include "drivers/hid/hid-pos-report.h"

static gboolean
is_pos (const char *sys_dir, const char *name)
{
  g_autofree char *path = g_build_filename (sys_dir, name, "device", "report_descriptor", NULL);
  g_autofree char *data = NULL;
  g_autoptr (McHidPosReader) reader = NULL;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, NULL) || size > MC_HID_MAX_DESCRIPTOR)
    return FALSE;
  reader = mc_hid_pos_reader_new ((const guint8 *) data, size, NULL);
  return reader != NULL;
}

char *
mc_hid_find_pos (const char *sys_dir, const char *dev_dir)
{
  g_autoptr (GDir) dir = g_dir_open (sys_dir, 0, NULL);
  g_autofree char *found = NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (!is_pos (sys_dir, name) || (found != NULL && g_strcmp0 (found, name) <= 0))
      continue;
    g_free (found);
    found = g_strdup (name);
  }
  return found != NULL ? g_build_filename (dev_dir, found, NULL) : NULL;
}
