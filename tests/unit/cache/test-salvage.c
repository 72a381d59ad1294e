// SPDX-License-Identifier: GPL-3.0-or-later

/* Damaged databases: what is readable comes back, and nothing else. */

#include "offline-cache/salvage.h"

#include "offline-cache/audit.h"
#include "tests/unit/cache/pki.h"
#include "tests/unit/cache/rows.h"

#include <glib/gstdio.h>
#include <string.h>

#define N 30
#define N_SENT 6

typedef struct {
  char *dir;
  char *sound; /* the database before it was damaged */
  gsize size;
  guint page_size;
  GArray *at_risk; /* (element-type guint): envelopes on each page, by number - 1 */
} Fixture;

static gsize
envelope_size (guint n)
{
  static const gsize sizes[] = { 500, 2900, 4100, 9000, 23000 };

  return sizes[n % G_N_ELEMENTS (sizes)];
}

static char *
path_of (Fixture *f, const char *name)
{
  return g_build_filename (f->dir, name, NULL);
}

static void
fill (McOutbox *outbox)
{
  for (guint i = 0; i < N; i++) {
    g_autoptr (GBytes) envelope = row_make_envelope (i, envelope_size (i));
    g_autoptr (McSubmission) row = row_new (i, envelope);
    g_autoptr (GError) error = NULL;

    mc_outbox_commit (outbox, row, envelope, NULL, &error);
    g_assert_no_error (error);
    if (i < N_SENT)
      g_assert_true (mc_outbox_mark_sent (outbox, row->id, "H01.1-261121-0001",
                                          "2026-11-21T07:32:05Z", NULL, "e30.e30.e30", 1, &error));
    else if (i == N_SENT)
      g_assert_true (mc_outbox_quarantine (outbox, row->id, "rejected", "no", &error));
    g_assert_no_error (error);
  }
}

/* SQLite's own word on which page holds what. */
static void
find_at_risk (Fixture *f)
{
  static const char SQL[] = "SELECT pageno, CASE pagetype WHEN 'overflow' THEN 1 ELSE ncell END "
                            "FROM dbstat WHERE name = 'envelope' AND pagetype <> 'internal'";
  g_autofree char *path = path_of (f, "queue.db");
  sqlite3_stmt *statement = NULL;
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, SQL, -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_array_index (f->at_risk, guint, sqlite3_column_int (statement, 0) - 1) = (guint)
        sqlite3_column_int (statement, 1);
  sqlite3_finalize (statement);
  sqlite3_close (db);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (McStore) store = NULL;
  g_autoptr (McOutbox) outbox = NULL;

  f->dir = pki_make_dir (TRUE);
  path = path_of (f, "queue.db");
  store = mc_store_open (f->dir, NULL);
  outbox = mc_outbox_new (store);
  fill (outbox);
  g_assert_true (mc_store_checkpoint (store, NULL));
  mc_store_close (store);
  g_assert_true (g_file_get_contents (path, &f->sound, &f->size, NULL));
  f->page_size = (guint) (guchar) f->sound[16] << 8 | (guchar) f->sound[17];
  f->at_risk = g_array_new (FALSE, TRUE, sizeof (guint));
  g_array_set_size (f->at_risk, (guint) (f->size / f->page_size));
  find_at_risk (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  pki_remove_dir (f->dir);
  g_array_unref (f->at_risk);
  g_free (f->sound);
  g_free (f->dir);
}

static void
put_database (Fixture *f, const char *bytes, gsize size)
{
  g_autoptr (GDir) folder = g_dir_open (f->dir, 0, NULL);
  g_autofree char *path = path_of (f, "queue.db");
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *old = path_of (f, name);

    g_unlink (old);
  }
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
}

static McStore *
open_store (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  McStore *store = mc_store_open (f->dir, &error);

  g_assert_no_error (error);
  return store;
}

/* How many envelopes that were waiting are no longer there; none is there that is not as it was. */
static guint
count_missing (McOutbox *outbox)
{
  guint missing = 0;

  for (guint i = N_SENT; i < N; i++) {
    g_autoptr (GBytes) expected = row_make_envelope (i, envelope_size (i));
    g_autoptr (McSubmission) row = row_new (i, expected);
    g_autoptr (GBytes) found = mc_outbox_get_envelope (outbox, row->id, NULL);

    if (found == NULL)
      missing++;
    else
      g_assert_true (g_bytes_equal (found, expected));
  }
  return missing;
}

/* Whoever waited still has a row, with the code of their slip. */
static void
assert_rows (McOutbox *outbox)
{
  for (guint i = N_SENT; i < N; i++) {
    g_autoptr (GBytes) envelope = row_make_envelope (i, envelope_size (i));
    g_autoptr (McSubmission) row = row_new (i, envelope);
    g_autoptr (McSubmission) found = mc_outbox_find (outbox, row->local_code, NULL);

    if (found == NULL)
      g_error ("row %u is gone", i);
    g_assert_cmpstr (found->id, ==, row->id);
    g_assert_cmpstr (found->statement, ==, row->statement);
    g_assert_cmpstr (found->procedure, ==, row->procedure);
    g_assert_cmpint (found->created_ms, ==, row->created_ms);
  }
}

static void
assert_salvaged (Fixture *f, guint at_risk)
{
  g_autoptr (McStore) store = open_store (f);
  g_autoptr (McOutbox) outbox = mc_outbox_new (store);
  const McSalvage *salvage = mc_store_get_salvage (store);
  const guint missing = count_missing (outbox);

  g_assert_cmpuint (missing, <=, at_risk);
  assert_rows (outbox);
  if (salvage != NULL) {
    g_auto (GStrv) damaged = mc_salvage_list_damaged (f->dir);

    g_assert_cmpuint (g_strv_length (damaged), ==, 1);
    g_assert_cmpuint (salvage->envelopes, ==, N - N_SENT - missing);
    g_assert_true (mc_store_check (store, NULL));
  }
  mc_store_close (store);
}

/* Each page in turn full of rubbish: no more is lost than was on it. */
static void
test_any_page (Fixture *f, gconstpointer data)
{
  const guint n = (guint) (f->size / f->page_size);
  guint salvaged = 0;

  for (guint page = 0; page < n; page++) {
    g_autofree char *bytes = g_memdup2 (f->sound, f->size);
    g_auto (GStrv) damaged = NULL;

    for (guint i = 0; i < f->page_size; i++)
      bytes[page * f->page_size + i] = (char) g_test_rand_int ();
    put_database (f, bytes, f->size);
    assert_salvaged (f, g_array_index (f->at_risk, guint, page));
    damaged = mc_salvage_list_damaged (f->dir);
    salvaged += damaged[0] != NULL;
  }
  g_assert_cmpuint (salvaged, >, n / 2);
}

static void
test_the_head (Fixture *f, gconstpointer data)
{
  memset (f->sound, 0, 100);
  put_database (f, f->sound, f->size);
  {
    g_autoptr (McStore) store = open_store (f);
    g_autoptr (McOutbox) outbox = mc_outbox_new (store);
    McOutboxCounts counts = { 0 };

    /* Every row, from what it says itself: this fails where a table has columns that the carver
     * has not heard of. */
    g_assert_cmpuint (mc_store_get_salvage (store)->submissions, ==, N);
    g_assert_true (mc_outbox_count (outbox, &counts, NULL));
    g_assert_cmpuint (counts.sent, ==, N_SENT);
    g_assert_cmpuint (counts.quarantined, ==, 1);
    mc_store_close (store);
  }
  put_database (f, f->sound, f->size);
  assert_salvaged (f, 0);
}

static void
test_cut_short (Fixture *f, gconstpointer data)
{
  guint at_risk = 0;

  for (guint page = (guint) (f->size / f->page_size) - 1; page > 4; page--) {
    g_autoptr (McStore) store = NULL;
    g_autoptr (McOutbox) outbox = NULL;

    at_risk += g_array_index (f->at_risk, guint, page);
    put_database (f, f->sound, page * f->page_size + f->page_size / 2);
    store = open_store (f);
    outbox = mc_outbox_new (store);
    g_assert_cmpuint (count_missing (outbox), <=, at_risk);
    mc_store_close (store);
  }
}

/* What has been committed is in the -wal file alone, and the database damaged. */
static void
test_what_only_the_wal_holds (Fixture *f, gconstpointer data)
{
  g_autofree char *path = path_of (f, "queue.db");
  g_autofree char *wal_path = path_of (f, "queue.db-wal");
  g_autofree char *wal = NULL;
  g_autofree char *main_file = NULL;
  gsize wal_size, main_size;

  {
    g_autoptr (McStore) store = NULL;
    g_autoptr (McOutbox) outbox = NULL;

    put_database (f, "", 0);
    store = open_store (f);
    outbox = mc_outbox_new (store);
    fill (outbox);
    g_assert_true (g_file_get_contents (wal_path, &wal, &wal_size, NULL));
    g_assert_true (g_file_get_contents (path, &main_file, &main_size, NULL));
    mc_store_close (store);
  }
  g_assert_cmpuint (wal_size, >, main_size);
  memset (main_file, 0x5a, main_size);
  put_database (f, main_file, main_size);
  g_assert_true (g_file_set_contents (wal_path, wal, (gssize) wal_size, NULL));
  /* SQLite takes the pages that the -wal file has all of; what it refuses is carved. */
  assert_salvaged (f, 0);
}

/* (transfer full): with the database beside it that it belongs to, as after a crash. */
static char *
make_wal (Fixture *f, gsize *size)
{
  g_autofree char *path = path_of (f, "queue.db");
  g_autofree char *wal_path = path_of (f, "queue.db-wal");
  g_autoptr (McStore) store = NULL;
  g_autoptr (McOutbox) outbox = NULL;
  char *wal;

  put_database (f, "", 0);
  store = open_store (f);
  outbox = mc_outbox_new (store);
  fill (outbox);
  g_assert_true (g_file_get_contents (wal_path, &wal, size, NULL));
  g_free (g_steal_pointer (&f->sound));
  g_assert_true (g_file_get_contents (path, &f->sound, &f->size, NULL));
  mc_store_close (store);
  return wal;
}

/* SQLite stops reading at the first frame whose sum does not hold: what was committed later would
 * be gone, with nobody told. */
static void
test_one_bit_of_the_wal (Fixture *f, gconstpointer data)
{
  const gsize frame = 24 + 4096;
  g_autofree char *wal_path = path_of (f, "queue.db-wal");
  gsize size;
  g_autofree char *wal = make_wal (f, &size);

  for (gsize at = 9; at + 4 * frame < size; at += 2 * frame + 301) {
    g_autoptr (McStore) store = NULL;
    g_autoptr (McOutbox) outbox = NULL;

    put_database (f, f->sound, f->size);
    wal[at] ^= 4;
    g_assert_true (g_file_set_contents (wal_path, wal, (gssize) size, NULL));
    wal[at] ^= 4;
    store = open_store (f);
    outbox = mc_outbox_new (store);
    if (count_missing (outbox) > 1)
      g_error ("bit in %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT ": %u are gone", at, size,
               count_missing (outbox));
    mc_store_close (store);
  }
}

/* What was being written when the power went is no damage. */
static void
test_a_wal_that_was_being_written (Fixture *f, gconstpointer data)
{
  const gsize frame = 24 + 4096;
  g_autofree char *wal_path = path_of (f, "queue.db-wal");
  gsize size;
  g_autofree char *wal = make_wal (f, &size);
  g_autoptr (McStore) store = NULL;

  put_database (f, f->sound, f->size);
  wal[size - frame + 100] ^= 4;
  g_assert_true (g_file_set_contents (wal_path, wal, (gssize) size, NULL));
  store = open_store (f);
  g_assert_null (mc_store_get_salvage (store));
  mc_store_close (store);
}

static void
test_a_wal_that_is_lost (Fixture *f, gconstpointer data)
{
  put_database (f, f->sound, f->size);
  {
    g_autoptr (McStore) store = open_store (f);
    g_autoptr (McOutbox) outbox = mc_outbox_new (store);
    g_autofree char *wal = path_of (f, "queue.db-wal");

    g_assert_null (mc_store_get_salvage (store));
    g_assert_cmpuint (count_missing (outbox), ==, 0);
    mc_store_close (store);
    g_unlink (wal);
  }
  assert_salvaged (f, 0);
}

/* Killed between any two of its steps. */
static void
test_begun_and_not_ended (Fixture *f, gconstpointer data)
{
  g_autofree char *path = path_of (f, "queue.db");
  g_autofree char *new_path = path_of (f, "queue.db.new");
  g_autofree char *aside = path_of (f, "queue.db.damaged-20261121T073205Z");
  g_autofree char *wal = path_of (f, "queue.db-wal");

  /* The new file was being written. */
  memset (f->sound, 0, 100);
  put_database (f, f->sound, f->size);
  g_assert_true (g_file_set_contents (new_path, "half", -1, NULL));
  assert_salvaged (f, 0);
  /* The damaged one was moved away, and what belonged to it was not. */
  g_assert_cmpint (g_rename (path, new_path), ==, 0);
  g_assert_true (g_file_set_contents (aside, f->sound, (gssize) f->size, NULL));
  g_assert_true (g_file_set_contents (wal, "of the damaged one", -1, NULL));
  {
    g_autoptr (McStore) store = open_store (f);
    g_autoptr (McOutbox) outbox = mc_outbox_new (store);

    g_assert_null (mc_store_get_salvage (store));
    g_assert_cmpuint (count_missing (outbox), ==, 0);
    mc_store_close (store);
  }
}

static void
test_it_is_told_in_the_log (Fixture *f, gconstpointer data)
{
  g_autoptr (McStore) store = NULL;
  g_autoptr (GPtrArray) events = NULL;
  const McAuditEvent *last;
  g_autoptr (GError) error = NULL;

  memset (f->sound, 0, 100);
  put_database (f, f->sound, f->size);
  store = open_store (f);
  events = mc_audit_list (store, 0, 1000, &error);
  g_assert_no_error (error);
  last = g_ptr_array_index (events, events->len - 1);
  g_assert_cmpstr (last->kind, ==, "salvaged");
  g_assert_cmpstr (last->outcome, ==, "24 of 24");
  /* And the events before it are still there. */
  g_assert_cmpuint (events->len, ==, N + N_SENT + 2);
  mc_store_close (store);
}

/* Nobody takes the file away under another's hands. */
static void
test_not_while_another_has_it_open (Fixture *f, gconstpointer data)
{
  g_autoptr (McStore) other = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *flag = path_of (f, "queue.damaged");

  put_database (f, f->sound, f->size);
  other = open_store (f);
  g_assert_true (g_file_set_contents (flag, "", 0, NULL));
  g_assert_null (mc_store_open (f->dir, &error));
  g_assert_error (error, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT);
  g_assert_true (mc_store_check (other, NULL));
  mc_store_close (other);
  assert_salvaged (f, 0);
}

/* What is done with a row is done. */
static void
assert_goes_on (McOutbox *outbox)
{
  g_autoptr (GBytes) envelope = row_make_envelope (N - 1, envelope_size (N - 1));
  g_autoptr (McSubmission) row = row_new (N - 1, envelope);
  g_autoptr (GError) error = NULL;

  mc_outbox_mark_sent (outbox, row->id, "H01.1-261121-0002", "2026-11-21T07:32:05Z", NULL,
                       "e30.e30.e30", 1, &error);
  g_assert_no_error (error);
}

/* Read once, which may be how it is found; then all is there that waited, and none set aside. */
static void
assert_nothing_lost (Fixture *f, gsize at)
{
  g_autoptr (McStore) first = NULL;
  g_autoptr (McStore) store = NULL;
  g_autoptr (McOutbox) outbox = NULL;
  McOutboxCounts counts = { 0 };

  put_database (f, f->sound, f->size);
  first = open_store (f);
  outbox = mc_outbox_new (first);
  count_missing (outbox);
  mc_store_close (first);
  g_clear_object (&outbox);
  store = open_store (f);
  outbox = mc_outbox_new (store);
  if (count_missing (outbox) > 0)
    g_error ("byte %" G_GSIZE_FORMAT ": %u are gone", at, count_missing (outbox));
  assert_rows (outbox);
  g_assert_true (mc_outbox_count (outbox, &counts, NULL));
  g_assert_cmpuint (counts.queued, ==, N - N_SENT - 1);
  assert_goes_on (outbox);
  mc_store_close (store);
}

/* How often the file has the text; each time one of its letters is changed. */
static guint
change_one_letter (Fixture *f, const char *text, gsize letter)
{
  const gsize length = strlen (text);
  guint n = 0;

  for (gsize at = 0; at + length <= f->size; at++) {
    if (memcmp (f->sound + at, text, length) != 0)
      continue;
    f->sound[at + letter] ^= 1;
    assert_nothing_lost (f, at + letter);
    f->sound[at + letter] ^= 1;
    n++;
  }
  return n;
}

/* SQLite's quick check sees none of these: the row is there, and is not found, or is another's. */
static void
test_one_letter_of_a_row (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) envelope = row_make_envelope (N / 2, envelope_size (N / 2));
  g_autoptr (McSubmission) row = row_new (N / 2, envelope);

  /* In two tables and three indexes; in a table, an index and beside the envelope. */
  g_assert_cmpuint (change_one_letter (f, row->id, 20), >=, 5);
  g_assert_cmpuint (change_one_letter (f, row->local_code, 6), >=, 3);
  g_assert_cmpuint (change_one_letter (f, row->digest, 11), >=, 2);
}

/* A statement that no longer means what it meant stops the whole queue. */
static void
test_one_letter_of_the_schema (Fixture *f, gconstpointer data)
{
  g_assert_cmpuint (change_one_letter (f, "NOT (OLD.state = NEW.state", 12), ==, 1);
  g_assert_cmpuint (change_one_letter (f, "only a sent submission may be deleted", 5), ==, 1);
}

/* Its row is gone, and what stands beside it is no JSON any more: the envelope is whole. */
static void
test_a_word_beside_an_envelope (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) envelope = row_make_envelope (N - 1, envelope_size (N - 1));
  g_autoptr (McSubmission) row = row_new (N - 1, envelope);
  g_autofree char *beside = g_strdup_printf ("{\"local_code\":\"%s\"", row->local_code);
  g_autofree char *in_row = g_strconcat (row->id, row->local_code, NULL);
  g_autoptr (McStore) store = NULL;
  g_autoptr (McOutbox) outbox = NULL;

  for (gsize at = 0; at + strlen (in_row) <= f->size; at++) {
    if (memcmp (f->sound + at, in_row, strlen (in_row)) == 0)
      memset (f->sound + at - 40, 0xff, 40);
    if (memcmp (f->sound + at, beside, strlen (beside)) == 0)
      f->sound[at + 12] ^= 1;
  }
  memset (f->sound, 0, 100);
  put_database (f, f->sound, f->size);
  store = open_store (f);
  outbox = mc_outbox_new (store);
  g_assert_cmpuint (count_missing (outbox), ==, 0);
  mc_store_close (store);
}

/* The sizes, the formats and the schema's numbers; the rest is its name, counters and nothing. */
static void
test_any_byte_of_the_head (Fixture *f, gconstpointer data)
{
  for (gsize at = 16; at < 64; at++) {
    if (at >= 24 && at < 40)
      continue;
    f->sound[at] ^= 0x22;
    assert_nothing_lost (f, at);
    f->sound[at] ^= 0x22;
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  add ("/salvage/any-page", test_any_page);
  add ("/salvage/the-head", test_the_head);
  add ("/salvage/any-byte-of-the-head", test_any_byte_of_the_head);
  add ("/salvage/one-letter-of-a-row", test_one_letter_of_a_row);
  add ("/salvage/one-letter-of-the-schema", test_one_letter_of_the_schema);
  add ("/salvage/a-word-beside-an-envelope", test_a_word_beside_an_envelope);
  add ("/salvage/cut-short", test_cut_short);
  add ("/salvage/what-only-the-wal-holds", test_what_only_the_wal_holds);
  add ("/salvage/a-wal-that-is-lost", test_a_wal_that_is_lost);
  add ("/salvage/one-bit-of-the-wal", test_one_bit_of_the_wal);
  add ("/salvage/a-wal-that-was-being-written", test_a_wal_that_was_being_written);
  add ("/salvage/begun-and-not-ended", test_begun_and_not_ended);
  add ("/salvage/it-is-told-in-the-log", test_it_is_told_in_the_log);
  add ("/salvage/not-while-another-has-it-open", test_not_while_another_has_it_open);
#undef add
  return g_test_run ();
}
