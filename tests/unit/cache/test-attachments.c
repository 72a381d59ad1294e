// SPDX-License-Identifier: GPL-3.0-or-later
#include "offline-cache/attachments.h"

#include "offline-cache/attachment-seal.h"
#include "offline-cache/audit.h"
#include "offline-cache/digest.h"
#include "tests/unit/cache/opened.h"
#include "tests/unit/cache/pki.h"
#include "tests/unit/cache/rows.h"

#include <string.h>

#define FIELD "giay_chung_sinh"
#define DRAFT "019aa5c1-0000-7000-8000-000000000099"

typedef struct {
  char *dir;
  Pki *portal;
  McStore *store;
  McVault *vault;
  McOutbox *outbox;
  McAttachments *attachments;
  char *visit; /* the id of the submission that the visit will make */
} Fixture;

static void
open_store (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->store = mc_store_open (f->dir, &error);
  g_assert_no_error (error);
  mc_store_set_reserve (f->store, 0);
  f->outbox = mc_outbox_new (f->store);
  f->attachments = mc_attachments_new (f->store, f->vault);
}

static void
close_store (Fixture *f)
{
  g_assert_finalize_object (f->attachments);
  g_assert_finalize_object (f->outbox);
  g_assert_finalize_object (f->store);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) envelope = row_make_envelope (1, 500);
  g_autoptr (McSubmission) row = row_new (1, envelope);
  g_autoptr (GError) error = NULL;

  f->dir = pki_make_dir (FALSE);
  f->portal = pki_write_seal (f->dir);
  f->vault = mc_vault_new (f->dir, &error);
  g_assert_no_error (error);
  f->visit = g_strdup (row->id);
  open_store (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  close_store (f);
  g_object_unref (f->vault);
  pki_free (f->portal);
  pki_remove_dir (f->dir);
  g_free (f->dir);
  g_free (f->visit);
}

/* (transfer full): a PDF as far as anybody here looks, unlike any other. */
static GBytes *
make_pdf (guint n, gsize size)
{
  GBytes *noise = row_make_envelope (n, size);
  gsize length;
  char *data = g_bytes_unref_to_data (noise, &length);

  memcpy (data, "%PDF-1.7", MIN (size, 8));
  return g_bytes_new_take (data, size);
}

static McAttachment *
add (Fixture *f, guint n, gsize size)
{
  g_autoptr (GBytes) file = make_pdf (n, size);
  g_autoptr (GError) error = NULL;
  McAttachment *attachment = mc_attachments_add (f->attachments, f->visit, FIELD, 2, file, &error);

  g_assert_no_error (error);
  return attachment;
}

static void
assert_refused (Fixture *f, GBytes *file, guint pages, McAttachmentError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_attachments_add (f->attachments, f->visit, FIELD, pages, file, &error));
  g_assert_error (error, MC_ATTACHMENT_ERROR, (int) code);
}

static GPtrArray *
list (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *found = mc_outbox_list_attachments (f->outbox, f->visit, &error);

  g_assert_no_error (error);
  return found;
}

/* Commits the visit's submission as naming these. */
static gboolean
commit (Fixture *f, GPtrArray *named, GError **error)
{
  g_autoptr (GBytes) envelope = row_make_envelope (1, 500);
  g_autoptr (McSubmission) row = row_new (1, envelope);
  g_autoptr (GStrvBuilder) manifests = g_strv_builder_new ();

  for (guint i = 0; i < named->len; i++)
    g_strv_builder_add (manifests, ((McAttachment *) g_ptr_array_index (named, i))->manifest);
  row->manifests = g_strv_builder_end (manifests);
  return mc_outbox_commit (f->outbox, row, envelope, NULL, error);
}

static void
commit_all (Fixture *f)
{
  g_autoptr (GPtrArray) named = list (f);
  g_autoptr (GError) error = NULL;

  commit (f, named, &error);
  g_assert_no_error (error);
}

static void
mark_sent (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  mc_outbox_mark_sent (f->outbox, f->visit, "H26.12-0001", "2026-11-21T14:32:05+07:00", NULL,
                       "e30.e30.e30", 1000, &error);
  g_assert_no_error (error);
}

static gint64
count_rows (Fixture *f, const char *table)
{
  g_autofree char *path = g_build_filename (f->dir, "queue.db", NULL);
  g_autofree char *sql = g_strconcat ("SELECT count (*) FROM ", table, NULL);
  sqlite3_stmt *statement = NULL;
  sqlite3 *db = NULL;
  gint64 n;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  n = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return n;
}

static void
run_sql (Fixture *f, const char *sql, int expected)
{
  g_autofree char *path = g_build_filename (f->dir, "queue.db", NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, expected);
  sqlite3_close (db);
}

/* --- what the portal does --- */

/* (transfer full) */
static JsonObject *
read_manifest (Fixture *f, const char *digest)
{
  g_autoptr (GBytes) sealed = mc_outbox_get_part (f->outbox, digest, NULL);

  return opened_manifest (f->portal, sealed);
}

static GBytes *
open_file (Fixture *f, const McAttachment *attachment)
{
  g_autoptr (JsonObject) manifest = read_manifest (f, attachment->manifest);
  JsonArray *chunks = json_object_get_array_member (manifest, "chunks");
  gsize key_size = 0;
  g_autofree guchar *key = mc_base64url_decode (json_object_get_string_member (manifest, "key"), -1,
                                                &key_size);
  GByteArray *file = g_byte_array_new ();
  guint count = json_array_get_length (chunks);

  g_assert_cmpuint (key_size, ==, 32);
  for (guint i = 0; i < count; i++) {
    const char *digest = json_object_get_string_member (json_array_get_object_element (chunks, i),
                                                        "digest");
    g_autoptr (GBytes) part = mc_outbox_get_part (f->outbox, digest, NULL);

    g_assert_true (opened_chunk (key, attachment->id, i, count, part, file));
  }
  return g_byte_array_free_to_bytes (file);
}

/* --- tests --- */

static void
test_the_portal_gets_the_very_file (Fixture *f, gconstpointer data)
{
  static const gsize sizes[] = { 9, MC_PART_MAX_PLAIN_BYTES, MC_PART_MAX_PLAIN_BYTES + 1,
                                 1000 * 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GBytes) file = make_pdf (i, sizes[i]);
    g_autoptr (McAttachment) attachment = add (f, i, sizes[i]);
    g_autoptr (GBytes) opened = open_file (f, attachment);
    g_autofree char *sha256 = mc_sha256_base64url (g_bytes_get_data (file, NULL), sizes[i]);

    g_assert_true (g_bytes_equal (opened, file));
    g_assert_cmpstr (attachment->sha256, ==, sha256);
    g_assert_cmpstr (attachment->media_type, ==, "application/pdf");
    g_assert_cmpuint (attachment->size, ==, sizes[i]);
  }
}

static void
test_a_manifest_says_what_the_attachment_is (Fixture *f, gconstpointer data)
{
  g_autoptr (McAttachment) attachment = add (f, 1, 300 * 1024);
  g_autoptr (JsonObject) manifest = read_manifest (f, attachment->manifest);

  g_assert_cmpstr (json_object_get_string_member (manifest, "schema"), ==, MC_MANIFEST_SCHEMA);
  g_assert_cmpstr (json_object_get_string_member (manifest, "submission"), ==, f->visit);
  g_assert_cmpstr (json_object_get_string_member (manifest, "attachment"), ==, attachment->id);
  g_assert_cmpstr (json_object_get_string_member (manifest, "field"), ==, FIELD);
  g_assert_cmpstr (json_object_get_string_member (manifest, "sha256"), ==, attachment->sha256);
  g_assert_cmpint (json_object_get_int_member (manifest, "size"), ==, 300 * 1024);
  g_assert_cmpint (json_object_get_int_member (manifest, "pages"), ==, 2);
}

static void
test_a_chunk_fits_no_other_place (Fixture *f, gconstpointer data)
{
  g_autoptr (McAttachment) attachment = add (f, 1, 300 * 1024);
  g_autoptr (JsonObject) manifest = read_manifest (f, attachment->manifest);
  g_autoptr (GPtrArray) parts = mc_outbox_list_parts (f->outbox, f->visit, NULL);
  g_autoptr (GByteArray) file = g_byte_array_new ();
  const McPart *first = g_ptr_array_index (parts, 1);
  g_autoptr (GBytes) part = mc_outbox_get_part (f->outbox, first->digest, NULL);
  gsize size;
  g_autofree guchar *key = mc_base64url_decode (json_object_get_string_member (manifest, "key"), -1,
                                                &size);

  g_assert_true (opened_chunk (key, attachment->id, 0, 3, part, file));
  g_assert_false (opened_chunk (key, attachment->id, 1, 3, part, file));
  g_assert_false (opened_chunk (key, attachment->id, 0, 2, part, file));
  g_assert_false (opened_chunk (key, DRAFT, 0, 3, part, file));
}

static void
test_nothing_of_a_file_is_on_disk_in_the_clear (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) file = make_pdf (1, 400 * 1024);
  g_autoptr (McAttachment) attachment = add (f, 1, 400 * 1024);
  const char *bytes = g_bytes_get_data (file, NULL);

  g_assert_false (row_is_in_files (f->dir, bytes, 16));
  g_assert_false (row_is_in_files (f->dir, bytes + 300 * 1024, 16));
}

static void
test_two_identical_files_are_two (Fixture *f, gconstpointer data)
{
  g_autoptr (McAttachment) first = add (f, 1, 5000);
  g_autoptr (McAttachment) second = add (f, 1, 5000);
  g_autoptr (GPtrArray) found = list (f);

  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (first->sha256, ==, second->sha256);
  g_assert_cmpstr (first->manifest, !=, second->manifest);
}

static void
test_limits_are_told (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) other = g_bytes_new_static ("GIF89a....", 10);
  g_autoptr (GBytes) exif = g_bytes_new_static ("\xff\xd8\xff\xe0\0\4ab\xff\xe1\0\4cd\xff\xda", 16);
  g_autoptr (GBytes) plain = g_bytes_new_static ("\xff\xd8\xff\xe0\0\4ab\xff\xda\0\4\xff\xe1\0\4",
                                                 16);
  g_autoptr (GBytes) huge = make_pdf (1, MC_ATTACHMENT_MAX_BYTES + 1);
  g_autoptr (GBytes) small = make_pdf (2, 100);
  g_autoptr (McAttachment) picture = NULL;

  assert_refused (f, empty, 1, MC_ATTACHMENT_ERROR_EMPTY);
  assert_refused (f, other, 1, MC_ATTACHMENT_ERROR_TYPE);
  assert_refused (f, exif, 1, MC_ATTACHMENT_ERROR_METADATA);
  assert_refused (f, huge, 1, MC_ATTACHMENT_ERROR_TOO_LARGE);
  assert_refused (f, small, 0, MC_ATTACHMENT_ERROR_INPUT);
  assert_refused (f, small, MC_ATTACHMENT_MAX_PAGES + 1, MC_ATTACHMENT_ERROR_TOO_MANY);
  g_assert_cmpint (count_rows (f, "attachment"), ==, 0);
  picture = mc_attachments_add (f->attachments, f->visit, FIELD, 1, plain, NULL);
  g_assert_cmpstr (picture->media_type, ==, "image/jpeg");
}

static void
test_a_submission_has_so_many_and_no_more (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) file = make_pdf (1, 100);

  for (guint i = 0; i < MC_ATTACHMENTS_MAX_COUNT; i++)
    mc_attachment_free (add (f, i, 100));
  assert_refused (f, file, 1, MC_ATTACHMENT_ERROR_TOO_MANY);
}

static void
test_a_submission_has_so_much_and_no_more (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) file = make_pdf (1, 100);

  for (guint i = 0; i < MC_ATTACHMENTS_MAX_BYTES / MC_ATTACHMENT_MAX_BYTES; i++)
    mc_attachment_free (add (f, i, MC_ATTACHMENT_MAX_BYTES));
  assert_refused (f, file, 1, MC_ATTACHMENT_ERROR_TOO_MUCH);
}

static void
test_the_reserve_of_the_disk_is_not_touched (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) file = make_pdf (1, 100);
  g_autoptr (GError) error = NULL;

  mc_store_set_reserve (f->store, G_MAXUINT64 / 2);
  g_assert_null (mc_attachments_add (f->attachments, f->visit, FIELD, 1, file, &error));
  g_assert_error (error, MC_STORE_ERROR, MC_STORE_ERROR_FULL);
}

static void
test_a_commit_binds_what_the_record_names (Fixture *f, gconstpointer data)
{
  g_autoptr (McAttachment) first = add (f, 1, 300 * 1024);
  g_autoptr (McAttachment) second = add (f, 2, 1000);
  g_autoptr (McSubmission) row = NULL;
  g_autoptr (GPtrArray) bound = NULL;

  commit_all (f);
  commit_all (f); /* as after an unknown outcome */
  row = row_find (f->outbox, f->visit);
  g_assert_cmpuint (row->attachments, ==, 2);
  g_assert_cmpuint (row->attachment_bytes, ==, 300 * 1024 + 1000);
  bound = list (f);
  g_assert_cmpuint (bound->len, ==, 2);
  g_assert_null (((McAttachment *) g_ptr_array_index (bound, 0))->sha256);
  g_assert_true (mc_store_checkpoint (f->store, NULL));
  g_assert_false (row_is_in_files (f->dir, second->sha256, 43));
}

static void
test_a_commit_fails_if_the_record_names_others (Fixture *f, gconstpointer data)
{
  g_autoptr (McAttachment) attachment = add (f, 1, 1000);
  g_autoptr (GPtrArray) none = mc_attachments_array_new ();
  g_autoptr (GPtrArray) other = mc_attachments_array_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (commit (f, none, &error));
  g_assert_error (error, MC_STORE_ERROR, MC_STORE_ERROR_MISMATCH);
  g_clear_error (&error);
  g_ptr_array_add (other, mc_attachment_copy (attachment));
  ((McAttachment *) g_ptr_array_index (other, 0))->manifest[0] ^= 1;
  g_assert_false (commit (f, other, &error));
  g_assert_error (error, MC_STORE_ERROR, MC_STORE_ERROR_MISMATCH);
  g_assert_cmpint (count_rows (f, "submission"), ==, 0);
  g_assert_cmpint (count_rows (f, "envelope"), ==, 0);
}

static void
assert_recorded (gboolean ok, GError *error)
{
  g_autoptr (GError) owned = error;

  g_assert_false (ok);
  g_assert_error (owned, MC_ATTACHMENT_ERROR, MC_ATTACHMENT_ERROR_RECORDED);
}

typedef struct {
  gboolean done;
  gboolean ok;
  GError *error;
} Answer;

static void
on_removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->ok = mc_attachments_remove_finish (MC_ATTACHMENTS (source), result, &answer->error);
  answer->done = TRUE;
}

static Answer
remove_one (Fixture *f, const char *id)
{
  Answer answer = { 0 };

  mc_attachments_remove_async (f->attachments, id, on_removed, &answer);
  row_wait (&answer.done, "the removal");
  return answer;
}

static void
test_what_is_recorded_stays_until_it_is_sent (Fixture *f, gconstpointer data)
{
  g_autoptr (McAttachment) attachment = add (f, 1, 300 * 1024);
  g_autoptr (GBytes) file = make_pdf (2, 100);
  g_autoptr (GBytes) part = mc_outbox_get_part (f->outbox, attachment->manifest, NULL);
  Answer answer;

  commit_all (f);
  assert_refused (f, file, 1, MC_ATTACHMENT_ERROR_RECORDED);
  answer = remove_one (f, attachment->id);
  assert_recorded (answer.ok, answer.error);
  g_assert_true (mc_attachments_discard (f->attachments, f->visit, NULL));
  g_assert_true (mc_attachments_sweep (f->attachments, NULL));
  run_sql (f, "DELETE FROM part_data", SQLITE_CONSTRAINT);
  run_sql (f, "DELETE FROM part", SQLITE_CONSTRAINT);
  run_sql (f, "UPDATE part_data SET data = x'00'", SQLITE_CONSTRAINT);
  run_sql (f, "UPDATE attachment SET pages = 1", SQLITE_CONSTRAINT);
  g_assert_cmpint (count_rows (f, "part_data"), ==, 4);

  mark_sent (f);
  g_assert_cmpint (count_rows (f, "attachment"), ==, 0);
  g_assert_cmpint (count_rows (f, "part"), ==, 0);
  g_assert_cmpint (count_rows (f, "part_data"), ==, 0);
  g_assert_true (mc_store_checkpoint (f->store, NULL));
  g_assert_false (row_is_in_files (f->dir, g_bytes_get_data (part, NULL), 16));
}

static void
test_a_person_may_take_one_away (Fixture *f, gconstpointer data)
{
  g_autoptr (McAttachment) first = add (f, 1, 1000);
  g_autoptr (McAttachment) second = add (f, 2, 1000);
  g_autoptr (GPtrArray) left = NULL;

  for (guint i = 0; i < 2; i++)
    g_assert_true (remove_one (f, first->id).ok);
  left = list (f);
  g_assert_cmpuint (left->len, ==, 1);
  g_assert_cmpstr (((McAttachment *) g_ptr_array_index (left, 0))->id, ==, second->id);
  g_assert_cmpint (count_rows (f, "part_data"), ==, 2);
}

static void
test_a_visit_that_ends_leaves_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (McAttachment) attachment = add (f, 1, 300 * 1024);

  g_assert_true (mc_attachments_discard (f->attachments, f->visit, NULL));
  g_assert_cmpint (count_rows (f, "attachment"), ==, 0);
  g_assert_cmpint (count_rows (f, "part_data"), ==, 0);
}

static void
test_a_start_keeps_what_a_draft_still_needs (Fixture *f, gconstpointer data)
{
  g_autoptr (McAttachment) attachment = add (f, 1, 1000);
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO draft (seq, id, data) VALUES (1, '%s', x'00')", f->visit);

  run_sql (f, sql, SQLITE_OK);
  close_store (f);
  open_store (f);
  g_assert_true (mc_attachments_sweep (f->attachments, NULL));
  g_assert_cmpint (count_rows (f, "attachment"), ==, 1);

  /* Of a parked form nobody here knows which papers are its. */
  run_sql (f,
           "DELETE FROM draft; INSERT INTO parked (id, data, created_ms, expires_ms) "
           "VALUES ('01234567890123456789012345', zeroblob (40), 1, 2)",
           SQLITE_OK);
  g_assert_true (mc_attachments_sweep (f->attachments, NULL));
  g_assert_cmpint (count_rows (f, "attachment"), ==, 1);

  run_sql (f, "DELETE FROM parked", SQLITE_OK);
  g_assert_true (mc_attachments_sweep (f->attachments, NULL));
  g_assert_cmpint (count_rows (f, "attachment"), ==, 0);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  McAttachment **attachment = user_data;

  *attachment = mc_attachments_add_finish (MC_ATTACHMENTS (source), result, NULL);
  g_assert_nonnull (*attachment);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GPtrArray) found = mc_attachments_list_finish (MC_ATTACHMENTS (source), result, NULL);

  g_assert_cmpuint (found->len, ==, 1);
  *(gboolean *) user_data = TRUE;
}

static void
on_discarded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (mc_attachments_discard_finish (MC_ATTACHMENTS (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

static void
test_the_screen_never_waits (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) file = make_pdf (1, 1000);
  g_autoptr (McAttachment) attachment = NULL;
  gboolean listed = FALSE;
  gboolean discarded = FALSE;

  mc_attachments_add_async (f->attachments, f->visit, FIELD, 1, file, on_added, &attachment);
  while (attachment == NULL)
    g_main_context_iteration (NULL, TRUE);
  mc_attachments_list_async (f->attachments, f->visit, on_listed, &listed);
  row_wait (&listed, "the list");
  mc_attachments_discard_async (f->attachments, f->visit, on_discarded, &discarded);
  row_wait (&discarded, "the discard");
  g_assert_cmpint (count_rows (f, "attachment"), ==, 0);
}

static void
test_the_log_tells_of_it (Fixture *f, gconstpointer data)
{
  g_autoptr (McAttachment) attachment = add (f, 1, 1000);
  g_autoptr (GPtrArray) events = NULL;
  const McAuditEvent *added;
  const McAuditEvent *left;

  g_assert_true (mc_attachments_discard (f->attachments, f->visit, NULL));
  events = mc_audit_list (f->store, 0, 10, NULL);
  g_assert_cmpuint (events->len, ==, 2);
  added = g_ptr_array_index (events, 0);
  left = g_ptr_array_index (events, 1);
  g_assert_cmpstr (added->kind, ==, "attached");
  g_assert_cmpstr (added->subject, ==, attachment->manifest);
  g_assert_cmpstr (left->kind, ==, "detached");
  g_assert_cmpstr (left->outcome, ==, "left");
}

static void
test_a_damaged_part_is_seen (Fixture *f, gconstpointer data)
{
  g_autoptr (McAttachment) attachment = add (f, 1, 1000);
  g_autoptr (GError) error = NULL;

  run_sql (f,
           "DROP TRIGGER part_data_content;"
           "UPDATE part_data SET data = zeroblob (length (data))",
           SQLITE_OK);
  g_assert_null (mc_outbox_get_part (f->outbox, attachment->manifest, &error));
  g_assert_error (error, MC_STORE_ERROR, MC_STORE_ERROR_CORRUPT);
}

static void
add_test (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/attachments/the-portal-gets-the-very-file", test_the_portal_gets_the_very_file);
  add_test ("/attachments/a-manifest-says-what-it-is", test_a_manifest_says_what_the_attachment_is);
  add_test ("/attachments/a-chunk-fits-no-other-place", test_a_chunk_fits_no_other_place);
  add_test ("/attachments/nothing-in-the-clear", test_nothing_of_a_file_is_on_disk_in_the_clear);
  add_test ("/attachments/two-identical-files-are-two", test_two_identical_files_are_two);
  add_test ("/attachments/limits-are-told", test_limits_are_told);
  add_test ("/attachments/so-many", test_a_submission_has_so_many_and_no_more);
  add_test ("/attachments/so-much", test_a_submission_has_so_much_and_no_more);
  add_test ("/attachments/the-reserve", test_the_reserve_of_the_disk_is_not_touched);
  add_test ("/attachments/a-commit-binds", test_a_commit_binds_what_the_record_names);
  add_test ("/attachments/a-commit-fails", test_a_commit_fails_if_the_record_names_others);
  add_test ("/attachments/recorded-until-sent", test_what_is_recorded_stays_until_it_is_sent);
  add_test ("/attachments/taken-away", test_a_person_may_take_one_away);
  add_test ("/attachments/a-visit-leaves-nothing", test_a_visit_that_ends_leaves_nothing);
  add_test ("/attachments/a-start-keeps-drafts", test_a_start_keeps_what_a_draft_still_needs);
  add_test ("/attachments/the-screen-never-waits", test_the_screen_never_waits);
  add_test ("/attachments/the-log-tells", test_the_log_tells_of_it);
  add_test ("/attachments/damage-is-seen", test_a_damaged_part_is_seen);
  return g_test_run ();
}
