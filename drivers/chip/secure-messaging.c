// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/secure-messaging.h"

#include "drivers/card-reader.h"
#include "drivers/chip/tlv.h"

#include <openssl/crypto.h>
#include <string.h>

enum {
  DO_ENCRYPTED_TLV = 0x85, /* of commands with an odd instruction: no padding indicator */
  DO_ENCRYPTED = 0x87,
  DO_LE = 0x97,
  DO_STATUS = 0x99,
  DO_MAC = 0x8E,
};

#define CLA_PROTECTED 0x0C
#define PADDING_INDICATOR 0x01

void
mc_secure_messaging_init (McSecureMessaging *self, const McSessionKeys *keys, const guint8 *ssc)
{
  memset (self, 0, sizeof *self);
  self->keys = *keys;
  if (ssc != NULL)
    memcpy (self->ssc, ssc, mc_chip_cipher_block_size (keys->cipher));
}

void
mc_secure_messaging_clear (McSecureMessaging *self)
{
  explicit_bzero (self, sizeof *self);
}

static void
count_up (McSecureMessaging *self)
{
  gsize i = mc_chip_cipher_block_size (self->keys.cipher);

  while (i > 0 && ++self->ssc[--i] == 0)
    ;
}

/* NULL: zeroes (3DES). AES takes the counter, encrypted, so that no two messages begin alike. */
static const guint8 *
make_iv (McSecureMessaging *self, guint8 iv[MC_CHIP_MAX_BLOCK])
{
  if (self->keys.cipher == MC_CHIP_3DES)
    return NULL;
  return mc_chip_encrypt (&self->keys, NULL, self->ssc, MC_CHIP_MAX_BLOCK, iv) ? iv : NULL;
}

/* What is to be protected, padded, encrypted, behind its padding indicator where it has one. */
static gboolean
append_encrypted (McSecureMessaging *self, const McCommand *command, McApduBuffer *objects)
{
  gsize block = mc_chip_cipher_block_size (self->keys.cipher);
  g_auto (McApduBuffer) content = { 0 };
  const gboolean is_odd = command->ins & 1;
  guint8 iv[MC_CHIP_MAX_BLOCK];
  gsize size;

  if (command->data_size > MC_APDU_MAX - 2 * MC_SM_OVERHEAD)
    return FALSE;
  content.data[0] = PADDING_INDICATOR;
  memcpy (content.data + 1, command->data, command->data_size);
  size = mc_chip_pad (content.data + 1, command->data_size, block);
  content.size = size + 1;
  if (!mc_chip_encrypt (&self->keys, make_iv (self, iv), content.data + 1, size, content.data + 1))
    return FALSE;
  if (is_odd)
    return mc_apdu_buffer_append_tlv (objects, DO_ENCRYPTED_TLV, content.data + 1, size);
  return mc_apdu_buffer_append_tlv (objects, DO_ENCRYPTED, content.data, content.size);
}

static gboolean
append_mac (McSecureMessaging *self, const guint8 *header, McApduBuffer *objects)
{
  gsize block = mc_chip_cipher_block_size (self->keys.cipher);
  g_auto (McApduBuffer) input = { 0 };
  guint8 padded[MC_CHIP_MAX_BLOCK];
  guint8 mac[MC_CHIP_MAC_SIZE];

  memcpy (padded, header, 4);
  mc_chip_pad (padded, 4, block);
  return mc_apdu_buffer_append (&input, self->ssc, block)
         && mc_apdu_buffer_append (&input, padded, block)
         && mc_apdu_buffer_append (&input, objects->data, objects->size)
         && mc_chip_mac (&self->keys, input.data, input.size, mac)
         && mc_apdu_buffer_append_tlv (objects, DO_MAC, mac, sizeof mac);
}

static gboolean
append_le (guint le, McApduBuffer *objects)
{
  const guint8 bytes[] = { le >> 8, le };

  if (le > MC_LE_SHORT_MAX)
    return mc_apdu_buffer_append_tlv (objects, DO_LE, bytes, 2);
  return mc_apdu_buffer_append_tlv (objects, DO_LE, bytes + 1, 1);
}

gboolean
mc_secure_messaging_wrap (McSecureMessaging *self, const McCommand *command, McApduBuffer *out)
{
  const guint8 header[] = { command->cla | CLA_PROTECTED, command->ins, command->p1, command->p2 };
  g_auto (McApduBuffer) objects = { 0 };
  gboolean extended;
  McCommand wrapped;

  count_up (self);
  if (command->data_size > 0 && !append_encrypted (self, command, &objects))
    return FALSE;
  if (command->le != MC_LE_NONE && !append_le (command->le, &objects))
    return FALSE;
  if (!append_mac (self, header, &objects))
    return FALSE;

  extended = objects.size > 255 || command->le > MC_LE_SHORT_MAX;
  wrapped = (McCommand){ header[0],
                         header[1],
                         header[2],
                         header[3],
                         objects.data,
                         objects.size,
                         extended ? MC_LE_EXTENDED_MAX : MC_LE_SHORT_MAX };
  return mc_command_encode (&wrapped, out);
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, MC_CARD_RETRY, MC_CARD_RETRY_DISTURBED, "protected answer: %s", why);
  return FALSE;
}

/* Everything before the MAC is under it. */
static gboolean
check_mac (McSecureMessaging *self, const McApduBuffer *raw, const McTlv *mac)
{
  gsize block = mc_chip_cipher_block_size (self->keys.cipher);
  g_auto (McApduBuffer) input = { 0 };
  guint8 expected[MC_CHIP_MAC_SIZE];

  return mac->length == sizeof expected && mc_apdu_buffer_append (&input, self->ssc, block)
         && mc_apdu_buffer_append (&input, raw->data, mac->start - raw->data)
         && mc_chip_mac (&self->keys, input.data, input.size, expected)
         && CRYPTO_memcmp (expected, mac->value, sizeof expected) == 0;
}

static gboolean
decrypt (McSecureMessaging *self, const McTlv *object, McApduBuffer *data)
{
  const gsize block = mc_chip_cipher_block_size (self->keys.cipher);
  const gsize indicator = object->tag == DO_ENCRYPTED ? 1 : 0;
  guint8 iv[MC_CHIP_MAX_BLOCK];
  gssize size;

  if (object->length < indicator + block || (object->length - indicator) % block != 0
      || (indicator && object->value[0] != PADDING_INDICATOR)
      || object->length - indicator > sizeof data->data)
    return FALSE;
  data->size = object->length - indicator;
  if (!mc_chip_decrypt (&self->keys, make_iv (self, iv), object->value + indicator, data->size,
                        data->data))
    return FALSE;
  size = mc_chip_unpad (data->data, data->size);
  if (size < 0)
    return FALSE;
  data->size = size;
  return TRUE;
}

gboolean
mc_secure_messaging_unwrap (McSecureMessaging *self, const McApduBuffer *raw, McApduBuffer *data,
                            guint16 *sw, GError **error)
{
  McTlvReader reader = { raw->data, raw->size - MIN (raw->size, 2) };
  McTlv object, encrypted = { 0 }, status = { 0 }, mac = { 0 };

  data->size = 0;
  count_up (self);
  /* An object after the MAC is under no protection, so it is none of ours. */
  while (mac.tag == 0 && mc_tlv_next (&reader, &object)) {
    if (object.tag == DO_ENCRYPTED || object.tag == DO_ENCRYPTED_TLV)
      encrypted = object;
    else if (object.tag == DO_STATUS)
      status = object;
    else if (object.tag == DO_MAC)
      mac = object;
  }
  if (mac.tag == 0)
    return refuse (error, "there is no MAC");
  if (!check_mac (self, raw, &mac))
    return refuse (error, "the MAC is wrong");
  if (status.length != 2)
    return refuse (error, "there is no status");
  if (encrypted.tag != 0 && !decrypt (self, &encrypted, data))
    return refuse (error, "it cannot be decrypted");
  *sw = status.value[0] << 8 | status.value[1];
  return TRUE;
}
