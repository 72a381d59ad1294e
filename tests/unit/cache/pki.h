// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/certificate.h"

G_BEGIN_DECLS

/* Keys and certificates made on the spot. Everything here ends the test program when it fails. */

typedef struct {
  EVP_PKEY *key;
  X509 *certificate;
} Pki;

/* from_s, to_s: validity, in seconds from now. host (nullable): a server's name or address.
 * issuer (nullable): NULL makes a self-signed authority. */
Pki *pki_new (const char *name, const Pki *issuer, const char *host, long from_s, long to_s);
void pki_free (Pki *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pki, pki_free)

/* Writes DIR/certificate and DIR/key (nullable) as PEM, making folders on the way. */
void pki_write (const Pki *self, const char *dir, const char *certificate, const char *key);

/* (transfer full): a new private directory, on tmpfs if so asked. Remove with pki_remove_dir. */
char *pki_make_dir (gboolean on_tmpfs);
void pki_remove_dir (const char *path);

/* (transfer full): all of the seal side of a state directory: seal/{key,cert}.pem, and
 * portal/seal.pem, whose key pair is the one returned. */
Pki *pki_write_seal (const char *dir);

G_END_DECLS
