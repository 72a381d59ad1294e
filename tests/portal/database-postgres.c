// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/database.h"

#include <libpq-fe.h>

#define MAX_PARAMETERS 16

typedef struct {
  McDatabase parent;
  PGconn *connection;
} McPostgres;

typedef struct {
  PGresult *result;
  int row;
} Answer;

static void
close_database (McDatabase *database)
{
  PQfinish (((McPostgres *) database)->connection);
  g_free (database);
}

static gboolean
fail (const char *text, GError **error)
{
  g_autofree char *line = g_strdelimit (g_strchomp (g_strdup (text)), "\n", ' ');

  g_set_error_literal (error, MC_DATABASE_ERROR, MC_DATABASE_ERROR_FAILED, line);
  return FALSE;
}

/* A server that has been started again is found again, with the next transaction. */
static PGconn *
get_connection (McDatabase *database)
{
  PGconn *connection = ((McPostgres *) database)->connection;

  if (PQstatus (connection) != CONNECTION_OK)
    PQreset (connection);
  return connection;
}

static gboolean
execute (McDatabase *database, const char *sql, GError **error)
{
  PGresult *result = PQexec (get_connection (database), sql);
  ExecStatusType status = PQresultStatus (result);
  gboolean good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

  /* A COMMIT of a transaction that has failed is answered by a friendly "ROLLBACK". */
  if (good && g_str_equal (sql, "COMMIT") && !g_str_equal (PQcmdStatus (result), "COMMIT"))
    good = fail ("the transaction was rolled back", error);
  else if (!good)
    fail (PQerrorMessage (((McPostgres *) database)->connection), error);
  PQclear (result);
  return good;
}

static void
end (gpointer data)
{
  Answer *answer = data;

  PQclear (answer->result);
  g_free (answer);
}

static gpointer
start (McDatabase *database, const char *sql, const char *types, va_list arguments, GError **error)
{
  const char *values[MAX_PARAMETERS] = { NULL };
  int lengths[MAX_PARAMETERS] = { 0 };
  int formats[MAX_PARAMETERS] = { 0 };
  char numbers[MAX_PARAMETERS][24];
  PGconn *connection = ((McPostgres *) database)->connection;
  Answer *answer;
  ExecStatusType status;
  int n;

  for (n = 0; types[n]; n++) {
    g_assert (n < MAX_PARAMETERS);
    if (types[n] == 's') {
      values[n] = va_arg (arguments, const char *);
    } else if (types[n] == 'i') {
      g_snprintf (numbers[n], sizeof numbers[n], "%" G_GINT64_FORMAT, va_arg (arguments, gint64));
      values[n] = numbers[n];
    } else {
      gsize size;
      values[n] = g_bytes_get_data (va_arg (arguments, GBytes *), &size);
      lengths[n] = (int) size;
      formats[n] = 1;
    }
  }
  answer = g_new0 (Answer, 1);
  answer->result = PQexecParams (connection, sql, n, NULL, values, lengths, formats, 0);
  status = PQresultStatus (answer->result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
    return answer;
  fail (PQerrorMessage (connection), error);
  end (answer);
  return NULL;
}

static gboolean
has_row (gpointer data)
{
  const Answer *answer = data;

  return answer->row < PQntuples (answer->result);
}

static gboolean
next (McDatabase *database, gpointer data, GError **error)
{
  ((Answer *) data)->row++;
  return TRUE;
}

static const char *
get_text (gpointer data, int column)
{
  const Answer *answer = data;

  return PQgetisnull (answer->result, answer->row, column)
             ? NULL
             : PQgetvalue (answer->result, answer->row, column);
}

static GBytes *
dup_bytes (gpointer data, int column)
{
  const char *text = get_text (data, column);
  size_t size = 0;
  unsigned char *bytes = text ? PQunescapeBytea ((const unsigned char *) text, &size) : NULL;
  GBytes *copy = g_bytes_new (bytes, size);

  PQfreemem (bytes);
  return copy;
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
  /* One writer at a time, as with SQLite: what is read in a transaction stays true to its end. The
   * number means "motcua" to nobody but us. */
  .begin = "BEGIN; SELECT pg_advisory_xact_lock (20260901)",
  .schema = "/vn/motcua/portal/ledger-postgres.sql",
  .later = "/vn/motcua/portal/parts-postgres.sql",
  .version = "SELECT count (*) FROM pg_tables WHERE schemaname = current_schema () "
             "AND tablename = 'testimony'",
};

static void
drop_notice (void *data, const char *message)
{
}

McDatabase *
mc_postgres_open (const char *url, GError **error)
{
  g_autoptr (McDatabase) self = (McDatabase *) g_new0 (McPostgres, 1);
  PGconn *connection = PQconnectdb (url);

  self->klass = &klass;
  ((McPostgres *) self)->connection = connection;
  if (PQstatus (connection) != CONNECTION_OK) {
    fail (PQerrorMessage (connection), error);
    return NULL;
  }
  PQsetNoticeProcessor (connection, drop_notice, NULL);
  return g_steal_pointer (&self);
}
