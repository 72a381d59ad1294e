// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/gateway.h"

#include <string.h>

#include "offline-cache/digest.h"
#include "tests/portal/ledger-parked.h"

/* PUT, GET, DELETE /v1/parked/{id}: forms left for later, sealed under a key that is on a slip of
 * paper. Whichever kiosk of ours has the id, has the slip. */

#define ID_LENGTH 26

static McReply *
refuse (McGateway *self, guint status, const char *code, const char *detail)
{
  mc_ledger_count (self->ledger, "parked-refused", NULL);
  return mc_reply_new_problem (status, code, detail, NULL);
}

/* What is no parked draft (any more); its reply, or NULL and done goes on. */
static McReply *
tell_outcome (McGateway *self, McParkedOutcome outcome, const GError *error)
{
  McReply *reply;

  switch (outcome) {
  case MC_PARKED_DONE:
    return NULL;
  case MC_PARKED_UNKNOWN:
    return mc_reply_new_problem (404, "unknown", "no parked draft of this id has been brought",
                                 NULL);
  case MC_PARKED_GONE:
    return mc_reply_new_problem (410, "gone", "it was taken up, withdrawn, or has expired", NULL);
  case MC_PARKED_CONFLICT:
    return refuse (self, 409, MC_PROBLEM_CONFLICT, "another draft is known under this id");
  case MC_PARKED_TOO_MANY:
    reply = refuse (self, 503, MC_PROBLEM_RETRY, "too many parked drafts of this kiosk");
    mc_reply_add_header (reply, "Retry-After", "3600");
    return reply;
  case MC_PARKED_FAILED:
  default:
    g_warning ("ledger: %s", error->message);
    reply = refuse (self, 503, MC_PROBLEM_RETRY, "the gateway cannot look just now");
    mc_reply_add_header (reply, "Retry-After", "5");
    return reply;
  }
}

/* (transfer full) (nullable): what is wrong with who asks, or with the id. */
static McReply *
check_asker (McGateway *self, const McRequest *request, const char *id)
{
  if (!mc_gateway_client (self, request))
    return mc_gateway_refuse_client (self);
  if (strlen (id) != ID_LENGTH || strspn (id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != ID_LENGTH)
    return refuse (self, 400, MC_PROBLEM_RETRY, "the path needs the 26 letters of a ticket's id");
  return NULL;
}

/* -1: not a time. */
static gint64
read_time (const char *text)
{
  g_autoptr (GDateTime) time = text ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return time ? g_date_time_to_unix (time) * 1000 : -1;
}

static McReply *
check_body (McGateway *self, const McRequest *request)
{
  if (request->body_too_large || g_bytes_get_size (request->body) > MC_PARKED_MAX_BYTES)
    return refuse (self, 413, MC_PROBLEM_REJECTED, "the draft is too large");
  if (!mc_request_has_type (request, "application/octet-stream"))
    return refuse (self, 415, MC_PROBLEM_RETRY, "expected application/octet-stream");
  if (!request->content_digest || !mc_request_has_digest (request))
    return refuse (self, 400, MC_PROBLEM_RETRY,
                   "Content-Digest is missing, or does not hold: altered on the way?");
  if (read_time (request->expires) < 0 || g_bytes_get_size (request->body) == 0)
    return refuse (self, 400, MC_PROBLEM_RETRY, "expires: expected a time (RFC 3339), and a body");
  return NULL;
}

static McReply *
put (McGateway *self, const McRequest *request, const char *id)
{
  g_autofree char *digest = mc_sha256_base64url (g_bytes_get_data (request->body, NULL),
                                                 g_bytes_get_size (request->body));
  g_autoptr (JsonObject) answer = json_object_new ();
  g_autoptr (GError) error = NULL;
  McParkedOutcome outcome = mc_ledger_park (self->ledger, id, mc_gateway_client (self, request),
                                            digest, request->body, read_time (request->expires),
                                            mc_gateway_now_ms (), &error);
  McReply *problem = tell_outcome (self, outcome, error);

  if (problem)
    return problem;
  json_object_set_string_member (answer, "parked", id);
  json_object_set_string_member (answer, "digest", digest);
  return mc_reply_new_json (200, answer);
}

static McReply *
get (McGateway *self, const McRequest *request, const char *id)
{
  g_autoptr (JsonObject) answer = json_object_new ();
  g_autoptr (GBytes) data = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDateTime) expires = NULL;
  g_autofree char *until = NULL;
  g_autofree char *base64 = NULL;
  gint64 expires_ms = 0;
  McParkedOutcome outcome = mc_ledger_find_parked (self->ledger, id, mc_gateway_now_ms (), &data,
                                                   &expires_ms, &error);
  McReply *problem = tell_outcome (self, outcome, error);

  if (problem)
    return problem;
  expires = g_date_time_new_from_unix_utc (expires_ms / 1000);
  until = g_date_time_format (expires, "%Y-%m-%dT%H:%M:%SZ");
  base64 = g_base64_encode (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  json_object_set_string_member (answer, "parked", id);
  json_object_set_string_member (answer, "expires_at", until);
  json_object_set_string_member (answer, "data", base64);
  return mc_reply_new_json (200, answer);
}

static McReply *
withdraw (McGateway *self, const McRequest *request, const char *id)
{
  g_autoptr (JsonObject) answer = json_object_new ();
  g_autoptr (GError) error = NULL;
  McParkedOutcome outcome = mc_ledger_unpark (self->ledger, id, mc_gateway_client (self, request),
                                              mc_gateway_now_ms (), &error);
  McReply *problem = tell_outcome (self, outcome, error);

  if (problem)
    return problem;
  json_object_set_string_member (answer, "withdrawn", id);
  return mc_reply_new_json (200, answer);
}

typedef McReply *(*Verb) (McGateway *self, const McRequest *request, const char *id);

/* As a test has ordered it, or truly. */
static McReply *
perform (McGateway *self, const McRequest *request, const char *id, Verb verb)
{
  g_autoptr (McReply) true_reply = NULL;
  McScene scene;

  if (!mc_behaviour_take (self->behaviour, MC_STAGE_PARKED, &scene))
    return verb (self, request, id);
  mc_ledger_count (self->ledger, "scripted", NULL);
  mc_gateway_wait (self, scene.delay_ms);
  if (scene.commit || !scene.plays)
    true_reply = verb (self, request, id);
  return scene.plays ? mc_behaviour_play (&scene, true_reply) : g_steal_pointer (&true_reply);
}

McReply *
mc_parked_put (McGateway *self, const McRequest *request, const char *id)
{
  McReply *refusal = check_asker (self, request, id);

  if (!refusal)
    refusal = check_body (self, request);
  return refusal ? refusal : perform (self, request, id, put);
}

McReply *
mc_parked_get (McGateway *self, const McRequest *request, const char *id)
{
  McReply *refusal = check_asker (self, request, id);

  return refusal ? refusal : perform (self, request, id, get);
}

McReply *
mc_parked_delete (McGateway *self, const McRequest *request, const char *id)
{
  McReply *refusal = check_asker (self, request, id);

  return refusal ? refusal : perform (self, request, id, withdraw);
}
