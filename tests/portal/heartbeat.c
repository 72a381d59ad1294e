// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/gateway.h"

#include "offline-cache/jws.h"

#define MAX_REPORT_BYTES 16384

/* What a checkpoint of the audit log says. */
typedef struct {
  gint64 seq;
  char *chain;
} McCheckpoint;

static void
checkpoint_clear (McCheckpoint *self)
{
  g_clear_pointer (&self->chain, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McCheckpoint, checkpoint_clear)

/* (transfer full) (nullable): what one of the kiosk's keys for connections has signed. */
static char *
verify (McGateway *self, const char *kiosk, const char *jws)
{
  g_autoptr (GPtrArray) list = mc_ledger_list_certificates (self->ledger, kiosk, "transport", NULL);
  char *payload = NULL;

  for (guint i = 0; list && !payload && i < list->len; i++) {
    g_autoptr (X509) certificate = mc_pki_from_pem (g_ptr_array_index (list, i), NULL);

    payload = certificate ? mc_jws_verify (certificate, jws, NULL) : NULL;
  }
  return payload;
}

/* FALSE unless the kiosk itself has signed it. */
static gboolean
read_checkpoint (McGateway *self, const char *kiosk, const char *jws, McCheckpoint *checkpoint)
{
  g_autofree char *payload = verify (self, kiosk, jws);
  g_autoptr (JsonNode) node = payload ? json_from_string (payload, NULL) : NULL;
  JsonObject *claims;

  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  claims = json_node_get_object (node);
  checkpoint->seq = json_object_get_int_member_with_default (claims, "seq", 0);
  checkpoint->chain = g_strdup (json_object_get_string_member_with_default (claims, "chain", ""));
  return g_strcmp0 (json_object_get_string_member_with_default (claims, "kiosk", ""), kiosk) == 0
         && checkpoint->seq > 0;
}

static McReply *
answer_now (void)
{
  g_autoptr (GDateTime) now = mc_calendar_local_time (mc_gateway_now_ms ());
  g_autofree char *text = mc_calendar_rfc3339 (now);
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "now", text);
  return mc_reply_new_json (200, object);
}

McReply *
mc_heartbeat_put (McGateway *self, const McRequest *request, const char *argument)
{
  const char *kiosk = mc_gateway_client (self, request);
  g_autoptr (JsonObject) report = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (McCheckpoint) checkpoint = { 0 };
  const char *audit;

  if (!kiosk || !g_str_equal (kiosk, argument))
    return mc_reply_new_problem (403, MC_PROBLEM_RETRY,
                                 "a kiosk tells of itself alone, by its own certificate", NULL);
  if (g_bytes_get_size (request->body) > MAX_REPORT_BYTES)
    return mc_reply_new_problem (413, MC_PROBLEM_RETRY, "the report is too large", NULL);
  report = mc_request_dup_object (request);
  if (!report)
    return mc_reply_new_problem (400, MC_PROBLEM_RETRY, "expected a JSON object", NULL);
  audit = json_object_get_string_member_with_default (report, "audit", NULL);
  if (audit && !read_checkpoint (self, kiosk, audit, &checkpoint))
    return mc_reply_new_problem (400, MC_PROBLEM_RETRY,
                                 "the audit log's checkpoint is not signed by this kiosk", NULL);
  if (!mc_ledger_keep_report (
          self->ledger, kiosk, mc_gateway_now_ms (), g_bytes_get_data (request->body, NULL),
          g_bytes_get_size (request->body), checkpoint.seq, checkpoint.chain, &error)) {
    g_warning ("ledger: %s", error->message);
    return mc_reply_new_problem (503, MC_PROBLEM_RETRY, "the gateway cannot store just now", NULL);
  }
  return answer_now ();
}
