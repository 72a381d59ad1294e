// SPDX-License-Identifier: GPL-3.0-or-later

/* What a kiosk keeps of a visit, for how long, and what it does not begin. */

#include <glib/gstdio.h>
#include <locale.h>

#include "tests/lib/scripted-holder.h"
#include "tests/lib/visit-bench.h"

/* A crash writes nothing more: the state as it is in the middle of the visit, opened by another
 * kiosk process, is what is found after SIGKILL. */
typedef struct {
  McStore *store;
  McOutbox *outbox;
  McDrafts *drafts;
  McSession *session;
} Reborn;

/* later_ms: that long after the crash. */
static Reborn *
reborn_new (McVisitBench *bench, gint64 later_ms)
{
  Reborn *self = g_new0 (Reborn, 1);
  g_autoptr (McFakeClock) clock = mc_fake_clock_new ();
  const gint64 now_ms = mc_clock_monotonic_ms (MC_CLOCK (bench->clock));

  mc_visit_bench_settle (bench);
  mc_fake_clock_advance (clock, now_ms - mc_clock_monotonic_ms (MC_CLOCK (clock)) + later_ms);
  self->store = mc_store_open (bench->state->dir, NULL);
  self->outbox = mc_outbox_new (self->store);
  self->drafts = mc_drafts_new (self->store, bench->state->runtime_dir, NULL);
  self->session = mc_session_new (&(McSessionParts){
      .clock = MC_CLOCK (clock),
      .catalogue = bench->catalogue,
      .identity = bench->identity,
      .outbox = self->outbox,
      .vault = bench->vault,
      .drafts = self->drafts,
      .idle_seconds = 90,
      .warning_seconds = 45,
  });
  return self;
}

static void
reborn_free (Reborn *self)
{
  mc_session_end (self->session);
  g_clear_object (&self->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  mc_store_close (self->store);
  g_clear_object (&self->drafts);
  g_clear_object (&self->outbox);
  g_clear_object (&self->store);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reborn, reborn_free)

static void
test_crashed_visit_goes_on_at_the_same_page (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autoptr (Reborn) reborn = NULL;
  guint page;

  mc_visit_bench_go_to_form (bench);
  mc_session_set_answer (bench->session, "nyc_quan_he", "ban_than");
  mc_session_continue (bench->session);
  g_assert_cmpuint (mc_session_get_faults (bench->session)->len, ==, 0);
  page = mc_session_get_page (bench->session);

  reborn = reborn_new (bench, 0);
  g_assert_true (mc_session_resume (reborn->session));
  g_assert_cmpint (mc_session_get_step (reborn->session), ==, MC_STEP_FORM);
  g_assert_cmpuint (mc_session_get_page (reborn->session), ==, page);
  g_assert_cmpstr (mc_answers_get (mc_session_get_answers (reborn->session), "nyc_quan_he"), ==,
                   "ban_than");
  g_assert_cmpstr (mc_session_get_person (reborn->session)->name, ==, "Trần Thị Ngọc Bích");
}

/* Whatever has been agreed to, read or found so far. */
static void
test_every_step_comes_back (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McSession *session = bench->session;
  McStep steps[] = { MC_STEP_FIND, MC_STEP_GUIDE, MC_STEP_NOTICE, MC_STEP_SCAN, MC_STEP_MANUAL };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (Reborn) reborn = NULL;

    if (steps[i] == MC_STEP_FIND)
      mc_session_begin (session);
    else if (steps[i] == MC_STEP_GUIDE)
      mc_session_choose_procedure (session, "1.004873");
    else if (steps[i] == MC_STEP_NOTICE)
      mc_session_accept_guide (session);
    else if (steps[i] == MC_STEP_SCAN)
      mc_session_consent (session, TRUE, TRUE);
    else
      mc_session_enter_manually (session);
    reborn = reborn_new (bench, 1000);
    g_assert_true (mc_session_resume (reborn->session));
    g_assert_cmpint (mc_session_get_step (reborn->session), ==, steps[i]);
    g_assert_cmpstr (mc_session_get_notice_text (reborn->session), ==,
                     mc_session_get_notice_text (session));
  }
}

/* The few numbers that open a chip are asked on a form of their own. */
static void
test_numbers_for_the_chip_come_back (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autoptr (Reborn) reborn = NULL;
  g_autoptr (Reborn) again = NULL;

  mc_virtual_card_reader_do (bench->card_reader, "plug");
  mc_session_begin (bench->session);
  mc_session_choose_procedure (bench->session, "1.004873");
  mc_session_accept_guide (bench->session);
  mc_session_consent (bench->session, TRUE, FALSE);
  mc_session_type_card (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_MANUAL);
  mc_session_set_answer (bench->session, "id", "079192000002");
  mc_fake_clock_advance (bench->clock, 4000);

  reborn = reborn_new (bench, 0);
  g_assert_true (mc_session_resume (reborn->session));
  g_assert_true (mc_session_get_form (reborn->session)
                 == mc_catalogue_get_card_form (bench->catalogue));
  g_assert_cmpstr (mc_answers_get (mc_session_get_answers (reborn->session), "id"), ==,
                   "079192000002");
}

/* What came from the card is not asked again, nor is what the card looks like forgotten. */
static void
test_what_the_card_said_comes_back (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autoptr (Reborn) reborn = NULL;
  McForm *form;
  guint prefilled = 0;

  mc_visit_bench_go_to_form (bench);
  form = mc_session_get_form (bench->session);
  reborn = reborn_new (bench, 0);
  g_assert_true (mc_session_resume (reborn->session));
  for (guint i = 0; i < mc_form_get_n_pages (form); i++) {
    const McPage *page = mc_form_get_page (form, i);

    for (guint j = 0; j < page->fields->len; j++) {
      const McField *field = g_ptr_array_index (page->fields, j);
      const gboolean expected = mc_answers_is_prefilled (mc_session_get_answers (bench->session),
                                                         field->key);

      prefilled += expected;
      g_assert_cmpint (
          mc_answers_is_prefilled (mc_session_get_answers (reborn->session), field->key), ==,
          expected);
    }
  }
  g_assert_cmpuint (prefilled, >, 0);
  g_assert_cmpint (mc_session_get_card_warnings (reborn->session), ==,
                   mc_session_get_card_warnings (bench->session));
}

/* Killed between the two, nobody knows which it was: the outbox does. */
static void
test_killed_while_saving_it_is_there_once (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McOutboxCounts counts = { 0 };

  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_fill_form (bench);
  {
    g_autoptr (Reborn) before = reborn_new (bench, 0);

    g_assert_true (mc_session_resume (before->session));
    g_assert_cmpint (mc_session_get_step (before->session), ==, MC_STEP_CHECK);
    mc_session_submit (before->session);
    while (mc_session_get_step (before->session) != MC_STEP_DONE)
      g_main_context_iteration (NULL, TRUE);
  }
  g_assert_true (mc_outbox_count (bench->outbox, &counts, NULL));
  g_assert_cmpuint (counts.queued, ==, 1);
}

static void
test_killed_after_it_was_recorded_the_code_comes_back (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autoptr (Reborn) reborn = NULL;
  g_autofree char *code = NULL;
  McOutboxCounts counts = { 0 };

  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_fill_form (bench);
  mc_visit_bench_submit (bench);
  code = g_strdup (mc_session_get_local_code (bench->session));

  reborn = reborn_new (bench, 0);
  g_assert_true (mc_session_resume (reborn->session));
  g_assert_cmpint (mc_session_get_step (reborn->session), ==, MC_STEP_DONE);
  g_assert_cmpstr (mc_session_get_local_code (reborn->session), ==, code);
  g_assert_cmpint (mc_session_get_trouble (reborn->session), ==, MC_TROUBLE_PRINT_UNKNOWN);
  g_assert_true (mc_outbox_count (bench->outbox, &counts, NULL));
  g_assert_cmpuint (counts.queued, ==, 1);
}

/* The tools of an attacker, or of a test: straight into the database. */
static void
run_sql (McVisitBench *bench, const char *sql)
{
  g_autofree char *path = g_build_filename (bench->state->dir, "queue.db", NULL);
  sqlite3 *db = NULL;

  mc_visit_bench_settle (bench);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

/* Killed between the last touch and the commit: back to the answers. */
static void
test_killed_before_it_was_recorded_the_answers_come_back (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autoptr (Reborn) reborn = NULL;

  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_fill_form (bench);
  run_sql (bench, "CREATE TRIGGER never BEFORE INSERT ON submission BEGIN"
                  " SELECT RAISE (ABORT, 'never'); END");
  g_test_expect_message ("motcua", G_LOG_LEVEL_WARNING, "not recorded*");
  mc_session_submit (bench->session);
  mc_visit_bench_wait_step (bench, MC_STEP_CHECK);
  g_test_assert_expected_messages ();
  run_sql (bench, "DELETE FROM draft WHERE id NOT LIKE '%/done'");
  run_sql (bench, "DROP TRIGGER never");

  reborn = reborn_new (bench, 0);
  g_assert_true (mc_session_resume (reborn->session));
  g_assert_cmpint (mc_session_get_step (reborn->session), ==, MC_STEP_CHECK);
  g_assert_cmpstr (mc_answers_get (mc_session_get_answers (reborn->session), "nyc_quan_he"), ==,
                   mc_answers_get (mc_session_get_answers (bench->session), "nyc_quan_he"));
}

static const McField *
find_reusing (McForm *form)
{
  for (guint i = 0; i < mc_form_get_n_pages (form); i++) {
    const McPage *page = mc_form_get_page (form, i);

    for (guint j = 0; j < page->fields->len; j++) {
      const McField *field = g_ptr_array_index (page->fields, j);

      if (field->reuse != NULL)
        return field;
    }
  }
  g_assert_not_reached ();
}

static void
begin_matter (McSession *session)
{
  mc_session_choose_procedure (session, "1.000656");
  mc_session_accept_guide (session);
  mc_session_consent (session, TRUE, FALSE);
}

static void
test_what_was_answered_for_the_first_matter_is_still_offered (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autoptr (Reborn) reborn = NULL;
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  const McField *field;

  mc_session_begin (bench->session);
  begin_matter (bench->session);
  mc_virtual_scanner_do (bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (bench, MC_STEP_PERSON);
  mc_session_confirm_person (bench->session);
  mc_visit_bench_fill_form (bench);
  mc_visit_bench_submit (bench);
  mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);
  mc_session_begin_another (bench->session);
  begin_matter (bench->session);
  mc_session_confirm_person (bench->session);
  g_assert_cmpint (mc_session_get_step (bench->session), ==, MC_STEP_FORM);
  field = find_reusing (mc_session_get_form (bench->session));
  before = mc_session_dup_suggestions (bench->session, field);
  g_assert_cmpuint (before->len, >, 0);
  g_assert_cmpstr (((McSuggestion *) g_ptr_array_index (before, 0))->label, !=,
                   "Trên thẻ căn cước của ông/bà");

  reborn = reborn_new (bench, 0);
  g_assert_true (mc_session_resume (reborn->session));
  after = mc_session_dup_suggestions (reborn->session, field);
  g_assert_cmpuint (after->len, ==, before->len);
  for (guint i = 0; i < after->len; i++)
    g_assert_cmpstr (((McSuggestion *) g_ptr_array_index (after, i))->text, ==,
                     ((McSuggestion *) g_ptr_array_index (before, i))->text);
}

static void
test_what_was_looked_up_comes_back (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autoptr (Reborn) reborn = NULL;
  g_autofree char *code = NULL;

  mc_visit_bench_go_to_form (bench);
  mc_visit_bench_fill_form (bench);
  mc_visit_bench_submit (bench);
  mc_visit_bench_wait_print (bench, MC_PRINT_CONFIRMED);
  code = g_strdup (mc_session_get_local_code (bench->session));
  mc_session_end (bench->session);
  mc_session_lookup (bench->session);
  mc_session_lookup_code (bench->session, code);
  while (mc_session_get_submission (bench->session) == NULL)
    g_main_context_iteration (NULL, TRUE);
  mc_fake_clock_advance (bench->clock, 4000);

  reborn = reborn_new (bench, 0);
  g_assert_true (mc_session_resume (reborn->session));
  g_assert_cmpint (mc_session_get_step (reborn->session), ==, MC_STEP_LOOKUP);
  g_assert_cmpstr (mc_session_get_local_code (reborn->session), ==, code);
}

static void
on_resumed (McSession *session, char **told)
{
  *told = g_strdup (mc_session_get_manner (session));
}

static void
test_how_the_screen_was_wanted_comes_back (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autoptr (Reborn) reborn = NULL;
  g_autofree char *told = NULL;

  mc_session_set_manner (bench->session, "large");
  mc_visit_bench_go_to_form (bench);
  reborn = reborn_new (bench, 0);
  g_signal_connect (reborn->session, "resumed", G_CALLBACK (on_resumed), &told);
  g_assert_true (mc_session_resume (reborn->session));
  g_assert_cmpstr (told, ==, "large");
}

/* Whoever has left in the meantime is not shown to whoever comes. */
static void
test_old_draft_belongs_to_nobody (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autoptr (Reborn) reborn = NULL;
  g_autoptr (Reborn) sooner = NULL;

  mc_visit_bench_go_to_form (bench);
  reborn = reborn_new (bench, 136 * 1000);
  g_assert_false (mc_session_resume (reborn->session));
  g_assert_cmpint (mc_session_get_step (reborn->session), ==, MC_STEP_WELCOME);
  mc_visit_bench_settle (bench);
  /* It is gone, not only too old. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  mc_store_close (reborn->store);
  sooner = reborn_new (bench, 0);
  g_assert_false (mc_session_resume (sooner->session));
}

/* Reading is being there, too: it is the last touch that counts, not the last answer. */
static void
test_who_only_reads_has_not_left (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  g_autoptr (Reborn) reborn = NULL;

  mc_visit_bench_go_to_form (bench);
  mc_fake_clock_advance (bench->clock, 80 * 1000);
  mc_session_touch (bench->session);
  reborn = reborn_new (bench, 100 * 1000);
  g_assert_true (mc_session_resume (reborn->session));
  /* They are asked at once whether they are still here, and have all of the time to say so. */
  g_assert_cmpuint (mc_session_get_warning_seconds (reborn->session), ==, 45);
}

/* A page that the program does not survive would be shown for ever. */
static void
test_a_visit_that_crashes_again_and_again_is_given_up (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  guint times = 0;

  mc_visit_bench_go_to_form (bench);
  for (guint i = 0; i < 5; i++) {
    Reborn *reborn = reborn_new (bench, 0);
    const gboolean goes_on = mc_session_resume (reborn->session);

    times += goes_on;
    g_assert_cmpint (goes_on, ==, i < 3);
    mc_store_close (reborn->store);
    reborn_free (reborn);
  }
  g_assert_cmpuint (times, ==, 3);
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

/* The token has been pulled out since the kiosk was started. */
static void
test_nothing_begins_without_the_key (void)
{
  g_autoptr (McVisitBench) bench = mc_visit_bench_new ();
  McKeyHolder *holder = mc_scripted_holder_new ();
  McVault *vault = mc_vault_new_held (holder, bench->state->dir, NULL);
  McSession *session = mc_session_new (&(McSessionParts){
      .clock = MC_CLOCK (bench->clock),
      .catalogue = bench->catalogue,
      .identity = bench->identity,
      .outbox = bench->outbox,
      .vault = vault,
  });

  mc_scripted_holder_set_gone (MC_SCRIPTED_HOLDER (holder), TRUE);
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*scripted token is not there*");
  mc_session_begin (session);
  g_test_assert_expected_messages ();
  g_assert_cmpint (mc_session_get_step (session), ==, MC_STEP_WELCOME);
  g_assert_cmpint (mc_session_get_trouble (session), ==, MC_TROUBLE_NOT_ENROLLED);
  mc_scripted_holder_set_gone (MC_SCRIPTED_HOLDER (holder), FALSE);
  mc_session_begin (session);
  g_assert_cmpint (mc_session_get_step (session), ==, MC_STEP_FIND);

  mc_visit_bench_settle (bench);
  g_assert_finalize_object (session);
  g_assert_finalize_object (vault);
  g_assert_finalize_object (holder);
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
  g_test_add_func ("/keeping/every-step-comes-back", test_every_step_comes_back);
  g_test_add_func ("/keeping/numbers-for-the-chip-come-back", test_numbers_for_the_chip_come_back);
  g_test_add_func ("/keeping/what-the-card-said-comes-back", test_what_the_card_said_comes_back);
  g_test_add_func ("/keeping/killed-while-saving-it-is-there-once",
                   test_killed_while_saving_it_is_there_once);
  g_test_add_func ("/keeping/killed-after-it-was-recorded-the-code-comes-back",
                   test_killed_after_it_was_recorded_the_code_comes_back);
  g_test_add_func ("/keeping/killed-before-it-was-recorded-the-answers-come-back",
                   test_killed_before_it_was_recorded_the_answers_come_back);
  g_test_add_func ("/keeping/what-was-answered-for-the-first-matter-is-still-offered",
                   test_what_was_answered_for_the_first_matter_is_still_offered);
  g_test_add_func ("/keeping/what-was-looked-up-comes-back", test_what_was_looked_up_comes_back);
  g_test_add_func ("/keeping/how-the-screen-was-wanted-comes-back",
                   test_how_the_screen_was_wanted_comes_back);
  g_test_add_func ("/keeping/old-draft-belongs-to-nobody", test_old_draft_belongs_to_nobody);
  g_test_add_func ("/keeping/who-only-reads-has-not-left", test_who_only_reads_has_not_left);
  g_test_add_func ("/keeping/a-visit-that-crashes-again-and-again-is-given-up",
                   test_a_visit_that_crashes_again_and_again_is_given_up);
  g_test_add_func ("/keeping/nothing-begins-that-cannot-be-sealed",
                   test_nothing_begins_that_cannot_be_sealed);
  g_test_add_func ("/keeping/nothing-begins-that-could-not-be-kept",
                   test_nothing_begins_that_could_not_be_kept);
  g_test_add_func ("/keeping/no-key", test_nothing_begins_without_the_key);
  g_test_add_func ("/keeping/nothing-readable-stays", test_nothing_readable_stays);
  return g_test_run ();
}
