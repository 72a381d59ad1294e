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

typedef struct {
  char *id;
  char *digest;
  char *local_code;
  guint attachments;
} Offer;

static void
offer_free (gpointer data)
{
  Offer *self = data;

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
  const Offer *offer = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (McHttpReply) reply = mc_http_finish (MC_HTTP (source), result, &error);
  const McSubmission row = { .id = offer->id,
                             .digest = offer->digest,
                             .local_code = offer->local_code,
                             .attachments = offer->attachments };
  McPortalAnswer *answer;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  answer = reply != NULL
               ? mc_portal_answer_judge (reply, &row, self->trust, mc_clock_now_ms (self->clock))
               : mc_portal_answer_from_error (error);
  if (answer->is_unproven)
    g_signal_emit (self, signals[SIGNAL_UNPROVEN], 0);
  g_task_return_pointer (task, answer, (GDestroyNotify) mc_portal_answer_free);
}

char *
mc_portal_digest_header (const char *digest)
{
  gsize size = 0;
  g_autofree guchar *raw = mc_base64url_decode (digest, -1, &size);
  g_autofree char *base64 = g_base64_encode (raw, raw != NULL ? size : 0);

  return g_strdup_printf ("Content-Digest: sha-256=:%s:", base64);
}

void
mc_portal_submit_async (McPortal *self, const McSubmission *row, GBytes *envelope,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *url = g_strdup_printf ("%s/v1/submissions/%s", self->url, row->id);
  g_autofree char *digest = mc_portal_digest_header (row->digest);
  const char *headers[] = { "Content-Type: application/cms",
                            "Accept: application/jose, application/json, application/problem+json",
                            digest, NULL };
  Offer *offer = g_new0 (Offer, 1);

  offer->id = g_strdup (row->id);
  offer->digest = g_strdup (row->digest);
  offer->local_code = g_strdup (row->local_code);
  offer->attachments = row->attachments;
  g_task_set_source_tag (task, mc_portal_submit_async);
  g_task_set_task_data (task, offer, offer_free);
  mc_http_put_async (self->http, url, headers, envelope, cancellable, on_answered, task);
}

McPortalAnswer *
mc_portal_submit_finish (McPortal *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_part_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  McPortal *self = g_task_get_source_object (task);
  const Offer *offer = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (McHttpReply) reply = mc_http_finish (MC_HTTP (source), result, &error);
  McPortalAnswer *answer;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  answer = reply != NULL ? mc_portal_answer_judge_part (reply, offer->id, offer->digest,
                                                        mc_clock_now_ms (self->clock))
                         : mc_portal_answer_from_error (error);
  g_task_return_pointer (task, answer, (GDestroyNotify) mc_portal_answer_free);
}

void
mc_portal_put_part_async (McPortal *self, const char *submission_id, const char *digest,
                          GBytes *part, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *url = g_strdup_printf ("%s/v1/submissions/%s/parts/%s", self->url, submission_id,
                                          digest);
  g_autofree char *content = mc_portal_digest_header (digest);
  const char *headers[] = { "Content-Type: application/octet-stream",
                            "Accept: application/json, application/problem+json", content, NULL };
  Offer *offer = g_new0 (Offer, 1);

  offer->id = g_strdup (submission_id);
  offer->digest = g_strdup (digest);
  g_task_set_source_tag (task, mc_portal_put_part_async);
  g_task_set_task_data (task, offer, offer_free);
  mc_http_put_async (self->http, url, headers, part, cancellable, on_part_answered, task);
}

McPortalAnswer *
mc_portal_put_part_finish (McPortal *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef McPortalAnswer *(*JudgeFunc) (const McHttpReply *reply);

static void
finish_simple (GTask *task, McHttp *http, GAsyncResult *result, JudgeFunc judge)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McHttpReply) reply = mc_http_finish (http, result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  g_task_return_pointer (task, reply != NULL ? judge (reply) : mc_portal_answer_from_error (error),
                         (GDestroyNotify) mc_portal_answer_free);
}

static void
on_greeted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  finish_simple (task, MC_HTTP (source), result, mc_portal_answer_judge_health);
}

void
mc_portal_greet_async (McPortal *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *url = g_strconcat (self->url, "/v1/health", NULL);
  const char *headers[] = { "Accept: application/json, application/problem+json", NULL };

  g_task_set_source_tag (task, mc_portal_greet_async);
  mc_http_get_async (self->http, url, headers, cancellable, on_greeted, task);
}

McPortalAnswer *
mc_portal_greet_finish (McPortal *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_heartbeat_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  finish_simple (task, MC_HTTP (source), result, mc_portal_answer_judge_heartbeat);
}

void
mc_portal_heartbeat_async (McPortal *self, const char *kiosk_id, const char *json,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *url = g_strconcat (self->url, "/v1/heartbeats/", kiosk_id, NULL);
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));
  const char *headers[] = { "Content-Type: application/json",
                            "Accept: application/json, application/problem+json", NULL };

  g_task_set_source_tag (task, mc_portal_heartbeat_async);
  mc_http_put_async (self->http, url, headers, body, cancellable, on_heartbeat_answered, task);
}

McPortalAnswer *
mc_portal_heartbeat_finish (McPortal *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_renewal_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  finish_simple (task, MC_HTTP (source), result, mc_portal_answer_judge_renewal);
}

void
mc_portal_renew_async (McPortal *self, const char *use, const char *json, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *url = g_strconcat (self->url, "/v1/renewals/", use, NULL);
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));
  const char *headers[] = { "Content-Type: application/json",
                            "Accept: application/json, application/problem+json", NULL };

  g_task_set_source_tag (task, mc_portal_renew_async);
  mc_http_put_async (self->http, url, headers, body, cancellable, on_renewal_answered, task);
}

McPortalAnswer *
mc_portal_renew_finish (McPortal *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_trust_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  finish_simple (task, MC_HTTP (source), result, mc_portal_answer_judge_trust);
}

void
mc_portal_ask_trust_async (McPortal *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *url = g_strconcat (self->url, "/v1/trust", NULL);
  const char *headers[] = { "Accept: application/json, application/problem+json", NULL };

  g_task_set_source_tag (task, mc_portal_ask_trust_async);
  mc_http_get_async (self->http, url, headers, cancellable, on_trust_answered, task);
}

McPortalAnswer *
mc_portal_ask_trust_finish (McPortal *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

McPortalTrust *
mc_portal_get_trust (McPortal *self)
{
  return self->trust;
}

static void
on_statuses_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  finish_simple (task, MC_HTTP (source), result, mc_portal_answer_judge_statuses);
}

void
mc_portal_statuses_async (McPortal *self, const char *cursor, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *after = g_uri_escape_string (cursor, NULL, FALSE);
  g_autofree char *url = g_strconcat (self->url, "/v1/statuses?after=", after, NULL);
  const char *headers[] = { "Accept: application/json, application/problem+json", NULL };

  g_task_set_source_tag (task, mc_portal_statuses_async);
  mc_http_get_async (self->http, url, headers, cancellable, on_statuses_answered, task);
}

McPortalAnswer *
mc_portal_statuses_finish (McPortal *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
