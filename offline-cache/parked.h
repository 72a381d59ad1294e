// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/ticket.h"
#include "offline-cache/store.h"

G_BEGIN_DECLS

/**
 * McParked: drafts of people who go on later, each a secret box under the key of its ticket, which
 * is on paper alone. What is deleted is overwritten (secure_delete).
 *
 * The daemon takes a copy of each to the portal (offline-cache/parked-errands.h), where another
 * machine asks for it by the ticket's id; neither can open it. A draft is good once: who takes it
 * up closes it, here and there. Two machines that have taken it up before either could say so (no
 * network) hand in the same submission id, of which the portal takes one.
 */
#define MC_TYPE_PARKED (mc_parked_get_type ())
G_DECLARE_FINAL_TYPE (McParked, mc_parked, MC, PARKED, GObject)

#define MC_PARKED_MOST_BYTES (256 * 1024) /* of one draft, sealed */

McParked *mc_parked_new (McStore *store);

/* On disk when it answers. submission_id: the visit's, whose photographed papers stay with it.
 * data: secret bytes. The clock is the store's. MC_VAULT_ERROR_SEAL also where it is too large. */
void mc_parked_put_async (McParked *self, const McTicket *ticket, const char *submission_id,
                          GBytes *data, gint64 expires_ms, GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean mc_parked_put_finish (McParked *self, GAsyncResult *result, GError **error);

typedef enum {
  MC_PARKED_ABSENT,  /* never seen here, or expired */
  MC_PARKED_HERE,    /* on this machine alone, as far as is known */
  MC_PARKED_CARRIED, /* the portal has it too */
  MC_PARKED_CLOSED,  /* taken up or withdrawn here; the portal has not heard of it yet */
} McParkedState;

/* (transfer full): secret bytes. MC_STORE_ERROR_NOT_FOUND: there is none here (any more), or the
 * ticket's key is not its key. It stays. state (out): set in any case. */
void mc_parked_get_async (McParked *self, const McTicket *ticket, GAsyncReadyCallback callback,
                          gpointer user_data);
GBytes *mc_parked_get_finish (McParked *self, GAsyncResult *result, McParkedState *state,
                              GError **error);
/* The same, blocking. */
GBytes *mc_parked_get (McParked *self, const McTicket *ticket, McParkedState *state,
                       GError **error);

/* (transfer full) (nullable): secret bytes, of a box that the portal has given; NULL: the ticket's
 * key is not its key. */
GBytes *mc_parked_open (const McTicket *ticket, GBytes *box);

typedef enum {
  MC_PARKED_TAKEN_UP,
  MC_PARKED_WITHDRAWN, /* its slip never came out */
  MC_PARKED_GONE,      /* the portal says that it was taken up elsewhere */
} McParkedReason;

/* It is good no more: forgets it here, and has the portal told where that may have it. Also where
 * there is none. afar_until_ms: 0, or when one expires that came from the portal. */
void mc_parked_close_async (McParked *self, const char *id, McParkedReason reason,
                            gint64 afar_until_ms, GAsyncReadyCallback callback, gpointer user_data);
gboolean mc_parked_close_finish (McParked *self, GAsyncResult *result, GError **error);
/* The same, blocking. */
gboolean mc_parked_close (McParked *self, const char *id, McParkedReason reason,
                          gint64 afar_until_ms, GError **error);

/* Where it is. MC_PARKED_ABSENT also where the store cannot tell. */
void mc_parked_look_async (McParked *self, const char *id, GAsyncReadyCallback callback,
                           gpointer user_data);
McParkedState mc_parked_look_finish (McParked *self, GAsyncResult *result);

/* Deletes what has expired, and its papers. */
void mc_parked_sweep_async (McParked *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean mc_parked_sweep_finish (McParked *self, GAsyncResult *result, GError **error);

/* How many wait to be taken up again. Blocks. */
gboolean mc_parked_count (McParked *self, guint64 *n, GError **error);

G_END_DECLS
