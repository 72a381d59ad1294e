// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/tlv.h"
#include "tests/lib/virtual-card/card-session.h"

#include <openssl/evp.h>
#include <string.h>

/* The card's side of chip authentication. */
static guint16
agree (McCardSession *self, EVP_PKEY *key, const McTlv *theirs, gboolean *begins)
{
  static const McChipCipher ciphers[] = { MC_CHIP_3DES, MC_CHIP_3DES, MC_CHIP_AES128,
                                          MC_CHIP_AES192, MC_CHIP_AES256 };
  EVP_PKEY *peer = EVP_PKEY_new ();
  EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new (key, NULL);
  guint8 secret[72];
  gsize size = sizeof secret;
  gboolean good = EVP_PKEY_copy_parameters (peer, key) == 1
                  && EVP_PKEY_set1_encoded_public_key (peer, theirs->value, theirs->length) == 1
                  && EVP_PKEY_derive_init (ctx) == 1 && EVP_PKEY_derive_set_peer (ctx, peer) == 1
                  && EVP_PKEY_derive (ctx, secret, &size) == 1;

  EVP_PKEY_free (peer);
  EVP_PKEY_CTX_free (ctx);
  if (!good)
    return 0x6A80;
  mc_session_keys_derive (&self->next_keys, ciphers[self->options.ca], secret, size);
  self->has_next_keys = *begins = TRUE;
  return MC_SW_OK;
}

guint16
mc_card_session_set_chip_key (McCardSession *self, const McCardCommand *command, EVP_PKEY *key,
                              gboolean *begins)
{
  McTlv id, object;

  if (key == NULL || !self->is_protected)
    return MC_SW_SECURITY_STATUS;
  if (!mc_tlv_find (command->data, command->size, 0x84, &id) || id.length != 1 || id.value[0] != 1)
    return 0x6A88;
  if (command->p2 == 0xA6 && mc_tlv_find (command->data, command->size, 0x91, &object))
    return agree (self, key, &object, begins);
  return command->p2 == 0xA4 && mc_tlv_find (command->data, command->size, 0x80, &object) ? MC_SW_OK
                                                                                          : 0x6A80;
}

guint16
mc_card_session_agree_with_chip (McCardSession *self, const McCardCommand *command, EVP_PKEY *key,
                                 McApduBuffer *data, gboolean *begins)
{
  McTlv dynamic, object;

  if (key == NULL || !mc_tlv_find (command->data, command->size, 0x7C, &dynamic)
      || !mc_tlv_find_in (&dynamic, 0x80, &object))
    return 0x6A80;
  mc_apdu_buffer_append_tlv (data, 0x7C, NULL, 0);
  return agree (self, key, &object, begins);
}
