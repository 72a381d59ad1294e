// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/kiosk-state.h"

#include <glib/gstdio.h>
#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

static const char identity_json[]
    = "{\"kiosk_id\":\"kiosk-000001\",\"prefix\":\"KD\",\"office_name\":\"Bộ phận Một cửa\","
      "\"authority\":\"UBND phường Khương Đình, thành phố Hà Nội\","
      "\"province\":\"thành phố Hà Nội\",\"unit_code\":\"00382\","
      "\"contact\":\"quầy số 1, điện thoại 024 3858 0000\","
      "\"portal_url\":\"https://localhost:1\",\"enrolled_at\":\"2026-11-21T08:00:00+07:00\"}";

static X509 *
make_certificate (EVP_PKEY *key, const char *name, const char *usage)
{
  X509 *certificate = X509_new ();
  X509_NAME *subject = X509_get_subject_name (certificate);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid (NULL, NULL, NID_key_usage, usage);

  X509_set_version (certificate, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (certificate), 1);
  X509_gmtime_adj (X509_getm_notBefore (certificate), -3600);
  X509_gmtime_adj (X509_getm_notAfter (certificate), 86400);
  X509_set_pubkey (certificate, key);
  X509_NAME_add_entry_by_txt (subject, "CN", MBSTRING_UTF8, (const guchar *) name, -1, -1, 0);
  X509_set_issuer_name (certificate, subject);
  X509_add_ext (certificate, extension, -1);
  X509_EXTENSION_free (extension);
  g_assert_true (X509_sign (certificate, key, EVP_sha256 ()) > 0);
  return certificate;
}

static void
write_pem (const char *dir, const char *room, const char *name, EVP_PKEY *key, X509 *certificate)
{
  g_autofree char *folder = g_build_filename (dir, room, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  FILE *file;

  g_assert_no_errno (g_mkdir_with_parents (folder, 0700));
  file = fopen (path, "w");
  g_assert_nonnull (file);
  g_chmod (path, 0600);
  if (key != NULL)
    g_assert_true (PEM_write_PKCS8PrivateKey (file, key, NULL, NULL, 0, NULL, NULL));
  else
    g_assert_true (PEM_write_X509 (file, certificate));
  fclose (file);
}

McKioskState *
mc_kiosk_state_new (void)
{
  McKioskState *self = g_new0 (McKioskState, 1);
  g_autoptr (GError) error = NULL;
  EVP_PKEY *seal_key = EVP_EC_gen ("P-256");
  g_autofree char *identity = NULL;

  self->dir = g_dir_make_tmp ("motcua-state-XXXXXX", &error);
  g_assert_no_error (error);
  self->runtime_dir = g_mkdtemp (g_strdup ("/dev/shm/motcua-run-XXXXXX"));
  g_assert_nonnull (self->runtime_dir);
  identity = g_build_filename (self->dir, "identity.json", NULL);
  g_assert_true (g_file_set_contents (identity, identity_json, -1, NULL));

  self->portal_key = EVP_EC_gen ("P-256");
  self->portal_certificate = make_certificate (self->portal_key, "portal", "keyAgreement");
  self->seal_certificate = make_certificate (seal_key, "kiosk-000001", "digitalSignature");
  write_pem (self->dir, "seal", "key.pem", seal_key, NULL);
  write_pem (self->dir, "seal", "cert.pem", NULL, self->seal_certificate);
  write_pem (self->dir, "portal", "seal.pem", NULL, self->portal_certificate);
  EVP_PKEY_free (seal_key);
  return self;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    remove_tree (child);
  }
  g_remove (path);
}

void
mc_kiosk_state_free (McKioskState *self)
{
  remove_tree (self->dir);
  remove_tree (self->runtime_dir);
  EVP_PKEY_free (self->portal_key);
  X509_free (self->portal_certificate);
  X509_free (self->seal_certificate);
  g_free (self->dir);
  g_free (self->runtime_dir);
  g_free (self);
}

static char *
take_text (BIO *bio)
{
  char *data = NULL;
  long size = BIO_get_mem_data (bio, &data);

  return g_strndup (data, size);
}

char *
mc_kiosk_state_open (McKioskState *self, GBytes *envelope)
{
  gsize size;
  const guchar *data = g_bytes_get_data (envelope, &size);
  CMS_ContentInfo *outer = d2i_CMS_ContentInfo (NULL, &data, size);
  BIO *signed_data = BIO_new (BIO_s_mem ());
  BIO *record = BIO_new (BIO_s_mem ());
  X509_STORE *trust = X509_STORE_new ();
  CMS_ContentInfo *inner = NULL;
  char *text = NULL;

  X509_STORE_add_cert (trust, self->seal_certificate);
  X509_STORE_set_purpose (trust, X509_PURPOSE_ANY);
  if (outer != NULL
      && CMS_decrypt (outer, self->portal_key, self->portal_certificate, NULL, signed_data,
                      CMS_BINARY))
    inner = d2i_CMS_bio (signed_data, NULL);
  if (inner != NULL && CMS_verify (inner, NULL, trust, NULL, record, CMS_BINARY))
    text = take_text (record);
  CMS_ContentInfo_free (inner);
  CMS_ContentInfo_free (outer);
  X509_STORE_free (trust);
  BIO_free (signed_data);
  BIO_free (record);
  return text;
}

char *
mc_kiosk_state_find_bytes (const char *path, const void *needle, gsize size)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *data = NULL;
  gsize length = 0;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    char *found = mc_kiosk_state_find_bytes (child, needle, size);
    if (found != NULL)
      return found;
  }
  if (dir != NULL || !g_file_get_contents (path, &data, &length, NULL))
    return NULL;
  return memmem (data, length, needle, size) != NULL ? g_strdup (path) : NULL;
}
