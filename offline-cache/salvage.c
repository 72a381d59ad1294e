// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/salvage.h"

#include "offline-cache/salvage-carry.h"
#include "offline-cache/statement.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define DATABASE "queue.db"
#define NEW "queue.db.new"
#define DAMAGED "queue.db.damaged-"

static char *
make_path (const char *dir, const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  return g_build_filename (dir, file, NULL);
}

static void
remove_file (const char *dir, const char *name, const char *suffix)
{
  g_autofree char *path = make_path (dir, name, suffix);

  g_unlink (path);
}

static gboolean
set_error (const char *verb, const char *path, GError **error)
{
  g_set_error (error, MC_STORE_ERROR, errno == ENOSPC ? MC_STORE_ERROR_FULL : MC_STORE_ERROR_FAILED,
               "cannot %s %s: %s", verb, path, g_strerror (errno));
  return FALSE;
}

static gboolean
sync_path (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  const gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return ok || set_error ("sync", path, error);
}

/* --- the new file --- */

static gboolean
build (const char *dir, McDatabaseOpener opener, McSalvage *report, GError **error)
{
  g_autofree char *old_path = make_path (dir, DATABASE, "");
  g_autofree char *new_path = make_path (dir, NEW, "");
  g_autoptr (McPageCarver) carver = mc_page_carver_new (old_path, error);
  sqlite3 *db;
  gboolean ok;

  if (carver == NULL)
    return FALSE;
  remove_file (dir, NEW, "");
  remove_file (dir, NEW, "-wal");
  remove_file (dir, NEW, "-shm");
  db = opener (new_path, error);
  if (db == NULL)
    return FALSE;
  ok = mc_salvage_carry (carver, db, report, error);
  mc_statement_finalize_all (db);
  /* The last to close it moves the -wal file into it. */
  if (sqlite3_close (db) != SQLITE_OK && ok) {
    g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_FAILED, "cannot close %s", new_path);
    return FALSE;
  }
  return ok && sync_path (new_path, error);
}

/* --- the old one --- */

/* A copy: as long as the old file is in its place, so is what belongs to it. */
static gboolean
copy_wal (const char *dir, const char *damaged, GError **error)
{
  g_autofree char *from = make_path (dir, DATABASE, "-wal");
  g_autofree char *to = make_path (dir, damaged, "-wal");
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);

  if (!g_file_test (from, G_FILE_TEST_EXISTS))
    return TRUE;
  return g_file_copy (source, target, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error)
         && sync_path (to, error);
}

static char *
make_name (const char *dir)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *name = g_date_time_format (now, DAMAGED "%Y%m%dT%H%M%SZ");
  g_autofree char *path = make_path (dir, name, "");

  for (guint i = 2; g_file_test (path, G_FILE_TEST_EXISTS); i++) {
    g_autofree char *next = g_strdup_printf ("%s-%u", name, i);

    g_free (path);
    path = make_path (dir, next, "");
  }
  return g_path_get_basename (path);
}

void
mc_salvage_finish (const char *dir)
{
  g_autofree char *path = make_path (dir, DATABASE, "");
  g_autofree char *new_path = make_path (dir, NEW, "");

  if (g_file_test (path, G_FILE_TEST_EXISTS) || !g_file_test (new_path, G_FILE_TEST_EXISTS))
    return;
  remove_file (dir, DATABASE, "-wal");
  remove_file (dir, DATABASE, "-shm");
  if (g_rename (new_path, path) != 0)
    g_warning ("cannot put the new database in its place: %s", g_strerror (errno));
  sync_path (dir, NULL);
}

gboolean
mc_salvage_run (const char *dir, McDatabaseOpener opener, McSalvage *report, GError **error)
{
  g_autofree char *path = make_path (dir, DATABASE, "");
  g_autofree char *damaged = make_name (dir);
  g_autofree char *damaged_path = make_path (dir, damaged, "");

  if (!build (dir, opener, report, error) || !copy_wal (dir, damaged, error))
    return FALSE;
  if (g_rename (path, damaged_path) != 0)
    return set_error ("set aside", path, error);
  mc_salvage_finish (dir);
  return TRUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

GStrv
mc_salvage_list_damaged (const char *dir)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) folder = g_dir_open (dir, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
    if (g_str_has_prefix (name, DAMAGED) && !g_str_has_suffix (name, "-wal"))
      g_ptr_array_add (names, g_strdup (name));
  }
  g_ptr_array_sort (names, compare);
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_steal (names, NULL);
}
