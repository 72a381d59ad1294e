// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/clock.h"
#include "offline-cache/link/link.h"

G_BEGIN_DECLS

/**
 * McLinkClient: the kiosk's end of the link (offline-cache/link/link.h). Where there is no daemon,
 * everything it is asked has an answer all the same, at once: MC_LINK_PARKED_OFFLINE, and nothing
 * changed. It connects again by itself.
 *
 * Signal "changed": the daemon has written something into the database; also after every new
 * connection, because nobody knows what was missed.
 */
#define MC_TYPE_LINK_CLIENT (mc_link_client_get_type ())
G_DECLARE_FINAL_TYPE (McLinkClient, mc_link_client, MC, LINK_CLIENT, GObject)

/* group (nullable): beside the same user and the superuser, who the daemon may be. */
McLinkClient *mc_link_client_new (const char *runtime_dir, const char *group, McClock *clock);

/* How long the daemon may take to ask the portal; 10 s unless set. */
void mc_link_client_set_patience (McLinkClient *self, guint ms);

/* Connects, now and whenever it is not connected, until it is gone. Call once. */
void mc_link_client_start (McLinkClient *self);

gboolean mc_link_client_is_connected (McLinkClient *self);

/* There is something to be taken to the portal. */
void mc_link_client_look (McLinkClient *self);

/* Asks the portal for a parked draft. */
void mc_link_client_fetch_parked_async (McLinkClient *self, const char *id,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data);
/* answer (out): cleared by the caller. FALSE: cancelled, and only then. */
gboolean mc_link_client_fetch_parked_finish (McLinkClient *self, GAsyncResult *result,
                                             McLinkAnswer *answer);

G_END_DECLS
