// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/vault.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/* Keys and certificates of kiosk and portal: PEM files, EC P-256, nothing else. Errors:
 * MC_VAULT_ERROR_KEY, with the file's path and what is wrong with it. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)

/* (transfer full) */
X509 *mc_certificate_load (const char *path, GError **error);
/* Of any kind of key: the authority's, which is not ours to choose. */
X509 *mc_certificate_load_authority (const char *path, GError **error);
EVP_PKEY *mc_private_key_load (const char *path, GError **error);

/* FALSE if certificate is not valid yet, or no longer, at the system's time; the text tells the
 * clock's time too, because a wrong clock is the likelier cause. path: for the message. */
gboolean mc_certificate_check_time (X509 *certificate, const char *path, GError **error);

/* Unix milliseconds. */
gint64 mc_certificate_get_end_ms (X509 *certificate);

/* Whether certificate was valid at that time (Unix seconds), give or take five minutes before its
 * beginning: clocks differ. */
gboolean mc_certificate_covers (X509 *certificate, gint64 at_s);

/* -1 not valid yet, 0 valid, 1 expired; by the system's time. */
int mc_certificate_compare_time (X509 *certificate);

/* Fails unless key is the certificate's. path: for the message. */
gboolean mc_certificate_check_key (X509 *certificate, EVP_PKEY *key, const char *path,
                                   GError **error);

/* TRUE for EC P-256. */
gboolean mc_key_is_p256 (EVP_PKEY *key);

/* (transfer none): the reason of OpenSSL's last error on this thread, whose queue it empties. */
const char *mc_openssl_reason (void);

G_END_DECLS
