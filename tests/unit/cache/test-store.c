// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/store.h"

#include "offline-cache/outbox.h"
#include "offline-cache/salvage.h"
#include "offline-cache/statement.h"
#include "offline-cache/transaction.h"
#include "tests/unit/cache/old-queue.h"
#include "tests/unit/cache/pki.h"
#include "tests/unit/cache/rows.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *dir;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = pki_make_dir (FALSE);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  pki_remove_dir (f->dir);
  g_free (f->dir);
}

static gboolean
read_pragma (sqlite3 *db, gpointer data, GError **error)
{
  char **text = data;
  g_autoptr (sqlite3_stmt) statement = NULL;
  g_autofree char *sql = g_strdup_printf ("PRAGMA %s", *text);

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  *text = mc_statement_dup_text (statement, 0);
  return TRUE;
}

static void
assert_pragma (McStore *store, const char *name, const char *expected)
{
  char *text = (char *) name;

  g_assert_true (mc_store_run (store, read_pragma, &text, NULL));
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_durable_and_careful_settings (Fixture *f, gconstpointer data)
{
  g_autoptr (McStore) store = mc_store_open (f->dir, NULL);

  assert_pragma (store, "journal_mode", "wal");
  assert_pragma (store, "synchronous", "2");
  assert_pragma (store, "secure_delete", "1");
  assert_pragma (store, "foreign_keys", "1");
  assert_pragma (store, "trusted_schema", "0");
  assert_pragma (store, "busy_timeout", "5000");
  assert_pragma (store, "user_version", "10");
}

static void
test_opening_again_keeps_everything (Fixture *f, gconstpointer data)
{
  g_autofree char *id = NULL;

  for (guint i = 0; i < 3; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (McStore) store = mc_store_open (f->dir, &error);
    g_autoptr (McOutbox) outbox = NULL;
    g_autoptr (McSubmission) row = NULL;

    g_assert_no_error (error);
    outbox = mc_outbox_new (store);
    if (id == NULL)
      id = row_commit (outbox, 1);
    row = row_find (outbox, id);
    g_assert_cmpint (row->state, ==, MC_SUBMISSION_QUEUED);
    mc_store_close (store);
  }
}

static gpointer
open_in_thread (gpointer dir)
{
  g_autoptr (GError) error = NULL;
  McStore *store = mc_store_open (dir, &error);

  g_assert_no_error (error);
  return store;
}

/* Kiosk, daemon and motcuactl start together after a power cut, on a new disk. */
static void
test_many_open_at_once_on_a_new_disk (Fixture *f, gconstpointer data)
{
  for (guint round = 0; round < 10; round++) {
    g_autofree char *dir = g_strdup_printf ("%s/%u", f->dir, round);
    GThread *threads[4];
    McStore *stores[4];

    for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
      threads[i] = g_thread_new ("open", open_in_thread, dir);
    for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
      stores[i] = g_thread_join (threads[i]);
    assert_pragma (stores[0], "user_version", "10");
    for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
      g_assert_finalize_object (stores[i]);
  }
}

static void
test_two_connections_see_each_other (Fixture *f, gconstpointer data)
{
  g_autoptr (McStore) kiosk = mc_store_open (f->dir, NULL);
  g_autoptr (McStore) daemon = mc_store_open (f->dir, NULL);
  g_autoptr (McOutbox) kiosk_box = mc_outbox_new (kiosk);
  g_autoptr (McOutbox) daemon_box = mc_outbox_new (daemon);
  gint64 before = mc_store_get_data_version (daemon);
  g_autofree char *id = NULL;
  g_autoptr (McSubmission) row = NULL;

  g_assert_cmpint (mc_store_get_data_version (daemon), ==, before);
  id = row_commit (kiosk_box, 1);
  g_assert_cmpint (mc_store_get_data_version (daemon), !=, before);
  row = row_find (daemon_box, id);
  g_assert_cmpstr (row->id, ==, id);
}

/* (transfer full): {state: {id: digest}} of what is there now. */
static JsonNode *
tell (McOutbox *outbox)
{
  g_autoptr (GPtrArray) rows = mc_outbox_list (outbox, NULL, 100, NULL);
  JsonObject *told = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  for (guint i = 0; i < rows->len; i++) {
    const McSubmission *row = g_ptr_array_index (rows, i);
    const char *state = mc_submission_state_to_string (row->state);

    if (!json_object_has_member (told, state))
      json_object_set_object_member (told, state, json_object_new ());
    json_object_set_string_member (json_object_get_object_member (told, state), row->id,
                                   row->digest);
  }
  json_node_take_object (node, told);
  return node;
}

/* Every envelope and part that waits reads as it was sealed; what is sent has none. */
static void
assert_sealed (McOutbox *outbox)
{
  g_autoptr (GPtrArray) rows = mc_outbox_list (outbox, NULL, 100, NULL);

  for (guint i = 0; i < rows->len; i++) {
    const McSubmission *row = g_ptr_array_index (rows, i);
    g_autoptr (GBytes) envelope = mc_outbox_get_envelope (outbox, row->id, NULL);
    g_autoptr (GPtrArray) parts = mc_outbox_list_parts (outbox, row->id, NULL);

    g_assert_true ((envelope == NULL) == (row->state == MC_SUBMISSION_SENT));
    g_assert_true ((parts->len == 0) == (row->attachments == 0));
    for (guint k = 0; k < parts->len; k++) {
      const McPart *part = g_ptr_array_index (parts, k);
      g_autoptr (GBytes) data = mc_outbox_get_part (outbox, part->digest, NULL);

      g_assert_nonnull (data);
    }
  }
}

/* Queues as earlier versions left them, some with the -wal file of a killed daemon. */
static void
test_an_old_queue_is_taken_over_whole (Fixture *f, gconstpointer data)
{
  const guint schema = GPOINTER_TO_UINT (data);
  g_autofree char *text = old_queue_read_told (schema);
  g_autoptr (JsonNode) expected = json_from_string (text, NULL);
  g_autoptr (JsonNode) found = NULL;
  g_autoptr (McStore) store = NULL;
  g_autoptr (McOutbox) outbox = NULL;
  McOutboxCounts counts = { 0 };

  old_queue_restore (schema, f->dir);
  store = mc_store_open (f->dir, NULL);
  g_assert_null (mc_store_get_salvage (store));
  assert_pragma (store, "user_version", "10");
  assert_pragma (store, "integrity_check", "ok");
  outbox = mc_outbox_new (store);
  found = tell (outbox);
  g_assert_true (json_node_equal (found, expected));
  assert_sealed (outbox);
  g_assert_true (mc_outbox_count (outbox, &counts, NULL));
  g_assert_cmpuint (counts.sent, ==, 2);
  g_assert_cmpuint (counts.quarantined, ==, 1);
  g_assert_cmpuint (counts.queued, >=, 3);
}

static void
test_a_newer_database_is_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->dir, "queue.db", NULL);
  g_autoptr (McStore) store = mc_store_open (f->dir, NULL);
  g_autoptr (GError) error = NULL;
  sqlite3 *db = NULL;

  mc_store_close (store);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (db, "CREATE TABLE later (a); PRAGMA user_version = 999", NULL, NULL, NULL), ==,
      SQLITE_OK);
  sqlite3_close (db);
  g_assert_null (mc_store_open (f->dir, &error));
  g_assert_error (error, MC_STORE_ERROR, MC_STORE_ERROR_VERSION);
}

static void
test_what_is_no_database_is_set_aside (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->dir, "queue.db", NULL);
  g_autoptr (McStore) store = NULL;
  g_auto (GStrv) damaged = NULL;

  g_assert_true (
      g_file_set_contents (path, "this is a letter, not a database at all, really", -1, NULL));
  store = mc_store_open (f->dir, NULL);
  g_assert_cmpuint (mc_store_get_salvage (store)->submissions, ==, 0);
  damaged = mc_salvage_list_damaged (f->dir);
  g_assert_cmpuint (g_strv_length (damaged), ==, 1);
}

static guint
mode_of (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  struct stat status;

  g_assert_cmpint (stat (path, &status), ==, 0);
  return status.st_mode & 07777;
}

static void
test_files_are_for_owner_and_group_only (Fixture *f, gconstpointer data)
{
  g_autofree char *own = g_build_filename (f->dir, "a", "state", NULL);
  g_autofree char *shared = g_build_filename (f->dir, "shared", NULL);
  mode_t mask = umask (0);
  g_autoptr (McStore) store = mc_store_open (own, NULL);
  g_autoptr (McStore) other = NULL;

  g_assert_cmpuint (mode_of (own, "."), ==, 0750);
  g_assert_cmpuint (mode_of (own, "queue.db"), ==, 0640);
  g_assert_cmpuint (mode_of (own, "queue.db-wal"), ==, 0640);
  g_assert_cmpint (g_mkdir (shared, 0770), ==, 0);
  other = mc_store_open (shared, NULL);
  g_assert_cmpuint (mode_of (shared, "queue.db"), ==, 0660);
  g_assert_cmpuint (mode_of (shared, "queue.db-shm"), ==, 0660);
  umask (mask);
}

static void
test_a_read_only_directory_is_told (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->dir, "ro", NULL);
  g_autoptr (GError) error = NULL;

  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 0, 0);
    g_test_trap_assert_passed ();
    return;
  }
  g_assert_cmpint (g_chmod (f->dir, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (path, 0555), ==, 0);
  if (geteuid () == 0)
    g_assert_cmpint (seteuid (65534), ==, 0);
  g_assert_null (mc_store_open (path, &error));
  g_assert_error (error, MC_STORE_ERROR, MC_STORE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "Permission denied"));
  if (getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
}

typedef struct {
  GThread *thread;
  gboolean ok;
  gboolean done;
} Answer;

static gboolean
note_thread (sqlite3 *db, gpointer data, GError **error)
{
  ((Answer *) data)->thread = g_thread_self ();
  return TRUE;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  g_assert_true (g_main_context_is_owner (g_main_context_default ()));
  answer->ok = mc_store_run_finish (MC_STORE (source), result, NULL);
  answer->done = TRUE;
}

static void
test_verbs_run_on_the_worker_and_answer_here (Fixture *f, gconstpointer data)
{
  McStore *store = mc_store_open (f->dir, NULL);
  Answer answers[50] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    mc_store_run_async (store, note_thread, &answers[i], NULL, on_answer, &answers[i]);
  row_wait (&answers[49].done, "the last verb");
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_assert_true (answers[i].ok);
    g_assert_true (answers[i].thread == answers[0].thread);
    g_assert_true (answers[i].thread != g_thread_self ());
  }
  g_assert_finalize_object (store);
}

/* A save is finished, also when its caller has let go of everything. */
static void
test_closing_finishes_what_was_asked (Fixture *f, gconstpointer data)
{
  McStore *store = mc_store_open (f->dir, NULL);
  McStore *kept = g_object_ref (store);
  Answer answers[20] = { 0 };
  Answer late = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    mc_store_run_async (store, note_thread, &answers[i], NULL, on_answer, &answers[i]);
  mc_store_close (store);
  g_object_unref (store);
  mc_store_run_async (kept, note_thread, &late, NULL, on_answer, &late);
  row_wait (&answers[19].done, "the last verb");
  row_wait (&late.done, "the verb after closing");
  g_assert_true (answers[19].ok);
  g_assert_false (late.ok);
  g_assert_null (late.thread);
  g_assert_finalize_object (kept);
}

/* Every statement of assets/sql fits the schema. */
static gboolean
prepare_all (sqlite3 *db, gpointer data, GError **error)
{
  static const char *const FOLDERS[] = { "outbox", "draft", "sync-state" };
  guint *n = data;

  for (guint i = 0; i < G_N_ELEMENTS (FOLDERS); i++) {
    g_autofree char *folder = g_strconcat ("/vn/motcua/sql/", FOLDERS[i], NULL);
    g_auto (GStrv) names = g_resources_enumerate_children (folder, 0, error);

    for (guint k = 0; names != NULL && names[k] != NULL; k++) {
      g_autofree char *name = g_strdup_printf ("%s/%.*s", FOLDERS[i], (int) strlen (names[k]) - 4,
                                               names[k]);
      g_autoptr (sqlite3_stmt) statement = mc_statement_new (db, name, error);

      if (statement == NULL)
        return FALSE;
      (*n)++;
    }
  }
  return TRUE;
}

static void
test_every_statement_fits_the_schema (Fixture *f, gconstpointer data)
{
  g_autoptr (McStore) store = mc_store_open (f->dir, NULL);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  mc_store_run (store, prepare_all, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, >=, 18);
}

static gboolean
count_statements (sqlite3 *db, gpointer data, GError **error)
{
  guint *n = data;

  *n = 0;
  for (sqlite3_stmt *s = sqlite3_next_stmt (db, NULL); s != NULL; s = sqlite3_next_stmt (db, s))
    (*n)++;
  return TRUE;
}

/* They stay with the connection for the next, so there are never more than there are kinds. */
static void
test_statements_are_prepared_once (Fixture *f, gconstpointer data)
{
  g_autoptr (McStore) store = mc_store_open (f->dir, NULL);
  g_autoptr (McOutbox) outbox = mc_outbox_new (store);
  guint first = 0, last = 0;

  for (guint i = 0; i < 20; i++) {
    g_autofree char *id = row_commit (outbox, i + 1);
    g_autoptr (GPtrArray) rows = mc_outbox_list (outbox, NULL, 5, NULL);

    g_assert_true (mc_outbox_requeue (outbox, id, NULL));
    g_assert_cmpint (mc_store_get_data_version (store), >, 0);
    mc_store_run (store, count_statements, i == 0 ? &first : &last, NULL);
  }
  g_assert_cmpuint (first, >, 0);
  g_assert_cmpuint (last, ==, first);
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/store/durable-and-careful-settings", test_durable_and_careful_settings);
  add ("/store/opening-again-keeps-everything", test_opening_again_keeps_everything);
  add ("/store/many-open-at-once-on-a-new-disk", test_many_open_at_once_on_a_new_disk);
  add ("/store/two-connections-see-each-other", test_two_connections_see_each_other);
  for (guint i = 0; i < G_N_ELEMENTS (OLD_QUEUES); i++) {
    g_autofree char *path = g_strdup_printf ("/store/an-old-queue-is-taken-over-whole/%u",
                                             OLD_QUEUES[i]);

    g_test_add (path, Fixture, GUINT_TO_POINTER (OLD_QUEUES[i]), set_up,
                test_an_old_queue_is_taken_over_whole, tear_down);
  }
  add ("/store/a-newer-database-is-refused", test_a_newer_database_is_refused);
  add ("/store/what-is-no-database-is-set-aside", test_what_is_no_database_is_set_aside);
  add ("/store/files-are-for-owner-and-group-only", test_files_are_for_owner_and_group_only);
  add ("/store/a-read-only-directory-is-told", test_a_read_only_directory_is_told);
  add ("/store/verbs-run-on-the-worker-and-answer-here",
       test_verbs_run_on_the_worker_and_answer_here);
  add ("/store/closing-finishes-what-was-asked", test_closing_finishes_what_was_asked);
  add ("/store/statements-are-prepared-once", test_statements_are_prepared_once);
  add ("/store/every-statement-fits-the-schema", test_every_statement_fits_the_schema);
  return g_test_run ();
}
