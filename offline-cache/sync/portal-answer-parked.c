// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/portal-answer-private.h"

#include "app/domain/json-source.h"

#include <string.h>

#define MAX_ID_CHARS 64
#define MAX_TIME_CHARS 40
#define LEAST_BOX_BYTES 28 /* of one with nothing in it */
#define MOST_BOX_BYTES (256 * 1024)

/* (transfer full) (nullable): NULL unless it is canonical base64 of a box's size. */
static GBytes *
read_box (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "data");
  const char *text;
  g_autofree char *again = NULL;
  g_autofree guchar *data = NULL;
  gsize size = 0;

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  text = json_node_get_string (node);
  if (*text == '\0' || strlen (text) / 4 * 3 > MOST_BOX_BYTES + 2)
    return NULL;
  data = g_base64_decode (text, &size);
  again = g_base64_encode (data, size);
  if (size < LEAST_BOX_BYTES || size > MOST_BOX_BYTES || strcmp (again, text) != 0)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), size);
}

/* 0: not a time. */
static gint64
read_time (JsonObject *object, const char *name)
{
  const char *text = mc_portal_answer_get_text (object, name, MAX_TIME_CHARS);
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return time != NULL ? g_date_time_to_unix (time) * 1000 : 0;
}

static gboolean
names (JsonObject *object, const char *member, const char *value)
{
  return g_strcmp0 (mc_portal_answer_get_text (object, member, MAX_ID_CHARS), value) == 0;
}

/* Takes what the answer says; FALSE: it is about something else. */
static gboolean
read_done (JsonObject *done, McParkedVerb verb, const char *id, const char *digest,
           McPortalAnswer *answer)
{
  switch (verb) {
  case MC_PARKED_BRING:
    return names (done, "parked", id) && names (done, "digest", digest);
  case MC_PARKED_FETCH:
    answer->box = read_box (done);
    answer->expires_ms = read_time (done, "expires_at");
    return names (done, "parked", id) && answer->box != NULL && answer->expires_ms > 0;
  case MC_PARKED_WITHDRAW:
  default:
    return names (done, "withdrawn", id);
  }
}

/* (nullable): the two words that are said of parked drafts alone. */
static McPortalAnswer *
judge_absence (const McHttpReply *reply)
{
  gsize size;
  const char *body = g_bytes_get_data (reply->body, &size);
  g_autoptr (JsonObject) problem = NULL;
  McPortalAnswer *answer;

  if ((reply->status != 404 && reply->status != 410)
      || !mc_portal_answer_has_type (reply, "application/problem+json"))
    return NULL;
  problem = mc_json_read_object (body, size);
  if (problem == NULL || !names (problem, "code", reply->status == 404 ? "unknown" : "gone"))
    return NULL;
  answer = mc_portal_answer_new (MC_VERDICT_RETRY, MC_SPEAKER_PORTAL,
                                 reply->status == 404 ? "unknown" : "gone",
                                 "the portal has no such parked draft (any more)");
  answer->is_unknown = reply->status == 404;
  answer->is_gone = reply->status == 410;
  return answer;
}

McPortalAnswer *
mc_portal_answer_judge_parked (const McHttpReply *reply, McParkedVerb verb, const char *id,
                               const char *digest, gint64 now_ms)
{
  gsize size;
  const char *body = g_bytes_get_data (reply->body, &size);
  g_autoptr (McPortalAnswer) answer = NULL;
  g_autoptr (JsonObject) done = NULL;

  if (reply->status != 200 || !mc_portal_answer_has_type (reply, "application/json")) {
    answer = judge_absence (reply);
    return answer != NULL ? g_steal_pointer (&answer)
                          : mc_portal_answer_judge_other (reply, now_ms);
  }
  done = mc_json_read_object (body, size);
  answer = mc_portal_answer_new (MC_VERDICT_SENT, MC_SPEAKER_PORTAL, NULL, NULL);
  if (done == NULL || !read_done (done, verb, id, digest, answer))
    return mc_portal_answer_not_the_portal ("the answer to a parked draft is about something else");
  return g_steal_pointer (&answer);
}
