// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sync/daemon.h"

#include "app/domain/identity.h"
#include "tests/unit/cache/authority.h"
#include "tests/unit/cache/office.h"

#include <signal.h>
#include <string.h>

/* The program itself, as a process, against a portal that a test plays. MOTCUA_SYNCD names it. */

typedef struct {
  Office *office;
  TlsServer *server;
} Fixture;

static void
enrol (Office *office, guint port)
{
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u", port);
  const McKioskIdentity identity = {
    .kiosk_id = (char *) "kiosk-000001",
    .prefix = (char *) "KD",
    .office_name = (char *) "Bộ phận Một cửa",
    .authority = (char *) "UBND phường Khương Đình, thành phố Hà Nội",
    .province = (char *) "thành phố Hà Nội",
    .unit_code = (char *) "00382",
    .contact = (char *) "Quầy hướng dẫn, 024 0000 0000",
    .portal_url = url,
    .enrolled_at = (char *) "2026-11-21T14:32:05+07:00",
  };
  g_autoptr (GError) error = NULL;

  mc_kiosk_identity_save (&identity, office->dir, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->office = office_new ();
  f->server = tls_server_new (f->office->server, f->office->ca, office_honest_portal, f->office);
  enrol (f->office, tls_server_get_port (f->server));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->server, tls_server_free);
  office_free (f->office);
}

typedef struct {
  int status;
  char *out;
  char *err;
} Ended;

static void
ended_clear (Ended *self)
{
  g_free (self->out);
  g_free (self->err);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ended, ended_clear)

static Ended
run (const char *dir, const char *option)
{
  const char *argv[] = { g_getenv ("MOTCUA_SYNCD"), "--state", dir, option, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (
      argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  Ended ended = { 0 };

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &ended.out, &ended.err, &error);
  g_assert_no_error (error);
  ended.status = g_subprocess_get_exit_status (process);
  return ended;
}

static void
test_once_takes_all_and_says_so (Fixture *f, gconstpointer data)
{
  g_auto (Ended) first = { 0 };
  g_auto (Ended) second = { 0 };

  for (guint n = 1; n <= 3; n++)
    g_free (row_commit (f->office->outbox, n));
  first = run (f->office->dir, "--once");
  g_assert_cmpstr (first.out, ==,
                   "{\"attempted\":3,\"sent\":3,\"quarantined\":0,\"left\":0,\"portal\":\"ok\"}\n");
  g_assert_cmpint (first.status, ==, 0);
  second = run (f->office->dir, "--once");
  g_assert_cmpstr (second.out, ==,
                   "{\"attempted\":0,\"sent\":0,\"quarantined\":0,\"left\":0,"
                   "\"portal\":\"not-asked\"}\n");
  g_assert_cmpint (second.status, ==, 0);
}

static void
test_once_does_not_wait_for_rows_that_wait (Fixture *f, gconstpointer data)
{
  g_autofree char *id = row_commit (f->office->outbox, 1);
  gint64 now_ms = g_get_real_time () / 1000;
  g_auto (Ended) ended = { 0 };

  g_assert_true (
      mc_outbox_mark_retry (f->office->outbox, id, now_ms + 600000, "server", NULL, NULL));
  ended = run (f->office->dir, "--once");
  g_assert_nonnull (strstr (ended.out, "\"sent\":1"));
}

static void
test_once_believes_nothing_under_a_revoked_certificate (Fixture *f, gconstpointer data)
{
  g_autoptr (Pki) fresh = authority_issue (f->office->ca, AUTHORITY_ACK, NULL, 0, 0, NULL);
  g_autofree char *id = row_commit (f->office->outbox, 1);
  g_autoptr (McSubmission) row = NULL;
  g_auto (Ended) first = { 0 };
  g_auto (Ended) second = { 0 };
  Pki *old = f->office->ack;

  f->office->revoked = old;
  f->office->new_ack = fresh;
  first = run (f->office->dir, "--once");
  g_assert_nonnull (strstr (first.out, "\"sent\":0"));
  g_assert_nonnull (strstr (first.out, "\"portal\":\"ack-revoked\""));
  g_assert_nonnull (strstr (first.err, "a certificate that the portal has revoked"));
  row = row_find (f->office->outbox, id);
  g_assert_cmpint (row->state, ==, MC_SUBMISSION_QUEUED);
  g_assert_cmpstr (row->reason_code, ==, MC_ACK_REVOKED);
  f->office->ack = fresh;
  second = run (f->office->dir, "--once");
  f->office->ack = old;
  g_assert_nonnull (strstr (second.out, "\"sent\":1"));
  g_assert_cmpint (second.status, ==, 0);
}

/* What a portal was asked, in order; honest but for renewals, which it puts off. */
typedef struct {
  Office *office;
  GMutex lock;
  GPtrArray *asked; /* (element-type utf8): first lines, and the heartbeat's body */
} Watch;

static TlsReply
watch (const TlsRequest *request, gpointer user_data)
{
  Watch *self = user_data;
  const gboolean is_heartbeat = g_str_has_prefix (request->head, "PUT /v1/heartbeats/");

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->asked, g_strndup (request->head, strcspn (request->head, "\r")));
  if (is_heartbeat)
    g_ptr_array_add (self->asked, g_strndup (g_bytes_get_data (request->body, NULL),
                                             g_bytes_get_size (request->body)));
  g_mutex_unlock (&self->lock);
  if (g_str_has_prefix (request->head, "PUT /v1/renewals/"))
    return (TlsReply){ .raw = office_reply ("503 Later", "", 0), .then = TLS_KEEP };
  return office_honest_portal (request, self->office);
}

static gboolean
was_asked (Watch *self, const char *start)
{
  for (guint i = 0; i < self->asked->len; i++) {
    if (g_str_has_prefix (g_ptr_array_index (self->asked, i), start))
      return TRUE;
  }
  return FALSE;
}

/* A machine that runs it by a timer renews, asks and tells like one with a daemon. */
static void
test_once_does_all_that_is_due (Fixture *f, gconstpointer data)
{
  Watch self = { .office = f->office, .asked = g_ptr_array_new_with_free_func (g_free) };
  TlsServer *server = tls_server_new (f->office->server, f->office->ca, watch, &self);
  g_autoptr (Pki) old = pki_new ("kiosk-000001", f->office->ca, NULL, -86400, 3600);
  g_auto (Ended) ended = { 0 };

  pki_write (old, f->office->dir, "transport/cert.pem", "transport/key.pem");
  g_free (row_commit (f->office->outbox, 1));
  enrol (f->office, tls_server_get_port (server));
  ended = run (f->office->dir, "--once");
  tls_server_free (server);
  g_assert_nonnull (strstr (ended.out, "\"sent\":1"));
  g_assert_cmpint (ended.status, ==, 0);
  /* Before anything is believed that was signed with it. */
  g_assert_true (g_str_has_prefix (g_ptr_array_index (self.asked, 0), "GET /v1/trust "));
  g_assert_true (was_asked (&self, "PUT /v1/submissions/"));
  g_assert_true (was_asked (&self, "PUT /v1/renewals/transport "));
  g_assert_true (was_asked (&self, "GET /v1/statuses?"));
  /* Last, and with the log's end signed. */
  g_assert_true (g_str_has_prefix (g_ptr_array_index (self.asked, self.asked->len - 2),
                                   "PUT /v1/heartbeats/kiosk-000001 "));
  g_assert_nonnull (strstr (g_ptr_array_index (self.asked, self.asked->len - 1), "\"audit\":\"ey"));
  g_ptr_array_unref (self.asked);
}

static void
test_once_without_a_portal_is_refused_with_a_reason (Fixture *f, gconstpointer data)
{
  g_auto (Ended) ended = { 0 };

  g_free (row_commit (f->office->outbox, 1));
  g_clear_pointer (&f->server, tls_server_free);
  ended = run (f->office->dir, "--once");
  g_assert_cmpstr (ended.out, ==,
                   "{\"attempted\":1,\"sent\":0,\"quarantined\":0,\"left\":1,"
                   "\"portal\":\"unreachable\"}\n");
  g_assert_nonnull (strstr (ended.err, "motcua-syncd: the portal cannot be reached"));
  g_assert_cmpint (ended.status, ==, 1);
}

static void
test_a_kiosk_that_is_not_enrolled_is_told (Fixture *f, gconstpointer data)
{
  g_autofree char *empty = g_build_filename (f->office->dir, "empty", NULL);
  g_auto (Ended) ended = run (empty, "--once");

  g_assert_nonnull (strstr (ended.err, "is not enrolled"));
  g_assert_cmpstr (ended.out, ==, "");
  g_assert_cmpint (ended.status, ==, 1);
}

static void
test_wrong_usage_is_told (Fixture *f, gconstpointer data)
{
  static const char *const OPTIONS[] = { "--twice", "extra", "--state" };

  for (guint i = 0; i < G_N_ELEMENTS (OPTIONS); i++) {
    g_auto (Ended) ended = run (f->office->dir, OPTIONS[i]);

    g_assert_nonnull (strstr (ended.err, "usage: motcua-syncd"));
    g_assert_cmpint (ended.status, ==, 2);
  }
}

static gboolean
on_poll (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_for_sent (Fixture *f, guint64 n)
{
  guint poll = g_timeout_add (10, on_poll, NULL);
  gint64 end_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  McOutboxCounts counts = { 0 };

  do {
    g_main_context_iteration (NULL, TRUE);
    g_assert_true (mc_outbox_count (f->office->outbox, &counts, NULL));
    g_assert_cmpint (g_get_monotonic_time (), <, end_us);
  } while (counts.sent < n);
  g_source_remove (poll);
}

static void
test_it_runs_until_told_to_end (Fixture *f, gconstpointer data)
{
  const char *argv[] = { g_getenv ("MOTCUA_SYNCD"), "--state", f->office->dir, NULL };
  g_autoptr (GSubprocess) process = NULL;

  g_free (row_commit (f->office->outbox, 1));
  process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
  wait_for_sent (f, 1);
  g_free (row_commit (f->office->outbox, 2));
  wait_for_sent (f, 2);
  g_subprocess_send_signal (process, SIGTERM);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static TlsReply
say_nothing (const TlsRequest *request, gpointer user_data)
{
  return (TlsReply){ .then = TLS_STALL };
}

static void
test_told_to_end_while_the_portal_is_silent_it_ends (Fixture *f, gconstpointer data)
{
  const char *argv[] = { g_getenv ("MOTCUA_SYNCD"), "--state", f->office->dir, NULL };
  TlsServer *silent = tls_server_new (f->office->server, f->office->ca, say_nothing, NULL);
  guint poll = g_timeout_add (5, on_poll, NULL);
  g_autoptr (GSubprocess) process = NULL;
  McOutboxCounts counts = { 0 };
  gint64 start_us;

  g_free (row_commit (f->office->outbox, 1));
  enrol (f->office, tls_server_get_port (silent));
  process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
  while (tls_server_get_requests (silent) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (poll);
  start_us = g_get_monotonic_time ();
  g_subprocess_send_signal (process, SIGTERM);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 5 * G_USEC_PER_SEC);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  g_assert_true (mc_outbox_count (f->office->outbox, &counts, NULL));
  g_assert_cmpuint (counts.queued, ==, 1);
  tls_server_free (silent);
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  add ("/daemon/once-takes-all-and-says-so", test_once_takes_all_and_says_so);
  add ("/daemon/once-does-not-wait-for-rows-that-wait", test_once_does_not_wait_for_rows_that_wait);
  add ("/daemon/once-does-all-that-is-due", test_once_does_all_that_is_due);
  add ("/daemon/once-believes-nothing-under-a-revoked-certificate",
       test_once_believes_nothing_under_a_revoked_certificate);
  add ("/daemon/once-without-a-portal-is-refused-with-a-reason",
       test_once_without_a_portal_is_refused_with_a_reason);
  add ("/daemon/a-kiosk-that-is-not-enrolled-is-told", test_a_kiosk_that_is_not_enrolled_is_told);
  add ("/daemon/wrong-usage-is-told", test_wrong_usage_is_told);
  add ("/daemon/it-runs-until-told-to-end", test_it_runs_until_told_to_end);
  add ("/daemon/told-to-end-while-the-portal-is-silent-it-ends",
       test_told_to_end_while_the_portal_is_silent_it_ends);
  return g_test_run ();
}
