// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/active-authentication.h"

#include "drivers/card-reader.h"
#include "drivers/chip/tlv.h"

#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#define TAG_DG14 0x6E
#define TAG_DG15 0x6F
#define MAX_SIGNATURE 1024

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY_CTX, EVP_PKEY_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ECDSA_SIG, ECDSA_SIG_free)

/* ISO 9796-2 with the digest named in the trailer: 3xCC; BC alone means SHA-1. */
static const struct {
  guint8 trailer;
  const char *digest;
} trailers[] = {
  { 0x33, "SHA1" }, { 0x34, "SHA256" }, { 0x35, "SHA512" }, { 0x36, "SHA384" }, { 0x38, "SHA224" },
};

/* ecdsa-plain-signatures, 0.4.0.127.0.7.1.1.4.1.x */
static const guint8 ecdsa_plain[] = { 0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x01, 0x04, 0x01 };
static const char *const ecdsa_digests[] = { NULL, "SHA1", "SHA224", "SHA256", "SHA384", "SHA512" };

/* id-icao-mrtd-security-aaProtocolObject, 2.23.136.1.1.5 */
static const guint8 aa_protocol[] = { 0x67, 0x81, 0x08, 0x01, 0x01, 0x05 };

static EVP_PKEY *
load_key (GBytes *dg15)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (dg15, &size);
  const guint8 *p;
  EVP_PKEY *key;
  McTlv group;

  if (!mc_tlv_find (data, size, TAG_DG15, &group))
    return NULL;
  p = group.value;
  key = d2i_PUBKEY (NULL, &p, group.length);
  ERR_clear_error ();
  return key;
}

gboolean
mc_active_authentication_wants_options (GBytes *dg15)
{
  g_autoptr (EVP_PKEY) key = load_key (dg15);

  return key != NULL && EVP_PKEY_get_base_id (key) == EVP_PKEY_EC;
}

static const char *
digest_of_trailer (const guint8 *message, gsize size, gsize *trailer_size)
{
  *trailer_size = 1;
  if (message[size - 1] == 0xBC)
    return "SHA1";
  *trailer_size = 2;
  for (gsize i = 0; i < G_N_ELEMENTS (trailers); i++)
    if (message[size - 1] == 0xCC && message[size - 2] == trailers[i].trailer)
      return trailers[i].digest;
  return NULL;
}

static gboolean
hash_two (const char *name, const guint8 *a, gsize a_size, const guint8 *b, gsize b_size,
          guint8 *hash, gsize *size)
{
  g_autofree guint8 *both = g_malloc (a_size + b_size);

  memcpy (both, a, a_size);
  memcpy (both + a_size, b, b_size);
  return EVP_Q_digest (NULL, name, NULL, both, a_size + b_size, hash, size) == 1;
}

/* ISO 9796-2 scheme 1, partial recovery: 6A | M1 | hash (M1 | nonce) | trailer. */
static const char *
check_recovered (const guint8 *message, gsize size, const guint8 nonce[MC_AA_NONCE])
{
  guint8 hash[EVP_MAX_MD_SIZE];
  gsize trailer, n = 0, head;
  const char *digest = digest_of_trailer (message, size, &trailer);
  int digest_size = digest != NULL ? EVP_MD_get_size (EVP_get_digestbyname (digest)) : 0;

  if (digest == NULL || message[0] != 0x6A || size < 1 + digest_size + trailer)
    return "the chip's signature is wrong";
  head = size - 1 - digest_size - trailer;
  if (!hash_two (digest, message + 1, head, nonce, MC_AA_NONCE, hash, &n) || n != digest_size
      || CRYPTO_memcmp (hash, message + 1 + head, n) != 0)
    return "the chip's signature is wrong";
  return NULL;
}

static const char *
check_rsa (EVP_PKEY *key, const guint8 nonce[MC_AA_NONCE], const guint8 *signature, gsize size)
{
  g_autoptr (EVP_PKEY_CTX) ctx = EVP_PKEY_CTX_new (key, NULL);
  guint8 message[MAX_SIGNATURE];
  gsize n = sizeof message;
  gboolean good = ctx != NULL && EVP_PKEY_verify_recover_init (ctx) == 1
                  && EVP_PKEY_CTX_set_rsa_padding (ctx, RSA_NO_PADDING) == 1
                  && EVP_PKEY_get_size (key) <= sizeof message
                  && EVP_PKEY_verify_recover (ctx, message, &n, signature, size) == 1;

  ERR_clear_error ();
  return good && n > 2 ? check_recovered (message, n, nonce) : "the chip's signature is wrong";
}

/* ActiveAuthenticationInfo ::= SEQUENCE { protocol, version, signatureAlgorithm OID } */
static const char *
digest_of_options (GBytes *dg14)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (dg14, &size);
  McTlvReader reader, inner;
  McTlv group, set, info, protocol, version, algorithm;

  if (!mc_tlv_find (data, size, TAG_DG14, &group) || !mc_tlv_find_in (&group, 0x31, &set))
    return NULL;
  reader = (McTlvReader){ set.value, set.length };
  while (mc_tlv_next (&reader, &info)) {
    inner = (McTlvReader){ info.value, info.length };
    if (!mc_tlv_next (&inner, &protocol) || protocol.length != sizeof aa_protocol
        || memcmp (protocol.value, aa_protocol, sizeof aa_protocol) != 0
        || !mc_tlv_next (&inner, &version) || !mc_tlv_next (&inner, &algorithm))
      continue;
    if (algorithm.length == sizeof ecdsa_plain + 1
        && memcmp (algorithm.value, ecdsa_plain, sizeof ecdsa_plain) == 0
        && algorithm.value[sizeof ecdsa_plain] < G_N_ELEMENTS (ecdsa_digests))
      return ecdsa_digests[algorithm.value[sizeof ecdsa_plain]];
  }
  return NULL;
}

/* Plain signature: r and s of equal length, one behind the other. */
static const char *
check_ecdsa (EVP_PKEY *key, const char *digest, const guint8 nonce[MC_AA_NONCE],
             const guint8 *signature, gsize size)
{
  g_autoptr (EVP_PKEY_CTX) ctx = EVP_PKEY_CTX_new (key, NULL);
  g_autoptr (ECDSA_SIG) pair = ECDSA_SIG_new ();
  guint8 hash[EVP_MAX_MD_SIZE];
  guint8 *der = NULL;
  gsize n = 0;
  int der_size;
  gboolean good;

  if (digest == NULL)
    return "DG14 does not say how the chip signs";
  if (size == 0 || size % 2 != 0 || pair == NULL
      || !ECDSA_SIG_set0 (pair, BN_bin2bn (signature, size / 2, NULL),
                          BN_bin2bn (signature + size / 2, size / 2, NULL)))
    return "the chip's signature has another form";
  der_size = i2d_ECDSA_SIG (pair, &der);
  good = der_size > 0 && ctx != NULL
         && EVP_Q_digest (NULL, digest, NULL, nonce, MC_AA_NONCE, hash, &n) == 1
         && EVP_PKEY_verify_init (ctx) == 1 && EVP_PKEY_verify (ctx, der, der_size, hash, n) == 1;
  OPENSSL_free (der);
  ERR_clear_error ();
  return good ? NULL : "the chip's signature is wrong";
}

const char *
mc_active_authentication_check (GBytes *dg15, GBytes *options, const guint8 nonce[MC_AA_NONCE],
                                const guint8 *signature, gsize size)
{
  g_autoptr (EVP_PKEY) key = load_key (dg15);
  int kind = key != NULL ? EVP_PKEY_get_base_id (key) : EVP_PKEY_NONE;

  if (kind == EVP_PKEY_RSA)
    return check_rsa (key, nonce, signature, size);
  if (kind == EVP_PKEY_EC)
    return check_ecdsa (key, options != NULL ? digest_of_options (options) : NULL, nonce, signature,
                        size);
  return "DG15 holds no key that we know";
}

gboolean
mc_active_authentication_run (McCardChannel *channel, gboolean is_extended, GBytes *key,
                              GBytes *options, const char **refusal, GError **error)
{
  g_auto (McApduBuffer) signature = { 0 };
  guint8 nonce[MC_AA_NONCE];
  McCommand command = { .ins = 0x88, .data = nonce, .data_size = MC_AA_NONCE };
  guint16 sw;

  if (RAND_bytes (nonce, sizeof nonce) != 1)
    g_error ("no random numbers");
  /* A signature of an RSA key, protected, is longer than a short answer. */
  command.le = is_extended ? MC_LE_EXTENDED_MAX : MC_LE_SHORT_MAX;
  if (!mc_card_channel_send (channel, &command, &signature, &sw, error))
    return FALSE;
  *refusal = sw == MC_SW_OK ? mc_active_authentication_check (key, options, nonce, signature.data,
                                                              signature.size)
                            : "the chip would not sign";
  return TRUE;
}
