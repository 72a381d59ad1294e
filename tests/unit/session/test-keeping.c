// SPDX-License-Identifier: GPL-3.0-or-later

/* What a kiosk keeps of a visit, for how long, and what it does not begin. */

#include <glib/gstdio.h>
#include <locale.h>

#include "tests/lib/visit-bench.h"

/* A crash writes nothing more: a copy of the state as it is in the middle of the visit, opened by
 * another kiosk process, is what is found after SIGKILL. */
static void
test_crashed_visit_goes_on_at_the_same_page (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autoptr (McStore) store = NULL;
  g_autoptr (McOutbox) outbox = NULL;
  g_autoptr (McDrafts) drafts = NULL;
  g_autoptr (McSession) reborn = NULL;
  guint page;

  mc_visit_bench_go_to_form (bench);
  mc_session_set_answer (bench->session, "nyc_quan_he", "ban_than");
  mc_session_continue (bench->session);
  g_assert_cmpuint (mc_session_get_faults (bench->session)->len, ==, 0);
  page = mc_session_get_page (bench->session);
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
  g_assert_cmpint (mc_session_get_step (reborn), ==, MC_STEP_FORM);
  g_assert_cmpuint (mc_session_get_page (reborn), ==, page);
  g_assert_cmpstr (mc_answers_get (mc_session_get_answers (reborn), "nyc_quan_he"), ==, "ban_than");
  g_assert_cmpstr (mc_session_get_person (reborn)->name, ==, "Trần Thị Ngọc Bích");
  mc_session_end (reborn);
  g_clear_object (&reborn);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  mc_store_close (store);
}

static void
test_old_draft_belongs_to_nobody (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McSession *other;

  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_settle (bench);
  mc_fake_clock_advance (bench->clock, 80 * 1000);
  mc_session_touch (bench->session);
  mc_fake_clock_advance (bench->clock, 80 * 1000);
  mc_session_touch (bench->session);
  mc_fake_clock_advance (bench->clock, 80 * 1000);

  other = mc_session_new (&(McSessionParts){
      .clock = MC_CLOCK (bench->clock),
      .catalogue = bench->catalogue,
      .identity = bench->identity,
      .outbox = bench->outbox,
      .vault = bench->vault,
      .drafts = bench->drafts,
  });
  g_assert_false (mc_session_resume (other));
  mc_visit_bench_settle (bench);
  g_assert_finalize_object (other);
}

/* An expired certificate or a dead clock battery: the machine says so before anybody types. */
static void
test_nothing_begins_that_cannot_be_sealed (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McSession *crippled = mc_session_new (&(McSessionParts){
      .clock = MC_CLOCK (bench->clock),
      .catalogue = bench->catalogue,
      .identity = bench->identity,
      .outbox = bench->outbox,
  });

  mc_session_begin (crippled);
  g_assert_cmpint (mc_session_get_step (crippled), ==, MC_STEP_WELCOME);
  g_assert_cmpint (mc_session_get_trouble (crippled), ==, MC_TROUBLE_NOT_ENROLLED);
  g_assert_nonnull (mc_session_get_identity (crippled));

  mc_session_lookup (crippled);
  g_assert_cmpint (mc_session_get_step (crippled), ==, MC_STEP_LOOKUP);
  mc_session_end (crippled);
  mc_visit_bench_settle (bench);
  g_assert_finalize_object (crippled);
}

static void
test_nothing_begins_that_could_not_be_kept (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();

  mc_store_set_reserve (bench->store, G_MAXUINT64);
  mc_session_begin (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_WELCOME);
  g_assert_cmpint (mc_session_get_trouble (bench->session), ==, MC_TROUBLE_DISK_LOW);
  mc_store_set_reserve (bench->store, 0);
  mc_session_begin (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FIND);
}

static void
add_canary (GPtrArray *canaries, guint i)
{
  g_ptr_array_add (canaries,
                   g_strdup_printf ("Chim Hoàng Yến Số %c%c Quế Phượng", 'A' + i, 'K' + i));
}

static void
assert_nowhere (const char *dir, const char *text)
{
  g_autofree char *nfd = g_utf8_normalize (text, -1, G_NORMALIZE_NFD);
  glong n_units;
  g_autofree gunichar2 *utf16 = g_utf8_to_utf16 (text, -1, NULL, &n_units, NULL);
  g_autofree char *a = mc_kiosk_state_find_bytes (dir, text, strlen (text));
  g_autofree char *b = mc_kiosk_state_find_bytes (dir, nfd, strlen (nfd));
  g_autofree char *c = mc_kiosk_state_find_bytes (dir, utf16, n_units * sizeof (gunichar2));

  g_assert_null (a);
  g_assert_null (b);
  g_assert_null (c);
}

static void
test_nothing_readable_stays (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autoptr (GPtrArray) canaries = g_ptr_array_new_with_free_func (g_free);
  const McPage *page;
  const McField *text_field = NULL;

  for (guint i = 0; i < 20; i++)
    add_canary (canaries, i);
  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_fill_form (bench);
  page = mc_form_get_page (mc_session_get_form (bench->session),
                           mc_form_get_n_pages (mc_session_get_form (bench->session)) - 1);
  text_field = g_ptr_array_index (page->fields, 0);
  for (guint i = 0; i < canaries->len; i++) {
    mc_session_change (bench->session,
                       mc_form_get_n_pages (mc_session_get_form (bench->session)) - 1);
    mc_session_set_answer (bench->session, text_field->key, g_ptr_array_index (canaries, i));
    mc_session_continue (bench->session);
    g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_CHECK);
    mc_visit_bench_settle (bench);
  }
  mc_visit_bench_submit (bench);
  mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);
  mc_session_end (bench->session);
  mc_visit_bench_settle (bench);
  for (guint i = 0; i < canaries->len; i++)
    assert_nowhere (bench->state->dir, g_ptr_array_index (canaries, i));
  assert_nowhere (bench->state->dir, "Trần Thị Ngọc Bích");
  assert_nowhere (bench->state->dir, "079192000002");
  /* The search itself can find something: */
  {
    g_autofree char *there = mc_kiosk_state_find_bytes (bench->state->dir, "kiosk-000001", 12);
    g_assert_nonnull (there);
  }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keeping/crashed-visit-goes-on-at-the-same-page",
                   test_crashed_visit_goes_on_at_the_same_page);
  g_test_add_func ("/keeping/old-draft-belongs-to-nobody", test_old_draft_belongs_to_nobody);
  g_test_add_func ("/keeping/nothing-begins-that-cannot-be-sealed",
                   test_nothing_begins_that_cannot_be_sealed);
  g_test_add_func ("/keeping/nothing-begins-that-could-not-be-kept",
                   test_nothing_begins_that_could_not_be_kept);
  g_test_add_func ("/keeping/nothing-readable-stays", test_nothing_readable_stays);
  return g_test_run ();
}
