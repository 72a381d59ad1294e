// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/outbox.h"
#include "offline-cache/sync/portal.h"
#include "tests/bench/fleet/event-clock.h"

G_BEGIN_DECLS

/**
 * What the real scheduler works with, in memory: the functions of offline-cache/store.h, outbox.h
 * and sync/portal.h that it calls, bodies of our own. A fleet of seven thousand databases and
 * connections would measure this machine, not the scheduler.
 */

/* The one gateway of all: so many requests a second, and beyond that 503 with Retry-After. */
typedef struct {
  McEventClock *clock;
  gboolean is_up;
  guint capacity;      /* requests a second that are answered in full */
  guint retry_after_s; /* what the others are told */
  gint64 second;       /* the one that `taken` counts */
  guint taken;
  guint64 refused;
  gint64 bins_from_ms; /* from when on `bins` counts requests; 0: not yet */
  guint bin_ms;
  GArray *bins; /* (element-type guint) */
  guint64 stored;
} McFleetGateway;

McFleetGateway *mc_fleet_gateway_new (McEventClock *clock);
void mc_fleet_gateway_free (McFleetGateway *self);

McStore *mc_fleet_store_new (void);
McOutbox *mc_fleet_outbox_new (McStore *store);
McPortal *mc_fleet_portal_new (McFleetGateway *gateway);

/* A citizen has handed something in. */
void mc_fleet_outbox_add (McOutbox *self, gint64 now_ms);
guint mc_fleet_outbox_get_queued (McOutbox *self);

G_END_DECLS
