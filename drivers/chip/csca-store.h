// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/**
 * McCscaStore: the country signing certificates that the office trusts, and what they revoked.
 * Immutable, reference counted, usable from any thread.
 */
typedef struct _McCscaStore McCscaStore;

/* Reads every certificate and CRL in the folder, PEM or DER. Fails (MC_DEVICE_ERROR_CONFIG) if
 * there is no certificate, if a file is neither, or if a CRL is not signed by one of them: a list
 * that cannot be believed must not be passed over in silence. */
McCscaStore *mc_csca_store_load (const char *directory, GError **error);
McCscaStore *mc_csca_store_ref (McCscaStore *self);
void mc_csca_store_unref (McCscaStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McCscaStore, mc_csca_store_unref)

/* How many of the CRLs should have been replaced before that time: what was revoked since then is
 * not known. They are believed all the same; somebody must be told. */
guint mc_csca_store_count_stale (McCscaStore *self, gint64 at_unix);

/* NULL: signer was issued by a certificate in the store, both were valid at that time, and it is
 * not revoked. Else why not (transfer none): English, nothing personal. */
const char *mc_csca_store_refusal (McCscaStore *self, X509 *signer, gint64 at_unix);

G_END_DECLS
