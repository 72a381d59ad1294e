// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/* A key of P-256 and a certificate of its own, made when first asked for. */
typedef struct {
  EVP_PKEY *key;
  X509 *certificate;
} McFuzzSigner;

const McFuzzSigner *mc_fuzz_signer_get (void);

/* The submission that answers are about. */
#define MC_FUZZ_ID "019aa5c1-0000-7000-8000-000000000001"
#define MC_FUZZ_DIGEST "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"
#define MC_FUZZ_LOCAL_CODE "KD-0000-001Y"

G_END_DECLS
