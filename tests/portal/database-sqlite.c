// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/database.h"

#include <sqlite3.h>

#define BUSY_TIMEOUT_MS 10000

typedef struct {
  McDatabase parent;
  sqlite3 *db;
} McSqlite;

typedef struct {
  sqlite3_stmt *statement;
  gboolean has_row;
} Answer;

static void
fail (McDatabase *database, GError **error)
{
  g_set_error_literal (error, MC_DATABASE_ERROR, MC_DATABASE_ERROR_FAILED,
                       sqlite3_errmsg (((McSqlite *) database)->db));
}

static void
close_database (McDatabase *database)
{
  sqlite3_close (((McSqlite *) database)->db);
  g_free (database);
}

static gboolean
execute (McDatabase *database, const char *sql, GError **error)
{
  if (sqlite3_exec (((McSqlite *) database)->db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  fail (database, error);
  return FALSE;
}

static void
end (gpointer data)
{
  Answer *answer = data;

  sqlite3_finalize (answer->statement);
  g_free (answer);
}

static gboolean
next (McDatabase *database, gpointer data, GError **error)
{
  Answer *answer = data;
  int rc = sqlite3_step (answer->statement);

  answer->has_row = rc == SQLITE_ROW;
  if (rc == SQLITE_ROW || rc == SQLITE_DONE)
    return TRUE;
  fail (database, error);
  return FALSE;
}

static void
bind (sqlite3_stmt *statement, const char *types, va_list arguments)
{
  for (int i = 1; *types; i++, types++) {
    if (*types == 's') {
      sqlite3_bind_text (statement, i, va_arg (arguments, const char *), -1, SQLITE_TRANSIENT);
    } else if (*types == 'i') {
      sqlite3_bind_int64 (statement, i, va_arg (arguments, gint64));
    } else {
      GBytes *bytes = va_arg (arguments, GBytes *);
      sqlite3_bind_blob64 (statement, i, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                           SQLITE_TRANSIENT);
    }
  }
}

static gpointer
start (McDatabase *database, const char *sql, const char *types, va_list arguments, GError **error)
{
  Answer *answer = g_new0 (Answer, 1);

  if (sqlite3_prepare_v2 (((McSqlite *) database)->db, sql, -1, &answer->statement, NULL)
      == SQLITE_OK) {
    bind (answer->statement, types, arguments);
    if (next (database, answer, error))
      return answer;
  } else {
    fail (database, error);
  }
  end (answer);
  return NULL;
}

static gboolean
has_row (gpointer data)
{
  return ((Answer *) data)->has_row;
}

static const char *
get_text (gpointer data, int column)
{
  return (const char *) sqlite3_column_text (((Answer *) data)->statement, column);
}

static GBytes *
dup_bytes (gpointer data, int column)
{
  sqlite3_stmt *statement = ((Answer *) data)->statement;

  return g_bytes_new (sqlite3_column_blob (statement, column),
                      (gsize) sqlite3_column_bytes (statement, column));
}

static const McDatabaseClass klass = {
  .close = close_database,
  .execute = execute,
  .start = start,
  .has_row = has_row,
  .next = next,
  .get_text = get_text,
  .dup_bytes = dup_bytes,
  .end = end,
  .begin = "BEGIN IMMEDIATE",
  .schema = "/vn/motcua/portal/ledger-sqlite.sql",
  .version = "PRAGMA user_version",
  .later = "/vn/motcua/portal/parts-sqlite.sql",
};

McDatabase *
mc_sqlite_open (const char *path, GError **error)
{
  g_autoptr (McDatabase) self = (McDatabase *) g_new0 (McSqlite, 1);
  sqlite3 **db = &((McSqlite *) self)->db;

  self->klass = &klass;
  if (sqlite3_open_v2 (path, db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK) {
    fail (self, error);
    g_prefix_error (error, "%s: ", path);
    return NULL;
  }
  sqlite3_busy_timeout (*db, BUSY_TIMEOUT_MS);
  if (!execute (self, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", error))
    return NULL;
  return g_steal_pointer (&self);
}
