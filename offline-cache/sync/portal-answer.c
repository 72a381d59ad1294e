// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/portal-answer-private.h"

#include "offline-cache/certificate.h"
#include "offline-cache/jws.h"

#include "app/domain/json-source.h"

#include <curl/curl.h>
#include <string.h>

#define MAX_CODE_CHARS 64
#define MAX_TIME_CHARS 40
#define MAX_REASON_CHARS 300
#define DIGEST_CHARS 43
#define MAX_MISSING 1000

void
mc_portal_answer_free (McPortalAnswer *self)
{
  g_free (self->reason_code);
  g_free (self->reason);
  g_free (self->dossier_code);
  g_free (self->received_at);
  g_free (self->appointment);
  g_free (self->ack);
  g_strfreev (self->missing);
  g_free (self->certificate);
  g_clear_pointer (&self->trust, g_bytes_unref);
  g_clear_pointer (&self->statuses, g_ptr_array_unref);
  g_free (self->cursor);
  g_clear_pointer (&self->box, g_bytes_unref);
  g_free (self);
}

McPortalAnswer *
mc_portal_answer_new (McVerdict verdict, McSpeaker speaker, const char *code, const char *reason)
{
  McPortalAnswer *self = g_new0 (McPortalAnswer, 1);

  self->verdict = verdict;
  self->speaker = speaker;
  self->reason_code = g_strdup (code);
  self->reason = g_strdup (reason);
  return self;
}

/* --- reading what came --- */

gboolean
mc_portal_answer_has_type (const McHttpReply *reply, const char *type)
{
  gsize length = strlen (type);
  const char *found = reply->content_type;

  if (found == NULL || g_ascii_strncasecmp (found, type, length) != 0)
    return FALSE;
  found += length;
  return *found == '\0' || *found == ';' || *found == ' ' || *found == '\t';
}

const char *
mc_portal_answer_get_text (JsonObject *object, const char *name, glong max)
{
  JsonNode *node = json_object_get_member (object, name);
  const char *text;

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  text = json_node_get_string (node);
  if (text == NULL || text[0] == '\0' || g_utf8_strlen (text, -1) > max)
    return NULL;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return NULL;
  }
  return text;
}

static gboolean
is_time (const char *text)
{
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return time != NULL;
}

static gint64
parse_retry_after (const char *text, gint64 now_ms)
{
  gint64 wait_ms;

  if (text == NULL || text[0] == '\0')
    return 0;
  if (strspn (text, "0123456789") == strlen (text)) {
    /* Ten digits cannot overflow, and are beyond the limit already. */
    wait_ms = strlen (text) > 10 ? G_MAXINT64 : g_ascii_strtoll (text, NULL, 10) * 1000;
  } else {
    time_t date = curl_getdate (text, NULL);

    wait_ms = date > 0 ? (gint64) date * 1000 - now_ms : 0;
  }
  return CLAMP (wait_ms, 0, MC_OUTBOX_LONGEST_WAIT_MS);
}

/* --- the acknowledgement --- */

/* NULL when all is well, else what is not. */
static const char *
check_claims (JsonObject *claims, const McSubmission *row)
{
  JsonNode *appointment = json_object_get_member (claims, "appointment");
  JsonNode *issued = json_object_get_member (claims, "iat");

  if (g_strcmp0 (mc_portal_answer_get_text (claims, "sub", MAX_CODE_CHARS), row->id) != 0)
    return "an acknowledgement of another submission";
  if (g_strcmp0 (mc_portal_answer_get_text (claims, "dig", MAX_CODE_CHARS), row->digest) != 0)
    return "an acknowledgement of another envelope";
  if (g_strcmp0 (mc_portal_answer_get_text (claims, "local", MAX_CODE_CHARS), row->local_code) != 0)
    return "an acknowledgement of another local code";
  if (mc_portal_answer_get_text (claims, "iss", MAX_REASON_CHARS) == NULL)
    return "an acknowledgement by nobody";
  if (issued == NULL || json_node_get_value_type (issued) != G_TYPE_INT64)
    return "an acknowledgement without a time of issue";
  if (mc_portal_answer_get_text (claims, "dossier_code", MAX_CODE_CHARS) == NULL)
    return "an acknowledgement without a dossier code";
  if (!is_time (mc_portal_answer_get_text (claims, "received_at", MAX_TIME_CHARS)))
    return "an acknowledgement without a time of receipt";
  if (appointment != NULL && !JSON_NODE_HOLDS_NULL (appointment)
      && !is_time (mc_portal_answer_get_text (claims, "appointment", MAX_TIME_CHARS)))
    return "an acknowledgement with an unreadable appointment";
  return NULL;
}

McPortalAnswer *
mc_portal_answer_not_the_portal (const char *what)
{
  g_autofree char *reason = g_strdup_printf (
      "what answered is not the portal of the contract: %s; something in between (a log-in page, a "
      "proxy) may be answering, or the portal is set up wrongly",
      what);

  return mc_portal_answer_new (MC_VERDICT_RETRY, MC_SPEAKER_UNKNOWN, "not-the-portal", reason);
}

/* Whoever has stolen the key it is signed with can say anything: nothing has been received. */
static McPortalAnswer *
judge_unproven (const GError *error)
{
  McPortalAnswer *answer;

  if (g_error_matches (error, MC_VAULT_ERROR, MC_VAULT_ERROR_REVOKED))
    answer = mc_portal_answer_new (
        MC_VERDICT_RETRY, MC_SPEAKER_UNKNOWN, MC_ACK_REVOKED,
        "the acknowledgement is signed under a certificate that the portal has revoked: it proves "
        "nothing, the record stays queued and is sent again until the portal signs with another");
  else
    answer = mc_portal_answer_not_the_portal (error->message);
  answer->is_unproven = TRUE;
  return answer;
}

static McPortalAnswer *
judge_acknowledgement (const McHttpReply *reply, const McSubmission *row, McPortalTrust *trust)
{
  gsize size = 0;
  const char *body = g_bytes_get_data (reply->body, &size);
  g_autofree char *jws = g_strndup (size > 0 ? body : "", size);
  g_autofree char *payload = NULL;
  g_autoptr (JsonObject) claims = NULL;
  g_autoptr (X509) signer = NULL;
  g_autoptr (GError) error = NULL;
  const char *fault;
  McPortalAnswer *answer;

  /* g_strndup () ends at a NUL, and what comes after one is no JWS. */
  if (strlen (jws) != size)
    return mc_portal_answer_not_the_portal ("an acknowledgement with a NUL in it");
  payload = mc_portal_trust_verify (trust, jws, &signer, &error);
  if (payload == NULL)
    return judge_unproven (error);
  claims = mc_json_read_object (payload, strlen (payload));
  fault = claims != NULL ? check_claims (claims, row) : "an acknowledgement without claims";
  /* By the time it names, not by this machine's clock: a wrong one must not hold up the queue. */
  if (fault == NULL
      && !mc_portal_trust_covers (trust, signer, json_object_get_int_member (claims, "iat")))
    fault = "an acknowledgement of a time at which the portal's certificate for them was not valid;"
            " the portal has to replace it";
  if (fault != NULL)
    return mc_portal_answer_not_the_portal (fault);
  answer = mc_portal_answer_new (MC_VERDICT_SENT, MC_SPEAKER_PORTAL, NULL, NULL);
  answer->dossier_code = g_strdup (
      mc_portal_answer_get_text (claims, "dossier_code", MAX_CODE_CHARS));
  answer->received_at = g_strdup (
      mc_portal_answer_get_text (claims, "received_at", MAX_TIME_CHARS));
  answer->appointment = g_strdup (
      mc_portal_answer_get_text (claims, "appointment", MAX_TIME_CHARS));
  answer->ack = g_steal_pointer (&jws);
  answer->portal_ms = json_object_get_int_member (claims, "iat") * 1000;
  return answer;
}

/* --- the portal's problems --- */

static const struct {
  const char *code;
  McVerdict verdict;
} PROBLEMS[] = {
  { "retry", MC_VERDICT_RETRY },
  { "conflict", MC_VERDICT_QUARANTINE },
  { "rejected", MC_VERDICT_QUARANTINE },
  { "needs-correction", MC_VERDICT_QUARANTINE },
};

/* It says something of the way, of the kiosk or of the server, and so nothing of a record. */
static gboolean
is_of_the_way (guint status)
{
  static const guint STATUSES[] = { 401, 403, 407, 408, 421, 425, 429 };

  for (guint i = 0; i < G_N_ELEMENTS (STATUSES); i++) {
    if (STATUSES[i] == status)
      return TRUE;
  }
  return status >= 500;
}

/* The portal answers, and does not want to hear from this kiosk: no record is to blame. */
static McPortalAnswer *
refusal_of_kiosk (const char *text)
{
  g_autofree char *reason = g_strdup_printf (
      "the portal does not accept this kiosk's certificate: it has been revoked, has expired or is "
      "not known; records stay queued; ask the portal for a token, then motcuactl enrol --again "
      "(%s)",
      text != NULL ? text : "no reason given");
  McPortalAnswer *answer = mc_portal_answer_new (MC_VERDICT_RETRY, MC_SPEAKER_PORTAL, MC_REFUSED,
                                                 reason);

  answer->is_refusal = TRUE;
  return answer;
}

/* (transfer full) (nullable): NULL if it is no problem of the contract. */
static McPortalAnswer *
judge_problem (const McHttpReply *reply)
{
  gsize size = 0;
  const char *body = g_bytes_get_data (reply->body, &size);
  g_autoptr (JsonObject) problem = NULL;
  const char *code;
  const char *text;

  if (reply->status < 400 || !mc_portal_answer_has_type (reply, "application/problem+json"))
    return NULL;
  problem = mc_json_read_object (body, size);
  code = problem != NULL ? mc_portal_answer_get_text (problem, "code", MAX_CODE_CHARS) : NULL;
  if (code == NULL)
    return NULL;
  text = mc_portal_answer_get_text (problem, "detail", MAX_REASON_CHARS);
  if (text == NULL)
    text = mc_portal_answer_get_text (problem, "title", MAX_REASON_CHARS);
  for (guint i = 0; i < G_N_ELEMENTS (PROBLEMS); i++) {
    if (strcmp (code, PROBLEMS[i].code) != 0)
      continue;
    /* A server that is failing, or in a hurry, may not condemn anything. */
    if (PROBLEMS[i].verdict == MC_VERDICT_QUARANTINE && is_of_the_way (reply->status))
      return NULL;
    if (PROBLEMS[i].verdict == MC_VERDICT_RETRY && (reply->status == 401 || reply->status == 403))
      return refusal_of_kiosk (text);
    return mc_portal_answer_new (PROBLEMS[i].verdict, MC_SPEAKER_PORTAL, code, text);
  }
  return NULL;
}

/* --- everything else --- */

static McPortalAnswer *
judge_status (const McHttpReply *reply)
{
  g_autofree char *text = NULL;

  if (reply->status >= 300 && reply->status < 400)
    return mc_portal_answer_new (
        MC_VERDICT_RETRY, MC_SPEAKER_UNKNOWN, "redirected",
        "a redirect to another address, which is never followed: a log-in page of "
        "the network may be in the way, or the portal has moved");
  if (reply->status == 413)
    return mc_portal_answer_new (
        MC_VERDICT_RETRY, MC_SPEAKER_UNKNOWN, "too-large",
        "a server in front of the portal refuses envelopes of this size; its limit "
        "must be raised");
  if (reply->status == 429 || reply->status >= 500) {
    text = g_strdup_printf ("the portal's server answers %u; it is tried again", reply->status);
    return mc_portal_answer_new (MC_VERDICT_RETRY, MC_SPEAKER_UNKNOWN, "server", text);
  }
  if (reply->status == 400 || reply->status == 401 || reply->status == 403) {
    text = g_strdup_printf ("status %u and no problem document, as a gateway answers that does not "
                            "accept this kiosk's certificate (expired, revoked, not enrolled)",
                            reply->status);
    return mc_portal_answer_not_the_portal (text);
  }
  text = g_strdup_printf ("status %u, %s, %" G_GSIZE_FORMAT " bytes", reply->status,
                          reply->content_type != NULL ? "another media type" : "no media type",
                          g_bytes_get_size (reply->body));
  return mc_portal_answer_not_the_portal (text);
}

/* --- attachments --- */

static gboolean
is_digest (const char *text)
{
  return strlen (text) == DIGEST_CHARS
         && strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
                == DIGEST_CHARS;
}

/* (transfer full) (nullable): 1 to MAX_MISSING digests. */
static GStrv
read_missing (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "missing");
  JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                 : NULL;
  guint count = list != NULL ? json_array_get_length (list) : 0;
  g_autoptr (GStrvBuilder) missing = g_strv_builder_new ();

  if (count == 0 || count > MAX_MISSING)
    return NULL;
  for (guint i = 0; i < count; i++) {
    JsonNode *element = json_array_get_element (list, i);

    if (json_node_get_value_type (element) != G_TYPE_STRING
        || !is_digest (json_node_get_string (element)))
      return NULL;
    g_strv_builder_add (missing, json_node_get_string (element));
  }
  return g_strv_builder_end (missing);
}

static McPortalAnswer *
judge_incomplete (const McHttpReply *reply, const McSubmission *row)
{
  gsize size = 0;
  const char *body = g_bytes_get_data (reply->body, &size);
  g_autoptr (JsonObject) object = mc_json_read_object (body, size);
  g_auto (GStrv) missing = object != NULL ? read_missing (object) : NULL;
  McPortalAnswer *answer;

  if (row->attachments == 0)
    return mc_portal_answer_not_the_portal ("parts are asked for where there are none");
  if (missing == NULL
      || g_strcmp0 (mc_portal_answer_get_text (object, "submission", MAX_CODE_CHARS), row->id) != 0
      || g_strcmp0 (mc_portal_answer_get_text (object, "digest", MAX_CODE_CHARS), row->digest) != 0)
    return mc_portal_answer_not_the_portal ("parts are asked for, and not of this record");
  answer = mc_portal_answer_new (MC_VERDICT_INCOMPLETE, MC_SPEAKER_PORTAL, "incomplete",
                                 "the portal waits for parts of the attachments");
  answer->missing = g_steal_pointer (&missing);
  return answer;
}

McPortalAnswer *
mc_portal_answer_judge_other (const McHttpReply *reply, gint64 now_ms)
{
  McPortalAnswer *answer = judge_problem (reply);

  if (answer == NULL)
    answer = judge_status (reply);
  answer->retry_after_ms = parse_retry_after (reply->retry_after, now_ms);
  answer->is_busy = (reply->status == 429 || reply->status == 503) && answer->retry_after_ms > 0;
  return answer;
}

McPortalAnswer *
mc_portal_answer_judge (const McHttpReply *reply, const McSubmission *row, McPortalTrust *trust,
                        gint64 now_ms)
{
  if ((reply->status == 200 || reply->status == 201)
      && mc_portal_answer_has_type (reply, "application/jose"))
    return judge_acknowledgement (reply, row, trust);
  if (reply->status == 202 && mc_portal_answer_has_type (reply, "application/json"))
    return judge_incomplete (reply, row);
  return mc_portal_answer_judge_other (reply, now_ms);
}

McPortalAnswer *
mc_portal_answer_judge_part (const McHttpReply *reply, const char *submission_id,
                             const char *digest, gint64 now_ms)
{
  gsize size = 0;
  const char *body = g_bytes_get_data (reply->body, &size);
  g_autoptr (JsonObject) stored = NULL;

  if (reply->status != 200 || !mc_portal_answer_has_type (reply, "application/json"))
    return mc_portal_answer_judge_other (reply, now_ms);
  stored = mc_json_read_object (body, size);
  if (stored == NULL
      || g_strcmp0 (mc_portal_answer_get_text (stored, "stored", MAX_CODE_CHARS), digest) != 0
      || g_strcmp0 (mc_portal_answer_get_text (stored, "submission", MAX_CODE_CHARS), submission_id)
             != 0)
    return mc_portal_answer_not_the_portal ("the answer to a part is about something else");
  return mc_portal_answer_new (MC_VERDICT_SENT, MC_SPEAKER_PORTAL, NULL, NULL);
}

McPortalAnswer *
mc_portal_answer_judge_health (const McHttpReply *reply)
{
  gsize size;
  const char *body = g_bytes_get_data (reply->body, &size);
  g_autoptr (JsonObject) health = NULL;
  McPortalAnswer *answer;

  if (reply->status == 200 && mc_portal_answer_has_type (reply, "application/json"))
    health = mc_json_read_object (body, size);
  if (health != NULL
      && g_strcmp0 (mc_portal_answer_get_text (health, "status", MAX_CODE_CHARS), "ok") == 0)
    return mc_portal_answer_new (MC_VERDICT_RETRY, MC_SPEAKER_PORTAL, NULL, NULL);
  answer = judge_problem (reply);
  return answer != NULL ? answer : judge_status (reply);
}

McPortalAnswer *
mc_portal_answer_judge_heartbeat (const McHttpReply *reply)
{
  gsize size;
  const char *body = g_bytes_get_data (reply->body, &size);
  g_autoptr (JsonObject) taken = NULL;
  g_autoptr (GDateTime) now = NULL;
  McPortalAnswer *answer;

  if (reply->status == 200 && mc_portal_answer_has_type (reply, "application/json"))
    taken = mc_json_read_object (body, size);
  if (taken != NULL && is_time (mc_portal_answer_get_text (taken, "now", MAX_TIME_CHARS)))
    now = g_date_time_new_from_iso8601 (mc_portal_answer_get_text (taken, "now", MAX_TIME_CHARS),
                                        NULL);
  if (now == NULL) {
    answer = judge_problem (reply);
    return answer != NULL ? answer : judge_status (reply);
  }
  answer = mc_portal_answer_new (MC_VERDICT_SENT, MC_SPEAKER_PORTAL, NULL, NULL);
  answer->portal_ms = g_date_time_to_unix (now) * 1000 + g_date_time_get_microsecond (now) / 1000;
  return answer;
}

McPortalAnswer *
mc_portal_answer_judge_renewal (const McHttpReply *reply)
{
  gsize size;
  const char *body = g_bytes_get_data (reply->body, &size);
  g_autoptr (JsonObject) issued = NULL;
  JsonNode *node = NULL;
  McPortalAnswer *answer;

  if (reply->status == 201 && mc_portal_answer_has_type (reply, "application/json"))
    issued = mc_json_read_object (body, size);
  if (issued != NULL)
    node = json_object_get_member (issued, "certificate");
  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING) {
    answer = judge_problem (reply);
    return answer != NULL ? answer : judge_status (reply);
  }
  answer = mc_portal_answer_new (MC_VERDICT_SENT, MC_SPEAKER_PORTAL, NULL, NULL);
  answer->certificate = json_node_dup_string (node);
  return answer;
}

McPortalAnswer *
mc_portal_answer_judge_trust (const McHttpReply *reply)
{
  McPortalAnswer *answer;

  if (reply->status != 200 || !mc_portal_answer_has_type (reply, "application/json")) {
    answer = judge_problem (reply);
    return answer != NULL ? answer : judge_status (reply);
  }
  answer = mc_portal_answer_new (MC_VERDICT_SENT, MC_SPEAKER_PORTAL, NULL, NULL);
  answer->trust = g_bytes_ref (reply->body);
  return answer;
}

/* --- the office's feed --- */

static gboolean
is_state (const char *text)
{
  return text != NULL && strlen (text) <= 32
         && strspn (text, "abcdefghijklmnopqrstuvwxyz-") == strlen (text);
}

/* (transfer full) (nullable): line breaks are blanks here, and what is too long is cut. */
static char *
tidy_note (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "note");
  g_autofree char *text = NULL;

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  text = g_strdup (json_node_get_string (node));
  g_strstrip (g_strdelimit (text, "\r\n\t", ' '));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return NULL;
  }
  if (text[0] == '\0')
    return NULL;
  return g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MC_OFFICE_NOTE_CHARS));
}

static void
take_status (JsonArray *array, guint index, JsonNode *node, gpointer user_data)
{
  GPtrArray *statuses = user_data;
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *id = object != NULL ? mc_portal_answer_get_text (object, "id", MAX_CODE_CHARS) : NULL;
  const char *state = id != NULL ? mc_portal_answer_get_text (object, "state", MAX_CODE_CHARS)
                                 : NULL;
  const char *at = id != NULL ? mc_portal_answer_get_text (object, "at", MAX_TIME_CHARS) : NULL;
  McOfficeStatus *status;

  if (!is_state (state) || !is_time (at))
    return;
  status = g_new0 (McOfficeStatus, 1);
  status->id = g_strdup (id);
  status->state = g_strdup (state);
  status->at = g_strdup (at);
  status->note = tidy_note (object);
  g_ptr_array_add (statuses, status);
}

McPortalAnswer *
mc_portal_answer_judge_statuses (const McHttpReply *reply)
{
  gsize size;
  const char *body = g_bytes_get_data (reply->body, &size);
  g_autoptr (JsonObject) feed = NULL;
  JsonNode *list = NULL;
  const char *cursor = NULL;
  McPortalAnswer *answer;

  if (reply->status == 200 && mc_portal_answer_has_type (reply, "application/json"))
    feed = mc_json_read_object (body, size);
  if (feed != NULL) {
    list = json_object_get_member (feed, "statuses");
    cursor = mc_portal_answer_get_text (feed, "cursor", MC_OFFICE_CURSOR_CHARS);
  }
  if (cursor == NULL || list == NULL || !JSON_NODE_HOLDS_ARRAY (list)) {
    answer = judge_problem (reply);
    return answer != NULL ? answer : judge_status (reply);
  }
  answer = mc_portal_answer_new (MC_VERDICT_SENT, MC_SPEAKER_PORTAL, NULL, NULL);
  answer->cursor = g_strdup (cursor);
  answer->more = json_object_get_boolean_member_with_default (feed, "more", FALSE);
  answer->statuses = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_office_status_free);
  json_array_foreach_element (json_node_get_array (list), take_status, answer->statuses);
  return answer;
}

McPortalAnswer *
mc_portal_answer_from_error (const GError *error)
{
  static const struct {
    McHttpErrorCode error;
    const char *code;
    gboolean is_link;
    McSpeaker speaker;
  } CODES[] = {
    { MC_HTTP_ERROR_UNREACHABLE, "unreachable", TRUE, MC_SPEAKER_NONE },
    { MC_HTTP_ERROR_TLS, "tls", TRUE, MC_SPEAKER_NONE },
    { MC_HTTP_ERROR_CLOCK, "clock", TRUE, MC_SPEAKER_NONE },
    { MC_HTTP_ERROR_BROKEN, "unreachable", FALSE, MC_SPEAKER_NONE },
    { MC_HTTP_ERROR_NOT_HTTP, "not-the-portal", FALSE, MC_SPEAKER_UNKNOWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CODES); i++) {
    if (g_error_matches (error, MC_HTTP_ERROR, CODES[i].error)) {
      McPortalAnswer *self = mc_portal_answer_new (MC_VERDICT_RETRY, CODES[i].speaker,
                                                   CODES[i].code, error->message);

      self->is_link = CODES[i].is_link;
      return self;
    }
  }
  return mc_portal_answer_new (MC_VERDICT_RETRY, MC_SPEAKER_NONE, "unreachable", error->message);
}
