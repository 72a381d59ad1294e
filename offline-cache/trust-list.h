// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/certificate.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The most certificates of one kind that a portal may name. */
#define MC_TRUST_LIST_MOST 8

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_CRL, X509_CRL_free)

/**
 * McTrustList: what a portal answers to GET /v1/trust (assets/portal-api/openapi.yaml), every part
 * of it held against the one authority that this kiosk was given at enrolment. Whoever answers
 * chooses nothing but which of the authority's words to pass on, and in which order.
 */
typedef struct {
  GPtrArray *seals; /* (element-type X509): as the portal has them: newest first */
  GPtrArray *acks;  /* likewise */
  X509_CRL *crl;
  ASN1_INTEGER *number; /* of crl */
} McTrustList;

void mc_trust_list_free (McTrustList *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McTrustList, mc_trust_list_free)

/* (transfer full): NULL, and MC_VAULT_ERROR_TRUST with what is wrong, unless all of it is the
 * authority's: each certificate made by it, for that very use and for no server; the list of
 * revocations signed by it, complete (RFC 5280: no delta, no part of one), with a number and an
 * end. Dates are not regarded here. */
McTrustList *mc_trust_list_new (JsonObject *answer, X509 *authority, GError **error);

/* Unix milliseconds: until when the list of revocations says it is to be believed. */
gint64 mc_trust_list_get_end_ms (const McTrustList *self);

gboolean mc_trust_list_revokes (const McTrustList *self, X509 *certificate);

/* Below, at or above 0, as the number of self's list is to that of other's. */
int mc_trust_list_compare (const McTrustList *self, const McTrustList *other);

/* (transfer full): JSON as it came, with revoked (element-type X509) as a member more. */
char *mc_trust_list_write (const McTrustList *self, GPtrArray *revoked);

/* Adds to revoked, unless they are there, those that mc_trust_list_write () wrote. */
void mc_trust_list_read_revoked (JsonObject *written, GPtrArray *revoked);

/* Whether list has that very certificate. */
gboolean mc_trust_list_has (GPtrArray *list, X509 *certificate);

/* (transfer full): base64url SHA-256 of the certificate. */
char *mc_trust_fingerprint (X509 *certificate);

G_END_DECLS
