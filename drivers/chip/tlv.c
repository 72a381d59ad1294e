// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/tlv.h"

#define MAX_TAG_BYTES 3
#define MAX_LENGTH_BYTES 4

/* Bytes of the tag, 0 if it is none. */
static gsize
read_tag (const guint8 *data, gsize size, guint *tag)
{
  gsize n = 1;

  if (size == 0 || data[0] == 0)
    return 0;
  *tag = data[0];
  if ((data[0] & 0x1F) != 0x1F)
    return 1;
  do {
    if (n == size || n == MAX_TAG_BYTES)
      return 0;
    *tag = *tag << 8 | data[n];
  } while ((data[n++] & 0x80) != 0);
  return n;
}

static gsize
read_length (const guint8 *data, gsize size, gsize *length)
{
  gsize n;

  if (size == 0)
    return 0;
  *length = data[0];
  if (data[0] < 0x80)
    return 1;
  n = data[0] & 0x7F;
  if (n == 0 || n > MAX_LENGTH_BYTES || n >= size)
    return 0;
  *length = 0;
  for (gsize i = 1; i <= n; i++)
    *length = *length << 8 | data[i];
  return 1 + n;
}

gsize
mc_tlv_peek (const guint8 *data, gsize size, guint *tag, gsize *length)
{
  gsize tag_size = read_tag (data, size, tag);
  gsize length_size;

  if (tag_size == 0)
    return 0;
  length_size = read_length (data + tag_size, size - tag_size, length);
  return length_size == 0 ? 0 : tag_size + length_size;
}

gboolean
mc_tlv_next (McTlvReader *reader, McTlv *tlv)
{
  gsize header = mc_tlv_peek (reader->data, reader->size, &tlv->tag, &tlv->length);

  if (header == 0 || tlv->length > reader->size - header) {
    reader->size = 0;
    return FALSE;
  }
  tlv->start = reader->data;
  tlv->value = reader->data + header;
  tlv->size = header + tlv->length;
  reader->data += tlv->size;
  reader->size -= tlv->size;
  return TRUE;
}

gboolean
mc_tlv_find (const guint8 *data, gsize size, guint tag, McTlv *tlv)
{
  McTlvReader reader = { data, size };

  while (mc_tlv_next (&reader, tlv))
    if (tlv->tag == tag)
      return TRUE;
  return FALSE;
}

gboolean
mc_tlv_find_in (const McTlv *parent, guint tag, McTlv *tlv)
{
  return mc_tlv_find (parent->value, parent->length, tag, tlv);
}
