// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/gateway.h"

#include "offline-cache/jws.h"

/* PUT /v1/renewals/seal and /v1/renewals/transport. */

static const struct {
  const char *name;
  McKioskKey use;
} uses[] = { { "seal", MC_KIOSK_KEY_SEAL }, { "transport", MC_KIOSK_KEY_TRANSPORT } };

/* (transfer full) (nullable): what the request is proven to ask for, if certificate's key proves
 * it and the certificate still holds. */
static JsonObject *
read_proof (const char *pem, const char *proof)
{
  g_autoptr (X509) certificate = mc_pki_from_pem (pem, NULL);
  g_autofree char *payload = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (!certificate || X509_cmp_current_time (X509_get0_notAfter (certificate)) < 0)
    return NULL;
  payload = mc_jws_verify (certificate, proof, NULL);
  node = payload ? json_from_string (payload, NULL) : NULL;
  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : NULL;
}

static gboolean
claims_fit (JsonObject *claims, const char *kiosk, const char *use, const char *csr)
{
  g_autofree char *digest = mc_sha256_base64url (csr, strlen (csr));

  return g_strcmp0 (json_object_get_string_member_with_default (claims, "kiosk", ""), kiosk) == 0
         && g_strcmp0 (json_object_get_string_member_with_default (claims, "use", ""), use) == 0
         && g_strcmp0 (json_object_get_string_member_with_default (claims, "csr", ""), digest) == 0;
}

static gboolean
is_proven (McGateway *self, const char *kiosk, const char *use, const char *csr, const char *proof,
           GError **error)
{
  g_autoptr (GPtrArray) certificates = mc_ledger_list_certificates (self->ledger, kiosk, use,
                                                                    error);

  for (guint i = 0; certificates && i < certificates->len; i++) {
    g_autoptr (JsonObject) claims = read_proof (g_ptr_array_index (certificates, i), proof);

    if (claims)
      return claims_fit (claims, kiosk, use, csr);
  }
  return FALSE;
}

static McReply *
refuse (const char *detail)
{
  return mc_reply_new_problem (422, MC_PROBLEM_REJECTED, detail, NULL);
}

static McReply *
issue (McGateway *self, const char *kiosk, guint use, const char *csr)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (X509_REQ) request = mc_pki_read_request (csr, &error);
  g_autoptr (X509) certificate = NULL;
  g_autofree char *pem = NULL;
  g_autoptr (JsonObject) answer = json_object_new ();

  if (!request)
    return refuse (error->message);
  certificate = mc_pki_issue (self->pki, request, kiosk, uses[use].use, 0, &error);
  pem = certificate ? mc_pki_to_pem (certificate) : NULL;
  if (!pem
      || !mc_ledger_add_certificate (self->ledger, kiosk, uses[use].name, pem, mc_gateway_now_ms (),
                                     &error)) {
    g_warning ("renewal: %s", error ? error->message : "no certificate");
    return mc_reply_new_problem (503, MC_PROBLEM_RETRY, "the gateway cannot renew just now", NULL);
  }
  mc_ledger_count (self->ledger, "renewed", NULL);
  json_object_set_string_member (answer, "certificate", pem);
  return mc_reply_new_json (201, answer);
}

McReply *
mc_renewal_put (McGateway *self, const McRequest *request, const char *argument)
{
  const char *kiosk = mc_gateway_client (self, request);
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) error = NULL;
  const char *csr, *proof;
  guint use = 0;

  if (!kiosk)
    return mc_reply_new_problem (403, MC_PROBLEM_RETRY, "no valid certificate of an enrolled kiosk",
                                 NULL);
  while (use < G_N_ELEMENTS (uses) && !g_str_equal (uses[use].name, argument))
    use++;
  if (use == G_N_ELEMENTS (uses))
    return mc_reply_new_problem (404, MC_PROBLEM_RETRY, "no such resource", NULL);
  object = mc_request_dup_object (request);
  csr = object ? json_object_get_string_member_with_default (object, "csr", NULL) : NULL;
  proof = object ? json_object_get_string_member_with_default (object, "proof", NULL) : NULL;
  if (!csr || !proof)
    return mc_reply_new_problem (400, MC_PROBLEM_RETRY, "expected csr and proof", NULL);
  if (!is_proven (self, kiosk, uses[use].name, csr, proof, &error)) {
    if (error)
      return mc_reply_new_problem (503, MC_PROBLEM_RETRY, "the gateway cannot look just now", NULL);
    return refuse ("the request is not proven by a key whose certificate holds");
  }
  return issue (self, kiosk, use, csr);
}
