// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/chip/csca-store.h"

G_BEGIN_DECLS

/**
 * McSod: the Document Security Object (EF.SOD), which carries the hash of every data group under
 * the issuer's signature: passive authentication, ICAO Doc 9303-11 section 5.1.
 */
typedef struct _McSod McSod;

/* (nullable): not an EF.SOD. Nothing is verified yet. */
McSod *mc_sod_parse (const guint8 *data, gsize size);
void mc_sod_free (McSod *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McSod, mc_sod_free)

gboolean mc_sod_lists_group (const McSod *self, guint group);

/* FALSE also if there is no hash for it. */
gboolean mc_sod_group_matches (const McSod *self, guint group, const guint8 *data, gsize size);

/* NULL: signed by a signer that the store trusts; else why not (transfer none). The chain is judged
 * at the signed signing time if there is one, else at now_unix. */
const char *mc_sod_refusal (McSod *self, McCscaStore *store, gint64 now_unix);

G_END_DECLS
