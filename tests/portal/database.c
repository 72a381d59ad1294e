// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/database.h"

#include "tests/portal/portal-resources.h"

G_DEFINE_QUARK (mc_database_error_quark, mc_database_error)

struct _McRows {
  McDatabase *database;
  gpointer answer;
  char *verb;
};

static gboolean
execute_resource (McDatabase *self, const char *path, GError **error)
{
  g_autoptr (GBytes) sql = g_resource_lookup_data (mc_portal_get_resource (), path,
                                                   G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  return sql && self->klass->execute (self, g_bytes_get_data (sql, NULL), error);
}

static gboolean
create_schema (McDatabase *self, GError **error)
{
  g_autoptr (McRows) version = mc_database_query (self, "reading the schema's version", error,
                                                  self->klass->version, "");
  gboolean made;

  if (!version)
    return FALSE;
  made = mc_rows_has_row (version) && mc_rows_get_int (version, 0) > 0;
  g_clear_pointer (&version, mc_rows_free);
  return (made || execute_resource (self, self->klass->schema, error))
         && execute_resource (self, self->klass->later, error);
}

McDatabase *
mc_database_open (const char *url, GError **error)
{
  gboolean is_postgres = g_str_has_prefix (url, "postgresql:")
                         || g_str_has_prefix (url, "postgres:");
  g_autoptr (McDatabase) self = is_postgres ? mc_postgres_open (url, error)
                                            : mc_sqlite_open (url, error);

  if (!self || !mc_database_begin (self, error)
      || !mc_database_finish (self, create_schema (self, error), error))
    return NULL;
  return g_steal_pointer (&self);
}

void
mc_database_close (McDatabase *self)
{
  self->klass->close (self);
}

gboolean
mc_database_begin (McDatabase *self, GError **error)
{
  return self->klass->execute (self, self->klass->begin, error);
}

gboolean
mc_database_finish (McDatabase *self, gboolean good, GError **error)
{
  if (good && self->klass->execute (self, "COMMIT", error))
    return TRUE;
  /* Nothing to roll back where the commit itself, or the connection, has failed. */
  self->klass->execute (self, "ROLLBACK", NULL);
  return FALSE;
}

static McRows *
start (McDatabase *self, const char *verb, GError **error, const char *sql, const char *types,
       va_list arguments)
{
  gpointer answer = self->klass->start (self, sql, types, arguments, error);
  McRows *rows;

  if (!answer) {
    g_prefix_error (error, "%s: ", verb);
    return NULL;
  }
  rows = g_new0 (McRows, 1);
  rows->database = self;
  rows->answer = answer;
  rows->verb = g_strdup (verb);
  return rows;
}

McRows *
mc_database_query (McDatabase *self, const char *verb, GError **error, const char *sql,
                   const char *types, ...)
{
  va_list arguments;
  McRows *rows;

  va_start (arguments, types);
  rows = start (self, verb, error, sql, types, arguments);
  va_end (arguments);
  return rows;
}

gboolean
mc_database_run (McDatabase *self, const char *verb, GError **error, const char *sql,
                 const char *types, ...)
{
  va_list arguments;
  g_autoptr (McRows) rows = NULL;

  va_start (arguments, types);
  rows = start (self, verb, error, sql, types, arguments);
  va_end (arguments);
  return rows != NULL;
}

gboolean
mc_rows_has_row (McRows *self)
{
  return self->database->klass->has_row (self->answer);
}

gboolean
mc_rows_next (McRows *self, GError **error)
{
  if (self->database->klass->next (self->database, self->answer, error))
    return TRUE;
  g_prefix_error (error, "%s: ", self->verb);
  return FALSE;
}

const char *
mc_rows_get_text (McRows *self, int column)
{
  return self->database->klass->get_text (self->answer, column);
}

gint64
mc_rows_get_int (McRows *self, int column)
{
  const char *text = mc_rows_get_text (self, column);

  return text ? g_ascii_strtoll (text, NULL, 10) : 0;
}

GBytes *
mc_rows_dup_bytes (McRows *self, int column)
{
  return self->database->klass->dup_bytes (self->answer, column);
}

void
mc_rows_free (McRows *self)
{
  self->database->klass->end (self->answer);
  g_free (self->verb);
  g_free (self);
}
