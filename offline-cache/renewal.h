// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/key-slot.h"

G_BEGIN_DECLS

/* Certificates are renewed, for new keys, before they expire. Each key has one owner: the daemon
 * has the transport key and the network and renews by itself. The kiosk has the seal key and no
 * network: it leaves its request in DIR/renewal (seal.request), the daemon carries it and leaves
 * the answer (seal.answer), and the kiosk, or motcuactl, puts the new pair in place. */

/* When certificate is to be renewed: at two thirds of its life, and up to a twelfth of it later, by
 * a chance that is the certificate's own: a province's kiosks, enrolled on one day, do not all ask
 * on one day. Unix milliseconds. */
gint64 mc_renewal_due_ms (X509 *certificate);

/* (transfer full): the body of PUT /v1/renewals/USE: a request for fresh, proven by present. */
char *mc_renewal_write_request (McDeviceKey *present, McDeviceKey *fresh, const char *kiosk_id,
                                const char *use, gint64 now_ms, GError **error);

/* Fails unless pem is a certificate of key that is valid now. */
gboolean mc_renewal_check_answer (const char *pem, McDeviceKey *key, GError **error);

/* The kiosk's part, a step at a time: adopts an answer, or makes a request when it is due, or does
 * nothing, also while another program does it. adopted (out): there is a new pair. */
gboolean mc_renewal_step (const char *state_dir, McKeyHolder *holder, const char *kiosk_id,
                          gint64 now_ms, gboolean *adopted, GError **error);

/* After an enrolment: what was under way is for keys that are no more. */
void mc_renewal_forget (const char *state_dir);

/* The daemon's part: (transfer full) (nullable): the request that waits; and its answer. */
char *mc_renewal_read_request (const char *state_dir);
gboolean mc_renewal_write_answer (const char *state_dir, const char *pem, GError **error);

G_END_DECLS
