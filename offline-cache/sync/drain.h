// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/sync/cycle.h"

G_BEGIN_DECLS

/**
 * McDrain: one cycle of a scheduler over the submissions that are one envelope, used once. Private
 * to it.
 */
#define MC_TYPE_DRAIN (mc_drain_get_type ())
G_DECLARE_FINAL_TYPE (McDrain, mc_drain, MC, DRAIN, GObject)

/* parts: copied; what they point to outlives the drain. */
McDrain *mc_drain_new (const McSchedulerParts *parts, gboolean everything);

void mc_drain_run_async (McDrain *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
/* (transfer none): as long as the drain lives; NULL and error if the store failed or cancelled. */
McCycleResult *mc_drain_run_finish (McDrain *self, GAsyncResult *result, GError **error);

G_END_DECLS
