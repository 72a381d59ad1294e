// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/sync/drain.h"

#include "tests/unit/cache/office.h"

#include <signal.h>

/* How acknowledgements are written down; what is offered, and when, is test-scheduler.c's. */

typedef struct {
  Office *office;
  TlsServer *server;
  gboolean done;
  McSyncSummary *summary; /* (nullable) */
  GError *error;          /* (nullable) */
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
  tls_server_free (f->server);
  g_clear_pointer (&f->summary, mc_sync_summary_free);
  g_clear_error (&f->error);
}

static void
connect (Fixture *f, TlsHandler handler, guint rows)
{
  for (guint n = 1; n <= rows; n++)
    g_free (row_commit (f->office->outbox, n));
  f->server = tls_server_new (f->office->server, f->office->ca, handler, f->office);
  office_connect (f->office, tls_server_get_port (f->server));
}

static void
on_drained (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *f = user_data;

  f->summary = mc_scheduler_drain_finish (MC_SCHEDULER (source), result, &f->error);
  f->done = TRUE;
}

static guint64
count_sent (Fixture *f)
{
  McOutboxCounts counts = { 0 };

  g_assert_true (mc_outbox_count (f->office->outbox, &counts, NULL));
  return counts.sent;
}

static int
on_commit (void *data)
{
  (*(guint *) data)++;
  return 0;
}

static gboolean
watch_commits (sqlite3 *db, gpointer data, GError **error)
{
  sqlite3_commit_hook (db, data != NULL ? on_commit : NULL, data);
  return TRUE;
}

static void
test_many_are_written_down_together (Fixture *f, gconstpointer data)
{
  guint commits = 0;
  g_autoptr (McSyncSummary) summary = NULL;

  connect (f, office_honest_portal, 200);
  mc_store_run (f->office->store, watch_commits, &commits, NULL);
  summary = office_drain (f->office, FALSE);
  mc_store_run (f->office->store, watch_commits, NULL, NULL);
  g_assert_cmpuint (summary->sent, ==, 200);
  g_assert_cmpuint (count_sent (f), ==, 200);
  /* 32 at a time are 7; the rest is what the portal's time and the last contact cost. */
  g_assert_cmpuint (commits, >=, 7);
  g_assert_cmpuint (commits, <=, 12);
}

/* Staff set the second one aside while it is under way. */
static TlsReply
set_second_aside (const TlsRequest *request, gpointer user_data)
{
  Office *office = user_data;
  g_autofree char *id = office_get_id (request);
  g_autofree char *path = g_build_filename (office->dir, "queue.db", NULL);
  sqlite3 *db = NULL;

  if (g_str_has_suffix (id, "2")) {
    g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
    sqlite3_busy_timeout (db, 5000);
    g_assert_cmpint (sqlite3_exec (db,
                                   "UPDATE submission SET state = 'quarantined', reason_code = 'x',"
                                   " reason = 'x' WHERE id LIKE '%2'",
                                   NULL, NULL, NULL),
                     ==, SQLITE_OK);
    sqlite3_close (db);
  }
  return office_honest_portal (request, user_data);
}

static void
test_one_that_cannot_be_marked_holds_up_no_other (Fixture *f, gconstpointer data)
{
  connect (f, set_second_aside, 4);
  mc_scheduler_drain_async (f->office->scheduler, FALSE, NULL, on_drained, f);
  row_wait (&f->done, "the cycle");
  g_assert_error (f->error, MC_STORE_ERROR, MC_STORE_ERROR_FAILED);
  g_assert_cmpuint (count_sent (f), ==, 3);
}

/* The first is acknowledged, and nobody hears any more of the others. */
static TlsReply
acknowledge_the_first (const TlsRequest *request, gpointer user_data)
{
  g_autofree char *id = office_get_id (request);

  if (g_str_has_suffix (id, "1"))
    return office_honest_portal (request, user_data);
  return (TlsReply){ .then = TLS_STALL };
}

static void
test_what_hangs_keeps_nobody_waiting (Fixture *f, gconstpointer data)
{
  gint64 end_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  connect (f, acknowledge_the_first, 3);
  mc_scheduler_drain_async (f->office->scheduler, FALSE, NULL, on_drained, f);
  while (mc_fake_clock_get_n_timeouts (f->office->clock) == 0 && !f->done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_sent (f), ==, 0);
  mc_fake_clock_advance (f->office->clock, 20);
  while (count_sent (f) == 0 && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (count_sent (f), ==, 1);
  g_assert_false (f->done);
  row_wait (&f->done, "the cycle");
  g_assert_no_error (f->error);
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  add ("/drain/many-are-written-down-together", test_many_are_written_down_together);
  add ("/drain/one-that-cannot-be-marked-holds-up-no-other",
       test_one_that_cannot_be_marked_holds_up_no_other);
  add ("/drain/what-hangs-keeps-nobody-waiting", test_what_hangs_keeps_nobody_waiting);
  return g_test_run ();
}
