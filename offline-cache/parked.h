// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/ticket.h"
#include "offline-cache/store.h"

G_BEGIN_DECLS

/**
 * McParked: drafts of people who go on later, each a secret box under the key of its ticket, which
 * is on paper alone. What is deleted is overwritten (secure_delete).
 */
#define MC_TYPE_PARKED (mc_parked_get_type ())
G_DECLARE_FINAL_TYPE (McParked, mc_parked, MC, PARKED, GObject)

McParked *mc_parked_new (McStore *store);

/* On disk when it answers. data: secret bytes. The clock is the store's. */
void mc_parked_put_async (McParked *self, const McTicket *ticket, GBytes *data, gint64 expires_ms,
                          GAsyncReadyCallback callback, gpointer user_data);
gboolean mc_parked_put_finish (McParked *self, GAsyncResult *result, GError **error);

/* (transfer full): secret bytes. MC_STORE_ERROR_NOT_FOUND: there is none, it has expired, or the
 * ticket's key is not its key. It stays. */
void mc_parked_get_async (McParked *self, const McTicket *ticket, GAsyncReadyCallback callback,
                          gpointer user_data);
GBytes *mc_parked_get_finish (McParked *self, GAsyncResult *result, GError **error);

/* Also where there is none. */
void mc_parked_delete_async (McParked *self, const char *id, GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean mc_parked_delete_finish (McParked *self, GAsyncResult *result, GError **error);

/* Deletes what has expired. */
void mc_parked_sweep_async (McParked *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean mc_parked_sweep_finish (McParked *self, GAsyncResult *result, GError **error);

/* How many wait to be taken up again. Blocks. */
gboolean mc_parked_count (McParked *self, guint64 *n, GError **error);

G_END_DECLS
