// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/gateway.h"

#include <string.h>

#include "offline-cache/jws.h"
#include "tests/portal/assembly.h"

#define RETRY_AFTER_S "5"
#define MAX_MISSING 1000
#define OTHER_ID "00000000-0000-7000-8000-000000000000"

/* One PUT on its way through the checks. */
typedef struct {
  McGateway *gateway;
  const McRequest *request;
  const char *id;       /* from the path */
  char *digest;         /* of the body */
  McFindings *findings; /* (nullable): what the record says, once it has been opened */
  McAssembly *assembly; /* (nullable): of its attachments, if it has any */
} McPut;

static void
put_clear (McPut *self)
{
  g_clear_pointer (&self->digest, g_free);
  g_clear_pointer (&self->findings, mc_findings_free);
  g_clear_pointer (&self->assembly, mc_assembly_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McPut, put_clear)

/* The way the record came is at fault, not the record. */
static McReply *
refuse (McGateway *self, guint status, const char *code, const char *detail)
{
  mc_ledger_count (self->ledger, "offers", "refused", NULL);
  return mc_reply_new_problem (status, code, detail, NULL);
}

static McReply *
reject (McGateway *self, const char *detail, JsonArray *errors)
{
  mc_ledger_count (self->ledger, "offers", "rejected", NULL);
  return mc_reply_new_problem (422, MC_PROBLEM_REJECTED, detail, errors);
}

static McReply *
ask_again (McGateway *self, const char *detail)
{
  McReply *reply = refuse (self, 503, MC_PROBLEM_RETRY, detail);

  mc_reply_add_header (reply, "Retry-After", RETRY_AFTER_S);
  return reply;
}

/* (transfer full) (nullable): what is wrong with the request, before the record is looked at. */
static McReply *
check_request (McPut *self)
{
  const McRequest *request = self->request;

  if (!mc_gateway_is_submission_id (self->id))
    return refuse (self->gateway, 400, MC_PROBLEM_RETRY, "the path needs a UUID of version 7");
  if (request->body_too_large)
    return refuse (self->gateway, 413, MC_PROBLEM_REJECTED, "the envelope is too large");
  if (!mc_request_has_type (request, "application/cms"))
    return refuse (self->gateway, 415, MC_PROBLEM_RETRY, "expected application/cms");
  if (!request->content_digest)
    return refuse (self->gateway, 400, MC_PROBLEM_RETRY, "Content-Digest is missing");
  if (!mc_request_has_digest (request))
    return refuse (self->gateway, 400, MC_PROBLEM_RETRY,
                   "Content-Digest does not hold: altered on the way?");
  return NULL;
}

static McReply *
ask_for_correction (McGateway *self, const McFindings *findings)
{
  g_autofree char *detail = g_strdup_printf ("Tờ khai cần bổ sung hoặc sửa: %s.", findings->labels);

  mc_ledger_count (self->ledger, "offers", "needs-correction", NULL);
  return mc_reply_new_problem (422, MC_PROBLEM_NEEDS_CORRECTION, detail, findings->errors);
}

/* (transfer full) (nullable): why the record cannot be taken; else self->findings is set. */
static McReply *
examine (McPut *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *signer = NULL;
  g_autoptr (GBytes) record = mc_opener_open (self->gateway->opener, self->request->body, &signer,
                                              &error);

  /* Without Retry-After: only this record is to wait, the others can be opened. */
  if (g_error_matches (error, MC_OPENER_ERROR, MC_OPENER_ERROR_NO_KEY)) {
    g_warning ("%s", error->message);
    return refuse (self->gateway, 503, MC_PROBLEM_RETRY,
                   "the gateway does not have the key for it yet");
  }
  if (!record)
    return reject (self->gateway, error->message, NULL);
  /* Another kiosk may carry it (a queue taken off a broken one); who signed answers for it. */
  if (!mc_ledger_knows_kiosk (self->gateway->ledger, signer))
    return reject (self->gateway, "signed by a kiosk that is not, or no longer, one of ours", NULL);
  self->findings = mc_checker_check (self->gateway->checker, record, &error);
  if (!self->findings) {
    g_warning ("%s", error->message);
    return ask_again (self->gateway, "the gateway cannot check records just now");
  }
  if (self->findings->correctable)
    return ask_for_correction (self->gateway, self->findings);
  if (!self->findings->good)
    return reject (self->gateway, "the record does not follow its schema or form",
                   self->findings->errors);
  if (g_strcmp0 (self->findings->id, self->id) != 0)
    return reject (self->gateway, "the record's id is not the one in the path", NULL);
  if (g_strcmp0 (self->findings->kiosk, signer) != 0)
    return reject (self->gateway, "the record names another kiosk than the one that signed", NULL);
  return NULL;
}

/* (transfer full): 202: what the kiosk has to bring before the record can be accepted; at most
 * MAX_MISSING of it at a time. */
static McReply *
ask_for_parts (const char *id, const char *digest, GPtrArray *missing)
{
  g_autoptr (JsonObject) answer = json_object_new ();
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < missing->len && i < MAX_MISSING; i++)
    json_array_add_string_element (list, g_ptr_array_index (missing, i));
  json_object_set_string_member (answer, "submission", id);
  json_object_set_string_member (answer, "digest", digest);
  json_object_set_array_member (answer, "missing", list);
  return mc_reply_new_json (202, answer);
}

static McReply *
reject_attachments (McPut *self)
{
  g_autoptr (GError) error = NULL;

  if (!mc_ledger_drop (self->gateway->ledger, self->id, &error)) {
    g_warning ("ledger: %s", error->message);
    return ask_again (self->gateway, "the gateway cannot store just now");
  }
  return reject (self->gateway, "an attachment is not what the record says",
                 self->assembly->errors);
}

/* (transfer full) (nullable): why the record cannot be taken (yet); else all its attachments are
 * here, whole. */
static McReply *
gather (McPut *self)
{
  McLedger *ledger = self->gateway->ledger;
  JsonArray *attachments = self->findings->attachments;
  g_autoptr (GError) error = NULL;
  McSettlement settlement;

  if (!attachments || json_array_get_length (attachments) == 0)
    return NULL;
  settlement = mc_ledger_hold (ledger, self->id, self->digest, self->request->body,
                               mc_gateway_now_ms (), &error);
  if (settlement == MC_SETTLEMENT_CONFLICT) {
    mc_ledger_count (ledger, "offers", "conflicts", NULL);
    return mc_reply_new_problem (409, MC_PROBLEM_CONFLICT,
                                 "another envelope is being delivered under this id", NULL);
  }
  if (settlement != MC_SETTLEMENT_FAILED)
    self->assembly = mc_assembly_new (ledger, self->gateway->opener, self->id,
                                      self->findings->kiosk, attachments, &error);
  if (!self->assembly) {
    g_warning ("ledger: %s", error->message);
    return ask_again (self->gateway, "the gateway cannot store just now");
  }
  if (self->assembly->errors)
    return reject_attachments (self);
  if (self->assembly->missing->len == 0)
    return NULL;
  return ask_for_parts (self->id, self->digest, self->assembly->missing);
}

/* (transfer full) */
static char *
make_claims (McGateway *gateway, const McOffer *offer, const McAck *ack)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *claims = json_object_new ();

  json_object_set_string_member (claims, "iss", gateway->public_url);
  json_object_set_string_member (claims, "sub", offer->id);
  json_object_set_string_member (claims, "dig", offer->digest);
  json_object_set_string_member (claims, "local", offer->local_code);
  json_object_set_string_member (claims, "dossier_code", ack->dossier_code);
  json_object_set_string_member (claims, "received_at", ack->received_at);
  if (ack->appointment)
    json_object_set_string_member (claims, "appointment", ack->appointment);
  else
    json_object_set_null_member (claims, "appointment");
  json_object_set_int_member (claims, "iat", mc_gateway_now_ms () / 1000);
  json_node_take_object (node, claims);
  return json_to_string (node, FALSE);
}

typedef struct {
  McGateway *gateway;
  EVP_PKEY *key;
  const char *key_id;
} McSigner;

static gboolean
sign_ack (const McOffer *offer, McAck *ack, gpointer data, GError **error)
{
  McSigner *signer = data;
  g_autofree char *claims = make_claims (signer->gateway, offer, ack);

  ack->jws = mc_jws_sign (signer->key, signer->key_id, claims, error);
  return ack->jws != NULL;
}

/* ring: where its key is. */
static McSigner
make_signer (McGateway *gateway, const McKeyring *ring)
{
  const McPortalKey *key = mc_keyring_newest (ring, MC_PORTAL_KEY_ACK);

  return (McSigner){ gateway, key->pair.key, key->id };
}

/* (transfer full): the answer to id, known as jws: signed anew, and kept so, if the key it is
 * signed with has been replaced. Only the time of issue changes; everybody gets the same one. */
static char *
refresh_ack (McGateway *gateway, const char *id, const char *jws)
{
  g_autoptr (McKeyring) ring = mc_keyrings_dup (gateway->keyrings);
  X509 *certificate = mc_keyring_newest (ring, MC_PORTAL_KEY_ACK)->pair.certificate;
  g_autofree char *claims = mc_jws_verify (certificate, jws, NULL);
  McSigner signer = make_signer (gateway, ring);
  g_autoptr (GError) error = NULL;
  char *fresh;

  if (claims)
    return g_strdup (jws);
  fresh = mc_ledger_renew_ack (gateway->ledger, id, jws, sign_ack, &signer, &error);
  if (fresh)
    return fresh;
  g_warning ("ledger: %s", error->message);
  return g_strdup (jws);
}

/* (transfer full): received now; day: (out) (transfer full): yyMMdd for the dossier code. */
static McAck *
new_ack (McGateway *gateway, char **day)
{
  g_autoptr (GDateTime) now = mc_calendar_local_time (mc_gateway_now_ms ());
  g_autoptr (GDateTime) appointment = mc_calendar_appointment (
      gateway->calendar, now, json_object_get_int_member (gateway->office, "working_days"));
  McAck *ack = g_new0 (McAck, 1);

  ack->received_at = mc_calendar_rfc3339 (now);
  ack->appointment = mc_calendar_rfc3339 (appointment);
  *day = g_date_time_format (now, "%y%m%d");
  return ack;
}

static McReply *
acknowledge (const char *jws)
{
  return mc_reply_new_text (201, "application/jose", jws);
}

static McOffer
make_offer (McPut *self)
{
  McFindings *findings = self->findings;

  return (McOffer){ self->id,
                    self->digest,
                    findings ? findings->kiosk : NULL,
                    findings ? findings->local_code : NULL,
                    findings ? findings->procedure : NULL,
                    self->request->body,
                    self->assembly ? self->assembly->parts : NULL };
}

static McReply *
settled_reply (McPut *self, McSettlement settlement, const char *jws, GError *error)
{
  g_autofree char *fresh = NULL;

  switch (settlement) {
  case MC_SETTLEMENT_NEW:
    return acknowledge (jws);
  case MC_SETTLEMENT_REPLAY:
    fresh = refresh_ack (self->gateway, self->id, jws);
    return acknowledge (fresh);
  case MC_SETTLEMENT_CONFLICT:
    return mc_reply_new_problem (409, MC_PROBLEM_CONFLICT,
                                 "another envelope has been accepted under this id", NULL);
  case MC_SETTLEMENT_FAILED:
  default:
    g_warning ("ledger: %s", error->message);
    return ask_again (self->gateway, "the gateway cannot store just now");
  }
}

static McReply *
process (McPut *self)
{
  const char *agency = json_object_get_string_member (self->gateway->office, "agency_code");
  g_autoptr (McKeyring) ring = mc_keyrings_dup (self->gateway->keyrings);
  McSigner signer = make_signer (self->gateway, ring);
  g_autoptr (GError) error = NULL;
  g_autoptr (McAck) ack = NULL;
  g_autofree char *known = NULL;
  g_autofree char *day = NULL;
  McOffer offer = make_offer (self);
  McSettlement settlement = mc_ledger_settle (self->gateway->ledger, &offer, &known, &error);
  McReply *refusal;

  if (settlement != MC_SETTLEMENT_NEW)
    return settled_reply (self, settlement, known, error);
  refusal = examine (self);
  if (!refusal)
    refusal = gather (self);
  if (refusal && refusal->status == 202)
    mc_ledger_count (self->gateway->ledger, "offers", "incomplete", NULL);
  if (refusal)
    return refusal;
  offer = make_offer (self);
  ack = new_ack (self->gateway, &day);
  settlement = mc_ledger_store (self->gateway->ledger, &offer, agency, day, ack, sign_ack, &signer,
                                &error);
  return settled_reply (self, settlement, ack->jws, error);
}

/* An acknowledgement that is false in one respect and right in all others. */
static McReply *
forge (McPut *self, McAckFault fault)
{
  const char *agency = json_object_get_string_member (self->gateway->office, "agency_code");
  g_autoptr (McKeyring) ring = mc_keyrings_dup (self->gateway->keyrings);
  McSigner signer = make_signer (self->gateway, ring);
  g_autoptr (GError) error = NULL;
  g_autoptr (McAck) ack = NULL;
  g_autofree char *day = NULL;
  g_autofree char *other_digest = NULL;
  McReply *refusal = self->findings ? NULL : examine (self);
  McOffer offer;

  if (refusal)
    return refusal;
  offer = make_offer (self);
  other_digest = mc_sha256_base64url ("another", strlen ("another"));
  if (fault == MC_ACK_WRONG_ID)
    offer.id = OTHER_ID;
  if (fault == MC_ACK_WRONG_DIGEST)
    offer.digest = other_digest;
  if (fault == MC_ACK_WRONG_SIGNATURE)
    signer.key = self->gateway->impostor;
  ack = new_ack (self->gateway, &day);
  ack->dossier_code = g_strdup_printf ("%s-%s-9999", agency, day);
  if (!sign_ack (&offer, ack, &signer, &error))
    return ask_again (self->gateway, error->message);
  return acknowledge (ack->jws);
}

static McReply *
perform (McPut *self, const McScene *scene)
{
  g_autoptr (McReply) true_reply = NULL;

  mc_ledger_count (self->gateway->ledger, "scripted", NULL);
  if (scene->commit || (!scene->plays && scene->ack == MC_ACK_TRUE))
    true_reply = process (self);
  else
    mc_ledger_count (self->gateway->ledger, "offers", NULL);
  if (scene->plays)
    return mc_behaviour_play (scene, true_reply);
  if (scene->ack != MC_ACK_TRUE)
    return forge (self, scene->ack);
  return g_steal_pointer (&true_reply);
}

McReply *
mc_submission_put (McGateway *gateway, const McRequest *request, const char *argument)
{
  g_auto (McPut) put = { gateway, request, argument };
  McScene scene;
  McReply *refusal;

  if (!mc_gateway_client (gateway, request))
    return mc_gateway_refuse_client (gateway);
  refusal = check_request (&put);
  if (refusal)
    return refusal;
  put.digest = mc_sha256_base64url (g_bytes_get_data (request->body, NULL),
                                    g_bytes_get_size (request->body));
  if (!mc_behaviour_take (gateway->behaviour, MC_STAGE_SUBMISSIONS, &scene))
    return process (&put);
  mc_gateway_wait (gateway, scene.delay_ms);
  return perform (&put, &scene);
}

/* (transfer full) (nullable): 202 if the record is being delivered. */
static McReply *
tell_pending (McGateway *gateway, const char *id, GError **error)
{
  g_autoptr (GBytes) envelope = mc_ledger_find_pending (gateway->ledger, id, error);
  const McRequest request = { .body = envelope };
  g_auto (McPut) put = { gateway, &request, id };
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  McReply *refusal;

  if (!envelope)
    return NULL;
  put.digest = mc_sha256_base64url (g_bytes_get_data (envelope, NULL), g_bytes_get_size (envelope));
  refusal = examine (&put);
  if (!refusal)
    refusal = gather (&put);
  return refusal ? refusal : ask_for_parts (id, put.digest, none);
}

McReply *
mc_submission_get (McGateway *gateway, const McRequest *request, const char *argument)
{
  const char *kiosk = mc_gateway_client (gateway, request);
  g_autoptr (GError) error = NULL;
  g_autofree char *jws = NULL;
  g_autofree char *fresh = NULL;
  McReply *pending = NULL;

  if (!kiosk)
    return mc_gateway_refuse_client (gateway);
  jws = mc_ledger_find (gateway->ledger, argument, kiosk, &error);
  if (jws) {
    fresh = refresh_ack (gateway, argument, jws);
    return mc_reply_new_text (200, "application/jose", fresh);
  }
  if (!error)
    pending = tell_pending (gateway, argument, &error);
  if (pending)
    return pending;
  if (error)
    return mc_reply_new_problem (503, MC_PROBLEM_RETRY, "the gateway cannot look just now", NULL);
  return mc_reply_new_problem (404, MC_PROBLEM_RETRY, "nothing has been accepted under this id",
                               NULL);
}
