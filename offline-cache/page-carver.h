// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * McPageCarver: what can still be read of a SQLite database that SQLite itself refuses: every row
 * on every page that looks like a leaf of a table, whatever has become of the way there, with what
 * the -wal file has committed laid over it (https://www.sqlite.org/fileformat2.html). It believes
 * nothing: lengths are checked, and what a row says is for the caller to check.
 */
typedef struct _McPageCarver McPageCarver;

#define MC_CARVED_MAX_VALUES 32
#define MC_CARVED_MAX_BYTES (8 * 1024 * 1024) /* of one row */

typedef enum {
  MC_CARVED_NULL,
  MC_CARVED_INTEGER,
  MC_CARVED_TEXT,
  MC_CARVED_BLOB,
} McCarvedType;

typedef struct {
  McCarvedType type;
  gint64 integer;
  gsize size;         /* of text or blob */
  const guchar *data; /* not terminated */
} McCarvedValue;

typedef struct {
  gint64 rowid;
  guint n;
  McCarvedValue values[MC_CARVED_MAX_VALUES];
} McCarvedRow;

/* (nullable): not even a page size can be found. path: of the database; PATH-wal beside it. */
McPageCarver *mc_page_carver_new (const char *path, GError **error);
void mc_page_carver_free (McPageCarver *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McPageCarver, mc_page_carver_free)

/* row: for the call. FALSE ends the walk. */
typedef gboolean (*McCarvedFunc) (const McCarvedRow *row, gpointer user_data);

/* Of each row that has at least n values. */
void mc_page_carver_walk (McPageCarver *self, guint n, McCarvedFunc func, gpointer user_data);

/* Whether the -wal file beside the database at path is damaged so that SQLite would take, without a
 * word, what was committed later for what was never written. Only while nobody has it open. */
gboolean mc_page_carver_is_wal_damaged (const char *path);

/* How often these bytes are in the two files, wherever that is. */
guint mc_page_carver_count (McPageCarver *self, const guchar *bytes, gsize size);

G_END_DECLS
