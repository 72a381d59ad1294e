// SPDX-License-Identifier: GPL-3.0-or-later

/* test-form-visit 9.000001.json: a form with a list on its way through a visit, and what is offered
 * again in the same visit. */

#include "tests/lib/form-filler.h"
#include "tests/lib/visit-bench.h"

#define CODE "9.000001"

static McSession *
begin (McVisitBench *bench)
{
  McSession *session = bench->session;

  mc_session_begin (session);
  mc_session_choose_procedure (session, CODE);
  mc_session_accept_guide (session);
  mc_session_consent (session, TRUE, FALSE);
  mc_virtual_scanner_do (bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  mc_session_confirm_person (session);
  g_assert_cmpint (mc_session_get_step (session), ==, MC_STEP_FORM);
  return session;
}

/* Fills in pages until the one with that id is shown. */
static void
go_to (McSession *session, const char *id)
{
  for (guint guard = 0; !g_str_equal (mc_session_get_current_page (session)->id, id); guard++) {
    g_assert_cmpuint (guard, <, 64);
    mc_form_filler_step (session);
    g_assert_cmpint (mc_session_get_step (session), ==, MC_STEP_FORM);
  }
}

/* Answers the field of the page that is shown. */
static void
set (McSession *session, const char *field_key, const char *typed)
{
  const McField *field = mc_form_find_field (mc_session_get_form (session), field_key);
  g_autofree char *key = mc_session_dup_answer_key (session, field);

  mc_session_set_answer (session, key, typed);
}

static const char *
get (McSession *session, const char *key)
{
  return mc_answers_get (mc_session_get_answers (session), key);
}

static void
add_child (McSession *session, const char *name, const char *age)
{
  mc_session_add_row (session);
  set (session, "con_ten", name);
  mc_session_continue (session);
  set (session, "con_tuoi", age);
  mc_session_continue (session);
}

static void
test_list (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McSession *session = begin (bench);

  go_to (session, "cac_con");
  mc_session_continue (session);
  g_assert_cmpuint (mc_session_get_faults (session)->len, ==, 1);

  add_child (session, "Trần Một", "12");
  g_assert_cmpstr (mc_session_get_current_page (session)->id, ==, "con_truong");
  set (session, "con_truong", "Chu Văn An");
  mc_session_continue (session);
  g_assert_cmpstr (mc_session_get_current_page (session)->id, ==, "cac_con");
  g_assert_cmpint (mc_session_get_place (session).row, ==, -1);

  add_child (session, "Trần Hai", "20");
  g_assert_cmpuint (mc_session_get_n_rows (session), ==, 2);
  g_assert_cmpstr (get (session, "con.1.con_ten"), ==, "Trần Hai");

  mc_session_edit_row (session, 1);
  set (session, "con_ten", "Trần Thị Hai");
  mc_session_back (session);
  g_assert_cmpstr (get (session, "con.1.con_ten"), ==, "Trần Thị Hai");
  g_assert_cmpuint (mc_session_get_n_rows (session), ==, 2);

  mc_session_remove_row (session, 0);
  g_assert_cmpuint (mc_session_get_n_rows (session), ==, 1);
  g_assert_cmpstr (get (session, "con.0.con_ten"), ==, "Trần Thị Hai");
  mc_session_continue (session);
  g_assert_cmpint (((McFieldFault *) g_ptr_array_index (mc_session_get_faults (session), 0))->fault,
                   ==, MC_FAULT_RULE);
}

static void
test_row_is_checked (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McSession *session = begin (bench);
  const McFieldFault *fault;

  go_to (session, "cac_con");
  mc_session_add_row (session);
  mc_session_continue (session);
  g_assert_cmpuint (mc_session_get_faults (session)->len, ==, 1);
  fault = g_ptr_array_index (mc_session_get_faults (session), 0);
  g_assert_cmpstr (fault->key, ==, "con.0.con_ten");
  g_assert_cmpint (fault->fault, ==, MC_FAULT_MISSING);
}

static void
test_empty_row (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McSession *session = begin (bench);

  go_to (session, "cac_con");
  mc_session_add_row (session);
  g_assert_cmpint (mc_session_get_place (session).row, ==, 0);
  mc_session_back (session);
  g_assert_cmpint (mc_session_get_place (session).row, ==, -1);
  g_assert_cmpuint (mc_session_get_n_rows (session), ==, 0);
}

/* Anywhere but on a list the verbs of lists do nothing, and no page can be answered from another
 * row than there is. */
static void
test_verbs_elsewhere (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McSession *session = begin (bench);

  mc_session_add_row (session);
  mc_session_edit_row (session, 0);
  mc_session_remove_row (session, 0);
  mc_session_set_answer (session, "con.0.con_ten", "Trần Một");
  mc_session_set_answer (session, "tuoi", "99");
  g_assert_cmpuint (mc_session_get_n_rows (session), ==, 0);
  g_assert_null (get (session, "con"));
  g_assert_null (get (session, "con.0.con_ten"));
  g_assert_cmpstr (get (session, "tuoi"), !=, "99");
}

static void
test_addresses_are_offered (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McSession *session = begin (bench);
  const McField *field = mc_form_find_field (mc_session_get_form (session), "noi_nhan");
  g_autoptr (GPtrArray) offered = NULL;

  go_to (session, "noi_o");
  mc_session_set_address (session, "noi_o", "Số 12 đường Trần Phú, Phường Ba Đình, Hà Nội",
                          "Số 12 đường Trần Phú", "00004", "01");
  mc_session_continue (session);
  g_assert_cmpstr (mc_session_get_current_page (session)->id, ==, "noi_nhan");
  g_assert_null (get (session, "noi_nhan"));
  offered = mc_session_dup_suggestions (session, field);
  g_assert_cmpuint (offered->len, ==, 2);
  g_assert_cmpstr (((McSuggestion *) g_ptr_array_index (offered, 0))->label, ==,
                   "Nơi ở (Người khai)");
  g_assert_cmpstr (((McSuggestion *) g_ptr_array_index (offered, 0))->text, ==,
                   "Số 12 đường Trần Phú, Phường Ba Đình, Hà Nội");

  mc_session_take_suggestion (session, field, 0);
  g_assert_cmpstr (get (session, "noi_nhan.commune"), ==, "00004");
  g_assert_cmpstr (get (session, "noi_nhan.street"), ==, "Số 12 đường Trần Phú");
  mc_session_set_answer (session, "noi_nhan", "Số 5 đường khác, Phường Ba Đình");
  g_assert_null (get (session, "noi_nhan.commune"));
}

static void
test_another_procedure (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McSession *session = begin (bench);
  g_autofree char *first = NULL;
  g_autoptr (GPtrArray) offered = NULL;

  go_to (session, "noi_o");
  set (session, "noi_o", "Số 12 đường Trần Phú, Phường Ba Đình, Hà Nội");
  go_to (session, "cac_con");
  add_child (session, "Trần Một", "12");
  mc_form_filler_fill (session);
  mc_visit_bench_submit (bench);
  mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);
  first = g_strdup (mc_session_get_local_code (session));

  mc_session_begin_another (session);
  g_assert_cmpint (mc_session_get_step (session), ==, MC_STEP_FIND);
  g_assert_null (mc_session_get_local_code (session));
  mc_session_choose_procedure (session, CODE);
  mc_session_accept_guide (session);
  mc_session_consent (session, TRUE, FALSE);
  g_assert_cmpint (mc_session_get_step (session), ==, MC_STEP_PERSON);
  mc_session_confirm_person (session);
  go_to (session, "noi_o");
  g_assert_null (get (session, "con"));
  offered = mc_session_dup_suggestions (
      session, mc_form_find_field (mc_session_get_form (session), "noi_o"));
  g_assert_cmpstr (((McSuggestion *) g_ptr_array_index (offered, 0))->text, ==,
                   "Số 12 đường Trần Phú, Phường Ba Đình, Hà Nội");
  set (session, "noi_o", "Số 12 đường Trần Phú, Phường Ba Đình, Hà Nội");
  go_to (session, "cac_con");
  add_child (session, "Trần Hai", "5");
  mc_form_filler_fill (session);
  mc_visit_bench_submit (bench);
  mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);
  g_assert_cmpstr (mc_session_get_local_code (session), !=, first);
}

/* A row half filled in is there again after a crash, and so is its page. */
static void
test_crash_in_a_row (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McSession *session = begin (bench);
  g_autoptr (McStore) store = NULL;
  g_autoptr (McOutbox) outbox = NULL;
  g_autoptr (McDrafts) drafts = NULL;
  g_autoptr (McSession) reborn = NULL;

  go_to (session, "cac_con");
  mc_session_add_row (session);
  set (session, "con_ten", "Trần Một");
  mc_session_continue (session);
  g_assert_cmpstr (mc_session_get_current_page (session)->id, ==, "con_tuoi");
  mc_visit_bench_settle (bench);

  store = mc_store_open (bench->state->dir, NULL);
  outbox = mc_outbox_new (store);
  drafts = mc_drafts_new (store, bench->state->runtime_dir, NULL);
  reborn = mc_session_new (&(McSessionParts){
      .clock = MC_CLOCK (bench->clock),
      .catalogue = bench->catalogue,
      .identity = bench->identity,
      .outbox = outbox,
      .vault = bench->vault,
      .drafts = drafts,
  });
  g_assert_true (mc_session_resume (reborn));
  g_assert_cmpint (mc_session_get_place (reborn).row, ==, 0);
  g_assert_cmpstr (mc_session_get_current_page (reborn)->id, ==, "con_tuoi");
  g_assert_cmpstr (get (reborn, "con.0.con_ten"), ==, "Trần Một");
  mc_session_end (reborn);
  g_clear_object (&reborn);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  mc_store_close (store);
}

int
main (int argc, char **argv)
{
  /* Into the catalogue that is compiled in, before anybody looks. */
  g_autofree char *folder = g_path_get_dirname (argv[1]);
  g_autofree char *overlay = g_strconcat ("/vn/motcua/catalogue/procedures=", folder, NULL);

  g_setenv ("G_RESOURCE_OVERLAYS", overlay, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/form-visit/a list is filled in row by row", test_list);
  g_test_add_func ("/form-visit/a row is checked page by page", test_row_is_checked);
  g_test_add_func ("/form-visit/an empty row does not stay", test_empty_row);
  g_test_add_func ("/form-visit/elsewhere lists cannot be touched", test_verbs_elsewhere);
  g_test_add_func ("/form-visit/an address is offered, not filled in", test_addresses_are_offered);
  g_test_add_func ("/form-visit/the next procedure knows the person", test_another_procedure);
  g_test_add_func ("/form-visit/a crash costs no row", test_crash_in_a_row);
  return g_test_run ();
}
