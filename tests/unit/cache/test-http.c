// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/http.h"

#include "tests/unit/cache/office.h"

#include <signal.h>
#include <string.h>

typedef struct {
  Office *office;
  char *id;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->office = office_new ();
  f->id = row_commit (f->office->outbox, 1);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  office_free (f->office);
  g_free (f->id);
}

static void
assert_reason (Fixture *f, const char *code, const char *words)
{
  g_autoptr (McSyncSummary) summary = office_drain (f->office, TRUE);
  g_autoptr (McSubmission) row = row_find (f->office->outbox, f->id);

  g_test_message ("%s: %s", row->reason_code, row->reason);
  g_assert_cmpint (row->state, ==, MC_SUBMISSION_QUEUED);
  g_assert_cmpstr (row->reason_code, ==, code);
  g_assert_cmpstr (summary->portal, ==, code);
  if (strstr (row->reason, words) == NULL)
    g_test_fail_printf ("\"%s\" does not say \"%s\"", row->reason, words);
}

/* The server never gets to see a request. */
static void
assert_not_trusted (Fixture *f, const Pki *identity, const Pki *client_ca, const char *code,
                    const char *words)
{
  TlsServer *server = tls_server_new (identity, client_ca, office_honest_portal, f->office);

  office_connect (f->office, tls_server_get_port (server));
  assert_reason (f, code, words);
  g_assert_cmpuint (tls_server_get_requests (server), ==, 0);
  tls_server_free (server);
}

static void
test_another_authority_is_not_trusted (Fixture *f, gconstpointer data)
{
  g_autoptr (Pki) other = pki_new ("other authority", NULL, NULL, -3600, 86400);
  g_autoptr (Pki) server = pki_new ("portal", other, "127.0.0.1", -3600, 86400);
  g_autoptr (Pki) alone = pki_new ("portal", NULL, "127.0.0.1", -3600, 86400);
  g_autoptr (Pki) namesake = pki_new ("test authority", NULL, NULL, -3600, 86400);
  g_autoptr (Pki) forged = pki_new ("portal", namesake, "127.0.0.1", -3600, 86400);

  assert_not_trusted (f, forged, NULL, "tls", "forged certificate");
  assert_not_trusted (f, server, NULL, "tls", "not from the authority in portal/ca.pem");
  assert_not_trusted (f, alone, NULL, "tls", "not from the authority in portal/ca.pem");
}

static void
test_another_name_is_not_trusted (Fixture *f, gconstpointer data)
{
  g_autoptr (Pki) server = pki_new ("127.0.0.1", f->office->ca, "192.0.2.1", -3600, 86400);
  g_autoptr (Pki) named = pki_new ("portal", f->office->ca, "portal.example", -3600, 86400);

  assert_not_trusted (f, server, NULL, "tls", "for another name");
  assert_not_trusted (f, named, NULL, "tls", "for another name");
}

static void
test_an_expired_portal_is_told_from_a_wrong_clock (Fixture *f, gconstpointer data)
{
  g_autoptr (Pki) expired = pki_new ("portal", f->office->ca, "127.0.0.1", -7200, -3600);
  g_autoptr (Pki) early = pki_new ("portal", f->office->ca, "127.0.0.1", 3600, 7200);
  g_autoptr (Pki) kiosk = pki_new ("kiosk-000001", f->office->ca, NULL, -7200, -3600);

  assert_not_trusted (f, expired, NULL, "tls", "the portal must renew it");
  assert_not_trusted (f, early, NULL, "clock", "set it");
  pki_write (kiosk, f->office->dir, "transport/cert.pem", "transport/key.pem");
  assert_not_trusted (f, expired, NULL, "clock", "both seem to have expired");
}

static void
test_a_portal_that_refuses_us_is_told (Fixture *f, gconstpointer data)
{
  g_autoptr (Pki) other = pki_new ("other authority", NULL, NULL, -3600, 86400);
  g_autoptr (Pki) expired = pki_new ("kiosk-000001", f->office->ca, NULL, -7200, -3600);

  assert_not_trusted (f, f->office->server, other, "tls", "refuses this kiosk's certificate");
  pki_write (expired, f->office->dir, "transport/cert.pem", "transport/key.pem");
  assert_not_trusted (f, f->office->server, f->office->ca, "tls", "has expired");
}

static void
test_nobody_there_is_unreachable (Fixture *f, gconstpointer data)
{
  TlsServer *server = tls_server_new (NULL, NULL, office_honest_portal, f->office);

  office_connect (f->office, tls_server_get_port (server));
  tls_server_free (server);
  assert_reason (f, "unreachable", "cable, network and address");
}

static TlsReply
say_hello (const TlsRequest *request, gpointer user_data)
{
  return (TlsReply){ .raw = g_bytes_new ("HTTP/1.1 200 OK\r\n\r\n", 19), .then = TLS_CLOSE };
}

static gpointer
speak_first (gpointer data)
{
  GSocketListener *listener = data;
  g_autoptr (GSocketConnection) connection = g_socket_listener_accept (listener, NULL, NULL, NULL);
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  g_output_stream_write_all (out, "220 mail.example ESMTP\r\n", 24, NULL, NULL, NULL);
  return NULL;
}

static void
test_another_service_on_the_port_is_told (Fixture *f, gconstpointer data)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  GThread *thread = g_thread_new ("mail", speak_first, listener);

  office_connect (f->office, port);
  assert_reason (f, "tls", "no secure connection");
  g_thread_join (thread);
}

/* --- connections --- */

static void
test_connections_are_kept (Fixture *f, gconstpointer data)
{
  TlsServer *server = tls_server_new (f->office->server, f->office->ca, office_honest_portal,
                                      f->office);
  g_autoptr (McSyncSummary) summary = NULL;

  for (guint n = 2; n <= 40; n++)
    g_free (row_commit (f->office->outbox, n));
  office_connect (f->office, tls_server_get_port (server));
  summary = office_drain (f->office, FALSE);
  g_assert_cmpuint (summary->sent, ==, 40);
  g_assert_cmpuint (tls_server_get_connections (server), <=, 4);
  tls_server_free (server);
}

/* The server hangs up after each answer without saying so: the next PUT is begun again, whole. */
static TlsReply
answer_and_hang_up (const TlsRequest *request, gpointer user_data)
{
  TlsReply reply = office_honest_portal (request, user_data);

  reply.then = TLS_RESET;
  return reply;
}

static void
test_a_dead_kept_connection_loses_nothing (Fixture *f, gconstpointer data)
{
  TlsServer *server = tls_server_new (f->office->server, f->office->ca, answer_and_hang_up,
                                      f->office);
  guint left = 20;

  for (guint n = 2; n <= left; n++)
    g_free (row_commit (f->office->outbox, n));
  office_connect (f->office, tls_server_get_port (server));
  /* A reset often overtakes the answer before it, which is then asked for once more: only that it
   * gets there in the end is sure. */
  for (guint cycle = 0; cycle < 1000 && left > 0; cycle++) {
    g_autoptr (McSyncSummary) summary = office_drain (f->office, TRUE);

    g_assert_cmpuint (summary->quarantined, ==, 0);
    left = (guint) summary->left;
  }
  g_assert_cmpuint (left, ==, 0);
  tls_server_free (server);
}

/* --- cancelling --- */

static TlsReply
say_nothing (const TlsRequest *request, gpointer user_data)
{
  g_atomic_int_inc ((gint *) user_data);
  return (TlsReply){ .then = TLS_STALL };
}

typedef struct {
  gboolean done;
  gint64 done_us;
  GError *error;
} Put;

static void
on_put (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Put *put = user_data;
  g_autoptr (McHttpReply) reply = mc_http_finish (MC_HTTP (source), result, &put->error);

  g_assert_null (reply);
  put->done_us = g_get_monotonic_time ();
  put->done = TRUE;
}

static gpointer
cancel_in_thread (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

static gboolean
on_poll (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* An idle connection gives curl nothing to do for a minute; cancelling must not wait for that. */
static void
test_cancelling_takes_no_time (Fixture *f, gconstpointer data)
{
  gboolean by_thread = GPOINTER_TO_INT (data);
  const char *headers[] = { NULL };
  gint seen = 0;
  TlsServer *server = tls_server_new (f->office->server, f->office->ca, say_nothing, &seen);
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/", tls_server_get_port (server));
  g_autoptr (GBytes) body = row_make_envelope (1, 20000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint poll = g_timeout_add (2, on_poll, NULL);
  Put put = { 0 };
  gint64 start_us;

  office_connect (f->office, tls_server_get_port (server));
  mc_http_put_async (f->office->http, url, headers, body, cancellable, on_put, &put);
  while (g_atomic_int_get (&seen) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (poll);
  start_us = g_get_monotonic_time ();
  if (by_thread)
    g_thread_join (g_thread_new ("cancel", cancel_in_thread, cancellable));
  else
    g_cancellable_cancel (cancellable);
  row_wait (&put.done, "the cancelled transfer");
  g_assert_error (put.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (put.done_us - start_us, <, 1000 * 1000);
  g_clear_error (&put.error);
  tls_server_free (server);
}

static void
test_cancelled_before_is_answered_once (Fixture *f, gconstpointer data)
{
  const char *headers[] = { NULL };
  g_autoptr (GBytes) body = row_make_envelope (1, 100);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Put put = { 0 };

  office_connect (f->office, 1);
  g_cancellable_cancel (cancellable);
  mc_http_put_async (f->office->http, "https://127.0.0.1:1/", headers, body, cancellable, on_put,
                     &put);
  g_assert_false (put.done);
  row_wait (&put.done, "the cancelled transfer");
  g_assert_error (put.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&put.error);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_only_https_is_spoken (Fixture *f, gconstpointer data)
{
  const char *headers[] = { NULL };
  gint seen = 0;
  TlsServer *server = tls_server_new (NULL, NULL, say_hello, &seen);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/", tls_server_get_port (server));
  g_autoptr (GBytes) body = row_make_envelope (1, 100);
  Put put = { 0 };

  office_connect (f->office, 1);
  mc_http_put_async (f->office->http, url, headers, body, NULL, on_put, &put);
  row_wait (&put.done, "the refusal");
  g_assert_true (put.error->domain == MC_HTTP_ERROR);
  g_assert_cmpuint (tls_server_get_connections (server), ==, 0);
  g_clear_error (&put.error);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  tls_server_free (server);
}

static void
test_keys_that_do_not_fit_are_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (Pki) other = pki_new ("x", NULL, NULL, -60, 3600);
  g_autofree char *certificate = g_build_filename (f->office->dir, "transport", "cert.pem", NULL);
  g_autofree char *key = g_build_filename (f->office->dir, "transport", "other.pem", NULL);
  const McHttpOptions options = { .ca = certificate, .certificate = certificate, .key = key };
  g_autoptr (GError) error = NULL;

  pki_write (other, f->office->dir, "transport/unused.pem", "transport/other.pem");
  g_assert_null (mc_http_new (&options, &error));
  g_assert_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY);
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  add ("/http/another-authority-is-not-trusted", test_another_authority_is_not_trusted);
  add ("/http/another-name-is-not-trusted", test_another_name_is_not_trusted);
  add ("/http/an-expired-portal-is-told-from-a-wrong-clock",
       test_an_expired_portal_is_told_from_a_wrong_clock);
  add ("/http/a-portal-that-refuses-us-is-told", test_a_portal_that_refuses_us_is_told);
  add ("/http/nobody-there-is-unreachable", test_nobody_there_is_unreachable);
  add ("/http/another-service-on-the-port-is-told", test_another_service_on_the_port_is_told);
  add ("/http/connections-are-kept", test_connections_are_kept);
  add ("/http/a-dead-kept-connection-loses-nothing", test_a_dead_kept_connection_loses_nothing);
  g_test_add ("/http/cancelling-takes-no-time", Fixture, GINT_TO_POINTER (FALSE), set_up,
              test_cancelling_takes_no_time, tear_down);
  g_test_add ("/http/cancelling-by-another-thread-takes-no-time", Fixture, GINT_TO_POINTER (TRUE),
              set_up, test_cancelling_takes_no_time, tear_down);
  add ("/http/cancelled-before-is-answered-once", test_cancelled_before_is_answered_once);
  add ("/http/only-https-is-spoken", test_only_https_is_spoken);
  add ("/http/keys-that-do-not-fit-are-refused", test_keys_that_do_not_fit_are_refused);
  return g_test_run ();
}
