// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/cache/authority.h"

#include <json-glib/json-glib.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <time.h>

static void
add_extension (X509 *certificate, int nid, const char *value)
{
  X509_EXTENSION *extension = X509V3_EXT_conf_nid (NULL, NULL, nid, value);

  g_assert_nonnull (extension);
  g_assert_cmpint (X509_add_ext (certificate, extension, -1), ==, 1);
  X509_EXTENSION_free (extension);
}

static EVP_PKEY *
take_key (const Pki *from)
{
  if (from == NULL)
    return EVP_EC_gen ("P-256");
  EVP_PKEY_up_ref (from->key);
  return from->key;
}

Pki *
authority_issue (const Pki *ca, const char *usage, const char *extended, long from_s, long to_s,
                 const Pki *key)
{
  Pki *self = g_new0 (Pki, 1);
  X509 *certificate = X509_new ();
  guint32 serial;

  self->key = take_key (key);
  self->certificate = certificate;
  g_assert_cmpint (RAND_bytes ((guchar *) &serial, sizeof serial), ==, 1);
  X509_set_version (certificate, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (certificate), (serial & 0x7fffffff) + 1);
  X509_gmtime_adj (X509_getm_notBefore (certificate), from_s - 3600);
  X509_gmtime_adj (X509_getm_notAfter (certificate), to_s + 3600);
  X509_set_pubkey (certificate, self->key);
  X509_NAME_add_entry_by_txt (X509_get_subject_name (certificate), "CN", MBSTRING_UTF8,
                              (const guchar *) "portal", -1, -1, 0);
  X509_set_issuer_name (certificate, X509_get_subject_name (ca->certificate));
  if (usage != NULL)
    add_extension (certificate, NID_key_usage, usage);
  if (extended != NULL)
    add_extension (certificate, NID_ext_key_usage, extended);
  g_assert_cmpint (X509_sign (certificate, ca->key, EVP_sha256 ()), >, 0);
  return self;
}

/* --- lists --- */

static void
add_revoked (X509_CRL *crl, const Pki *revoked)
{
  X509_REVOKED *entry = X509_REVOKED_new ();
  ASN1_TIME *since = X509_gmtime_adj (NULL, -60);

  X509_REVOKED_set_serialNumber (entry, X509_get_serialNumber (revoked->certificate));
  X509_REVOKED_set_revocationDate (entry, since);
  g_assert_cmpint (X509_CRL_add0_revoked (crl, entry), ==, 1);
  ASN1_TIME_free (since);
}

static void
add_number (X509_CRL *crl, int nid, gint64 number, int critical)
{
  ASN1_INTEGER *value = ASN1_INTEGER_new ();

  ASN1_INTEGER_set_int64 (value, number);
  g_assert_cmpint (X509_CRL_add1_ext_i2d (crl, nid, value, critical, 0), ==, 1);
  ASN1_INTEGER_free (value);
}

static void
add_part (X509_CRL *crl)
{
  ISSUING_DIST_POINT *point = ISSUING_DIST_POINT_new ();

  point->onlyattr = 0xff;
  g_assert_cmpint (X509_CRL_add1_ext_i2d (crl, NID_issuing_distribution_point, point, 1, 0), ==, 1);
  ISSUING_DIST_POINT_free (point);
}

static void
add_mystery (X509_CRL *crl)
{
  ASN1_OBJECT *object = OBJ_txt2obj ("1.2.3.4.5", 1);
  ASN1_OCTET_STRING *data = ASN1_OCTET_STRING_new ();
  X509_EXTENSION *extension;

  ASN1_OCTET_STRING_set (data, (const guchar *) "\x05\x00", 2);
  extension = X509_EXTENSION_create_by_OBJ (NULL, object, 1, data);
  g_assert_cmpint (X509_CRL_add_ext (crl, extension, -1), ==, 1);
  X509_EXTENSION_free (extension);
  ASN1_OCTET_STRING_free (data);
  ASN1_OBJECT_free (object);
}

char *
authority_sign_list (const AuthorityList *list)
{
  X509_CRL *crl = X509_CRL_new ();
  ASN1_TIME *begin = X509_gmtime_adj (NULL, -7200);
  ASN1_TIME *end = ASN1_TIME_set (NULL, time (NULL) + list->until_s);
  BIO *bio = BIO_new (BIO_s_mem ());
  char *data = NULL;
  char *text;
  long size;

  X509_CRL_set_version (crl, X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name (crl, X509_get_subject_name (list->ca->certificate));
  X509_CRL_set1_lastUpdate (crl, begin);
  if (!list->is_without_end)
    X509_CRL_set1_nextUpdate (crl, end);
  if (list->number != 0)
    add_number (crl, NID_crl_number, list->number, 0);
  if (list->is_delta)
    add_number (crl, NID_delta_crl, 1, 1);
  if (list->is_part)
    add_part (crl);
  if (list->is_mysterious)
    add_mystery (crl);
  for (guint i = 0; i < G_N_ELEMENTS (list->revoked) && list->revoked[i] != NULL; i++)
    add_revoked (crl, list->revoked[i]);
  X509_CRL_sort (crl);
  g_assert_cmpint (X509_CRL_sign (crl, list->ca->key, EVP_sha256 ()), >, 0);
  g_assert_cmpint (PEM_write_bio_X509_CRL (bio, crl), ==, 1);
  size = BIO_get_mem_data (bio, &data);
  text = g_strndup (data, (gsize) size);
  BIO_free (bio);
  ASN1_TIME_free (begin);
  ASN1_TIME_free (end);
  X509_CRL_free (crl);
  return text;
}

static void
add_certificates (JsonBuilder *builder, const char *name, const Pki *const *list)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (; *list != NULL; list++) {
    BIO *bio = BIO_new (BIO_s_mem ());
    char *data = NULL;
    g_autofree char *pem = NULL;
    long size;

    g_assert_cmpint (PEM_write_bio_X509 (bio, (*list)->certificate), ==, 1);
    size = BIO_get_mem_data (bio, &data);
    pem = g_strndup (data, (gsize) size);
    json_builder_add_string_value (builder, pem);
    BIO_free (bio);
  }
  json_builder_end_array (builder);
}

char *
authority_answer (const Pki *const *seals, const Pki *const *acks, const AuthorityList *list)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *crl = authority_sign_list (list);

  json_builder_begin_object (builder);
  add_certificates (builder, "seal", seals);
  add_certificates (builder, "ack", acks);
  json_builder_set_member_name (builder, "crl");
  json_builder_add_string_value (builder, crl);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}
