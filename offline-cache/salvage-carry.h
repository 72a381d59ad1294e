// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/page-carver.h"
#include "offline-cache/salvage.h"

G_BEGIN_DECLS

/* All that the carver finds, into db, in one transaction. report: (out). */
gboolean mc_salvage_carry (McPageCarver *carver, sqlite3 *db, McSalvage *report, GError **error);

G_END_DECLS
