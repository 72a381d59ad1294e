// SPDX-License-Identifier: GPL-3.0-or-later

/* What was deleted is nowhere: not in the database's free pages, not in the -wal or -shm file, in
 * no spelling. The one text in the clear that may be about somebody is the office's note. Each
 * search is also tried where it has to find something: with secure_delete off. */

#include "offline-cache/outbox-office.h"

#include "tests/lib/fake-clock.h"
#include "tests/unit/cache/old-queue.h"
#include "tests/unit/cache/pki.h"
#include "tests/unit/cache/rows.h"

#include <string.h>

#define CANARY "Chim Hoàng Yến"
/* Long enough that a shorter row in its place does not cover it. */
#define NOTE                                                                                                                \
  CANARY " là tên cháu bé ghi trong giấy khai sinh còn thiếu. Ông/bà mang bản chính tới quầy số "       \
         "ba trong giờ làm việc, kèm căn cước của người nộp và giấy hẹn đã in; nếu không tới " \
         "được thì nhờ người khác mang tới cùng giấy ủy quyền có chứng thực của phường."
#define N 40

typedef struct {
  char *dir;
  McStore *store;
  McStore *kiosk; /* another one has it open all the time */
  McOutbox *outbox;
} Fixture;

static void
open_stores (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->store = mc_store_open (f->dir, &error);
  g_assert_no_error (error);
  f->kiosk = mc_store_open (f->dir, &error);
  g_assert_no_error (error);
  f->outbox = mc_outbox_new (f->store);
}

static void
close_stores (Fixture *f)
{
  g_clear_object (&f->outbox);
  g_assert_finalize_object (g_steal_pointer (&f->store));
  g_assert_finalize_object (g_steal_pointer (&f->kiosk));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = pki_make_dir (TRUE);
  open_stores (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  close_stores (f);
  pki_remove_dir (f->dir);
  g_free (f->dir);
}

static gboolean
find_text (Fixture *f, const char *text)
{
  glong items = 0;
  g_autofree gunichar2 *wide = g_utf8_to_utf16 (text, -1, NULL, &items, NULL);

  return row_is_in_files (f->dir, text, strlen (text))
         || row_is_in_files (f->dir, wide, (gsize) items * 2);
}

/* In UTF-8 and UTF-16LE, composed and decomposed, as it is written and in capitals. */
static gboolean
is_anywhere (Fixture *f, const char *text)
{
  g_autofree char *capitals = g_utf8_strup (text, -1);
  const char *const cases[] = { text, capitals };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *composed = g_utf8_normalize (cases[i], -1, G_NORMALIZE_NFC);
    g_autofree char *decomposed = g_utf8_normalize (cases[i], -1, G_NORMALIZE_NFD);

    if (find_text (f, composed) || find_text (f, decomposed))
      return TRUE;
  }
  return FALSE;
}

static void
say (Fixture *f, const char *id, const char *state, const char *note, gint64 now_ms)
{
  g_autoptr (GPtrArray) statuses = g_ptr_array_new_with_free_func (
      (GDestroyNotify) mc_office_status_free);
  McOfficeStatus *status = g_new0 (McOfficeStatus, 1);
  g_autoptr (GError) error = NULL;

  status->id = g_strdup (id);
  status->state = g_strdup (state);
  status->note = g_strdup (note);
  status->at = g_strdup (note != NULL ? "2026-11-21T14:32:05+07:00" : "2026-11-22T14:32:05+07:00");
  g_ptr_array_add (statuses, status);
  mc_outbox_apply_office (f->outbox, statuses, "c", now_ms, &error);
  g_assert_no_error (error);
}

/* (transfer full): its id: sent, with others before and behind it, and the office has said so. */
static char *
send_and_note (Fixture *f)
{
  char *id = NULL;

  for (guint n = 1; n <= N; n++) {
    g_autofree char *next = row_commit (f->outbox, n);

    g_assert_true (mc_outbox_mark_sent (f->outbox, next, "H01.1-261121-0001",
                                        "2026-11-21T07:32:05Z", NULL, "e30.e30.e30", 1, NULL));
    if (n == N / 2)
      id = g_steal_pointer (&next);
  }
  say (f, id, MC_OFFICE_NEEDS_CORRECTION, NOTE, MC_FAKE_CLOCK_START_MS);
  g_assert_true (is_anywhere (f, CANARY));
  return id;
}

static void
test_a_note_goes_with_the_next_state (Fixture *f, gconstpointer data)
{
  g_autofree char *id = send_and_note (f);

  say (f, id, MC_OFFICE_READY, NULL, MC_FAKE_CLOCK_START_MS);
  g_assert_false (is_anywhere (f, CANARY));
}

static void
test_a_note_goes_with_its_days (Fixture *f, gconstpointer data)
{
  g_autofree char *id = send_and_note (f);

  say (f, "019aa5c1-0000-7000-8000-0000ffffffff", MC_OFFICE_READY, NULL,
       MC_FAKE_CLOCK_START_MS + (MC_OFFICE_NOTE_DAYS + 1) * G_GINT64_CONSTANT (86400000));
  g_assert_false (is_anywhere (f, CANARY));
}

/* Also the sealed bytes of what the portal has are nowhere once the file is tidied. */
static void
test_what_is_sent_leaves_no_envelope (Fixture *f, gconstpointer data)
{
  g_autofree char *id = row_commit (f->outbox, 1);
  g_autoptr (GBytes) envelope = row_make_envelope (1, 2000);
  const char *middle = (const char *) g_bytes_get_data (envelope, NULL) + 1000;

  g_assert_true (row_is_in_files (f->dir, middle, 200));
  g_assert_true (mc_outbox_mark_sent (f->outbox, id, "H01.1-261121-0001", "2026-11-21T07:32:05Z",
                                      NULL, "e30.e30.e30", 1, NULL));
  g_assert_true (mc_store_checkpoint (f->store, NULL));
  g_assert_false (row_is_in_files (f->dir, middle, 200));
}

static gboolean
run_sql (sqlite3 *db, gpointer data, GError **error)
{
  return sqlite3_exec (db, data, NULL, NULL, NULL) == SQLITE_OK;
}

/* An old queue gets its new columns and tables, and what was in it and is deleted is nowhere. */
static void
test_a_migration_leaves_nothing_behind (Fixture *f, gconstpointer data)
{
  const guint schema = GPOINTER_TO_UINT (data);
  g_autofree char *before = g_build_filename (f->dir, "queue.db", NULL);
  sqlite3 *db = NULL;

  close_stores (f);
  old_queue_restore (schema, f->dir);
  g_assert_cmpint (sqlite3_open (before, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db,
                                 "PRAGMA secure_delete = ON;"
                                 "UPDATE submission SET reason = '" NOTE "'"
                                 " WHERE state <> 'sent'",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);
  g_assert_true (is_anywhere (f, CANARY));
  open_stores (f);
  g_assert_true (is_anywhere (f, CANARY));
  g_assert_true (
      mc_store_run (f->store, run_sql, (char *) "UPDATE submission SET reason = NULL", NULL));
  g_assert_true (mc_store_checkpoint (f->store, NULL));
  g_assert_false (is_anywhere (f, CANARY));
}

/* What was forgotten before the database was damaged is in neither of the two files. */
static void
test_a_salvage_brings_nothing_back (Fixture *f, gconstpointer data)
{
  g_autofree char *id = send_and_note (f);
  g_autofree char *path = g_build_filename (f->dir, "queue.db", NULL);
  g_autofree char *file = NULL;
  gsize size = 0;

  say (f, id, MC_OFFICE_READY, NULL, MC_FAKE_CLOCK_START_MS);
  close_stores (f);
  g_assert_true (g_file_get_contents (path, &file, &size, NULL));
  memset (file, 'x', 100);
  g_assert_true (g_file_set_contents (path, file, (gssize) size, NULL));
  open_stores (f);
  g_assert_nonnull (mc_store_get_salvage (f->store));
  g_assert_false (is_anywhere (f, CANARY));
}

/* The searches above are worth something: where nothing is overwritten, they find it. */
static void
test_without_secure_delete_it_is_found (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;

  g_assert_true (mc_store_run (f->store, run_sql, (char *) "PRAGMA secure_delete = OFF", NULL));
  id = send_and_note (f);
  say (f, id, MC_OFFICE_READY, NULL, MC_FAKE_CLOCK_START_MS);
  g_assert_true (is_anywhere (f, CANARY));
}

static gboolean
hold_a_snapshot (sqlite3 *db, gpointer data, GError **error)
{
  Fixture *f = data;
  g_autofree char *id = send_and_note (f);

  g_assert_cmpint (sqlite3_exec (db, "BEGIN; SELECT 1 FROM submission", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  say (f, id, MC_OFFICE_READY, NULL, MC_FAKE_CLOCK_START_MS);
  g_assert_true (is_anywhere (f, CANARY));
  return sqlite3_exec (db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
}

/* While somebody reads, the old pages stay in the -wal file; the next look empties it. */
static void
test_a_reader_only_puts_it_off (Fixture *f, gconstpointer data)
{
  g_assert_true (mc_store_run (f->kiosk, hold_a_snapshot, f, NULL));
  say (f, "019aa5c1-0000-7000-8000-0000ffffffff", MC_OFFICE_READY, NULL, MC_FAKE_CLOCK_START_MS);
  g_assert_false (is_anywhere (f, CANARY));
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/residue/a-note-goes-with-the-next-state", test_a_note_goes_with_the_next_state);
  add ("/residue/a-note-goes-with-its-days", test_a_note_goes_with_its_days);
  add ("/residue/what-is-sent-leaves-no-envelope", test_what_is_sent_leaves_no_envelope);
  for (guint i = 0; i < G_N_ELEMENTS (OLD_QUEUES); i++) {
    g_autofree char *path = g_strdup_printf ("/residue/a-migration-leaves-nothing-behind/%u",
                                             OLD_QUEUES[i]);

    g_test_add (path, Fixture, GUINT_TO_POINTER (OLD_QUEUES[i]), set_up,
                test_a_migration_leaves_nothing_behind, tear_down);
  }
  add ("/residue/a-salvage-brings-nothing-back", test_a_salvage_brings_nothing_back);
  add ("/residue/without-secure-delete-it-is-found", test_without_secure_delete_it_is_found);
  add ("/residue/a-reader-only-puts-it-off", test_a_reader_only_puts_it_off);
  return g_test_run ();
}
