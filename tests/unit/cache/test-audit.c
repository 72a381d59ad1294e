// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/audit.h"

#include "offline-cache/jws.h"
#include "offline-cache/transaction.h"
#include "tests/unit/cache/pki.h"
#include "tests/unit/cache/rows.h"

typedef struct {
  char *dir;
  McStore *store;
  McOutbox *outbox;
  Pki *key;
  char *key_id;
  GPtrArray *certificates; /* (element-type X509) */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = pki_make_dir (TRUE);
  f->store = mc_store_open (f->dir, NULL);
  f->outbox = mc_outbox_new (f->store);
  f->key = pki_new ("kiosk-000001", NULL, NULL, -60, 3600);
  f->key_id = mc_jws_key_id (f->key->certificate);
  f->certificates = g_ptr_array_new ();
  g_ptr_array_add (f->certificates, f->key->certificate);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->outbox);
  mc_store_close (f->store);
  g_object_unref (f->store);
  g_free (f->key_id);
  g_ptr_array_unref (f->certificates);
  pki_free (f->key);
  pki_remove_dir (f->dir);
  g_free (f->dir);
}

static void
note (Fixture *f, guint times)
{
  for (guint i = 0; i < times; i++)
    g_assert_true (mc_audit_note (f->store, mc_store_get_clock (f->store), MC_AUDIT_DAEMON_BEGUN,
                                  "1.0", NULL, NULL));
}

/* (transfer full) (nullable) */
static char *
sign (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  char *jws = mc_audit_sign (f->store, mc_store_get_clock (f->store), "kiosk-000001", f->key->key,
                             f->key_id, &error);

  g_assert_no_error (error);
  return jws;
}

/* Seq of the first thing that is wrong; 0: nothing is. */
static gint64
verify (Fixture *f)
{
  g_auto (McAuditVerdict) verdict = { 0 };
  g_autoptr (GError) error = NULL;

  mc_audit_verify (f->store, f->certificates, &verdict, &error);
  g_assert_no_error (error);
  return verdict.broken_seq;
}

/* What somebody with the disk, and SQLite, may do. */
static gboolean
run_sql (sqlite3 *db, gpointer data, GError **error)
{
  g_assert_cmpint (sqlite3_exec (db, data, NULL, NULL, NULL), ==, SQLITE_OK);
  return TRUE;
}

static void
tamper (Fixture *f, const char *sql)
{
  mc_store_run (f->store, run_sql,
                (char *) "DROP TRIGGER audit_event_content; DROP TRIGGER audit_event_kept", NULL);
  mc_store_run (f->store, run_sql, (char *) sql, NULL);
}

static const McAuditEvent *
nth (GPtrArray *events, guint i)
{
  return g_ptr_array_index (events, i);
}

static void
test_what_happens_to_a_submission_is_written_down (Fixture *f, gconstpointer data)
{
  g_autofree char *id = row_commit (f->outbox, 1);
  g_autoptr (McSubmission) row = row_find (f->outbox, id);
  g_autoptr (GPtrArray) events = NULL;

  mc_outbox_mark_retry (f->outbox, id, 1, "retry", "later", NULL);
  mc_outbox_quarantine (f->outbox, id, "rejected", "no", NULL);
  mc_outbox_requeue (f->outbox, id, NULL);
  mc_outbox_mark_sent (f->outbox, id, "H29-1", "2026-11-21T14:32:05+07:00", NULL, "a.b.c", 1, NULL);
  mc_outbox_mark_sent (f->outbox, id, "H29-1", "2026-11-21T14:32:05+07:00", NULL, "a.b.c", 1, NULL);
  events = mc_audit_list (f->store, 0, 100, NULL);
  g_assert_cmpuint (events->len, ==, 4);
  g_assert_cmpstr (nth (events, 0)->kind, ==, "recorded");
  g_assert_cmpstr (nth (events, 1)->kind, ==, "set-aside");
  g_assert_cmpstr (nth (events, 1)->outcome, ==, "rejected");
  g_assert_cmpstr (nth (events, 2)->kind, ==, "queued-again");
  g_assert_cmpstr (nth (events, 3)->kind, ==, "sent");
  for (guint i = 0; i < events->len; i++)
    g_assert_cmpstr (nth (events, i)->subject, ==, row->digest);
  g_assert_cmpint (verify (f), ==, 0);
}

static void
test_a_commit_told_twice_is_one_event (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) envelope = row_make_envelope (1, 100);
  g_autoptr (McSubmission) row = row_new (1, envelope);
  g_autoptr (GPtrArray) events = NULL;

  g_assert_true (mc_outbox_commit (f->outbox, row, envelope, NULL, NULL));
  g_assert_true (mc_outbox_commit (f->outbox, row, envelope, NULL, NULL));
  events = mc_audit_list (f->store, 0, 100, NULL);
  g_assert_cmpuint (events->len, ==, 1);
}

static void
test_an_untouched_log_is_whole_up_to_its_signature (Fixture *f, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *none = NULL;
  g_autofree char *second = NULL;
  g_auto (McAuditVerdict) verdict = { 0 };

  note (f, 3);
  first = sign (f);
  none = sign (f);
  note (f, 2);
  second = sign (f);
  note (f, 1);
  g_assert_nonnull (first);
  g_assert_null (none);
  g_assert_nonnull (second);
  g_assert_true (mc_audit_verify (f->store, f->certificates, &verdict, NULL));
  g_assert_cmpint (verdict.broken_seq, ==, 0);
  g_assert_cmpuint (verdict.events, ==, 6);
  g_assert_cmpuint (verdict.checkpoints, ==, 2);
  g_assert_cmpint (verdict.signed_seq, ==, 5);
  g_assert_cmpint (verdict.last_seq, ==, 6);
}

typedef struct {
  const char *name;
  const char *sql;
  gint64 broken_seq;
} Tampering;

/* Six events, signed after the fifth. */
static const Tampering tamperings[] = {
  { "an event taken out", "DELETE FROM audit_event WHERE seq = 3", 3 },
  { "the first one taken out", "DELETE FROM audit_event WHERE seq = 1", 1 },
  { "the last signed ones cut off", "DELETE FROM audit_event WHERE seq >= 5", 5 },
  { "two events changed over",
    "UPDATE audit_event SET seq = 99 WHERE seq = 2; UPDATE audit_event SET seq = 2 WHERE seq = 3;"
    "UPDATE audit_event SET seq = 3 WHERE seq = 99",
    2 },
  { "an outcome edited", "UPDATE audit_event SET outcome = '2.0' WHERE seq = 4", 4 },
  { "a time edited", "UPDATE audit_event SET at_ms = at_ms + 1 WHERE seq = 1", 1 },
  { "a chain edited",
    "UPDATE audit_event SET chain = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' WHERE seq = 6",
    6 },
  { "the beginning forgotten",
    "UPDATE audit_anchor SET (seq, chain) = (SELECT seq, chain FROM audit_event WHERE seq = 4);"
    "DELETE FROM audit_event WHERE seq <= 4; DELETE FROM audit_event WHERE seq = 5",
    5 },
  { "a checkpoint of somebody else's",
    "UPDATE audit_checkpoint SET jws = 'eyJhbGciOiJub25lIn0.e30.'", 5 },
};

static void
test_tampering_is_found_where_it_is (gconstpointer data)
{
  const Tampering *tampering = data;
  Fixture f = { 0 };
  g_autofree char *jws = NULL;

  set_up (&f, NULL);
  note (&f, 5);
  jws = sign (&f);
  note (&f, 1);
  g_assert_cmpint (verify (&f), ==, 0);
  tamper (&f, tampering->sql);
  g_assert_cmpint (verify (&f), ==, tampering->broken_seq);
  tear_down (&f, NULL);
}

/* All written anew, each chain right: only the signature tells. */
static void
test_a_log_written_anew_is_not_the_one_that_was_signed (Fixture *f, gconstpointer data)
{
  g_autofree char *jws = NULL;

  note (f, 5);
  jws = sign (f);
  tamper (f, "DELETE FROM audit_event");
  note (f, 5);
  g_assert_cmpint (verify (f), ==, 5);
}

/* What the chain does not show, for nothing has signed it yet: the submissions do. Event 1 is a
 * note, 2 and 3 tell of two that are recorded, 4 that the first has been sent. */
static const Tampering quiet_tamperings[] = {
  { "the last event cut off", "DELETE FROM audit_event WHERE seq = 4", 4 },
  { "all that is not signed cut off", "DELETE FROM audit_event WHERE seq > 1", 2 },
  { "all of it cut off", "DELETE FROM audit_event", 1 },
  { "the beginning, as if it had become too long",
    "UPDATE audit_anchor SET (seq, chain) = (SELECT seq, chain FROM audit_event WHERE seq = 1);"
    "DELETE FROM audit_event WHERE seq = 1",
    1 },
  { "a submission taken out of the queue",
    "DROP TRIGGER envelope_kept; DROP TRIGGER submission_kept;"
    "DELETE FROM envelope; DELETE FROM submission WHERE state = 'queued'",
    3 },
};

static void
test_log_and_queue_tell_the_same (gconstpointer data)
{
  const Tampering *tampering = data;
  Fixture f = { 0 };
  gint64 now_ms = g_get_real_time () / 1000 + 60 * 1000; /* after the first event, in any case */

  set_up (&f, NULL);
  note (&f, 1);
  for (guint n = 1; n <= 2; n++) {
    g_autoptr (GBytes) envelope = row_make_envelope (n, 2000);
    g_autoptr (McSubmission) row = row_new (n, envelope);

    row->created_ms = now_ms;
    g_assert_true (mc_outbox_commit (f.outbox, row, envelope, NULL, NULL));
  }
  {
    g_autoptr (GPtrArray) rows = mc_outbox_list (f.outbox, NULL, 1, NULL);
    const McSubmission *first = g_ptr_array_index (rows, 0);

    mc_outbox_mark_sent (f.outbox, first->id, "H29-1", "2026-11-21T14:32:05+07:00", NULL, "a.b.c",
                         now_ms, NULL);
  }
  g_assert_cmpint (verify (&f), ==, 0);
  tamper (&f, tampering->sql);
  g_assert_cmpint (verify (&f), ==, tampering->broken_seq);
  tear_down (&f, NULL);
}

static void
test_sqlite_itself_guards_events (Fixture *f, gconstpointer data)
{
  static const char *const statements[] = { "DELETE FROM audit_event",
                                            "UPDATE audit_event SET outcome = ''" };

  note (f, 1);
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++) {
    g_autofree char *path = g_build_filename (f->dir, "queue.db", NULL);
    sqlite3 *db = NULL;

    g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
    g_assert_cmpint (sqlite3_exec (db, statements[i], NULL, NULL, NULL), ==, SQLITE_CONSTRAINT);
    sqlite3_close (db);
  }
}

static gboolean
run_many (sqlite3 *db, gpointer data, GError **error)
{
  const McAuditMoment moment = { 1, 1, "boot" };
  g_autoptr (McTransaction) transaction = mc_transaction_begin (db, error);

  for (guint i = 0; i < GPOINTER_TO_UINT (data); i++)
    g_assert_true (mc_audit_append (db, &moment, MC_AUDIT_SENT, NULL, NULL, error));
  return mc_transaction_commit (transaction, error);
}

static void
test_it_is_bounded_and_whole_all_the_same (Fixture *f, gconstpointer data)
{
  g_autofree char *early = NULL;
  g_autofree char *late = NULL;
  g_auto (McAuditVerdict) verdict = { 0 };

  note (f, 10);
  early = sign (f);
  mc_store_run (f->store, run_many, GUINT_TO_POINTER (MC_AUDIT_MOST_EVENTS + 2500), NULL);
  late = sign (f);
  g_assert_true (mc_audit_verify (f->store, f->certificates, &verdict, NULL));
  g_assert_cmpint (verdict.broken_seq, ==, 0);
  g_assert_cmpuint (verdict.events, <, MC_AUDIT_MOST_EVENTS + 1000);
  g_assert_cmpuint (verdict.events, >=, MC_AUDIT_MOST_EVENTS);
  g_assert_cmpint (verdict.signed_seq, ==, MC_AUDIT_MOST_EVENTS + 2510);
  g_assert_cmpuint (verdict.checkpoints, ==, 1);
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/audit/what-happens-to-a-submission-is-written-down",
       test_what_happens_to_a_submission_is_written_down);
  add ("/audit/a-commit-told-twice-is-one-event", test_a_commit_told_twice_is_one_event);
  add ("/audit/an-untouched-log-is-whole-up-to-its-signature",
       test_an_untouched_log_is_whole_up_to_its_signature);
  for (guint i = 0; i < G_N_ELEMENTS (tamperings); i++) {
    g_autofree char *path = g_strdup_printf ("/audit/tampering/%s", tamperings[i].name);

    g_test_add_data_func (path, &tamperings[i], test_tampering_is_found_where_it_is);
  }
  for (guint i = 0; i < G_N_ELEMENTS (quiet_tamperings); i++) {
    g_autofree char *path = g_strdup_printf ("/audit/tampering/%s", quiet_tamperings[i].name);

    g_test_add_data_func (path, &quiet_tamperings[i], test_log_and_queue_tell_the_same);
  }
  add ("/audit/a-log-written-anew-is-not-the-one-that-was-signed",
       test_a_log_written_anew_is_not_the_one_that_was_signed);
  add ("/audit/sqlite-itself-guards-events", test_sqlite_itself_guards_events);
  add ("/audit/it-is-bounded-and-whole-all-the-same", test_it_is_bounded_and_whole_all_the_same);
  return g_test_run ();
}
