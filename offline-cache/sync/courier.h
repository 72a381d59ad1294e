// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/sync/cycle.h"

G_BEGIN_DECLS

/**
 * McCourier: one cycle of a scheduler over the submissions with papers, used once. Private to it.
 *
 * One submission after the other, one request at a time: the envelope is offered, the portal says
 * which parts are missing, these are brought one by one, and the envelope is offered again. What
 * the portal has, it has: after a cut the same submission goes on where it was, and what one cut
 * can cost is one part. Whoever is small goes first: before each request the gate is asked.
 */
#define MC_TYPE_COURIER (mc_courier_get_type ())
G_DECLARE_FINAL_TYPE (McCourier, mc_courier, MC, COURIER, GObject)

/* FALSE: not now; whoever says so calls mc_courier_go_on () later. */
typedef gboolean (*McCourierGate) (gpointer user_data);

McCourier *mc_courier_new (const McSchedulerParts *parts, gboolean everything, McCourierGate gate,
                           gpointer user_data);

void mc_courier_run_async (McCourier *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
/* (transfer none): as long as the courier lives; NULL and error if the store failed or cancelled.
 */
McCycleResult *mc_courier_run_finish (McCourier *self, GAsyncResult *result, GError **error);

/* Whether anybody has answered in this cycle, and it has not given up. */
gboolean mc_courier_was_answered (McCourier *self);

/* The gate may have opened, or the cycle been cancelled. */
void mc_courier_go_on (McCourier *self);

G_END_DECLS
