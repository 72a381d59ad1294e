// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/portal-private.h"

#include "offline-cache/digest.h"

static McPortalAnswer *
judge (McPortal *self, const McPortalQuestion *question, const McHttpReply *reply)
{
  return mc_portal_answer_judge_parked (reply, question->parked, question->id, question->digest,
                                        mc_clock_now_ms (self->clock));
}

static McPortalQuestion *
question_new (McPortalVerb verb, McParkedVerb parked, const char *id)
{
  McPortalQuestion *question = mc_portal_question_new (verb, judge);

  question->parked = parked;
  question->id = g_strdup (id);
  return question;
}

void
mc_portal_park_async (McPortal *self, const char *id, GBytes *box, gint64 expires_ms,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  McPortalQuestion *question = question_new (MC_PORTAL_PUT, MC_PARKED_BRING, id);
  g_autoptr (GDateTime) expires = g_date_time_new_from_unix_utc (expires_ms / 1000);
  g_autofree char *until = g_date_time_format (expires, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree char *path = g_strdup_printf ("/v1/parked/%s?expires=%s", id, until);

  question->content = "Content-Type: application/octet-stream";
  question->digest = mc_sha256_base64url (g_bytes_get_data (box, NULL), g_bytes_get_size (box));
  mc_portal_ask (self, question, path, box, cancellable, callback, user_data);
}

void
mc_portal_fetch_parked_async (McPortal *self, const char *id, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *path = g_strconcat ("/v1/parked/", id, NULL);

  mc_portal_ask (self, question_new (MC_PORTAL_GET, MC_PARKED_FETCH, id), path, NULL, cancellable,
                 callback, user_data);
}

void
mc_portal_unpark_async (McPortal *self, const char *id, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *path = g_strconcat ("/v1/parked/", id, NULL);

  mc_portal_ask (self, question_new (MC_PORTAL_DELETE, MC_PARKED_WITHDRAW, id), path, NULL,
                 cancellable, callback, user_data);
}
