// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/scripted-holder.h"

#include "offline-cache/certificate.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/pem.h>

struct _McScriptedHolder {
  McKeyHolder parent_instance;
  gboolean gone;
  gboolean stumbled;
  guint made;
};

G_DEFINE_FINAL_TYPE (McScriptedHolder, mc_scripted_holder, MC_TYPE_KEY_HOLDER)

static EVP_PKEY *
read_key (McScriptedHolder *self, const char *text, GError **error)
{
  BIO *bio = BIO_new_mem_buf (text, -1);
  EVP_PKEY *key = PEM_read_bio_PrivateKey (bio, NULL, NULL, NULL);

  BIO_free (bio);
  if (!self->gone && !self->stumbled)
    return key;
  EVP_PKEY_free (key);
  g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY, "the scripted token is not there");
  return NULL;
}

static char *
mc_scripted_holder_make (McKeyHolder *holder, const char *label, GError **error)
{
  g_autoptr (EVP_PKEY) key = EVP_EC_gen ("P-256");
  BIO *bio = BIO_new (BIO_s_mem ());
  char *data;
  char *text;
  long size;

  PEM_write_bio_PKCS8PrivateKey (bio, key, NULL, NULL, 0, NULL, NULL);
  size = BIO_get_mem_data (bio, &data);
  text = g_strndup (data, (gsize) size);
  BIO_free (bio);
  return text;
}

static gboolean
mc_scripted_holder_get_point (McKeyHolder *holder, const char *text, guint8 *point, GError **error)
{
  g_autoptr (EVP_PKEY) key = read_key (MC_SCRIPTED_HOLDER (holder), text, error);
  gsize size;

  return key != NULL
         && EVP_PKEY_get_octet_string_param (key, OSSL_PKEY_PARAM_PUB_KEY, point,
                                             MC_KEY_POINT_BYTES, &size)
                == 1;
}

static gboolean
mc_scripted_holder_sign (McKeyHolder *holder, const char *text, const guint8 *digest,
                         guint8 *signature, GError **error)
{
  McScriptedHolder *self = MC_SCRIPTED_HOLDER (holder);
  g_autoptr (EVP_PKEY) key = read_key (self, text, error);
  guint8 der[MC_KEY_SIGNATURE_BYTES + 16];
  const guint8 *p = der;
  gsize size = sizeof der;
  EVP_PKEY_CTX *context;
  ECDSA_SIG *pair;

  if (key == NULL)
    return FALSE;
  context = EVP_PKEY_CTX_new (key, NULL);
  EVP_PKEY_sign_init (context);
  EVP_PKEY_sign (context, der, &size, digest, MC_KEY_DIGEST_BYTES);
  EVP_PKEY_CTX_free (context);
  pair = d2i_ECDSA_SIG (NULL, &p, (long) size);
  BN_bn2binpad (ECDSA_SIG_get0_r (pair), signature, MC_KEY_SIGNATURE_BYTES / 2);
  BN_bn2binpad (ECDSA_SIG_get0_s (pair), signature + MC_KEY_SIGNATURE_BYTES / 2,
                MC_KEY_SIGNATURE_BYTES / 2);
  ECDSA_SIG_free (pair);
  self->made++;
  return TRUE;
}

static void
mc_scripted_holder_close (McKeyHolder *holder)
{
  MC_SCRIPTED_HOLDER (holder)->stumbled = FALSE;
}

static void
mc_scripted_holder_class_init (McScriptedHolderClass *klass)
{
  McKeyHolderClass *holder_class = MC_KEY_HOLDER_CLASS (klass);

  holder_class->file_name = "key.pem";
  holder_class->make = mc_scripted_holder_make;
  holder_class->get_point = mc_scripted_holder_get_point;
  holder_class->sign = mc_scripted_holder_sign;
  holder_class->close = mc_scripted_holder_close;
}

static void
mc_scripted_holder_init (McScriptedHolder *self)
{
}

McKeyHolder *
mc_scripted_holder_new (void)
{
  return g_object_new (MC_TYPE_SCRIPTED_HOLDER, NULL);
}

void
mc_scripted_holder_set_gone (McScriptedHolder *self, gboolean gone)
{
  self->gone = gone;
}

void
mc_scripted_holder_stumble (McScriptedHolder *self)
{
  self->stumbled = TRUE;
}

guint
mc_scripted_holder_get_signed (McScriptedHolder *self)
{
  return self->made;
}
