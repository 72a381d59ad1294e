// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/store-file.h"

#include "offline-cache/ballast.h"
#include "offline-cache/migrations.h"
#include "offline-cache/page-carver.h"
#include "offline-cache/statement.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define DATABASE_NAME "queue.db"
#define LOCK_NAME "queue.lock"
/* Left by whoever found it damaged while it was in use. */
#define FLAG_NAME "queue.damaged"
#define BUSY_MS 5000
#define WAL_TRIES 100  /* of 20 ms: the pragma does not honour the busy timeout */
#define LOCK_TRIES 100 /* of 50 ms: the others see the damage, too, and end */
/* Up to this size every page is looked at before it is used: a tenth of a second. */
#define CHECKED_BYTES (16 * 1024 * 1024)

/* A new entry in a directory is durable only when the directory is. */
static void
sync_directory (const char *path)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  if (fsync (fd) != 0)
    g_warning ("cannot sync a directory: %s", g_strerror (errno));
  close (fd);
}

static gboolean
set_file_error (const char *verb, const char *path, GError **error)
{
  const int reason = errno;
  const gboolean is_full = reason == ENOSPC || reason == EDQUOT;
  const int rc = is_full ? SQLITE_FULL : reason == EROFS ? SQLITE_READONLY : SQLITE_ERROR;

  g_set_error (error, MC_STORE_ERROR, is_full ? MC_STORE_ERROR_FULL : MC_STORE_ERROR_FAILED,
               "cannot %s %s: %s%s", verb, path, g_strerror (reason), mc_store_get_advice (rc));
  return FALSE;
}

static gboolean
make_directory (const char *path, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (g_mkdir_with_parents (path, 0750) != 0)
    return set_file_error ("make", path, error);
  sync_directory (parent);
  return TRUE;
}

/* SQLite gives -wal and -shm the mode of the database, so it is set here, whatever the umask:
 * 0640, or 0660 where the directory is made for two users of one group (0770). */
static gboolean
make_file (const char *directory, const char *path, GError **error)
{
  struct stat status;
  gboolean is_shared;
  int fd;

  if (stat (directory, &status) != 0)
    return set_file_error ("look at", directory, error);
  is_shared = (status.st_mode & S_IWGRP) != 0;
  fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return errno == EEXIST ? TRUE : set_file_error ("make", path, error);
  if (fchmod (fd, is_shared ? 0660 : 0640) != 0)
    g_warning ("cannot set the mode of the database: %s", g_strerror (errno));
  close (fd);
  sync_directory (directory);
  return TRUE;
}

static gboolean
switch_to_wal (sqlite3 *db, GError **error)
{
  int rc = SQLITE_BUSY;

  for (guint i = 0; i < WAL_TRIES && (rc & 0xff) == SQLITE_BUSY; i++) {
    if (i > 0)
      sqlite3_sleep (20);
    rc = sqlite3_exec (db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
  }
  return rc == SQLITE_OK ? TRUE : mc_store_set_error (db, rc, "journal_mode", error);
}

static gboolean
configure (sqlite3 *db, GError **error)
{
  static const char PRAGMAS[] = "PRAGMA secure_delete = ON;"
                                "PRAGMA foreign_keys = ON;"
                                "PRAGMA temp_store = MEMORY;"
                                "PRAGMA cell_size_check = ON;"
                                "PRAGMA synchronous = FULL;";
  int rc;

  sqlite3_extended_result_codes (db, 1);
  sqlite3_busy_timeout (db, BUSY_MS);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  if (!switch_to_wal (db, error))
    return FALSE;
  rc = sqlite3_exec (db, PRAGMAS, NULL, NULL, NULL);
  return rc == SQLITE_OK ? TRUE : mc_store_set_error (db, rc, "configure", error);
}

static sqlite3 *
open_database (const char *path, GError **error)
{
  sqlite3 *db = NULL;
  int rc = sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

  if (rc != SQLITE_OK)
    mc_store_set_error (db, rc, "open", error);
  else if (configure (db, error) && mc_migrations_apply (db, error))
    return db;
  mc_statement_finalize_all (db);
  sqlite3_close (db);
  g_prefix_error (error, "%s: ", path);
  return NULL;
}

static sqlite3 *
make_database (const char *path, GError **error)
{
  g_autofree char *dir = g_path_get_dirname (path);

  return make_file (dir, path, error) ? open_database (path, error) : NULL;
}

/* --- whether it is whole --- */

/* Anything but "ok" ends the check. Not quick_check, which costs as much: to it an index that has
 * lost a row, and with it whoever waits in that row, is whole. */
static int
on_check_row (void *data, int n, char **values, char **names)
{
  return g_strcmp0 (values[0], "ok") != 0;
}

/* What costs nothing to look at. A changed byte in the head makes SQLite read, and never write: it
 * would be for a newer SQLite. */
static gboolean
check_head (sqlite3 *db, GError **error)
{
  if (sqlite3_db_readonly (db, "main") != 1 || access (sqlite3_db_filename (db, "main"), W_OK) != 0)
    return mc_migrations_check (db, error);
  g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT,
               "the database is damaged: it cannot be written");
  return FALSE;
}

gboolean
mc_store_file_check (sqlite3 *db, GError **error)
{
  const int rc = sqlite3_exec (db, "PRAGMA integrity_check (1)", on_check_row, NULL, NULL);

  if (rc == SQLITE_OK)
    return check_head (db, error);
  if (rc == SQLITE_INTERRUPT)
    return mc_store_set_error (db, rc, "check", error);
  g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT, "the database is damaged (%d)", rc);
  return FALSE;
}

sqlite3 *
mc_store_file_open_reader (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, DATABASE_NAME, NULL);
  sqlite3 *db = NULL;
  int rc = sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

  if (rc == SQLITE_OK) {
    sqlite3_extended_result_codes (db, 1);
    sqlite3_busy_timeout (db, BUSY_MS);
    rc = sqlite3_exec (db, "PRAGMA query_only = ON; PRAGMA cell_size_check = ON;", NULL, NULL,
                       NULL);
  }
  if (rc == SQLITE_OK)
    return db;
  mc_store_set_error (db, rc, "open", error);
  sqlite3_close (db);
  return NULL;
}

void
mc_store_file_flag (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, FLAG_NAME, NULL);

  if (!g_file_set_contents (path, "", 0, NULL))
    g_warning ("cannot leave word of the damage");
}

gboolean
mc_store_file_is_flagged (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, FLAG_NAME, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
is_small (const char *path)
{
  struct stat status;

  return stat (path, &status) == 0 && status.st_size <= CHECKED_BYTES;
}

/* (nullable) */
static sqlite3 *
open_checked (const char *dir, const char *path, GError **error)
{
  sqlite3 *db;

  if (mc_store_file_is_flagged (dir)) {
    g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT, "the database was found damaged");
    return NULL;
  }
  db = open_database (path, error);
  if (db == NULL || (is_small (path) ? mc_store_file_check (db, error) : check_head (db, error)))
    return db;
  mc_statement_finalize_all (db);
  sqlite3_close (db);
  return NULL;
}

/* --- one at a time, where it has to be --- */

static int
open_lock (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, LOCK_NAME, NULL);
  struct stat status;
  const gboolean is_shared = stat (dir, &status) == 0 && (status.st_mode & S_IWGRP) != 0;
  const int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, is_shared ? 0660 : 0640);

  if (fd < 0) {
    set_file_error ("open", path, error);
    return -1;
  }
  /* Whoever salvages is done in a moment. */
  if (flock (fd, LOCK_SH) != 0)
    g_warning ("cannot lock the database: %s", g_strerror (errno));
  return fd;
}

/* FALSE: somebody else has it open and does not let go. */
static gboolean
be_alone (int lock)
{
  for (guint i = 0; i < LOCK_TRIES; i++) {
    if (flock (lock, LOCK_EX | LOCK_NB) == 0)
      return TRUE;
    sqlite3_sleep (50);
  }
  flock (lock, LOCK_SH);
  return FALSE;
}

/* The first to open it decides what of the -wal file is true; for all others that is settled. */
static void
check_wal (const char *dir, const char *path, int lock)
{
  if (flock (lock, LOCK_EX | LOCK_NB) == 0 && mc_page_carver_is_wal_damaged (path))
    mc_store_file_flag (dir);
  flock (lock, LOCK_SH);
}

/* Another may have done it while we waited to be alone. */
static sqlite3 *
salvage (const char *dir, const char *path, int lock, McSalvage **report, GError **error)
{
  g_autofree char *flag = g_build_filename (dir, FLAG_NAME, NULL);
  g_autofree McSalvage *done = g_new0 (McSalvage, 1);
  g_autoptr (GError) damage = NULL;
  sqlite3 *db;

  if (!be_alone (lock)) {
    mc_store_file_flag (dir);
    g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT,
                 "the database is damaged, and others have it open: end them, and start again");
    return NULL;
  }
  db = open_checked (dir, path, &damage);
  if (db == NULL && mc_salvage_run (dir, make_database, done, error)) {
    g_unlink (flag);
    db = open_database (path, error);
    if (db != NULL)
      *report = g_steal_pointer (&done);
  }
  flock (lock, LOCK_SH);
  return db;
}

/* --- all of it --- */

static sqlite3 *
open_or_make (const char *dir, const char *path, int *lock, McSalvage **report, GError **error)
{
  g_autoptr (GError) reason = NULL;
  sqlite3 *db;

  if (*lock < 0 && (*lock = open_lock (dir, error)) < 0)
    return NULL;
  mc_salvage_finish (dir);
  if (!make_file (dir, path, error))
    return NULL;
  check_wal (dir, path, *lock);
  db = open_checked (dir, path, &reason);
  if (db != NULL)
    return db;
  if (g_error_matches (reason, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT))
    return salvage (dir, path, *lock, report, error);
  g_propagate_error (error, g_steal_pointer (&reason));
  return NULL;
}

/* On a full disk the ballast goes, once. */
sqlite3 *
mc_store_file_open (const char *dir, int *lock, McSalvage **report, GError **error)
{
  g_autofree char *path = g_build_filename (dir, DATABASE_NAME, NULL);
  g_autoptr (GError) reason = NULL;
  sqlite3 *db = NULL;

  if (!make_directory (dir, error))
    return NULL;
  db = open_or_make (dir, path, lock, report, &reason);
  if (db == NULL && g_error_matches (reason, MC_STORE_ERROR, MC_STORE_ERROR_FULL)
      && mc_ballast_release (dir)) {
    g_clear_error (&reason);
    db = open_or_make (dir, path, lock, report, &reason);
  }
  if (db == NULL) {
    if (*lock >= 0)
      close (*lock);
    *lock = -1;
    g_propagate_error (error, g_steal_pointer (&reason));
  }
  return db;
}
