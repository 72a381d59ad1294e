// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/gateway.h"

/* GET /v1/statuses?after=CURSOR. The cursor is the number of the last one told, with a letter
 * before it so that nobody takes it for one. */

#define PAGE 20

typedef struct {
  JsonArray *statuses;
  gint64 last;
  gboolean more;
} McPage;

static gboolean
add_decision (const McDecision *row, gpointer data, GError **error)
{
  McPage *page = data;
  JsonObject *status;

  if (json_array_get_length (page->statuses) == PAGE) {
    page->more = TRUE;
    return FALSE;
  }
  status = json_object_new ();
  json_object_set_string_member (status, "id", row->id);
  json_object_set_string_member (status, "dossier_code", row->dossier_code);
  json_object_set_string_member (status, "state", row->state);
  if (row->note)
    json_object_set_string_member (status, "note", row->note);
  else
    json_object_set_null_member (status, "note");
  json_object_set_string_member (status, "at", row->at);
  json_array_add_object_element (page->statuses, status);
  page->last = row->seq;
  return TRUE;
}

/* -1 if it is none of ours. */
static gint64
read_cursor (const char *after)
{
  guint64 number = 0;

  if (!after || !*after)
    return 0;
  if (*after != 's' || !g_ascii_string_to_unsigned (after + 1, 10, 0, G_MAXINT64, &number, NULL))
    return -1;
  return (gint64) number;
}

McReply *
mc_statuses_get (McGateway *self, const McRequest *request, const char *argument)
{
  const char *kiosk = mc_gateway_client (self, request);
  McPage page = { NULL, read_cursor (request->after), FALSE };
  g_autoptr (JsonObject) answer = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *cursor = NULL;

  if (!kiosk)
    return mc_reply_new_problem (403, MC_PROBLEM_RETRY, "no valid certificate of an enrolled kiosk",
                                 NULL);
  if (page.last < 0)
    return mc_reply_new_problem (400, MC_PROBLEM_RETRY, "after: not a cursor of this gateway",
                                 NULL);
  page.statuses = json_array_new ();
  json_object_set_array_member (answer, "statuses", page.statuses);
  mc_ledger_foreach_decision (self->ledger, kiosk, page.last, add_decision, &page, &error);
  if (error) {
    g_warning ("ledger: %s", error->message);
    return mc_reply_new_problem (503, MC_PROBLEM_RETRY, "the gateway cannot look just now", NULL);
  }
  cursor = g_strdup_printf ("s%" G_GINT64_FORMAT, page.last);
  json_object_set_string_member (answer, "cursor", cursor);
  json_object_set_boolean_member (answer, "more", page.more);
  return mc_reply_new_json (200, answer);
}
