// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/device-key.h"

#include "offline-cache/hard-key.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#define FILE_NAME "key.pem"
#define MAX_TEXT_BYTES 16384

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_REQ, X509_REQ_free)

struct _McDeviceKey {
  GObject parent;
  EVP_PKEY *key;
  McKeyHolder *holder; /* (nullable) */
  char *text;          /* (nullable): holder's */
};

G_DEFINE_FINAL_TYPE (McDeviceKey, mc_device_key, G_TYPE_OBJECT)

static void
mc_device_key_finalize (GObject *object)
{
  McDeviceKey *self = MC_DEVICE_KEY (object);

  EVP_PKEY_free (self->key);
  g_clear_object (&self->holder);
  g_free (self->text);
  G_OBJECT_CLASS (mc_device_key_parent_class)->finalize (object);
}

static void
mc_device_key_class_init (McDeviceKeyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_device_key_finalize;
}

static void
mc_device_key_init (McDeviceKey *self)
{
}

static gboolean
set_error (GError **error, const char *what)
{
  g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY, "cannot %s: %s", what,
               mc_openssl_reason ());
  return FALSE;
}

/* text (transfer full) */
static McDeviceKey *
new_held (McKeyHolder *holder, char *text, GError **error)
{
  g_autoptr (McDeviceKey) self = g_object_new (MC_TYPE_DEVICE_KEY, NULL);

  self->holder = g_object_ref (holder);
  self->text = text;
  self->key = mc_hard_key_new (holder, text, error);
  return self->key != NULL ? g_steal_pointer (&self) : NULL;
}

static McDeviceKey *
new_plain (EVP_PKEY *key)
{
  McDeviceKey *self = g_object_new (MC_TYPE_DEVICE_KEY, NULL);

  self->key = key;
  return self;
}

McDeviceKey *
mc_device_key_new (McKeyHolder *holder, const char *label, GError **error)
{
  EVP_PKEY *key;
  char *text;

  if (holder != NULL) {
    text = mc_key_holder_make (holder, label, error);
    return text != NULL ? new_held (holder, text, error) : NULL;
  }
  key = EVP_EC_gen ("P-256");
  if (key != NULL)
    return new_plain (key);
  set_error (error, "make a device key");
  return NULL;
}

/* A key that is there, but of another kind than the settings say, is a mistake in the settings. */
static void
explain_other_kind (const char *dir, const char *expected, GError **error)
{
  static const struct {
    const char *file;
    const char *kind;
  } others[] = { { FILE_NAME, "file" }, { "key.tss", "tpm" }, { "key.uri", "pkcs11" } };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autofree char *path = g_build_filename (dir, others[i].file, NULL);

    if (g_str_equal (others[i].file, expected) || !g_file_test (path, G_FILE_TEST_EXISTS))
      continue;
    g_clear_error (error);
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY,
                 "%s: the kiosk was enrolled with [keys] kind=%s, and the configuration says "
                 "otherwise",
                 path, others[i].kind);
    return;
  }
}

static McDeviceKey *
load_held (McKeyHolder *holder, const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, mc_key_holder_get_file_name (holder), NULL);
  g_autoptr (GError) reason = NULL;
  char *text = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &text, &size, &reason)) {
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY, "cannot read %s: %s", path,
                 reason->message);
    return NULL;
  }
  if (size <= MAX_TEXT_BYTES)
    return new_held (holder, text, error);
  g_free (text);
  g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY, "%s is too long", path);
  return NULL;
}

McDeviceKey *
mc_device_key_load (McKeyHolder *holder, const char *dir, GError **error)
{
  const char *name = holder != NULL ? mc_key_holder_get_file_name (holder) : FILE_NAME;
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GError) reason = NULL;
  McDeviceKey *self = NULL;
  EVP_PKEY *key;

  if (holder != NULL) {
    self = load_held (holder, dir, &reason);
  } else {
    key = mc_private_key_load (path, &reason);
    self = key != NULL ? new_plain (key) : NULL;
  }
  if (self != NULL)
    return self;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    explain_other_kind (dir, name, &reason);
  g_propagate_error (error, g_steal_pointer (&reason));
  return NULL;
}

EVP_PKEY *
mc_device_key_get (McDeviceKey *self)
{
  return self->key;
}

static char *
bio_to_string (BIO *bio)
{
  char *data = NULL;
  long size = BIO_get_mem_data (bio, &data);

  return g_strndup (data, size);
}

char *
mc_device_key_request (McDeviceKey *self, const char *common_name, GError **error)
{
  g_autoptr (X509_REQ) request = X509_REQ_new ();
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  X509_NAME *name = X509_REQ_get_subject_name (request);

  if (X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_UTF8, (const guchar *) common_name, -1, -1,
                                  0)
      && X509_REQ_set_pubkey (request, self->key)
      && X509_REQ_sign (request, self->key, EVP_sha256 ()) && PEM_write_bio_X509_REQ (bio, request))
    return bio_to_string (bio);
  set_error (error, "make a certificate request");
  return NULL;
}

static gboolean
save_file (const char *dir, const char *name, const char *text, int mode, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return g_file_set_contents_full (
      path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode, error);
}

static gboolean
save_plain (McDeviceKey *self, const char *dir, GError **error)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_secmem ());
  g_autofree char *pem = NULL;
  gboolean ok;

  if (!PEM_write_bio_PKCS8PrivateKey (bio, self->key, NULL, NULL, 0, NULL, NULL))
    return set_error (error, "write the device key");
  pem = bio_to_string (bio);
  ok = save_file (dir, FILE_NAME, pem, 0600, error);
  explicit_bzero (pem, strlen (pem));
  return ok;
}

gboolean
mc_device_key_save (McDeviceKey *self, const char *dir, const char *certificate_pem, GError **error)
{
  if (g_mkdir_with_parents (dir, 0700) != 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "cannot make %s: %s", dir,
                 g_strerror (errno));
    return FALSE;
  }
  if (self->holder != NULL
          ? !save_file (dir, mc_key_holder_get_file_name (self->holder), self->text, 0600, error)
          : !save_plain (self, dir, error))
    return FALSE;
  return certificate_pem == NULL || save_file (dir, "cert.pem", certificate_pem, 0644, error);
}

gboolean
mc_device_key_check (McDeviceKey *self, GError **error)
{
  static const guint8 digest[MC_KEY_DIGEST_BYTES] = { 0 };
  guint8 signature[MC_KEY_SIGNATURE_BYTES];

  return self->holder == NULL
         || mc_key_holder_sign (self->holder, self->text, digest, signature, error);
}

void
mc_device_key_forget (McDeviceKey *self)
{
  if (self->holder != NULL)
    mc_key_holder_forget (self->holder, self->text);
}
