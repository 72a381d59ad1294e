// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * McGuard: one tap, one effect. For a moment after the screen has changed nothing may be pressed,
 * so that the second half of a double tap cannot reach a control of the next screen.
 */
typedef gint64 (*McTimeFunc) (gpointer user_data); /* monotonic, microseconds */

typedef struct {
  McTimeFunc time;
  gpointer user_data;
  gint64 closed_until;
} McGuard;

#define MC_GUARD_MICROSECONDS (300 * G_TIME_SPAN_MILLISECOND)

/* time NULL: g_get_monotonic_time (). */
void mc_guard_init (McGuard *self, McTimeFunc time, gpointer user_data);

/* The screen has changed: closed from now on for MC_GUARD_MICROSECONDS. */
void mc_guard_close (McGuard *self);

gboolean mc_guard_is_open (const McGuard *self);

G_END_DECLS
