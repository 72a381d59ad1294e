// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/cache/office.h"

#include "offline-cache/digest.h"
#include "offline-cache/jws.h"
#include "tests/unit/cache/authority.h"

#include <string.h>

Office *
office_new (void)
{
  Office *self = g_new0 (Office, 1);

  self->dir = pki_make_dir (FALSE);
  self->ca = pki_new ("test authority", NULL, NULL, -3600, 86400);
  self->server = pki_new ("portal", self->ca, "127.0.0.1", -3600, 86400);
  self->kiosk = pki_new ("kiosk-000001", self->ca, NULL, -3600, 86400);
  self->ack = pki_new ("portal acknowledgements", self->ca, NULL, -3600, 86400);
  pki_write (self->ca, self->dir, "portal/ca.pem", NULL);
  pki_write (self->ack, self->dir, "portal/ack.pem", NULL);
  pki_write (self->kiosk, self->dir, "transport/cert.pem", "transport/key.pem");
  self->clock = mc_fake_clock_new ();
  self->store = mc_store_open (self->dir, NULL);
  self->outbox = mc_outbox_new (self->store);
  self->random = 0.5;
  return self;
}

static void
disconnect (Office *self)
{
  if (self->scheduler != NULL)
    g_assert_finalize_object (g_steal_pointer (&self->scheduler));
  if (self->portal != NULL)
    g_assert_finalize_object (g_steal_pointer (&self->portal));
  if (self->http != NULL)
    g_assert_finalize_object (g_steal_pointer (&self->http));
}

void
office_free (Office *self)
{
  disconnect (self);
  g_assert_finalize_object (self->outbox);
  g_assert_finalize_object (self->store);
  g_assert_finalize_object (self->clock);
  pki_remove_dir (self->dir);
  pki_free (self->ca);
  pki_free (self->server);
  pki_free (self->kiosk);
  pki_free (self->ack);
  g_free (self->dir);
  g_free (self);
}

static double
draw (gpointer user_data)
{
  return ((Office *) user_data)->random;
}

void
office_connect (Office *self, guint port)
{
  g_autofree char *ca = g_build_filename (self->dir, "portal", "ca.pem", NULL);
  g_autofree char *certificate = g_build_filename (self->dir, "transport", "cert.pem", NULL);
  g_autofree char *key = g_build_filename (self->dir, "transport", "key.pem", NULL);
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/", port);
  const McHttpOptions options = {
    .ca = ca, .certificate = certificate, .key = key, .silence_ms = 1000, .total_ms = 2000
  };
  McSchedulerParts parts = { 0 };
  g_autoptr (GError) error = NULL;

  disconnect (self);
  self->http = mc_http_new (&options, &error);
  g_assert_no_error (error);
  self->portal = mc_portal_new (self->http, url, self->dir, MC_CLOCK (self->clock), &error);
  g_assert_no_error (error);
  parts.store = self->store;
  parts.outbox = self->outbox;
  parts.portal = self->portal;
  parts.clock = MC_CLOCK (self->clock);
  parts.greet_ms = self->greet_ms;
  parts.random = draw;
  parts.random_data = self;
  self->scheduler = mc_scheduler_new (&parts);
}

typedef struct {
  gboolean done;
  McSyncSummary *summary;
} Drained;

static void
on_drained (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Drained *drained = user_data;
  g_autoptr (GError) error = NULL;

  drained->summary = mc_scheduler_drain_finish (MC_SCHEDULER (source), result, &error);
  g_assert_no_error (error);
  drained->done = TRUE;
}

McSyncSummary *
office_drain (Office *self, gboolean everything)
{
  Drained drained = { 0 };

  mc_scheduler_drain_async (self->scheduler, everything, NULL, on_drained, &drained);
  row_wait (&drained.done, "the cycle");
  /* The task's own reference goes after its callback. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return drained.summary;
}

char *
office_get_id (const TlsRequest *request)
{
  static const char PREFIX[] = "PUT /v1/submissions/";

  g_assert_true (g_str_has_prefix (request->head, PREFIX));
  return g_strndup (request->head + strlen (PREFIX), 36);
}

char *
office_acknowledge (const Pki *signer, const TlsRequest *request, const char *claim,
                    const char *value)
{
  g_autofree char *id = office_get_id (request);
  g_autofree char *digest = mc_sha256_base64url (g_bytes_get_data (request->body, NULL),
                                                 g_bytes_get_size (request->body));
  const char *names[] = { "iss",          "sub",         "dig",         "local",
                          "dossier_code", "received_at", "appointment", "iat" };
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_real_time () / 1000000);
  g_autofree char *sub = g_strdup_printf ("\"%s\"", id);
  g_autofree char *dig = g_strdup_printf ("\"%s\"", digest);
  g_autofree char *local = g_strdup_printf ("\"KD-%08u\"",
                                            (guint) g_ascii_strtoull (id + 28, NULL, 16));
  const char *values[] = { "\"portal\"",
                           sub,
                           dig,
                           local,
                           "\"H26.12-261121-0001\"",
                           "\"2026-11-21T14:32:07+07:00\"",
                           "\"2026-11-24T08:00:00+07:00\"",
                           now };
  g_autoptr (GString) json = g_string_new ("{\"v\":1");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *used = g_strcmp0 (claim, names[i]) == 0 ? value : values[i];

    if (used != NULL)
      g_string_append_printf (json, ",\"%s\":%s", names[i], used);
  }
  g_string_append_c (json, '}');
  return mc_jws_sign (signer->key, "ack", json->str, NULL);
}

GBytes *
office_reply (const char *head, const char *body, gssize size)
{
  gsize length = size < 0 ? strlen (body) : (gsize) size;
  GString *text = g_string_new ("HTTP/1.1 ");

  g_string_append (text, head);
  if (strstr (head, "Content-Length:") == NULL && strstr (head, "Transfer-Encoding:") == NULL)
    g_string_append_printf (text, "\r\nContent-Length: %" G_GSIZE_FORMAT, length);
  g_string_append (text, "\r\n\r\n");
  g_string_append_len (text, body, (gssize) length);
  return g_string_free_to_bytes (text);
}

static GBytes *
tell_time (void)
{
  g_autofree char *now = mc_clock_format_rfc3339 (g_get_real_time () / 1000);
  g_autofree char *body = g_strdup_printf ("{\"now\":\"%s\"}", now);

  return office_reply ("200 OK\r\nContent-Type: application/json", body, -1);
}

static GBytes *
tell_trust (Office *self)
{
  const AuthorityList list = { self->ca, 1, 24 * 60 * 60, { self->revoked } };
  const Pki *none[] = { NULL };
  const Pki *acks[] = { self->new_ack, NULL };
  g_autofree char *body = authority_answer (none, acks, &list);

  return office_reply ("200 OK\r\nContent-Type: application/json", body, -1);
}

TlsReply
office_honest_portal (const TlsRequest *request, gpointer user_data)
{
  Office *self = user_data;
  g_autofree char *ack = NULL;

  if (g_str_has_prefix (request->head, "GET /v1/health "))
    return (TlsReply){
      .raw = office_reply ("200 OK\r\nContent-Type: application/json", "{\"status\":\"ok\"}", -1),
      .then = TLS_KEEP,
    };
  if (g_str_has_prefix (request->head, "GET /v1/statuses?"))
    return (TlsReply){
      .raw = office_reply ("200 OK\r\nContent-Type: application/json",
                           "{\"statuses\":[],\"cursor\":\"s0\",\"more\":false}", -1),
      .then = TLS_KEEP,
    };
  if (g_str_has_prefix (request->head, "GET /v1/trust "))
    return (TlsReply){ .raw = tell_trust (self), .then = TLS_KEEP };
  if (g_str_has_prefix (request->head, "PUT /v1/heartbeats/"))
    return (TlsReply){ .raw = tell_time (), .then = TLS_KEEP };
  ack = office_acknowledge (self->ack, request, NULL, NULL);
  return (TlsReply){
    .raw = office_reply ("201 Created\r\nContent-Type: application/jose", ack, -1),
    .then = TLS_KEEP,
  };
}
