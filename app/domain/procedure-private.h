// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/procedure.h"

G_BEGIN_DECLS

/* Bytes of one catalogue file; the largest so far has 14 KiB. */
#define MC_CATALOGUE_FILE_MAX_BYTES (256 * 1024)

/* Whether a sensitive procedure is one that sends on: its form is not to be filled in here. */
void mc_procedure_set_veiled (McProcedure *self, gboolean veiled);

G_END_DECLS
