// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/gateway.h"

#include <openssl/sha.h>

#include "tests/portal/portal-resources.h"

static JsonObject *
load_office (GError **error)
{
  g_autoptr (GBytes) data = g_resource_lookup_data (mc_portal_get_resource (),
                                                    "/vn/motcua/portal/office.json",
                                                    G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (JsonNode) node = data ? json_from_string (g_bytes_get_data (data, NULL), error) : NULL;

  return node ? json_node_dup_object (node) : NULL;
}

McGateway *
mc_gateway_new (const char *data_dir, const char *public_url, GError **error)
{
  g_autoptr (McGateway) self = g_new0 (McGateway, 1);

  g_mutex_init (&self->stop_lock);
  g_cond_init (&self->stop_changed);
  self->pki = mc_pki_open (data_dir, error);
  self->keyrings = self->pki ? mc_keyrings_new (self->pki, error) : NULL;
  self->ledger = self->keyrings ? mc_ledger_open (data_dir, error) : NULL;
  self->calendar = self->ledger ? mc_calendar_new (error) : NULL;
  self->office = self->calendar ? load_office (error) : NULL;
  if (!self->office)
    return NULL;
  self->opener = mc_opener_new (self->pki->enrolment.certificate, self->pki->recovery,
                                self->keyrings);
  self->checker = mc_checker_new ();
  self->behaviour = mc_behaviour_new ();
  self->public_url = g_strdup (public_url);
  self->impostor = EVP_EC_gen ("P-256");
  return g_steal_pointer (&self);
}

void
mc_gateway_free (McGateway *self)
{
  g_clear_pointer (&self->checker, mc_checker_free);
  g_clear_pointer (&self->behaviour, mc_behaviour_free);
  g_clear_pointer (&self->opener, mc_opener_free);
  g_clear_pointer (&self->office, json_object_unref);
  g_clear_pointer (&self->calendar, mc_calendar_free);
  g_clear_pointer (&self->ledger, mc_ledger_free);
  g_clear_pointer (&self->keyrings, mc_keyrings_free);
  g_clear_pointer (&self->pki, mc_pki_free);
  g_clear_pointer (&self->impostor, EVP_PKEY_free);
  g_free (self->public_url);
  g_cond_clear (&self->stop_changed);
  g_mutex_clear (&self->stop_lock);
  g_free (self);
}

void
mc_gateway_wait (McGateway *self, guint ms)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->stop_lock);
  gint64 deadline = g_get_monotonic_time () + ms * G_GINT64_CONSTANT (1000);

  while (!self->stopping && g_cond_wait_until (&self->stop_changed, &self->stop_lock, deadline))
    ;
}

void
mc_gateway_stop_waiting (McGateway *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->stop_lock);

  self->stopping = TRUE;
  g_cond_broadcast (&self->stop_changed);
}

const char *
mc_gateway_client (McGateway *self, const McRequest *request)
{
  const char *dn = request->client_dn;

  if (g_strcmp0 (request->client_verify, "SUCCESS") != 0 || !dn || !g_str_has_prefix (dn, "CN="))
    return NULL;
  dn += strlen ("CN=");
  if (!g_str_has_prefix (dn, "kiosk-")
      || strspn (dn + strlen ("kiosk-"), "0123456789") != strlen (dn) - strlen ("kiosk-"))
    return NULL;
  return mc_ledger_knows_kiosk (self->ledger, dn) ? dn : NULL;
}

/* "retry", although 403: the records are good, it is the kiosk that has to be enrolled. */
McReply *
mc_gateway_refuse_client (McGateway *self)
{
  mc_ledger_count (self->ledger, "unauthenticated", NULL);
  return mc_reply_new_problem (403, MC_PROBLEM_RETRY,
                               "no valid client certificate of an enrolled kiosk; "
                               "enrol this kiosk (again), its records may stay queued",
                               NULL);
}

gboolean
mc_gateway_is_submission_id (const char *text)
{
  return g_regex_match_simple (
      "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\\z", text,
      G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT);
}

gint64
mc_gateway_now_ms (void)
{
  return g_get_real_time () / 1000;
}

gboolean
mc_request_has_type (const McRequest *self, const char *media)
{
  gsize length = strlen (media);

  return self->content_type && g_ascii_strncasecmp (self->content_type, media, length) == 0
         && (self->content_type[length] == '\0' || strchr ("; \t", self->content_type[length]));
}

/* Content-Digest: sha-256=:BASE64:, perhaps among other digests. */
gboolean
mc_request_has_digest (const McRequest *request)
{
  guchar hash[SHA256_DIGEST_LENGTH];
  g_autofree char *base64 = NULL;
  g_autofree char *wanted = NULL;
  g_auto (GStrv) members = g_strsplit (request->content_digest, ",", 8);

  SHA256 (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body), hash);
  base64 = g_base64_encode (hash, sizeof hash);
  wanted = g_strdup_printf ("sha-256=:%s:", base64);
  for (char **member = members; *member; member++)
    if (g_str_equal (g_strstrip (*member), wanted))
      return TRUE;
  return FALSE;
}

JsonObject *
mc_request_dup_object (const McRequest *self)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize size;
  const char *data = g_bytes_get_data (self->body, &size);
  JsonNode *root;

  if (size == 0 || !json_parser_load_from_data (parser, data, size, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root && JSON_NODE_HOLDS_OBJECT (root) ? json_node_dup_object (root) : NULL;
}

static McReply *
get_health (McGateway *self, const McRequest *request, const char *argument)
{
  g_autoptr (JsonObject) health = json_object_new ();

  json_object_set_string_member (health, "status", "ok");
  return mc_reply_new_json (200, health);
}

static McReply *
get_summary (McGateway *self, const McRequest *request, const char *argument)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) summary = mc_ledger_summary (self->ledger, &error);

  if (!summary)
    return mc_reply_new_problem (503, MC_PROBLEM_RETRY, error->message, NULL);
  return mc_reply_new_json (200, summary);
}

static McReply *
post_behaviour (McGateway *self, const McRequest *request, const char *argument)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) order = mc_request_dup_object (request);
  g_autoptr (JsonObject) done = json_object_new ();

  if (!order)
    return mc_reply_new_problem (400, MC_PROBLEM_RETRY, "expected a JSON object", NULL);
  if (!mc_behaviour_order (self->behaviour, order, &error))
    return mc_reply_new_problem (400, MC_PROBLEM_RETRY, error->message, NULL);
  json_object_set_string_member (done, "status", "ok");
  return mc_reply_new_json (200, done);
}

/* path: ends in '/': one more part follows, which is the argument; with a '*' in it, the argument
 * begins there. */
typedef struct {
  const char *method;
  const char *path;
  McReply *(*answer) (McGateway *self, const McRequest *request, const char *argument);
} McRoute;

static const McRoute routes[] = {
  { "PUT", "/v1/submissions/", mc_submission_put },
  { "PUT", "/v1/submissions/*/parts/", mc_part_put },
  { "GET", "/v1/submissions/", mc_submission_get },
  { "PUT", "/v1/parked/", mc_parked_put },
  { "GET", "/v1/parked/", mc_parked_get },
  { "DELETE", "/v1/parked/", mc_parked_delete },
  { "POST", "/v1/enrolments", mc_enrolment_post },
  { "PUT", "/v1/heartbeats/", mc_heartbeat_put },
  { "PUT", "/v1/renewals/", mc_renewal_put },
  { "GET", "/v1/statuses", mc_statuses_get },
  { "GET", "/v1/trust", mc_trust_get },
  { "GET", "/v1/health", get_health },
  { "GET", "/test/summary", get_summary },
  { "POST", "/test/behaviour", post_behaviour },
};

static gboolean
is_one_part (const char *text)
{
  return *text && !strchr (text, '/');
}

static gboolean
route_matches (const McRoute *route, const char *path, const char **argument)
{
  const char *star = strchr (route->path, '*');
  gsize length = star ? (gsize) (star - route->path) : strlen (route->path);
  const char *rest;

  if (!star && route->path[length - 1] != '/')
    return g_str_equal (path, route->path);
  *argument = path + length;
  if (strncmp (path, route->path, length) != 0)
    return FALSE;
  if (!star)
    return is_one_part (*argument);
  rest = strchr (*argument, '/');
  return rest && rest > *argument && g_str_has_prefix (rest, star + 1)
         && is_one_part (rest + strlen (star + 1));
}

McReply *
mc_gateway_answer (McGateway *self, const McRequest *request)
{
  const char *argument = NULL;
  gboolean known = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++) {
    if (!route_matches (&routes[i], request->path, &argument))
      continue;
    known = TRUE;
    if (g_str_equal (routes[i].method, request->method))
      return routes[i].answer (self, request, argument);
  }
  if (known)
    return mc_reply_new_problem (405, MC_PROBLEM_RETRY, "this resource has no such method", NULL);
  return mc_reply_new_problem (404, MC_PROBLEM_RETRY, "no such resource", NULL);
}
