// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/store.h"

G_BEGIN_DECLS

/* Brings db to the newest schema: every assets/sql/NNN-*.sql above PRAGMA user_version, each in
 * one transaction. MC_STORE_ERROR_VERSION if db is newer than this program. */
gboolean mc_migrations_apply (sqlite3 *db, GError **error);

/* Whether db has word for word the schema that the migrations make; MC_STORE_ERROR_CORRUPT if not.
 * SQLite believes what stands there, so a changed letter in it may go unseen until a statement does
 * something else than was written, or nothing at all. */
gboolean mc_migrations_check (sqlite3 *db, GError **error);

G_END_DECLS
