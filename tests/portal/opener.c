// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/opener.h"

#include <openssl/cms.h>
#include <openssl/err.h>

G_DEFINE_QUARK (mc_opener_error_quark, mc_opener_error)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CMS_ContentInfo, CMS_ContentInfo_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)

struct _McOpener {
  McKeyrings *keyrings;
  X509 *recovery;
  X509_STORE *kiosks;
};

McOpener *
mc_opener_new (X509 *authority, X509 *recovery, McKeyrings *keyrings)
{
  McOpener *self = g_new0 (McOpener, 1);

  self->keyrings = keyrings;
  self->recovery = recovery;
  self->kiosks = X509_STORE_new ();
  X509_STORE_add_cert (self->kiosks, authority);
  /* What was sealed in time may come late: the line was down, the stick lay in a drawer. Whether
   * the kiosk is still one of ours is asked of the ledger. */
  X509_STORE_set_flags (self->kiosks, X509_V_FLAG_NO_CHECK_TIME);
  return self;
}

void
mc_opener_free (McOpener *self)
{
  X509_STORE_free (self->kiosks);
  g_free (self);
}

/* OpenSSL's reasons name algorithms and lengths, never content. */
static void
set_error (GError **error, McOpenerError code, const char *what)
{
  unsigned long reason = ERR_peek_last_error ();
  const char *text = reason ? ERR_reason_error_string (reason) : NULL;

  ERR_clear_error ();
  g_set_error (error, MC_OPENER_ERROR, code, "%s%s%s", what, text ? ": " : "", text ? text : "");
}

/* One CMS of that type and nothing after it: bytes that nobody signed must not be stored. */
static CMS_ContentInfo *
parse (const guchar *data, gsize size, int type, GError **error)
{
  const guchar *end = data;
  g_autoptr (CMS_ContentInfo) cms = d2i_CMS_ContentInfo (NULL, &end, size);

  if (cms && end == data + size && OBJ_obj2nid (CMS_get0_type (cms)) == type)
    return g_steal_pointer (&cms);
  ERR_clear_error ();
  g_set_error (error, MC_OPENER_ERROR, MC_OPENER_ERROR_SHAPE, "not exactly one CMS %s in DER",
               OBJ_nid2sn (type));
  return NULL;
}

static void
cleanse_bio (BIO *bio)
{
  char *data = NULL;
  long size = BIO_get_mem_data (bio, &data);

  if (size > 0)
    OPENSSL_cleanse (data, size);
  BIO_free_all (bio);
}

typedef struct {
  gsize size;
  guchar data[];
} McCleansed;

static void
cleansed_free (gpointer data)
{
  McCleansed *block = data;

  OPENSSL_cleanse (block->data, block->size);
  g_free (block);
}

/* (transfer full): takes what the BIO holds and wipes the BIO. */
static GBytes *
bio_to_secret (BIO *bio)
{
  char *data = NULL;
  long size = BIO_get_mem_data (bio, &data);
  McCleansed *block = g_malloc (sizeof *block + size);
  GBytes *bytes;

  block->size = size;
  if (size > 0)
    memcpy (block->data, data, size);
  bytes = g_bytes_new_with_free_func (block->data, size, cleansed_free, block);
  cleanse_bio (bio);
  return bytes;
}

static GBytes *
decrypt_with (const McKeyPair *pair, GBytes *envelope, GError **error)
{
  gsize size;
  const guchar *data = g_bytes_get_data (envelope, &size);
  g_autoptr (CMS_ContentInfo) cms = parse (data, size, NID_id_smime_ct_authEnvelopedData, error);
  BIO *out;

  if (!cms)
    return NULL;
  out = BIO_new (BIO_s_mem ());
  /* The GCM tag is checked before CMS_decrypt () says yes. */
  if (CMS_decrypt (cms, pair->key, pair->certificate, NULL, out, CMS_BINARY))
    return bio_to_secret (out);
  cleanse_bio (out);
  set_error (error, MC_OPENER_ERROR_DECRYPT, "the envelope does not open");
  return NULL;
}

static gboolean
is_for (CMS_RecipientEncryptedKey *recipient, X509 *certificate)
{
  return certificate && CMS_RecipientEncryptedKey_cert_cmp (recipient, certificate) == 0;
}

/* One that the authority of our own seal certificates has issued, and nobody's that we know. */
static gboolean
is_for_unknown (McOpener *self, GPtrArray *keys, CMS_RecipientEncryptedKey *recipient)
{
  const McPortalKey *newest = g_ptr_array_index (keys, 0);
  X509_NAME *issuer = NULL;

  if (!CMS_RecipientEncryptedKey_get0_id (recipient, NULL, NULL, NULL, &issuer, NULL) || !issuer
      || X509_NAME_cmp (issuer, X509_get_issuer_name (newest->pair.certificate)) != 0
      || is_for (recipient, self->recovery))
    return FALSE;
  for (guint i = 0; i < keys->len; i++)
    if (is_for (recipient, ((const McPortalKey *) g_ptr_array_index (keys, i))->pair.certificate))
      return FALSE;
  return TRUE;
}

/* Whether it is sealed to a key of the portal's that is not here: another instance has published
 * the certificate, and the key has not come to this one. That is nothing the record is to blame
 * for. */
static gboolean
lacks_key (McOpener *self, GPtrArray *keys, GBytes *envelope)
{
  gsize size;
  const guchar *data = g_bytes_get_data (envelope, &size);
  g_autoptr (CMS_ContentInfo) cms = parse (data, size, NID_id_smime_ct_authEnvelopedData, NULL);
  STACK_OF (CMS_RecipientInfo) *infos = cms ? CMS_get0_RecipientInfos (cms) : NULL;

  for (int i = 0; i < sk_CMS_RecipientInfo_num (infos); i++) {
    CMS_RecipientInfo *info = sk_CMS_RecipientInfo_value (infos, i);
    STACK_OF (CMS_RecipientEncryptedKey) *recipients = NULL;

    if (CMS_RecipientInfo_type (info) == CMS_RECIPINFO_AGREE)
      recipients = CMS_RecipientInfo_kari_get0_reks (info);
    for (int j = 0; j < sk_CMS_RecipientEncryptedKey_num (recipients); j++)
      if (is_for_unknown (self, keys, sk_CMS_RecipientEncryptedKey_value (recipients, j)))
        return TRUE;
  }
  return FALSE;
}

static GBytes *
decrypt (McOpener *self, GBytes *envelope, GError **error)
{
  g_autoptr (McKeyring) ring = mc_keyrings_dup (self->keyrings);
  GPtrArray *keys = ring->keys[MC_PORTAL_KEY_SEAL];

  for (guint i = 0; i < keys->len; i++) {
    const McPortalKey *key = g_ptr_array_index (keys, i);
    GBytes *message;

    g_clear_error (error);
    message = decrypt_with (&key->pair, envelope, error);
    if (message)
      return message;
  }
  if (lacks_key (self, keys, envelope)) {
    g_clear_error (error);
    set_error (error, MC_OPENER_ERROR_NO_KEY, "sealed to a key that is not here");
  }
  return NULL;
}

/* (transfer full) (nullable): CN of the only signer, if he signed with ECDSA and SHA-256. */
static char *
signer_name (CMS_ContentInfo *cms)
{
  STACK_OF (CMS_SignerInfo) *infos = CMS_get0_SignerInfos (cms);
  X509_ALGOR *digest, *signature;
  X509 *certificate;

  if (sk_CMS_SignerInfo_num (infos) != 1)
    return NULL;
  CMS_SignerInfo_get0_algs (sk_CMS_SignerInfo_value (infos, 0), NULL, &certificate, &digest,
                            &signature);
  if (!certificate || OBJ_obj2nid (digest->algorithm) != NID_sha256
      || OBJ_obj2nid (signature->algorithm) != NID_ecdsa_with_SHA256)
    return NULL;
  return mc_pki_common_name (certificate);
}

/* CMS_verify () demands emailProtection where a certificate names its uses, so a kiosk's transport
 * key cannot sign records. */
static GBytes *
verify (McOpener *self, GBytes *message, char **signer, GError **error)
{
  gsize size;
  const guchar *data = g_bytes_get_data (message, &size);
  g_autoptr (CMS_ContentInfo) cms = parse (data, size, NID_pkcs7_signed, error);
  BIO *out;

  if (!cms)
    return NULL;
  out = BIO_new (BIO_s_mem ());
  if (!CMS_verify (cms, NULL, self->kiosks, NULL, out, CMS_BINARY)) {
    cleanse_bio (out);
    set_error (error, MC_OPENER_ERROR_SIGNATURE, "the signature is not an enrolled kiosk's");
    return NULL;
  }
  *signer = signer_name (cms);
  if (*signer)
    return bio_to_secret (out);
  cleanse_bio (out);
  set_error (error, MC_OPENER_ERROR_SIGNATURE, "expected one signer, ECDSA with SHA-256");
  return NULL;
}

GBytes *
mc_opener_open (McOpener *self, GBytes *envelope, char **signer, GError **error)
{
  g_autoptr (GBytes) message = decrypt (self, envelope, error);
  g_autofree char *name = NULL;
  g_autoptr (GBytes) record = NULL;

  if (!message)
    return NULL;
  record = verify (self, message, &name, error);
  if (!record)
    return NULL;
  if (g_bytes_get_size (record) > MC_RECORD_MAX_BYTES) {
    g_set_error (error, MC_OPENER_ERROR, MC_OPENER_ERROR_SIZE, "record over %d bytes",
                 MC_RECORD_MAX_BYTES);
    return NULL;
  }
  *signer = g_steal_pointer (&name);
  return g_steal_pointer (&record);
}
