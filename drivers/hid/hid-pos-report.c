// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/hid/hid-pos-report.h"

#include <string.h>

#include "drivers/serial/scan-framer.h"

/* HID Point of Sale Usage Tables 1.02, page 0x8C; the count is of Generic Desktop. */
enum {
  USAGE_SYMBOLOGY_1 = 0x8c00fb,
  USAGE_SYMBOLOGY_2 = 0x8c00fc,
  USAGE_DECODED_DATA = 0x8c00fe,
  USAGE_CONTINUED = 0x8c00ff,
  USAGE_BYTE_COUNT = 0x01003b,
};

struct _McHidPosReader {
  McHidField data;
  McHidField count, continued, symbology[2]; /* size 0: the device does not send it */
  guint8 buffer[MC_HID_POS_MAX_BYTES];
  gsize length;
  McSymbology kind;
  gboolean in_code;
  gboolean unwanted; /* all up to the end of this code is thrown away */
  gboolean broken;
};

static void
copy_field (McHidField *to, const McHidDescriptor *descriptor, guint32 usage, guint8 report)
{
  const McHidField *field = mc_hid_descriptor_find (descriptor, usage, report);

  if (field != NULL)
    *to = *field;
}

McHidPosReader *
mc_hid_pos_reader_new (const guint8 *descriptor, gsize length, GError **error)
{
  McHidDescriptor parsed;
  const McHidField *data;
  McHidPosReader *self;

  data = mc_hid_descriptor_parse (&parsed, descriptor, length)
             ? mc_hid_descriptor_find (&parsed, USAGE_DECODED_DATA, -1)
             : NULL;
  if (data == NULL || data->size != 8 || data->bit % 8 != 0) {
    g_set_error_literal (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_CONFIG,
                         "not a HID point-of-sale scanner; set it to HID-POS");
    return NULL;
  }

  self = g_new0 (McHidPosReader, 1);
  self->data = *data;
  copy_field (&self->count, &parsed, USAGE_BYTE_COUNT, data->report);
  copy_field (&self->continued, &parsed, USAGE_CONTINUED, data->report);
  copy_field (&self->symbology[0], &parsed, USAGE_SYMBOLOGY_1, data->report);
  copy_field (&self->symbology[1], &parsed, USAGE_SYMBOLOGY_2, data->report);
  return self;
}

void
mc_hid_pos_reader_free (McHidPosReader *self)
{
  if (self == NULL)
    return;
  explicit_bzero (self, sizeof *self);
  g_free (self);
}

static void
clear (McHidPosReader *self)
{
  explicit_bzero (self->buffer, self->length);
  self->length = 0;
  self->in_code = FALSE;
  self->unwanted = FALSE;
  self->broken = FALSE;
}

void
mc_hid_pos_reader_discard (McHidPosReader *self, gboolean rest_may_come)
{
  gboolean unwanted;

  g_return_if_fail (self != NULL);
  unwanted = rest_may_come && self->in_code;
  clear (self);
  self->in_code = unwanted;
  self->unwanted = unwanted;
}

gboolean
mc_hid_pos_reader_is_in_code (McHidPosReader *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->in_code;
}

/* The first element of field, at most 16 bits of it; fallback if the report does not reach. */
static guint
read_field (const McHidField *field, const guint8 *body, gsize length, guint fallback)
{
  guint value = 0;
  guint size = MIN (field->size, 16);

  if (size == 0 || field->bit + size > length * 8)
    return fallback;
  for (guint i = 0; i < size; i++) {
    guint bit = field->bit + i;
    value |= (guint) (body[bit / 8] >> bit % 8 & 1) << i;
  }
  return value;
}

/* Without a count, NULs at the end are padding. */
static gsize
data_length (McHidPosReader *self, const guint8 *body, gsize length, const guint8 *data, gsize room)
{
  if (self->count.size > 0)
    return read_field (&self->count, body, length, 0);
  while (room > 0 && data[room - 1] == '\0')
    room--;
  return room;
}

static void
append (McHidPosReader *self, const guint8 *body, gsize length)
{
  gsize start = self->data.bit / 8;
  gsize room = start < length ? MIN (self->data.count, length - start) : 0;
  gsize n_bytes = data_length (self, body, length, body + MIN (start, length), room);

  if (self->unwanted || self->broken)
    return;
  if (n_bytes > room || n_bytes > sizeof self->buffer - self->length) {
    clear (self);
    self->broken = TRUE;
    return;
  }
  memcpy (self->buffer + self->length, body + start, n_bytes);
  self->length += n_bytes;
}

static McSymbology
symbology_of (McHidPosReader *self, const guint8 *body, gsize length)
{
  guint bracket = read_field (&self->symbology[0], body, length, 0);
  guint letter = read_field (&self->symbology[1], body, length, 0);

  return bracket == ']' && letter == 'C' ? MC_SYMBOLOGY_CODE128 : MC_SYMBOLOGY_QR;
}

static McHidPosEvent
end_code (McHidPosReader *self, McScan **scan)
{
  McHidPosEvent event = MC_HID_POS_NOTHING;

  if (self->broken)
    event = MC_HID_POS_BROKEN;
  else if (!self->unwanted)
    *scan = mc_scan_framer_make_scan (self->buffer, self->length, self->kind);
  if (*scan != NULL)
    event = MC_HID_POS_CODE;
  clear (self);
  return event;
}

McHidPosEvent
mc_hid_pos_reader_push (McHidPosReader *self, const guint8 *report, gsize length, McScan **scan)
{
  g_return_val_if_fail (self != NULL, MC_HID_POS_NOTHING);
  g_return_val_if_fail (report != NULL && scan != NULL, MC_HID_POS_NOTHING);

  *scan = NULL;
  if (self->data.report != 0) {
    if (length < 1 || report[0] != self->data.report)
      return MC_HID_POS_NOTHING;
    report++;
    length--;
  }

  if (!self->in_code)
    self->kind = symbology_of (self, report, length);
  append (self, report, length);
  self->in_code = TRUE;
  if (read_field (&self->continued, report, length, 0) != 0)
    return MC_HID_POS_NOTHING;
  return end_code (self, scan);
}
