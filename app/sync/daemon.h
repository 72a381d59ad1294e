// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/clock.h"
#include "app/domain/config.h"
#include "offline-cache/sync/scheduler.h"

G_BEGIN_DECLS

/**
 * McDaemon: everything motcua-syncd consists of, put together from one state directory. main.c
 * adds the command line and the main loop, and tests add theirs.
 */
#define MC_TYPE_DAEMON (mc_daemon_get_type ())
G_DECLARE_FINAL_TYPE (McDaemon, mc_daemon, MC, DAEMON, GObject)

/* Fails, with what is missing, unless the kiosk is enrolled (identity.json, transport/, portal/).
 */
McDaemon *mc_daemon_new (McConfig *config, const char *state_dir, McClock *clock, GError **error);

/* Continuous: the queue and all else, until stopped. */
void mc_daemon_start (McDaemon *self);
/* Whether the database has to be opened anew to be mended; looked for once a day, after start. */
gboolean mc_daemon_has_damage (McDaemon *self);
void mc_daemon_stop (McDaemon *self);

/* Which of the portal's certificates are in force; one cycle of the queue, whatever waits; and
 * then, where anybody was there, one turn of all else: renewals, the office's feed, the heartbeat,
 * the errands of what is parked. */
void mc_daemon_run_once_async (McDaemon *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full): of the queue; fails like mc_scheduler_drain_finish (). */
McSyncSummary *mc_daemon_run_once_finish (McDaemon *self, GAsyncResult *result, GError **error);

/* (transfer full): {"attempted","sent","quarantined","left","portal"}, one line. */
char *mc_daemon_format_summary (const McSyncSummary *summary);

G_END_DECLS
