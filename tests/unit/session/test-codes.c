// SPDX-License-Identifier: GPL-3.0-or-later

/* Codes of slips in the place of a card, and codes that a scanner types. */

#include <locale.h>
#include <string.h>

#include "tests/lib/form-filler.h"
#include "tests/lib/visit-bench.h"

#define PROCEDURE "1.004873"

static void
go_to_scan (McVisitBench *bench)
{
  mc_session_begin (bench->session);
  mc_session_choose_procedure (bench->session, PROCEDURE);
  mc_session_accept_guide (bench->session);
  mc_session_consent (bench->session, TRUE, FALSE);
}

/* (transfer full): of a submission that is in the queue, after its visit. */
static char *
submit_one (McVisitBench *bench, gboolean statement)
{
  char *told;

  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_fill_form (bench);
  mc_visit_bench_submit (bench);
  mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);
  told = g_strdup (statement ? mc_session_get_statement (bench->session)
                             : mc_session_get_local_code (bench->session));
  mc_session_end (bench->session);
  mc_visit_bench_settle (bench);
  return told;
}

static void
assert_looked_up (McVisitBench *bench)
{
  mc_visit_bench_wait_step (bench, MC_STEP_LOOKUP);
  for (guint i = 0; i < 1000 && mc_session_get_submission (bench->session) == NULL; i++)
    mc_visit_bench_settle (bench);
  g_assert_nonnull (mc_session_get_submission (bench->session));
}

static void
test_slip_at_the_camera (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autofree char *statement = submit_one (bench, TRUE);

  go_to_scan (bench);
  mc_virtual_scanner_do_scan (bench->scanner, statement, strlen (statement));
  mc_visit_bench_settle (bench);
  g_assert_cmpint (mc_session_get_trouble (bench->session), ==, MC_TROUBLE_CARD_DOSSIER);
  g_assert_nonnull (mc_session_get_shown_code (bench->session));
  mc_session_lookup_shown (bench->session);
  assert_looked_up (bench);
}

static void
test_dossier_at_the_camera (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  go_to_scan (bench);
  mc_virtual_scanner_do (bench->scanner, "scan 000.00.15.H29-261121-0012");
  mc_visit_bench_settle (bench);
  g_assert_cmpint (mc_session_get_trouble (bench->session), ==, MC_TROUBLE_CARD_DOSSIER);
  g_assert_null (mc_session_get_shown_code (bench->session));
  mc_session_lookup_shown (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_SCAN);
}

static void
test_vneid_is_named (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  go_to_scan (bench);
  mc_virtual_scanner_do (bench->scanner,
                         "scan 7f3kQx0ZpLm2Vt8yR4sWc1NbJd6HgTa9eUoXiYvPqMzB5nFr+/0A1b2C3d4=");
  mc_visit_bench_settle (bench);
  g_assert_cmpint (mc_session_get_trouble (bench->session), ==, MC_TROUBLE_CARD_VNEID);
}

static void
test_vneid_goes_to_the_portal (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autoptr (McSubmission) row = NULL;
  g_autoptr (GBytes) envelope = NULL;
  g_autofree char *record = NULL;

  go_to_scan (bench);
  mc_virtual_scanner_do (bench->scanner,
                         "scan 7f3kQx0ZpLm2Vt8yR4sWc1NbJd6HgTa9eUoXiYvPqMzB5nFr+/0A1b2C3d4=");
  mc_visit_bench_settle (bench);
  mc_session_take_typed (bench->session, MC_BENCH_CARD "\r");
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  mc_session_confirm_person (bench->session);
  mc_form_filler_fill (bench->session);
  mc_session_submit (bench->session);
  mc_visit_bench_wait_step (bench, MC_STEP_DONE);
  row = mc_outbox_find (bench->outbox, mc_session_get_local_code (bench->session), NULL);
  envelope = mc_outbox_get_envelope (bench->outbox, row->id, NULL);
  record = mc_kiosk_state_open (bench->state, envelope);
  g_assert_nonnull (strstr (record, "\"vneid\":\"7f3kQx0ZpLm2Vt8y"));
}

static void
test_typed_card (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  go_to_scan (bench);
  mc_session_take_typed (bench->session, MC_BENCH_CARD "\r");
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  g_assert_cmpint (mc_session_get_person (bench->session)->assurance, ==, MC_ASSURANCE_QR);
  mc_session_take_typed (bench->session, MC_BENCH_CARD);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_PERSON);
}

static void
test_typed_slip (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autofree char *code = submit_one (bench, FALSE);

  mc_session_take_typed (bench->session, "https://example.vn/");
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
  mc_session_take_typed (bench->session, code);
  assert_looked_up (bench);
}

/* In the middle of a form a code means nothing, and takes nobody out of it. */
static void
test_typed_elsewhere (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autofree char *code = submit_one (bench, FALSE);

  mc_visit_bench_go_to_form (bench);
  mc_session_take_typed (bench->session, code);
  mc_session_take_typed (bench->session, MC_BENCH_CARD);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FORM);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/codes/a slip at the camera can be looked up", test_slip_at_the_camera);
  g_test_add_func ("/codes/a dossier's code is only named", test_dossier_at_the_camera);
  g_test_add_func ("/codes/a token of VNeID is named", test_vneid_is_named);
  g_test_add_func ("/codes/and goes to the portal, sealed", test_vneid_goes_to_the_portal);
  g_test_add_func ("/codes/a card may be typed", test_typed_card);
  g_test_add_func ("/codes/a slip may be typed", test_typed_slip);
  g_test_add_func ("/codes/nothing happens elsewhere", test_typed_elsewhere);
  return g_test_run ();
}
