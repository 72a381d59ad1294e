// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ctl.h"

#include "app/domain/secret.h"
#include "app/session/visit-draft.h"
#include "offline-cache/link/link-client.h"
#include "offline-cache/parked.h"

#include <stdio.h>

/* motcuactl parked open: what a citizen has left at a kiosk, for whoever goes on with it at a
 * counter. The slip's code is the key: without it nothing here can be opened. */

#define MOST_TEXT 256

typedef struct {
  GBytes *draft;         /* secret */
  gboolean is_from_afar; /* the portal had it */
  gint64 expires_ms;     /* of that; 0: it is of this machine */
} Opened;

static void
opened_clear (Opened *self)
{
  g_clear_pointer (&self->draft, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Opened, opened_clear)

/* (transfer full) (nullable) (secret): "-" is stdin, whose text other users cannot see. */
static char *
read_code (const char *text)
{
  g_auto (McSecret) line = NULL;

  if (!g_str_equal (text, "-"))
    return g_strdup (text);
  line = g_malloc0 (MOST_TEXT);
  return fgets (line, MOST_TEXT, stdin) != NULL ? g_steal_pointer (&line) : NULL;
}

typedef struct {
  GMainLoop *loop;
  McLinkAnswer answer;
} Fetch;

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;

  mc_link_client_fetch_parked_finish (MC_LINK_CLIENT (source), result, &fetch->answer);
  g_main_loop_quit (fetch->loop);
}

static void
ask_daemon (McCtl *ctl, const McTicket *ticket, McLinkAnswer *answer)
{
  g_autoptr (McLinkClient) link = mc_link_client_new (
      mc_config_get_string (ctl->config, "paths", "runtime"),
      mc_config_get_string (ctl->config, "paths", "group"), ctl->clock);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Fetch fetch = { .loop = loop };

  mc_link_client_fetch_parked_async (link, ticket->id, NULL, on_fetched, &fetch);
  g_main_loop_run (loop);
  *answer = fetch.answer;
}

static int
fetch (McCtl *ctl, const McTicket *ticket, Opened *opened)
{
  g_auto (McLinkAnswer) answer = { 0 };

  ask_daemon (ctl, ticket, &answer);
  switch (answer.outcome) {
  case MC_LINK_PARKED_UNKNOWN:
    return mc_ctl_refuse ("parked: neither this machine nor the portal has this form: it has "
                          "expired, or the kiosk that printed the slip has not sent it yet");
  case MC_LINK_PARKED_GONE:
    return mc_ctl_refuse ("parked: this slip has been used: the form was taken up or withdrawn");
  case MC_LINK_PARKED_OFFLINE:
    return mc_ctl_refuse ("parked: this machine does not have the form, and the portal cannot be "
                          "asked: is motcua-syncd running, and the network there?");
  case MC_LINK_PARKED_FOUND:
  default:
    break;
  }
  opened->draft = mc_parked_open (ticket, answer.box);
  opened->is_from_afar = TRUE;
  opened->expires_ms = answer.expires_ms;
  if (opened->draft == NULL)
    return mc_ctl_refuse ("parked: the code is not the key of this form; scan it again");
  return MC_EXIT_DONE;
}

static int
find (McCtl *ctl, McParked *parked, const McTicket *ticket, Opened *opened)
{
  g_autoptr (GError) error = NULL;
  McParkedState state;

  opened->draft = mc_parked_get (parked, ticket, &state, &error);
  if (opened->draft != NULL)
    return MC_EXIT_DONE;
  if (!g_error_matches (error, MC_STORE_ERROR, MC_STORE_ERROR_NOT_FOUND))
    return mc_ctl_refuse_error (error);
  if (state == MC_PARKED_CLOSED)
    return mc_ctl_refuse ("parked: this slip has been used: the form was taken up or withdrawn");
  if (state != MC_PARKED_ABSENT)
    return mc_ctl_refuse ("parked: the code is not the key of this form; scan it again");
  return fetch (ctl, ticket, opened);
}

/* --- telling --- */

static void
add_person (JsonBuilder *builder, const McPerson *person)
{
  g_autofree char *birth = person->birth.year ? mc_partial_date_to_iso (&person->birth) : NULL;

  json_builder_set_member_name (builder, "person");
  json_builder_begin_object (builder);
  mc_ctl_add_string (builder, "id", person->id);
  mc_ctl_add_string (builder, "name", person->name);
  mc_ctl_add_string (builder, "birth", birth);
  mc_ctl_add_string (builder, "address", person->address);
  json_builder_end_object (builder);
}

static void
add_answers (JsonBuilder *builder, McAnswers *answers)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, mc_answers_to_json (answers));
  json_builder_set_member_name (builder, "answers");
  json_builder_add_value (builder, node);
}

static void
print_visit (const McVisit *visit, const McDraftFacts *facts, const Opened *opened)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mc_ctl_add_string (builder, "submission", visit->id);
  mc_ctl_add_string (builder, "procedure", mc_procedure_get_code (visit->procedure));
  mc_ctl_add_string (builder, "version", mc_procedure_get_version (visit->procedure));
  mc_ctl_add_string (builder, "name", mc_procedure_get_name (visit->procedure));
  mc_ctl_add_string (builder, "step", facts->step);
  mc_ctl_add_int (builder, "page", visit->page);
  mc_ctl_add_string (builder, "from", opened->is_from_afar ? "portal" : "here");
  mc_ctl_add_time (builder, "expires_at", opened->expires_ms);
  add_person (builder, visit->person);
  add_answers (builder, visit->answers);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

static int
show (const Opened *opened)
{
  g_auto (McDraftFacts) facts = { NULL };
  g_autoptr (McCatalogue) catalogue = NULL;
  g_autoptr (McVisit) visit = NULL;
  g_autoptr (GError) error = NULL;

  catalogue = mc_catalogue_new (&error);
  if (catalogue == NULL)
    return mc_ctl_refuse_error (error);
  visit = mc_visit_from_draft (opened->draft, catalogue, &facts);
  if (visit == NULL || visit->person == NULL || visit->procedure == NULL)
    return mc_ctl_refuse ("parked: the form has changed since; the citizen begins a new one");
  print_visit (visit, &facts, opened);
  return MC_EXIT_DONE;
}

static int
open_it (McCtl *ctl, const McTicket *ticket, gboolean take)
{
  g_autoptr (McParked) parked = mc_parked_new (ctl->store);
  g_auto (Opened) opened = { 0 };
  g_autoptr (GError) error = NULL;
  int status = find (ctl, parked, ticket, &opened);

  if (status == MC_EXIT_DONE)
    status = show (&opened);
  if (status != MC_EXIT_DONE || !take)
    return status;
  if (!mc_parked_close (parked, ticket->id, MC_PARKED_TAKEN_UP, opened.expires_ms, &error))
    return mc_ctl_refuse_error (error);
  return MC_EXIT_DONE;
}

int
mc_ctl_parked (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *qr = NULL;
  gboolean take = FALSE;
  const GOptionEntry entries[] = {
    { "qr", 0, 0, G_OPTION_ARG_STRING, &qr, "Text of the slip's code; - reads it from stdin",
      "TEXT" },
    { "take", 0, 0, G_OPTION_ARG_NONE, &take, "The counter goes on with it: the slip is used up",
      NULL },
    { NULL },
  };
  int status = mc_ctl_parse (ctl, "open --qr TEXT|- [--take]", entries, &argc, &argv);
  g_auto (McSecret) text = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (McTicket) ticket = NULL;
  g_autoptr (GError) error = NULL;

  if (status != MC_EXIT_DONE)
    return status;
  if (argc != 2 || !g_str_equal (argv[1], "open") || qr == NULL)
    return mc_ctl_usage ("parked: say open --qr TEXT, or open --qr - and the text on stdin");
  text = read_code (qr);
  if (text != NULL)
    payload = mc_secret_bytes_take (g_strdup (text), strlen (text));
  ticket = payload != NULL ? mc_ticket_parse (payload) : NULL;
  if (ticket == NULL)
    return mc_ctl_refuse ("parked: this is not the code of a slip to go on with (MCP1…)");
  if (!mc_ctl_open_outbox (ctl, &error))
    return mc_ctl_refuse_error (error);
  return open_it (ctl, ticket, take);
}
