// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/clock.h"
#include "offline-cache/link/link-server.h"
#include "offline-cache/sync/parked-carrier.h"

G_BEGIN_DECLS

/**
 * McLinkService: what the daemon does of what it is asked over the link
 * (offline-cache/link/link.h), and whom it tells that the database has changed.
 */
#define MC_TYPE_LINK_SERVICE (mc_link_service_get_type ())
G_DECLARE_FINAL_TYPE (McLinkService, mc_link_service, MC, LINK_SERVICE, GObject)

typedef struct {
  McPortal *portal;
  McClock *clock;
  McScheduler *scheduler;
  McParkedCarrier *carrier;
} McLinkServiceParts;

/* All (transfer none). */
McLinkService *mc_link_service_new (const McLinkServiceParts *parts);

/* Listens; FALSE: the kiosk goes on without. As mc_link_server_new (). */
gboolean mc_link_service_start (McLinkService *self, const char *runtime_dir, const char *group,
                                GError **error);
void mc_link_service_stop (McLinkService *self);

G_END_DECLS
