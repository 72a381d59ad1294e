// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/scheduler.h"

#include "tests/unit/cache/office.h"

#include <signal.h>
#include <string.h>

#define MINUTE_MS (60 * 1000)

#define OUTAGE_DAYS 30
#define STEPS_A_DAY (24 * 60 * 6) /* of 10 s */

typedef struct {
  Office *office;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->office = office_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  office_free (f->office);
}

static void
wait_until_idle (Office *office)
{
  while (mc_scheduler_is_busy (office->scheduler))
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
advance (Office *office, gint64 ms)
{
  mc_fake_clock_advance (office->clock, ms);
  wait_until_idle (office);
}

static McOutboxCounts
count (Office *office)
{
  McOutboxCounts counts = { 0 };

  g_assert_true (mc_outbox_count (office->outbox, &counts, NULL));
  return counts;
}

static void
test_backoff_stays_in_bounds (void)
{
  gint64 cap = 15 * MINUTE_MS;

  for (guint failures = 0; failures < 100; failures++) {
    gint64 low = mc_scheduler_backoff_ms (failures, cap, 0.0);
    gint64 middle = mc_scheduler_backoff_ms (failures, cap, 0.5);
    gint64 high = mc_scheduler_backoff_ms (failures, cap, 0.999999);

    g_assert_cmpint (low, ==, 1000);
    g_assert_cmpint (high, <, cap);
    g_assert_cmpint (ABS (high - 2 * middle), <=, 2);
  }
  g_assert_cmpint (mc_scheduler_backoff_ms (1, cap, 0.999999), <, 5000);
  g_assert_cmpint (mc_scheduler_backoff_ms (4, cap, 0.5), ==, 20000);
  g_assert_cmpint (mc_scheduler_backoff_ms (G_MAXUINT, cap, 0.5), ==, cap / 2);
  g_assert_cmpint (mc_scheduler_backoff_ms (50, 5000, 0.999), <, 5000);
}

/* Every 33rd envelope breaks something on the way. */
static gboolean
is_poison (const TlsRequest *request)
{
  g_autofree char *id = office_get_id (request);

  return g_ascii_strtoull (id + 28, NULL, 16) % 33 == 0;
}

static TlsReply
choke_on_poison (const TlsRequest *request, gpointer user_data)
{
  static gint turn;

  if (!is_poison (request))
    return office_honest_portal (request, user_data);
  if (g_atomic_int_add (&turn, 1) % 2 == 0)
    return (TlsReply){ .then = TLS_RESET };
  return (TlsReply){ .raw = office_reply ("403 F\r\nContent-Type: text/html", "waf", -1),
                     .then = TLS_KEEP };
}

static void
test_one_cycle_tries_all_of_a_thousand (Fixture *f, gconstpointer data)
{
  TlsServer *server = tls_server_new (f->office->server, f->office->ca, choke_on_poison, f->office);
  g_autoptr (McSyncSummary) summary = NULL;
  g_autoptr (McSyncSummary) again = NULL;

  for (guint n = 1; n <= 1000; n++)
    g_free (row_commit (f->office->outbox, n));
  office_connect (f->office, tls_server_get_port (server));
  summary = office_drain (f->office, FALSE);
  g_assert_cmpuint (summary->attempted, ==, 1000);
  g_assert_cmpuint (summary->sent, ==, 970);
  g_assert_cmpuint (summary->quarantined, ==, 0);
  g_assert_cmpuint (summary->left, ==, 30);
  g_assert_cmpuint (count (f->office).sent, ==, 970);
  g_assert_cmpuint (count (f->office).queued, ==, 30);
  g_assert_cmpstr (summary->portal, ==, "ok");
  /* They wait; unless asked for by hand. */
  again = office_drain (f->office, FALSE);
  g_assert_cmpuint (again->attempted, ==, 0);
  g_assert_cmpstr (again->portal, ==, "not-asked");
  tls_server_free (server);
}

static void
test_a_damaged_envelope_is_put_aside (Fixture *f, gconstpointer data)
{
  TlsServer *server = tls_server_new (f->office->server, f->office->ca, office_honest_portal,
                                      f->office);
  g_autofree char *path = g_build_filename (f->office->dir, "queue.db", NULL);
  g_autofree char *id = row_commit (f->office->outbox, 1);
  g_autoptr (McSyncSummary) summary = NULL;
  g_autoptr (McSubmission) row = NULL;
  sqlite3 *db = NULL;

  g_free (row_commit (f->office->outbox, 2));
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db,
                                 "DROP TRIGGER envelope_content;"
                                 "UPDATE envelope SET data = x'00' WHERE id LIKE '%1'",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);
  office_connect (f->office, tls_server_get_port (server));
  summary = office_drain (f->office, FALSE);
  row = row_find (f->office->outbox, id);
  g_assert_cmpint (row->state, ==, MC_SUBMISSION_QUARANTINED);
  g_assert_cmpstr (row->reason_code, ==, "damaged");
  g_assert_cmpuint (summary->sent, ==, 1);
  g_assert_cmpuint (tls_server_get_requests (server), ==, 1);
  tls_server_free (server);
}

/* (transfer full): a port where nobody listens any more. */
static guint
find_silent_port (Office *office)
{
  TlsServer *server = tls_server_new (office->server, NULL, office_honest_portal, office);
  guint port = tls_server_get_port (server);

  tls_server_free (server);
  return port;
}

static void
test_a_dead_link_ends_the_cycle_early (Fixture *f, gconstpointer data)
{
  g_autoptr (McSyncSummary) summary = NULL;
  g_autoptr (GPtrArray) due = NULL;

  for (guint n = 1; n <= 100; n++)
    g_free (row_commit (f->office->outbox, n));
  office_connect (f->office, find_silent_port (f->office));
  summary = office_drain (f->office, TRUE);
  g_assert_cmpuint (summary->attempted, >=, 16);
  g_assert_cmpuint (summary->attempted, <=, 20);
  g_assert_cmpuint (summary->left, ==, 100);
  g_assert_cmpstr (summary->portal, ==, "unreachable");
  /* It was not about the rows: they are due as soon as there is a link. */
  due = mc_outbox_due (f->office->outbox, MC_FAKE_CLOCK_START_MS, NULL, 200, NULL);
  g_assert_cmpuint (due->len, ==, 100);
}

static gint64
last_failure (Office *office)
{
  McSyncState state;
  gint64 ms;

  g_assert_true (mc_outbox_get_sync_state (office->outbox, &state, NULL));
  ms = state.last_failure_ms;
  mc_sync_state_clear (&state);
  return ms;
}

/* Thirty days without a portal, and a visit a day, drawn always the longest: tries go on, no wait
 * is beyond the cap, and once the portal is back the queue is there within the cap. */
static void
test_retrying_never_dies_and_never_floods (Fixture *f, gconstpointer data)
{
  guint port = find_silent_port (f->office);
  gint64 last = 0;
  gint64 longest = 0;
  guint cycles = 0;
  TlsServer *server;

  f->office->random = 0.999999;
  office_connect (f->office, port);
  mc_scheduler_start (f->office->scheduler);
  for (guint i = 0; i < OUTAGE_DAYS * STEPS_A_DAY; i++) {
    gint64 now;

    if (i % STEPS_A_DAY == 0)
      g_free (row_commit (f->office->outbox, i / STEPS_A_DAY + 1));
    advance (f->office, 10 * 1000);
    now = last_failure (f->office);
    if (now == last)
      continue;
    longest = MAX (longest, last != 0 ? now - last : 0);
    last = now;
    cycles++;
  }
  g_assert_cmpint (longest, >, 14 * MINUTE_MS);
  g_assert_cmpint (longest, <=, 15 * MINUTE_MS + 10 * 1000);
  g_assert_cmpuint (cycles, >=, OUTAGE_DAYS * 95);
  g_assert_cmpuint (cycles, <=, OUTAGE_DAYS * 97 + 20);
  g_assert_cmpuint (count (f->office).queued, ==, OUTAGE_DAYS);
  server = tls_server_new_at (port, f->office->server, f->office->ca, office_honest_portal,
                              f->office);
  for (guint i = 0; i < 15 * 6 + 1 && count (f->office).queued > 0; i++)
    advance (f->office, 10 * 1000);
  g_assert_cmpuint (count (f->office).sent, ==, OUTAGE_DAYS);
  mc_scheduler_stop (f->office->scheduler);
  tls_server_free (server);
}

static void
test_a_link_that_is_back_is_used_at_once (Fixture *f, gconstpointer data)
{
  guint port = find_silent_port (f->office);
  TlsServer *server;

  f->office->random = 0.999999;
  g_free (row_commit (f->office->outbox, 1));
  office_connect (f->office, port);
  mc_scheduler_start (f->office->scheduler);
  for (guint i = 0; i < 360; i++)
    advance (f->office, 10 * 1000);
  server = tls_server_new_at (port, f->office->server, f->office->ca, office_honest_portal,
                              f->office);
  f->office->random = 0; /* the first of all that are woken */
  mc_scheduler_wake (f->office->scheduler);
  wait_until_idle (f->office);
  g_assert_cmpuint (count (f->office).sent, ==, 1);
  mc_scheduler_stop (f->office->scheduler);
  tls_server_free (server);
}

static void
test_a_new_row_goes_within_one_poll (Fixture *f, gconstpointer data)
{
  TlsServer *server = tls_server_new (f->office->server, f->office->ca, office_honest_portal,
                                      f->office);
  g_autoptr (McStore) kiosk = mc_store_open (f->office->dir, NULL);
  g_autoptr (McOutbox) outbox = mc_outbox_new (kiosk);

  office_connect (f->office, tls_server_get_port (server));
  mc_scheduler_start (f->office->scheduler);
  wait_until_idle (f->office);
  for (guint n = 1; n <= 3; n++) {
    g_free (row_commit (outbox, n));
    advance (f->office, 2000);
    g_assert_cmpuint (count (f->office).sent, ==, n);
  }
  g_assert_cmpuint (tls_server_get_requests (server), ==, 3);
  mc_scheduler_stop (f->office->scheduler);
  tls_server_free (server);
}

static TlsReply
ask_for_peace (const TlsRequest *request, gpointer user_data)
{
  return (TlsReply){ .raw = office_reply ("503 S\r\nRetry-After: 120", "", -1), .then = TLS_KEEP };
}

static void
test_retry_after_is_honoured_for_all (Fixture *f, gconstpointer data)
{
  TlsServer *server = tls_server_new (f->office->server, f->office->ca, ask_for_peace, f->office);
  guint first;

  f->office->random = 0.5; /* of the time asked for, on top of it */
  for (guint n = 1; n <= 50; n++)
    g_free (row_commit (f->office->outbox, n));
  office_connect (f->office, tls_server_get_port (server));
  mc_scheduler_start (f->office->scheduler);
  wait_until_idle (f->office);
  first = tls_server_get_requests (server);
  g_assert_cmpuint (first, <=, 8);
  for (guint i = 0; i < 89; i++) {
    advance (f->office, 2000);
    mc_scheduler_wake (f->office->scheduler);
  }
  g_assert_cmpuint (tls_server_get_requests (server), ==, first);
  advance (f->office, 2000);
  g_assert_cmpuint (tls_server_get_requests (server), >, first);
  mc_scheduler_stop (f->office->scheduler);
  tls_server_free (server);
}

/* The battery of the clock died and came back: what was to wait a minute would wait for years. */
static void
test_a_clock_set_back_delays_nothing (Fixture *f, gconstpointer data)
{
  TlsServer *server = tls_server_new (f->office->server, f->office->ca, office_honest_portal,
                                      f->office);
  g_autofree char *id = row_commit (f->office->outbox, 1);

  g_assert_true (mc_outbox_mark_retry (f->office->outbox, id, MC_FAKE_CLOCK_START_MS + MINUTE_MS,
                                       "server", NULL, NULL));
  mc_fake_clock_set_wall (f->office->clock, G_GINT64_CONSTANT (86400000));
  office_connect (f->office, tls_server_get_port (server));
  mc_scheduler_start (f->office->scheduler);
  wait_until_idle (f->office);
  g_assert_cmpuint (count (f->office).sent, ==, 1);
  mc_scheduler_stop (f->office->scheduler);
  tls_server_free (server);
}

static TlsReply
say_nothing (const TlsRequest *request, gpointer user_data)
{
  g_atomic_int_inc ((gint *) user_data);
  return (TlsReply){ .then = TLS_STALL };
}

static void
on_second (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_scheduler_drain_finish (MC_SCHEDULER (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  *(gboolean *) user_data = TRUE;
}

static void
test_stopping_lets_go_of_what_hangs (Fixture *f, gconstpointer data)
{
  gint seen = 0;
  gboolean refused = FALSE;
  TlsServer *server = tls_server_new (f->office->server, f->office->ca, say_nothing, &seen);
  gint64 start_us;

  g_free (row_commit (f->office->outbox, 1));
  office_connect (f->office, tls_server_get_port (server));
  mc_scheduler_start (f->office->scheduler);
  mc_scheduler_drain_async (f->office->scheduler, TRUE, NULL, on_second, &refused);
  row_wait (&refused, "the second cycle's refusal");
  while (g_atomic_int_get (&seen) == 0)
    g_main_context_iteration (NULL, FALSE);
  start_us = g_get_monotonic_time ();
  mc_scheduler_stop (f->office->scheduler);
  wait_until_idle (f->office);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 500 * 1000);
  g_assert_cmpuint (count (f->office).queued, ==, 1);
  g_assert_cmpuint (mc_fake_clock_get_n_timeouts (f->office->clock), ==, 0);
  tls_server_free (server);
}

/* --- greeting --- */

static TlsReply
log_in_first (const TlsRequest *request, gpointer user_data)
{
  guint *submissions = user_data;

  if (g_str_has_prefix (request->head, "PUT "))
    (*submissions)++;
  return (TlsReply){
    .raw = office_reply ("200 OK\r\nContent-Type: text/html", "<html>log in</html>", -1),
    .then = TLS_KEEP,
  };
}

/* A line that comes back through somebody's log-in page gets no envelope to look at. */
static void
test_a_captive_portal_is_greeted_and_given_nothing (Fixture *f, gconstpointer data)
{
  guint port = find_silent_port (f->office);
  guint submissions = 0;
  TlsServer *server;

  g_free (row_commit (f->office->outbox, 1));
  office_connect (f->office, port);
  mc_scheduler_start (f->office->scheduler);
  wait_until_idle (f->office);
  server = tls_server_new_at (port, f->office->server, f->office->ca, log_in_first, &submissions);
  mc_scheduler_wake (f->office->scheduler);
  for (guint i = 0; i < 60; i++)
    advance (f->office, 30 * 1000);
  g_assert_cmpuint (tls_server_get_requests (server), >, 2);
  g_assert_cmpuint (submissions, ==, 0);
  g_assert_cmpuint (count (f->office).queued, ==, 1);
  mc_scheduler_stop (f->office->scheduler);
  tls_server_free (server);
}

typedef struct {
  Office *office;
  const char *head; /* (nullable): of the answer to a record; NULL: the honest one; atomic, as each
                     * connection has a thread of its own */
  const char *body;
  guint offers; /* atomic */
} Front;

/* The server in front of the portal. */
static TlsReply
answer_for_portal (const TlsRequest *request, gpointer user_data)
{
  Front *front = user_data;
  const char *head = g_atomic_pointer_get (&front->head);

  if (!g_str_has_prefix (request->head, "PUT "))
    return (TlsReply){
      .raw = office_reply ("200 OK\r\nContent-Type: application/json", "{\"status\":\"ok\"}", -1),
      .then = TLS_KEEP,
    };
  g_atomic_int_inc (&front->offers);
  if (head == NULL)
    return office_honest_portal (request, front->office);
  return (TlsReply){ .raw = office_reply (head, front->body, -1), .then = TLS_KEEP };
}

#define N_WAITING 200

/* How often a record was offered in an hour; then the portal is itself again. */
static guint
offer_in_vain (Office *office, const char *head, const char *body)
{
  Front front = { office, head, body };
  TlsServer *server = tls_server_new (office->server, office->ca, answer_for_portal, &front);
  guint offers;

  office->random = 0.5;
  for (guint n = 1; n <= N_WAITING; n++)
    g_free (row_commit (office->outbox, n));
  office_connect (office, tls_server_get_port (server));
  mc_scheduler_start (office->scheduler);
  wait_until_idle (office);
  for (guint i = 0; i < 60 * 60 / 2; i++)
    advance (office, 2000);
  offers = g_atomic_int_get (&front.offers);
  g_atomic_pointer_set (&front.head, NULL);
  for (guint i = 0; i < 15 * 30 && count (office).queued > 0; i++)
    advance (office, 2000);
  g_assert_cmpuint (count (office).sent, ==, N_WAITING);
  mc_scheduler_stop (office->scheduler);
  tls_server_free (server);
  return offers;
}

/* With half of each wait there are 14 in an hour. */
static void
test_a_gateway_that_is_down_is_not_flooded (Fixture *f, gconstpointer data)
{
  g_assert_cmpuint (
      offer_in_vain (f->office, "502 Bad Gateway\r\nContent-Type: text/html", "<html>"), <=,
      20 * (32 + 4));
}

static void
test_who_is_refused_asks_seldom (Fixture *f, gconstpointer data)
{
  g_assert_cmpuint (offer_in_vain (f->office,
                                   "403 Forbidden\r\nContent-Type: application/problem+json",
                                   "{\"code\":\"retry\"}"),
                    <=, 20 * 4);
}

/* So that a province whose line is mended does not call in the same second. */
static void
test_waking_waits_for_a_moment_of_ones_own (Fixture *f, gconstpointer data)
{
  guint port = find_silent_port (f->office);
  TlsServer *server;

  f->office->random = 0.999999; /* of a tenth of an hour's silence */
  g_free (row_commit (f->office->outbox, 1));
  office_connect (f->office, port);
  mc_scheduler_start (f->office->scheduler);
  for (guint i = 0; i < 360; i++)
    advance (f->office, 10 * 1000);
  server = tls_server_new_at (port, f->office->server, f->office->ca, office_honest_portal,
                              f->office);
  mc_scheduler_wake (f->office->scheduler);
  advance (f->office, 5 * MINUTE_MS);
  g_assert_cmpuint (tls_server_get_requests (server), ==, 0);
  advance (f->office, MINUTE_MS);
  wait_until_idle (f->office);
  g_assert_cmpuint (count (f->office).sent, ==, 1);
  mc_scheduler_stop (f->office->scheduler);
  tls_server_free (server);
}

static TlsReply
greet_back (const TlsRequest *request, gpointer user_data)
{
  gboolean is_captive = g_atomic_int_get ((gint *) user_data);
  const char *head = is_captive ? "200 OK\r\nContent-Type: text/html"
                                : "200 OK\r\nContent-Type: application/json";

  g_assert_true (g_str_has_prefix (request->head, "GET /v1/health HTTP/1.1\r\n"));
  return (TlsReply){
    .raw = office_reply (head, is_captive ? "<html>log in</html>" : "{\"status\":\"ok\"}", -1),
    .then = TLS_KEEP,
  };
}

/* The wall clock's time of the newest word about the link, contact or failure. */
static gint64
newest_word_ms (Office *office, gboolean *contact)
{
  McSyncState state = { 0 };
  gint64 newest;

  g_assert_true (mc_outbox_get_sync_state (office->outbox, &state, NULL));
  newest = MAX (state.last_contact_ms, state.last_failure_ms);
  *contact = newest == state.last_contact_ms;
  mc_sync_state_clear (&state);
  return newest;
}

static void
wait_for_word_since (Office *office, gint64 since_ms, gboolean contact)
{
  gboolean seen = !contact;

  while (newest_word_ms (office, &seen) < since_ms)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (seen == contact);
}

static void
test_an_idle_link_is_not_taken_on_trust (Fixture *f, gconstpointer data)
{
  gint is_captive = FALSE;
  TlsServer *server = tls_server_new (f->office->server, f->office->ca, greet_back, &is_captive);
  gint64 then_ms;

  f->office->greet_ms = 60 * 1000;
  office_connect (f->office, tls_server_get_port (server));
  then_ms = mc_clock_now_ms (MC_CLOCK (f->office->clock));
  mc_scheduler_start (f->office->scheduler);
  wait_until_idle (f->office);
  advance (f->office, 2 * 1000);
  wait_for_word_since (f->office, then_ms, TRUE);

  g_atomic_int_set (&is_captive, TRUE);
  advance (f->office, 58 * 1000);
  g_assert_cmpuint (tls_server_get_requests (server), ==, 1);
  then_ms = mc_clock_now_ms (MC_CLOCK (f->office->clock));
  advance (f->office, 4 * 1000);
  wait_for_word_since (f->office, then_ms, FALSE);
  g_assert_cmpuint (tls_server_get_requests (server), ==, 2);
  mc_scheduler_stop (f->office->scheduler);
  tls_server_free (server);
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  g_test_add_func ("/scheduler/backoff-stays-in-bounds", test_backoff_stays_in_bounds);
  add ("/scheduler/one-cycle-tries-all-of-a-thousand", test_one_cycle_tries_all_of_a_thousand);
  add ("/scheduler/a-damaged-envelope-is-put-aside", test_a_damaged_envelope_is_put_aside);
  add ("/scheduler/a-dead-link-ends-the-cycle-early", test_a_dead_link_ends_the_cycle_early);
  add ("/scheduler/retrying-never-dies-and-never-floods",
       test_retrying_never_dies_and_never_floods);
  add ("/scheduler/a-link-that-is-back-is-used-at-once", test_a_link_that_is_back_is_used_at_once);
  add ("/scheduler/a-new-row-goes-within-one-poll", test_a_new_row_goes_within_one_poll);
  add ("/scheduler/retry-after-is-honoured-for-all", test_retry_after_is_honoured_for_all);
  add ("/scheduler/a-clock-set-back-delays-nothing", test_a_clock_set_back_delays_nothing);
  add ("/scheduler/stopping-lets-go-of-what-hangs", test_stopping_lets_go_of_what_hangs);
  add ("/scheduler/a-captive-portal-is-greeted-and-given-nothing",
       test_a_captive_portal_is_greeted_and_given_nothing);
  add ("/scheduler/waking-waits-for-a-moment-of-ones-own",
       test_waking_waits_for_a_moment_of_ones_own);
  add ("/scheduler/an-idle-link-is-not-taken-on-trust", test_an_idle_link_is_not_taken_on_trust);
  add ("/scheduler/a-gateway-that-is-down-is-not-flooded",
       test_a_gateway_that_is_down_is_not_flooded);
  add ("/scheduler/who-is-refused-asks-seldom", test_who_is_refused_asks_seldom);
  return g_test_run ();
}
