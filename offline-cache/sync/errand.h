// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/clock.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * McErrand: what the daemon does with the portal now and then, beside the queue: the heartbeat, the
 * office's feed, renewals. Nothing waits for it, and what fails is done again at the next turn.
 * Each wait is 0.5 to 1.5 times as long as the average, so that no two kiosks keep step.
 */
#define MC_TYPE_ERRAND (mc_errand_get_type ())
G_DECLARE_DERIVABLE_TYPE (McErrand, mc_errand, MC, ERRAND, GObject)

struct _McErrandClass {
  GObjectClass parent_class;

  /* One turn. What it asks for is between mc_errand_begin () and mc_errand_end (). */
  void (*run) (McErrand *self, GCancellable *cancellable);
};

/* A turn now, and so on until stopped. */
void mc_errand_start (McErrand *self);
void mc_errand_stop (McErrand *self);

/* One turn, for who does not stay. Answers when all that was asked has been answered; how it went
 * is told where the errand tells it. Not after mc_errand_start (). */
void mc_errand_run_async (McErrand *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
gboolean mc_errand_run_finish (McErrand *self, GAsyncResult *result, GError **error);

/* --- for the classes --- */

/* Once, when it is made. every_ms: the average wait. */
void mc_errand_set_up (McErrand *self, McClock *clock, gint64 every_ms);

/* Something has been asked, and has been answered. */
void mc_errand_begin (McErrand *self);
void mc_errand_end (McErrand *self);

/* (transfer none) (nullable): of the turn at hand; NULL: stopped, nothing more is to be asked. */
GCancellable *mc_errand_get_cancellable (McErrand *self);

G_END_DECLS
