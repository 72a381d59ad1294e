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
  self->closed_until = self->changed = self->tapped = G_MININT64 / 2;
  self->done = NULL;
  self->goes_on = FALSE;
}

void
mc_guard_close (McGuard *self)
{
  self->changed = self->time (self->user_data);
  self->closed_until = self->changed + MC_GUARD_MICROSECONDS;
  self->done = NULL;
  self->goes_on = TRUE;
}

gboolean
mc_guard_is_open (const McGuard *self)
{
  return self->time (self->user_data) >= self->closed_until;
}

void
mc_guard_tap (McGuard *self, gboolean elsewhere)
{
  const gint64 now = self->time (self->user_data);

  self->goes_on = self->goes_on && !elsewhere && now - self->tapped < MC_GUARD_RHYTHM;
  self->tapped = now;
}

gboolean
mc_guard_admit (McGuard *self, const McTapRule *rule)
{
  const gint64 now = self->time (self->user_data);
  const gint64 shown = now - self->changed;
  const gboolean spent = self->done == rule->action && now < self->done_until;

  mc_guard_tap (self, FALSE);
  if (rule->seen > 0 && shown >= rule->seen)
    self->goes_on = FALSE;
  if (!mc_guard_is_open (self) || self->goes_on || shown < rule->settle)
    return FALSE;
  if (rule->pause > 0) {
    self->done = rule->action;
    self->done_until = now + rule->pause;
  }
  return !spent;
}
