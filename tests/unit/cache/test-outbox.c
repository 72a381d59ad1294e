// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/outbox.h"

#include "offline-cache/digest.h"
#include "tests/unit/cache/bad-disk.h"
#include "tests/unit/cache/pki.h"
#include "tests/unit/cache/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

typedef struct {
  char *dir;
  McStore *store;
  McOutbox *outbox;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = pki_make_dir (FALSE);
  f->store = mc_store_open (f->dir, NULL);
  f->outbox = mc_outbox_new (f->store);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->outbox);
  g_assert_finalize_object (f->store);
  pki_remove_dir (f->dir);
  g_free (f->dir);
}

/* Another program with the database open. */
static void
run_sql (Fixture *f, const char *sql, int expected)
{
  g_autofree char *path = g_build_filename (f->dir, "queue.db", NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, expected);
  sqlite3_close (db);
}

static gboolean
mark_sent (Fixture *f, const char *id, GError **error)
{
  return mc_outbox_mark_sent (f->outbox, id, "H26.12-0001", "2026-11-21T14:32:05+07:00", NULL,
                              "e30.e30.e30", 1000, error);
}

static McOutboxCounts
count (Fixture *f)
{
  McOutboxCounts counts = { 0 };

  g_assert_true (mc_outbox_count (f->outbox, &counts, NULL));
  return counts;
}

static void
test_what_is_committed_is_there (Fixture *f, gconstpointer data)
{
  g_autofree char *id = row_commit (f->outbox, 7);
  g_autoptr (McSubmission) row = row_find (f->outbox, id);
  g_autoptr (McSubmission) by_code = row_find (f->outbox, "KD-00000007");
  g_autoptr (GBytes) expected = row_make_envelope (7, 2000);
  g_autoptr (GBytes) envelope = mc_outbox_get_envelope (f->outbox, id, NULL);

  g_assert_true (g_bytes_equal (envelope, expected));
  g_assert_cmpstr (by_code->id, ==, id);
  g_assert_cmpstr (row->procedure, ==, "1.004873");
  g_assert_cmpstr (row->statement, ==, "e30.e30.e30");
  g_assert_cmpint (row->state, ==, MC_SUBMISSION_QUEUED);
  g_assert_cmpuint (row->size, ==, 2000);
  g_assert_cmpuint (row->attempts, ==, 0);
  g_assert_null (row->ack);
  g_assert_cmpint (count (f).oldest_queued_ms, ==, row->created_ms);
}

static void
test_the_same_again_is_success_once (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    g_free (row_commit (f->outbox, 1));
  g_assert_cmpuint (count (f).queued, ==, 1);
}

static void
assert_commit_fails (Fixture *f, McSubmission *row, GBytes *envelope, McStoreError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (mc_outbox_commit (f->outbox, row, envelope, NULL, &error));
  g_assert_error (error, MC_STORE_ERROR, (int) code);
}

static void
test_another_under_the_same_name_is_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *id = row_commit (f->outbox, 1);
  g_autoptr (GBytes) other = row_make_envelope (2, 500);
  g_autoptr (McSubmission) same_id = row_new (1, other);
  g_autoptr (McSubmission) same_code = row_new (2, other);
  g_autoptr (GBytes) kept = NULL;

  assert_commit_fails (f, same_id, other, MC_STORE_ERROR_EXISTS);
  g_free (same_code->local_code);
  same_code->local_code = g_strdup ("KD-00000001");
  assert_commit_fails (f, same_code, other, MC_STORE_ERROR_EXISTS);
  kept = mc_outbox_get_envelope (f->outbox, id, NULL);
  g_assert_cmpuint (g_bytes_get_size (kept), ==, 2000);
  g_assert_cmpuint (count (f).queued, ==, 1);
}

static void
test_an_envelope_that_is_not_the_digest_s_is_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) envelope = row_make_envelope (1, 500);
  g_autoptr (GBytes) other = row_make_envelope (2, 500);
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) huge = row_make_envelope (3, MC_OUTBOX_MAX_ENVELOPE_BYTES + 1);
  g_autoptr (McSubmission) row = row_new (1, envelope);
  g_autoptr (McSubmission) empty_row = row_new (2, empty);
  g_autoptr (McSubmission) huge_row = row_new (3, huge);

  assert_commit_fails (f, row, other, MC_STORE_ERROR_CORRUPT);
  assert_commit_fails (f, empty_row, empty, MC_STORE_ERROR_FAILED);
  assert_commit_fails (f, huge_row, huge, MC_STORE_ERROR_FAILED);
  g_assert_cmpuint (count (f).queued, ==, 0);
}

static void
test_a_commit_takes_its_draft_with_it (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) envelope = row_make_envelope (1, 500);
  g_autoptr (McSubmission) row = row_new (1, envelope);

  run_sql (f, "INSERT INTO draft (seq, id, data) VALUES (1, 'mine', x'00'), (2, 'other', x'00')",
           SQLITE_OK);
  g_assert_true (mc_outbox_commit (f->outbox, row, envelope, "mine", NULL));
  run_sql (f, "INSERT INTO draft (seq, id, data) VALUES (1, 'mine', x'00')", SQLITE_OK);
  run_sql (f, "INSERT INTO draft (seq, id, data) VALUES (2, 'more', x'00')", SQLITE_CONSTRAINT);
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  mc_outbox_commit_finish (MC_OUTBOX (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
test_async_commit_copies_what_it_needs (Fixture *f, gconstpointer data)
{
  gboolean done = FALSE;
  GBytes *envelope = row_make_envelope (1, 500);
  McSubmission *row = row_new (1, envelope);
  g_autofree char *id = g_strdup (row->id);
  g_autoptr (McSubmission) found = NULL;

  mc_outbox_commit_async (f->outbox, row, envelope, NULL, on_committed, &done);
  mc_submission_free (row);
  g_bytes_unref (envelope);
  row_wait (&done, "the commit");
  found = row_find (f->outbox, id);
  g_assert_cmpuint (found->size, ==, 500);
}

/* --- the disk --- */

static void
test_a_failed_sync_is_settled_by_asking_again (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) envelope = row_make_envelope (1, 500);
  g_autoptr (McSubmission) row = row_new (1, envelope);

  bad_disk_fail_sync (1, 1);
  assert_commit_fails (f, row, envelope, MC_STORE_ERROR_UNKNOWN_OUTCOME);
  bad_disk_fail_sync (0, 0);
  g_free (row_commit (f->outbox, 2));
  g_assert_true (mc_outbox_commit (f->outbox, row, envelope, NULL, NULL));
  g_assert_true (mc_outbox_commit (f->outbox, row, envelope, NULL, NULL));
  g_assert_cmpuint (count (f).queued, ==, 2);
}

/* Commits until the disk is full. Returns how many were promised. */
static guint
fill (Fixture *f, guint limit)
{
  g_autoptr (GError) error = NULL;

  for (guint n = 1; n < limit; n++) {
    g_autoptr (GBytes) envelope = row_make_envelope (n, 20000);
    g_autoptr (McSubmission) row = row_new (n, envelope);

    if (mc_outbox_commit (f->outbox, row, envelope, NULL, &error))
      continue;
    g_assert_error (error, MC_STORE_ERROR, MC_STORE_ERROR_FULL);
    return n - 1;
  }
  g_error ("the disk never got full");
}

static void
assert_all_readable (Fixture *f, guint promised)
{
  g_assert_cmpuint (promised, >, 0);
  g_assert_cmpuint (count (f).queued, ==, promised);
  for (guint n = 1; n <= promised; n++) {
    g_autofree char *code = g_strdup_printf ("KD-%08u", n);
    g_autoptr (McSubmission) row = row_find (f->outbox, code);
    g_autoptr (GBytes) envelope = mc_outbox_get_envelope (f->outbox, row->id, NULL);

    g_assert_nonnull (envelope);
  }
}

static void
test_a_file_size_limit_is_a_full_disk (Fixture *f, gconstpointer data)
{
  struct rlimit limit = { .rlim_cur = 1024 * 1024, .rlim_max = 1024 * 1024 };
  guint promised;

  if (geteuid () != 0) {
    g_test_skip ("only root can mount a small disk");
    return;
  }
  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 0, 0);
    g_test_trap_assert_passed ();
    return;
  }
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  promised = fill (f, 1000);
  assert_all_readable (f, promised);
}

/* A small tmpfs in a mount namespace of its own, where root may make one. */
static void
test_a_full_disk_keeps_what_it_promised (Fixture *f, gconstpointer data)
{
  g_autofree char *disk = g_build_filename (f->dir, "disk", NULL);
  Fixture small = { .dir = disk };
  guint promised;

  if (geteuid () != 0) {
    g_test_skip ("only root can mount a small disk");
    return;
  }
  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 0, 0);
    g_test_trap_assert_passed ();
    return;
  }
  g_assert_cmpint (g_mkdir_with_parents (disk, 0700), ==, 0);
  g_assert_no_errno (unshare (CLONE_NEWNS));
  g_assert_no_errno (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
  g_assert_no_errno (mount ("tmpfs", disk, "tmpfs", 0, "size=1m"));
  small.store = mc_store_open (disk, NULL);
  small.outbox = mc_outbox_new (small.store);
  promised = fill (&small, 1000);
  assert_all_readable (&small, promised);
  g_object_unref (small.outbox);
  g_assert_finalize_object (small.store);
  g_assert_cmpint (umount (disk), ==, 0);
}

/* Takes what is left of the disk, to the last block. */
static void
fill_with_rubbish (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "rubbish", NULL);
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  char block[4096] = { 0 };

  g_assert_cmpint (fd, >=, 0);
  while (write (fd, block, sizeof block) > 0)
    ;
  g_assert_cmpint (errno, ==, ENOSPC);
  close (fd);
}

/* Started again on a full disk: the database opens, what has arrived is noted, and the space goes
 * to that, not to new submissions. */
static void
test_a_full_disk_can_still_be_drained (Fixture *f, gconstpointer data)
{
  g_autofree char *disk = g_build_filename (f->dir, "disk", NULL);
  Fixture small = { .dir = disk };
  g_autofree char *id = NULL;
  g_autoptr (GBytes) envelope = row_make_envelope (2, 20000);
  g_autoptr (McSubmission) row = row_new (2, envelope);
  g_autoptr (GError) error = NULL;

  if (geteuid () != 0) {
    g_test_skip ("only root can mount a small disk");
    return;
  }
  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 0, 0);
    g_test_trap_assert_passed ();
    return;
  }
  g_assert_cmpint (g_mkdir_with_parents (disk, 0700), ==, 0);
  g_assert_no_errno (unshare (CLONE_NEWNS));
  g_assert_no_errno (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
  g_assert_no_errno (mount ("tmpfs", disk, "tmpfs", 0, "size=70m"));
  small.store = mc_store_open (disk, NULL);
  small.outbox = mc_outbox_new (small.store);
  id = row_commit (small.outbox, 1);
  fill_with_rubbish (disk);
  assert_commit_fails (&small, row, envelope, MC_STORE_ERROR_FULL);
  g_object_unref (small.outbox);
  g_assert_finalize_object (small.store);
  fill_with_rubbish (disk);
  small.store = mc_store_open (disk, &error);
  g_assert_no_error (error);
  small.outbox = mc_outbox_new (small.store);
  mark_sent (&small, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (&small).sent, ==, 1);
  g_object_unref (small.outbox);
  g_assert_finalize_object (small.store);
  g_assert_cmpint (umount (disk), ==, 0);
}

static void
test_a_flipped_bit_is_noticed (Fixture *f, gconstpointer data)
{
  g_autofree char *id = row_commit (f->outbox, 1);
  g_autoptr (GError) error = NULL;

  run_sql (f,
           "DROP TRIGGER envelope_content;"
           "UPDATE envelope SET data = CAST (x'00' || substr (data, 2) AS BLOB)",
           SQLITE_OK);
  g_assert_null (mc_outbox_get_envelope (f->outbox, id, &error));
  g_assert_error (error, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT);
}

/* --- states --- */

static void
test_sent_erases_the_envelope_from_the_disk (Fixture *f, gconstpointer data)
{
  g_autofree char *id = row_commit (f->outbox, 1);
  g_autofree char *other = row_commit (f->outbox, 2);
  g_autoptr (GBytes) envelope = row_make_envelope (1, 2000);
  const guchar *bytes = g_bytes_get_data (envelope, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (McSubmission) row = NULL;

  g_assert_true (row_is_in_files (f->dir, bytes + 40, 64));
  g_assert_true (mark_sent (f, id, &error));
  mc_store_checkpoint (f->store, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i + 16 <= 2000; i += 16)
    g_assert_false (row_is_in_files (f->dir, bytes + i, 16));
  g_assert_null (mc_outbox_get_envelope (f->outbox, id, &error));
  g_assert_error (error, MC_STORE_ERROR, MC_STORE_ERROR_NOT_FOUND);
  row = row_find (f->outbox, "KD-00000001");
  g_assert_cmpint (row->state, ==, MC_SUBMISSION_SENT);
  g_assert_cmpstr (row->dossier_code, ==, "H26.12-0001");
  g_assert_cmpint (row->acked_ms, ==, 1000);
  g_assert_cmpuint (count (f).queued, ==, 1);
}

/* Two daemons, or one that was killed between the portal's answer and the next line. */
static void
test_sent_stays_sent (Fixture *f, gconstpointer data)
{
  g_autofree char *id = row_commit (f->outbox, 1);
  g_autoptr (GError) error = NULL;

  g_assert_true (mark_sent (f, id, NULL));
  g_assert_true (mark_sent (f, id, NULL));
  g_assert_true (mc_outbox_mark_retry (f->outbox, id, 5, "server", NULL, NULL));
  g_assert_true (mc_outbox_quarantine (f->outbox, id, "rejected", NULL, NULL));
  g_assert_false (mc_outbox_requeue (f->outbox, id, &error));
  g_assert_error (error, MC_STORE_ERROR, MC_STORE_ERROR_FAILED);
  g_assert_cmpuint (count (f).sent, ==, 1);
  g_assert_cmpuint (count (f).quarantined, ==, 0);
}

static void
test_quarantine_keeps_everything_until_requeued (Fixture *f, gconstpointer data)
{
  g_autofree char *id = row_commit (f->outbox, 1);
  g_autoptr (McSubmission) row = NULL;
  g_autoptr (GBytes) envelope = NULL;
  g_autoptr (GPtrArray) due = NULL;
  g_autoptr (GPtrArray) due_again = NULL;

  g_assert_true (mc_outbox_quarantine (f->outbox, id, "rejected", "form 12", NULL));
  row = row_find (f->outbox, id);
  g_assert_cmpstr (row->reason_code, ==, "rejected");
  g_assert_cmpstr (row->reason, ==, "form 12");
  g_assert_cmpuint (row->attempts, ==, 1);
  envelope = mc_outbox_get_envelope (f->outbox, id, NULL);
  g_assert_nonnull (envelope);
  g_assert_false (mark_sent (f, id, NULL));
  due = mc_outbox_due (f->outbox, 1, NULL, 10, NULL);
  g_assert_cmpuint (due->len, ==, 0);
  g_assert_true (mc_outbox_requeue (f->outbox, id, NULL));
  due_again = mc_outbox_due (f->outbox, 1, NULL, 10, NULL);
  g_assert_cmpuint (due_again->len, ==, 1);
}

/* Not even by hand, with the sqlite3 program. */
static void
test_the_database_itself_loses_nothing_unsent (Fixture *f, gconstpointer data)
{
  g_autofree char *id = row_commit (f->outbox, 1);

  run_sql (f, "DELETE FROM submission", SQLITE_CONSTRAINT);
  run_sql (f, "DELETE FROM envelope", SQLITE_CONSTRAINT);
  run_sql (f, "UPDATE envelope SET data = x'00'", SQLITE_CONSTRAINT);
  run_sql (f, "UPDATE submission SET digest = '1234567890123456789012345678901234567890123'",
           SQLITE_CONSTRAINT);
  run_sql (f, "UPDATE submission SET state = 'sent'", SQLITE_CONSTRAINT);
  run_sql (f, "UPDATE submission SET state = 'lost'", SQLITE_CONSTRAINT);
  run_sql (f, "UPDATE submission SET state = 'quarantined'", SQLITE_CONSTRAINT);
  g_assert_true (mark_sent (f, id, NULL));
  run_sql (f,
           "UPDATE submission SET state = 'queued', ack = NULL, dossier_code = NULL,"
           " received_at = NULL",
           SQLITE_CONSTRAINT);
}

static void
test_due_goes_by_cursor_and_time (Fixture *f, gconstpointer data)
{
  const char *after = NULL;
  g_autofree char *last = NULL;
  guint seen = 0;
  gint64 next_ms = 0;

  for (guint n = 1; n <= 25; n++) {
    g_autofree char *id = row_commit (f->outbox, n);

    /* Every fifth waits; one of them far longer than any wait can last. */
    if (n % 5 == 0)
      g_assert_true (mc_outbox_mark_retry (
          f->outbox, id, n == 25 ? G_GINT64_CONSTANT (9000000000000) : 2000, "server", NULL, NULL));
  }
  while (TRUE) {
    g_autoptr (GPtrArray) page = mc_outbox_due (f->outbox, 1000, after, 4, NULL);

    for (guint i = 0; i < page->len; i++) {
      const McSubmission *row = g_ptr_array_index (page, i);

      g_assert_cmpstr (row->id, >, last != NULL ? last : "");
      g_free (last);
      last = g_strdup (row->id);
      seen++;
    }
    if (page->len == 0)
      break;
    after = last;
  }
  g_assert_cmpuint (seen, ==, 21);
  g_assert_true (mc_outbox_next_due (f->outbox, &next_ms, NULL));
  g_assert_cmpint (next_ms, ==, 0);
}

/* The counts are kept by triggers: they say what counting would, whatever has been done. */
static void
test_counts_and_next_due_are_what_is_there (Fixture *f, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  char *ids[20];
  guint there[3] = { 0 };
  gint64 next_ms, expected_ms = -1;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    ids[i] = row_commit (f->outbox, i + 1);
  for (guint i = 0; i < 200; i++) {
    const char *id = ids[g_rand_int_range (rand, 0, G_N_ELEMENTS (ids))];

    switch (g_rand_int_range (rand, 0, 8)) {
    case 0:
      mark_sent (f, id, NULL);
      break;
    case 1:
      mc_outbox_quarantine (f->outbox, id, "rejected", NULL, NULL);
      break;
    case 2:
      mc_outbox_requeue (f->outbox, id, NULL);
      break;
    default:
      mc_outbox_mark_retry (f->outbox, id, g_rand_int_range (rand, 1, 5000), "retry", NULL, NULL);
      break;
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autoptr (McSubmission) row = row_find (f->outbox, ids[i]);

    there[row->state]++;
    if (row->state == MC_SUBMISSION_QUEUED
        && (expected_ms < 0 || row->next_attempt_ms < expected_ms))
      expected_ms = row->next_attempt_ms;
    g_free (ids[i]);
  }
  g_assert_cmpuint (MIN (there[0], MIN (there[1], there[2])), >, 0);
  g_assert_cmpuint (count (f).queued, ==, there[MC_SUBMISSION_QUEUED]);
  g_assert_cmpuint (count (f).sent, ==, there[MC_SUBMISSION_SENT]);
  g_assert_cmpuint (count (f).quarantined, ==, there[MC_SUBMISSION_QUARANTINED]);
  g_assert_true (mc_outbox_next_due (f->outbox, &next_ms, NULL));
  g_assert_cmpint (next_ms, ==, expected_ms);
  run_sql (f, "DELETE FROM submission WHERE state = 'sent'", SQLITE_OK);
  g_assert_cmpuint (count (f).sent, ==, 0);
}

static void
test_what_the_daemon_learned_is_kept (Fixture *f, gconstpointer data)
{
  McSyncState state = { .last_contact_ms = 5,
                        .last_failure_ms = 7,
                        .failure_code = (char *) "tls",
                        .failure = (char *) "expired" };
  McSyncState found;

  g_assert_true (mc_outbox_get_sync_state (f->outbox, &found, NULL));
  g_assert_cmpint (found.last_contact_ms, ==, 0);
  g_assert_true (mc_outbox_set_sync_state (f->outbox, &state, NULL));
  g_assert_true (mc_outbox_set_sync_state (f->outbox, &state, NULL));
  g_assert_true (mc_outbox_get_sync_state (f->outbox, &found, NULL));
  g_assert_cmpint (found.last_contact_ms, ==, 5);
  g_assert_cmpint (found.last_failure_ms, ==, 7);
  g_assert_cmpstr (found.failure_code, ==, "tls");
  g_assert_cmpstr (found.failure, ==, "expired");
  mc_sync_state_clear (&found);
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  bad_disk_install ();
  add ("/outbox/what-is-committed-is-there", test_what_is_committed_is_there);
  add ("/outbox/the-same-again-is-success-once", test_the_same_again_is_success_once);
  add ("/outbox/another-under-the-same-name-is-refused",
       test_another_under_the_same_name_is_refused);
  add ("/outbox/an-envelope-that-is-not-the-digest-s-is-refused",
       test_an_envelope_that_is_not_the_digest_s_is_refused);
  add ("/outbox/a-commit-takes-its-draft-with-it", test_a_commit_takes_its_draft_with_it);
  add ("/outbox/async-commit-copies-what-it-needs", test_async_commit_copies_what_it_needs);
  add ("/outbox/a-failed-sync-is-settled-by-asking-again",
       test_a_failed_sync_is_settled_by_asking_again);
  add ("/outbox/a-file-size-limit-is-a-full-disk", test_a_file_size_limit_is_a_full_disk);
  add ("/outbox/a-full-disk-keeps-what-it-promised", test_a_full_disk_keeps_what_it_promised);
  add ("/outbox/a-full-disk-can-still-be-drained", test_a_full_disk_can_still_be_drained);
  add ("/outbox/a-flipped-bit-is-noticed", test_a_flipped_bit_is_noticed);
  add ("/outbox/sent-erases-the-envelope-from-the-disk",
       test_sent_erases_the_envelope_from_the_disk);
  add ("/outbox/sent-stays-sent", test_sent_stays_sent);
  add ("/outbox/quarantine-keeps-everything-until-requeued",
       test_quarantine_keeps_everything_until_requeued);
  add ("/outbox/the-database-itself-loses-nothing-unsent",
       test_the_database_itself_loses_nothing_unsent);
  add ("/outbox/due-goes-by-cursor-and-time", test_due_goes_by_cursor_and_time);
  add ("/outbox/counts-and-next-due-are-what-is-there", test_counts_and_next_due_are_what_is_there);
  add ("/outbox/what-the-daemon-learned-is-kept", test_what_the_daemon_learned_is_kept);
  return g_test_run ();
}
