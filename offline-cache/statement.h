// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/store.h"

G_BEGIN_DECLS

/* Prepared statements from assets/sql, for the verbs that run on a store's worker. To prepare one
 * takes longer than to run it, so whoever is done leaves it with its connection, ready for the
 * next. */

/* Lets go of what it was given and of its rows. */
void mc_statement_release (sqlite3_stmt *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, mc_statement_release)

/* Before the connection is closed: there is no statement any more. */
void mc_statement_finalize_all (sqlite3 *db);

/* (transfer full): assets/sql/NAME.sql, one statement; name e.g. "outbox/find". */
sqlite3_stmt *mc_statement_new (sqlite3 *db, const char *name, GError **error);

/* (transfer full): the same of a text; name is its own and no other text's on this connection. */
sqlite3_stmt *mc_statement_new_from_text (sqlite3 *db, const char *name, const char *sql,
                                          GError **error);

/* parameter with its colon, ":id". Values are not copied: they outlive the statement. */
void mc_statement_bind_text (sqlite3_stmt *self, const char *parameter, const char *value);
void mc_statement_bind_int (sqlite3_stmt *self, const char *parameter, gint64 value);
void mc_statement_bind_blob (sqlite3_stmt *self, const char *parameter, GBytes *value);

/* To the next row: TRUE and has_row, or TRUE and not has_row at the end, or FALSE and error. */
gboolean mc_statement_step (sqlite3_stmt *self, gboolean *has_row, GError **error);

/* A statement that gives no rows. */
gboolean mc_statement_run (sqlite3_stmt *self, GError **error);

/* (transfer full) (nullable) */
char *mc_statement_dup_text (sqlite3_stmt *self, int column);
/* (transfer full) */
GBytes *mc_statement_get_blob (sqlite3_stmt *self, int column);

G_END_DECLS
