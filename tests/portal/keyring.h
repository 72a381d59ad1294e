// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/portal/pki.h"

G_BEGIN_DECLS

/* A key of the portal's own that it has, or has had. */
typedef struct {
  McKeyPair pair;
  char *name;       /* of its files in DIR/pki */
  char *id;         /* mc_jws_key_id () */
  gint64 revoked_s; /* Unix seconds; 0: it is not */
} McPortalKey;

/**
 * McKeyring: the portal's own keys as they were at one moment, and the authority's list of those
 * that it has revoked. Immutable.
 */
typedef struct {
  GPtrArray *keys[MC_PORTAL_KEY_N]; /* (element-type McPortalKey): newest first; never empty */
  char *list;                       /* X509 CRL, PEM */
  gint64 number;                    /* of list */
  gint64 signed_s;                  /* when; Unix seconds */
} McKeyring;

void mc_keyring_unref (McKeyring *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McKeyring, mc_keyring_unref)

/* (transfer none): the one in use. */
const McPortalKey *mc_keyring_newest (const McKeyring *self, McPortalUse use);

/**
 * McKeyrings: where the keyring of the moment is had: DIR/pki/keyring.json, which `motcua-portal
 * replace` writes while gateways run; each sees it at its next request. Any thread; any number of
 * processes.
 */
typedef struct _McKeyrings McKeyrings;

/* pki (unowned): of DIR. */
McKeyrings *mc_keyrings_new (McPki *pki, GError **error);
/* One seal key for ever. */
McKeyrings *mc_keyrings_new_fixed (EVP_PKEY *key, X509 *certificate);
void mc_keyrings_free (McKeyrings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McKeyrings, mc_keyrings_free)

/* (transfer full): never NULL; the last good one, and a warning, if it cannot be read. */
McKeyring *mc_keyrings_dup (McKeyrings *self);

/* Makes a new key, which is the one in use from now on. revoke: all earlier ones for that use are
 * no longer good. */
gboolean mc_keyrings_replace (McKeyrings *self, McPortalUse use, gboolean revoke, GError **error);

/* (transfer full): with a list that was signed within the last day: it is signed anew if need be.
 */
McKeyring *mc_keyrings_dup_fresh (McKeyrings *self, GError **error);

G_END_DECLS
