// SPDX-License-Identifier: GPL-3.0-or-later

/* An acknowledgement. First byte odd: the rest is what the portal itself has signed; even: header,
 * payload and signature of a JWS that anybody may have made. */

#include "offline-cache/digest.h"
#include "offline-cache/jws.h"
#include "offline-cache/sync/portal-answer.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/signer.h"

static const McSubmission ROW = { .id = (char *) MC_FUZZ_ID,
                                  .digest = (char *) MC_FUZZ_DIGEST,
                                  .local_code = (char *) MC_FUZZ_LOCAL_CODE };

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

static McPortalAnswer *
judge (const char *jws)
{
  g_autoptr (GBytes) body = g_bytes_new (jws, strlen (jws));
  const McHttpReply reply = { .status = 201,
                              .content_type = (char *) "application/jose",
                              .body = body };

  return mc_portal_answer_judge (&reply, &ROW, get_trust (), 0);
}

static void
judge_signed (const char *claims)
{
  g_autofree char *jws = mc_jws_sign (mc_fuzz_signer_get ()->key, "kid", claims, NULL);
  g_autoptr (McPortalAnswer) answer = jws != NULL ? judge (jws) : NULL;
  g_autoptr (GDateTime) time = NULL;

  if (answer == NULL || answer->verdict != MC_VERDICT_SENT)
    return;
  g_assert_cmpstr (answer->ack, ==, jws);
  g_assert_true (answer->dossier_code[0] != '\0');
  g_assert_true (g_utf8_validate (answer->dossier_code, -1, NULL));
  time = g_date_time_new_from_iso8601 (answer->received_at, NULL);
  g_assert_nonnull (time);
}

static void
judge_forged (McFuzzInput *input)
{
  g_autoptr (GString) jws = g_string_new (NULL);
  g_autoptr (McPortalAnswer) answer = NULL;

  for (guint i = 0; i < 3; i++) {
    gsize size;
    g_autofree guint8 *piece = mc_fuzz_take_piece (input, 4, &size);
    g_autofree char *text = mc_base64url_encode (piece, size);

    g_string_append_printf (jws, "%s%s", i > 0 ? "." : "", text);
  }
  g_string_append_len (jws, (const char *) input->data, (gssize) input->size);
  answer = judge (jws->str);
  g_assert_cmpint (answer->verdict, !=, MC_VERDICT_SENT);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  McFuzzInput input = { data, size };
  g_autofree char *claims = NULL;

  if (mc_fuzz_take_byte (&input) % 2 == 0) {
    judge_forged (&input);
    return 0;
  }
  claims = g_strndup ((const char *) input.data, input.size);
  judge_signed (claims);
  return 0;
}
