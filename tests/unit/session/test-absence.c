// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/form-filler.h"
#include "tests/lib/visit-bench.h"

/* What a visit does when nobody is there, how far it says it is, and what it does not ask twice. */

static void
count_alert (McSession *session, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static guint
count_tones (McVisitBench *bench)
{
  return mc_virtual_speaker_get_n_tones (bench->speaker, MC_SPEAKER_TONE_ATTENTION);
}

static void
let_pass (McVisitBench *bench, guint seconds)
{
  for (guint i = 0; i < seconds; i++) {
    mc_fake_clock_advance (bench->clock, 1000);
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
}

/* Requirement 19: somebody has walked away from what they told. Staff hear it and are told, once.
 */
static void
test_abandoned_warning_alerts_staff (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  guint alerts = 0, tones;

  mc_visit_bench_go_to_form (bench);
  g_signal_connect (bench->session, "staff-called", G_CALLBACK (count_alert), &alerts);
  let_pass (bench, 90 + 24);
  g_assert_false (mc_session_is_abandoned (bench->session));
  g_assert_cmpuint (alerts, ==, 0);
  tones = count_tones (bench);

  let_pass (bench, 12);
  g_assert_true (mc_session_is_abandoned (bench->session));
  g_assert_cmpuint (alerts, ==, 1);
  g_assert_cmpuint (count_tones (bench), >=, tones + 5);

  mc_session_touch (bench->session);
  g_assert_false (mc_session_is_abandoned (bench->session));
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FORM);
}

/* ... and the page with the code and no slip stays, and calls again and again. */
static void
test_page_without_slip_stays_and_calls (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  guint alerts = 0, tones;

  mc_virtual_printer_do (bench->printer, "fail");
  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_fill_form (bench);
  mc_visit_bench_submit (bench);
  mc_visit_bench_wait_print (bench, MC_PRINT_FAILED);
  g_signal_connect (bench->session, "staff-called", G_CALLBACK (count_alert), &alerts);
  let_pass (bench, 89);
  g_assert_false (mc_session_is_abandoned (bench->session));
  tones = count_tones (bench);

  let_pass (bench, 3600);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_DONE);
  g_assert_true (mc_session_is_abandoned (bench->session));
  g_assert_cmpuint (mc_session_get_warning_seconds (bench->session), ==, 0);
  g_assert_cmpuint (alerts, ==, 1);
  g_assert_cmpuint (count_tones (bench), >=, tones + 3600 / 15);
  mc_session_touch (bench->session);
  g_assert_false (mc_session_is_abandoned (bench->session));

  mc_session_confirm_paper (bench->session, TRUE);
  let_pass (bench, 31);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
}

/* --- how far --- */

/* The numbers go up with every page, whatever the answers bring up, and end with the last. */
static void
test_progress_never_goes_back (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McProgressOfVisit last = { 0 };
  guint n_pages = 0;

  mc_visit_bench_go_to_form (bench);
  while (mc_session_get_step (bench->session) == MC_STEP_FORM) {
    const McProgressOfVisit now = mc_session_get_progress (bench->session);

    g_assert_cmpuint (now.position, ==, 5);
    g_assert_cmpuint (now.question, ==, ++n_pages);
    g_assert_cmpuint (now.questions, >=, now.question);
    g_assert_cmpfloat (now.share, >, last.share);
    last = now;
    mc_form_filler_step (bench->session);
  }
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_CHECK);
  g_assert_cmpuint (n_pages, >=, 3);
  g_assert_cmpuint (last.question, ==, last.questions);
  g_assert_cmpuint (mc_session_get_progress (bench->session).questions, ==, 0);
}

/* What was counted before the page one stands on stays when one goes back to it. */
static void
test_progress_is_the_same_on_the_way_back (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McProgressOfVisit before, after;

  mc_visit_bench_go_to_form (bench);
  mc_form_filler_step (bench->session);
  before = mc_session_get_progress (bench->session);
  mc_form_filler_step (bench->session);
  mc_session_back (bench->session);
  after = mc_session_get_progress (bench->session);
  g_assert_cmpuint (after.question, ==, before.question);
  g_assert_cmpfloat (after.share, ==, before.share);
}

/* --- what has become of the card's address --- */

#define NEW_ADDRESS "12/3A Khu Phố 4, Phường Tân Hưng, Thành phố Hồ Chí Minh"

static const char *
get (McVisitBench *bench, const char *key)
{
  return mc_answers_get (mc_session_get_answers (bench->session), key);
}

/* Goes to the page with that field, answering on the way. */
static void
go_to_field (McVisitBench *bench, const char *key)
{
  const McField *field = mc_form_find_field (mc_session_get_form (bench->session), key);

  for (guint i = 0; i < 40 && mc_session_get_step (bench->session) == MC_STEP_FORM; i++) {
    if (g_ptr_array_find (mc_session_get_current_page (bench->session)->fields, field, NULL))
      return;
    mc_form_filler_step (bench->session);
  }
  g_error ("no page asks %s", key);
}

static void
settle_first_address (McVisitBench *bench)
{
  mc_visit_bench_go_to_form (bench);
  mc_session_set_answer (bench->session, "nyc_quan_he", "ban_than");
  go_to_field (bench, "nyc_noi_cu_tru");
  g_assert_true (
      mc_answers_is_prefilled (mc_session_get_answers (bench->session), "nyc_noi_cu_tru"));
  mc_session_set_address (bench->session, "nyc_noi_cu_tru", NEW_ADDRESS, "12/3A Khu Phố 4", "27475",
                          "79");
  mc_session_continue (bench->session);
}

static void
test_settled_address_is_not_asked_again (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  settle_first_address (bench);
  while (mc_session_get_step (bench->session) == MC_STEP_FORM) {
    const McPage *page = mc_session_get_current_page (bench->session);

    g_assert_false (g_ptr_array_find (
        page->fields, mc_form_find_field (mc_session_get_form (bench->session), "noi_cu_tru"),
        NULL));
    mc_form_filler_step (bench->session);
  }
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_CHECK);
  g_assert_cmpstr (get (bench, "noi_cu_tru"), ==, NEW_ADDRESS);
  g_assert_cmpstr (get (bench, "noi_cu_tru.commune"), ==, "27475");
}

/* A street that is written after that belongs to the same address; another form knows it, too. */
static void
test_settled_address_is_of_the_visit (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  settle_first_address (bench);
  mc_session_back (bench->session);
  go_to_field (bench, "nyc_noi_cu_tru");
  mc_session_set_address (bench->session, "nyc_noi_cu_tru",
                          "Số 9, Phường Tân Hưng, Thành phố Hồ Chí Minh", "Số 9", "27475", "79");
  mc_form_filler_fill (bench->session);
  g_assert_cmpstr (get (bench, "noi_cu_tru.street"), ==, "Số 9");
  mc_visit_bench_submit (bench);
  mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);

  mc_session_begin_another (bench->session);
  mc_session_choose_procedure (bench->session, "1.004873");
  mc_session_accept_guide (bench->session);
  mc_session_consent (bench->session, TRUE, FALSE);
  mc_session_confirm_person (bench->session);
  mc_session_set_answer (bench->session, "nyc_quan_he", "ban_than");
  mc_session_continue (bench->session);
  g_assert_cmpstr (get (bench, "nyc_noi_cu_tru.street"), ==, "Số 9");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/absence/abandoned warning alerts staff", test_abandoned_warning_alerts_staff);
  g_test_add_func ("/absence/a page without its slip stays and calls",
                   test_page_without_slip_stays_and_calls);
  g_test_add_func ("/progress/never goes back", test_progress_never_goes_back);
  g_test_add_func ("/progress/same on the way back", test_progress_is_the_same_on_the_way_back);
  g_test_add_func ("/settled/not asked again", test_settled_address_is_not_asked_again);
  g_test_add_func ("/settled/of the visit", test_settled_address_is_of_the_visit);
  return g_test_run ();
}
