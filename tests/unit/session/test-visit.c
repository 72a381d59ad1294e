// SPDX-License-Identifier: GPL-3.0-or-later

/* The whole visit over virtual devices, without a display and without waiting. */

#include <glib/gstdio.h>
#include <locale.h>

#include "tests/lib/visit-bench.h"

static JsonObject *
open_record (McVisitBench *bench, JsonParser *parser)
{
  const char *code = mc_session_get_local_code (bench->session);
  g_autoptr (GError) error = NULL;
  g_autoptr (McSubmission) row = mc_outbox_find (bench->outbox, code, &error);
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *record = NULL;

  g_assert_no_error (error);
  envelope = mc_outbox_get_envelope (bench->outbox, row->id, &error);
  g_assert_no_error (error);
  record = mc_kiosk_state_open (bench->state, envelope);
  g_assert_nonnull (record);
  g_assert_true (json_parser_load_from_data (parser, record, -1, NULL));
  return json_node_get_object (json_parser_get_root (parser));
}

static void
test_card_to_queue (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *record;
  JsonObject *submitter;

  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_fill_form (bench);
  mc_visit_bench_submit (bench);
  mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);

  record = open_record (bench, parser);
  submitter = json_object_get_object_member (record, "submitter");
  g_assert_cmpstr (json_object_get_string_member (submitter, "id"), ==, "079192000002");
  g_assert_cmpstr (json_object_get_string_member (submitter, "name"), ==, "Trần Thị Ngọc Bích");
  g_assert_cmpstr (json_object_get_string_member (submitter, "assurance"), ==, "qr");
  g_assert_cmpstr (json_object_get_string_member (record, "local_code"), ==,
                   mc_session_get_local_code (bench->session));
  g_assert_cmpuint (mc_virtual_printer_get_n_sheets (bench->printer), ==, 1);
}

static void
test_never_recorded_before_durable (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McOutboxCounts counts;

  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_fill_form (bench);
  mc_session_submit (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_SAVING);
  g_assert_null (mc_session_get_local_code (bench->session));
  g_assert_cmpint (mc_session_get_print_state (bench->session), ==, MC_PRINT_NONE);

  mc_visit_bench_wait_step (bench, MC_STEP_DONE);
  g_assert_true (mc_outbox_count (bench->outbox, &counts, NULL));
  g_assert_cmpuint (counts.queued, ==, 1);
}

/* SQLite's own page limit gives the same SQLITE_FULL as a disk without room. */
static gboolean
fill_the_disk (sqlite3 *db, gpointer data, GError **error)
{
  int rc = sqlite3_exec (db, "PRAGMA max_page_count = 1; CREATE TABLE filler (x)", NULL, NULL,
                         NULL);

  while (rc == SQLITE_OK)
    rc = sqlite3_exec (db, "INSERT INTO filler VALUES (zeroblob (100))", NULL, NULL, NULL);
  return rc == SQLITE_FULL;
}

static gboolean
make_room (sqlite3 *db, gpointer data, GError **error)
{
  return sqlite3_exec (db, "PRAGMA max_page_count = 1000000", NULL, NULL, NULL) == SQLITE_OK;
}

static void
test_full_disk_keeps_the_answers (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McOutboxCounts counts;

  /* The first fills the pages that an empty database has to spare. */
  for (guint i = 0; i < 2; i++) {
    mc_visit_bench_go_to_form (bench);
    mc_visit_bench_fill_form (bench);
    if (i == 0) {
      mc_visit_bench_submit (bench);
      mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);
      mc_session_end (bench->session);
    }
    mc_visit_bench_settle (bench);
  }
  g_assert_true (mc_store_run (bench->store, fill_the_disk, NULL, NULL));
  g_test_expect_message ("motcua", G_LOG_LEVEL_MESSAGE, "draft not saved:*");
  g_test_expect_message ("motcua", G_LOG_LEVEL_WARNING, "not recorded:*");
  mc_session_submit (bench->session);
  mc_visit_bench_wait_step (bench, MC_STEP_CHECK);
  g_test_assert_expected_messages ();
  g_assert_cmpint (mc_session_get_trouble (bench->session), ==, MC_TROUBLE_DISK_FULL);
  g_assert_null (mc_session_get_local_code (bench->session));
  g_assert_true (mc_outbox_count (bench->outbox, &counts, NULL));
  g_assert_cmpuint (counts.queued, ==, 1);

  /* Room again: the same answers go in, once. */
  g_assert_true (mc_store_run (bench->store, make_room, NULL, NULL));
  mc_visit_bench_submit (bench);
  g_assert_true (mc_outbox_count (bench->outbox, &counts, NULL));
  g_assert_cmpuint (counts.queued, ==, 2);
}

static void
test_printing_problem_never_undoes (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  mc_virtual_printer_do (bench->printer, "fail");
  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_fill_form (bench);
  mc_visit_bench_submit (bench);
  mc_visit_bench_wait_print (bench, MC_PRINT_FAILED);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_DONE);
  g_assert_nonnull (mc_session_get_local_code (bench->session));
  g_assert_cmpint (mc_session_get_trouble (bench->session), ==, MC_TROUBLE_PRINT_FAILED);

  mc_session_print (bench->session);
  mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);
  g_assert_cmpint (mc_session_get_trouble (bench->session), ==, MC_TROUBLE_NONE);
}

static void
test_foreign_codes_are_told (void)
{
  static const struct {
    const char *text;
    McTrouble trouble;
  } codes[] = {
    { "https://dichvucong.gov.vn/", MC_TROUBLE_CARD_URL },
    { "00020101021138570010A00000072701270006970436011300110012345670208QRIBFTTA53037045802VN6304"
      "E8DB",
      MC_TROUBLE_CARD_VIETQR },
    { "000.00.15.H29-261121-0012", MC_TROUBLE_CARD_DOSSIER },
    { "001085000001|012345601|Nguyễn Văn", MC_TROUBLE_CARD_DAMAGED },
    { "xin chào", MC_TROUBLE_CARD_UNKNOWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
    g_autofree char *line = g_strconcat ("scan ", codes[i].text, NULL);

    mc_session_begin (bench->session);
    mc_session_choose_procedure (bench->session, "1.004873");
    mc_session_accept_guide (bench->session);
    mc_session_consent (bench->session, TRUE, FALSE);
    mc_virtual_scanner_do (bench->scanner, line);
    while (mc_session_get_trouble (bench->session) == MC_TROUBLE_NONE)
      g_main_context_iteration (NULL, TRUE);
    g_assert_cmpint (mc_session_get_trouble (bench->session), ==, codes[i].trouble);
    g_assert_cmpuint (mc_session_get_scan_failures (bench->session), ==, 1);

    /* And the card is still read afterwards. */
    mc_fake_clock_advance (bench->clock, 2500);
    mc_virtual_scanner_do (bench->scanner, "scan " MC_BENCH_CARD);
    mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  }
}

static void
test_manual_entry_leads_on (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  static const char *const answers[][2] = {
    { "id", "079192000002" },
    { "name", "Trần Thị Ngọc Bích" },
    { "birth", "2/3/1992" },
    { "sex", "female" },
    { "address", "12/3A Khu Phố 4, phường Tân Hưng, Thành phố Hồ Chí Minh" },
  };

  mc_session_begin (bench->session);
  mc_session_choose_procedure (bench->session, "1.004873");
  mc_session_accept_guide (bench->session);
  mc_session_consent (bench->session, TRUE, FALSE);
  mc_session_enter_manually (bench->session);
  for (guint guard = 0; mc_session_get_step (bench->session) == MC_STEP_MANUAL; guard++) {
    g_assert_cmpuint (guard, <, 16);
    for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
      mc_session_set_answer (bench->session, answers[i][0], answers[i][1]);
    mc_session_continue (bench->session);
    g_assert_cmpuint (mc_session_get_faults (bench->session)->len, ==, 0);
  }
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_PERSON);
  g_assert_cmpint (mc_session_get_person (bench->session)->assurance, ==, MC_ASSURANCE_MANUAL);
  g_assert_cmpint (mc_session_get_person (bench->session)->birth.month, ==, 3);
}

static void
test_change_comes_straight_back (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McForm *form;
  guint last;

  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_fill_form (bench);
  form = mc_session_get_form (bench->session);
  last = mc_form_get_n_pages (form) - 1;

  mc_session_change (bench->session, last);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FORM);
  g_assert_cmpuint (mc_session_get_page (bench->session), ==, last);
  mc_session_continue (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_CHECK);
}

static void
test_wrong_input_stays (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McFieldFault *fault;
  guint page;

  mc_visit_bench_go_to_form (bench);
  page = mc_session_get_page (bench->session);
  mc_session_continue (bench->session);
  g_assert_cmpuint (mc_session_get_page (bench->session), ==, page);
  g_assert_cmpuint (mc_session_get_faults (bench->session)->len, >, 0);
  fault = g_ptr_array_index (mc_session_get_faults (bench->session), 0);
  g_assert_cmpint (fault->fault, ==, MC_FAULT_MISSING);
}

static void
test_going_back_loses_nothing (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_fill_form (bench);
  json_node_take_object (node, mc_answers_to_json (mc_session_get_answers (bench->session)));
  before = json_to_string (node, FALSE);

  while (mc_session_get_step (bench->session) != MC_STEP_NOTICE)
    mc_session_back (bench->session);
  mc_session_consent (bench->session, TRUE, FALSE);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_PERSON);
  mc_session_confirm_person (bench->session);
  while (mc_session_get_step (bench->session) == MC_STEP_FORM)
    mc_session_continue (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_CHECK);
  json_node_take_object (node, mc_answers_to_json (mc_session_get_answers (bench->session)));
  after = json_to_string (node, FALSE);
  g_assert_cmpstr (before, ==, after);
  json_node_unref (node);
}

static void
test_double_tap_has_one_effect (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McOutboxCounts counts;

  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_fill_form (bench);
  for (guint i = 0; i < 10; i++)
    mc_session_submit (bench->session);
  mc_visit_bench_wait_step (bench, MC_STEP_DONE);
  for (guint i = 0; i < 10; i++) {
    mc_session_submit (bench->session);
    mc_session_print (bench->session);
  }
  mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);
  g_assert_true (mc_outbox_count (bench->outbox, &counts, NULL));
  g_assert_cmpuint (counts.queued, ==, 1);
  g_assert_cmpuint (mc_virtual_printer_get_n_sheets (bench->printer), ==, 1);
}

static void
test_idle_person_is_warned_then_forgotten (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  mc_visit_bench_go_to_form (bench);
  mc_fake_clock_advance (bench->clock, 89 * 1000);
  g_assert_cmpuint (mc_session_get_warning_seconds (bench->session), ==, 0);
  mc_fake_clock_advance (bench->clock, 2 * 1000);
  g_assert_cmpuint (mc_session_get_warning_seconds (bench->session), >, 0);
  mc_session_touch (bench->session);
  g_assert_cmpuint (mc_session_get_warning_seconds (bench->session), ==, 0);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FORM);

  mc_fake_clock_advance (bench->clock, (90 + 45) * 1000);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
  g_assert_null (mc_session_get_person (bench->session));
}

static guint
seconds_to_the_warning (McVisitBench *bench)
{
  for (guint seconds = 1; seconds <= 1000; seconds++) {
    mc_fake_clock_advance (bench->clock, 1000);
    if (mc_session_get_warning_seconds (bench->session) > 0)
      return seconds;
  }
  return 0;
}

/* As often as the person likes. */
static void
test_every_touch_extends_the_visit (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  mc_visit_bench_go_to_form (bench);
  for (guint i = 0; i < 20; i++) {
    g_assert_cmpuint (seconds_to_the_warning (bench), ==, 90);
    mc_fake_clock_advance (bench->clock, 40 * 1000);
    g_assert_cmpuint (mc_session_get_warning_seconds (bench->session), >, 0);
    mc_session_touch (bench->session);
    g_assert_cmpuint (mc_session_get_warning_seconds (bench->session), ==, 0);
  }
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FORM);
}

static void
test_who_needs_time_gets_twice (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  mc_visit_bench_go_to_form (bench);
  mc_session_set_needs_time (bench->session, TRUE);
  g_assert_cmpuint (seconds_to_the_warning (bench), ==, 180);
  mc_fake_clock_advance (bench->clock, 89 * 1000);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FORM);
  mc_fake_clock_advance (bench->clock, 2 * 1000);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
}

/* Every step of the way in which the person, not the kiosk, is waited for. */
static void
test_every_page_is_forgotten_in_the_end (void)
{
  static const McStep waiting[] = { MC_STEP_FIND, MC_STEP_GUIDE, MC_STEP_NOTICE };

  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++) {
    g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

    mc_session_begin (bench->session);
    if (waiting[i] != MC_STEP_FIND)
      mc_session_choose_procedure (bench->session, "1.004873");
    if (waiting[i] == MC_STEP_NOTICE)
      mc_session_accept_guide (bench->session);
    g_assert_cmpint (mc_session_get_step (bench->session), ==, waiting[i]);
    mc_fake_clock_advance (bench->clock, (90 + 45) * 1000);
    g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
  }
}

/* The camera has a limit of its own, and the visit waits until it has been reached. */
static void
test_nobody_is_warned_while_the_camera_looks (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  mc_session_begin (bench->session);
  mc_session_choose_procedure (bench->session, "1.004873");
  mc_session_accept_guide (bench->session);
  mc_session_consent (bench->session, TRUE, FALSE);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_SCAN);
  mc_fake_clock_advance (bench->clock, 110 * 1000);
  g_assert_cmpuint (mc_session_get_warning_seconds (bench->session), ==, 0);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_SCAN);
}

static void
test_failed_slip_has_no_time_limit (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  mc_virtual_printer_do (bench->printer, "unplug");
  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_fill_form (bench);
  mc_visit_bench_submit (bench);
  mc_visit_bench_wait_print (bench, MC_PRINT_FAILED);
  mc_fake_clock_advance (bench->clock, 3600 * 1000);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_DONE);
  mc_session_end (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
}

static void
test_slip_is_not_lost_to_a_quick_end (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  mc_virtual_printer_do (bench->printer, "sleep 2000");
  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_fill_form (bench);
  mc_visit_bench_submit (bench);
  mc_session_end (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_DONE);
  mc_fake_clock_advance (bench->clock, 2000);
  mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);
  g_assert_cmpuint (mc_virtual_printer_get_n_sheets (bench->printer), ==, 1);
  mc_session_end (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
}

/* Nobody is kept by a printer that hangs, and nothing comes out for the next person. */
static void
test_stuck_slip_is_withdrawn_at_the_end (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  mc_virtual_printer_do (bench->printer, "hang");
  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_fill_form (bench);
  mc_visit_bench_submit (bench);
  mc_fake_clock_advance (bench->clock, 9000);
  g_assert_true (mc_session_can_end (bench->session));
  mc_session_end (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
  mc_fake_clock_advance (bench->clock, 120 * 1000);
  mc_visit_bench_settle (bench);
  g_assert_cmpuint (mc_virtual_printer_get_n_sheets (bench->printer), ==, 0);
}

static void
test_done_page_stays_when_no_paper_came (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  mc_virtual_printer_do (bench->printer, "fail");
  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_fill_form (bench);
  mc_visit_bench_submit (bench);
  mc_visit_bench_wait_print (bench, MC_PRINT_FAILED);
  mc_fake_clock_advance (bench->clock, 60 * 1000);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_DONE);

  mc_session_print (bench->session);
  mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);
  mc_fake_clock_advance (bench->clock, 31 * 1000);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/visit/card-to-queue", test_card_to_queue);
  g_test_add_func ("/visit/never-recorded-before-durable", test_never_recorded_before_durable);
  g_test_add_func ("/visit/full-disk-keeps-the-answers", test_full_disk_keeps_the_answers);
  g_test_add_func ("/visit/printing-problem-never-undoes", test_printing_problem_never_undoes);
  g_test_add_func ("/visit/foreign-codes-are-told", test_foreign_codes_are_told);
  g_test_add_func ("/visit/manual-entry-leads-on", test_manual_entry_leads_on);
  g_test_add_func ("/visit/change-comes-straight-back", test_change_comes_straight_back);
  g_test_add_func ("/visit/wrong-input-stays", test_wrong_input_stays);
  g_test_add_func ("/visit/going-back-loses-nothing", test_going_back_loses_nothing);
  g_test_add_func ("/visit/double-tap-has-one-effect", test_double_tap_has_one_effect);
  g_test_add_func ("/visit/idle-person-is-warned-then-forgotten",
                   test_idle_person_is_warned_then_forgotten);
  g_test_add_func ("/visit/every-touch-extends-the-visit", test_every_touch_extends_the_visit);
  g_test_add_func ("/visit/who-needs-time-gets-twice", test_who_needs_time_gets_twice);
  g_test_add_func ("/visit/every-page-is-forgotten", test_every_page_is_forgotten_in_the_end);
  g_test_add_func ("/visit/no-warning-while-the-camera-looks",
                   test_nobody_is_warned_while_the_camera_looks);
  g_test_add_func ("/visit/failed-slip-has-no-time-limit", test_failed_slip_has_no_time_limit);
  g_test_add_func ("/visit/slip-is-not-lost-to-a-quick-end", test_slip_is_not_lost_to_a_quick_end);
  g_test_add_func ("/visit/stuck-slip-is-withdrawn-at-the-end",
                   test_stuck_slip_is_withdrawn_at_the_end);
  g_test_add_func ("/visit/done-page-stays-when-no-paper-came",
                   test_done_page_stays_when_no_paper_came);
  return g_test_run ();
}
