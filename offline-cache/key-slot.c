// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/key-slot.h"

#include "offline-cache/jws.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define OLD "certificates"

static gboolean
set_errno_error (GError **error, const char *what, const char *path)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "cannot %s %s: %s", what, path,
               g_strerror (code));
  return FALSE;
}

/* --- what was before --- */

/* The present certificate, if there is one, is kept as an old one. */
static gboolean
keep_present (const char *state_dir, const char *name, GError **error)
{
  g_autofree char *present = g_build_filename (state_dir, name, "cert.pem", NULL);
  g_autofree char *dir = g_build_filename (state_dir, OLD, NULL);
  g_autoptr (X509) certificate = NULL;
  g_autofree char *id = NULL;
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;
  char *pem = NULL;
  gboolean kept;

  if (!g_file_test (present, G_FILE_TEST_EXISTS))
    return TRUE;
  certificate = mc_certificate_load (present, NULL);
  if (certificate == NULL) /* nobody can verify anything by it */
    return TRUE;
  id = mc_jws_key_id (certificate);
  file = g_strdup_printf ("%s-%s.pem", name, id);
  path = g_build_filename (dir, file, NULL);
  if (g_mkdir_with_parents (dir, 0770) != 0)
    return set_errno_error (error, "make", dir);
  if (!g_file_get_contents (present, &pem, NULL, error))
    return FALSE;
  kept = g_file_set_contents_full (
      path, pem, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, error);
  g_free (pem);
  return kept;
}

static void
free_certificate (gpointer certificate)
{
  X509_free (certificate);
}

GPtrArray *
mc_key_slot_list (const char *state_dir, const char *name, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (free_certificate);
  g_autofree char *present = g_build_filename (state_dir, name, "cert.pem", NULL);
  g_autofree char *folder = g_build_filename (state_dir, OLD, NULL);
  g_autofree char *prefix = g_strconcat (name, "-", NULL);
  X509 *certificate = mc_certificate_load (present, error);
  g_autoptr (GDir) dir = NULL;
  const char *file;

  if (certificate == NULL)
    return NULL;
  g_ptr_array_add (list, certificate);
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, file, NULL);

    if (!g_str_has_prefix (file, prefix) || !g_str_has_suffix (file, ".pem"))
      continue;
    certificate = mc_certificate_load (path, NULL);
    if (certificate != NULL)
      g_ptr_array_add (list, certificate);
  }
  return g_steal_pointer (&list);
}

char *
mc_key_slot_verify (GPtrArray *certificates, const char *jws, GError **error)
{
  g_autoptr (GError) first = NULL;

  for (guint i = 0; i < certificates->len; i++) {
    char *payload = mc_jws_verify (g_ptr_array_index (certificates, i), jws,
                                   first == NULL ? &first : NULL);

    if (payload != NULL)
      return payload;
  }
  if (first != NULL)
    g_propagate_error (error, g_steal_pointer (&first));
  return NULL;
}

/* --- what is now --- */

static void
remove_dir (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    g_unlink (file);
  }
  g_rmdir (path);
}

static void
sync_dir (const char *path)
{
  int fd = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;
  fsync (fd);
  g_close (fd, NULL);
}

gboolean
mc_key_slot_replace (const char *state_dir, const char *name, McDeviceKey *key,
                     const char *certificate_pem, GError **error)
{
  g_autofree char *dir = g_build_filename (state_dir, name, NULL);
  g_autofree char *fresh = g_strconcat (dir, ".new", NULL);
  int done;

  if (!keep_present (state_dir, name, error))
    return FALSE;
  remove_dir (fresh);
  if (!mc_device_key_save (key, fresh, certificate_pem, error))
    return FALSE;
  sync_dir (fresh);
  if (g_file_test (dir, G_FILE_TEST_IS_DIR))
    done = renameat2 (AT_FDCWD, fresh, AT_FDCWD, dir, RENAME_EXCHANGE);
  else
    done = g_rename (fresh, dir);
  if (done != 0 && errno == EINVAL && !mc_device_key_save (key, dir, certificate_pem, error))
    return FALSE;
  if (done != 0 && errno != EINVAL)
    return set_errno_error (error, "put in place", dir);
  sync_dir (state_dir);
  /* Now it is the old pair. */
  remove_dir (fresh);
  return TRUE;
}
