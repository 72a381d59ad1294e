// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/sync/chore.h"
#include "offline-cache/sync/portal.h"

G_BEGIN_DECLS

/**
 * McTrustKeeper: asks the portal now and then which of its own certificates are in force and which
 * have been revoked, and has it kept where daemon and kiosk find it
 * (offline-cache/portal-trust.h). It asks at once when an acknowledgement has come that nothing we
 * know proves, at most every ten seconds: then the portal has perhaps a new key.
 *
 * What is not believed is told in the log, once; what has changed also in the audit log.
 */
#define MC_TYPE_TRUST_KEEPER (mc_trust_keeper_get_type ())
G_DECLARE_FINAL_TYPE (McTrustKeeper, mc_trust_keeper, MC, TRUST_KEEPER, McChore)

/* every_ms: on average. */
McTrustKeeper *mc_trust_keeper_new (McStore *store, McPortal *portal, McClock *clock,
                                    gint64 every_ms);

G_END_DECLS
