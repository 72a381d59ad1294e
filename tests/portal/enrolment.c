// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/gateway.h"

#define MAX_TOKEN_BYTES 256
#define MAX_FACT_BYTES 128
#define BEARER "Bearer "

/* What a kiosk asks for, as far as it was understood. */
typedef struct {
  X509_REQ *seal;
  X509_REQ *transport;
  const char *machine;
  const char *version;
} McEnrolment;

static void
enrolment_clear (McEnrolment *self)
{
  g_clear_pointer (&self->seal, X509_REQ_free);
  g_clear_pointer (&self->transport, X509_REQ_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McEnrolment, enrolment_clear)

static X509_REQ *
read_request (JsonObject *object, const char *member, GError **error)
{
  const char *pem = json_object_get_string_member_with_default (object, member, NULL);
  g_autoptr (GError) cause = NULL;
  X509_REQ *request;

  if (!pem) {
    g_set_error (error, MC_PKI_ERROR, MC_PKI_ERROR_REQUEST, "%s: expected a string", member);
    return NULL;
  }
  request = mc_pki_read_request (pem, &cause);
  if (!request)
    g_set_error (error, MC_PKI_ERROR, MC_PKI_ERROR_REQUEST, "%s: %s", member, cause->message);
  return request;
}

static const char *
read_fact (JsonObject *kiosk, const char *member, GError **error)
{
  const char *text = json_object_get_string_member_with_default (kiosk, member, NULL);

  if (text && *text && strlen (text) <= MAX_FACT_BYTES)
    return text;
  g_set_error (error, MC_PKI_ERROR, MC_PKI_ERROR_REQUEST,
               "kiosk.%s: expected 1 to %d bytes of text", member, MAX_FACT_BYTES);
  return NULL;
}

static gboolean
read_enrolment (JsonObject *object, McEnrolment *out, GError **error)
{
  JsonNode *node = json_object_get_member (object, "kiosk");
  JsonObject *kiosk = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (!kiosk) {
    g_set_error (error, MC_PKI_ERROR, MC_PKI_ERROR_REQUEST, "kiosk: expected an object");
    return FALSE;
  }
  out->machine = read_fact (kiosk, "machine", error);
  out->version = out->machine ? read_fact (kiosk, "version", error) : NULL;
  out->seal = out->version ? read_request (object, "seal_csr", error) : NULL;
  out->transport = out->seal ? read_request (object, "transport_csr", error) : NULL;
  if (!out->transport)
    return FALSE;
  if (!EVP_PKEY_eq (X509_REQ_get0_pubkey (out->seal), X509_REQ_get0_pubkey (out->transport)))
    return TRUE;
  g_set_error (error, MC_PKI_ERROR, MC_PKI_ERROR_REQUEST,
               "the seal and the transport key belong to two programs and must differ");
  return FALSE;
}

/* (transfer full): the fields of McKioskIdentity (app/domain/identity.h). */
static JsonObject *
make_identity (McGateway *self, const char *kiosk_id, gint64 now_ms)
{
  JsonObject *office = json_object_get_object_member (self->office, "identity");
  JsonObject *identity = json_object_new ();
  g_autoptr (GList) members = json_object_get_members (office);
  g_autoptr (GDateTime) now = mc_calendar_local_time (now_ms);
  g_autofree char *enrolled_at = mc_calendar_rfc3339 (now);

  json_object_set_string_member (identity, "kiosk_id", kiosk_id);
  for (GList *l = members; l; l = l->next)
    json_object_set_string_member (identity, l->data,
                                   json_object_get_string_member (office, l->data));
  json_object_set_string_member (identity, "portal_url", self->public_url);
  json_object_set_string_member (identity, "enrolled_at", enrolled_at);
  return identity;
}

static void
set_pem (JsonObject *object, const char *member, X509 *certificate)
{
  g_autofree char *pem = mc_pki_to_pem (certificate);

  json_object_set_string_member (object, member, pem);
}

static McReply *
enrol (McGateway *self, const char *token, const McEnrolment *enrolment, GError **error)
{
  gint64 now_ms = mc_gateway_now_ms ();
  g_autofree char *kiosk_id = mc_ledger_enrol (self->ledger, token, enrolment->machine,
                                               enrolment->version, now_ms, error);
  g_autoptr (JsonObject) answer = json_object_new ();
  g_autoptr (McKeyring) ring = mc_keyrings_dup (self->keyrings);
  g_autoptr (X509) seal = NULL;
  g_autoptr (X509) transport = NULL;

  if (!kiosk_id)
    return NULL;
  seal = mc_pki_issue (self->pki, enrolment->seal, kiosk_id, MC_KIOSK_KEY_SEAL, self->first_life_s,
                       error);
  transport = seal ? mc_pki_issue (self->pki, enrolment->transport, kiosk_id,
                                   MC_KIOSK_KEY_TRANSPORT, self->first_life_s, error)
                   : NULL;
  if (!transport)
    return NULL;
  json_object_set_object_member (answer, "identity", make_identity (self, kiosk_id, now_ms));
  set_pem (answer, "seal_certificate", seal);
  set_pem (answer, "transport_certificate", transport);
  set_pem (answer, "portal_seal_certificate",
           mc_keyring_newest (ring, MC_PORTAL_KEY_SEAL)->pair.certificate);
  set_pem (answer, "portal_ack_certificate",
           mc_keyring_newest (ring, MC_PORTAL_KEY_ACK)->pair.certificate);
  set_pem (answer, "portal_recovery_certificate", self->pki->recovery);
  set_pem (answer, "ca_certificate", self->pki->ca.certificate);
  if (!mc_ledger_set_certificates (
          self->ledger, kiosk_id, json_object_get_string_member (answer, "seal_certificate"),
          json_object_get_string_member (answer, "transport_certificate"), error))
    return NULL;
  mc_ledger_count (self->ledger, "enrolled", NULL);
  return mc_reply_new_json (201, answer);
}

static McReply *
refuse_token (McGateway *self, const char *detail)
{
  McReply *reply;

  mc_ledger_count (self->ledger, "refused", NULL);
  reply = mc_reply_new_problem (401, MC_PROBLEM_REJECTED, detail, NULL);
  mc_reply_add_header (reply, "WWW-Authenticate", "Bearer realm=\"enrolment\"");
  return reply;
}

McReply *
mc_enrolment_post (McGateway *self, const McRequest *request, const char *argument)
{
  g_autoptr (JsonObject) object = NULL;
  g_auto (McEnrolment) enrolment = { NULL };
  g_autoptr (GError) error = NULL;
  const char *token = request->authorization;
  McReply *reply;

  if (!token || g_ascii_strncasecmp (token, BEARER, strlen (BEARER)) != 0
      || strlen (token) > MAX_TOKEN_BYTES)
    return refuse_token (self, "expected a bearer token from the portal's administrator");
  token += strlen (BEARER);
  if (request->body_too_large)
    return mc_reply_new_problem (413, MC_PROBLEM_REJECTED, "the body is too large", NULL);
  if (!mc_request_has_type (request, "application/json"))
    return mc_reply_new_problem (415, MC_PROBLEM_RETRY, "expected application/json", NULL);
  object = mc_request_dup_object (request);
  if (!object)
    return mc_reply_new_problem (400, MC_PROBLEM_RETRY, "expected a JSON object", NULL);
  /* The token is spent only on a request that can be granted. */
  if (!read_enrolment (object, &enrolment, &error))
    return mc_reply_new_problem (422, MC_PROBLEM_NEEDS_CORRECTION, error->message, NULL);
  reply = enrol (self, token, &enrolment, &error);
  if (reply)
    return reply;
  if (g_error_matches (error, MC_LEDGER_ERROR, MC_LEDGER_ERROR_TOKEN))
    return refuse_token (self, error->message);
  g_warning ("enrolment: %s", error->message);
  return mc_reply_new_problem (503, MC_PROBLEM_RETRY, "the gateway cannot enrol just now", NULL);
}
