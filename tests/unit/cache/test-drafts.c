// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/drafts.h"

#include "offline-cache/vault.h"
#include "tests/unit/cache/pki.h"
#include "tests/unit/cache/rows.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
  char *dir;
  char *runtime; /* on tmpfs */
  McStore *store;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = pki_make_dir (FALSE);
  f->runtime = pki_make_dir (TRUE);
  f->store = mc_store_open (f->dir, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->store);
  pki_remove_dir (f->dir);
  pki_remove_dir (f->runtime);
  g_free (f->dir);
  g_free (f->runtime);
}

static McDrafts *
open_drafts (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  McDrafts *drafts = mc_drafts_new (f->store, f->runtime, &error);

  g_assert_no_error (error);
  return drafts;
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  mc_drafts_save_finish (MC_DRAFTS (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
save (McDrafts *drafts, const char *id, const char *text)
{
  g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));
  gboolean done = FALSE;

  mc_drafts_save_async (drafts, id, data, on_saved, &done);
  row_wait (&done, "the draft");
}

static void
assert_newest (McDrafts *drafts, const char *expected_id, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GBytes) data = mc_drafts_load_newest (drafts, &id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, expected_id);
  g_assert_cmpmem (g_bytes_get_data (data, NULL), g_bytes_get_size (data), expected,
                   strlen (expected));
}

static void
assert_none (McDrafts *drafts)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_drafts_load_newest (drafts, NULL, &error));
  g_assert_error (error, MC_STORE_ERROR, MC_STORE_ERROR_NOT_FOUND);
}

static void
test_a_new_process_reads_the_newest (Fixture *f, gconstpointer data)
{
  g_autoptr (McDrafts) drafts = open_drafts (f);
  g_autoptr (McDrafts) again = NULL;

  save (drafts, "a", "first");
  save (drafts, "b", "second");
  save (drafts, "a", "third, of a");
  again = open_drafts (f);
  assert_newest (again, "a", "third, of a");
}

static void
test_nothing_of_it_is_on_the_disk (Fixture *f, gconstpointer data)
{
  g_autoptr (McDrafts) drafts = open_drafts (f);

  save (drafts, "a", "Nguyễn Thị Ánh, canary-77");
  g_assert_false (row_is_in_files (f->dir, "canary-77", 9));
  g_assert_false (row_is_in_files (f->runtime, "canary-77", 9));
}

/* tmpfs is empty after a power cut. */
static void
test_after_a_power_cut_drafts_are_gone (Fixture *f, gconstpointer data)
{
  g_autoptr (McDrafts) drafts = open_drafts (f);
  g_autoptr (McDrafts) after = NULL;
  g_autofree char *key = g_build_filename (f->runtime, "draft.key", NULL);

  save (drafts, "a", "first");
  save (drafts, "b", "second");
  g_assert_cmpint (g_unlink (key), ==, 0);
  after = open_drafts (f);
  assert_none (after);
  /* Deleted, not only hidden: the first key finds nothing either. */
  assert_none (drafts);
}

static void
test_a_draft_opens_only_under_its_own_id (Fixture *f, gconstpointer data)
{
  g_autoptr (McDrafts) drafts = open_drafts (f);
  g_autofree char *path = g_build_filename (f->dir, "queue.db", NULL);
  sqlite3 *db = NULL;

  save (drafts, "a", "first");
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE draft SET id = 'b'", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  assert_none (drafts);
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (mc_drafts_keep_only_finish (MC_DRAFTS (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

static void
keep_only (McDrafts *drafts, const char *id)
{
  gboolean done = FALSE;

  mc_drafts_keep_only_async (drafts, id, on_kept, &done);
  row_wait (&done, "the deletion");
}

static void
test_one_is_kept_or_none (Fixture *f, gconstpointer data)
{
  g_autoptr (McDrafts) drafts = open_drafts (f);

  save (drafts, "a", "first");
  save (drafts, "b", "second");
  keep_only (drafts, "a");
  assert_newest (drafts, "a", "first");
  keep_only (drafts, NULL);
  assert_none (drafts);
}

static void
assert_refused (Fixture *f, const char *runtime)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_drafts_new (f->store, runtime, &error));
  g_assert_error (error, MC_VAULT_ERROR, MC_VAULT_ERROR_KEY);
}

static void
test_a_key_on_a_disk_is_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *key = g_build_filename (f->dir, "draft.key", NULL);

  assert_refused (f, "/proc");
  assert_refused (f, "/nonexistent");
  /* Where the temporary directory is on tmpfs itself there is no disk to try. */
  if (g_str_has_prefix (f->dir, "/dev/shm"))
    return;
  assert_refused (f, f->dir);
  g_assert_false (g_file_test (key, G_FILE_TEST_EXISTS));
}

static void
test_the_key_is_private (Fixture *f, gconstpointer data)
{
  g_autoptr (McDrafts) drafts = open_drafts (f);
  g_autofree char *key = g_build_filename (f->runtime, "draft.key", NULL);
  struct stat status;

  g_assert_cmpint (stat (key, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 07777, ==, 0600);
  g_assert_cmpint (status.st_size, ==, 32);
  g_assert_cmpint (g_chmod (key, 0644), ==, 0);
  assert_refused (f, f->runtime);
  g_assert_cmpint (g_unlink (key), ==, 0);
  g_assert_cmpint (symlink ("/etc/hostname", key), ==, 0);
  assert_refused (f, f->runtime);
}

static void
test_a_key_half_written_is_made_again (Fixture *f, gconstpointer data)
{
  g_autofree char *key = g_build_filename (f->runtime, "draft.key", NULL);
  g_autoptr (McDrafts) drafts = NULL;

  g_assert_true (g_file_set_contents (key, "", 0, NULL));
  drafts = open_drafts (f);
  save (drafts, "a", "first");
  assert_newest (drafts, "a", "first");
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/drafts/a-new-process-reads-the-newest", test_a_new_process_reads_the_newest);
  add ("/drafts/nothing-of-it-is-on-the-disk", test_nothing_of_it_is_on_the_disk);
  add ("/drafts/after-a-power-cut-drafts-are-gone", test_after_a_power_cut_drafts_are_gone);
  add ("/drafts/a-draft-opens-only-under-its-own-id", test_a_draft_opens_only_under_its_own_id);
  add ("/drafts/one-is-kept-or-none", test_one_is_kept_or_none);
  add ("/drafts/a-key-on-a-disk-is-refused", test_a_key_on_a_disk_is_refused);
  add ("/drafts/the-key-is-private", test_the_key_is_private);
  add ("/drafts/a-key-half-written-is-made-again", test_a_key_half_written_is_made_again);
  return g_test_run ();
}
