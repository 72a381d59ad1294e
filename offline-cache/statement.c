// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/statement.h"

sqlite3_stmt *
mc_statement_new (sqlite3 *db, const char *name, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/vn/motcua/sql/%s.sql", name);
  g_autoptr (GBytes) text = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  sqlite3_stmt *statement = NULL;
  int rc;

  if (text == NULL)
    return NULL;
  rc = sqlite3_prepare_v2 (db, g_bytes_get_data (text, NULL), (int) g_bytes_get_size (text),
                           &statement, NULL);
  if (rc != SQLITE_OK)
    mc_store_set_error (db, rc, name, error);
  return statement;
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
