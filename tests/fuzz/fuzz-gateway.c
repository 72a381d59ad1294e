// SPDX-License-Identifier: GPL-3.0-or-later

/* Whatever may answer in the gateway's place: a status, Content-Type, Retry-After, and a body, read
 * as the answer to a submission, to a part of a paper, to a greeting, to a heartbeat, to a renewal,
 * to the question for the portal's certificates and to what is asked of a parked draft. */

#include "offline-cache/sync/portal-answer.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/signer.h"

#include <string.h>

static const guint STATUSES[] = { 200, 201, 202, 204, 207, 302, 400, 401, 403,   404, 409,
                                  413, 422, 429, 500, 502, 503, 599, 0,   65535, 410 };

/* (transfer full) (nullable): as curl gives a header: no NUL in it; NULL where it is empty. */
static char *
take_header (McFuzzInput *input)
{
  gsize size;
  g_autofree guint8 *piece = mc_fuzz_take_piece (input, 1, &size);

  return size > 0 ? g_strndup ((const char *) piece, size) : NULL;
}

static void
check_answer (const McHttpReply *reply, McPortalAnswer *answer)
{
  g_assert_cmpint (answer->retry_after_ms, >=, 0);
  g_assert_cmpint (answer->retry_after_ms, <=, MC_OUTBOX_LONGEST_WAIT_MS);
  g_assert_true (answer->reason == NULL || g_utf8_validate (answer->reason, -1, NULL));
  g_assert_true (answer->reason_code == NULL || strlen (answer->reason_code) <= 64);
  /* Only words of the contract condemn, and no server that is failing. */
  if (answer->verdict == MC_VERDICT_QUARANTINE) {
    g_assert_cmpint (answer->speaker, ==, MC_SPEAKER_PORTAL);
    g_assert_cmpuint (reply->status, >=, 400);
    g_assert_cmpuint (reply->status, <, 500);
  }
  mc_portal_answer_free (answer);
}

static void
check_parked (const McHttpReply *reply, McParkedVerb verb)
{
  McPortalAnswer *parked = mc_portal_answer_judge_parked (reply, verb, MC_FUZZ_ID, MC_FUZZ_DIGEST,
                                                          0);

  g_assert_true (parked->verdict != MC_VERDICT_SENT || reply->status == 200);
  g_assert_true (!parked->is_unknown || reply->status == 404);
  g_assert_true (!parked->is_gone || reply->status == 410);
  if (verb == MC_PARKED_FETCH && parked->verdict == MC_VERDICT_SENT)
    g_assert_true (parked->box != NULL && parked->expires_ms > 0);
  check_answer (reply, parked);
}

/* A portal whose acknowledgements the signer signs. */
static McPortalTrust *
get_trust (void)
{
  /* For the life of the process, as the signer. */
  static McPortalTrust *trust;

  if (trust == NULL)
    trust = mc_portal_trust_new_pinned (NULL, NULL, mc_fuzz_signer_get ()->certificate);
  return trust;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  McFuzzInput input = { data, size };
  McHttpReply reply = { .status = STATUSES[mc_fuzz_take_byte (&input) % G_N_ELEMENTS (STATUSES)] };
  const McSubmission row = { .id = (char *) MC_FUZZ_ID,
                             .digest = (char *) MC_FUZZ_DIGEST,
                             .local_code = (char *) MC_FUZZ_LOCAL_CODE,
                             .attachments = 1 };
  g_autofree char *type = take_header (&input);
  g_autofree char *wait = take_header (&input);
  g_autoptr (GBytes) bytes = g_bytes_new (input.data, input.size);
  McPortalAnswer *answer, *part, *heartbeat, *renewal, *trust;

  reply.content_type = type;
  reply.retry_after = wait;
  reply.body = bytes;
  answer = mc_portal_answer_judge (&reply, &row, get_trust (), 0);
  /* Nobody here can sign. */
  g_assert_cmpint (answer->verdict, !=, MC_VERDICT_SENT);
  g_assert_true ((answer->verdict == MC_VERDICT_INCOMPLETE) == (answer->missing != NULL));
  check_answer (&reply, answer);
  part = mc_portal_answer_judge_part (&reply, MC_FUZZ_ID, MC_FUZZ_DIGEST, 0);
  g_assert_true (part->verdict != MC_VERDICT_SENT || reply.status == 200);
  check_answer (&reply, part);
  check_answer (&reply, mc_portal_answer_judge_health (&reply));
  heartbeat = mc_portal_answer_judge_heartbeat (&reply);
  g_assert_true (heartbeat->verdict != MC_VERDICT_SENT || reply.status == 200);
  check_answer (&reply, heartbeat);
  renewal = mc_portal_answer_judge_renewal (&reply);
  g_assert_true ((renewal->verdict == MC_VERDICT_SENT) == (renewal->certificate != NULL));
  check_answer (&reply, renewal);
  trust = mc_portal_answer_judge_trust (&reply);
  g_assert_true ((trust->verdict == MC_VERDICT_SENT) == (trust->trust != NULL));
  check_answer (&reply, trust);
  for (McParkedVerb verb = MC_PARKED_BRING; verb <= MC_PARKED_WITHDRAW; verb++)
    check_parked (&reply, verb);
  return 0;
}
