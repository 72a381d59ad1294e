// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/sync/scheduler.h"

G_BEGIN_DECLS

/**
 * McParkedCarrier: does the errands of parked drafts (offline-cache/parked-errands.h): brings them
 * to the portal, and withdraws those that have been taken up. One request at a time, and none while
 * the scheduler sends records, or knows of no portal; papers, which are larger, stand aside for it
 * (offline-cache/sync/http.h).
 *
 * Signal "settled": the database says something else of an errand than before.
 */
#define MC_TYPE_PARKED_CARRIER (mc_parked_carrier_get_type ())
G_DECLARE_FINAL_TYPE (McParkedCarrier, mc_parked_carrier, MC, PARKED_CARRIER, GObject)

/* parts: poll_ms, cap_ms and random as the scheduler's. scheduler (nullable): nobody to wait for.
 */
McParkedCarrier *mc_parked_carrier_new (const McSchedulerParts *parts, McScheduler *scheduler);

/* Every errand once, also those that wait, until one has no answer. Fails when cancelled, when the
 * store fails, or with G_IO_ERROR_PENDING while it is at work. */
void mc_parked_carrier_run_async (McParkedCarrier *self, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
/* settled (out): errands that are done. */
gboolean mc_parked_carrier_run_finish (McParkedCarrier *self, GAsyncResult *result, guint *settled,
                                       GError **error);

/* Continuous: now, and whenever errands come or waits end, until stopped. Also forgets what has
 * expired. */
void mc_parked_carrier_start (McParkedCarrier *self);
void mc_parked_carrier_stop (McParkedCarrier *self);

/* There may be something: looks now. */
void mc_parked_carrier_look (McParkedCarrier *self);

G_END_DECLS
