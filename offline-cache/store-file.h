// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/salvage.h"

G_BEGIN_DECLS

/* The file under a store: private to store.c. */

/**
 * (nullable): DIR/queue.db, made or migrated as needed. One that is damaged is salvaged first, if
 * nobody else has it open; within five seconds they may end. lock (inout): a descriptor to be
 * closed after the database, -1 at first. report: (out) (transfer full): set if it was salvaged.
 */
sqlite3 *mc_store_file_open (const char *dir, int *lock, McSalvage **report, GError **error);

/* (nullable): another connection to DIR/queue.db, which is open already, to read it only. */
sqlite3 *mc_store_file_open_reader (const char *dir, GError **error);

/* Looks at every page; MC_STORE_ERROR_CORRUPT. */
gboolean mc_store_file_check (sqlite3 *db, GError **error);

/* Whoever opens DIR next salvages it. */
void mc_store_file_flag (const char *dir);
gboolean mc_store_file_is_flagged (const char *dir);

G_END_DECLS
