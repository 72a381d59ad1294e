// SPDX-License-Identifier: GPL-3.0-or-later

/* Papers photographed in the middle of a form: a whole visit over a scripted camera. */

#include <locale.h>

#include "tests/lib/form-filler.h"
#include "tests/lib/visit-bench.h"

#define KEY "giay_to_hon_nhan"

static McPaperState
get_state (McVisitBench *bench)
{
  return mc_session_get_paper_state (bench->session);
}

static guint
count_pages (McVisitBench *bench)
{
  return mc_paper_capture_get_n_pages (mc_session_get_paper_capture (bench->session));
}

static void
wait_state (McVisitBench *bench, McPaperState state)
{
  while (get_state (bench) != state)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_trouble (McVisitBench *bench, McTrouble trouble)
{
  while (mc_session_get_trouble (bench->session) != trouble)
    g_main_context_iteration (NULL, TRUE);
}

/* Up to the question after the paper, a divorce decree. */
static void
go_to_question (McVisitBench *bench)
{
  mc_visit_bench_go_to_form (bench);
  while (g_strcmp0 (mc_session_get_current_page (bench->session)->id, KEY) != 0) {
    if (g_str_equal (mc_session_get_current_page (bench->session)->id, "tinh_trang"))
      mc_session_set_answer (bench->session, "tinh_trang", "da_ly_hon");
    mc_form_filler_step (bench->session);
    g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FORM);
  }
}

static void
go_to_camera (McVisitBench *bench)
{
  go_to_question (bench);
  mc_session_set_answer (bench->session, KEY, MC_FIELD_CAPTURED);
  mc_session_continue (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_CAPTURE);
  g_assert_cmpint (get_state (bench), ==, MC_PAPER_LOOKING);
}

static void
take_page (McVisitBench *bench)
{
  mc_virtual_document_camera_do (bench->document_camera, "page");
  mc_session_take_page (bench->session);
  g_assert_cmpint (get_state (bench), ==, MC_PAPER_TAKING);
  wait_state (bench, MC_PAPER_SHOWING);
}

static void
capture (McVisitBench *bench, guint pages)
{
  for (guint i = 0; i < pages; i++) {
    if (i > 0)
      mc_session_add_page (bench->session);
    take_page (bench);
  }
  g_assert_cmpuint (count_pages (bench), ==, pages);
  mc_session_finish_capture (bench->session);
  mc_visit_bench_wait_step (bench, MC_STEP_FORM);
}

/* (transfer full): what is in the store for this visit. */
static GPtrArray *
list_papers (McVisitBench *bench, const char *id)
{
  return mc_outbox_list_attachments (bench->outbox, id, NULL);
}

static guint
count_rows (McVisitBench *bench, const char *sql)
{
  g_autofree char *path = g_build_filename (bench->state->dir, "queue.db", NULL);
  sqlite3 *db;
  sqlite3_stmt *statement;
  guint n;

  mc_visit_bench_settle (bench);
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  n = (guint) sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return n;
}

#define COUNT_PAPERS "SELECT count(*) FROM attachment"

static JsonObject *
open_record (McVisitBench *bench, JsonParser *parser)
{
  const McSubmission *row = mc_session_get_submission (bench->session);
  g_autoptr (GBytes) envelope = mc_outbox_get_envelope (bench->outbox, row->id, NULL);
  g_autofree char *record = mc_kiosk_state_open (bench->state, envelope);

  g_assert_nonnull (record);
  g_assert_true (json_parser_load_from_data (parser, record, -1, NULL));
  return json_node_get_object (json_parser_get_root (parser));
}

static void
test_a_captured_paper_goes_with_the_record (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GPtrArray) kept = NULL;
  JsonArray *attachments;
  JsonObject *record, *first;

  go_to_camera (bench);
  capture (bench, 2);
  g_assert_cmpuint (mc_session_get_n_captured (bench->session, KEY), ==, 2);
  mc_visit_bench_fill_form (bench);
  mc_visit_bench_submit (bench);

  record = open_record (bench, parser);
  g_assert_cmpstr (
      json_object_get_string_member (json_object_get_object_member (record, "answers"), KEY), ==,
      MC_FIELD_CAPTURED);
  attachments = json_object_get_array_member (record, "attachments");
  g_assert_cmpuint (json_array_get_length (attachments), ==, 1);
  first = json_array_get_object_element (attachments, 0);
  g_assert_cmpstr (json_object_get_string_member (first, "field"), ==, KEY);
  g_assert_cmpstr (json_object_get_string_member (first, "media_type"), ==, "application/pdf");
  g_assert_cmpint (json_object_get_int_member (first, "pages"), ==, 2);
  kept = list_papers (bench, mc_session_get_submission (bench->session)->id);
  g_assert_cmpuint (kept->len, ==, 1);
}

static void
test_pages_are_retaken_removed_and_looked_at (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  const McPagePicture *first, *second;

  go_to_camera (bench);
  take_page (bench);
  mc_session_add_page (bench->session);
  take_page (bench);
  first = mc_paper_capture_get_page (mc_session_get_paper_capture (bench->session), 0);
  second = mc_paper_capture_get_page (mc_session_get_paper_capture (bench->session), 1);

  mc_session_show_page (bench->session, 0);
  mc_session_retake_page (bench->session);
  g_assert_cmpuint (count_pages (bench), ==, 2);
  take_page (bench);
  g_assert_cmpuint (count_pages (bench), ==, 2);
  g_assert_true (mc_paper_capture_get_page (mc_session_get_paper_capture (bench->session), 0)
                 != first);
  mc_session_remove_page (bench->session);
  g_assert_cmpuint (count_pages (bench), ==, 1);
  g_assert_true (mc_paper_capture_get_page (mc_session_get_paper_capture (bench->session), 0)
                 == second);
  mc_session_remove_page (bench->session);
  g_assert_cmpuint (count_pages (bench), ==, 0);
  g_assert_cmpint (get_state (bench), ==, MC_PAPER_LOOKING);

  /* Nothing is handed over before there is a page. */
  mc_session_finish_capture (bench->session);
  g_assert_cmpint (get_state (bench), ==, MC_PAPER_LOOKING);
}

static const char *const card_lines[] = { "card", "code " MC_BENCH_CARD,
                                          "code 079192000002|025000002|Trần Thị" };

static void
test_a_card_is_never_a_page (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  go_to_camera (bench);
  for (gsize i = 0; i < G_N_ELEMENTS (card_lines); i++) {
    mc_virtual_document_camera_do (bench->document_camera, card_lines[i]);
    mc_session_take_page (bench->session);
    wait_trouble (bench, MC_TROUBLE_PAPER_CARD);
    g_assert_cmpuint (count_pages (bench), ==, 0);
    g_assert_cmpint (get_state (bench), ==, MC_PAPER_LOOKING);
  }

  /* Other codes are on many papers. */
  mc_virtual_document_camera_do (bench->document_camera, "code https://dichvucong.gov.vn/abc");
  mc_session_take_page (bench->session);
  wait_state (bench, MC_PAPER_SHOWING);
  g_assert_cmpuint (count_pages (bench), ==, 1);
  g_assert_cmpint (mc_session_get_trouble (bench->session), ==, MC_TROUBLE_NONE);
}

static void
test_what_stands_in_the_way_is_told (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McPaperCapture *paper = mc_session_get_paper_capture (bench->session);
  McDeviceRetry hint;

  go_to_camera (bench);
  mc_virtual_document_camera_do (bench->document_camera, "hint too-dark");
  g_assert_true (mc_paper_capture_get_hint (paper, &hint));
  g_assert_cmpint (hint, ==, MC_DEVICE_RETRY_TOO_DARK);

  mc_virtual_document_camera_do (bench->document_camera, "retry blur");
  mc_session_take_page (bench->session);
  wait_trouble (bench, MC_TROUBLE_PAPER_UNCLEAR);
  g_assert_true (mc_paper_capture_get_hint (paper, &hint));
  g_assert_cmpint (hint, ==, MC_DEVICE_RETRY_BLUR);
  g_assert_cmpint (get_state (bench), ==, MC_PAPER_LOOKING);
}

static void
test_without_a_camera_it_goes_to_the_counter (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  go_to_camera (bench);
  g_test_expect_message ("motcua", G_LOG_LEVEL_MESSAGE, "document camera:*");
  mc_virtual_document_camera_do (bench->document_camera, "unplug");
  wait_trouble (bench, MC_TROUBLE_PAPER_CAMERA_ABSENT);
  g_test_assert_expected_messages ();
  g_assert_cmpint (get_state (bench), ==, MC_PAPER_RESTING);

  mc_session_skip_capture (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FORM);
  g_assert_cmpstr (mc_answers_get (mc_session_get_answers (bench->session), KEY), ==, "yes");
  g_assert_cmpstr (mc_session_get_current_page (bench->session)->id, !=, KEY);
  mc_visit_bench_fill_form (bench);
  mc_visit_bench_submit (bench);
  g_assert_cmpuint (count_rows (bench, COUNT_PAPERS), ==, 0);
}

static void
test_the_end_takes_the_papers_along (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  go_to_camera (bench);
  capture (bench, 1);
  g_assert_cmpuint (count_rows (bench, COUNT_PAPERS), ==, 1);

  mc_session_end (bench->session);

  g_assert_cmpuint (count_rows (bench, COUNT_PAPERS), ==, 0);
  g_assert_cmpuint (count_rows (bench, "SELECT count(*) FROM part_data"), ==, 0);
}

static void
test_another_answer_takes_the_paper_back (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  go_to_camera (bench);
  capture (bench, 1);
  mc_session_back (bench->session);
  g_assert_cmpstr (mc_session_get_current_page (bench->session)->id, ==, KEY);
  mc_session_set_answer (bench->session, KEY, "yes");
  mc_session_continue (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FORM);
  g_assert_cmpuint (mc_session_get_n_captured (bench->session, KEY), ==, 0);
  g_assert_cmpuint (count_rows (bench, COUNT_PAPERS), ==, 0);
}

/* The page is not asked any more, but nobody has taken its answer back. */
static void
test_what_is_asked_no_more_is_not_handed_in (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();

  go_to_camera (bench);
  capture (bench, 1);
  while (!g_str_equal (mc_session_get_current_page (bench->session)->id, "tinh_trang"))
    mc_session_back (bench->session);
  mc_session_set_answer (bench->session, "tinh_trang", "chua_ket_hon");
  mc_visit_bench_fill_form (bench);
  mc_visit_bench_submit (bench);

  g_assert_cmpuint (json_array_get_length (
                        json_object_get_array_member (open_record (bench, parser), "attachments")),
                    ==, 0);
  g_assert_cmpuint (count_rows (bench, COUNT_PAPERS), ==, 0);
}

static guint
find_page (McVisitBench *bench)
{
  McForm *form = mc_session_get_form (bench->session);

  for (guint i = 0; i < mc_form_get_n_pages (form); i++)
    if (g_str_equal (mc_form_get_page (form, i)->id, KEY))
      return i;
  g_assert_not_reached ();
}

static void
test_changing_offers_to_keep_it (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  go_to_camera (bench);
  capture (bench, 2);
  mc_visit_bench_fill_form (bench);
  mc_session_change (bench->session, find_page (bench));
  mc_session_continue (bench->session);
  g_assert_cmpint (get_state (bench), ==, MC_PAPER_KEPT);
  mc_session_keep_capture (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_CHECK);
  g_assert_cmpuint (mc_session_get_n_captured (bench->session, KEY), ==, 2);

  mc_session_change (bench->session, find_page (bench));
  mc_session_continue (bench->session);
  mc_session_renew_capture (bench->session);
  take_page (bench);
  mc_session_finish_capture (bench->session);
  mc_visit_bench_wait_step (bench, MC_STEP_CHECK);
  g_assert_cmpuint (mc_session_get_n_captured (bench->session, KEY), ==, 1);
  g_assert_cmpuint (count_rows (bench, COUNT_PAPERS), ==, 1);
}

static void
test_pages_have_a_limit (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McPaperCapture *paper = mc_session_get_paper_capture (bench->session);

  go_to_camera (bench);
  for (guint i = 0; i < mc_paper_capture_get_max_pages (paper); i++) {
    mc_session_add_page (bench->session);
    take_page (bench);
  }
  g_assert_cmpuint (count_pages (bench), ==, 20);
  mc_session_add_page (bench->session);
  g_assert_cmpint (get_state (bench), ==, MC_PAPER_SHOWING);
}

/* Who arranges papers is not absent; who has gone leaves a camera that goes off by itself. */
static void
test_the_camera_waits_and_goes_off (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  go_to_camera (bench);
  mc_fake_clock_advance (bench->clock, 100 * 1000);
  g_assert_cmpuint (mc_session_get_warning_seconds (bench->session), ==, 0);
  mc_fake_clock_advance (bench->clock, 21 * 1000);
  wait_trouble (bench, MC_TROUBLE_PAPER_UNSEEN);
  g_assert_false (mc_virtual_document_camera_is_on (bench->document_camera));
  mc_fake_clock_advance (bench->clock, 91 * 1000);
  g_assert_cmpuint (mc_session_get_warning_seconds (bench->session), >, 0);
  mc_fake_clock_advance (bench->clock, 60 * 1000);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
}

static void
test_pages_wait_while_the_person_goes_back (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  go_to_camera (bench);
  take_page (bench);
  mc_session_back (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FORM);
  mc_session_continue (bench->session);
  g_assert_cmpint (get_state (bench), ==, MC_PAPER_SHOWING);
  g_assert_cmpuint (count_pages (bench), ==, 1);
}

/* The state as it is in the middle of the visit, opened by another kiosk process. */
static void
test_a_crash_costs_no_paper (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autoptr (McStore) store = NULL;
  g_autoptr (McOutbox) outbox = NULL;
  g_autoptr (McDrafts) drafts = NULL;
  g_autoptr (McSession) session = NULL;

  go_to_camera (bench);
  capture (bench, 2);
  mc_visit_bench_settle (bench);

  store = mc_store_open (bench->state->dir, NULL);
  outbox = mc_outbox_new (store);
  drafts = mc_drafts_new (store, bench->state->runtime_dir, NULL);
  session = mc_session_new (&(McSessionParts){ .clock = MC_CLOCK (bench->clock),
                                               .catalogue = bench->catalogue,
                                               .identity = bench->identity,
                                               .outbox = outbox,
                                               .vault = bench->vault,
                                               .store = store,
                                               .drafts = drafts });
  g_assert_true (mc_session_resume (session));
  while (mc_session_get_n_captured (session, KEY) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (mc_session_get_n_captured (session, KEY), ==, 2);
  mc_session_end (session);
  g_clear_object (&session);
  g_clear_object (&drafts);
  g_clear_object (&outbox);
  mc_store_close (store);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paper-visit/recorded", test_a_captured_paper_goes_with_the_record);
  g_test_add_func ("/paper-visit/pages", test_pages_are_retaken_removed_and_looked_at);
  g_test_add_func ("/paper-visit/card", test_a_card_is_never_a_page);
  g_test_add_func ("/paper-visit/hints", test_what_stands_in_the_way_is_told);
  g_test_add_func ("/paper-visit/no-camera", test_without_a_camera_it_goes_to_the_counter);
  g_test_add_func ("/paper-visit/end", test_the_end_takes_the_papers_along);
  g_test_add_func ("/paper-visit/taken-back", test_another_answer_takes_the_paper_back);
  g_test_add_func ("/paper-visit/not-asked", test_what_is_asked_no_more_is_not_handed_in);
  g_test_add_func ("/paper-visit/change", test_changing_offers_to_keep_it);
  g_test_add_func ("/paper-visit/limit", test_pages_have_a_limit);
  g_test_add_func ("/paper-visit/idle", test_the_camera_waits_and_goes_off);
  g_test_add_func ("/paper-visit/back", test_pages_wait_while_the_person_goes_back);
  g_test_add_func ("/paper-visit/crash", test_a_crash_costs_no_paper);
  return g_test_run ();
}
