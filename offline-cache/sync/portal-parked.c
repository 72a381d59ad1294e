// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/portal-private.h"

#include "offline-cache/digest.h"

typedef struct {
  McParkedVerb verb;
  char *id;
  char *digest; /* (nullable): of what is brought */
} Asked;

static void
asked_free (gpointer data)
{
  Asked *self = data;

  g_free (self->id);
  g_free (self->digest);
  g_free (self);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  McPortal *self = g_task_get_source_object (task);
  const Asked *asked = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (McHttpReply) reply = mc_http_finish (MC_HTTP (source), result, &error);
  McPortalAnswer *answer;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  answer = reply != NULL ? mc_portal_answer_judge_parked (
               reply, asked->verb, asked->id, asked->digest, mc_clock_now_ms (self->clock))
                         : mc_portal_answer_from_error (error);
  g_task_return_pointer (task, answer, (GDestroyNotify) mc_portal_answer_free);
}

/* (transfer full): digest is taken. */
static GTask *
task_new (McPortal *self, McParkedVerb verb, const char *id, char *digest,
          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Asked *asked = g_new0 (Asked, 1);

  asked->verb = verb;
  asked->id = g_strdup (id);
  asked->digest = digest;
  g_task_set_source_tag (task, mc_portal_parked_finish);
  g_task_set_task_data (task, asked, asked_free);
  return task;
}

void
mc_portal_park_async (McPortal *self, const char *id, GBytes *box, gint64 expires_ms,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  char *digest = mc_sha256_base64url (g_bytes_get_data (box, NULL), g_bytes_get_size (box));
  g_autoptr (GDateTime) expires = g_date_time_new_from_unix_utc (expires_ms / 1000);
  g_autofree char *until = g_date_time_format (expires, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree char *url = g_strdup_printf ("%s/v1/parked/%s?expires=%s", self->url, id, until);
  g_autofree char *content = mc_portal_digest_header (digest);
  const char *headers[] = { "Content-Type: application/octet-stream",
                            "Accept: application/json, application/problem+json", content, NULL };

  mc_http_put_async (
      self->http, url, headers, box, cancellable, on_answered,
      task_new (self, MC_PARKED_BRING, id, digest, cancellable, callback, user_data));
}

static const char *const accept[] = { "Accept: application/json, application/problem+json", NULL };

void
mc_portal_fetch_parked_async (McPortal *self, const char *id, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *url = g_strdup_printf ("%s/v1/parked/%s", self->url, id);

  mc_http_get_async (self->http, url, accept, cancellable, on_answered,
                     task_new (self, MC_PARKED_FETCH, id, NULL, cancellable, callback, user_data));
}

void
mc_portal_unpark_async (McPortal *self, const char *id, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *url = g_strdup_printf ("%s/v1/parked/%s", self->url, id);

  mc_http_delete_async (
      self->http, url, accept, cancellable, on_answered,
      task_new (self, MC_PARKED_WITHDRAW, id, NULL, cancellable, callback, user_data));
}

McPortalAnswer *
mc_portal_parked_finish (McPortal *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
