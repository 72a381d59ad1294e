// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/portal/keyring.h"

G_BEGIN_DECLS

#define MC_OPENER_ERROR (mc_opener_error_quark ())
GQuark mc_opener_error_quark (void);
typedef enum {
  MC_OPENER_ERROR_SHAPE,     /* not the CMS we agreed on */
  MC_OPENER_ERROR_DECRYPT,   /* not for our key, or altered on the way */
  MC_OPENER_ERROR_SIGNATURE, /* not signed by an enrolled kiosk's seal key */
  MC_OPENER_ERROR_SIZE,
  MC_OPENER_ERROR_NO_KEY, /* sealed to a key of the portal's that is not, or not yet, here */
} McOpenerError;

#define MC_RECORD_MAX_BYTES (1024 * 1024)

/**
 * McOpener: the other end of the kiosk's vault. Opens
 * CMS AuthEnvelopedData (AES-256-GCM) { CMS SignedData { record } } and says who signed. Keys that
 * have been replaced, or revoked, still open what was sealed to them. Any thread may use it.
 */
typedef struct _McOpener McOpener;

/* authority: of the kiosks' certificates. recovery (nullable) (unowned): to whose key, which is
 * never here, everything is sealed as well. keyrings (unowned): the seal keys. */
McOpener *mc_opener_new (X509 *authority, X509 *recovery, McKeyrings *keyrings);
void mc_opener_free (McOpener *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McOpener, mc_opener_free)

/* (transfer full): the record, overwritten on the last unref. signer: (out) (transfer full): CN of
 * the seal certificate, which the enrolment authority issued. */
GBytes *mc_opener_open (McOpener *self, GBytes *envelope, char **signer, GError **error);

G_END_DECLS
