// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/clock.h"
#include "offline-cache/link/link-client.h"
#include "offline-cache/outbox.h"

G_BEGIN_DECLS

typedef enum {
  MC_NETWORK_UNKNOWN, /* the daemon has not spoken yet */
  MC_NETWORK_ONLINE,
  MC_NETWORK_OFFLINE,
} McNetwork;

/**
 * McOutboxWatch: what the screen says about the network and about one submission, read from the
 * outbox when the daemon says that something has changed, and every few seconds (seldom, while
 * there is a daemon to say so). Only what is committed there is ever shown.
 *
 * Signal "changed": network or submission is another than before.
 */
#define MC_TYPE_OUTBOX_WATCH (mc_outbox_watch_get_type ())
G_DECLARE_FINAL_TYPE (McOutboxWatch, mc_outbox_watch, MC, OUTBOX_WATCH, GObject)

/* link (nullable) */
McOutboxWatch *mc_outbox_watch_new (McClock *clock, McOutbox *outbox, McLinkClient *link);

/* Starts polling; call once. */
void mc_outbox_watch_start (McOutboxWatch *self);

/* id (nullable): the submission to follow from now on; forgets the one before. */
void mc_outbox_watch_follow (McOutboxWatch *self, const char *id);

McNetwork mc_outbox_watch_get_network (McOutboxWatch *self);
/* Whether this machine's clock is known to be wrong: no day or hour is promised then. */
gboolean mc_outbox_watch_is_clock_wrong (McOutboxWatch *self);
/* (transfer none) (nullable): the followed submission as last read. */
const McSubmission *mc_outbox_watch_get_submission (McOutboxWatch *self);

G_END_DECLS
