// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/key-holder.h"

G_BEGIN_DECLS

#define MC_VAULT_ERROR (mc_vault_error_quark ())
GQuark mc_vault_error_quark (void);
typedef enum {
  MC_VAULT_ERROR_KEY,       /* key or certificate missing, unreadable or not matching */
  MC_VAULT_ERROR_SEAL,      /* OpenSSL refused */
  MC_VAULT_ERROR_SIGNATURE, /* a signature or tag does not verify */
  MC_VAULT_ERROR_SHAPE,     /* not a JWS, not CMS */
  MC_VAULT_ERROR_REVOKED,   /* by the portal's authority */
  MC_VAULT_ERROR_TRUST,     /* what the portal says of its certificates is not to be believed */
} McVaultErrorCode;

/**
 * McVault: seals records so that only the portal can read them, and signs what the slips carry.
 * It holds DIR/seal: the key and cert.pem (EC P-256, this kiosk), the portal's certificates (EC
 * P-256; offline-cache/portal-trust.h says which it seals to) and, if the portal has given one,
 * DIR/portal/recovery.pem: the
 * certificate of a key that the province keeps offline. What is sealed opens with either key, so a
 * portal that has lost its own has not lost what waits on kiosks and USB sticks; unless the
 * authority has revoked the province's certificate. It cannot open what it sealed.
 */
#define MC_TYPE_VAULT (mc_vault_get_type ())
G_DECLARE_FINAL_TYPE (McVault, mc_vault, MC, VAULT, GObject)

/* With the key in a file. */
McVault *mc_vault_new (const char *state_dir, GError **error);
/* holder (nullable): where the key is kept, if not in a file. */
McVault *mc_vault_new_held (McKeyHolder *holder, const char *state_dir, GError **error);

/* The same by a clock that is known to be wrong (offline-cache/known-time.h): the certificates'
 * dates are not regarded. What is sealed says that the clock was wrong. */
McVault *mc_vault_new_in_doubt (McKeyHolder *holder, const char *state_dir, GError **error);

gboolean mc_vault_is_in_doubt (McVault *self);

/* Whether it could seal now: the key answers, the certificates are valid, not every one of the
 * portal's is revoked. Blocks as long as hardware takes to sign. */
gboolean mc_vault_check (McVault *self, GError **error);

/**
 * record -> CMS SignedData (RFC 5652; ECDSA P-256 with SHA-256, signer's certificate included)
 * -> CMS AuthEnvelopedData (RFC 5083, 5084; AES-256-GCM; ephemeral-static ECDH P-256, SHA-256
 * KDF, AES-256 key wrap), DER.
 * digest: (out) (transfer full): base64url SHA-256 of the envelope.
 * To the portal's newest certificate as it is known now; one that has run out since somebody began
 * still serves, one that has been revoked does not. Any thread.
 */
GBytes *mc_vault_seal (McVault *self, GBytes *record, char **digest, GError **error);

/* (transfer full): compact JWS (RFC 7515), ES256, header {"alg":"ES256","kid":key id}. */
char *mc_vault_sign (McVault *self, const char *payload, GError **error);

/* (transfer full): the payload if this kiosk signed it. */
char *mc_vault_verify (McVault *self, const char *jws, GError **error);

G_END_DECLS
