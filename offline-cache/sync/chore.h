// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/clock.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * McChore: what the daemon does with the portal now and then, beside the queue: the heartbeat, the
 * office's feed, renewals. Nothing waits for it, and what fails is done again at the next turn.
 * Each wait is 0.5 to 1.5 times as long as the average, so that no two kiosks keep step.
 */
#define MC_TYPE_CHORE (mc_chore_get_type ())
G_DECLARE_DERIVABLE_TYPE (McChore, mc_chore, MC, CHORE, GObject)

struct _McChoreClass {
  GObjectClass parent_class;

  /* One turn. What it asks for is between mc_chore_begin () and mc_chore_end (). */
  void (*run) (McChore *self, GCancellable *cancellable);
};

/* A turn now, and so on until stopped. */
void mc_chore_start (McChore *self);
void mc_chore_stop (McChore *self);

/* One turn, for who does not stay. Answers when all that was asked has been answered; how it went
 * is told where the chore tells it. Not after mc_chore_start (). */
void mc_chore_run_async (McChore *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
gboolean mc_chore_run_finish (McChore *self, GAsyncResult *result, GError **error);

/* --- for the classes --- */

/* Once, when it is made. every_ms: the average wait. */
void mc_chore_set_up (McChore *self, McClock *clock, gint64 every_ms);

/* Something has been asked, and has been answered. */
void mc_chore_begin (McChore *self);
void mc_chore_end (McChore *self);

/* (transfer none) (nullable): of the turn at hand; NULL: stopped, nothing more is to be asked. */
GCancellable *mc_chore_get_cancellable (McChore *self);

G_END_DECLS
