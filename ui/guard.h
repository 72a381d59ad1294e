// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * McGuard: one tap, one effect. For a moment after the screen has changed nothing may be pressed,
 * so that the second half of a double tap cannot reach a control of the next screen; nor can a hand
 * that was tapping before the change and goes on in its rhythm, except to turn the pages of a form:
 * whoever taps twice a second from page to page is let through once a page has been seen, for that
 * is undone by one "Quay lại". And what prints or calls is not done again while the person is still
 * tapping on it.
 */
typedef gint64 (*McTimeFunc) (gpointer user_data); /* monotonic, microseconds */

typedef struct {
  McTimeFunc time;
  gpointer user_data;
  gint64 closed_until;
  const char *done; /* (nullable): what was done last on this screen, and is spent until then */
  gint64 done_until;
  gint64 changed;   /* when the screen did */
  gint64 tapped;    /* the last tap, whatever came of it */
  gboolean goes_on; /* the screen has changed under the hand that taps */
} McGuard;

#define MC_GUARD_MICROSECONDS (300 * G_TIME_SPAN_MILLISECOND)

/* Ten taps in five seconds are one hand tapping (requirement 17). */
#define MC_GUARD_RHYTHM (600 * G_TIME_SPAN_MILLISECOND)

/* time NULL: g_get_monotonic_time (). */
void mc_guard_init (McGuard *self, McTimeFunc time, gpointer user_data);

/* The screen has changed: closed from now on for MC_GUARD_MICROSECONDS. */
void mc_guard_close (McGuard *self);

gboolean mc_guard_is_open (const McGuard *self);

/* A tap that reaches no action; one in another place is another hand's, or means something new. */
void mc_guard_tap (McGuard *self, gboolean elsewhere);

/* How an action is guarded. Times are in microseconds. */
typedef struct {
  const char *action; /* a static string */
  gint64 pause;       /* spent on this screen until nobody has tried again for so long; 0: never */
  gint64 settle;      /* not before the screen has been there for so long */
  gint64 seen;        /* a hand in its rhythm means the new screen once it has been there for so
                         long; 0: not before the hand has paused */
} McTapRule;

/* Whether the action may be done now. */
gboolean mc_guard_admit (McGuard *self, const McTapRule *rule);

G_END_DECLS
