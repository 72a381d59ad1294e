// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/migrations.h"

#include "offline-cache/statement.h"
#include "offline-cache/transaction.h"

#include <stdlib.h>

#define SQL_FOLDER "/vn/motcua/sql"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

/* (transfer full) (element-type utf8): names of the migrations, oldest first. */
static GPtrArray *
list_migrations (GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) children = g_resources_enumerate_children (SQL_FOLDER,
                                                            G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (children == NULL)
    return NULL;
  for (guint i = 0; children[i] != NULL; i++) {
    if (g_ascii_isdigit (children[i][0]))
      g_ptr_array_add (names, g_strdup (children[i]));
  }
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

static gboolean
read_version (sqlite3 *db, gint64 *version, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new_from_text (db, "user_version",
                                                                   "PRAGMA user_version", error);
  gboolean has_row;

  if (statement == NULL || !mc_statement_step (statement, &has_row, error))
    return FALSE;
  *version = has_row ? sqlite3_column_int64 (statement, 0) : 0;
  return TRUE;
}

static gboolean
apply_one (sqlite3 *db, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (SQL_FOLDER, name, NULL);
  g_autoptr (GBytes) text = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *script = NULL;
  g_autoptr (McTransaction) transaction = NULL;
  gint64 number = strtoll (name, NULL, 10);
  gint64 version;
  int rc;

  if (text == NULL)
    return FALSE;
  transaction = mc_transaction_begin (db, error);
  if (transaction == NULL || !read_version (db, &version, error))
    return FALSE;
  /* Kiosk and daemon start together: the other one may have been here while we waited. */
  if (version >= number)
    return TRUE;
  script = g_strdup_printf ("%.*s\nPRAGMA user_version = %" G_GINT64_FORMAT ";",
                            (int) g_bytes_get_size (text),
                            (const char *) g_bytes_get_data (text, NULL), number);
  rc = sqlite3_exec (db, script, NULL, NULL, NULL);
  if (rc != SQLITE_OK)
    return mc_store_set_error (db, rc, name, error);
  return mc_transaction_commit (transaction, error);
}

static gboolean
apply_all (sqlite3 *db, GError **error)
{
  g_autoptr (GPtrArray) names = list_migrations (error);
  gint64 newest = 0;
  gint64 version;

  if (names == NULL || !read_version (db, &version, error))
    return FALSE;
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);

    newest = strtoll (name, NULL, 10);
    if (newest > version && !apply_one (db, name, error))
      return FALSE;
  }
  if (version <= newest)
    return TRUE;
  g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_VERSION,
               "the database has schema %" G_GINT64_FORMAT
               ", this program knows up to %" G_GINT64_FORMAT ": install the newer motcua again",
               version, newest);
  return FALSE;
}

/* --- what they make --- */

/* (transfer full) (nullable) */
static char *
describe (sqlite3 *db, GError **error)
{
  static const char SQL[] = "SELECT type, name, tbl_name, sql FROM sqlite_schema "
                            "WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name";
  g_autoptr (sqlite3_stmt) statement = mc_statement_new_from_text (db, "schema", SQL, error);
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return NULL;
  while (mc_statement_step (statement, &has_row, error)) {
    if (!has_row)
      return g_string_free (g_steal_pointer (&text), FALSE);
    for (int column = 0; column < 4; column++) {
      g_string_append (text, (const char *) sqlite3_column_text (statement, column));
      g_string_append_c (text, '\n');
    }
  }
  return NULL;
}

/* (transfer full) (nullable): of a database that they have just made. */
static char *
describe_new (GError **error)
{
  sqlite3 *db = NULL;
  char *text = NULL;

  if (sqlite3_open (":memory:", &db) != SQLITE_OK)
    mc_store_set_error (db, sqlite3_errcode (db), "open", error);
  else if (apply_all (db, error))
    text = describe (db, error);
  mc_statement_finalize_all (db);
  sqlite3_close (db);
  return text;
}

static gboolean
is_as_made (const char *found, GError **error)
{
  g_autofree char *expected = describe_new (error);

  if (expected == NULL || g_str_equal (found, expected))
    return expected != NULL;
  g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT,
               "the database is damaged: its schema is not ours");
  return FALSE;
}

/* To make one takes some milliseconds, which a start has not to give: a schema that was right
 * leaves its sum in the head (PRAGMA application_id). One changed letter changes the sum, too. */
static gboolean
has_sum (sqlite3 *db, gint32 sum)
{
  g_autoptr (sqlite3_stmt) statement = mc_statement_new_from_text (db, "application_id",
                                                                   "PRAGMA application_id", NULL);
  gboolean has_row;

  return statement != NULL && mc_statement_step (statement, &has_row, NULL) && has_row
         && sqlite3_column_int (statement, 0) == sum;
}

gboolean
mc_migrations_check (sqlite3 *db, GError **error)
{
  g_autofree char *found = describe (db, error);
  g_autofree char *pragma = NULL;
  gint32 sum;

  if (found == NULL)
    return FALSE;
  sum = (gint32) g_str_hash (found);
  if (has_sum (db, sum))
    return TRUE;
  if (!is_as_made (found, error))
    return FALSE;
  /* Who may only read leaves it to another. */
  pragma = g_strdup_printf ("PRAGMA application_id = %d", sum);
  sqlite3_exec (db, pragma, NULL, NULL, NULL);
  return TRUE;
}

/* The schema is the newest, and its number says another. */
static gboolean
is_number_damaged (sqlite3 *db)
{
  g_autoptr (GPtrArray) names = list_migrations (NULL);
  g_autofree char *found = describe (db, NULL);
  gint64 version;

  return names != NULL && found != NULL && names->len > 0 && read_version (db, &version, NULL)
         && version != strtoll (g_ptr_array_index (names, names->len - 1), NULL, 10)
         && is_as_made (found, NULL);
}

gboolean
mc_migrations_apply (sqlite3 *db, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (apply_all (db, &reason))
    return TRUE;
  if (is_number_damaged (db)) {
    g_set_error (error, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT,
                 "the database is damaged: its number is not that of its schema");
    return FALSE;
  }
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}
