// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/sync/portal-answer.h"

#include "app/domain/clock.h"

G_BEGIN_DECLS

/**
 * McPortal: the gateway's contract, the verbs that this kiosk uses. Whether anybody is there, and
 * how this kiosk is:
 *
 *   GET {url}/v1/health
 *   PUT {url}/v1/heartbeats/{kiosk}
 *   GET {url}/v1/statuses?after={cursor}         what the office says of dossiers
 *   PUT {url}/v1/renewals/{use}                  a new certificate before the old one expires
 *   GET {url}/v1/trust                           the portal's own certificates, and revocations
 *
 * and the one that matters:
 *
 *   PUT {url}/v1/submissions/{id}
 *   Content-Type: application/cms                (RFC 7193)
 *   Content-Digest: sha-256=:...:                (RFC 9530)
 *
 * The id makes it idempotent: the portal answers a second offer of the same envelope with its
 * first answer. Where papers go with it, the portal says which of their parts it misses:
 *
 *   PUT {url}/v1/submissions/{id}/parts/{digest}
 *   Content-Type: application/octet-stream
 *   Content-Digest: sha-256=:...:
 *
 * Parked drafts, sealed for whoever holds the slip:
 *
 *   PUT {url}/v1/parked/{id}?expires={time}, GET and DELETE {url}/v1/parked/{id}
 *
 * Signal "unproven": an acknowledgement has come that no certificate we know proves; the portal may
 * have another by now.
 */
#define MC_TYPE_PORTAL (mc_portal_get_type ())
G_DECLARE_FINAL_TYPE (McPortal, mc_portal, MC, PORTAL, GObject)

/* url: "https://host[:port]". state_dir: what proves acknowledgements is in it
 * (offline-cache/portal-trust.h). Fails with MC_VAULT_ERROR_KEY, or G_IO_ERROR_INVALID_ARGUMENT for
 * any other url. */
McPortal *mc_portal_new (McHttp *http, const char *url, const char *state_dir, McClock *clock,
                         GError **error);

/* (transfer full): the answer to any of the questions below, judged as each says; NULL and
 * G_IO_ERROR_CANCELLED only. */
McPortalAnswer *mc_portal_finish (McPortal *self, GAsyncResult *result, GError **error);

/* Offers a submission: mc_portal_answer_judge (). */
void mc_portal_submit_async (McPortal *self, const McSubmission *row, GBytes *envelope,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);

/* Brings a part of a submission's attachments: mc_portal_answer_judge_part (). digest: part's. */
void mc_portal_put_part_async (McPortal *self, const char *submission_id, const char *digest,
                               GBytes *part, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);

/* Asks whether the portal is there: mc_portal_answer_judge_health (). */
void mc_portal_greet_async (McPortal *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);

/* Tells how this kiosk is: mc_portal_answer_judge_heartbeat (). json: as in
 * assets/portal-api/openapi.yaml, nothing about a person. */
void mc_portal_heartbeat_async (McPortal *self, const char *kiosk_id, const char *json,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);

/* Asks for a new certificate: mc_portal_answer_judge_renewal (). use: "seal" or "transport"; json:
 * mc_renewal_write_request (). */
void mc_portal_renew_async (McPortal *self, const char *use, const char *json,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);

/* Asks which of the portal's certificates are in force: mc_portal_answer_judge_trust (). */
void mc_portal_ask_trust_async (McPortal *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);

/* (transfer none): by which acknowledgements are judged. */
McPortalTrust *mc_portal_get_trust (McPortal *self);

/* Asks what the office has said since cursor (see mc_outbox_get_office_cursor ()):
 * mc_portal_answer_judge_statuses (). */
void mc_portal_statuses_async (McPortal *self, const char *cursor, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);

/* Brings, fetches, withdraws a parked draft: mc_portal_answer_judge_parked (). */
void mc_portal_park_async (McPortal *self, const char *id, GBytes *box, gint64 expires_ms,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
void mc_portal_fetch_parked_async (McPortal *self, const char *id, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
void mc_portal_unpark_async (McPortal *self, const char *id, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);

G_END_DECLS
