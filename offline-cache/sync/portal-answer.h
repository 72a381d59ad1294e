// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "offline-cache/outbox-office.h"
#include "offline-cache/portal-trust.h"
#include "offline-cache/sync/http.h"

G_BEGIN_DECLS

typedef enum {
  MC_VERDICT_RETRY,      /* later again; nothing is known or the portal said so */
  MC_VERDICT_SENT,       /* acknowledged, by signature, for this very envelope; of a part: stored */
  MC_VERDICT_INCOMPLETE, /* the portal waits for parts of the attachments: see missing */
  MC_VERDICT_QUARANTINE, /* the portal will not take it as it is: staff look at it */
} McVerdict;

/* Who is to be believed to have answered. */
typedef enum {
  MC_SPEAKER_NONE,    /* no HTTP answer */
  MC_SPEAKER_UNKNOWN, /* an answer, but not one of the contract */
  MC_SPEAKER_PORTAL,
} McSpeaker;

/* The reason code of a portal that does not accept this kiosk's certificate. */
#define MC_REFUSED "refused"
/* Of an acknowledgement under a certificate of the portal's that has been revoked. */
#define MC_ACK_REVOKED "ack-revoked"

/* What came of offering one envelope. An outcome is a result here, never an error. */
typedef struct {
  McVerdict verdict;
  McSpeaker speaker;
  gboolean is_link;      /* no connection could be made: it is not about this envelope */
  gboolean is_refusal;   /* it is about this kiosk, not about this envelope */
  gboolean is_unproven;  /* an acknowledgement that no certificate we know proves */
  gboolean is_busy;      /* 429 or 503 with a Retry-After: not now, for any envelope */
  gint64 retry_after_ms; /* 0: none given; at most MC_OUTBOX_LONGEST_WAIT_MS */
  char *reason_code;     /* (nullable): NULL when sent */
  char *reason;          /* (nullable): English for technicians, or the portal's words */
  char *dossier_code;    /* the rest: when sent */
  char *received_at;
  char *appointment; /* (nullable) */
  char *ack;
  GStrv missing;       /* when incomplete: digests of parts; not empty */
  char *certificate;   /* of a renewal: PEM */
  GBytes *trust;       /* what the portal says of its own certificates: JSON, not looked at yet */
  GPtrArray *statuses; /* of the office's feed: (element-type McOfficeStatus) */
  char *cursor;        /* of the same */
  gboolean more;
  GBytes *box;         /* of a parked draft that was asked for */
  gint64 expires_ms;   /* of the same */
  gboolean is_unknown; /* the portal has no such parked draft */
  gboolean is_gone;    /* it had it: taken up, withdrawn or expired */
  gint64 portal_ms;    /* of a heartbeat: the portal's clock; of an acknowledgement: when it was
                          issued; 0: not told */
} McPortalAnswer;

void mc_portal_answer_free (McPortalAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McPortalAnswer, mc_portal_answer_free)

/**
 * Judges by code, signature and digest, never by prose. Sent means: 200 or 201, application/jose,
 * a JWS that trust proves, whose claims name this submission, this envelope and this local code.
 * Incomplete means: 202, application/json, about this submission and this envelope, and only
 * of a row with attachments. Only the portal's own words, problem+json with a known code, can
 * quarantine. Everything else is tried again, and the reason code says what it looked like. now_ms:
 * for a Retry-After that is a date.
 */
McPortalAnswer *mc_portal_answer_judge (const McHttpReply *reply, const McSubmission *row,
                                        McPortalTrust *trust, gint64 now_ms);

/* Of a part of that submission's: stored means 200, application/json, and the very digest. */
McPortalAnswer *mc_portal_answer_judge_part (const McHttpReply *reply, const char *submission_id,
                                             const char *digest, gint64 now_ms);

/* Of GET /v1/health: whether it was the portal that answered (speaker); the verdict says nothing.
 */
McPortalAnswer *mc_portal_answer_judge_health (const McHttpReply *reply);

/* Of a heartbeat: whether the portal took it (verdict MC_VERDICT_SENT), and what time it is there.
 */
McPortalAnswer *mc_portal_answer_judge_heartbeat (const McHttpReply *reply);

/* Of a renewal: whether there is a certificate (verdict MC_VERDICT_SENT); nothing is judged of it.
 */
McPortalAnswer *mc_portal_answer_judge_renewal (const McHttpReply *reply);

/* Of the portal's word on its own certificates: whether there is one (verdict MC_VERDICT_SENT). */
McPortalAnswer *mc_portal_answer_judge_trust (const McHttpReply *reply);

/* Of the office's feed: whether it is one (verdict MC_VERDICT_SENT). Entries that make no sense are
 * left out; a note that is too long is cut. */
McPortalAnswer *mc_portal_answer_judge_statuses (const McHttpReply *reply);

/* Of a parked draft: what was asked for has happened (verdict MC_VERDICT_SENT), is_unknown,
 * is_gone, or to be tried again. digest (nullable): of what was brought. */
typedef enum { MC_PARKED_BRING, MC_PARKED_FETCH, MC_PARKED_WITHDRAW } McParkedVerb;
McPortalAnswer *mc_portal_answer_judge_parked (const McHttpReply *reply, McParkedVerb verb,
                                               const char *id, const char *digest, gint64 now_ms);

/* No answer: error is of MC_HTTP_ERROR. */
McPortalAnswer *mc_portal_answer_from_error (const GError *error);

G_END_DECLS
