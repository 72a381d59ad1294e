// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/certificate.h"
#include "offline-cache/key-holder.h"

G_BEGIN_DECLS

/**
 * McDeviceKey: one of the kiosk's own keys, EC P-256, wherever it is kept: in a file (PEM, PKCS#8,
 * not encrypted, mode 0600) or by a McKeyHolder (TPM, token). Whoever signs by OpenSSL (CMS, TLS,
 * certificate requests, JWS) uses mc_device_key_get () and does not notice the difference. Errors:
 * MC_VAULT_ERROR_KEY.
 */
#define MC_TYPE_DEVICE_KEY (mc_device_key_get_type ())
G_DECLARE_FINAL_TYPE (McDeviceKey, mc_device_key, MC, DEVICE_KEY, GObject)

/* A new key. holder (nullable): NULL: for a file. label: what a token calls it. */
McDeviceKey *mc_device_key_new (McKeyHolder *holder, const char *label, GError **error);

/* DIR/key.pem, key.tss or key.uri. */
McDeviceKey *mc_device_key_load (McKeyHolder *holder, const char *dir, GError **error);

/* (transfer none): signs wherever the key is. It may outlive the McDeviceKey. */
EVP_PKEY *mc_device_key_get (McDeviceKey *self);

/* (transfer full): certificate signing request (PKCS#10, PEM), CN = common_name. */
char *mc_device_key_request (McDeviceKey *self, const char *common_name, GError **error);

/* Writes key file and cert.pem into DIR, which is made if need be (0700), each fsynced and renamed
 * into place. certificate_pem (nullable): none yet. */
gboolean mc_device_key_save (McDeviceKey *self, const char *dir, const char *certificate_pem,
                             GError **error);

/* Whether it could sign now: FALSE if TPM or token are gone. Blocks. */
gboolean mc_device_key_check (McDeviceKey *self, GError **error);

/* Nobody will need it again: out of the token with it. */
void mc_device_key_forget (McDeviceKey *self);

G_END_DECLS
