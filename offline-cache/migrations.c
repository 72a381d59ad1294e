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

gboolean
mc_migrations_apply (sqlite3 *db, GError **error)
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
