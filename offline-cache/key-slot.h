// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/device-key.h"

G_BEGIN_DECLS

/* Where the kiosk's keys are in its state directory: DIR/seal and DIR/transport, each a key and
 * cert.pem. Of the pairs before, after a renewal or an enrolment anew, the certificates stay in
 * DIR/certificates (NAME-KEYID.pem): old slips and old checkpoints of the audit log must still
 * verify. The directory vouches for itself no more than the rest of the disk; whoever doubts it
 * asks the portal, which has the certificates too. */

/* Puts key and certificate in place of what is there, both at once: a cut leaves either the old
 * pair or the new one. (On a file system that cannot exchange two directories: one file after the
 * other.) The private half of the old pair is deleted. */
gboolean mc_key_slot_replace (const char *state_dir, const char *name, McDeviceKey *key,
                              const char *certificate_pem, GError **error);

/* (transfer full) (element-type X509): the certificates of this slot, now and before; the present
 * one first. Unreadable old ones are left out. Fails if there is none now. */
GPtrArray *mc_key_slot_list (const char *state_dir, const char *name, GError **error);

/* (transfer full) (nullable): the payload, if one of certificates' keys has signed jws. */
char *mc_key_slot_verify (GPtrArray *certificates, const char *jws, GError **error);

G_END_DECLS
