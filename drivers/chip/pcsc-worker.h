// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/card-reader.h"
#include "drivers/chip/csca-store.h"

G_BEGIN_DECLS

/**
 * McPcscWorker: the thread that talks to PC/SC. It watches readers and cards all the time, and
 * reads the next card when it has a job. Everything it finds out is told on the main context.
 */
typedef struct _McPcscWorker McPcscWorker;

/* All called from the main context, never after mc_pcsc_worker_stop () has returned. */
typedef struct {
  void (*on_presence) (gboolean reader, gboolean card, gpointer user_data);
  void (*on_progress) (guint job, guint percent, gpointer user_data);
  /* one of them NULL; both are (transfer full) */
  void (*on_result) (guint job, McChipReading *reading, GError *error, gpointer user_data);
} McPcscCallbacks;

/* reader (nullable): part of its name; else any. trust (nullable). */
McPcscWorker *mc_pcsc_worker_start (const char *reader, McCscaStore *trust, McClock *clock,
                                    const McPcscCallbacks *callbacks, gpointer user_data);

/* Ends the thread: at the latest when the command under way comes back. */
void mc_pcsc_worker_stop (McPcscWorker *self);

/* One job at a time; cancellable ends it before its next command. */
void mc_pcsc_worker_read (McPcscWorker *self, guint job, McCardKeys *keys, McCardReadFlags flags,
                          GCancellable *cancellable);

G_END_DECLS
