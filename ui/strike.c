// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/strike.h"

/* Two fingers of a fast hand may fall almost together, four do not. Scanners leave 1 to 20 ms
 * between keys: two reports of a USB keyboard. */
#define FAST_GAP 25
#define BURST_GAPS 3

static gboolean
mc_strike_repeats (const McStrike *self, const McStrikeTimes *times, gint64 time)
{
  return times->repeat_delay > 0 && time - self->pressed >= times->repeat_delay
         && time - self->accepted >= times->repeat_interval;
}

gboolean
mc_strike_press (McStrike *self, const McStrikeTimes *times, guint key, gint64 time)
{
  const gboolean same = key == self->key;
  const gint64 still = time - MAX (self->pressed, self->released);

  g_return_val_if_fail (key != 0, FALSE);

  if (same && self->down) {
    if (!mc_strike_repeats (self, times, time))
      return FALSE;
    self->accepted = time;
    self->n_fast_gaps = 0;
    return TRUE;
  }

  self->down = TRUE;
  self->pressed = time;
  if (same && still < times->double_strike)
    return FALSE;

  const gboolean fast = self->key != 0 && time - self->accepted <= FAST_GAP;
  self->n_fast_gaps = fast ? self->n_fast_gaps + 1 : 0;
  self->key = key;
  self->accepted = time;
  return TRUE;
}

void
mc_strike_release (McStrike *self, guint key, gint64 time)
{
  if (key != self->key)
    return;
  self->down = FALSE;
  self->released = time;
}

gboolean
mc_strike_is_burst (const McStrike *self)
{
  return self->n_fast_gaps >= BURST_GAPS;
}
