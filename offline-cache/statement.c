// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/statement.h"

#include <string.h>

/* A statement's text begins with its name, by which it is found again: to look up a resource takes
 * longer than to run most of them. */
static gboolean
is_named (sqlite3_stmt *statement, const char *name)
{
  const char *text = sqlite3_sql (statement);
  gsize length = strlen (name);

  return g_str_has_prefix (text, "--") && strncmp (text + 2, name, length) == 0
         && text[2 + length] == '\n';
}

/* (nullable): one that nobody is reading from. Between its making and its first step a statement
 * looks like one, too, but then nobody asks for another. */
static sqlite3_stmt *
find_idle (sqlite3 *db, const char *name)
{
  sqlite3_stmt *statement = sqlite3_next_stmt (db, NULL);

  while (statement != NULL && (sqlite3_stmt_busy (statement) || !is_named (statement, name)))
    statement = sqlite3_next_stmt (db, statement);
  return statement;
}

static sqlite3_stmt *
prepare (sqlite3 *db, const char *name, const char *sql, GError **error)
{
  g_autofree char *text = g_strdup_printf ("--%s\n%s", name, sql);
  sqlite3_stmt *statement = NULL;
  int rc = sqlite3_prepare_v3 (db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);

  if (rc != SQLITE_OK)
    mc_store_set_error (db, rc, name, error);
  return statement;
}

sqlite3_stmt *
mc_statement_new_from_text (sqlite3 *db, const char *name, const char *sql, GError **error)
{
  sqlite3_stmt *statement = find_idle (db, name);

  return statement != NULL ? statement : prepare (db, name, sql, error);
}

sqlite3_stmt *
mc_statement_new (sqlite3 *db, const char *name, GError **error)
{
  sqlite3_stmt *statement = find_idle (db, name);
  g_autofree char *path = NULL;
  g_autoptr (GBytes) text = NULL;

  if (statement != NULL)
    return statement;
  path = g_strdup_printf ("/vn/motcua/sql/%s.sql", name);
  /* A resource ends with a NUL. */
  text = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  return text != NULL ? prepare (db, name, g_bytes_get_data (text, NULL), error) : NULL;
}

void
mc_statement_release (sqlite3_stmt *self)
{
  sqlite3_reset (self);
  sqlite3_clear_bindings (self);
}

void
mc_statement_finalize_all (sqlite3 *db)
{
  sqlite3_stmt *statement;

  while ((statement = sqlite3_next_stmt (db, NULL)) != NULL)
    sqlite3_finalize (statement);
}

static int
index_of (sqlite3_stmt *self, const char *parameter)
{
  int index = sqlite3_bind_parameter_index (self, parameter);

  if (index == 0)
    g_error ("no parameter %s in: %s", parameter, sqlite3_sql (self));
  return index;
}

void
mc_statement_bind_text (sqlite3_stmt *self, const char *parameter, const char *value)
{
  sqlite3_bind_text (self, index_of (self, parameter), value, -1, SQLITE_STATIC);
}

void
mc_statement_bind_int (sqlite3_stmt *self, const char *parameter, gint64 value)
{
  sqlite3_bind_int64 (self, index_of (self, parameter), value);
}

void
mc_statement_bind_blob (sqlite3_stmt *self, const char *parameter, GBytes *value)
{
  gsize size = 0;
  gconstpointer data = g_bytes_get_data (value, &size);

  sqlite3_bind_blob64 (self, index_of (self, parameter), data != NULL ? data : "", size,
                       SQLITE_STATIC);
}

gboolean
mc_statement_step (sqlite3_stmt *self, gboolean *has_row, GError **error)
{
  int rc = sqlite3_step (self);

  *has_row = rc == SQLITE_ROW;
  if (rc == SQLITE_ROW || rc == SQLITE_DONE)
    return TRUE;
  return mc_store_set_error (sqlite3_db_handle (self), rc, "statement", error);
}

gboolean
mc_statement_run (sqlite3_stmt *self, GError **error)
{
  gboolean has_row = TRUE;

  while (has_row) {
    if (!mc_statement_step (self, &has_row, error))
      return FALSE;
  }
  return TRUE;
}

char *
mc_statement_dup_text (sqlite3_stmt *self, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (self, column));
}

GBytes *
mc_statement_get_blob (sqlite3_stmt *self, int column)
{
  gconstpointer data = sqlite3_column_blob (self, column);

  return g_bytes_new (data, (gsize) sqlite3_column_bytes (self, column));
}
