// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/outbox.h"

G_BEGIN_DECLS

/* (transfer full): from a row of the columns that assets/sql/outbox/find.sql selects. */
McSubmission *mc_submission_new_from_row (sqlite3_stmt *row);

G_END_DECLS
