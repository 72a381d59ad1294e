// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * McGuard: one tap, one effect. For a moment after the screen has changed nothing may be pressed,
 * so that the second half of a double tap cannot reach a control of the next screen. And what
 * prints or calls is not done again while the person is still tapping on it.
 */
typedef gint64 (*McTimeFunc) (gpointer user_data); /* monotonic, microseconds */

typedef struct {
  McTimeFunc time;
  gpointer user_data;
  gint64 closed_until;
  const char *done; /* (nullable): what was done last on this screen, and is spent until then */
  gint64 done_until;
} McGuard;

#define MC_GUARD_MICROSECONDS (300 * G_TIME_SPAN_MILLISECOND)

/* time NULL: g_get_monotonic_time (). */
void mc_guard_init (McGuard *self, McTimeFunc time, gpointer user_data);

/* The screen has changed: closed from now on for MC_GUARD_MICROSECONDS. */
void mc_guard_close (McGuard *self);

gboolean mc_guard_is_open (const McGuard *self);

/* Whether action (a static string) may be done now; then it is spent on this screen until pause
 * microseconds have gone by without anybody trying again. pause 0: never spent. */
gboolean mc_guard_admit (McGuard *self, const char *action, gint64 pause);

G_END_DECLS
