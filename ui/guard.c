// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/guard.h"

static gint64
system_time (gpointer user_data)
{
  return g_get_monotonic_time ();
}

void
mc_guard_init (McGuard *self, McTimeFunc time, gpointer user_data)
{
  self->time = time ? time : system_time;
  self->user_data = user_data;
  self->closed_until = G_MININT64;
  self->done = NULL;
}

void
mc_guard_close (McGuard *self)
{
  self->closed_until = self->time (self->user_data) + MC_GUARD_MICROSECONDS;
  self->done = NULL;
}

gboolean
mc_guard_is_open (const McGuard *self)
{
  return self->time (self->user_data) >= self->closed_until;
}

gboolean
mc_guard_admit (McGuard *self, const char *action, gint64 pause)
{
  const gint64 now = self->time (self->user_data);
  const gboolean spent = self->done == action && now < self->done_until;

  if (!mc_guard_is_open (self))
    return FALSE;
  if (pause > 0) {
    self->done = action;
    self->done_until = now + pause;
  }
  return !spent;
}
