// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/gateway.h"

#include <string.h>

#include "offline-cache/digest.h"
#include "tests/portal/ledger-parts.h"

/* PUT /v1/submissions/{id}/parts/{digest}: one sealed part of an attachment. Nothing is opened
 * here: what the parts are worth is seen when the record is offered again. */

#define PART_MAX_BYTES (144 * 1024)

/* One PUT on its way. */
typedef struct {
  McGateway *gateway;
  const McRequest *request;
  char *id;
  const char *digest; /* from the path */
} McPartPut;

static McReply *
refuse (McGateway *self, guint status, const char *code, const char *detail)
{
  mc_ledger_count (self->ledger, "part-refused", NULL);
  return mc_reply_new_problem (status, code, detail, NULL);
}

/* (transfer full) (nullable): what is wrong with the request. */
static McReply *
check_request (const McPartPut *self)
{
  const McRequest *request = self->request;
  gsize size = g_bytes_get_size (request->body);
  g_autofree char *digest = NULL;

  if (!mc_gateway_is_submission_id (self->id))
    return refuse (self->gateway, 400, MC_PROBLEM_RETRY, "the path needs a UUID of version 7");
  if (request->body_too_large || size > PART_MAX_BYTES)
    return refuse (self->gateway, 413, MC_PROBLEM_REJECTED, "the part is too large");
  if (!mc_request_has_type (request, "application/octet-stream"))
    return refuse (self->gateway, 415, MC_PROBLEM_RETRY, "expected application/octet-stream");
  if (!request->content_digest || !mc_request_has_digest (request))
    return refuse (self->gateway, 400, MC_PROBLEM_RETRY,
                   "Content-Digest is missing, or does not hold: altered on the way?");
  digest = mc_sha256_base64url (g_bytes_get_data (request->body, NULL), size);
  if (!g_str_equal (digest, self->digest))
    return refuse (self->gateway, 400, MC_PROBLEM_RETRY, "the path names another part");
  return NULL;
}

static McReply *
tell_stored (const McPartPut *self)
{
  g_autoptr (JsonObject) answer = json_object_new ();

  json_object_set_string_member (answer, "submission", self->id);
  json_object_set_string_member (answer, "stored", self->digest);
  return mc_reply_new_json (200, answer);
}

static McReply *
store (const McPartPut *self)
{
  g_autoptr (GError) error = NULL;
  McReply *reply;

  switch (mc_ledger_put_part (self->gateway->ledger, self->id, self->digest, self->request->body,
                              &error)) {
  case MC_PART_STORED:
  case MC_PART_KNOWN:
    return tell_stored (self);
  case MC_PART_UNWANTED:
    return refuse (self->gateway, 404, MC_PROBLEM_RETRY,
                   "no record that waits for parts is known under this id");
  case MC_PART_TOO_MUCH:
    return refuse (self->gateway, 413, MC_PROBLEM_REJECTED,
                   "the record's attachments are larger than the gateway takes");
  case MC_PART_FAILED:
  default:
    g_warning ("ledger: %s", error->message);
    reply = refuse (self->gateway, 503, MC_PROBLEM_RETRY, "the gateway cannot store just now");
    mc_reply_add_header (reply, "Retry-After", "5");
    return reply;
  }
}

static McReply *
perform (const McPartPut *self, const McScene *scene)
{
  g_autoptr (McReply) true_reply = NULL;

  mc_ledger_count (self->gateway->ledger, "scripted", NULL);
  mc_gateway_wait (self->gateway, scene->delay_ms);
  if (scene->commit || !scene->plays)
    true_reply = store (self);
  return scene->plays ? mc_behaviour_play (scene, true_reply) : g_steal_pointer (&true_reply);
}

McReply *
mc_part_put (McGateway *gateway, const McRequest *request, const char *argument)
{
  g_autofree char *id = g_strndup (argument, strcspn (argument, "/"));
  McPartPut put = { gateway, request, id, strrchr (argument, '/') + 1 };
  McReply *refusal;
  McScene scene;

  if (!mc_gateway_client (gateway, request))
    return mc_gateway_refuse_client (gateway);
  refusal = check_request (&put);
  if (refusal)
    return refusal;
  if (mc_behaviour_take (gateway->behaviour, MC_STAGE_PARTS, &scene))
    return perform (&put, &scene);
  return store (&put);
}
