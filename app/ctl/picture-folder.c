// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/picture-folder.h"

#include <string.h>

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
mc_ctl_list_pictures (const char *path, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, error);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    return NULL;
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *lower = g_ascii_strdown (name, -1);
    if (g_str_has_suffix (lower, ".png") || g_str_has_suffix (lower, ".jpg")
        || g_str_has_suffix (lower, ".jpeg"))
      g_ptr_array_add (files, g_build_filename (path, name, NULL));
  }
  if (files->len == 0) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s: no PNG or JPEG files in it", path);
    return NULL;
  }
  g_ptr_array_sort (files, by_name);
  return g_steal_pointer (&files);
}
