// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/outbox.h"
#include "offline-cache/sync/portal.h"

#include "app/domain/clock.h"

G_BEGIN_DECLS

/**
 * McScheduler: takes the queue to the portal. One cycle offers every due row once, oldest first,
 * by key cursor, `parallel` at a time; a row that fails waits by itself and holds up no other.
 *
 * Two waits, both full jitter under an exponential bound that never exceeds cap_ms: a row's, after
 * an answer that was about it; and the link's, after cycles in which nobody answered at all, so
 * that a kiosk without a network does not wear out its disk and a portal that comes back is not
 * met by a thousand kiosks at once. The same wait follows when the portal refuses this kiosk, and
 * when 32 on end were to be tried again, whoever said so: the gateway behind a server that answers
 * for it may be down, and a queue of thousands is not carried there again and again. After such a
 * wait the portal is greeted first, and the queue follows only when the portal itself has answered:
 * one request of a kiosk, not sixteen, meets a dead link, and a captive portal gets nothing.
 *
 * What a portal asks for by Retry-After is kept, and up to as much again waited by chance: it says
 * the same to all who call in the same second.
 *
 * Signal "settled": the database says something else of the queue or the link than before.
 */
#define MC_TYPE_SCHEDULER (mc_scheduler_get_type ())
G_DECLARE_FINAL_TYPE (McScheduler, mc_scheduler, MC, SCHEDULER, GObject)

/* In [0, 1). */
typedef double (*McRandomFunc) (gpointer user_data);

typedef struct {
  McStore *store;
  McOutbox *outbox;
  McPortal *portal;
  McClock *clock;
  guint parallel;      /* 0: 4 */
  guint poll_ms;       /* 0: 2 s; how often to look for new rows */
  gint64 cap_ms;       /* 0: 15 minutes; longest wait of our own choice */
  gint64 greet_ms;     /* 0: never; how long the portal goes unasked before it is greeted, so that
                          the kiosk's screen does not promise a network that has gone */
  McRandomFunc random; /* (nullable): NULL: GLib's */
  gpointer random_data;
} McSchedulerParts;

McScheduler *mc_scheduler_new (const McSchedulerParts *parts);

typedef struct {
  guint attempted;
  guint sent;
  guint quarantined;
  guint64 left;  /* still queued afterwards */
  char *portal;  /* "ok", the reason code of the last failure, or "not-asked" if nothing was due */
  char *failure; /* (nullable): text of that */
} McSyncSummary;

void mc_sync_summary_free (McSyncSummary *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McSyncSummary, mc_sync_summary_free)

/* One cycle. everything: also rows whose wait is not over. After 16 attempts on end without any
 * answer the rest is left for later. Fails when cancelled, when the store fails, or with
 * G_IO_ERROR_PENDING while another cycle runs. */
void mc_scheduler_drain_async (McScheduler *self, gboolean everything, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) */
McSyncSummary *mc_scheduler_drain_finish (McScheduler *self, GAsyncResult *result, GError **error);

/* Continuous: a cycle now, and whenever rows come or waits end, until stopped. */
void mc_scheduler_start (McScheduler *self);
void mc_scheduler_stop (McScheduler *self);

/* The link may be back: shortens its wait to some of a tenth of the silence, by chance. A cable
 * that was out for a minute is used within seconds; a line that was away for hours comes back for
 * a whole province in the same second. */
void mc_scheduler_wake (McScheduler *self);

/* There may be something new: looks now, unless it waits for the link. */
void mc_scheduler_look (McScheduler *self);

/* Whether records are under way; papers do not count. */
gboolean mc_scheduler_is_sending (McScheduler *self);

/* Whether a cycle runs, or is about to if the portal is there. */
gboolean mc_scheduler_is_busy (McScheduler *self);

/* How long to wait after `failures` (>= 1) in a row: at least a second, below
 * min (cap_ms, 5 s * 2^(failures - 1)) otherwise evenly spread by random in [0, 1). */
gint64 mc_scheduler_backoff_ms (guint failures, gint64 cap_ms, double random);

G_END_DECLS
