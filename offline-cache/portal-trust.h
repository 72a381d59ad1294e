// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/certificate.h"

G_BEGIN_DECLS

/**
 * McPortalTrust: which of the portal's certificates a kiosk goes by: to which it seals, and which
 * prove that a record has arrived. At first those of the enrolment (DIR/portal/seal.pem, ack.pem).
 * Later also those that the portal names in GET /v1/trust, if the authority of the enrolment
 * (DIR/portal/ca.pem) has made them; without those that the authority has revoked (RFC 5280).
 *
 * The newest answer is kept in DIR/portal-trust.json, twice: what has been revoked must not come
 * back with one bad sector. Whoever reads it verifies it again. Two programs use it: the daemon
 * writes, and a kiosk that runs looks at every use whether there is another.
 *
 * What is decided here:
 * - A revocation is for ever: also when a later list leaves it out, as lists do of what has
 * expired.
 * - An older list than the one that is kept is refused, and so is one that has run out, but for
 * what it revokes.
 * - A kept list that has run out goes on being used. Nothing is known then of what was revoked
 *   since; but a kiosk that has had no line for a month goes on taking records, as it must, and
 *   tells a technician (motcuactl status).
 *
 * Any thread.
 */
#define MC_TYPE_PORTAL_TRUST (mc_portal_trust_get_type ())
G_DECLARE_FINAL_TYPE (McPortalTrust, mc_portal_trust, MC, PORTAL_TRUST, GObject)

/* Of a state directory. What is missing or damaged there is told by who needs it. */
McPortalTrust *mc_portal_trust_new (const char *state_dir);

/* Of these (all nullable), with nothing on disk. */
McPortalTrust *mc_portal_trust_new_pinned (X509 *authority, X509 *seal, X509 *ack);

/* json: an answer to GET /v1/trust. now_ms: for its end; 0: the clock is wrong, ends do not count.
 * changed: (out): other certificates are used than before, or fewer. FALSE and
 * MC_VAULT_ERROR_TRUST: it is not believed, and nothing has changed but that what it revokes is; or
 * G_FILE_ERROR: it is used, and could not be written. Blocks until it is on disk. */
gboolean mc_portal_trust_take (McPortalTrust *self, const char *json, gsize size, gint64 now_ms,
                               gboolean *changed, GError **error);

/* (transfer full): what to seal to: of those that are valid now the one that began last.
 * regard_dates: FALSE: valid or not. MC_VAULT_ERROR_REVOKED if none is left, MC_VAULT_ERROR_KEY if
 * there is none, or it is not valid. */
X509 *mc_portal_trust_dup_seal (McPortalTrust *self, gboolean regard_dates, GError **error);

/* Whether the authority has revoked it: for the certificate of the province's own key. */
gboolean mc_portal_trust_is_revoked (McPortalTrust *self, X509 *certificate);

/* (transfer full): the payload of a JWS, if it proves something: MC_VAULT_ERROR_REVOKED if it does
 * under a certificate that has been revoked, else as mc_jws_verify (). signer: (out) (transfer
 * full). Dates are not regarded: see the next. */
char *mc_portal_trust_verify (McPortalTrust *self, const char *jws, X509 **signer, GError **error);

/* Whether signer's key had a certificate for acknowledgements at that time (Unix seconds). */
gboolean mc_portal_trust_covers (McPortalTrust *self, X509 *signer, gint64 at_s);

/* Fails with MC_VAULT_ERROR_KEY if no acknowledgement could ever be verified. */
gboolean mc_portal_trust_check_ack (McPortalTrust *self, GError **error);

/* Unix milliseconds; 0: no list of revocations has ever been had. */
gint64 mc_portal_trust_get_end_ms (McPortalTrust *self);

/* After an enrolment: what is kept goes, unless it is of the authority's that is now in force. */
void mc_portal_trust_forget_foreign (const char *state_dir);

G_END_DECLS
