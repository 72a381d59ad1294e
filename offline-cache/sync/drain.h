// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/sync/scheduler.h"

G_BEGIN_DECLS

/**
 * McDrain: one cycle of a scheduler, used once. Private to it.
 */
#define MC_TYPE_DRAIN (mc_drain_get_type ())
G_DECLARE_FINAL_TYPE (McDrain, mc_drain, MC, DRAIN, GObject)

/* parts: copied; what they point to outlives the drain. */
McDrain *mc_drain_new (const McSchedulerParts *parts, gboolean everything);

typedef struct {
  guint attempted;
  guint sent;
  guint quarantined;
  gboolean was_answered; /* by anyone, at least once */
  gboolean was_portal;   /* by the portal, at least once */
  gint64 hold_ms;        /* the portal asked for so much peace; 0: no */
  char *failure_code;    /* (nullable): of the last attempt that the portal did not answer */
  char *failure;
} McDrainResult;

void mc_drain_run_async (McDrain *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
/* (transfer none): as long as the drain lives; NULL and error if the store failed or cancelled. */
const McDrainResult *mc_drain_run_finish (McDrain *self, GAsyncResult *result, GError **error);

G_END_DECLS
