// SPDX-License-Identifier: GPL-3.0-or-later

/* Leaving a form at one machine, and going on with it at another. A test is the daemon and the
 * portal between them. */

#include <locale.h>

#include "app/domain/ticket.h"
#include "offline-cache/link/link-server.h"
#include "offline-cache/parked-errands.h"
#include "tests/lib/form-filler.h"
#include "tests/lib/visit-bench.h"
#include "tests/unit/paper/raster.h"

#define PAPER "giay_to_hon_nhan"

typedef struct {
  McVisitBench *bench;
  McLinkServer *server;
  McLinkAnswer answer; /* what the portal says */
  gboolean is_held;    /* it takes its time */
  GDBusMethodInvocation *held;
  guint asked;
} Machine;

static void
on_look (gpointer user_data)
{
}

static void
on_fetch (const char *id, GDBusMethodInvocation *call, gpointer user_data)
{
  Machine *self = user_data;

  self->asked++;
  if (self->is_held)
    self->held = call;
  else
    mc_link_server_answer (call, &self->answer);
}

static const McLinkVerbs verbs = { on_look, on_fetch };

static Machine *
machine_new (void)
{
  Machine *self = g_new0 (Machine, 1);
  g_autoptr (GError) error = NULL;

  self->bench = mc_visit_bench_new ();
  self->server = mc_link_server_new (self->bench->state->runtime_dir, NULL, &verbs, self, &error);
  g_assert_no_error (error);
  self->answer.outcome = MC_LINK_PARKED_UNKNOWN;
  return self;
}

static void
machine_free (Machine *self)
{
  mc_link_server_stop (self->server);
  g_object_unref (self->server);
  mc_link_answer_clear (&self->answer);
  mc_visit_bench_free (self->bench);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Machine, machine_free)

static McSession *
session_of (Machine *self)
{
  return self->bench->session;
}

/* --- what is parked --- */

static gboolean
read_box (sqlite3 *db, gpointer data, GError **error)
{
  GBytes **box = data;
  sqlite3_stmt *statement = NULL;

  sqlite3_prepare_v2 (db, "SELECT data FROM parked", -1, &statement, NULL);
  if (sqlite3_step (statement) == SQLITE_ROW)
    *box = g_bytes_new (sqlite3_column_blob (statement, 0),
                        (gsize) sqlite3_column_bytes (statement, 0));
  sqlite3_finalize (statement);
  return TRUE;
}

/* (transfer full): the slip; machine's daemon has carried the draft to other's. */
static char *
park (Machine *self, Machine *other)
{
  const McSheet *sheet;
  g_autoptr (McRaster) raster = NULL;
  g_autoptr (GBytes) code = NULL;
  g_autoptr (McParkedErrand) errand = NULL;

  mc_session_park (session_of (self));
  mc_session_park_now (session_of (self));
  mc_visit_bench_wait_print (self->bench, MC_PRINT_CONFIRMED);
  sheet = &(McSheet){ .pdf = mc_virtual_printer_get_last_sheet (self->bench->printer) };
  raster = mc_raster_new (sheet, 1);
  code = mc_raster_read_qr (raster, NULL);
  errand = mc_parked_errands_take (self->bench->store, "", FALSE, NULL);
  g_assert_true (
      mc_parked_errands_settle (self->bench->store, errand, MC_PARKED_ERRAND_DONE, NULL));
  mc_link_server_emit_changed (self->server);
  g_assert_true (mc_store_run (self->bench->store, read_box, &other->answer.box, NULL));
  other->answer.outcome = MC_LINK_PARKED_FOUND;
  other->answer.expires_ms = errand->expires_ms;
  return g_strndup (g_bytes_get_data (code, NULL), g_bytes_get_size (code));
}

static void
show_slip (Machine *self, const char *slip)
{
  g_autofree char *script = g_strconcat ("scan ", slip, NULL);

  mc_session_pick_up (session_of (self));
  mc_virtual_scanner_do (self->bench->scanner, script);
}

static void
wait_trouble (Machine *self, McTrouble trouble)
{
  while (mc_session_get_trouble (session_of (self)) != trouble)
    g_main_context_iteration (NULL, TRUE);
}

static void
show_card (Machine *self)
{
  mc_visit_bench_wait_step (self->bench, MC_STEP_SCAN);
  mc_virtual_scanner_do (self->bench->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (self->bench, MC_STEP_PERSON);
}

static McParkedState
look (Machine *self, const char *slip)
{
  g_autoptr (GBytes) payload = g_bytes_new (slip, strlen (slip));
  g_autoptr (McTicket) ticket = mc_ticket_parse (payload);
  McParkedState state;
  g_autoptr (GBytes) draft = NULL;

  mc_visit_bench_settle (self->bench);
  draft = mc_parked_get (self->bench->parked, ticket, &state, NULL);
  return state;
}

/* (transfer full): id of the submission that has been recorded. */
static char *
hand_in (Machine *self)
{
  mc_visit_bench_fill_form (self->bench);
  mc_visit_bench_submit (self->bench);
  mc_visit_bench_wait_print (self->bench, MC_PRINT_CONFIRMED);
  return g_strdup (mc_session_get_submission (session_of (self))->id);
}

/* --- the promises --- */

static void
test_goes_on_at_another_machine (void)
{
  g_autoptr (Machine) a = machine_new ();
  g_autoptr (Machine) b = machine_new ();
  g_autofree char *slip = NULL;
  guint page;

  mc_visit_bench_go_to_form (a->bench);
  mc_session_set_answer (session_of (a), "nyc_quan_he", "ban_than");
  mc_session_continue (session_of (a));
  page = mc_session_get_page (session_of (a));
  slip = park (a, b);
  mc_session_confirm_paper (session_of (a), TRUE);

  show_slip (b, slip);
  show_card (b);
  g_assert_false (mc_session_lacks_papers (session_of (b)));
  mc_session_confirm_person (session_of (b));
  g_assert_cmpint (mc_session_get_step (session_of (b)), ==, MC_STEP_FORM);
  g_assert_cmpuint (mc_session_get_page (session_of (b)), ==, page);
  g_assert_cmpstr (mc_answers_get (mc_session_get_answers (session_of (b)), "nyc_quan_he"), ==,
                   "ban_than");
  g_assert_cmpint (look (b, slip), ==, MC_PARKED_CLOSED);
}

/* Two machines that both went on before either could say so: the portal takes one submission. */
static void
test_both_hand_in_the_same_submission (void)
{
  g_autoptr (Machine) a = machine_new ();
  g_autoptr (Machine) b = machine_new ();
  g_autofree char *slip = NULL;
  g_autofree char *id_a = NULL;
  g_autofree char *id_b = NULL;

  mc_visit_bench_go_to_form (a->bench);
  slip = park (a, b);
  mc_session_confirm_paper (session_of (a), TRUE);
  a->answer.outcome = MC_LINK_PARKED_OFFLINE;
  show_slip (a, slip);
  show_slip (b, slip);
  show_card (a);
  show_card (b);
  mc_session_confirm_person (session_of (a));
  mc_session_confirm_person (session_of (b));
  id_a = hand_in (a);
  id_b = hand_in (b);
  g_assert_cmpstr (id_a, ==, id_b);
}

static void
test_taken_up_elsewhere_it_is_refused_here (void)
{
  g_autoptr (Machine) a = machine_new ();
  g_autoptr (Machine) b = machine_new ();
  g_autofree char *slip = NULL;

  mc_visit_bench_go_to_form (a->bench);
  slip = park (a, b);
  while (!mc_session_is_carried (session_of (a)))
    g_main_context_iteration (NULL, TRUE);
  mc_session_confirm_paper (session_of (a), TRUE);
  a->answer.outcome = MC_LINK_PARKED_GONE;
  show_slip (a, slip);
  wait_trouble (a, MC_TROUBLE_TICKET_USED);
  g_assert_cmpint (look (a, slip), ==, MC_PARKED_CLOSED);
}

/* And what was taken up here is not fetched again before the portal knows. */
static void
test_taken_up_here_it_is_not_fetched_again (void)
{
  g_autoptr (Machine) a = machine_new ();
  g_autoptr (Machine) b = machine_new ();
  g_autofree char *slip = NULL;
  guint asked;

  mc_visit_bench_go_to_form (a->bench);
  slip = park (a, b);
  show_slip (b, slip);
  show_card (b);
  mc_session_confirm_person (session_of (b));
  mc_session_end (session_of (b));
  asked = b->asked;
  show_slip (b, slip);
  wait_trouble (b, MC_TROUBLE_TICKET_USED);
  g_assert_cmpuint (b->asked, ==, asked);
}

static void
test_what_the_portal_has_not_is_told (void)
{
  static const struct {
    McLinkParked outcome;
    McTrouble trouble;
  } cases[] = {
    { MC_LINK_PARKED_UNKNOWN, MC_TROUBLE_TICKET_UNKNOWN },
    { MC_LINK_PARKED_GONE, MC_TROUBLE_TICKET_USED },
    { MC_LINK_PARKED_OFFLINE, MC_TROUBLE_TICKET_OFFLINE },
  };
  g_autoptr (Machine) b = machine_new ();
  g_autoptr (McTicket) ticket = mc_ticket_new ();
  g_autofree char *slip = mc_ticket_to_text (ticket);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    b->answer.outcome = cases[i].outcome;
    show_slip (b, slip);
    wait_trouble (b, cases[i].trouble);
    mc_session_end (session_of (b));
  }
}

/* Whatever the portal gives: without the slip's key it opens nothing. */
static void
test_bytes_that_the_slip_does_not_open (void)
{
  g_autoptr (Machine) a = machine_new ();
  g_autoptr (Machine) b = machine_new ();
  g_autofree char *slip = NULL;

  mc_visit_bench_go_to_form (a->bench);
  slip = park (a, b);
  slip[60] = slip[60] == 'A' ? 'B' : 'A';
  show_slip (b, slip);
  wait_trouble (b, MC_TROUBLE_TICKET_UNKNOWN);
}

static void
test_a_late_answer_is_nobody_elses (void)
{
  g_autoptr (Machine) a = machine_new ();
  g_autoptr (Machine) b = machine_new ();
  g_autofree char *slip = NULL;

  mc_visit_bench_go_to_form (a->bench);
  slip = park (a, b);
  b->is_held = TRUE;
  show_slip (b, slip);
  while (b->held == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (mc_session_is_asking (session_of (b)));
  mc_session_end (session_of (b));
  mc_session_pick_up (session_of (b));
  mc_link_server_answer (g_steal_pointer (&b->held), &b->answer);
  while (mc_session_is_asking (session_of (b)))
    g_main_context_iteration (NULL, TRUE);
  mc_visit_bench_settle (b->bench);
  g_assert_cmpint (mc_session_get_step (session_of (b)), ==, MC_STEP_PICK_UP);
}

/* --- papers --- */

static void
photograph (Machine *self)
{
  McSession *session = session_of (self);

  mc_visit_bench_go_to_form (self->bench);
  while (g_strcmp0 (mc_session_get_current_page (session)->id, PAPER) != 0) {
    if (g_str_equal (mc_session_get_current_page (session)->id, "tinh_trang"))
      mc_session_set_answer (session, "tinh_trang", "da_ly_hon");
    mc_form_filler_step (session);
  }
  mc_session_set_answer (session, PAPER, MC_FIELD_CAPTURED);
  mc_session_continue (session);
  mc_virtual_document_camera_do (self->bench->document_camera, "page");
  mc_session_take_page (session);
  while (mc_session_get_paper_state (session) != MC_PAPER_SHOWING)
    g_main_context_iteration (NULL, TRUE);
  mc_session_finish_capture (session);
  mc_visit_bench_wait_step (self->bench, MC_STEP_FORM);
}

static void
test_papers_are_still_there_at_the_same_machine (void)
{
  g_autoptr (Machine) a = machine_new ();
  g_autoptr (Machine) b = machine_new ();
  g_autoptr (GPtrArray) papers = NULL;
  g_autofree char *slip = NULL;
  g_autofree char *id = NULL;

  photograph (a);
  slip = park (a, b);
  mc_session_confirm_paper (session_of (a), TRUE);
  mc_visit_bench_settle (a->bench);
  a->answer.outcome = MC_LINK_PARKED_OFFLINE;
  /* Somebody shows the slip and goes away: nothing is lost. */
  show_slip (a, slip);
  mc_visit_bench_wait_step (a->bench, MC_STEP_SCAN);
  mc_session_end (session_of (a));
  mc_visit_bench_settle (a->bench);
  show_slip (a, slip);
  show_card (a);
  g_assert_false (mc_session_lacks_papers (session_of (a)));
  mc_session_confirm_person (session_of (a));
  g_assert_cmpuint (mc_session_get_n_captured (session_of (a), PAPER), ==, 1);
  id = hand_in (a);
  papers = mc_outbox_list_attachments (a->bench->outbox, id, NULL);
  g_assert_cmpuint (papers->len, ==, 1);
}

static void
test_at_another_machine_they_are_asked_for_again (void)
{
  g_autoptr (Machine) a = machine_new ();
  g_autoptr (Machine) b = machine_new ();
  g_autofree char *slip = NULL;

  photograph (a);
  slip = park (a, b);
  show_slip (b, slip);
  show_card (b);
  g_assert_true (mc_session_lacks_papers (session_of (b)));
  mc_session_confirm_person (session_of (b));
  g_assert_null (mc_answers_get (mc_session_get_answers (session_of (b)), PAPER));
}

/* Another procedure in the same visit is another submission. */
static void
test_another_procedure_is_another_submission (void)
{
  g_autoptr (Machine) a = machine_new ();
  g_autoptr (Machine) b = machine_new ();
  g_autofree char *slip = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  mc_visit_bench_go_to_form (a->bench);
  slip = park (a, b);
  show_slip (b, slip);
  mc_visit_bench_wait_step (b->bench, MC_STEP_SCAN);
  for (guint i = 0; i < 3; i++)
    mc_session_back (session_of (b));
  mc_visit_bench_settle (b->bench);
  mc_session_choose_procedure (session_of (b), "2.000815");
  mc_session_accept_guide (session_of (b));
  mc_session_consent (session_of (b), TRUE, FALSE);
  show_card (b);
  mc_session_confirm_person (session_of (b));
  first = hand_in (b);
  mc_session_confirm_paper (session_of (b), TRUE);
  mc_session_end (session_of (b));
  show_slip (b, slip);
  show_card (b);
  mc_session_confirm_person (session_of (b));
  second = hand_in (b);
  g_assert_cmpstr (first, !=, second);
}

#define ADD(name, func) g_test_add_func ("/park-away/" name, func)

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  ADD ("goes-on-at-another-machine", test_goes_on_at_another_machine);
  ADD ("both-hand-in-the-same-submission", test_both_hand_in_the_same_submission);
  ADD ("taken-up-elsewhere-it-is-refused-here", test_taken_up_elsewhere_it_is_refused_here);
  ADD ("taken-up-here-it-is-not-fetched-again", test_taken_up_here_it_is_not_fetched_again);
  ADD ("what-the-portal-has-not-is-told", test_what_the_portal_has_not_is_told);
  ADD ("bytes-that-the-slip-does-not-open", test_bytes_that_the_slip_does_not_open);
  ADD ("a-late-answer-is-nobody-elses", test_a_late_answer_is_nobody_elses);
  ADD ("papers-are-still-there-at-the-same-machine",
       test_papers_are_still_there_at_the_same_machine);
  ADD ("at-another-machine-they-are-asked-for-again",
       test_at_another_machine_they_are_asked_for_again);
  ADD ("another-procedure-is-another-submission", test_another_procedure_is_another_submission);
  return g_test_run ();
}
