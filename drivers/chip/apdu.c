// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/apdu.h"

#include <string.h>

void
mc_apdu_buffer_clear (McApduBuffer *self)
{
  explicit_bzero (self->data, self->size);
  self->size = 0;
}

gboolean
mc_apdu_buffer_append (McApduBuffer *self, const void *data, gsize size)
{
  if (size > sizeof self->data - self->size)
    return FALSE;
  if (size > 0)
    memcpy (self->data + self->size, data, size);
  self->size += size;
  return TRUE;
}

gboolean
mc_apdu_buffer_append_byte (McApduBuffer *self, guint8 byte)
{
  return mc_apdu_buffer_append (self, &byte, 1);
}

gboolean
mc_apdu_buffer_append_tlv (McApduBuffer *self, guint tag, const void *value, gsize size)
{
  guint8 header[6];
  gsize n = 0;

  g_return_val_if_fail (tag > 0 && tag <= 0xFFFF && size <= 0xFFFF, FALSE);
  if (tag > 0xFF)
    header[n++] = tag >> 8;
  header[n++] = tag;
  if (size > 0xFF)
    header[n++] = 0x82;
  else if (size > 0x7F)
    header[n++] = 0x81;
  if (size > 0xFF)
    header[n++] = size >> 8;
  header[n++] = size;
  if (n + size > sizeof self->data - self->size)
    return FALSE;
  return mc_apdu_buffer_append (self, header, n) && mc_apdu_buffer_append (self, value, size);
}

static void
append_number (McApduBuffer *out, guint number, gboolean extended)
{
  if (extended)
    mc_apdu_buffer_append_byte (out, number >> 8);
  mc_apdu_buffer_append_byte (out, number);
}

gboolean
mc_command_encode (const McCommand *self, McApduBuffer *out)
{
  gboolean extended = self->data_size > 255 || self->le > MC_LE_SHORT_MAX;

  g_return_val_if_fail (self->le <= MC_LE_EXTENDED_MAX, FALSE);
  /* header, extension mark, length, data, expected length */
  if (self->data_size > sizeof out->data - 9)
    return FALSE;
  out->size = 0;
  mc_apdu_buffer_append (out, (guint8[]){ self->cla, self->ins, self->p1, self->p2 }, 4);
  if (extended)
    mc_apdu_buffer_append_byte (out, 0);
  if (self->data_size > 0) {
    append_number (out, self->data_size, extended);
    mc_apdu_buffer_append (out, self->data, self->data_size);
  }
  /* The greatest length is written as zero, which cutting it down does. */
  if (self->le != MC_LE_NONE)
    append_number (out, self->le, extended);
  return TRUE;
}
