// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/store.h"

G_BEGIN_DECLS

/**
 * A database that SQLite cannot read any more (a damaged page, a damaged head, a file cut short):
 * what is readable is carried into a new one, and the damaged file is set aside as
 * queue.db.damaged-TIME, which nothing deletes. Every envelope is known by its digest, so none
 * comes back other than it was sealed; the rows beside them come back as far as they can be read,
 * else from what stands beside each envelope (assets/sql/008-about.sql).
 *
 * Killed at any point it begins anew, or is finished by the next: the new file is whole before the
 * old one is moved away.
 */
struct _McSalvage {
  guint submissions; /* rows carried over */
  guint envelopes;   /* sealed submissions carried over, none of them changed */
  guint lost;        /* rows whose envelope cannot be read any more: set aside, for staff to see */
};

/* (transfer full) (nullable): opens and migrates, makes it where there is none. */
typedef sqlite3 *(*McDatabaseOpener) (const char *path, GError **error);

/* Nobody else may have the database open. report: (out). */
gboolean mc_salvage_run (const char *dir, McDatabaseOpener opener, McSalvage *report,
                         GError **error);

/* Ends what was cut off half-way; call before DIR/queue.db is opened or made. */
void mc_salvage_finish (const char *dir);

/* (transfer full): names of the damaged files in DIR, the oldest first; an empty list: none. */
GStrv mc_salvage_list_damaged (const char *dir);

G_END_DECLS
