// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ctl.h"

#include <curl/curl.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/domain/json-source.h"
#include "offline-cache/portal-trust.h"
#include "offline-cache/renewal.h"

/* motcuactl enrol: two keys are made here and never leave; the portal names the kiosk and signs
 * their certificates (assets/portal-api/openapi.yaml, POST /v1/enrolments). identity.json is
 * written last: a kiosk with an identity has everything else. */

#define MAX_ANSWER_BYTES (256 * 1024)
#define TIMEOUT_MS 30000

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CURL, curl_easy_cleanup)

typedef struct curl_slist CurlList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CurlList, curl_slist_free_all)

typedef struct {
  char *url;
  char *token;
  char *ca;
  gboolean again;
} Options;

static size_t
on_data (char *data, size_t size, size_t count, void *user_data)
{
  GString *body = user_data;

  if (body->len + size * count > MAX_ANSWER_BYTES)
    return 0;
  g_string_append_len (body, data, size * count);
  return size * count;
}

static char *
build_request (McDeviceKey *seal, McDeviceKey *transport, GError **error)
{
  g_autofree char *seal_csr = mc_device_key_request (seal, "seal", error);
  g_autofree char *transport_csr = seal_csr != NULL
                                       ? mc_device_key_request (transport, "transport", error)
                                       : NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  if (transport_csr == NULL)
    return NULL;
  json_builder_begin_object (builder);
  mc_ctl_add_string (builder, "seal_csr", seal_csr);
  mc_ctl_add_string (builder, "transport_csr", transport_csr);
  json_builder_set_member_name (builder, "kiosk");
  json_builder_begin_object (builder);
  mc_ctl_add_string (builder, "machine", g_get_host_name ());
  mc_ctl_add_string (builder, "version", MOTCUA_VERSION);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static void
set_up (CURL *curl, const Options *options, const char *request, CurlList *headers, GString *body,
        char *message)
{
  g_autofree char *url = g_strconcat (options->url, "/v1/enrolments", NULL);

  curl_easy_setopt (curl, CURLOPT_URL, url);
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt (curl, CURLOPT_CAINFO, options->ca);
  curl_easy_setopt (curl, CURLOPT_CAPATH, NULL);
  curl_easy_setopt (curl, CURLOPT_MAXREDIRS, 0L);
  curl_easy_setopt (curl, CURLOPT_TIMEOUT_MS, (long) TIMEOUT_MS);
  curl_easy_setopt (curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt (curl, CURLOPT_POSTFIELDS, request);
  curl_easy_setopt (curl, CURLOPT_WRITEFUNCTION, on_data);
  curl_easy_setopt (curl, CURLOPT_WRITEDATA, body);
  curl_easy_setopt (curl, CURLOPT_ERRORBUFFER, message);
}

/* What the portal said against it, if it said so in the contract's way. */
static void
set_refusal (GError **error, long status, const char *body)
{
  g_autoptr (JsonObject) problem = mc_json_read_object (body, strlen (body));
  const char *detail = NULL;

  if (problem != NULL) {
    detail = mc_json_read_text (problem, "detail");
    if (detail == NULL)
      detail = mc_json_read_text (problem, "title");
  }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the portal answered %ld: %s", status,
               detail != NULL ? detail : "not the answer of a motcua portal; is the URL right?");
}

/* (transfer full) */
static JsonObject *
ask_portal (const Options *options, const char *request, GError **error)
{
  g_autoptr (CURL) curl = curl_easy_init ();
  g_autofree char *bearer = g_strconcat ("Authorization: Bearer ", options->token, NULL);
  g_autoptr (CurlList) headers = curl_slist_append (NULL, "Content-Type: application/json");
  g_autoptr (GString) body = g_string_new (NULL);
  g_autoptr (JsonObject) answer = NULL;
  char message[CURL_ERROR_SIZE] = "";
  long status = 0;
  CURLcode code;

  headers = curl_slist_append (g_steal_pointer (&headers), bearer);
  set_up (curl, options, request, headers, body, message);
  code = curl_easy_perform (curl);
  if (code != CURLE_OK) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "cannot reach the portal at %s: %s",
                 options->url, message[0] != '\0' ? message : curl_easy_strerror (code));
    return NULL;
  }
  curl_easy_getinfo (curl, CURLINFO_RESPONSE_CODE, &status);
  if (status != 201) {
    set_refusal (error, status, body->str);
    return NULL;
  }
  answer = mc_json_read_object (body->str, body->len);
  if (answer == NULL)
    set_refusal (error, status, "");
  return g_steal_pointer (&answer);
}

static const char *
get_pem (JsonObject *answer, const char *name, GError **error)
{
  const char *pem = mc_json_read_text (answer, name);

  if (pem == NULL || !g_str_has_prefix (pem, "-----BEGIN CERTIFICATE-----"))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 "the portal's answer has no certificate \"%s\"", name);
  else
    return pem;
  return NULL;
}

static gboolean
save_portal_file (const char *state_dir, const char *name, const char *pem, GError **error)
{
  g_autofree char *dir = g_build_filename (state_dir, "portal", NULL);
  g_autofree char *path = g_build_filename (dir, name, NULL);

  if (g_mkdir_with_parents (dir, 0750) != 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "cannot make %s: %s", dir,
                 g_strerror (errno));
    return FALSE;
  }
  return g_file_set_contents_full (
      path, pem, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, error);
}

/* A portal may have none; then one of an earlier enrolment must not stay. */
static gboolean
save_recovery (McCtl *ctl, JsonObject *answer, GError **error)
{
  g_autofree char *path = g_build_filename (ctl->state_dir, "portal", "recovery.pem", NULL);
  JsonNode *node = json_object_get_member (answer, "portal_recovery_certificate");
  const char *pem;

  if (node != NULL && !JSON_NODE_HOLDS_NULL (node)) {
    pem = get_pem (answer, "portal_recovery_certificate", error);
    return pem != NULL && save_portal_file (ctl->state_dir, "recovery.pem", pem, error);
  }
  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "cannot remove %s: %s", path,
               g_strerror (errno));
  return FALSE;
}

static McKioskIdentity *
read_identity (JsonObject *answer, GError **error)
{
  JsonNode *node = json_object_get_member (answer, "identity");
  g_autofree char *text = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 "the portal's answer has no \"identity\"");
    return NULL;
  }
  text = json_to_string (node, FALSE);
  return mc_kiosk_identity_new_from_data (text, -1, error);
}

static McKioskIdentity *
save_all (McCtl *ctl, const Options *options, JsonObject *answer, McDeviceKey *seal,
          McDeviceKey *transport, GError **error)
{
  static const struct {
    const char *member;
    const char *file;
  } portal_files[] = {
    { "portal_seal_certificate", "seal.pem" },
    { "portal_ack_certificate", "ack.pem" },
    { "ca_certificate", "ca.pem" },
  };
  g_autoptr (McKioskIdentity) identity = read_identity (answer, error);
  const char *pem;

  if (identity == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (portal_files); i++) {
    pem = get_pem (answer, portal_files[i].member, error);
    if (pem == NULL || !save_portal_file (ctl->state_dir, portal_files[i].file, pem, error))
      return NULL;
  }
  mc_portal_trust_forget_foreign (ctl->state_dir);
  if (!save_recovery (ctl, answer, error))
    return NULL;
  pem = get_pem (answer, "seal_certificate", error);
  if (pem == NULL || !mc_key_slot_replace (ctl->state_dir, "seal", seal, pem, error))
    return NULL;
  pem = get_pem (answer, "transport_certificate", error);
  if (pem == NULL || !mc_key_slot_replace (ctl->state_dir, "transport", transport, pem, error))
    return NULL;

  mc_renewal_forget (ctl->state_dir);
  g_free (identity->portal_url);
  identity->portal_url = g_strdup (options->url);
  if (!mc_kiosk_identity_save (identity, ctl->state_dir, error))
    return NULL;
  return g_steal_pointer (&identity);
}

static int
enrol (McCtl *ctl, const Options *options)
{
  g_autoptr (McKioskIdentity) known = mc_kiosk_identity_load (ctl->state_dir, NULL);
  g_autoptr (McKioskIdentity) identity = NULL;
  g_autoptr (McKeyHolder) holder = NULL;
  g_autoptr (McDeviceKey) seal = NULL;
  g_autoptr (McDeviceKey) transport = NULL;
  g_autofree char *request = NULL;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) error = NULL;

  if (known != NULL && !options->again)
    return mc_ctl_refuse (
        "this kiosk is enrolled already, as %s at %s; --again gives it a new name "
        "and new keys and keeps its queue",
        known->kiosk_id, known->portal_url);
  if (mc_key_holder_new (ctl->config, &holder, &error))
    seal = mc_device_key_new (holder, "motcua seal", &error);
  if (seal != NULL)
    transport = mc_device_key_new (holder, "motcua transport", &error);
  request = transport != NULL ? build_request (seal, transport, &error) : NULL;
  answer = request != NULL ? ask_portal (options, request, &error) : NULL;
  if (answer == NULL)
    return mc_ctl_refuse_error (error);
  identity = save_all (ctl, options, answer, seal, transport, &error);
  if (identity == NULL)
    return mc_ctl_refuse_error (error);

  if (ctl->json)
    g_print ("{\"kiosk\":\"%s\",\"portal\":\"%s\"}\n", identity->kiosk_id, identity->portal_url);
  else
    g_print ("enrolled as %s for %s\n", identity->kiosk_id, identity->authority);
  return MC_EXIT_DONE;
}

int
mc_ctl_enrol (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *url = NULL;
  g_autofree char *token = NULL;
  g_autofree char *ca = NULL;
  gboolean again = FALSE;
  const GOptionEntry entries[] = {
    { "url", 0, 0, G_OPTION_ARG_STRING, &url, "The portal gateway, https://…", "URL" },
    { "token", 0, 0, G_OPTION_ARG_STRING, &token, "One-time token for this kiosk", "T" },
    { "again", 0, 0, G_OPTION_ARG_NONE, &again,
      "Although it is enrolled: revoked, expired, or the keys are lost", NULL },
    { "ca", 0, 0, G_OPTION_ARG_FILENAME, &ca, "Certificate the gateway's must chain to", "FILE" },
    { NULL },
  };
  int status = mc_ctl_parse (ctl, "", entries, &argc, &argv);

  if (status != MC_EXIT_DONE)
    return status;
  if (url == NULL || token == NULL || ca == NULL || argc != 1)
    return mc_ctl_usage ("enrol: --url URL, --token T and --ca FILE are needed");
  if (!g_str_has_prefix (url, "https://"))
    return mc_ctl_usage ("enrol: --url must begin with https://");
  if (!g_file_test (ca, G_FILE_TEST_IS_REGULAR))
    return mc_ctl_refuse ("cannot read %s", ca);
  while (g_str_has_suffix (url, "/"))
    url[strlen (url) - 1] = '\0';
  return enrol (ctl, &(Options){ url, token, ca, again });
}
