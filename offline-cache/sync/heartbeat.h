// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/sync/chore.h"
#include "offline-cache/sync/portal.h"

#include <openssl/evp.h>

G_BEGIN_DECLS

/**
 * McHeartbeat: tells the portal now and then how this kiosk is (how much waits, how the audit log
 * ends), and learns from the answer what time it is there. A clock that is more than
 * MC_CLOCK_TOLERANCE_MS off is noted in the audit log and in McSyncState.
 */
#define MC_TYPE_HEARTBEAT (mc_heartbeat_get_type ())
G_DECLARE_FINAL_TYPE (McHeartbeat, mc_heartbeat, MC, HEARTBEAT, McChore)

typedef struct {
  McStore *store;
  McOutbox *outbox;
  McPortal *portal;
  McClock *clock;
  const char *kiosk_id;
  const char *version;
  EVP_PKEY *key;      /* signs the audit log's checkpoints */
  const char *key_id; /* its certificate's: mc_jws_key_id () */
  gint64 every_ms;    /* on average */
} McHeartbeatParts;

McHeartbeat *mc_heartbeat_new (const McHeartbeatParts *parts);

/* From now on: see McHeartbeatParts. */
void mc_heartbeat_set_key (McHeartbeat *self, EVP_PKEY *key, const char *key_id);

G_END_DECLS
