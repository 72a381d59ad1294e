// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/session/session.h"

G_BEGIN_DECLS

/**
 * McSealKeeper: keeps a running kiosk able to seal. Every minute it takes a step of the seal
 * certificate's renewal (offline-cache/renewal.h), and hands the session another vault when there
 * is a new pair, or when the key has become usable: a token put back, a clock set right.
 */
#define MC_TYPE_SEAL_KEEPER (mc_seal_keeper_get_type ())
G_DECLARE_FINAL_TYPE (McSealKeeper, mc_seal_keeper, MC, SEAL_KEEPER, GObject)

/* holder (nullable): where keys are, if not in files. */
McSealKeeper *mc_seal_keeper_new (McStore *store, McClock *clock, McKeyHolder *holder,
                                  const char *state_dir, const char *kiosk_id);

/* (transfer full) (nullable): the vault as it is now; NULL, and a warning, if nothing can be
 * sealed. */
McVault *mc_seal_keeper_open (McSealKeeper *self);

/* From now on for session, whose vault is what mc_seal_keeper_open () gave. */
void mc_seal_keeper_start (McSealKeeper *self, McSession *session);
void mc_seal_keeper_stop (McSealKeeper *self);

G_END_DECLS
