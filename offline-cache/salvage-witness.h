// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/page-carver.h"

G_BEGIN_DECLS

/**
 * McSalvageWitness: what stands beside each envelope that is whole says what its row must say.
 * Where the two differ in an id or a local code, that is believed which the file has more often:
 * each is in several indexes, too, and damage does not hit all of them alike.
 */
typedef struct _McSalvageWitness McSalvageWitness;

McSalvageWitness *mc_salvage_witness_new (McPageCarver *carver);
void mc_salvage_witness_free (McSalvageWitness *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McSalvageWitness, mc_salvage_witness_free)

/* Puts right what a row of submission says of the envelope that it belongs to, and takes "damaged"
 * off a row whose envelope is whole. What row points to then is the witness's. */
void mc_salvage_witness_correct_row (McSalvageWitness *self, McCarvedRow *row);

/* The same of the id of a row of envelope, once all rows of submission have been seen. */
void mc_salvage_witness_correct_envelope (McSalvageWitness *self, McCarvedRow *row);

G_END_DECLS
