// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/chip-authentication.h"

#include "drivers/card-reader.h"
#include "drivers/chip/tlv.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

enum {
  TAG_DG14 = 0x6E,
  TAG_SEQUENCE = 0x30,
  TAG_SET = 0x31,
  TAG_INTEGER = 0x02,
  TAG_OID = 0x06,
};

#define MAX_SECRET 72 /* bytes of a coordinate on the largest curve, and some */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY_CTX, EVP_PKEY_CTX_free)

/* id-CA-ECDH-..., 0.4.0.127.0.7.2.2.3.2.x: x is 1 for 3DES, 2 to 4 for AES */
static const guint8 ca_ecdh[] = { 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x03, 0x02 };
/* id-PK-ECDH, 0.4.0.127.0.7.2.2.1.2 */
static const guint8 pk_ecdh[] = { 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x01, 0x02 };
static const McChipCipher ciphers[] = { MC_CHIP_3DES, MC_CHIP_3DES, MC_CHIP_AES128, MC_CHIP_AES192,
                                        MC_CHIP_AES256 };

/* (key id INTEGER OPTIONAL) at the end of either kind of information. */
static gboolean
read_key_id (McTlvReader *reader, guint8 id[MC_CA_MAX_KEY_ID], gsize *size)
{
  McTlv number;

  *size = 0;
  if (!mc_tlv_next (reader, &number))
    return TRUE;
  if (number.tag != TAG_INTEGER || number.length == 0 || number.length > MC_CA_MAX_KEY_ID)
    return FALSE;
  memcpy (id, number.value, number.length);
  *size = number.length;
  return TRUE;
}

/* ChipAuthenticationInfo ::= SEQUENCE { protocol OID, version INTEGER (1), keyId OPTIONAL } */
static gboolean
parse_protocol (const McTlv *info, McChipAuthentication *found)
{
  McTlvReader reader = { info->value, info->length };
  McTlv oid, version;

  if (!mc_tlv_next (&reader, &oid) || oid.tag != TAG_OID || oid.length != MC_CA_OID_SIZE
      || memcmp (oid.value, ca_ecdh, sizeof ca_ecdh) != 0 || oid.value[sizeof ca_ecdh] < 1
      || oid.value[sizeof ca_ecdh] >= G_N_ELEMENTS (ciphers))
    return FALSE;
  memcpy (found->oid, oid.value, MC_CA_OID_SIZE);
  found->cipher = ciphers[oid.value[sizeof ca_ecdh]];
  return mc_tlv_next (&reader, &version) && version.length == 1 && version.value[0] == 1
         && read_key_id (&reader, found->key_id, &found->key_id_size);
}

/* ChipAuthenticationPublicKeyInfo ::= SEQUENCE { OID, SubjectPublicKeyInfo, keyId OPTIONAL } */
static gboolean
parse_key (const McTlv *info, McChipAuthentication *found)
{
  McTlvReader reader = { info->value, info->length };
  guint8 id[MC_CA_MAX_KEY_ID];
  McTlv oid, key;
  gsize n;

  if (!mc_tlv_next (&reader, &oid) || oid.tag != TAG_OID || oid.length != sizeof pk_ecdh
      || memcmp (oid.value, pk_ecdh, sizeof pk_ecdh) != 0 || !mc_tlv_next (&reader, &key)
      || key.tag != TAG_SEQUENCE || !read_key_id (&reader, id, &n) || n != found->key_id_size
      || memcmp (id, found->key_id, n) != 0)
    return FALSE;
  found->key = key.start;
  found->key_size = key.size;
  return TRUE;
}

static gboolean
find_info (const McTlv *set, gboolean (*parse) (const McTlv *, McChipAuthentication *),
           McChipAuthentication *found)
{
  McTlvReader reader = { set->value, set->length };
  McTlv info;

  while (mc_tlv_next (&reader, &info))
    if (info.tag == TAG_SEQUENCE && parse (&info, found))
      return TRUE;
  return FALSE;
}

gboolean
mc_chip_authentication_parse (const guint8 *dg14, gsize size, McChipAuthentication *found)
{
  McTlv group, set;

  memset (found, 0, sizeof *found);
  return mc_tlv_find (dg14, size, TAG_DG14, &group) && mc_tlv_find_in (&group, TAG_SET, &set)
         && find_info (&set, parse_protocol, found) && find_info (&set, parse_key, found);
}

/* (nullable): a fresh key on the chip's curve. */
static EVP_PKEY *
make_ephemeral (EVP_PKEY *chip)
{
  g_autoptr (EVP_PKEY_CTX) ctx = EVP_PKEY_CTX_new (chip, NULL);
  EVP_PKEY *key = NULL;

  if (ctx == NULL || EVP_PKEY_keygen_init (ctx) != 1 || EVP_PKEY_keygen (ctx, &key) != 1)
    return NULL;
  return key;
}

static gboolean
derive_keys (EVP_PKEY *ours, EVP_PKEY *chip, McChipCipher cipher, McSessionKeys *keys)
{
  g_autoptr (EVP_PKEY_CTX) ctx = EVP_PKEY_CTX_new (ours, NULL);
  guint8 secret[MAX_SECRET];
  gsize size = sizeof secret;
  gboolean good = ctx != NULL && EVP_PKEY_derive_init (ctx) == 1
                  && EVP_PKEY_derive_set_peer (ctx, chip) == 1
                  && EVP_PKEY_derive (ctx, secret, &size) == 1;

  if (good)
    mc_session_keys_derive (keys, cipher, secret, size);
  explicit_bzero (secret, sizeof secret);
  return good;
}

/* 3DES: one command, MSE:Set KAT. */
static gboolean
send_key_at_once (McCardChannel *channel, const McChipAuthentication *offer, const guint8 *key,
                  gsize size, guint16 *sw, GError **error)
{
  g_auto (McApduBuffer) data = { 0 };
  g_auto (McApduBuffer) answer = { 0 };
  McCommand command = { .ins = 0x22, .p1 = 0x41, .p2 = 0xA6, .data = data.data };

  mc_apdu_buffer_append_tlv (&data, 0x91, key, size);
  if (offer->key_id_size > 0)
    mc_apdu_buffer_append_tlv (&data, 0x84, offer->key_id, offer->key_id_size);
  command.data_size = data.size;
  return mc_card_channel_send (channel, &command, &answer, sw, error);
}

/* AES: MSE:Set AT names the protocol, GENERAL AUTHENTICATE carries the key. */
static gboolean
send_key_in_two (McCardChannel *channel, const McChipAuthentication *offer, const guint8 *key,
                 gsize size, guint16 *sw, GError **error)
{
  g_auto (McApduBuffer) names = { 0 };
  g_auto (McApduBuffer) inner = { 0 };
  g_auto (McApduBuffer) dynamic = { 0 };
  g_auto (McApduBuffer) answer = { 0 };
  McCommand set = { .ins = 0x22, .p1 = 0x41, .p2 = 0xA4, .data = names.data };
  McCommand authenticate = { .ins = 0x86, .data = dynamic.data, .le = MC_LE_SHORT_MAX };

  mc_apdu_buffer_append_tlv (&names, 0x80, offer->oid, sizeof offer->oid);
  if (offer->key_id_size > 0)
    mc_apdu_buffer_append_tlv (&names, 0x84, offer->key_id, offer->key_id_size);
  mc_apdu_buffer_append_tlv (&inner, 0x80, key, size);
  mc_apdu_buffer_append_tlv (&dynamic, 0x7C, inner.data, inner.size);
  set.data_size = names.size;
  authenticate.data_size = dynamic.size;
  if (!mc_card_channel_send (channel, &set, &answer, sw, error))
    return FALSE;
  return *sw != MC_SW_OK || mc_card_channel_send (channel, &authenticate, &answer, sw, error);
}

/* The keys prove themselves in use: the next answer must come under them. EF.COM is always there.
 */
static gboolean
prove (McCardChannel *channel, const char **refusal, GError **error)
{
  const McCommand read = { .ins = 0xB0, .p1 = 0x80 | 0x1E, .le = 4 };
  g_auto (McApduBuffer) answer = { 0 };
  g_autoptr (GError) inner = NULL;
  guint16 sw;

  *refusal = NULL;
  if (mc_card_channel_send (channel, &read, &answer, &sw, &inner))
    return TRUE;
  if (!g_error_matches (inner, MC_CARD_RETRY, MC_CARD_RETRY_DISTURBED)) {
    g_propagate_error (error, g_steal_pointer (&inner));
    return FALSE;
  }
  *refusal = "the chip does not have the key in DG14";
  return TRUE;
}

gboolean
mc_chip_authentication_run (McCardChannel *channel, const McChipAuthentication *offer,
                            const char **refusal, GError **error)
{
  const guint8 *p = offer->key;
  g_autoptr (EVP_PKEY) chip = d2i_PUBKEY (NULL, &p, offer->key_size);
  g_autoptr (EVP_PKEY) ours = chip != NULL ? make_ephemeral (chip) : NULL;
  guint8 *encoded = NULL;
  McSessionKeys keys;
  guint16 sw = 0;
  gsize size;
  gboolean good;

  *refusal = "DG14 holds no key that we know";
  if (ours == NULL || !derive_keys (ours, chip, offer->cipher, &keys)) {
    ERR_clear_error ();
    return TRUE;
  }
  size = EVP_PKEY_get1_encoded_public_key (ours, &encoded);
  good = (offer->cipher == MC_CHIP_3DES ? send_key_at_once : send_key_in_two) (
      channel, offer, encoded, size, &sw, error);
  OPENSSL_free (encoded);
  if (good && sw == MC_SW_OK) {
    mc_card_channel_protect (channel, &keys, NULL);
    good = prove (channel, refusal, error);
  } else {
    *refusal = "the chip would not agree on keys";
  }
  mc_session_keys_clear (&keys);
  return good;
}
