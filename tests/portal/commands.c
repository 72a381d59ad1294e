// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/commands.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <openssl/rand.h>

#include "offline-cache/jws.h"
#include "tests/portal/gateway.h"
#include "tests/portal/server.h"

#define TOKEN_BYTES 24

static gboolean
missing (const char *option, GError **error)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s is needed", option);
  return FALSE;
}

gboolean
mc_command_parse (GStrv arguments, const GOptionEntry *entries, char **data, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (GStrv) rest = g_strdupv (arguments);
  g_autofree char *given = NULL;
  const GOptionEntry common[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &given, NULL, NULL },
    { "dir", 0, 0, G_OPTION_ARG_FILENAME, &given, NULL, NULL },
    { NULL },
  };

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, common, NULL);
  if (entries)
    g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse_strv (context, &rest, error))
    return FALSE;
  if (g_strv_length (rest) > 1) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, "what is %s?", rest[1]);
    return FALSE;
  }
  if (!given)
    return missing ("--data DIR", error);
  *data = g_canonicalize_filename (given, NULL);
  return TRUE;
}

char *
mc_command_new_token (McLedger *ledger, int ttl_s, GError **error)
{
  guchar bytes[TOKEN_BYTES];
  g_autofree char *token = NULL;

  RAND_bytes (bytes, sizeof bytes);
  token = mc_base64url_encode (bytes, sizeof bytes);
  if (!mc_ledger_add_token (ledger, token, mc_gateway_now_ms () + ttl_s * G_GINT64_CONSTANT (1000),
                            error))
    return NULL;
  return g_steal_pointer (&token);
}

static gboolean
on_signal (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

gboolean
mc_command_serve (GStrv arguments, GError **error)
{
  g_autofree char *data = NULL;
  g_autofree char *listen = NULL;
  g_autofree char *public_url = NULL;
  const GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING, &listen, NULL, NULL },
    { "public-url", 0, 0, G_OPTION_ARG_STRING, &public_url, NULL, NULL },
    { NULL },
  };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (McGateway) gateway = NULL;
  g_autoptr (McServer) server = NULL;

  if (!mc_command_parse (arguments, entries, &data, error))
    return FALSE;
  if (!listen)
    return missing ("--listen ADDRESS", error);
  gateway = mc_gateway_new (data, public_url ? public_url : "https://localhost", error);
  server = gateway ? mc_server_new (gateway, listen, error) : NULL;
  if (!server)
    return FALSE;
  g_unix_signal_add (SIGTERM, on_signal, loop);
  g_unix_signal_add (SIGINT, on_signal, loop);
  g_main_loop_run (loop);
  return TRUE;
}

gboolean
mc_command_init (GStrv arguments, GError **error)
{
  g_autofree char *data = NULL;
  g_autoptr (McGateway) gateway = NULL;

  if (!mc_command_parse (arguments, NULL, &data, error))
    return FALSE;
  gateway = mc_gateway_new (data, "", error);
  return gateway != NULL;
}

gboolean
mc_command_token (GStrv arguments, GError **error)
{
  g_autofree char *data = NULL;
  int ttl_s = MC_TOKEN_TTL_S;
  const GOptionEntry entries[] = {
    { "ttl", 0, 0, G_OPTION_ARG_INT, &ttl_s, NULL, NULL },
    { NULL },
  };
  g_autoptr (McLedger) ledger = NULL;
  g_autofree char *token = NULL;

  if (!mc_command_parse (arguments, entries, &data, error))
    return FALSE;
  ledger = mc_ledger_open (data, error);
  token = ledger ? mc_command_new_token (ledger, ttl_s, error) : NULL;
  if (token)
    g_print ("%s\n", token);
  return token != NULL;
}

gboolean
mc_command_revoke (GStrv arguments, GError **error)
{
  g_autofree char *data = NULL;
  g_autofree char *kiosk = NULL;
  const GOptionEntry entries[] = {
    { "kiosk", 0, 0, G_OPTION_ARG_STRING, &kiosk, NULL, NULL },
    { NULL },
  };
  g_autoptr (McLedger) ledger = NULL;
  g_autoptr (McPki) pki = NULL;
  g_autoptr (GPtrArray) revoked = NULL;

  if (!mc_command_parse (arguments, entries, &data, error))
    return FALSE;
  if (!kiosk)
    return missing ("--kiosk ID", error);
  pki = mc_pki_open (data, error);
  ledger = pki ? mc_ledger_open (data, error) : NULL;
  if (!ledger || !mc_ledger_revoke (ledger, kiosk, mc_gateway_now_ms (), error))
    return FALSE;
  revoked = mc_ledger_revoked (ledger, error);
  return revoked && mc_pki_write_crl (pki, revoked, error);
}

gboolean
mc_command_replace (GStrv arguments, GError **error)
{
  g_autofree char *data = NULL;
  g_autofree char *certificate = NULL;
  gboolean revoke = FALSE;
  const GOptionEntry entries[] = {
    { "certificate", 0, 0, G_OPTION_ARG_STRING, &certificate, NULL, NULL },
    { "revoke", 0, 0, G_OPTION_ARG_NONE, &revoke, NULL, NULL },
    { NULL },
  };
  g_autoptr (McPki) pki = NULL;
  g_autoptr (McKeyrings) keyrings = NULL;
  guint use = 0;

  if (!mc_command_parse (arguments, entries, &data, error))
    return FALSE;
  while (use < MC_PORTAL_KEY_N && g_strcmp0 (certificate, mc_portal_use_to_string (use)) != 0)
    use++;
  if (use == MC_PORTAL_KEY_N)
    return missing ("--certificate seal or --certificate ack", error);
  pki = mc_pki_open (data, error);
  keyrings = pki ? mc_keyrings_new (pki, error) : NULL;
  return keyrings && mc_keyrings_replace (keyrings, use, revoke, error);
}

static void
set_optional (JsonObject *line, const char *name, const char *value)
{
  if (value)
    json_object_set_string_member (line, name, value);
  else
    json_object_set_null_member (line, name);
}

static gboolean
print_stored (const McStored *row, gpointer data, GError **error)
{
  g_autofree char *signer = NULL;
  g_autoptr (GBytes) record = mc_opener_open (data, row->envelope, &signer, error);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  JsonObject *line = json_object_new ();
  JsonNode *content;

  json_node_take_object (node, line);
  if (!record
      || !json_parser_load_from_data (parser, g_bytes_get_data (record, NULL),
                                      g_bytes_get_size (record), error))
    return FALSE;
  content = json_parser_get_root (parser);
  json_object_set_string_member (line, "id", row->id);
  json_object_set_string_member (line, "dossier_code", row->dossier_code);
  json_object_set_string_member (line, "digest", row->digest);
  json_object_set_string_member (line, "kiosk", row->kiosk);
  json_object_set_string_member (line, "local_code", row->local_code);
  json_object_set_string_member (line, "procedure", row->procedure);
  json_object_set_string_member (line, "received_at", row->received_at);
  set_optional (line, "appointment", row->appointment);
  json_object_set_int_member (line, "offers", row->offers);
  json_object_set_member (
      line, "answers",
      json_node_copy (json_object_get_member (json_node_get_object (content), "answers")));
  if (json_object_has_member (json_node_get_object (content), "attachments"))
    json_object_set_member (
        line, "attachments",
        json_node_copy (json_object_get_member (json_node_get_object (content), "attachments")));
  json_object_set_member (line, "record", json_node_copy (content));
  text = json_to_string (node, FALSE);
  g_print ("%s\n", text);
  return TRUE;
}

gboolean
mc_command_list (GStrv arguments, GError **error)
{
  g_autofree char *data = NULL;
  gboolean json = FALSE; /* always: the option is there to be like its sisters */
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
    { NULL },
  };
  g_autoptr (McLedger) ledger = NULL;
  g_autoptr (McPki) pki = NULL;
  g_autoptr (McKeyrings) keyrings = NULL;
  g_autoptr (McOpener) opener = NULL;

  if (!mc_command_parse (arguments, entries, &data, error))
    return FALSE;
  if (!g_file_test (data, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "%s: no such directory", data);
    return FALSE;
  }
  pki = mc_pki_open (data, error);
  keyrings = pki ? mc_keyrings_new (pki, error) : NULL;
  ledger = keyrings ? mc_ledger_open (data, error) : NULL;
  if (!ledger)
    return FALSE;
  opener = mc_opener_new (pki->enrolment.certificate, pki->recovery, keyrings);
  return mc_ledger_foreach (ledger, print_stored, opener, error);
}

static gboolean
print_report (const McKept *row, gpointer data, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (row->report, NULL);
  g_autoptr (GDateTime) at = mc_calendar_local_time (row->at_ms);
  g_autofree char *received = mc_calendar_rfc3339 (at);
  g_autofree char *text = NULL;
  JsonObject *line;

  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return TRUE;
  line = json_node_get_object (node);
  json_object_set_string_member (line, "kiosk", row->kiosk);
  json_object_set_string_member (line, "received_at", received);
  json_object_set_int_member (line, "audit_seq", row->seq);
  text = json_to_string (node, FALSE);
  g_print ("%s\n", text);
  return TRUE;
}

gboolean
mc_command_heartbeats (GStrv arguments, GError **error)
{
  g_autofree char *data = NULL;
  g_autoptr (McLedger) ledger = NULL;

  if (!mc_command_parse (arguments, NULL, &data, error))
    return FALSE;
  ledger = mc_ledger_open (data, error);
  return ledger && mc_ledger_foreach_report (ledger, print_report, NULL, error);
}
