// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <openssl/evp.h>

G_BEGIN_DECLS

/* Device keys in files: EC P-256, PEM (PKCS#8, not encrypted), mode 0600. */

/* (transfer full): a new key. */
EVP_PKEY *mc_device_key_new (GError **error);

/* (transfer full): certificate signing request (PKCS#10, PEM), CN = common_name. */
char *mc_device_key_request (EVP_PKEY *key, const char *common_name, GError **error);

/* Writes DIR/NAME/key.pem (0600, directory 0700) and DIR/NAME/cert.pem, each fsynced and renamed
 * into place; a kiosk never has a key without its certificate under the final names. */
gboolean mc_device_key_save (const char *state_dir, const char *name, EVP_PKEY *key,
                             const char *certificate_pem, GError **error);

G_END_DECLS
