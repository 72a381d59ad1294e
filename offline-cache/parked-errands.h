// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/audit.h"
#include "offline-cache/store.h"

G_BEGIN_DECLS

/**
 * What the portal has still to be told of parked drafts: that there is one, or that it is of no use
 * any more. Rows of parked_errand, written in the transaction of the verb that causes them
 * (offline-cache/parked.h), carried out by the daemon, which can open none of the drafts.
 */

typedef struct {
  char *id;
  gboolean is_withdrawal;
  guint attempts; /* before this one */
  gint64 expires_ms;
  GBytes *box; /* (nullable): NULL of a withdrawal */
} McParkedErrand;

void mc_parked_errand_free (McParkedErrand *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McParkedErrand, mc_parked_errand_free)

/* For use on the worker, in a transaction, when a draft is parked. */
gboolean mc_parked_errands_bring (sqlite3 *db, const char *id, gint64 expires_ms, GError **error);

/* Likewise, when it is taken up or given up. expires_ms: 0, or of a draft from another machine. */
gboolean mc_parked_errands_withdraw (sqlite3 *db, const char *id, gint64 expires_ms,
                                     GError **error);

/* Likewise: forgets what has expired, the papers that were photographed for it too. */
gboolean mc_parked_errands_sweep (sqlite3 *db, const McAuditMoment *moment, GError **error);

/* --- the daemon's; each is a transaction and blocks --- */

/* (transfer full) (nullable): the next errand whose id is behind after (""), marked as offered;
 * NULL without an error if there is none. everything: also those that wait. */
McParkedErrand *mc_parked_errands_take (McStore *store, const char *after, gboolean everything,
                                        GError **error);

typedef enum {
  MC_PARKED_ERRAND_DONE, /* it is there, or no longer there, as was wished */
  MC_PARKED_ERRAND_GONE, /* it was there, and has been taken up or withdrawn: it goes here too */
} McParkedErrandOutcome;

/* If the wish is still the same. */
gboolean mc_parked_errands_settle (McStore *store, const McParkedErrand *errand,
                                   McParkedErrandOutcome outcome, GError **error);
gboolean mc_parked_errands_wait (McStore *store, const McParkedErrand *errand,
                                 gint64 next_attempt_ms, GError **error);

/* When the first of them is due, wall clock; -1: there is none. */
gboolean mc_parked_errands_next_due (McStore *store, gint64 *due_ms, GError **error);

/* mc_parked_errands_sweep () for whoever is not on the worker. */
gboolean mc_parked_errands_sweep_now (McStore *store, GError **error);

G_END_DECLS
