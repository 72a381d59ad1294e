// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/portal-private.h"

#include "offline-cache/certificate.h"
#include "offline-cache/digest.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (McPortal, mc_portal, G_TYPE_OBJECT)

enum { SIGNAL_UNPROVEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
mc_portal_finalize (GObject *object)
{
  McPortal *self = MC_PORTAL (object);

  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_clear_object (&self->trust);
  g_free (self->url);
  G_OBJECT_CLASS (mc_portal_parent_class)->finalize (object);
}

static void
mc_portal_class_init (McPortalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_portal_finalize;
  signals[SIGNAL_UNPROVEN] = g_signal_new ("unproven", MC_TYPE_PORTAL, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
}

static void
mc_portal_init (McPortal *self)
{
}

/* (transfer full) (nullable): without a slash at the end; NULL unless it is https and a host. */
static char *
tidy_url (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *text = NULL;
  gsize length;

  if (uri == NULL || g_strcmp0 (g_uri_get_scheme (uri), "https") != 0
      || g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0'
      || g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL
      || g_uri_get_fragment (uri) != NULL)
    return NULL;
  text = g_uri_to_string (uri);
  length = strlen (text);
  while (length > 0 && text[length - 1] == '/')
    text[--length] = '\0';
  return g_steal_pointer (&text);
}

McPortal *
mc_portal_new (McHttp *http, const char *url, const char *state_dir, McClock *clock, GError **error)
{
  g_autoptr (McPortal) self = g_object_new (MC_TYPE_PORTAL, NULL);

  self->url = tidy_url (url);
  if (self->url == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "the portal's address must be https://host[:port], found %s", url);
    return NULL;
  }
  /* The dates do not matter, so a wrong clock cannot hold up the queue. */
  self->trust = mc_portal_trust_new (state_dir);
  if (!mc_portal_trust_check_ack (self->trust, error))
    return NULL;
  self->http = g_object_ref (http);
  self->clock = g_object_ref (clock);
  return g_steal_pointer (&self);
}

/* --- one question, one answer --- */

void
mc_portal_question_free (McPortalQuestion *self)
{
  g_free (self->id);
  g_free (self->digest);
  g_free (self->local_code);
  g_free (self);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  McPortal *self = g_task_get_source_object (task);
  const McPortalQuestion *question = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (McHttpReply) reply = mc_http_finish (MC_HTTP (source), result, &error);
  McPortalAnswer *answer;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  answer = reply != NULL ? question->judge (self, question, reply)
                         : mc_portal_answer_from_error (error);
  if (answer->is_unproven)
    g_signal_emit (self, signals[SIGNAL_UNPROVEN], 0);
  g_task_return_pointer (task, answer, (GDestroyNotify) mc_portal_answer_free);
}

McPortalQuestion *
mc_portal_question_new (McPortalVerb verb, McPortalJudge judge)
{
  McPortalQuestion *self = g_new0 (McPortalQuestion, 1);

  self->verb = verb;
  self->judge = judge;
  self->accept = "Accept: application/json, application/problem+json";
  return self;
}

/* "Content-Digest: …", which is base64 with padding; digest is base64url. */
static char *
digest_header (const char *digest)
{
  gsize size = 0;
  g_autofree guchar *raw = mc_base64url_decode (digest, -1, &size);
  g_autofree char *base64 = g_base64_encode (raw, raw != NULL ? size : 0);

  return g_strdup_printf ("Content-Digest: sha-256=:%s:", base64);
}

void
mc_portal_ask (McPortal *self, McPortalQuestion *question, const char *path, GBytes *body,
               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *url = g_strconcat (self->url, path, NULL);
  g_autofree char *digest = question->digest != NULL ? digest_header (question->digest) : NULL;
  const char *headers[] = { question->accept, question->content, digest, NULL };

  g_task_set_source_tag (task, mc_portal_ask);
  g_task_set_task_data (task, question, (GDestroyNotify) mc_portal_question_free);
  switch (question->verb) {
  case MC_PORTAL_GET:
    mc_http_get_async (self->http, url, headers, cancellable, on_answered, task);
    break;
  case MC_PORTAL_DELETE:
    mc_http_delete_async (self->http, url, headers, cancellable, on_answered, task);
    break;
  case MC_PORTAL_PUT:
  default:
    mc_http_put_async (self->http, url, headers, body, cancellable, on_answered, task);
    break;
  }
}

McPortalAnswer *
mc_portal_finish (McPortal *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- submissions --- */

static McPortalAnswer *
judge_submission (McPortal *self, const McPortalQuestion *question, const McHttpReply *reply)
{
  const McSubmission row = { .id = question->id,
                             .digest = question->digest,
                             .local_code = question->local_code,
                             .attachments = question->attachments };

  return mc_portal_answer_judge (reply, &row, self->trust, mc_clock_now_ms (self->clock));
}

void
mc_portal_submit_async (McPortal *self, const McSubmission *row, GBytes *envelope,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  McPortalQuestion *question = mc_portal_question_new (MC_PORTAL_PUT, judge_submission);
  g_autofree char *path = g_strconcat ("/v1/submissions/", row->id, NULL);

  question->content = "Content-Type: application/cms";
  question->accept = "Accept: application/jose, application/json, application/problem+json";
  question->id = g_strdup (row->id);
  question->digest = g_strdup (row->digest);
  question->local_code = g_strdup (row->local_code);
  question->attachments = row->attachments;
  mc_portal_ask (self, question, path, envelope, cancellable, callback, user_data);
}

static McPortalAnswer *
judge_part (McPortal *self, const McPortalQuestion *question, const McHttpReply *reply)
{
  return mc_portal_answer_judge_part (reply, question->id, question->digest,
                                      mc_clock_now_ms (self->clock));
}

void
mc_portal_put_part_async (McPortal *self, const char *submission_id, const char *digest,
                          GBytes *part, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  McPortalQuestion *question = mc_portal_question_new (MC_PORTAL_PUT, judge_part);
  g_autofree char *path = g_strdup_printf ("/v1/submissions/%s/parts/%s", submission_id, digest);

  question->content = "Content-Type: application/octet-stream";
  question->id = g_strdup (submission_id);
  question->digest = g_strdup (digest);
  mc_portal_ask (self, question, path, part, cancellable, callback, user_data);
}

/* --- about this kiosk --- */

static void
put_json (McPortal *self, McPortalJudge judge, const char *path, const char *json,
          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  McPortalQuestion *question = mc_portal_question_new (MC_PORTAL_PUT, judge);
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));

  question->content = "Content-Type: application/json";
  mc_portal_ask (self, question, path, body, cancellable, callback, user_data);
}

static void
get (McPortal *self, McPortalJudge judge, const char *path, GCancellable *cancellable,
     GAsyncReadyCallback callback, gpointer user_data)
{
  mc_portal_ask (self, mc_portal_question_new (MC_PORTAL_GET, judge), path, NULL, cancellable,
                 callback, user_data);
}

static McPortalAnswer *
judge_health (McPortal *self, const McPortalQuestion *question, const McHttpReply *reply)
{
  return mc_portal_answer_judge_health (reply);
}

void
mc_portal_greet_async (McPortal *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  get (self, judge_health, "/v1/health", cancellable, callback, user_data);
}

static McPortalAnswer *
judge_heartbeat (McPortal *self, const McPortalQuestion *question, const McHttpReply *reply)
{
  return mc_portal_answer_judge_heartbeat (reply);
}

void
mc_portal_heartbeat_async (McPortal *self, const char *kiosk_id, const char *json,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autofree char *path = g_strconcat ("/v1/heartbeats/", kiosk_id, NULL);

  put_json (self, judge_heartbeat, path, json, cancellable, callback, user_data);
}

static McPortalAnswer *
judge_renewal (McPortal *self, const McPortalQuestion *question, const McHttpReply *reply)
{
  return mc_portal_answer_judge_renewal (reply);
}

void
mc_portal_renew_async (McPortal *self, const char *use, const char *json, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *path = g_strconcat ("/v1/renewals/", use, NULL);

  put_json (self, judge_renewal, path, json, cancellable, callback, user_data);
}

/* --- what the portal and the office have to say --- */

static McPortalAnswer *
judge_trust (McPortal *self, const McPortalQuestion *question, const McHttpReply *reply)
{
  return mc_portal_answer_judge_trust (reply);
}

void
mc_portal_ask_trust_async (McPortal *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  get (self, judge_trust, "/v1/trust", cancellable, callback, user_data);
}

McPortalTrust *
mc_portal_get_trust (McPortal *self)
{
  return self->trust;
}

static McPortalAnswer *
judge_statuses (McPortal *self, const McPortalQuestion *question, const McHttpReply *reply)
{
  return mc_portal_answer_judge_statuses (reply);
}

void
mc_portal_statuses_async (McPortal *self, const char *cursor, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *after = g_uri_escape_string (cursor, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/v1/statuses?after=", after, NULL);

  get (self, judge_statuses, path, cancellable, callback, user_data);
}
