// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/sod.h"

#include "drivers/chip/tlv.h"

#include <openssl/asn1t.h>
/* EF.SOD is CMS. Nothing is sealed or opened here, which is why that library has an owner. */
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

#define TAG_SOD 0x77
#define OID_LDS_SECURITY_OBJECT "2.23.136.1.1.1"
#define MAX_GROUP 16

/* DataGroupHash ::= SEQUENCE { dataGroupNumber INTEGER, dataGroupHashValue OCTET STRING } */
typedef struct {
  ASN1_INTEGER *number;
  ASN1_OCTET_STRING *hash;
} DataGroupHash;
DEFINE_STACK_OF (DataGroupHash)

ASN1_SEQUENCE (DataGroupHash)
    = { ASN1_SIMPLE (DataGroupHash, number, ASN1_INTEGER),
        ASN1_SIMPLE (DataGroupHash, hash,
                     ASN1_OCTET_STRING) } static_ASN1_SEQUENCE_END (DataGroupHash)

    /* LDSSecurityObject, 9303-10 section 4.6.2.3; the version's information (v1) is of no use here.
     */
    typedef struct {
  ASN1_INTEGER *version;
  X509_ALGOR *algorithm;
  STACK_OF (DataGroupHash) * hashes;
  ASN1_TYPE *version_information;
} LdsSecurityObject;

ASN1_SEQUENCE (LdsSecurityObject)
    = { ASN1_SIMPLE (LdsSecurityObject, version, ASN1_INTEGER),
        ASN1_SIMPLE (LdsSecurityObject, algorithm, X509_ALGOR),
        ASN1_SEQUENCE_OF (LdsSecurityObject, hashes, DataGroupHash),
        ASN1_OPT (LdsSecurityObject, version_information,
                  ASN1_ANY) } static_ASN1_SEQUENCE_END (LdsSecurityObject)

        typedef STACK_OF (X509) CertificateStack;

static void
certificate_stack_free (CertificateStack *stack)
{
  sk_X509_free (stack);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CertificateStack, certificate_stack_free)

struct _McSod {
  CMS_ContentInfo *cms;
  const EVP_MD *digest;
  GBytes *hashes[MAX_GROUP + 1];
};

static const int digests[] = { NID_sha1, NID_sha224, NID_sha256, NID_sha384, NID_sha512 };

static const EVP_MD *
find_digest (const X509_ALGOR *algorithm)
{
  const ASN1_OBJECT *oid;

  X509_ALGOR_get0 (&oid, NULL, NULL, algorithm);
  for (gsize i = 0; i < G_N_ELEMENTS (digests); i++)
    if (OBJ_obj2nid (oid) == digests[i])
      return EVP_get_digestbynid (digests[i]);
  return NULL;
}

/* FALSE: a hash of the wrong size, or a group twice. */
static gboolean
take_hashes (McSod *self, const LdsSecurityObject *object)
{
  for (int i = 0; i < sk_DataGroupHash_num (object->hashes); i++) {
    const DataGroupHash *one = sk_DataGroupHash_value (object->hashes, i);
    long number = ASN1_INTEGER_get (one->number);

    if (number < 1 || number > MAX_GROUP || self->hashes[number] != NULL
        || ASN1_STRING_length (one->hash) != EVP_MD_get_size (self->digest))
      return FALSE;
    self->hashes[number] = g_bytes_new (ASN1_STRING_get0_data (one->hash),
                                        ASN1_STRING_length (one->hash));
  }
  return TRUE;
}

static gboolean
take_security_object (McSod *self, const ASN1_OCTET_STRING *content)
{
  const guint8 *p = ASN1_STRING_get0_data (content);
  LdsSecurityObject *object = (LdsSecurityObject *) ASN1_item_d2i (
      NULL, &p, ASN1_STRING_length (content), ASN1_ITEM_rptr (LdsSecurityObject));
  gboolean good = FALSE;

  if (object == NULL)
    return FALSE;
  self->digest = find_digest (object->algorithm);
  good = self->digest != NULL && take_hashes (self, object);
  ASN1_item_free ((ASN1_VALUE *) object, ASN1_ITEM_rptr (LdsSecurityObject));
  return good;
}

static gboolean
has_type (CMS_ContentInfo *cms, const char *dotted)
{
  char text[80];

  OBJ_obj2txt (text, sizeof text, CMS_get0_eContentType (cms), TRUE);
  return g_str_equal (text, dotted);
}

McSod *
mc_sod_parse (const guint8 *data, gsize size)
{
  g_autoptr (McSod) self = g_new0 (McSod, 1);
  ASN1_OCTET_STRING **content;
  const guint8 *p;
  gboolean good;
  McTlv sod;

  if (!mc_tlv_find (data, size, TAG_SOD, &sod))
    return NULL;
  p = sod.value;
  self->cms = d2i_CMS_ContentInfo (NULL, &p, sod.length);
  good = self->cms != NULL && OBJ_obj2nid (CMS_get0_type (self->cms)) == NID_pkcs7_signed
         && has_type (self->cms, OID_LDS_SECURITY_OBJECT)
         && (content = CMS_get0_content (self->cms)) != NULL && *content != NULL
         && take_security_object (self, *content);
  ERR_clear_error ();
  return good ? g_steal_pointer (&self) : NULL;
}

void
mc_sod_free (McSod *self)
{
  if (self == NULL)
    return;
  CMS_ContentInfo_free (self->cms);
  for (guint i = 0; i <= MAX_GROUP; i++)
    g_clear_pointer (&self->hashes[i], g_bytes_unref);
  g_free (self);
}

gboolean
mc_sod_lists_group (const McSod *self, guint group)
{
  return group <= MAX_GROUP && self->hashes[group] != NULL;
}

gboolean
mc_sod_group_matches (const McSod *self, guint group, const guint8 *data, gsize size)
{
  guint8 hash[EVP_MAX_MD_SIZE];
  guint n;

  if (!mc_sod_lists_group (self, group) || !EVP_Digest (data, size, hash, &n, self->digest, NULL))
    return FALSE;
  return memcmp (hash, g_bytes_get_data (self->hashes[group], NULL), n) == 0;
}

/* The time that the signer put under its signature; FALSE if it put none. */
static gboolean
signing_time (CMS_SignerInfo *signer, gint64 *at)
{
  int index = CMS_signed_get_attr_by_NID (signer, NID_pkcs9_signingTime, -1);
  X509_ATTRIBUTE *attribute = index >= 0 ? CMS_signed_get_attr (signer, index) : NULL;
  ASN1_TYPE *value = attribute != NULL ? X509_ATTRIBUTE_get0_type (attribute, 0) : NULL;
  struct tm tm;

  if (value == NULL || (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME)
      || !ASN1_TIME_to_tm ((ASN1_TIME *) value->value.asn1_string, &tm))
    return FALSE;
  *at = timegm (&tm);
  return TRUE;
}

const char *
mc_sod_refusal (McSod *self, McCscaStore *store, gint64 now_unix)
{
  g_autoptr (BIO) content = BIO_new (BIO_s_mem ());
  g_autoptr (CertificateStack) signers = NULL;
  STACK_OF (CMS_SignerInfo) *infos = CMS_get0_SignerInfos (self->cms);
  gint64 at = now_unix;
  gboolean good;

  if (sk_CMS_SignerInfo_num (infos) != 1)
    return "the security object has not exactly one signer";
  /* The chain is the store's affair: OpenSSL refuses curves that are written out in full. */
  good = CMS_verify (self->cms, NULL, NULL, NULL, content, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY)
         == 1;
  ERR_clear_error ();
  if (!good)
    return "the signature of the security object is wrong";
  signers = CMS_get0_signers (self->cms);
  if (signers == NULL || sk_X509_num (signers) != 1)
    return "the signer's certificate is missing";
  if (signing_time (sk_CMS_SignerInfo_value (infos, 0), &at) && at > now_unix + 24 * 3600)
    return "the security object was signed in the future";
  return mc_csca_store_refusal (store, sk_X509_value (signers, 0), at);
}
