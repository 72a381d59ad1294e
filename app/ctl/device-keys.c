// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/device-keys.h"

#include <gio/gio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_REQ, X509_REQ_free)

static void
set_error (GError **error, const char *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "cannot %s (OpenSSL)", what);
}

EVP_PKEY *
mc_device_key_new (GError **error)
{
  EVP_PKEY *key = EVP_EC_gen ("P-256");

  if (key == NULL)
    set_error (error, "make a device key");
  return key;
}

static char *
bio_to_string (BIO *bio)
{
  char *data = NULL;
  long size = BIO_get_mem_data (bio, &data);

  return g_strndup (data, size);
}

char *
mc_device_key_request (EVP_PKEY *key, const char *common_name, GError **error)
{
  g_autoptr (X509_REQ) request = X509_REQ_new ();
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  X509_NAME *name = X509_REQ_get_subject_name (request);

  if (!X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_UTF8, (const guchar *) common_name, -1, -1,
                                   0)
      || !X509_REQ_set_pubkey (request, key) || !X509_REQ_sign (request, key, EVP_sha256 ())
      || !PEM_write_bio_X509_REQ (bio, request)) {
    set_error (error, "make a certificate request");
    return NULL;
  }
  return bio_to_string (bio);
}

static gboolean
save_file (const char *dir, const char *name, const char *text, int mode, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return g_file_set_contents_full (
      path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode, error);
}

gboolean
mc_device_key_save (const char *state_dir, const char *name, EVP_PKEY *key,
                    const char *certificate_pem, GError **error)
{
  g_autofree char *dir = g_build_filename (state_dir, name, NULL);
  g_autoptr (BIO) bio = BIO_new (BIO_s_secmem ());
  g_autofree char *pem = NULL;
  gboolean ok;

  if (g_mkdir_with_parents (dir, 0700) != 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "cannot make %s: %s", dir,
                 g_strerror (errno));
    return FALSE;
  }
  if (!PEM_write_bio_PKCS8PrivateKey (bio, key, NULL, NULL, 0, NULL, NULL)) {
    set_error (error, "write the device key");
    return FALSE;
  }
  pem = bio_to_string (bio);
  ok = save_file (dir, "key.pem", pem, 0600, error)
       && save_file (dir, "cert.pem", certificate_pem, 0644, error);
  explicit_bzero (pem, strlen (pem));
  return ok;
}
