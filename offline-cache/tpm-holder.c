// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/tpm-holder.h"

#include "offline-cache/certificate.h"

#include <openssl/core_names.h>
#include <openssl/encoder.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/provider.h>
#include <openssl/store.h>
#include <string.h>

#define ONLY_TPM "provider=tpm2"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY_CTX, EVP_PKEY_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OSSL_ENCODER_CTX, OSSL_ENCODER_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OSSL_STORE_INFO, OSSL_STORE_INFO_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ECDSA_SIG, ECDSA_SIG_free)

static void
store_close (OSSL_STORE_CTX *store)
{
  OSSL_STORE_close (store);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OSSL_STORE_CTX, store_close)

/* McTpmHolder: the provider lives in a library context of its own. In the default one TLS would
 * send its digests and the verification of other people's signatures to the TPM as well. */
struct _McTpmHolder {
  McKeyHolder parent_instance;
  char *tcti;
  char *parent;
  OSSL_LIB_CTX *context; /* (nullable): while closed */
  OSSL_PROVIDER *plain;
  OSSL_PROVIDER *tpm;
  GHashTable *keys; /* text -> EVP_PKEY, those loaded */
};

G_DEFINE_FINAL_TYPE (McTpmHolder, mc_tpm_holder, MC_TYPE_KEY_HOLDER)

static void
free_key (gpointer key)
{
  EVP_PKEY_free (key);
}

static void
mc_tpm_holder_close (McKeyHolder *holder)
{
  McTpmHolder *self = MC_TPM_HOLDER (holder);

  g_hash_table_remove_all (self->keys);
  if (self->tpm != NULL)
    OSSL_PROVIDER_unload (g_steal_pointer (&self->tpm));
  if (self->plain != NULL)
    OSSL_PROVIDER_unload (g_steal_pointer (&self->plain));
  OSSL_LIB_CTX_free (g_steal_pointer (&self->context));
}

static gboolean
set_error (McTpmHolder *self, const char *what, GError **error)
{
  g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY,
               "the TPM at %s %s (%s): check [keys] tcti, that it is switched on in the firmware, "
               "and that this user may use it (group tss)",
               self->tcti, what, mc_openssl_reason ());
  return FALSE;
}

static gboolean
ensure_open (McTpmHolder *self, GError **error)
{
  if (self->context != NULL)
    return TRUE;
  ERR_clear_error ();
  self->context = OSSL_LIB_CTX_new ();
  self->plain = OSSL_PROVIDER_load (self->context, "default");
  self->tpm = self->plain != NULL ? OSSL_PROVIDER_load (self->context, "tpm2") : NULL;
  if (self->tpm != NULL)
    return TRUE;
  set_error (self, "does not answer, or the package tpm2-openssl is missing", error);
  mc_tpm_holder_close (MC_KEY_HOLDER (self));
  return FALSE;
}

/* (transfer full) (nullable) */
static EVP_PKEY *
generate (McTpmHolder *self)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (self->context, "EC", ONLY_TPM);
  guint32 parent = (guint32) g_ascii_strtoull (self->parent, NULL, 0);
  OSSL_PARAM params[] = { OSSL_PARAM_utf8_string (OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0),
                          OSSL_PARAM_END, OSSL_PARAM_END };
  EVP_PKEY *key = NULL;

  if (parent != 0)
    params[1] = OSSL_PARAM_construct_uint32 ("parent", &parent);
  if (context == NULL || EVP_PKEY_keygen_init (context) != 1
      || EVP_PKEY_CTX_set_params (context, params) != 1 || EVP_PKEY_generate (context, &key) != 1)
    return NULL;
  return key;
}

static char *
mc_tpm_holder_make (McKeyHolder *holder, const char *label, GError **error)
{
  McTpmHolder *self = MC_TPM_HOLDER (holder);
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (OSSL_ENCODER_CTX) encoder = NULL;
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  char *data = NULL;
  long size;

  if (!ensure_open (self, error))
    return NULL;
  key = generate (self);
  if (key != NULL)
    encoder = OSSL_ENCODER_CTX_new_for_pkey (key, OSSL_KEYMGMT_SELECT_ALL, "PEM", "PrivateKeyInfo",
                                             ONLY_TPM);
  if (encoder == NULL || OSSL_ENCODER_to_bio (encoder, bio) != 1) {
    set_error (self, "did not make a key", error);
    return NULL;
  }
  size = BIO_get_mem_data (bio, &data);
  return g_strndup (data, (gsize) size);
}

/* (transfer full) (nullable) */
static EVP_PKEY *
load (McTpmHolder *self, const char *text)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (text, -1);
  g_autoptr (OSSL_STORE_CTX) store = OSSL_STORE_attach (bio, "file", self->context, "?" ONLY_TPM,
                                                        NULL, NULL, NULL, NULL, NULL);
  EVP_PKEY *key = NULL;

  while (store != NULL && key == NULL && !OSSL_STORE_eof (store)) {
    g_autoptr (OSSL_STORE_INFO) info = OSSL_STORE_load (store);

    if (info != NULL && OSSL_STORE_INFO_get_type (info) == OSSL_STORE_INFO_PKEY)
      key = OSSL_STORE_INFO_get1_PKEY (info);
  }
  return key;
}

/* (transfer none) (nullable) */
static EVP_PKEY *
find_key (McTpmHolder *self, const char *text, GError **error)
{
  EVP_PKEY *key;

  if (!ensure_open (self, error))
    return NULL;
  key = g_hash_table_lookup (self->keys, text);
  if (key != NULL)
    return key;
  key = load (self, text);
  if (key == NULL) {
    set_error (self,
               "does not know this key: it was made in another TPM, or the TPM was cleared; "
               "enrol the kiosk again",
               error);
    return NULL;
  }
  g_hash_table_insert (self->keys, g_strdup (text), key);
  return key;
}

static gboolean
mc_tpm_holder_get_point (McKeyHolder *holder, const char *text, guint8 *point, GError **error)
{
  McTpmHolder *self = MC_TPM_HOLDER (holder);
  EVP_PKEY *key = find_key (self, text, error);
  gsize size = 0;

  if (key == NULL)
    return FALSE;
  if (EVP_PKEY_get_octet_string_param (key, OSSL_PKEY_PARAM_PUB_KEY, point, MC_KEY_POINT_BYTES,
                                       &size)
          == 1
      && size == MC_KEY_POINT_BYTES)
    return TRUE;
  return set_error (self, "does not tell the public key", error);
}

/* DER of ECDSA-Sig-Value to r and s. */
static gboolean
split_signature (const guint8 *der, gsize size, guint8 *signature)
{
  g_autoptr (ECDSA_SIG) pair = d2i_ECDSA_SIG (NULL, &der, (long) size);
  const int half = MC_KEY_SIGNATURE_BYTES / 2;

  return pair != NULL && BN_bn2binpad (ECDSA_SIG_get0_r (pair), signature, half) == half
         && BN_bn2binpad (ECDSA_SIG_get0_s (pair), signature + half, half) == half;
}

static gboolean
mc_tpm_holder_sign (McKeyHolder *holder, const char *text, const guint8 *digest, guint8 *signature,
                    GError **error)
{
  McTpmHolder *self = MC_TPM_HOLDER (holder);
  EVP_PKEY *key = find_key (self, text, error);
  g_autoptr (EVP_PKEY_CTX) context = NULL;
  const OSSL_PARAM params[] = { OSSL_PARAM_utf8_string (OSSL_SIGNATURE_PARAM_DIGEST, "SHA256", 0),
                                OSSL_PARAM_END };
  guint8 der[MC_KEY_SIGNATURE_BYTES + 16];
  gsize size = sizeof der;

  if (key == NULL)
    return FALSE;
  context = EVP_PKEY_CTX_new_from_pkey (self->context, key, ONLY_TPM);
  if (context != NULL && EVP_PKEY_sign_init (context) == 1
      && EVP_PKEY_CTX_set_params (context, params) == 1
      && EVP_PKEY_sign (context, der, &size, digest, MC_KEY_DIGEST_BYTES) == 1
      && split_signature (der, size, signature))
    return TRUE;
  return set_error (self, "did not sign", error);
}

static void
mc_tpm_holder_finalize (GObject *object)
{
  McTpmHolder *self = MC_TPM_HOLDER (object);

  g_hash_table_unref (self->keys);
  g_free (self->tcti);
  g_free (self->parent);
  G_OBJECT_CLASS (mc_tpm_holder_parent_class)->finalize (object);
}

static void
mc_tpm_holder_class_init (McTpmHolderClass *klass)
{
  McKeyHolderClass *holder_class = MC_KEY_HOLDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mc_tpm_holder_finalize;
  holder_class->file_name = "key.tss";
  holder_class->make = mc_tpm_holder_make;
  holder_class->get_point = mc_tpm_holder_get_point;
  holder_class->sign = mc_tpm_holder_sign;
  holder_class->close = mc_tpm_holder_close;
}

static void
mc_tpm_holder_init (McTpmHolder *self)
{
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_key);
}

McKeyHolder *
mc_tpm_holder_new (const char *tcti, const char *parent)
{
  McTpmHolder *self = g_object_new (MC_TYPE_TPM_HOLDER, NULL);

  self->tcti = g_strdup (tcti);
  self->parent = g_strdup (parent);
  /* The provider has a setting for this, which its version 1.1 does not read. */
  g_setenv ("TPM2OPENSSL_TCTI", tcti, TRUE);
  /* What it says on stderr for itself is said again here, in words that help. */
  g_setenv ("TSS2_LOG", "all+NONE", FALSE);
  return MC_KEY_HOLDER (self);
}
