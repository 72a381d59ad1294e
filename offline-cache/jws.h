// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/digest.h"

#include <glib.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/* Compact JWS (RFC 7515) with ES256 (RFC 7518 section 3.4) and nothing else: "alg" none or any
 * other algorithm is refused. Errors: MC_VAULT_ERROR (offline-cache/vault.h). */

#define MC_JWS_MAX_BYTES 8192

/* (transfer full): base64url SHA-256 of the certificate's SubjectPublicKeyInfo (the "kid"). */
char *mc_jws_key_id (X509 *certificate);

char *mc_jws_sign (EVP_PKEY *key, const char *key_id, const char *payload, GError **error);
/* (transfer full): the payload; certificate's key must have signed it. */
char *mc_jws_verify (X509 *certificate, const char *jws, GError **error);

G_END_DECLS
