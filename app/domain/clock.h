// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

#include "app/domain/partial-date.h"

G_BEGIN_DECLS

/**
 * McClock: where every room gets its time from, so that a test can own it.
 *
 * The base class is the system's clock. Tests derive a clock that stands still until told.
 */
#define MC_TYPE_CLOCK (mc_clock_get_type ())
G_DECLARE_DERIVABLE_TYPE (McClock, mc_clock, MC, CLOCK, GObject)

struct _McClockClass {
  GObjectClass parent_class;

  gint64 (*now_ms) (McClock *self);
  gint64 (*monotonic_ms) (McClock *self);
  guint (*add_timeout) (McClock *self, guint ms, GSourceFunc func, gpointer user_data);
  void (*remove_timeout) (McClock *self, guint id);
};

/* (transfer full): the system's clock. */
McClock *mc_clock_new (void);

/* Wall clock: milliseconds since 1970-01-01T00:00Z. It may jump; order nothing by it. */
gint64 mc_clock_now_ms (McClock *self);

/* Milliseconds since boot, suspend included (CLOCK_BOOTTIME). Never goes back. */
gint64 mc_clock_monotonic_ms (McClock *self);

/* Calls func after ms on the main context, again while it returns G_SOURCE_CONTINUE.
 * Returns an id > 0 for mc_clock_remove_timeout (). */
guint mc_clock_add_timeout (McClock *self, guint ms, GSourceFunc func, gpointer user_data);
void mc_clock_remove_timeout (McClock *self, guint id);

/* (transfer none): the kernel's random id of this boot, or "unknown". It tells whether two
 * monotonic times may be compared. */
const char *mc_clock_get_boot_id (McClock *self);

/* (transfer full): ms as Vietnamese local time (UTC+7, no daylight saving). */
GDateTime *mc_clock_local_time (gint64 ms);

/* The day it is in Vietnam. */
McPartialDate mc_clock_get_today (McClock *self);

/* (transfer full): ms as RFC 3339 with the Vietnamese offset, "2026-11-21T14:32:05+07:00". */
char *mc_clock_format_rfc3339 (gint64 ms);

G_END_DECLS
