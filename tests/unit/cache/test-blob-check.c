// SPDX-License-Identifier: GPL-3.0-or-later

/* A real database with bytes flipped in its file: the daemon's look finds each, and touches nothing
 * else. */

#include "offline-cache/blob-check.h"

#include "offline-cache/audit.h"
#include "offline-cache/digest.h"
#include "offline-cache/drafts.h"
#include "offline-cache/parked.h"
#include "tests/lib/fake-clock.h"
#include "tests/unit/cache/pki.h"
#include "tests/unit/cache/rows.h"

#include <string.h>

#define N 150 /* submissions: more than one bite */
#define N_SENT 2
#define N_PARTS 3
/* What there is to look at: envelopes, two papers, two drafts, one parked. */
#define N_BLOBS (N - N_SENT + 2 * N_PARTS + 2 + 1)

typedef struct {
  char *dir;
  char *runtime; /* on tmpfs */
  McFakeClock *clock;
  McStore *store;
} Fixture;

/* --- a kiosk in the middle of its day --- */

static void
on_draft_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (mc_drafts_save_finish (MC_DRAFTS (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

static void
save_draft (Fixture *f, const char *id)
{
  g_autoptr (McDrafts) drafts = mc_drafts_new (f->store, f->runtime, NULL);
  g_autoptr (GBytes) data = row_make_envelope (7000, 900);
  gboolean done = FALSE;

  mc_drafts_save_async (drafts, id, data, on_draft_saved, &done);
  row_wait (&done, "the draft");
}

static void
on_parked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (mc_parked_put_finish (MC_PARKED (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

static void
park (Fixture *f)
{
  g_autoptr (McParked) parked = mc_parked_new (f->store);
  g_autoptr (McTicket) ticket = mc_ticket_new ();
  g_autoptr (GBytes) data = row_make_envelope (8000, 900);
  gboolean done = FALSE;

  mc_parked_put_async (parked, ticket, NULL, data, MC_FAKE_CLOCK_START_MS + 1000000, on_parked,
                       &done);
  row_wait (&done, "the parked form");
}

static void
add_paper (McOutbox *outbox, guint n, const char *submission)
{
  g_autoptr (McAttachment) paper = mc_attachment_new ();
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_part_free);
  g_autoptr (GError) error = NULL;

  paper->id = g_strdup_printf ("019aa5c1-aaaa-7000-8000-0000%08x", n);
  paper->field = g_strdup ("giay");
  paper->media_type = mc_attachment_find_type ("application/pdf");
  paper->size = (N_PARTS - 1) * (gsize) MC_PART_MAX_PLAIN_BYTES;
  paper->pages = 1;
  for (guint i = 0; i < N_PARTS; i++)
    g_ptr_array_add (parts, mc_part_new_take (paper->id, i, row_make_envelope (n * 100 + i, 9000)));
  paper->manifest = g_strdup (((McPart *) g_ptr_array_index (parts, 0))->digest);
  mc_outbox_import_attachment (outbox, submission, paper, parts, &error);
  g_assert_no_error (error);
}

static void
commit (McOutbox *outbox, guint n, const char *manifest)
{
  g_autoptr (GBytes) envelope = row_make_envelope (n, 3500);
  g_autoptr (McSubmission) row = row_new (n, envelope);
  g_autoptr (GError) error = NULL;

  if (manifest != NULL)
    row->manifests = g_strdupv ((char *[]){ (char *) manifest, NULL });
  mc_outbox_commit (outbox, row, envelope, NULL, &error);
  g_assert_no_error (error);
  if (n < N_SENT)
    g_assert_true (mc_outbox_mark_sent (outbox, row->id, "H01.1-261121-0001",
                                        "2026-11-21T07:32:05Z", NULL, "e30.e30.e30", 1, NULL));
  else if (n == N_SENT)
    g_assert_true (mc_outbox_quarantine (outbox, row->id, "rejected", "no", NULL));
}

static void
fill (Fixture *f)
{
  g_autoptr (McOutbox) outbox = mc_outbox_new (f->store);
  g_autofree char *owner = g_strdup_printf ("019aa5c1-0000-7000-8000-0000%08x", N - 1);
  g_autoptr (GBytes) first = row_make_envelope (100, 9000);
  g_autofree char *manifest = mc_sha256_base64url (g_bytes_get_data (first, NULL),
                                                   g_bytes_get_size (first));

  add_paper (outbox, 1, owner);
  add_paper (outbox, 2, "019aa5c1-bbbb-7000-8000-000000000000");
  for (guint n = 0; n < N; n++)
    commit (outbox, n, n == N - 1 ? manifest : NULL);
  save_draft (f, "a");
  save_draft (f, "b");
  park (f);
}

static void
open_store (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->store = mc_store_open (f->dir, &error);
  g_assert_no_error (error);
  mc_store_set_clock (f->store, MC_CLOCK (f->clock));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = pki_make_dir (TRUE);
  f->runtime = pki_make_dir (TRUE);
  f->clock = mc_fake_clock_new ();
  open_store (f);
  fill (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->store);
  g_assert_finalize_object (f->clock);
  pki_remove_dir (f->dir);
  pki_remove_dir (f->runtime);
  g_free (f->dir);
  g_free (f->runtime);
}

/* --- what is there --- */

typedef struct {
  const char *sql;
  GString *text;
} Question;

static gboolean
ask_on_worker (sqlite3 *db, gpointer data, GError **error)
{
  Question *question = data;
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db, question->sql, -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_string_append_len (question->text, sqlite3_column_blob (statement, 0),
                         sqlite3_column_bytes (statement, 0));
  sqlite3_finalize (statement);
  return TRUE;
}

/* (transfer full): the first column of all rows, one after the other. */
static GString *
ask (Fixture *f, const char *sql)
{
  Question question = { sql, g_string_new (NULL) };

  g_assert_true (mc_store_run (f->store, ask_on_worker, &question, NULL));
  return question.text;
}

/* (transfer full): everything but the row `id` (nullable). */
static char *
describe (Fixture *f, const char *id)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT id || state || attempts || next_attempt_ms || coalesce (reason_code, '-')"
      "  FROM submission WHERE id <> '%s' UNION ALL "
      "SELECT id || hex (data) FROM envelope UNION ALL "
      "SELECT digest || hex (data) FROM part_data UNION ALL "
      "SELECT id || hex (data) FROM draft UNION ALL SELECT id || hex (data) FROM parked",
      id != NULL ? id : "");

  return g_string_free (ask (f, sql), FALSE);
}

/* One bit of the blob that sql gives is flipped in the file, behind SQLite's back. */
static void
flip (Fixture *f, const char *sql)
{
  GString *blob = ask (f, sql);
  g_autofree char *path = g_build_filename (f->dir, "queue.db", NULL);
  g_autofree char *file = NULL;
  gsize size = 0;
  char *at;

  g_assert_true (mc_store_checkpoint (f->store, NULL));
  g_clear_object (&f->store);
  g_assert_true (g_file_get_contents (path, &file, &size, NULL));
  at = memmem (file, size, blob->str + blob->len - 20, 20);
  g_assert_nonnull (at);
  at[7] ^= 1;
  g_assert_true (g_file_set_contents (path, file, (gssize) size, NULL));
  g_string_free (blob, TRUE);
  open_store (f);
}

/* --- the look --- */

static McBlobCheckState
get_state (Fixture *f)
{
  McBlobCheckState state;

  g_assert_true (mc_blob_check_get_state (f->store, &state, NULL));
  return state;
}

static void
let_go_by (Fixture *f, guint ms)
{
  mc_fake_clock_advance (f->clock, ms);
  /* Whatever was asked of the worker is done before this is. */
  get_state (f);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* One whole look: how many bites it took. */
static guint
look (Fixture *f)
{
  McBlobCheck *check = mc_blob_check_new (f->store);
  guint n = 1;

  mc_blob_check_start (check);
  let_go_by (f, MC_BLOB_CHECK_FIRST_MS);
  for (; get_state (f).ended_ms == 0 && n < 100; n++)
    let_go_by (f, MC_BLOB_CHECK_PAUSE_MS);
  mc_blob_check_stop (check);
  g_assert_finalize_object (check);
  return n;
}

static void
test_what_is_whole_is_left_alone (Fixture *f, gconstpointer data)
{
  g_autofree char *before = describe (f, NULL);
  g_autofree char *after = NULL;
  McBlobCheckState state;

  look (f);
  after = describe (f, NULL);
  state = get_state (f);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (state.checked, ==, N_BLOBS);
  g_assert_cmpuint (state.damaged, ==, 0);
  g_assert_cmpint (state.begun_ms, ==, MC_FAKE_CLOCK_START_MS + MC_BLOB_CHECK_FIRST_MS);
}

typedef struct {
  const char *name;
  const char *sql;        /* gives the blob */
  const char *submission; /* (nullable): gives the id of what is set aside */
  const char *outcome;    /* in the audit log */
} Case;

#define PART_OF(submission, position)                                                              \
  "SELECT data FROM part_data JOIN part USING (digest) JOIN attachment ON attachment.id = "        \
  "attachment WHERE submission " submission                                                        \
  " (SELECT id FROM submission) AND position = " position

static const Case cases[] = {
  { "an-envelope", "SELECT data FROM envelope ORDER BY id LIMIT 1 OFFSET 80",
    "SELECT id FROM envelope ORDER BY id LIMIT 1 OFFSET 80", "damaged" },
  { "the-last-envelope", "SELECT data FROM envelope ORDER BY id DESC LIMIT 1",
    "SELECT max (id) FROM submission", "damaged" },
  { "one-that-the-portal-has-refused",
    "SELECT data FROM envelope JOIN submission USING (id) WHERE state = 'quarantined'",
    "SELECT id FROM submission WHERE local_code = 'KD-00000002'", "damaged" },
  { "a-manifest", PART_OF ("IN", "0"), "SELECT max (id) FROM submission", "damaged" },
  { "a-part", PART_OF ("IN", "2"), "SELECT max (id) FROM submission", "damaged" },
  { "a-part-of-a-visit", PART_OF ("NOT IN", "1"), NULL, "part" },
  { "a-draft", "SELECT data FROM draft WHERE id = 'b'", NULL, "draft" },
  { "a-parked-form", "SELECT data FROM parked", NULL, "parked" },
};

/* (transfer full): outcome and subject of the newest event. */
static char *
get_newest_event (Fixture *f)
{
  return g_string_free (ask (f, "SELECT kind || ' ' || outcome FROM audit_event "
                                "ORDER BY seq DESC LIMIT 1"),
                        FALSE);
}

static void
test_a_flipped_bit_is_found (Fixture *f, gconstpointer data)
{
  const Case *flipped = data;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *event = NULL;
  g_autofree char *expected = g_strdup_printf (
      "%s %s", flipped->submission != NULL ? "set-aside" : "damaged", flipped->outcome);
  GString *id = flipped->submission != NULL ? ask (f, flipped->submission) : NULL;
  g_autoptr (McSubmission) row = NULL;
  g_autoptr (McOutbox) outbox = NULL;

  flip (f, flipped->sql);
  before = describe (f, id != NULL ? id->str : NULL);
  g_test_expect_message ("motcua", G_LOG_LEVEL_WARNING, "sealed bytes are damaged*1 more*");
  look (f);
  g_test_assert_expected_messages ();
  after = describe (f, id != NULL ? id->str : NULL);
  g_assert_cmpstr (before, ==, after);
  event = get_newest_event (f);
  g_assert_cmpstr (event, ==, expected);
  g_assert_cmpuint (get_state (f).damaged, ==, id != NULL ? 0 : 1);
  g_assert_cmpuint (get_state (f).checked, ==, N_BLOBS);
  if (id == NULL)
    return;
  outbox = mc_outbox_new (f->store);
  row = row_find (outbox, id->str);
  g_assert_cmpint (row->state, ==, MC_SUBMISSION_QUARANTINED);
  g_assert_cmpstr (row->reason_code, ==, "damaged");
  g_string_free (id, TRUE);
}

static void
test_all_at_once_are_found_and_told_once (Fixture *f, gconstpointer data)
{
  GString *told;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    flip (f, cases[i].sql);
  g_test_expect_message ("motcua", G_LOG_LEVEL_WARNING, "*more*");
  g_test_expect_message ("motcua", G_LOG_LEVEL_WARNING, "*more*");
  g_test_expect_message ("motcua", G_LOG_LEVEL_WARNING, "*more*");
  g_test_expect_message ("motcua", G_LOG_LEVEL_WARNING, "*more*");
  g_test_expect_message ("motcua", G_LOG_LEVEL_WARNING, "*more*");
  g_test_expect_message ("motcua", G_LOG_LEVEL_WARNING, "*more*");
  look (f);
  g_test_assert_expected_messages ();
  /* The last one's parts are its own, too. */
  told = ask (f, "SELECT count (*) FROM audit_event WHERE outcome = 'damaged' OR kind = 'damaged'");
  g_assert_cmpstr (told->str, ==, "6");
  g_string_free (told, TRUE);
  look (f);
  told = ask (f, "SELECT count (*) FROM audit_event WHERE outcome = 'damaged' OR kind = 'damaged'");
  g_assert_cmpstr (told->str, ==, "6");
  g_string_free (told, TRUE);
  g_assert_cmpuint (get_state (f).damaged, ==, 3);
}

/* Whatever is in a bite, it is small, and the next one waits. */
static void
test_a_look_is_bites_with_pauses (Fixture *f, gconstpointer data)
{
  const guint bytes = (N - N_SENT) * 3500 + 2 * N_PARTS * 9000;

  g_assert_cmpuint (look (f), >=, bytes / MC_BLOB_CHECK_BITE_BYTES + 4);
}

/* Turned off in the evening, a machine goes on in the morning where it was. */
static void
test_it_goes_on_where_it_was (Fixture *f, gconstpointer data)
{
  McBlobCheck *check = mc_blob_check_new (f->store);
  guint64 half;

  mc_blob_check_start (check);
  let_go_by (f, MC_BLOB_CHECK_FIRST_MS);
  let_go_by (f, 60 * 1000);
  let_go_by (f, MC_BLOB_CHECK_PAUSE_MS);
  half = get_state (f).checked;
  mc_blob_check_stop (check);
  g_assert_finalize_object (check);
  g_assert_cmpuint (half, >, 0);
  g_assert_cmpuint (half, <, N_BLOBS);
  g_assert_cmpint (get_state (f).ended_ms, ==, 0);
  g_clear_object (&f->store);
  open_store (f);
  look (f);
  g_assert_cmpuint (get_state (f).checked, ==, N_BLOBS);
  g_assert_cmpint (get_state (f).begun_ms, ==, MC_FAKE_CLOCK_START_MS + MC_BLOB_CHECK_FIRST_MS);
}

static void
test_it_looks_again_every_day (Fixture *f, gconstpointer data)
{
  McBlobCheck *check = mc_blob_check_new (f->store);
  gint64 first_ms;

  mc_blob_check_start (check);
  let_go_by (f, MC_BLOB_CHECK_FIRST_MS);
  for (guint i = 0; i < 20; i++)
    let_go_by (f, MC_BLOB_CHECK_PAUSE_MS);
  first_ms = get_state (f).ended_ms;
  g_assert_cmpint (first_ms, >, 0);
  let_go_by (f, MC_BLOB_CHECK_EVERY_MS);
  for (guint i = 0; i < 20; i++)
    let_go_by (f, MC_BLOB_CHECK_PAUSE_MS);
  g_assert_cmpint (get_state (f).ended_ms, >, first_ms);
  mc_blob_check_stop (check);
  g_assert_cmpuint (mc_fake_clock_get_n_timeouts (f->clock), ==, 0);
  g_assert_finalize_object (check);
}

/* What was damaged and is gone is no longer told of. */
static void
test_what_is_gone_is_forgotten (Fixture *f, gconstpointer data)
{
  flip (f, "SELECT data FROM draft WHERE id = 'b'");
  g_test_expect_message ("motcua", G_LOG_LEVEL_WARNING, "*more*");
  look (f);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (get_state (f).damaged, ==, 1);
  save_draft (f, "b");
  look (f);
  g_assert_cmpuint (get_state (f).damaged, ==, 0);
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/blob-check/what-is-whole-is-left-alone", test_what_is_whole_is_left_alone);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/blob-check/a-flipped-bit-is-found/", cases[i].name,
                                         NULL);

    g_test_add (path, Fixture, &cases[i], set_up, test_a_flipped_bit_is_found, tear_down);
  }
  add ("/blob-check/all-at-once-are-found-and-told-once", test_all_at_once_are_found_and_told_once);
  add ("/blob-check/a-look-is-bites-with-pauses", test_a_look_is_bites_with_pauses);
  add ("/blob-check/it-goes-on-where-it-was", test_it_goes_on_where_it_was);
  add ("/blob-check/it-looks-again-every-day", test_it_looks_again_every_day);
  add ("/blob-check/what-is-gone-is-forgotten", test_what_is_gone_is_forgotten);
  return g_test_run ();
}
