// SPDX-License-Identifier: GPL-3.0-or-later

/* Visits with a chip reader beside the camera: what the person is asked to do, what goes into the
 * record, and that nothing that goes wrong with a chip keeps anybody from going on. */

#include <locale.h>

#include "tests/lib/visit-bench.h"

#define PROCEDURE "1.004873"
#define OTHER_CARD                                                                                 \
  "001085000001|012345601|Nguyễn Văn An|15081985|Nam|"                                          \
  "Số 7 Ngõ 18 Đường Láng, Phường Láng Thượng, Đống Đa, Hà Nội|01052021"

static void
go_to_scan (McVisitBench *bench)
{
  mc_session_begin (bench->session);
  mc_session_choose_procedure (bench->session, PROCEDURE);
  mc_session_accept_guide (bench->session);
  mc_session_consent (bench->session, TRUE, FALSE);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_SCAN);
}

static void
go_to_chip (McVisitBench *bench)
{
  mc_virtual_card_reader_do (bench->card_reader, "plug");
  go_to_scan (bench);
  mc_virtual_scanner_do (bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_CHIP);
}

static void
wait_for_trouble (McVisitBench *bench, McTrouble trouble)
{
  for (guint i = 0; i < 1000 && mc_session_get_trouble (bench->session) != trouble; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpstr (mc_trouble_to_string (mc_session_get_trouble (bench->session)), ==,
                   mc_trouble_to_string (trouble));
}

static void
count (guint *n)
{
  ++*n;
}

static char *
assurance_of_record (McVisitBench *bench)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (McSubmission) row = mc_outbox_find (bench->outbox,
                                                 mc_session_get_local_code (bench->session), NULL);
  g_autoptr (GBytes) envelope = mc_outbox_get_envelope (bench->outbox, row->id, NULL);
  g_autofree char *record = mc_kiosk_state_open (bench->state, envelope);
  JsonObject *root;

  g_assert_true (json_parser_load_from_data (parser, record, -1, NULL));
  root = json_node_get_object (json_parser_get_root (parser));
  return g_strdup (json_object_get_string_member (json_object_get_object_member (root, "submitter"),
                                                  "assurance"));
}

static void
test_chip_goes_into_the_record (void)
{
  static const struct {
    const char *line, *assurance;
  } cases[] = {
    { "read " MC_BENCH_CARD, "chip_pa" },
    { "read-plain " MC_BENCH_CARD, "chip" },
    { "read-false " MC_BENCH_CARD, "manual" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
    g_autofree char *assurance = NULL;

    go_to_chip (bench);
    mc_virtual_card_reader_do (bench->card_reader, cases[i].line);
    mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
    mc_session_confirm_person (bench->session);
    mc_visit_bench_fill_form (bench);
    mc_visit_bench_submit (bench);
    assurance = assurance_of_record (bench);
    g_assert_cmpstr (assurance, ==, cases[i].assurance);
    mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);
  }
}

static void
test_qr_opens_the_chip (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McCardKeys *keys;

  go_to_chip (bench);
  keys = mc_virtual_card_reader_get_keys (bench->card_reader);
  g_assert_cmpstr (mc_card_keys_get_can (keys), ==, "000002");
  /* Born 02/03/1992, issued in 2022: it holds to the fortieth birthday. */
  g_assert_cmpstr (mc_card_keys_get_mrz_information (keys), ==, "192000002892030223203020");
}

static void
test_progress_is_shown (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  go_to_chip (bench);
  g_assert_cmpint (mc_session_get_chip_state (bench->session), ==, MC_CHIP_STATE_AWAITED);
  mc_virtual_card_reader_do (bench->card_reader, "progress 0");
  g_assert_cmpint (mc_session_get_chip_state (bench->session), ==, MC_CHIP_STATE_READING);
  mc_virtual_card_reader_do (bench->card_reader, "progress 42");
  g_assert_cmpuint (mc_session_get_chip_percent (bench->session), ==, 42);
}

/* Taken away: no scolding, the same card may simply come back. */
static void
test_removal_resumes (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  go_to_chip (bench);
  mc_virtual_card_reader_do (bench->card_reader, "lay");
  mc_virtual_card_reader_do (bench->card_reader, "progress 30");
  mc_virtual_card_reader_do (bench->card_reader, "lift");
  mc_virtual_card_reader_do (bench->card_reader, "retry removed");
  wait_for_trouble (bench, MC_TROUBLE_CHIP_REMOVED);
  g_assert_cmpint (mc_session_get_chip_state (bench->session), ==, MC_CHIP_STATE_AWAITED);
  mc_virtual_card_reader_do (bench->card_reader, "read " MC_BENCH_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  g_assert_cmpint (mc_session_get_trouble (bench->session), ==, MC_TROUBLE_NONE);
}

/* What is of no use must be lifted before anything is tried again, and then all is well. */
static void
test_useless_cards_are_lifted (void)
{
  static const struct {
    const char *line;
    McTrouble trouble;
  } cases[] = {
    { "retry wrong-key", MC_TROUBLE_CHIP_OTHER_CARD },
    { "retry not-id", MC_TROUBLE_CHIP_NOT_ID },
    { "retry mute", MC_TROUBLE_CHIP_MUTE },
    { "retry disturbed", MC_TROUBLE_CHIP_DISTURBED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

    go_to_chip (bench);
    mc_virtual_card_reader_do (bench->card_reader, "lay");
    mc_virtual_card_reader_do (bench->card_reader, cases[i].line);
    wait_for_trouble (bench, cases[i].trouble);
    g_assert_cmpint (mc_session_get_chip_state (bench->session), ==, MC_CHIP_STATE_LIFT);
    mc_fake_clock_advance (bench->clock, 10000);
    g_assert_cmpuint (mc_virtual_card_reader_get_n_readings (bench->card_reader), ==, 1);

    mc_virtual_card_reader_do (bench->card_reader, "lift");
    g_assert_cmpint (mc_session_get_chip_state (bench->session), ==, MC_CHIP_STATE_AWAITED);
    mc_virtual_card_reader_do (bench->card_reader, "read " MC_BENCH_CARD);
    mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  }
}

/* A card without a chip is never noticed by a reader: after a while that is said. */
static void
test_old_card_is_told_after_a_while (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  go_to_chip (bench);
  mc_fake_clock_advance (bench->clock, 20000);
  wait_for_trouble (bench, MC_TROUBLE_CHIP_NO_CARD);
  g_assert_cmpint (mc_session_get_chip_state (bench->session), ==, MC_CHIP_STATE_AWAITED);
  mc_session_skip_chip (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_PERSON);
  g_assert_cmpint (mc_session_get_person (bench->session)->assurance, ==, MC_ASSURANCE_QR);
}

/* Nobody waits for ever, and a visit that nobody is at ends by itself. */
static void
test_waiting_ends (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  go_to_chip (bench);
  mc_fake_clock_advance (bench->clock, 141 * 1000);
  mc_visit_bench_settle (bench);
  wait_for_trouble (bench, MC_TROUBLE_CHIP_NO_CARD);
  g_assert_cmpint (mc_session_get_chip_state (bench->session), ==, MC_CHIP_STATE_IDLE);
  mc_session_read_chip (bench->session);
  g_assert_cmpint (mc_session_get_chip_state (bench->session), ==, MC_CHIP_STATE_AWAITED);
  mc_session_back (bench->session);
  mc_visit_bench_settle (bench);
  mc_fake_clock_advance (bench->clock, 400 * 1000);
  mc_visit_bench_settle (bench);
  mc_fake_clock_advance (bench->clock, 400 * 1000);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
}

static void
test_two_cards_go_to_staff (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  guint n_alerts = 0;

  g_signal_connect_swapped (bench->session, "staff-called", G_CALLBACK (count), &n_alerts);
  go_to_chip (bench);
  mc_virtual_card_reader_do (bench->card_reader, "read " OTHER_CARD);
  wait_for_trouble (bench, MC_TROUBLE_CHIP_MISMATCH);
  g_assert_cmpuint (n_alerts, ==, 1);
  mc_session_skip_chip (bench->session);
  mc_session_read_chip (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_CHIP);

  mc_session_scan_again (bench->session);
  mc_virtual_scanner_do (bench->scanner, "scan " OTHER_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_CHIP);
  mc_virtual_card_reader_do (bench->card_reader, "read " OTHER_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
}

static void
test_failed_check_is_told (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  guint n_alerts = 0;

  g_signal_connect_swapped (bench->session, "staff-called", G_CALLBACK (count), &n_alerts);
  go_to_chip (bench);
  mc_virtual_card_reader_do (bench->card_reader, "read-false " MC_BENCH_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  g_assert_cmpuint (n_alerts, ==, 1);
  g_assert_cmpint (mc_session_get_person (bench->session)->assurance, ==, MC_ASSURANCE_MANUAL);
  g_assert_true (mc_session_get_card_warnings (bench->session) & MC_CARD_WARNING_CHIP_UNVERIFIED);
  g_assert_false (mc_session_is_typed (bench->session));
}

/* Letters that the scanner lost are whole again. */
static void
test_chip_mends_the_letters (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  mc_virtual_card_reader_do (bench->card_reader, "plug");
  go_to_scan (bench);
  mc_virtual_scanner_do (bench->scanner,
                         "scan 079192000002|025000002|Tran Thi Ngoc Bich|02031992|Nu|"
                         "12/3A Khu Pho 4, Phuong Tan Phong, Quan 7, TP.Ho Chi Minh|25052022");
  mc_visit_bench_wait_step (bench, MC_STEP_CHIP);
  mc_virtual_card_reader_do (bench->card_reader, "read " MC_BENCH_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  g_assert_cmpstr (mc_session_get_person (bench->session)->name, ==, "Trần Thị Ngọc Bích");
  g_assert_cmpint (mc_session_get_card_warnings (bench->session), ==, MC_CARD_WARNING_NONE);
}

static void
test_no_reader_is_no_question (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  go_to_scan (bench);
  g_assert_false (mc_session_can_read_chip (bench->session));
  mc_session_type_card (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_SCAN);
  mc_virtual_scanner_do (bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
}

static void
test_reader_goes_and_comes (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  go_to_chip (bench);
  mc_virtual_card_reader_do (bench->card_reader, "unplug");
  wait_for_trouble (bench, MC_TROUBLE_CHIP_READER_ABSENT);
  mc_virtual_card_reader_do (bench->card_reader, "plug");
  g_assert_cmpint (mc_session_get_chip_state (bench->session), ==, MC_CHIP_STATE_AWAITED);
  mc_virtual_card_reader_do (bench->card_reader, "unplug");
  wait_for_trouble (bench, MC_TROUBLE_CHIP_READER_ABSENT);
  mc_session_skip_chip (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_PERSON);
}

static void
type_numbers (McVisitBench *bench)
{
  static const char *const answers[][2] = { { "id", "079192000002" },
                                            { "birth", "2/3/1992" },
                                            { "issued", "25/5/2022" } };

  mc_virtual_card_reader_do (bench->card_reader, "plug");
  go_to_scan (bench);
  mc_session_type_card (bench->session);
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_MANUAL);
    mc_session_set_answer (bench->session, answers[i][0], answers[i][1]);
    mc_session_continue (bench->session);
    g_assert_cmpuint (mc_session_get_faults (bench->session)->len, ==, 0);
  }
}

static void
test_typed_numbers_open_the_chip (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McCardKeys *keys;

  type_numbers (bench);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_CHIP);
  keys = mc_virtual_card_reader_get_keys (bench->card_reader);
  g_assert_cmpstr (mc_card_keys_get_can (keys), ==, "000002");
  g_assert_cmpstr (mc_card_keys_get_mrz_information (keys), ==, "192000002892030223203020");
  mc_virtual_card_reader_do (bench->card_reader, "read " MC_BENCH_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  g_assert_cmpint (mc_session_get_person (bench->session)->assurance, ==, MC_ASSURANCE_CHIP_PA);
  g_assert_false (mc_session_is_typed (bench->session));
}

#define LINE_1 "IDVNM1920000028079192000002<<8"
#define LINE_2 "9203022F3203020VNM<<<<<<<<<<<4"
#define LINE_3 "TRAN<<THI<NGOC<BICH<<<<<<<<<<<"
#define ZONE LINE_1 " " LINE_2 " " LINE_3

/* The three lines on the back, from a scanner that reads letters. */
static void
test_scanned_lines_open_the_chip (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McCardKeys *keys;

  mc_virtual_card_reader_do (bench->card_reader, "plug");
  go_to_scan (bench);
  mc_virtual_scanner_do (bench->scanner, "scan " ZONE);
  mc_visit_bench_wait_step (bench, MC_STEP_CHIP);
  keys = mc_virtual_card_reader_get_keys (bench->card_reader);
  g_assert_null (mc_card_keys_get_can (keys));
  g_assert_cmpstr (mc_card_keys_get_mrz_information (keys), ==, "192000002892030223203020");
  mc_virtual_card_reader_do (bench->card_reader, "read " OTHER_CARD);
  wait_for_trouble (bench, MC_TROUBLE_CHIP_MISMATCH);
  mc_session_scan_again (bench->session);
  mc_virtual_scanner_do (bench->scanner, "scan " ZONE);
  mc_visit_bench_wait_step (bench, MC_STEP_CHIP);
  mc_virtual_card_reader_do (bench->card_reader, "read " MC_BENCH_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
}

/* Each line a code of its own, the first of them twice, and none of them counted as a failure. */
static void
test_lines_may_come_one_by_one (void)
{
  static const char *const lines[] = { LINE_1, LINE_1, LINE_2, LINE_3 };
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McCardKeys *keys;

  mc_virtual_card_reader_do (bench->card_reader, "plug");
  go_to_scan (bench);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autofree char *command = g_strconcat ("scan ", lines[i], NULL);

    g_assert_cmpint (mc_session_get_trouble (bench->session), ==, MC_TROUBLE_NONE);
    mc_virtual_scanner_do (bench->scanner, command);
    mc_visit_bench_settle (bench);
  }
  mc_visit_bench_wait_step (bench, MC_STEP_CHIP);
  keys = mc_virtual_card_reader_get_keys (bench->card_reader);
  g_assert_cmpstr (mc_card_keys_get_mrz_information (keys), ==, "192000002892030223203020");
  g_assert_cmpuint (mc_session_get_scan_failures (bench->session), ==, 0);
}

/* Typed numbers alone make nobody: without the chip the rest is asked too. */
static void
test_typed_numbers_without_the_chip (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  type_numbers (bench);
  mc_session_skip_chip (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_MANUAL);
  g_assert_nonnull (mc_form_find_field (mc_session_get_form (bench->session), "address"));
  g_assert_cmpstr (mc_answers_get (mc_session_get_answers (bench->session), "id"), ==,
                   "079192000002");
}

static void
test_chip_can_be_read_later (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  go_to_chip (bench);
  mc_session_skip_chip (bench->session);
  g_assert_true (mc_session_can_offer_chip (bench->session));
  mc_session_read_chip (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_CHIP);
  mc_visit_bench_settle (bench);
  mc_fake_clock_advance (bench->clock, 1000);
  mc_virtual_card_reader_do (bench->card_reader, "read " MC_BENCH_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  g_assert_false (mc_session_can_offer_chip (bench->session));
}

static void
test_nothing_is_left_for_the_next (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  go_to_chip (bench);
  mc_virtual_card_reader_do (bench->card_reader, "progress 20");
  mc_session_end (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
  g_assert_cmpint (mc_session_get_chip_state (bench->session), ==, MC_CHIP_STATE_IDLE);
  g_assert_null (mc_session_get_person (bench->session));
  mc_visit_bench_settle (bench);
  mc_virtual_card_reader_do (bench->card_reader, "read " MC_BENCH_CARD);
  mc_visit_bench_settle (bench);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chip-visit/goes into the record", test_chip_goes_into_the_record);
  g_test_add_func ("/chip-visit/QR code opens the chip", test_qr_opens_the_chip);
  g_test_add_func ("/chip-visit/progress is shown", test_progress_is_shown);
  g_test_add_func ("/chip-visit/removal resumes", test_removal_resumes);
  g_test_add_func ("/chip-visit/useless cards are lifted", test_useless_cards_are_lifted);
  g_test_add_func ("/chip-visit/old card is told after a while",
                   test_old_card_is_told_after_a_while);
  g_test_add_func ("/chip-visit/waiting ends", test_waiting_ends);
  g_test_add_func ("/chip-visit/two cards go to staff", test_two_cards_go_to_staff);
  g_test_add_func ("/chip-visit/failed check is told", test_failed_check_is_told);
  g_test_add_func ("/chip-visit/chip mends the letters", test_chip_mends_the_letters);
  g_test_add_func ("/chip-visit/no reader is no question", test_no_reader_is_no_question);
  g_test_add_func ("/chip-visit/reader goes and comes", test_reader_goes_and_comes);
  g_test_add_func ("/chip-visit/typed numbers open the chip", test_typed_numbers_open_the_chip);
  g_test_add_func ("/chip-visit/typed numbers without the chip",
                   test_typed_numbers_without_the_chip);
  g_test_add_func ("/chip-visit/scanned lines open the chip", test_scanned_lines_open_the_chip);
  g_test_add_func ("/chip-visit/lines-may-come-one-by-one", test_lines_may_come_one_by_one);
  g_test_add_func ("/chip-visit/chip can be read later", test_chip_can_be_read_later);
  g_test_add_func ("/chip-visit/nothing is left for the next", test_nothing_is_left_for_the_next);
  return g_test_run ();
}
