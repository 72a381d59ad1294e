// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_REQ, X509_REQ_free)

#define MC_PKI_ERROR (mc_pki_error_quark ())
GQuark mc_pki_error_quark (void);
typedef enum {
  MC_PKI_ERROR_OPENSSL, /* OpenSSL refused; the message carries its reason */
  MC_PKI_ERROR_REQUEST, /* a certificate request that we do not sign */
} McPkiError;

typedef struct {
  EVP_PKEY *key;
  X509 *certificate;
} McKeyPair;

/**
 * McPki: all keys and certificates of one gateway, PEM files in DIR/pki, made when they are
 * missing and kept ever after. Two authorities that do not know each other: `ca` vouches for the
 * portal (its TLS server, seal and acknowledgement certificates), `enrolment-ca` for the kiosks.
 * Which seal and acknowledgement keys there are, McKeyrings knows (tests/portal/keyring.h).
 */
typedef struct {
  char *dir;
  McKeyPair ca;
  McKeyPair enrolment;
  X509 *recovery; /* of the key that the province keeps offline */
} McPki;

/* What a key of the portal's own is for. */
typedef enum {
  MC_PORTAL_KEY_SEAL, /* kiosks encrypt to it */
  MC_PORTAL_KEY_ACK,  /* signs the acknowledgements */
  MC_PORTAL_KEY_N,
} McPortalUse;

/* "seal", "ack" */
const char *mc_portal_use_to_string (McPortalUse use);

/* What a kiosk's key is for; neither certificate passes for the other. */
typedef enum {
  MC_KIOSK_KEY_SEAL,      /* signs records: digitalSignature, emailProtection (CMS) */
  MC_KIOSK_KEY_TRANSPORT, /* mutual TLS: digitalSignature, clientAuth */
} McKioskKey;

/* data_dir is created 0700. Blocks. */
McPki *mc_pki_open (const char *data_dir, GError **error);
void mc_pki_free (McPki *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McPki, mc_pki_free)

/* (transfer full): path of DIR/pki/name. */
char *mc_pki_path (McPki *self, const char *name);

/* (transfer full): pem is one PKCS #10 request with an EC P-256 key that signed it. */
X509_REQ *mc_pki_read_request (const char *pem, GError **error);

/* (transfer full): a certificate for the request's key, CN kiosk_id. Nothing else is taken from
 * the request: neither its name nor the extensions it asks for. life_s: 0: as long as usual. */
X509 *mc_pki_issue (McPki *self, X509_REQ *request, const char *kiosk_id, McKioskKey use,
                    int life_s, GError **error);

void mc_key_pair_clear (McKeyPair *self);

/* DIR/pki/NAME.{key,pem}, made if it is missing. */
gboolean mc_pki_have_pair (McPki *self, McPortalUse use, const char *name, McKeyPair *pair,
                           GError **error);

/* One that is no longer good. */
typedef struct {
  X509 *certificate;
  gint64 revoked_s; /* Unix seconds */
} McRevocation;

/* (transfer full): PEM of the portal's own list, good for life_s seconds from now. */
char *mc_pki_sign_list (McPki *self, const McRevocation *revocations, gsize count, gint64 number,
                        gint64 life_s, GError **error);

/* Writes DIR/pki/crl.pem: certificates (element-type PEM string) are no longer good. */
gboolean mc_pki_write_crl (McPki *self, GPtrArray *certificates, GError **error);

/* (transfer full) */
char *mc_pki_to_pem (X509 *certificate);
X509 *mc_pki_from_pem (const char *pem, GError **error);

/* (transfer full) (nullable): the subject's only CN. */
char *mc_pki_common_name (X509 *certificate);

/* Sets error from OpenSSL's queue and empties that; returns FALSE. */
gboolean mc_pki_set_error (GError **error, const char *what);

G_END_DECLS
