// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/device-key.h"
#include "offline-cache/sync/chore.h"
#include "offline-cache/sync/portal.h"

G_BEGIN_DECLS

/**
 * McRenewer: looks now and then whether a certificate is due (offline-cache/renewal.h). It renews
 * the daemon's own, and carries the kiosk's request for the other. What fails is told in the log.
 *
 * Signals: "renewed": the transport pair is another one; see the getters.
 */
#define MC_TYPE_RENEWER (mc_renewer_get_type ())
G_DECLARE_FINAL_TYPE (McRenewer, mc_renewer, MC, RENEWER, McChore)

typedef struct {
  const char *state_dir;
  const char *kiosk_id;
  McPortal *portal;
  McClock *clock;
  McKeyHolder *holder; /* (nullable) */
  McDeviceKey *key;    /* the transport key, and what it is certified by */
  X509 *certificate;
  gint64 every_ms; /* on average */
} McRenewerParts;

McRenewer *mc_renewer_new (const McRenewerParts *parts);

/* (transfer none): the pair in force. */
McDeviceKey *mc_renewer_get_key (McRenewer *self);
X509 *mc_renewer_get_certificate (McRenewer *self);

G_END_DECLS
