// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MC_DATABASE_ERROR (mc_database_error_quark ())
GQuark mc_database_error_quark (void);
typedef enum {
  MC_DATABASE_ERROR_FAILED, /* the database refused or is away: the caller may try again */
} McDatabaseError;

/**
 * McDatabase: one connection to SQLite (a file, WAL, synchronous=FULL) or to PostgreSQL (several
 * gateways share one truth). The same statements serve both: parameters are $1, $2, … in their
 * order. Not thread-safe: its owner locks.
 */
typedef struct _McDatabase McDatabase;

/* What the two kinds do differently. */
typedef struct {
  void (*close) (McDatabase *self);
  /* Several statements, no parameters, no rows. */
  gboolean (*execute) (McDatabase *self, const char *sql, GError **error);
  /* (transfer full) (nullable): the answer, at its first row. */
  gpointer (*start) (McDatabase *self, const char *sql, const char *types, va_list arguments,
                     GError **error);
  gboolean (*has_row) (gpointer answer);
  gboolean (*next) (McDatabase *self, gpointer answer, GError **error);
  const char *(*get_text) (gpointer answer, int column);
  GBytes *(*dup_bytes) (gpointer answer, int column);
  void (*end) (gpointer answer);
  const char *begin;   /* takes the one lock of all writers */
  const char *schema;  /* resource of what makes an empty database ours */
  const char *version; /* a query: > 0 once that has been done */
  const char *later;   /* resource: what has been added to the schema since, IF NOT EXISTS */
} McDatabaseClass;

struct _McDatabase {
  const McDatabaseClass *klass;
};

/* url: "postgresql://…" (libpq), else the path of an SQLite file. Makes the schema as needed. */
McDatabase *mc_database_open (const char *url, GError **error);
void mc_database_close (McDatabase *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McDatabase, mc_database_close)

/* The two kinds; for mc_database_open () alone. */
McDatabase *mc_sqlite_open (const char *path, GError **error);
McDatabase *mc_postgres_open (const char *url, GError **error);

/* Waits for every other writer. */
gboolean mc_database_begin (McDatabase *self, GError **error);
/* Ends the transaction one way or the other; TRUE only if all of it is on disk. */
gboolean mc_database_finish (McDatabase *self, gboolean good, GError **error);

/**
 * McRows: the answer to one statement, at a row or behind the last.
 * types: one letter for each argument: s text (nullable), i gint64, b GBytes; all borrowed for the
 * call. The errors are of MC_DATABASE_ERROR and begin with verb.
 */
typedef struct _McRows McRows;

McRows *mc_database_query (McDatabase *self, const char *verb, GError **error, const char *sql,
                           const char *types, ...);
gboolean mc_rows_has_row (McRows *self);
gboolean mc_rows_next (McRows *self, GError **error);
const char *mc_rows_get_text (McRows *self, int column); /* (nullable); until the next row */
gint64 mc_rows_get_int (McRows *self, int column);       /* 0 for NULL */
GBytes *mc_rows_dup_bytes (McRows *self, int column);
void mc_rows_free (McRows *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McRows, mc_rows_free)

/* A statement that gives no rows. */
gboolean mc_database_run (McDatabase *self, const char *verb, GError **error, const char *sql,
                          const char *types, ...);

G_END_DECLS
