// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/link/link-frames.h"

#include <string.h>

#define VERSION 1

/* Of the head, as the D-Bus specification has it. */
enum { AT_ENDIAN = 0, AT_VERSION = 3, AT_BODY_SIZE = 4, AT_FIELDS_SIZE = 12 };

void
mc_link_frames_init (McLinkFrames *self, gsize most)
{
  *self = (McLinkFrames){ .most = most };
}

static guint32
get_number (const McLinkFrames *self, guint at)
{
  guint32 number;

  memcpy (&number, self->head + at, sizeof number);
  return self->head[AT_ENDIAN] == 'l' ? GUINT32_FROM_LE (number) : GUINT32_FROM_BE (number);
}

/* FALSE: not the head of a message that is small enough. */
static gboolean
read_head (McLinkFrames *self)
{
  guint64 body, fields;

  if ((self->head[AT_ENDIAN] != 'l' && self->head[AT_ENDIAN] != 'B')
      || self->head[AT_VERSION] != VERSION)
    return FALSE;
  body = get_number (self, AT_BODY_SIZE);
  /* Filled up to a multiple of eight. */
  fields = ((guint64) get_number (self, AT_FIELDS_SIZE) + 7) & ~G_GUINT64_CONSTANT (7);
  if (sizeof self->head + fields + body > self->most)
    return FALSE;
  self->left = fields + body;
  return TRUE;
}

gboolean
mc_link_frames_take (McLinkFrames *self, const guint8 *data, gsize size)
{
  while (size > 0 && !self->broken) {
    const gboolean in_head = self->n_head < sizeof self->head;
    const gsize wanted = in_head ? sizeof self->head - self->n_head : self->left;
    const gsize n = MIN (wanted, size);

    if (in_head) {
      memcpy (self->head + self->n_head, data, n);
      self->n_head += n;
      self->broken = self->n_head == sizeof self->head && !read_head (self);
    } else {
      self->left -= n;
    }
    data += n;
    size -= n;
    if (self->n_head == sizeof self->head && self->left == 0)
      self->n_head = 0;
  }
  return !self->broken;
}
