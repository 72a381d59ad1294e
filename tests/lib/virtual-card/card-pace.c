// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/mrz.h"
#include "drivers/chip/tlv.h"
#include "tests/lib/virtual-card/card-session.h"

#include <eac/pace.h>
#include <openssl/sha.h>
#include <string.h>

static PACE_SEC *
new_secret (int password)
{
  g_auto (McMrz) mrz = { 0 };
  guint8 hash[SHA_DIGEST_LENGTH];

  if (password == PACE_CAN)
    return PACE_SEC_new (MC_VIRTUAL_CARD_CAN, 6, PACE_CAN);
  g_assert_true (mc_mrz_parse (MC_VIRTUAL_CARD_MRZ, -1, &mrz, NULL));
  SHA1 ((guint8 *) mrz.information, strlen (mrz.information), hash);
  return PACE_SEC_new ((char *) hash, sizeof hash, PACE_RAW);
}

guint16
mc_card_session_set_template (McCardSession *self, const McCardCommand *command,
                              GBytes *card_access)
{
  McTlv oid, password;
  gsize size;
  const guint8 *data;

  mc_card_session_clear (self);
  if (card_access == NULL)
    return 0x6D00;
  if (command->p1 != 0xC1 || command->p2 != 0xA4
      || !mc_tlv_find (command->data, command->size, 0x80, &oid)
      || !mc_tlv_find (command->data, command->size, 0x83, &password) || password.length != 1
      || (password.value[0] != PACE_CAN && password.value[0] != PACE_MRZ))
    return 0x6A80;
  EAC_init ();
  data = g_bytes_get_data (card_access, &size);
  self->pace = EAC_CTX_new ();
  self->secret = new_secret (password.value[0]);
  if (!EAC_CTX_init_ef_cardaccess (data, size, self->pace))
    return 0x6F00;
  return MC_SW_OK;
}

static BUF_MEM *
copy (const McTlv *object)
{
  BUF_MEM *buffer = BUF_MEM_new ();

  BUF_MEM_grow (buffer, object->length);
  memcpy (buffer->data, object->value, object->length);
  return buffer;
}

/* result is taken. */
static guint16
answer_with (guint tag, BUF_MEM *result, McApduBuffer *data)
{
  McApduBuffer inner = { 0 };

  if (result == NULL)
    return 0x6A80;
  mc_apdu_buffer_append_tlv (&inner, tag, result->data, result->length);
  mc_apdu_buffer_append_tlv (data, 0x7C, inner.data, inner.size);
  BUF_MEM_free (result);
  return MC_SW_OK;
}

static guint16
map (McCardSession *self, const McTlv *theirs, McApduBuffer *data)
{
  BUF_MEM *input = copy (theirs);
  BUF_MEM *own = PACE_STEP3A_generate_mapping_data (self->pace);
  gboolean good = own != NULL && PACE_STEP3A_map_generator (self->pace, input);

  BUF_MEM_free (input);
  if (good)
    return answer_with (0x82, own, data);
  BUF_MEM_free (own);
  return 0x6A80;
}

static guint16
agree (McCardSession *self, const McTlv *theirs, McApduBuffer *data)
{
  BUF_MEM *own = PACE_STEP3B_generate_ephemeral_key (self->pace);

  BUF_MEM_free (self->reader_key);
  self->reader_key = copy (theirs);
  if (own == NULL || !PACE_STEP3B_compute_shared_secret (self->pace, self->reader_key)
      || !PACE_STEP3C_derive_keys (self->pace)) {
    BUF_MEM_free (own);
    return 0x6A80;
  }
  return answer_with (0x84, own, data);
}

static void
take_keys (McCardSession *self)
{
  static const McChipCipher ciphers[] = { MC_CHIP_3DES, MC_CHIP_3DES, MC_CHIP_AES128,
                                          MC_CHIP_AES192, MC_CHIP_AES256 };
  const KA_CTX *agreed = self->pace->pace_ctx->ka_ctx;

  self->keys.cipher = ciphers[self->options.suite];
  memcpy (self->keys.enc, agreed->k_enc->data, agreed->k_enc->length);
  memcpy (self->keys.mac, agreed->k_mac->data, agreed->k_mac->length);
  memset (self->ssc, 0, sizeof self->ssc);
}

static guint16
conclude (McCardSession *self, const McTlv *theirs, McApduBuffer *data, gboolean *begins)
{
  BUF_MEM *token;
  int good;

  if (self->reader_key == NULL)
    return 0x6985;
  token = copy (theirs);
  good = PACE_STEP3D_verify_authentication_token (self->pace, token);
  BUF_MEM_free (token);
  if (good != 1)
    return MC_SW_AUTH_FAILED;
  take_keys (self);
  *begins = TRUE;
  return answer_with (0x86, PACE_STEP3D_compute_authentication_token (self->pace, self->reader_key),
                      data);
}

guint16
mc_card_session_pace (McCardSession *self, const McCardCommand *command, McApduBuffer *data,
                      gboolean *begins)
{
  McTlv dynamic, object;
  McTlvReader reader;

  if (self->pace == NULL)
    return 0x6985;
  if (!mc_tlv_find (command->data, command->size, 0x7C, &dynamic))
    return 0x6A80;
  reader = (McTlvReader){ dynamic.value, dynamic.length };
  if (!mc_tlv_next (&reader, &object))
    return answer_with (0x80, PACE_STEP1_enc_nonce (self->pace, self->secret), data);
  switch (object.tag) {
  case 0x81:
    return map (self, &object, data);
  case 0x83:
    return agree (self, &object, data);
  case 0x85:
    return conclude (self, &object, data, begins);
  default:
    return 0x6A80;
  }
}
