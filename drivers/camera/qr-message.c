// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/qr-message.h"

#include "app/domain/secret.h"

#include <string.h>

/* The densest segment has three digits in ten bits. */
#define MAX_BYTES (MC_QR_MAX_CODEWORDS * 8 / 10 * 3 + 3)

typedef struct {
  const guint8 *data;
  gsize n_bits;
  gsize at;
  guint8 text[MAX_BYTES];
  gsize length;
} Message;

typedef gboolean ReadSegment (Message *self, guint count);

static gsize
bits_left (const Message *self)
{
  return self->n_bits - self->at;
}

/* At most 16; the caller has seen that they are there. */
static guint
take_bits (Message *self, guint count)
{
  guint value = 0;

  for (guint i = 0; i < count; i++, self->at++)
    value = value << 1 | (self->data[self->at / 8] >> (7 - self->at % 8) & 1);
  return value;
}

static gboolean
put (Message *self, guint8 byte)
{
  if (self->length == sizeof self->text)
    return FALSE;
  self->text[self->length++] = byte;
  return TRUE;
}

static gboolean
read_digits (Message *self, guint count)
{
  static const guint8 bits[] = { 0, 4, 7, 10 };
  static const guint16 limits[] = { 1, 10, 100, 1000 };

  while (count > 0) {
    guint n = MIN (count, 3);
    guint value;

    if (bits_left (self) < bits[n])
      return FALSE;
    value = take_bits (self, bits[n]);
    if (value >= limits[n])
      return FALSE;
    for (guint i = n; i > 0; i--)
      if (!put (self, '0' + value / limits[i - 1] % 10))
        return FALSE;
    count -= n;
  }
  return TRUE;
}

static gboolean
read_letters (Message *self, guint count)
{
  static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

  while (count > 0) {
    guint n = MIN (count, 2);
    guint value;

    if (bits_left (self) < (n == 2 ? 11 : 6))
      return FALSE;
    value = take_bits (self, n == 2 ? 11 : 6);
    if (value >= (n == 2 ? 45 * 45 : 45))
      return FALSE;
    if (n == 2 && !put (self, letters[value / 45]))
      return FALSE;
    if (!put (self, letters[value % 45]))
      return FALSE;
    count -= n;
  }
  return TRUE;
}

static gboolean
read_bytes (Message *self, guint count)
{
  for (guint i = 0; i < count; i++)
    if (bits_left (self) < 8 || !put (self, take_bits (self, 8)))
      return FALSE;
  return TRUE;
}

static gboolean
read_kanji (Message *self, guint count)
{
  for (guint i = 0; i < count; i++) {
    guint value;

    if (bits_left (self) < 13)
      return FALSE;
    value = take_bits (self, 13);
    value = value / 0xc0 << 8 | value % 0xc0;
    value += value + 0x8140 <= 0x9ffc ? 0x8140 : 0xc140;
    if (!put (self, value >> 8) || !put (self, value & 0xff))
      return FALSE;
  }
  return TRUE;
}

/* What there is in a message, by the four bits at its head; the length of the count by version. */
static const struct {
  ReadSegment *read;
  guint8 count_bits[3];
} modes[16] = {
  [1] = { read_digits, { 10, 12, 14 } },
  [2] = { read_letters, { 9, 11, 13 } },
  [4] = { read_bytes, { 8, 16, 16 } },
  [8] = { read_kanji, { 8, 10, 12 } },
};

enum { MODE_END = 0, MODE_GS1_FIRST = 5, MODE_ENCODING = 7, MODE_GS1_SECOND = 9 };

/* Says which encoding follows: its number is of no use, readers and writers disagree about it. */
static gboolean
skip_encoding (Message *self)
{
  guint head = bits_left (self) >= 8 ? take_bits (self, 8) : 0xff;
  guint more = head < 0x80 ? 0 : head < 0xc0 ? 8 : 16;

  if (head >= 0xe0 || bits_left (self) < more)
    return FALSE;
  self->at += more;
  return TRUE;
}

/* FALSE: it cannot be so. */
static gboolean
read_segments (Message *self, int version)
{
  int size = version < 10 ? 0 : version < 27 ? 1 : 2;

  while (bits_left (self) >= 4) {
    guint mode = take_bits (self, 4);
    guint count_bits = modes[mode].count_bits[size];

    if (mode == MODE_END)
      return TRUE;
    if (mode == MODE_GS1_FIRST)
      continue;
    if (mode == MODE_GS1_SECOND && bits_left (self) >= 8) {
      self->at += 8;
      continue;
    }
    if (mode == MODE_ENCODING) {
      if (!skip_encoding (self))
        return FALSE;
      continue;
    }
    if (modes[mode].read == NULL || bits_left (self) < count_bits
        || !modes[mode].read (self, take_bits (self, count_bits)))
      return FALSE;
  }
  return TRUE;
}

GBytes *
mc_qr_message_read (int version, const guint8 *data, gsize size)
{
  Message message = { .data = data, .n_bits = size * 8 };
  GBytes *payload = NULL;

  if (read_segments (&message, version) && message.length > 0)
    payload = mc_secret_bytes_take (g_memdup2 (message.text, message.length), message.length);
  explicit_bzero (message.text, message.length);
  return payload;
}
