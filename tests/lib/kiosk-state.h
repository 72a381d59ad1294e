// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/**
 * McKioskState: the state directory of an enrolled kiosk, without a portal: keys and certificates
 * made on the spot, and the portal's private key beside them so that a test can open what the
 * kiosk sealed. Removed with everything in it by mc_kiosk_state_free ().
 */
typedef struct {
  char *dir;         /* the state directory */
  char *runtime_dir; /* on tmpfs */
  EVP_PKEY *portal_key;
  X509 *portal_certificate;
  X509 *seal_certificate; /* the kiosk's */
} McKioskState;

McKioskState *mc_kiosk_state_new (void);
void mc_kiosk_state_free (McKioskState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McKioskState, mc_kiosk_state_free)

/* (transfer full) (nullable): the record inside an envelope, NUL-terminated, if it opens with the
 * portal's key and the kiosk's signature on it verifies. */
char *mc_kiosk_state_open (McKioskState *self, GBytes *envelope);

/* Where any file under dir holds needle (bytes); (transfer full) (nullable): its path. */
char *mc_kiosk_state_find_bytes (const char *dir, const void *needle, gsize size);

G_END_DECLS
