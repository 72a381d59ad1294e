// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/* Who signs a virtual card: a country's authority and one document signer, made on the spot. */
typedef struct {
  EVP_PKEY *authority_key;
  X509 *authority;
  EVP_PKEY *signer_key;
  X509 *signer;
} McCardIssuer;

typedef struct {
  gboolean explicit_curves; /* written out in full, as ICAO asks */
  gboolean rsa_pss;         /* the signer signs with RSA-PSS instead of ECDSA */
  gboolean signer_is_authority;
  gint64 not_before, not_after; /* of the signer; 0: a year ago, in ten years */
} McCardIssuerOptions;

McCardIssuer *mc_card_issuer_new (const McCardIssuerOptions *options);
void mc_card_issuer_free (McCardIssuer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McCardIssuer, mc_card_issuer_free)

/* CMS SignedData over an LDSSecurityObject. signing_time 0: now. */
GBytes *mc_card_issuer_sign (McCardIssuer *self, GBytes *security_object, gint64 signing_time);

/* csca.pem and, if the signer is revoked, crl.pem. */
void mc_card_issuer_write (McCardIssuer *self, const char *directory, gboolean revokes);

G_END_DECLS
