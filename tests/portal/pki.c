// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/pki.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#define CLOCK_SKEW_S 300 /* clocks may be a little behind ours, or be set back */
#define REQUEST_MAX_BYTES 8192
#define KIOSK_LIST_LIFE_S (365 * 24 * 60 * 60)

G_DEFINE_QUARK (mc_pki_error_quark, mc_pki_error)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_CRL, X509_CRL_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_REVOKED, X509_REVOKED_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_TIME, ASN1_TIME_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_INTEGER, ASN1_INTEGER_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_free)

/* One row for each kind of certificate; extensions in the syntax of openssl.cnf. */
typedef struct {
  const char *file;        /* stem in DIR/pki; NULL: not kept there */
  const char *common_name; /* NULL: given at issue */
  int days;
  const char *constraints;
  const char *key_usage;
  const char *extended_usage;
  const char *alt_names;
} McProfile;

static const McProfile ca_profile = {
  "ca",
  "Motcua reference portal CA",
  3650,
  "critical,CA:TRUE,pathlen:0",
  "critical,keyCertSign,cRLSign",
  NULL,
  NULL,
};
static const McProfile enrolment_profile = {
  "enrolment-ca",
  "Motcua kiosk enrolment CA",
  3650,
  "critical,CA:TRUE,pathlen:0",
  "critical,keyCertSign,cRLSign",
  NULL,
  NULL,
};
static const McProfile server_profile = {
  "server",
  "localhost",
  397,
  "critical,CA:FALSE",
  "critical,digitalSignature",
  "serverAuth",
  "DNS:localhost,IP:127.0.0.1,IP:::1",
};
static const McProfile seal_profile = {
  "seal",
  "Motcua reference portal seal",
  1095,
  "critical,CA:FALSE",
  "critical,keyAgreement",
  "emailProtection",
  NULL,
};
static const McProfile recovery_profile = {
  "recovery",
  "Motcua reference province recovery",
  3650,
  "critical,CA:FALSE",
  "critical,keyAgreement",
  "emailProtection",
  NULL,
};
static const McProfile ack_profile = {
  "ack",
  "Motcua reference portal acknowledgements",
  1095,
  "critical,CA:FALSE",
  "critical,digitalSignature",
  NULL,
  NULL,
};
static const McProfile kiosk_profiles[] = {
  [MC_KIOSK_KEY_SEAL] = { NULL, NULL, 730, "critical,CA:FALSE", "critical,digitalSignature",
                          "emailProtection", NULL },
  [MC_KIOSK_KEY_TRANSPORT] = { NULL, NULL, 730, "critical,CA:FALSE", "critical,digitalSignature",
                               "clientAuth", NULL },
};

gboolean
mc_pki_set_error (GError **error, const char *what)
{
  unsigned long code = ERR_get_error ();
  const char *reason = code ? ERR_reason_error_string (code) : NULL;

  ERR_clear_error ();
  g_set_error (error, MC_PKI_ERROR, MC_PKI_ERROR_OPENSSL, "%s: %s", what,
               reason ? reason : "unknown reason");
  return FALSE;
}

static char *
bio_to_string (BIO *bio)
{
  char *data = NULL;
  long size = BIO_get_mem_data (bio, &data);

  return g_strndup (data, size);
}

char *
mc_pki_to_pem (X509 *certificate)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());

  if (!PEM_write_bio_X509 (bio, certificate))
    return NULL;
  return bio_to_string (bio);
}

X509 *
mc_pki_from_pem (const char *pem, GError **error)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (pem, -1);
  X509 *certificate = PEM_read_bio_X509 (bio, NULL, NULL, NULL);

  if (!certificate)
    mc_pki_set_error (error, "reading a certificate");
  return certificate;
}

char *
mc_pki_common_name (X509 *certificate)
{
  X509_NAME *name = X509_get_subject_name (certificate);
  int index = X509_NAME_get_index_by_NID (name, NID_commonName, -1);
  unsigned char *text = NULL;
  char *result;

  if (index < 0 || X509_NAME_get_index_by_NID (name, NID_commonName, index) >= 0)
    return NULL;
  if (ASN1_STRING_to_UTF8 (&text, X509_NAME_ENTRY_get_data (X509_NAME_get_entry (name, index))) < 0)
    return NULL;
  result = g_strdup ((char *) text);
  OPENSSL_free (text);
  return result;
}

char *
mc_pki_path (McPki *self, const char *name)
{
  return g_build_filename (self->dir, name, NULL);
}

static gboolean
write_private (const char *path, const char *text, int mode, GError **error)
{
  return g_file_set_contents_full (
      path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode, error);
}

static gboolean
set_serial (X509 *certificate)
{
  g_autoptr (BIGNUM) serial = BN_new ();

  /* 127 random bits: positive, unguessable, and at most 16 bytes (RFC 5280 allows 20). */
  return BN_rand (serial, 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY)
         && BN_to_ASN1_INTEGER (serial, X509_get_serialNumber (certificate));
}

static gboolean
add_extension (X509 *certificate, X509 *issuer, int nid, const char *value)
{
  X509_EXTENSION *extension;
  X509V3_CTX context;
  gboolean added;

  if (!value)
    return TRUE;
  X509V3_set_ctx (&context, issuer, certificate, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  added = extension && X509_add_ext (certificate, extension, -1);
  X509_EXTENSION_free (extension);
  return added;
}

static gboolean
set_name (X509_NAME *name, const char *common_name)
{
  return X509_NAME_add_entry_by_NID (name, NID_commonName, MBSTRING_UTF8,
                                     (const unsigned char *) common_name, -1, -1, 0);
}

/* issuer NULL: self-signed. life_s 0: as the profile has it. */
static X509 *
make_certificate (const McProfile *profile, const char *common_name, EVP_PKEY *key,
                  const McKeyPair *issuer, int life_s, GError **error)
{
  g_autoptr (X509) certificate = X509_new ();
  int days = life_s ? 0 : profile->days;
  X509 *parent = issuer ? issuer->certificate : certificate;

  if (X509_set_version (certificate, X509_VERSION_3) && set_serial (certificate)
      && set_name (X509_get_subject_name (certificate), common_name)
      && X509_set_issuer_name (certificate, X509_get_subject_name (parent))
      && X509_gmtime_adj (X509_getm_notBefore (certificate), -CLOCK_SKEW_S)
      && X509_time_adj_ex (X509_getm_notAfter (certificate), days, life_s, NULL)
      && X509_set_pubkey (certificate, key)
      && add_extension (certificate, parent, NID_basic_constraints, profile->constraints)
      && add_extension (certificate, parent, NID_key_usage, profile->key_usage)
      && add_extension (certificate, parent, NID_ext_key_usage, profile->extended_usage)
      && add_extension (certificate, parent, NID_subject_alt_name, profile->alt_names)
      && add_extension (certificate, parent, NID_subject_key_identifier, "hash")
      && add_extension (certificate, parent, NID_authority_key_identifier, "keyid:always")
      && X509_sign (certificate, issuer ? issuer->key : key, EVP_sha256 ()))
    return g_steal_pointer (&certificate);
  mc_pki_set_error (error, "making a certificate");
  return NULL;
}

static gboolean
save_pair (McPki *self, const char *stem, const McKeyPair *pair, GError **error)
{
  g_autofree char *key_path = g_strdup_printf ("%s/%s.key", self->dir, stem);
  g_autofree char *certificate_path = g_strdup_printf ("%s/%s.pem", self->dir, stem);
  g_autofree char *certificate = mc_pki_to_pem (pair->certificate);
  g_autoptr (BIO) bio = BIO_new (BIO_s_secmem ());
  g_autofree char *key = NULL;
  gboolean saved;

  if (!PEM_write_bio_PrivateKey (bio, pair->key, NULL, NULL, 0, NULL, NULL))
    return mc_pki_set_error (error, "writing a key");
  key = bio_to_string (bio);
  /* The certificate comes last: it is what load_pair () looks for. */
  saved = write_private (key_path, key, 0600, error)
          && write_private (certificate_path, certificate, 0644, error);
  OPENSSL_cleanse (key, strlen (key));
  return saved;
}

static gboolean
load_pair (McPki *self, const char *stem, McKeyPair *pair, GError **error)
{
  g_autofree char *key_path = g_strdup_printf ("%s/%s.key", self->dir, stem);
  g_autofree char *certificate_path = g_strdup_printf ("%s/%s.pem", self->dir, stem);
  g_autofree char *certificate = NULL;
  g_autoptr (BIO) bio = NULL;

  if (!g_file_get_contents (certificate_path, &certificate, NULL, error))
    return FALSE;
  pair->certificate = mc_pki_from_pem (certificate, error);
  if (!pair->certificate)
    return FALSE;
  bio = BIO_new_file (key_path, "r");
  pair->key = bio ? PEM_read_bio_PrivateKey (bio, NULL, NULL, NULL) : NULL;
  if (!pair->key || !X509_check_private_key (pair->certificate, pair->key))
    return mc_pki_set_error (error, key_path);
  return TRUE;
}

static gboolean
load_or_make_as (McPki *self, const char *name, const McProfile *profile, const McKeyPair *issuer,
                 McKeyPair *pair, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.pem", self->dir, name);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return load_pair (self, name, pair, error);
  pair->key = EVP_EC_gen ("P-256");
  if (!pair->key)
    return mc_pki_set_error (error, "making a key");
  pair->certificate = make_certificate (profile, profile->common_name, pair->key, issuer, 0, error);
  return pair->certificate && save_pair (self, name, pair, error);
}

static gboolean
load_or_make (McPki *self, const McProfile *profile, const McKeyPair *issuer, McKeyPair *pair,
              GError **error)
{
  return load_or_make_as (self, profile->file, profile, issuer, pair, error);
}

void
mc_key_pair_clear (McKeyPair *self)
{
  g_clear_pointer (&self->key, EVP_PKEY_free);
  g_clear_pointer (&self->certificate, X509_free);
}

static const McProfile *const portal_profiles[MC_PORTAL_KEY_N] = {
  [MC_PORTAL_KEY_SEAL] = &seal_profile,
  [MC_PORTAL_KEY_ACK] = &ack_profile,
};

const char *
mc_portal_use_to_string (McPortalUse use)
{
  return portal_profiles[use]->file;
}

gboolean
mc_pki_have_pair (McPki *self, McPortalUse use, const char *name, McKeyPair *pair, GError **error)
{
  return load_or_make_as (self, name, portal_profiles[use], &self->ca, pair, error);
}

/* The key is made here for want of a province, and belongs on a stick in a safe: once it has been
 * taken away, the certificate alone goes on being used. */
static gboolean
load_recovery (McPki *self, GError **error)
{
  g_autofree char *path = mc_pki_path (self, "recovery.pem");
  McKeyPair pair = { NULL };
  g_autofree char *pem = NULL;
  gboolean made;

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    made = load_or_make (self, &recovery_profile, &self->ca, &pair, error);
    mc_key_pair_clear (&pair);
    if (!made)
      return FALSE;
  }
  if (!g_file_get_contents (path, &pem, NULL, error))
    return FALSE;
  self->recovery = mc_pki_from_pem (pem, error);
  return self->recovery != NULL;
}

void
mc_pki_free (McPki *self)
{
  mc_key_pair_clear (&self->ca);
  mc_key_pair_clear (&self->enrolment);
  X509_free (self->recovery);
  g_free (self->dir);
  g_free (self);
}

McPki *
mc_pki_open (const char *data_dir, GError **error)
{
  g_autoptr (McPki) self = g_new0 (McPki, 1);
  McKeyPair server = { NULL };
  gboolean made;

  self->dir = g_build_filename (data_dir, "pki", NULL);
  if (g_mkdir_with_parents (self->dir, 0700) < 0) {
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", self->dir,
                 g_strerror (errno));
    return NULL;
  }
  made = load_or_make (self, &ca_profile, NULL, &self->ca, error)
         && load_or_make (self, &enrolment_profile, NULL, &self->enrolment, error)
         && load_or_make (self, &server_profile, &self->ca, &server, error)
         && load_recovery (self, error);
  mc_key_pair_clear (&server); /* only nginx needs it */
  return made ? g_steal_pointer (&self) : NULL;
}

static gboolean
is_p256 (EVP_PKEY *key)
{
  char group[32];

  return key && EVP_PKEY_is_a (key, "EC")
         && EVP_PKEY_get_group_name (key, group, sizeof group, NULL)
         && g_str_equal (group, SN_X9_62_prime256v1);
}

X509_REQ *
mc_pki_read_request (const char *pem, GError **error)
{
  g_autoptr (BIO) bio = NULL;
  g_autoptr (X509_REQ) request = NULL;
  EVP_PKEY *key;

  if (strlen (pem) > REQUEST_MAX_BYTES) {
    g_set_error (error, MC_PKI_ERROR, MC_PKI_ERROR_REQUEST, "certificate request over %d bytes",
                 REQUEST_MAX_BYTES);
    return NULL;
  }
  bio = BIO_new_mem_buf (pem, -1);
  request = PEM_read_bio_X509_REQ (bio, NULL, NULL, NULL);
  key = request ? X509_REQ_get0_pubkey (request) : NULL;
  if (!request || !is_p256 (key) || X509_REQ_verify (request, key) <= 0) {
    ERR_clear_error ();
    g_set_error (error, MC_PKI_ERROR, MC_PKI_ERROR_REQUEST,
                 "expected a PKCS #10 request in PEM, EC P-256, signed by its own key");
    return NULL;
  }
  return g_steal_pointer (&request);
}

X509 *
mc_pki_issue (McPki *self, X509_REQ *request, const char *kiosk_id, McKioskKey use, int life_s,
              GError **error)
{
  return make_certificate (&kiosk_profiles[use], kiosk_id, X509_REQ_get0_pubkey (request),
                           &self->enrolment, life_s, error);
}

static gboolean
add_revoked (X509_CRL *crl, X509 *certificate, ASN1_TIME *since, GError **error)
{
  X509_REVOKED *entry = X509_REVOKED_new ();

  if (!X509_REVOKED_set_serialNumber (entry, X509_get_serialNumber (certificate))
      || !X509_REVOKED_set_revocationDate (entry, since) || !X509_CRL_add0_revoked (crl, entry)) {
    X509_REVOKED_free (entry);
    return mc_pki_set_error (error, "revoking a certificate");
  }
  return TRUE;
}

/* (transfer full): without an entry yet */
static X509_CRL *
new_list (const McKeyPair *issuer, gint64 life_s)
{
  X509_CRL *crl = X509_CRL_new ();
  g_autoptr (ASN1_TIME) now = X509_gmtime_adj (NULL, -CLOCK_SKEW_S);
  g_autoptr (ASN1_TIME) next = ASN1_TIME_set (NULL, time (NULL) + life_s);

  X509_CRL_set_version (crl, X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name (crl, X509_get_subject_name (issuer->certificate));
  X509_CRL_set1_lastUpdate (crl, now);
  X509_CRL_set1_nextUpdate (crl, next);
  return crl;
}

/* (transfer full): PEM */
static char *
sign_list (X509_CRL *crl, const McKeyPair *issuer, GError **error)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());

  X509_CRL_sort (crl);
  if (X509_CRL_sign (crl, issuer->key, EVP_sha256 ()) && PEM_write_bio_X509_CRL (bio, crl))
    return bio_to_string (bio);
  mc_pki_set_error (error, "signing the revocation list");
  return NULL;
}

static gboolean
number_list (X509_CRL *crl, X509 *issuer, gint64 number)
{
  g_autoptr (ASN1_INTEGER) value = ASN1_INTEGER_new ();
  X509_EXTENSION *key_id;
  X509V3_CTX context;
  gboolean added;

  X509V3_set_ctx (&context, issuer, NULL, NULL, crl, 0);
  key_id = X509V3_EXT_conf_nid (NULL, &context, NID_authority_key_identifier, "keyid:always");
  added = key_id && X509_CRL_add_ext (crl, key_id, -1) && ASN1_INTEGER_set_int64 (value, number)
          && X509_CRL_add1_ext_i2d (crl, NID_crl_number, value, 0, 0) == 1;
  X509_EXTENSION_free (key_id);
  return added;
}

char *
mc_pki_sign_list (McPki *self, const McRevocation *revocations, gsize count, gint64 number,
                  gint64 life_s, GError **error)
{
  g_autoptr (X509_CRL) crl = new_list (&self->ca, life_s);

  for (gsize i = 0; i < count; i++) {
    g_autoptr (ASN1_TIME) since = ASN1_TIME_set (NULL, revocations[i].revoked_s);

    if (!add_revoked (crl, revocations[i].certificate, since, error))
      return NULL;
  }
  if (number_list (crl, self->ca.certificate, number))
    return sign_list (crl, &self->ca, error);
  mc_pki_set_error (error, "numbering the revocation list");
  return NULL;
}

gboolean
mc_pki_write_crl (McPki *self, GPtrArray *certificates, GError **error)
{
  g_autoptr (X509_CRL) crl = new_list (&self->enrolment, KIOSK_LIST_LIFE_S);
  g_autoptr (ASN1_TIME) now = X509_gmtime_adj (NULL, -CLOCK_SKEW_S);
  g_autofree char *path = mc_pki_path (self, "crl.pem");
  g_autofree char *text = NULL;

  for (guint i = 0; i < certificates->len; i++) {
    g_autoptr (X509) certificate = mc_pki_from_pem (g_ptr_array_index (certificates, i), error);

    if (!certificate || !add_revoked (crl, certificate, now, error))
      return FALSE;
  }
  text = sign_list (crl, &self->enrolment, error);
  return text && write_private (path, text, 0644, error);
}
