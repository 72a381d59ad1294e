// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/trust-list.h"

#include "offline-cache/digest.h"

#include "app/domain/json-source.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <time.h>

#define MAX_PEM_CHARS (16 * 1024)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE, X509_STORE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE_CTX, X509_STORE_CTX_free)

void
mc_trust_list_free (McTrustList *self)
{
  g_ptr_array_unref (self->seals);
  g_ptr_array_unref (self->acks);
  X509_CRL_free (self->crl);
  ASN1_INTEGER_free (self->number);
  g_free (self);
}

static gboolean
refuse (GError **error, const char *what)
{
  ERR_clear_error ();
  g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_TRUST,
               "the portal's word on its certificates is not believed: %s", what);
  return FALSE;
}

/* --- certificates --- */

static gboolean
is_of (X509 *authority, X509 *certificate)
{
  g_autoptr (X509_STORE) store = X509_STORE_new ();
  g_autoptr (X509_STORE_CTX) context = X509_STORE_CTX_new ();

  return store != NULL && context != NULL && X509_STORE_add_cert (store, authority) == 1
         && X509_STORE_set_flags (store, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME) == 1
         && X509_STORE_CTX_init (context, store, certificate, NULL) == 1
         && X509_verify_cert (context) == 1 && X509_cmp (authority, certificate) != 0;
}

/* The authority vouches for servers, too, and one that has only a server's key must not be able to
 * call itself anything else: what a certificate is for has to stand in it. */
static gboolean
is_for (X509 *certificate, guint32 usage)
{
  const guint32 extended = X509_get_extended_key_usage (certificate);

  return mc_key_is_p256 (X509_get0_pubkey (certificate)) && X509_check_ca (certificate) == 0
         && (X509_get_extension_flags (certificate) & EXFLAG_KUSAGE) != 0
         && (X509_get_key_usage (certificate) & usage) != 0
         && (extended == G_MAXUINT32
             || (extended & (XKU_SSL_SERVER | XKU_SSL_CLIENT | XKU_ANYEKU)) == 0);
}

static gboolean
read_certificate (const char *pem, X509 *authority, guint32 usage, GPtrArray *list, GError **error)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (pem, -1);
  g_autoptr (X509) certificate = bio != NULL ? PEM_read_bio_X509 (bio, NULL, NULL, NULL) : NULL;

  if (certificate == NULL)
    return refuse (error, "a certificate that is none");
  if (!is_of (authority, certificate))
    return refuse (error, "a certificate that is not from the authority in portal/ca.pem");
  if (!is_for (certificate, usage))
    return refuse (error, "a certificate that is for something else");
  g_ptr_array_add (list, g_steal_pointer (&certificate));
  return TRUE;
}

static gboolean
read_certificates (JsonObject *answer, const char *member, X509 *authority, guint32 usage,
                   GPtrArray *list, GError **error)
{
  JsonNode *node = json_object_get_member (answer, member);
  JsonArray *texts = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                  : NULL;

  if (texts == NULL || json_array_get_length (texts) > MC_TRUST_LIST_MOST)
    return refuse (error, "no list of certificates, or too long a one");
  for (guint i = 0; i < json_array_get_length (texts); i++) {
    JsonNode *element = json_array_get_element (texts, i);
    const char *pem = json_node_get_value_type (element) == G_TYPE_STRING
                          ? json_node_get_string (element)
                          : NULL;

    if (pem == NULL || strlen (pem) > MAX_PEM_CHARS)
      return refuse (error, "a certificate that is no text, or too long a one");
    if (!read_certificate (pem, authority, usage, list, error))
      return FALSE;
  }
  return TRUE;
}

/* --- revocations --- */

/* What we do not know and are told to heed makes it another list than we take it for: one of some
 * certificates only, or of what has changed (RFC 5280 section 5.2). */
static gboolean
is_complete (X509_CRL *crl)
{
  for (int i = 0; i < X509_CRL_get_ext_count (crl); i++) {
    X509_EXTENSION *extension = X509_CRL_get_ext (crl, i);
    int nid = OBJ_obj2nid (X509_EXTENSION_get_object (extension));

    if (nid == NID_delta_crl || nid == NID_issuing_distribution_point
        || (X509_EXTENSION_get_critical (extension) != 0 && nid != NID_crl_number
            && nid != NID_authority_key_identifier))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_revocations (McTrustList *self, const char *pem, X509 *authority, GError **error)
{
  g_autoptr (BIO) bio = pem != NULL ? BIO_new_mem_buf (pem, -1) : NULL;
  EVP_PKEY *key = X509_get0_pubkey (authority);
  struct tm parts;

  self->crl = bio != NULL ? PEM_read_bio_X509_CRL (bio, NULL, NULL, NULL) : NULL;
  if (self->crl == NULL)
    return refuse (error, "no list of revocations");
  if (X509_NAME_cmp (X509_CRL_get_issuer (self->crl), X509_get_subject_name (authority)) != 0
      || key == NULL || X509_CRL_verify (self->crl, key) != 1)
    return refuse (error, "a list of revocations that is not from the authority in portal/ca.pem");
  self->number = X509_CRL_get_ext_d2i (self->crl, NID_crl_number, NULL, NULL);
  if (self->number == NULL || ASN1_STRING_length (self->number) > 20)
    return refuse (error, "a list of revocations without a number");
  if (!is_complete (self->crl))
    return refuse (error, "a list of revocations that is not a whole one");
  if (X509_CRL_get0_nextUpdate (self->crl) == NULL
      || ASN1_TIME_to_tm (X509_CRL_get0_nextUpdate (self->crl), &parts) != 1)
    return refuse (error, "a list of revocations without an end");
  return TRUE;
}

McTrustList *
mc_trust_list_new (JsonObject *answer, X509 *authority, GError **error)
{
  g_autoptr (McTrustList) self = g_new0 (McTrustList, 1);

  self->seals = g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);
  self->acks = g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);
  if (!read_revocations (self, mc_json_read_text (answer, "crl"), authority, error)
      || !read_certificates (answer, "seal", authority, X509v3_KU_KEY_AGREEMENT, self->seals, error)
      || !read_certificates (answer, "ack", authority, X509v3_KU_DIGITAL_SIGNATURE, self->acks,
                             error))
    return NULL;
  return g_steal_pointer (&self);
}

gint64
mc_trust_list_get_end_ms (const McTrustList *self)
{
  struct tm parts;

  if (ASN1_TIME_to_tm (X509_CRL_get0_nextUpdate (self->crl), &parts) != 1)
    return 0;
  return (gint64) timegm (&parts) * 1000;
}

gboolean
mc_trust_list_revokes (const McTrustList *self, X509 *certificate)
{
  X509_REVOKED *entry = NULL;

  return X509_CRL_get0_by_cert (self->crl, &entry, certificate) != 0;
}

int
mc_trust_list_compare (const McTrustList *self, const McTrustList *other)
{
  return ASN1_INTEGER_cmp (self->number, other->number);
}

/* --- writing --- */

static void
add_text (JsonBuilder *builder, BIO *bio)
{
  char *data = NULL;
  long size = BIO_get_mem_data (bio, &data);
  g_autofree char *text = g_strndup (data, (gsize) size);

  json_builder_add_string_value (builder, text);
}

static void
add_certificates (JsonBuilder *builder, const char *member, GPtrArray *list)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; i < list->len; i++) {
    g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());

    PEM_write_bio_X509 (bio, g_ptr_array_index (list, i));
    add_text (builder, bio);
  }
  json_builder_end_array (builder);
}

gboolean
mc_trust_list_has (GPtrArray *list, X509 *certificate)
{
  for (guint i = 0; i < list->len; i++) {
    if (X509_cmp (g_ptr_array_index (list, i), certificate) == 0)
      return TRUE;
  }
  return FALSE;
}

void
mc_trust_list_read_revoked (JsonObject *written, GPtrArray *revoked)
{
  JsonNode *node = json_object_get_member (written, "revoked");
  JsonArray *texts = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                  : NULL;

  for (guint i = 0; texts != NULL && i < json_array_get_length (texts); i++) {
    JsonNode *element = json_array_get_element (texts, i);
    const char *pem = json_node_get_value_type (element) == G_TYPE_STRING
                          ? json_node_get_string (element)
                          : "";
    g_autoptr (BIO) bio = BIO_new_mem_buf (pem, -1);
    g_autoptr (X509) certificate = PEM_read_bio_X509 (bio, NULL, NULL, NULL);

    if (certificate != NULL && !mc_trust_list_has (revoked, certificate))
      g_ptr_array_add (revoked, g_steal_pointer (&certificate));
  }
  ERR_clear_error ();
}

char *
mc_trust_list_write (const McTrustList *self, GPtrArray *revoked)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());

  json_builder_begin_object (builder);
  add_certificates (builder, "seal", self->seals);
  add_certificates (builder, "ack", self->acks);
  PEM_write_bio_X509_CRL (bio, self->crl);
  json_builder_set_member_name (builder, "crl");
  add_text (builder, bio);
  add_certificates (builder, "revoked", revoked);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

char *
mc_trust_fingerprint (X509 *certificate)
{
  guchar *der = NULL;
  int size = i2d_X509 (certificate, &der);
  char *text = size > 0 ? mc_sha256_base64url (der, (gsize) size) : g_strdup ("");

  OPENSSL_free (der);
  return text;
}
