// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/virtual-card/card-session.h"

#include "app/domain/mrz.h"
#include "drivers/chip/bac.h"
#include "drivers/chip/tlv.h"

#include <openssl/rand.h>
#include <string.h>

gboolean
mc_card_command_parse (const guint8 *raw, gsize size, McCardCommand *command)
{
  gsize at = 5, length = 0;

  memset (command, 0, sizeof *command);
  if (size < 4)
    return FALSE;
  command->cla = raw[0];
  command->ins = raw[1];
  command->p1 = raw[2];
  command->p2 = raw[3];
  if (size == 4)
    return TRUE;
  command->is_extended = raw[4] == 0 && size > 5;
  if (command->is_extended && size == 7) { /* no data, expected length alone */
    command->le = raw[5] << 8 | raw[6];
    command->le = command->le == 0 ? MC_LE_EXTENDED_MAX : command->le;
    return TRUE;
  }
  if (!command->is_extended && size == 5) {
    command->le = raw[4] == 0 ? MC_LE_SHORT_MAX : raw[4];
    return TRUE;
  }
  length = raw[4];
  if (command->is_extended) {
    if (size < 7)
      return FALSE;
    length = raw[5] << 8 | raw[6];
    at = 7;
  }
  if (length > size - at || length > sizeof command->data)
    return FALSE;
  memcpy (command->data, raw + at, length);
  command->size = length;
  at += length;
  if (size - at == 1 && !command->is_extended)
    command->le = raw[at] == 0 ? MC_LE_SHORT_MAX : raw[at];
  else if (size - at == 2 && command->is_extended)
    command->le = raw[at] << 8 | raw[at + 1] ? raw[at] << 8 | raw[at + 1] : MC_LE_EXTENDED_MAX;
  else
    return size == at;
  return TRUE;
}

void
mc_card_session_clear (McCardSession *self)
{
  McCardOptions options = self->options;

  if (self->pace != NULL)
    EAC_CTX_clear_free (self->pace);
  if (self->secret != NULL)
    PACE_SEC_clear_free (self->secret);
  BUF_MEM_free (self->reader_key);
  memset (self, 0, sizeof *self);
  self->options = options;
}

static void
count_up (McCardSession *self)
{
  gsize i = mc_chip_cipher_block_size (self->keys.cipher);

  while (i > 0 && ++self->ssc[--i] == 0)
    ;
}

static const guint8 *
make_iv (McCardSession *self, guint8 *iv)
{
  if (self->keys.cipher == MC_CHIP_3DES)
    return NULL;
  mc_chip_encrypt (&self->keys, NULL, self->ssc, 16, iv);
  return iv;
}

static gboolean
mac_matches (McCardSession *self, const McCardCommand *command, const McTlv *mac)
{
  gsize block = mc_chip_cipher_block_size (self->keys.cipher);
  guint8 input[MC_APDU_MAX + 32];
  guint8 expected[MC_CHIP_MAC_SIZE];
  const guint8 header[] = { command->cla, command->ins, command->p1, command->p2 };
  gsize objects = mac->start - command->data, n;

  memcpy (input, self->ssc, block);
  memcpy (input + block, header, 4);
  n = block + mc_chip_pad (input + block, 4, block);
  memcpy (input + n, command->data, objects);
  n += objects;
  return mac->length == 8 && mc_chip_mac (&self->keys, input, n, expected)
         && memcmp (expected, mac->value, 8) == 0;
}

gboolean
mc_card_session_unwrap (McCardSession *self, McCardCommand *command)
{
  McTlv object, le, mac;
  guint8 iv[MC_CHIP_MAX_BLOCK], plain[MC_APDU_MAX];
  gssize size = 0;

  count_up (self);
  if ((command->cla & 0x0C) != 0x0C || !mc_tlv_find (command->data, command->size, 0x8E, &mac)
      || !mac_matches (self, command, &mac))
    return FALSE;
  command->le = MC_LE_NONE;
  if (mc_tlv_find (command->data, command->size, 0x97, &le)) {
    for (gsize i = 0; i < le.length; i++)
      command->le = command->le << 8 | le.value[i];
    if (command->le == 0)
      command->le = le.length == 1 ? MC_LE_SHORT_MAX : MC_LE_EXTENDED_MAX;
  }
  if (command->ins & 1 && mc_tlv_find (command->data, command->size, 0x85, &object)) {
    if (object.length < 8 || object.length > sizeof plain
        || !mc_chip_decrypt (&self->keys, make_iv (self, iv), object.value, object.length, plain))
      return FALSE;
    size = mc_chip_unpad (plain, object.length);
  } else if (mc_tlv_find (command->data, command->size, 0x87, &object)) {
    if (object.length < 9 || object.value[0] != 1
        || !mc_chip_decrypt (&self->keys, make_iv (self, iv), object.value + 1, object.length - 1,
                             plain))
      return FALSE;
    size = mc_chip_unpad (plain, object.length - 1);
  }
  if (size < 0)
    return FALSE;
  memcpy (command->data, plain, size);
  command->size = size;
  command->cla &= ~0x0C;
  return TRUE;
}

void
mc_card_session_wrap (McCardSession *self, guint8 ins, const McApduBuffer *data, guint16 sw,
                      McApduBuffer *answer)
{
  gsize block = mc_chip_cipher_block_size (self->keys.cipher);
  const guint8 status[] = { sw >> 8, sw };
  guint8 iv[MC_CHIP_MAX_BLOCK], mac[MC_CHIP_MAC_SIZE];
  McApduBuffer content = { 0 };

  count_up (self);
  answer->size = 0;
  if (data->size > 0) {
    content.data[0] = 1;
    memcpy (content.data + 1, data->data, data->size);
    content.size = mc_chip_pad (content.data + 1, data->size, block);
    mc_chip_encrypt (&self->keys, make_iv (self, iv), content.data + 1, content.size,
                     content.data + 1);
    if (ins & 1)
      mc_apdu_buffer_append_tlv (answer, 0x85, content.data + 1, content.size);
    else
      mc_apdu_buffer_append_tlv (answer, 0x87, content.data, content.size + 1);
  }
  mc_apdu_buffer_append_tlv (answer, 0x99, status, 2);
  content.size = 0;
  mc_apdu_buffer_append (&content, self->ssc, block);
  mc_apdu_buffer_append (&content, answer->data, answer->size);
  mc_chip_mac (&self->keys, content.data, content.size, mac);
  mc_apdu_buffer_append_tlv (answer, 0x8E, mac, sizeof mac);
  mc_apdu_buffer_append (answer, status, 2);
}

guint16
mc_card_session_get_challenge (McCardSession *self, McApduBuffer *data)
{
  RAND_bytes (self->challenge, sizeof self->challenge);
  self->has_challenge = TRUE;
  mc_apdu_buffer_append (data, self->challenge, sizeof self->challenge);
  return MC_SW_OK;
}

guint16
mc_card_session_authenticate (McCardSession *self, const McCardCommand *command, McApduBuffer *data)
{
  g_auto (McMrz) mrz = { 0 };
  McSessionKeys basic;
  guint8 plain[32], mac[8], own[32], sealed[32], secret[16];

  g_assert_true (mc_mrz_parse (MC_VIRTUAL_CARD_MRZ, -1, &mrz, NULL));
  mc_bac_derive_keys (mrz.information, &basic);
  if (!self->options.bac || !self->has_challenge || command->size != 40)
    return 0x6985;
  self->has_challenge = FALSE;
  mc_chip_mac (&basic, command->data, 32, mac);
  mc_chip_decrypt (&basic, NULL, command->data, 32, plain);
  if (memcmp (mac, command->data + 32, 8) != 0 || memcmp (plain + 8, self->challenge, 8) != 0)
    return MC_SW_AUTH_FAILED;
  RAND_bytes (secret, sizeof secret);
  memcpy (own, self->challenge, 8);
  memcpy (own + 8, plain, 8);
  memcpy (own + 16, secret, 16);
  mc_chip_encrypt (&basic, NULL, own, 32, sealed);
  mc_chip_mac (&basic, sealed, 32, mac);
  mc_apdu_buffer_append (data, sealed, 32);
  mc_apdu_buffer_append (data, mac, 8);
  mc_bac_derive_session (plain + 16, secret, plain, self->challenge, &self->keys, self->ssc);
  return MC_SW_OK;
}

void
mc_card_session_begin (McCardSession *self)
{
  if (self->has_next_keys) {
    self->keys = self->next_keys;
    memset (self->ssc, 0, sizeof self->ssc);
  }
  self->has_next_keys = FALSE;
  self->is_protected = TRUE;
}
