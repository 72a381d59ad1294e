// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/cache/bad-disk.h"

#include <sqlite3.h>

/* SQLite's callbacks carry no user data, hence the file's own variables. */
static sqlite3_vfs *real;
static sqlite3_vfs shim;
static int (*real_sync) (sqlite3_file *file, int flags);
static gint before_failing;
static gint failures;

static int
sync_file (sqlite3_file *file, int flags)
{
  if (g_atomic_int_get (&failures) > 0 && g_atomic_int_dec_and_test (&before_failing)) {
    g_atomic_int_set (&before_failing, 1);
    g_atomic_int_add (&failures, -1);
    return SQLITE_IOERR_FSYNC;
  }
  return real_sync (file, flags);
}

/* The unix VFS has a method table per way of locking; each gets a copy with our sync. */
static const sqlite3_io_methods *
methods_like (const sqlite3_io_methods *original)
{
  static struct {
    const sqlite3_io_methods *original;
    sqlite3_io_methods copy;
  } known[8];

  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    if (known[i].original == original)
      return &known[i].copy;
    if (known[i].original != NULL)
      continue;
    known[i].original = original;
    known[i].copy = *original;
    real_sync = original->xSync;
    known[i].copy.xSync = sync_file;
    return &known[i].copy;
  }
  g_assert_not_reached ();
}

static int
open_file (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  int rc = real->xOpen (real, name, file, flags, out_flags);

  if (rc == SQLITE_OK)
    file->pMethods = methods_like (file->pMethods);
  return rc;
}

void
bad_disk_install (void)
{
  real = sqlite3_vfs_find (NULL);
  shim = *real;
  shim.zName = "bad-disk";
  shim.xOpen = open_file;
  g_assert_cmpint (sqlite3_vfs_register (&shim, 1), ==, SQLITE_OK);
}

void
bad_disk_fail_sync (guint n, guint times)
{
  g_atomic_int_set (&before_failing, (gint) n);
  g_atomic_int_set (&failures, (gint) times);
}
