// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/pace.h"

#include "drivers/card-reader.h"
#include "drivers/chip/tlv.h"

#include <eac/eac.h>
#include <eac/pace.h>
#include <openssl/sha.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EAC_CTX, EAC_CTX_clear_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PACE_SEC, PACE_SEC_clear_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BUF_MEM, BUF_MEM_clear_free)

enum {
  TAG_SEQUENCE = 0x30,
  TAG_SET = 0x31,
  TAG_INTEGER = 0x02,
  TAG_OID = 0x06,
  DO_DYNAMIC = 0x7C,
};

/* id-PACE-ECDH-GM-..., 0.4.0.127.0.7.2.2.4.2.x */
static const guint8 ecdh_gm[] = { 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x04, 0x02 };

static const struct {
  guint8 last; /* of the OID */
  McChipCipher cipher;
  const char *dotted;
} suites[] = {
  { 2, MC_CHIP_AES128, "0.4.0.127.0.7.2.2.4.2.2" },
  { 3, MC_CHIP_AES192, "0.4.0.127.0.7.2.2.4.2.3" },
  { 4, MC_CHIP_AES256, "0.4.0.127.0.7.2.2.4.2.4" },
};

/* The elliptic curves among the standardised domain parameters. */
#define FIRST_CURVE 8
#define LAST_CURVE 18

static int
find_suite (guint8 last)
{
  for (gsize i = 0; i < G_N_ELEMENTS (suites); i++)
    if (suites[i].last == last)
      return i;
  return -1;
}

/* PACEInfo ::= SEQUENCE { OID, version INTEGER (2), parameterId INTEGER } */
static gboolean
parse_one (const McTlv *sequence, McPaceInfo *info)
{
  McTlvReader reader = { sequence->value, sequence->length };
  McTlv oid, version, parameter;
  int suite;

  if (!mc_tlv_next (&reader, &oid) || oid.tag != TAG_OID || oid.length != MC_PACE_OID_SIZE
      || memcmp (oid.value, ecdh_gm, sizeof ecdh_gm) != 0)
    return FALSE;
  suite = find_suite (oid.value[sizeof ecdh_gm]);
  if (suite < 0 || !mc_tlv_next (&reader, &version) || version.tag != TAG_INTEGER
      || version.length != 1 || version.value[0] != 2)
    return FALSE;
  if (!mc_tlv_next (&reader, &parameter) || parameter.tag != TAG_INTEGER || parameter.length != 1
      || parameter.value[0] < FIRST_CURVE || parameter.value[0] > LAST_CURVE)
    return FALSE;
  memcpy (info->oid, oid.value, MC_PACE_OID_SIZE);
  info->cipher = suites[suite].cipher;
  info->parameter = parameter.value[0];
  return TRUE;
}

gboolean
mc_pace_info_parse (const guint8 *data, gsize size, McPaceInfo *info)
{
  McTlvReader reader;
  McTlv set, one;

  if (!mc_tlv_find (data, size, TAG_SET, &set))
    return FALSE;
  reader = (McTlvReader){ set.value, set.length };
  while (mc_tlv_next (&reader, &one))
    if (one.tag == TAG_SEQUENCE && parse_one (&one, info))
      return TRUE;
  return FALSE;
}

/* libeac adds its object identifiers to OpenSSL's table, once for the process. */
static void
prepare_library (void)
{
  static gsize done;

  if (!g_once_init_enter (&done))
    return;
  EAC_init ();
  g_once_init_leave (&done, 1);
}

static gboolean
fail (const char *what, GError **error)
{
  g_set_error (error, MC_CARD_RETRY, MC_CARD_RETRY_DISTURBED, "PACE: %s", what);
  return FALSE;
}

static gboolean
set_template (McCardChannel *channel, const McPaceInfo *info, McPacePassword kind, GError **error)
{
  g_auto (McApduBuffer) data = { 0 };
  g_auto (McApduBuffer) answer = { 0 };
  const guint8 reference = kind;
  McCommand command = { .ins = 0x22, .p1 = 0xC1, .p2 = 0xA4 };

  mc_apdu_buffer_append_tlv (&data, 0x80, info->oid, sizeof info->oid);
  mc_apdu_buffer_append_tlv (&data, 0x83, &reference, 1);
  mc_apdu_buffer_append_tlv (&data, 0x84, &info->parameter, 1);
  command.data = data.data;
  command.data_size = data.size;
  return mc_card_channel_demand (channel, &command, "MSE:Set AT", &answer, error);
}

/* One of the four steps: our object tagged ours (0: none), the card's tagged cards. */
static BUF_MEM *
step (McCardChannel *channel, guint ours, const BUF_MEM *object, guint cards, guint16 *sw,
      GError **error)
{
  g_auto (McApduBuffer) inner = { 0 };
  g_auto (McApduBuffer) data = { 0 };
  g_auto (McApduBuffer) answer = { 0 };
  McCommand command = { .cla = cards == 0x86 ? 0x00 : 0x10, .ins = 0x86, .le = MC_LE_SHORT_MAX };
  McTlv dynamic, found;
  BUF_MEM *result;

  if (ours != 0)
    mc_apdu_buffer_append_tlv (&inner, ours, object->data, object->length);
  mc_apdu_buffer_append_tlv (&data, DO_DYNAMIC, inner.data, inner.size);
  command.data = data.data;
  command.data_size = data.size;
  if (!mc_card_channel_send (channel, &command, &answer, sw, error))
    return NULL;
  if (*sw != MC_SW_OK) {
    mc_card_channel_refuse_status ("GENERAL AUTHENTICATE", *sw, error);
    return NULL;
  }
  if (!mc_tlv_find (answer.data, answer.size, DO_DYNAMIC, &dynamic)
      || !mc_tlv_find_in (&dynamic, cards, &found) || found.length == 0) {
    fail ("the card's object is missing", error);
    return NULL;
  }
  result = BUF_MEM_new ();
  if (result != NULL && BUF_MEM_grow (result, found.length) == found.length)
    memcpy (result->data, found.value, found.length);
  return result;
}

static gboolean
agree_on_generator (McCardChannel *channel, EAC_CTX *ctx, const PACE_SEC *secret, GError **error)
{
  g_autoptr (BUF_MEM) nonce = NULL;
  g_autoptr (BUF_MEM) ours = NULL;
  g_autoptr (BUF_MEM) cards = NULL;
  guint16 sw;

  nonce = step (channel, 0, NULL, 0x80, &sw, error);
  if (nonce == NULL)
    return FALSE;
  if (!PACE_STEP2_dec_nonce (ctx, secret, nonce))
    return fail ("the nonce cannot be decrypted", error);
  ours = PACE_STEP3A_generate_mapping_data (ctx);
  if (ours == NULL)
    return fail ("no mapping data", error);
  cards = step (channel, 0x81, ours, 0x82, &sw, error);
  if (cards == NULL)
    return FALSE;
  return PACE_STEP3A_map_generator (ctx, cards) ? TRUE : fail ("not a point of the curve", error);
}

static gboolean
wrong_key (GError **error)
{
  g_set_error_literal (error, MC_CARD_RETRY, MC_CARD_RETRY_WRONG_KEY,
                       "the CAN or MRZ does not open this card");
  return FALSE;
}

/* Only here do the two sides find out whether they started from the same password. */
static gboolean
exchange_tokens (McCardChannel *channel, EAC_CTX *ctx, const BUF_MEM *cards_key, GError **error)
{
  g_autoptr (BUF_MEM) ours = PACE_STEP3D_compute_authentication_token (ctx, cards_key);
  g_autoptr (BUF_MEM) cards = NULL;
  guint16 sw = MC_SW_OK;

  if (ours == NULL)
    return fail ("no token", error);
  cards = step (channel, 0x85, ours, 0x86, &sw, error);
  if (cards == NULL && (sw == MC_SW_AUTH_FAILED || sw >> 4 == 0x63C)) {
    g_clear_error (error);
    return wrong_key (error);
  }
  if (cards == NULL)
    return FALSE;
  return PACE_STEP3D_verify_authentication_token (ctx, cards) == 1
             ? TRUE
             : fail ("the card's token is wrong", error);
}

static gboolean
agree_on_keys (McCardChannel *channel, EAC_CTX *ctx, GError **error)
{
  g_autoptr (BUF_MEM) ours = PACE_STEP3B_generate_ephemeral_key (ctx);
  g_autoptr (BUF_MEM) cards = NULL;
  guint16 sw;

  if (ours == NULL)
    return fail ("no ephemeral key", error);
  cards = step (channel, 0x83, ours, 0x84, &sw, error);
  if (cards == NULL)
    return FALSE;
  if (cards->length == ours->length && memcmp (cards->data, ours->data, ours->length) == 0)
    return fail ("the card sent our own key back", error);
  if (!PACE_STEP3B_compute_shared_secret (ctx, cards) || !PACE_STEP3C_derive_keys (ctx))
    return fail ("not a point of the curve", error);
  return exchange_tokens (channel, ctx, cards, error);
}

static gboolean
protect (McCardChannel *channel, const EAC_CTX *ctx, McChipCipher cipher, GError **error)
{
  const KA_CTX *agreed = ctx->pace_ctx->ka_ctx;
  gsize size = mc_chip_cipher_key_size (cipher);
  McSessionKeys keys = { .cipher = cipher };

  if (agreed->k_enc == NULL || agreed->k_enc->length != size || agreed->k_mac == NULL
      || agreed->k_mac->length != size)
    return fail ("keys of another size", error);
  memcpy (keys.enc, agreed->k_enc->data, size);
  memcpy (keys.mac, agreed->k_mac->data, size);
  mc_card_channel_protect (channel, &keys, NULL);
  mc_session_keys_clear (&keys);
  return TRUE;
}

/* Of the MRZ, PACE takes the hash (9303-11 section 4.4.4.2), of the CAN its digits. */
static PACE_SEC *
new_secret (McPacePassword kind, const char *password)
{
  guint8 hash[SHA_DIGEST_LENGTH];
  PACE_SEC *secret;

  if (kind == MC_PACE_CAN)
    return PACE_SEC_new (password, strlen (password), PACE_CAN);
  SHA1 ((const guint8 *) password, strlen (password), hash);
  secret = PACE_SEC_new ((const char *) hash, sizeof hash, PACE_RAW);
  explicit_bzero (hash, sizeof hash);
  return secret;
}

gboolean
mc_pace_open (McCardChannel *channel, const McPaceInfo *info, McPacePassword kind,
              const char *password, GError **error)
{
  g_autoptr (EAC_CTX) ctx = NULL;
  g_autoptr (PACE_SEC) secret = NULL;
  int suite = find_suite (info->oid[sizeof ecdh_gm]);

  g_return_val_if_fail (suite >= 0, FALSE);
  prepare_library ();
  ctx = EAC_CTX_new ();
  secret = new_secret (kind, password);
  if (ctx == NULL || secret == NULL
      || !EAC_CTX_init_pace (ctx, OBJ_txt2nid (suites[suite].dotted), info->parameter))
    return fail ("the library refuses the parameters", error);
  return set_template (channel, info, kind, error)
         && agree_on_generator (channel, ctx, secret, error) && agree_on_keys (channel, ctx, error)
         && protect (channel, ctx, info->cipher, error);
}
