// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/burst-detector.h"

#include <string.h>

#include "app/domain/secret.h"

struct _McBurstDetector {
  gunichar keys[MC_BURST_MAX_KEYS];
  guint n_keys;
  gint64 last_ms;
  gboolean burst;
  gboolean too_long;
};

McBurstDetector *
mc_burst_detector_new (void)
{
  return g_new0 (McBurstDetector, 1);
}

static void
clear (McBurstDetector *self)
{
  explicit_bzero (self, sizeof *self);
}

void
mc_burst_detector_free (McBurstDetector *self)
{
  if (self == NULL)
    return;
  clear (self);
  g_free (self);
}

gboolean
mc_burst_detector_is_burst (McBurstDetector *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->burst;
}

/* They were a person's. */
static void
release (McBurstDetector *self, GString *typed)
{
  for (guint i = 0; i < self->n_keys; i++)
    g_string_append_unichar (typed, self->keys[i]);
  clear (self);
}

/* (transfer full) (nullable) */
static char *
take_code (McBurstDetector *self)
{
  char *code = NULL;

  if (!self->too_long) {
    char *end = code = g_malloc0 (self->n_keys * 6 + 1);

    for (guint i = 0; i < self->n_keys; i++)
      end += g_unichar_to_utf8 (self->keys[i], end);
  }
  clear (self);
  return code;
}

void
mc_burst_detector_push (McBurstDetector *self, gunichar c, gint64 ms, GString *typed)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (typed != NULL);

  if (!g_unichar_validate (c) || c == 0)
    return;
  if (!self->burst && self->n_keys > 0 && ms - self->last_ms >= MC_BURST_GAP_MS)
    release (self, typed);
  if (self->n_keys < MC_BURST_MAX_KEYS)
    self->keys[self->n_keys++] = c;
  else
    self->too_long = TRUE;
  self->last_ms = ms;
  self->burst |= self->n_keys >= MC_BURST_KEYS;
}

char *
mc_burst_detector_end (McBurstDetector *self, gint64 ms, GString *typed)
{
  gint64 pause;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (typed != NULL, NULL);

  pause = ms - self->last_ms;
  if (self->n_keys == 0 || pause < (self->burst ? MC_BURST_END_MS : MC_BURST_GAP_MS))
    return NULL;
  if (self->burst)
    return take_code (self);
  release (self, typed);
  return NULL;
}
