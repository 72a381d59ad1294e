// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/gateway.h"

/* GET /v1/trust: which of the portal's own certificates are in force. */

static void
add_keys (JsonObject *answer, const McKeyring *ring, McPortalUse use)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < ring->keys[use]->len; i++) {
    const McPortalKey *key = g_ptr_array_index (ring->keys[use], i);
    g_autofree char *pem = NULL;

    if (key->revoked_s || json_array_get_length (list) == MC_TRUST_MOST
        || X509_cmp_current_time (X509_get0_notAfter (key->pair.certificate)) < 0)
      continue;
    pem = mc_pki_to_pem (key->pair.certificate);
    json_array_add_string_element (list, pem);
  }
  json_object_set_array_member (answer, mc_portal_use_to_string (use), list);
}

McReply *
mc_trust_get (McGateway *self, const McRequest *request, const char *argument)
{
  g_autoptr (JsonObject) answer = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (McKeyring) ring = NULL;

  if (!mc_gateway_client (self, request))
    return mc_gateway_refuse_client (self);
  ring = mc_keyrings_dup_fresh (self->keyrings, &error);
  if (!ring) {
    g_warning ("trust: %s", error->message);
    return mc_reply_new_problem (503, MC_PROBLEM_RETRY, "the gateway cannot look just now", NULL);
  }
  for (guint use = 0; use < MC_PORTAL_KEY_N; use++)
    add_keys (answer, ring, use);
  json_object_set_string_member (answer, "crl", ring->list);
  return mc_reply_new_json (200, answer);
}
