// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/vault.h"

#include "offline-cache/device-key.h"
#include "offline-cache/jws.h"
#include "offline-cache/portal-trust.h"

#include "app/domain/fault.h"

#include <openssl/cms.h>
#include <openssl/err.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CMS_ContentInfo, CMS_ContentInfo_free)

/* McVault: signs, then encrypts, with OpenSSL's CMS. The keys are read once; what passes through
 * in the clear is overwritten before it is freed. */
struct _McVault {
  GObject parent;
  McDeviceKey *key;
  gboolean in_doubt;
  X509 *certificate;
  McPortalTrust *trust;
  X509 *recovery; /* (nullable) */
  char *key_id;
};

G_DEFINE_FINAL_TYPE (McVault, mc_vault, G_TYPE_OBJECT)

static void
mc_vault_finalize (GObject *object)
{
  McVault *self = MC_VAULT (object);

  g_clear_object (&self->key);
  X509_free (self->certificate);
  g_clear_object (&self->trust);
  X509_free (self->recovery);
  g_free (self->key_id);
  G_OBJECT_CLASS (mc_vault_parent_class)->finalize (object);
}

static void
mc_vault_class_init (McVaultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_vault_finalize;
}

static void
mc_vault_init (McVault *self)
{
}

/* A portal that has given one relies on it: a damaged one is no reason to do without. Its dates do
 * not matter, it is for the day on which nothing else is left. */
static gboolean
load_recovery (McVault *self, const char *state_dir, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, "portal", "recovery.pem", NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  self->recovery = mc_certificate_load (path, error);
  return self->recovery != NULL;
}

static gboolean
check_time (McVault *self, X509 *certificate, const char *path, GError **error)
{
  return self->in_doubt || mc_certificate_check_time (certificate, path, error);
}

McVault *
mc_vault_new (const char *state_dir, GError **error)
{
  return mc_vault_new_held (NULL, state_dir, error);
}

static gboolean
check_portal (McVault *self, GError **error)
{
  g_autoptr (X509) portal = mc_portal_trust_dup_seal (self->trust, !self->in_doubt, error);

  return portal != NULL;
}

static McVault *
open_vault (McKeyHolder *holder, const char *state_dir, gboolean in_doubt, GError **error)
{
  g_autoptr (McVault) self = g_object_new (MC_TYPE_VAULT, NULL);
  g_autofree char *dir = g_build_filename (state_dir, "seal", NULL);
  g_autofree char *certificate = g_build_filename (state_dir, "seal", "cert.pem", NULL);

  self->in_doubt = in_doubt;
  self->key = mc_device_key_load (holder, dir, error);
  if (self->key == NULL)
    return NULL;
  self->certificate = mc_certificate_load (certificate, error);
  if (self->certificate == NULL
      || !mc_certificate_check_key (self->certificate, mc_device_key_get (self->key), certificate,
                                    error)
      || !check_time (self, self->certificate, certificate, error))
    return NULL;
  self->trust = mc_portal_trust_new (state_dir);
  if (!check_portal (self, error) || !load_recovery (self, state_dir, error))
    return NULL;
  self->key_id = mc_jws_key_id (self->certificate);
  return g_steal_pointer (&self);
}

McVault *
mc_vault_new_held (McKeyHolder *holder, const char *state_dir, GError **error)
{
  return open_vault (holder, state_dir, FALSE, error);
}

McVault *
mc_vault_new_in_doubt (McKeyHolder *holder, const char *state_dir, GError **error)
{
  return open_vault (holder, state_dir, TRUE, error);
}

gboolean
mc_vault_is_in_doubt (McVault *self)
{
  return self->in_doubt;
}

gboolean
mc_vault_check (McVault *self, GError **error)
{
  return check_time (self, self->certificate, "this kiosk's certificate", error)
         && check_portal (self, error) && mc_device_key_check (self->key, error);
}

/* Not CMS_final (): that copies the content through a buffered BIO, whose 4 kB stay behind in
 * freed memory. */
static gboolean
fill_content (CMS_ContentInfo *cms, gconstpointer data, gsize size)
{
  BIO *chain = CMS_dataInit (cms, NULL);
  gsize written = 0;
  gboolean ok;

  if (chain == NULL)
    return FALSE;
  ok = BIO_write_ex (chain, data, size, &written) == 1 && written == size && BIO_flush (chain) == 1
       && CMS_dataFinal (cms, chain) == 1;
  BIO_free_all (chain);
  return ok;
}

/* CMS keeps its content in a plain ASN.1 string. */
static void
wipe_content (CMS_ContentInfo *cms)
{
  ASN1_OCTET_STRING **content = CMS_get0_content (cms);

  if (content != NULL && *content != NULL)
    OPENSSL_cleanse ((*content)->data, (gsize) (*content)->length);
}

/* der: (out): SignedData with the record inside: free with OPENSSL_clear_free (). */
static gsize
sign_record (McVault *self, GBytes *record, guchar **der)
{
  g_autoptr (CMS_ContentInfo) cms = CMS_sign (NULL, NULL, NULL, NULL,
                                              CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP);
  gsize size = 0;
  gconstpointer data = g_bytes_get_data (record, &size);
  int length = -1;

  if (cms == NULL || CMS_set_detached (cms, 0) != 1
      || CMS_add1_signer (cms, self->certificate, mc_device_key_get (self->key), EVP_sha256 (),
                          CMS_BINARY | CMS_NOSMIMECAP)
             == NULL)
    return 0;
  if (fill_content (cms, data, size))
    length = i2d_CMS_ContentInfo (cms, der);
  wipe_content (cms);
  return length > 0 ? (gsize) length : 0;
}

static gboolean
add_recipient (CMS_ContentInfo *cms, X509 *certificate)
{
  CMS_RecipientInfo *recipient = CMS_add1_recipient_cert (cms, certificate, CMS_KEY_PARAM);
  EVP_PKEY_CTX *agreement = recipient != NULL ? CMS_RecipientInfo_get0_pkey_ctx (recipient) : NULL;

  return agreement != NULL && EVP_PKEY_CTX_set_ecdh_kdf_md (agreement, EVP_sha256 ()) == 1;
}

/* (transfer full) (nullable) */
static X509 *
choose_portal (McVault *self, GError **error)
{
  X509 *valid = mc_portal_trust_dup_seal (self->trust, !self->in_doubt, NULL);

  return valid != NULL ? valid : mc_portal_trust_dup_seal (self->trust, FALSE, error);
}

static GBytes *
encrypt_signed (McVault *self, X509 *portal, gconstpointer data, gsize size)
{
  g_autoptr (CMS_ContentInfo) cms = CMS_AuthEnvelopedData_create (EVP_aes_256_gcm ());
  guchar *der = NULL;
  GBytes *envelope;
  int length;

  /* Without set_detached (0) OpenSSL makes an envelope with nothing in it, and no error. */
  if (cms == NULL || CMS_set_detached (cms, 0) != 1)
    return NULL;
  if (!add_recipient (cms, portal)
      || (self->recovery != NULL && !mc_portal_trust_is_revoked (self->trust, self->recovery)
          && !add_recipient (cms, self->recovery))
      || !fill_content (cms, data, size))
    return NULL;
  length = i2d_CMS_ContentInfo (cms, &der);
  if (length <= 0 || (gsize) length < size) {
    OPENSSL_free (der);
    return NULL;
  }
  envelope = g_bytes_new (der, (gsize) length);
  OPENSSL_free (der);
  return envelope;
}

GBytes *
mc_vault_seal (McVault *self, GBytes *record, char **digest, GError **error)
{
  g_autoptr (X509) portal = NULL;
  g_autoptr (GBytes) envelope = NULL;
  guchar *der = NULL;
  gsize size;

  mc_fault_point ("seal:before");
  portal = choose_portal (self, error);
  if (portal == NULL)
    return NULL;
  ERR_clear_error ();
  size = sign_record (self, record, &der);
  if (size > 0)
    envelope = encrypt_signed (self, portal, der, size);
  OPENSSL_clear_free (der, size);
  if (envelope == NULL) {
    g_set_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_SEAL, "cannot seal: %s",
                 mc_openssl_reason ());
    return NULL;
  }
  *digest = mc_sha256_base64url (g_bytes_get_data (envelope, NULL), g_bytes_get_size (envelope));
  mc_fault_point ("seal:after");
  return g_steal_pointer (&envelope);
}

char *
mc_vault_sign (McVault *self, const char *payload, GError **error)
{
  return mc_jws_sign (mc_device_key_get (self->key), self->key_id, payload, error);
}

char *
mc_vault_verify (McVault *self, const char *jws, GError **error)
{
  return mc_jws_verify (self->certificate, jws, error);
}
