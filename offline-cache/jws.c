// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/jws.h"

#include "offline-cache/certificate.h"

#include <json-glib/json-glib.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <string.h>

/* Ours have 100; a parser that recurses must not be given much. */
#define MAX_HEADER_CHARS 1024
#define HALF 32 /* bytes of r, and of s (RFC 7518 section 3.4) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ECDSA_SIG, ECDSA_SIG_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_free)

char *
mc_jws_key_id (X509 *certificate)
{
  guchar *der = NULL;
  int size = i2d_X509_PUBKEY (X509_get_X509_PUBKEY (certificate), &der);
  char *id = size > 0 ? mc_sha256_base64url (der, (gsize) size) : g_strdup ("");

  OPENSSL_free (der);
  return id;
}

/* --- signing --- */

/* (transfer full): r and s one after the other, base64url. */
static char *
encode_signature (const guchar *der, gsize size)
{
  g_autoptr (ECDSA_SIG) signature = d2i_ECDSA_SIG (NULL, &der, (long) size);
  guchar raw[2 * HALF];

  if (signature == NULL || BN_bn2binpad (ECDSA_SIG_get0_r (signature), raw, HALF) != HALF
      || BN_bn2binpad (ECDSA_SIG_get0_s (signature), raw + HALF, HALF) != HALF)
    return NULL;
  return mc_base64url_encode (raw, sizeof raw);
}

static char *
sign_text (EVP_PKEY *key, const char *text)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  guchar der[2 * HALF + 16];
  gsize size = sizeof der;

  if (context == NULL || EVP_DigestSignInit (context, NULL, EVP_sha256 (), NULL, key) != 1
      || EVP_DigestSign (context, der, &size, (const guchar *) text, strlen (text)) != 1)
    return NULL;
  return encode_signature (der, size);
}

static char *
build_header (const char *key_id)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "alg");
  json_builder_add_string_value (builder, "ES256");
  if (key_id != NULL) {
    json_builder_set_member_name (builder, "kid");
    json_builder_add_string_value (builder, key_id);
  }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

char *
mc_jws_sign (EVP_PKEY *key, const char *key_id, const char *payload, GError **error)
{
  g_autofree char *header = build_header (key_id);
  g_autofree char *header64 = mc_base64url_encode (header, strlen (header));
  g_autofree char *payload64 = mc_base64url_encode (payload, strlen (payload));
  g_autofree char *input = g_strconcat (header64, ".", payload64, NULL);
  g_autofree char *signature = NULL;
  g_autofree char *jws = NULL;

  if (!mc_key_is_p256 (key)) {
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY, "ES256 needs an EC P-256 key");
    return NULL;
  }
  signature = sign_text (key, input);
  if (signature == NULL) {
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_SEAL, "cannot sign: %s",
                 mc_openssl_reason ());
    return NULL;
  }
  jws = g_strconcat (input, ".", signature, NULL);
  if (strlen (jws) > MC_JWS_MAX_BYTES) {
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_SHAPE, "too long for a JWS");
    return NULL;
  }
  return g_steal_pointer (&jws);
}

/* --- verifying --- */

static gboolean
set_shape_error (const char *what, GError **error)
{
  g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_SHAPE, "not a JWS: %s", what);
  return FALSE;
}

static gboolean
check_header (const char *text, gsize length, GError **error)
{
  gsize size = 0;
  g_autofree guchar *json = mc_base64url_decode (text, (gssize) length, &size);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;
  JsonNode *algorithm;

  if (length > MAX_HEADER_CHARS)
    return set_shape_error ("the header is too long", error);
  if (json == NULL || !json_parser_load_from_data (parser, (char *) json, (gssize) size, NULL))
    return set_shape_error ("the header is not JSON", error);
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return set_shape_error ("the header is not an object", error);
  algorithm = json_object_get_member (json_node_get_object (root), "alg");
  if (algorithm == NULL || json_node_get_value_type (algorithm) != G_TYPE_STRING
      || strcmp (json_node_get_string (algorithm), "ES256") != 0)
    return set_shape_error ("the algorithm is not ES256", error);
  /* RFC 7515 section 4.1.11: who does not know an extension named here must refuse. */
  if (json_object_has_member (json_node_get_object (root), "crit"))
    return set_shape_error ("it needs an extension", error);
  return TRUE;
}

/* (transfer full) (nullable): DER of the raw signature; NULL unless it is 64 bytes. */
static guchar *
decode_signature (const char *text, int *der_size)
{
  gsize size = 0;
  g_autofree guchar *raw = mc_base64url_decode (text, -1, &size);
  g_autoptr (ECDSA_SIG) signature = ECDSA_SIG_new ();
  g_autoptr (BIGNUM) r = NULL;
  g_autoptr (BIGNUM) s = NULL;
  guchar *der = NULL;

  if (raw == NULL || size != 2 * HALF || signature == NULL)
    return NULL;
  r = BN_bin2bn (raw, HALF, NULL);
  s = BN_bin2bn (raw + HALF, HALF, NULL);
  if (r == NULL || s == NULL || ECDSA_SIG_set0 (signature, r, s) != 1)
    return NULL;
  /* They are the signature's now. */
  r = NULL;
  s = NULL;
  *der_size = i2d_ECDSA_SIG (signature, &der);
  return *der_size > 0 ? der : NULL;
}

static gboolean
check_signature (X509 *certificate, const char *jws, gsize input_length, const char *signature,
                 GError **error)
{
  EVP_PKEY *key = X509_get0_pubkey (certificate);
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  int size = 0;
  guchar *der = decode_signature (signature, &size);
  gboolean ok = der != NULL && context != NULL && key != NULL && mc_key_is_p256 (key)
                && EVP_DigestVerifyInit (context, NULL, EVP_sha256 (), NULL, key) == 1
                && EVP_DigestVerify (context, der, (gsize) size, (const guchar *) jws, input_length)
                       == 1;

  OPENSSL_free (der);
  if (!ok)
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_SIGNATURE, "the signature does not verify");
  ERR_clear_error ();
  return ok;
}

char *
mc_jws_verify (X509 *certificate, const char *jws, GError **error)
{
  gsize length = strnlen (jws, MC_JWS_MAX_BYTES + 1);
  const char *payload = NULL;
  const char *signature = NULL;
  g_autofree guchar *text = NULL;
  gsize size = 0;

  if (length > MC_JWS_MAX_BYTES) {
    set_shape_error ("too long", error);
    return NULL;
  }
  payload = strchr (jws, '.');
  signature = payload != NULL ? strchr (payload + 1, '.') : NULL;
  if (signature == NULL) {
    set_shape_error ("it has not three parts", error);
    return NULL;
  }
  /* A fourth part fails too: '.' is not in the alphabet. */
  if (!check_header (jws, (gsize) (payload - jws), error)
      || !check_signature (certificate, jws, (gsize) (signature - jws), signature + 1, error))
    return NULL;
  text = mc_base64url_decode (payload + 1, signature - payload - 1, &size);
  if (text == NULL || !g_utf8_validate ((char *) text, (gssize) size, NULL)) {
    set_shape_error ("the payload is not text", error);
    return NULL;
  }
  return (char *) g_steal_pointer (&text);
}
