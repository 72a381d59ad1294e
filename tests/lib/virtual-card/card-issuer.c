// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/virtual-card/card-issuer.h"

#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <time.h>

#define YEAR (365 * 24 * 3600LL)

static EVP_PKEY *
make_key (const McCardIssuerOptions *options, gboolean is_signer)
{
  EVP_PKEY *key;

  if (is_signer && options->rsa_pss)
    return EVP_RSA_gen (2048);
  key = EVP_EC_gen ("P-256");
  g_assert_nonnull (key);
  if (options->explicit_curves)
    g_assert_true (EVP_PKEY_set_utf8_string_param (key, OSSL_PKEY_PARAM_EC_ENCODING,
                                                   OSSL_PKEY_EC_ENCODING_EXPLICIT));
  return key;
}

static void
add_extension (X509 *certificate, int nid, const char *value)
{
  X509_EXTENSION *extension = X509V3_EXT_conf_nid (NULL, NULL, nid, value);

  g_assert_nonnull (extension);
  X509_add_ext (certificate, extension, -1);
  X509_EXTENSION_free (extension);
}

static void
set_name (X509_NAME *name, const char *common)
{
  X509_NAME_add_entry_by_txt (name, "C", MBSTRING_ASC, (const guint8 *) "VN", -1, -1, 0);
  X509_NAME_add_entry_by_txt (name, "O", MBSTRING_ASC, (const guint8 *) "Test", -1, -1, 0);
  X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_ASC, (const guint8 *) common, -1, -1, 0);
}

/* issuer NULL: by itself. */
static X509 *
make_certificate (EVP_PKEY *key, const char *common, gboolean is_authority, X509 *issuer,
                  EVP_PKEY *issuer_key)
{
  X509 *certificate = X509_new ();

  X509_set_version (certificate, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (certificate), g_random_int_range (1, G_MAXINT32));
  set_name (X509_get_subject_name (certificate), common);
  X509_set_issuer_name (certificate, X509_get_subject_name (issuer ? issuer : certificate));
  ASN1_TIME_set (X509_getm_notBefore (certificate), time (NULL) - 20 * YEAR);
  ASN1_TIME_set (X509_getm_notAfter (certificate), time (NULL) + 20 * YEAR);
  X509_set_pubkey (certificate, key);
  add_extension (certificate, NID_basic_constraints,
                 is_authority ? "critical,CA:TRUE,pathlen:0" : "CA:FALSE");
  add_extension (certificate, NID_key_usage,
                 is_authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
  g_assert_cmpint (X509_sign (certificate, issuer_key, EVP_sha256 ()), >, 0);
  return certificate;
}

McCardIssuer *
mc_card_issuer_new (const McCardIssuerOptions *options)
{
  McCardIssuer *self = g_new0 (McCardIssuer, 1);
  gint64 now = time (NULL);

  self->authority_key = make_key (options, FALSE);
  self->authority = make_certificate (self->authority_key, "Test CSCA", TRUE, NULL,
                                      self->authority_key);
  self->signer_key = make_key (options, TRUE);
  self->signer = make_certificate (self->signer_key, "Test DS", options->signer_is_authority,
                                   self->authority, self->authority_key);
  ASN1_TIME_set (X509_getm_notBefore (self->signer),
                 options->not_before != 0 ? options->not_before : now - YEAR);
  ASN1_TIME_set (X509_getm_notAfter (self->signer),
                 options->not_after != 0 ? options->not_after : now + 10 * YEAR);
  g_assert_cmpint (X509_sign (self->signer, self->authority_key, EVP_sha256 ()), >, 0);
  return self;
}

void
mc_card_issuer_free (McCardIssuer *self)
{
  EVP_PKEY_free (self->authority_key);
  X509_free (self->authority);
  EVP_PKEY_free (self->signer_key);
  X509_free (self->signer);
  g_free (self);
}

static CMS_SignerInfo *
add_signer (McCardIssuer *self, CMS_ContentInfo *cms)
{
  gboolean pss = EVP_PKEY_get_base_id (self->signer_key) == EVP_PKEY_RSA;
  CMS_SignerInfo *signer = CMS_add1_signer (cms, self->signer, self->signer_key, EVP_sha256 (),
                                            CMS_BINARY | CMS_NOSMIMECAP | CMS_PARTIAL
                                                | (pss ? CMS_KEY_PARAM : 0));

  g_assert_nonnull (signer);
  if (pss)
    g_assert_cmpint (
        EVP_PKEY_CTX_set_rsa_padding (CMS_SignerInfo_get0_pkey_ctx (signer), RSA_PKCS1_PSS_PADDING),
        >, 0);
  return signer;
}

GBytes *
mc_card_issuer_sign (McCardIssuer *self, GBytes *security_object, gint64 signing_time)
{
  BIO *content = BIO_new_mem_buf (g_bytes_get_data (security_object, NULL),
                                  g_bytes_get_size (security_object));
  CMS_ContentInfo *cms = CMS_sign (NULL, NULL, NULL, NULL, CMS_BINARY | CMS_PARTIAL);
  ASN1_OBJECT *type = OBJ_txt2obj ("2.23.136.1.1.1", TRUE);
  ASN1_TIME *at = ASN1_TIME_set (NULL, signing_time != 0 ? signing_time : time (NULL));
  CMS_SignerInfo *signer;
  guint8 *der = NULL;
  GBytes *result;
  int size;

  CMS_set1_eContentType (cms, type);
  signer = add_signer (self, cms);
  CMS_signed_add1_attr_by_NID (signer, NID_pkcs9_signingTime, at->type, at, -1);
  g_assert_true (CMS_final (cms, content, NULL, CMS_BINARY));
  size = i2d_CMS_ContentInfo (cms, &der);
  g_assert_cmpint (size, >, 0);
  result = g_bytes_new (der, size);
  OPENSSL_free (der);
  ASN1_TIME_free (at);
  ASN1_OBJECT_free (type);
  CMS_ContentInfo_free (cms);
  BIO_free (content);
  return result;
}

static void
write_revocation (McCardIssuer *self, const char *path)
{
  X509_CRL *list = X509_CRL_new ();
  X509_REVOKED *entry = X509_REVOKED_new ();
  ASN1_TIME *at = ASN1_TIME_set (NULL, time (NULL) - 60);
  BIO *bio = BIO_new_file (path, "w");

  X509_CRL_set_version (list, X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name (list, X509_get_subject_name (self->authority));
  X509_CRL_set1_lastUpdate (list, at);
  X509_REVOKED_set_serialNumber (entry, X509_get_serialNumber (self->signer));
  X509_REVOKED_set_revocationDate (entry, at);
  X509_CRL_add0_revoked (list, entry);
  ASN1_TIME_set (at, time (NULL) + YEAR);
  X509_CRL_set1_nextUpdate (list, at);
  X509_CRL_sort (list);
  g_assert_cmpint (X509_CRL_sign (list, self->authority_key, EVP_sha256 ()), >, 0);
  g_assert_true (PEM_write_bio_X509_CRL (bio, list));
  BIO_free (bio);
  ASN1_TIME_free (at);
  X509_CRL_free (list);
}

void
mc_card_issuer_write (McCardIssuer *self, const char *directory, gboolean revokes)
{
  g_autofree char *certificate = g_build_filename (directory, "csca.pem", NULL);
  g_autofree char *list = g_build_filename (directory, "crl.pem", NULL);
  BIO *bio = BIO_new_file (certificate, "w");

  g_assert_nonnull (bio);
  g_assert_true (PEM_write_bio_X509 (bio, self->authority));
  BIO_free (bio);
  if (revokes)
    write_revocation (self, list);
}
