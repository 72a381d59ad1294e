// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/visit-bench.h"

#include "tests/lib/form-filler.h"

#define PROCEDURE "1.004873"
#define PATIENCE_MS 10000

static void
open_kiosk (McVisitBench *self)
{
  g_autoptr (GError) error = NULL;
  McSessionParts parts;

  self->store = mc_store_open (self->state->dir, &error);
  g_assert_no_error (error);
  self->outbox = mc_outbox_new (self->store);
  self->vault = mc_vault_new (self->state->dir, &error);
  g_assert_no_error (error);
  self->drafts = mc_drafts_new (self->store, self->state->runtime_dir, &error);
  g_assert_no_error (error);
  self->parked = mc_parked_new (self->store);
  self->link = mc_link_client_new (self->state->runtime_dir, NULL, MC_CLOCK (self->clock));
  mc_store_set_clock (self->store, MC_CLOCK (self->clock));
  self->scanner = mc_virtual_scanner_new (MC_CLOCK (self->clock));
  self->card_reader = mc_virtual_card_reader_new (MC_CLOCK (self->clock));
  mc_virtual_card_reader_do (self->card_reader, "unplug");
  self->document_camera = mc_virtual_document_camera_new (MC_CLOCK (self->clock));
  self->printer = mc_virtual_printer_new (MC_CLOCK (self->clock), NULL);
  self->speaker = mc_virtual_speaker_new (MC_CLOCK (self->clock));

  parts = (McSessionParts){
    .clock = MC_CLOCK (self->clock),
    .catalogue = self->catalogue,
    .identity = self->identity,
    .scanner = MC_SCANNER (self->scanner),
    .card_reader = MC_CARD_READER (self->card_reader),
    .document_camera = MC_DOCUMENT_CAMERA (self->document_camera),
    .printer = MC_PRINTER (self->printer),
    .speaker = MC_SPEAKER (self->speaker),
    .outbox = self->outbox,
    .vault = self->vault,
    .store = self->store,
    .drafts = self->drafts,
    .parked = self->parked,
    .park_days = 7,
    .link = self->link,
    .paper = MC_PAPER_ROLL80,
    .idle_seconds = 90,
    .warning_seconds = 45,
    .done_seconds = 30,
    .scan_seconds = 120,
  };
  self->session = mc_session_new (&parts);
}

static void
close_kiosk (McVisitBench *self)
{
  /* What is being recorded first lists its papers and then commits: two jobs in a row. */
  mc_visit_bench_settle (self);
  mc_visit_bench_settle (self);
  g_assert_finalize_object (self->session);
  g_clear_object (&self->scanner);
  g_clear_object (&self->card_reader);
  g_clear_object (&self->document_camera);
  g_clear_object (&self->printer);
  g_clear_object (&self->speaker);
  mc_visit_bench_settle (self);
  g_clear_object (&self->drafts);
  g_clear_object (&self->parked);
  g_assert_finalize_object (self->link);
  g_clear_object (&self->vault);
  g_clear_object (&self->outbox);
  mc_store_close (self->store);
  g_clear_object (&self->store);
}

McVisitBench *
mc_visit_bench_new (void)
{
  McVisitBench *self = g_new0 (McVisitBench, 1);
  g_autoptr (GError) error = NULL;

  g_assert_true (mc_paper_register_fonts (&error));
  g_assert_no_error (error);
  self->state = mc_kiosk_state_new ();
  self->clock = mc_fake_clock_new ();
  self->catalogue = mc_catalogue_new (&error);
  g_assert_no_error (error);
  self->identity = mc_kiosk_identity_load (self->state->dir, &error);
  g_assert_no_error (error);
  open_kiosk (self);
  return self;
}

void
mc_visit_bench_free (McVisitBench *self)
{
  close_kiosk (self);
  g_clear_object (&self->catalogue);
  g_clear_pointer (&self->identity, mc_kiosk_identity_unref);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->state, mc_kiosk_state_free);
  g_free (self);
}

/* --- waiting for a condition, never for a time --- */

typedef gboolean (*Condition) (McVisitBench *self, int value);

static gboolean
on_patience_over (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
wait_for (McVisitBench *self, const char *what, Condition condition, int value)
{
  gboolean over = FALSE;
  guint timer = g_timeout_add (PATIENCE_MS, on_patience_over, &over);

  while (!condition (self, value) && !over)
    g_main_context_iteration (NULL, TRUE);
  if (over)
    g_error ("waited in vain for %s %d; the session is at %s, trouble %s", what, value,
             mc_step_to_string (mc_session_get_step (self->session)),
             mc_trouble_to_string (mc_session_get_trouble (self->session)));
  g_source_remove (timer);
}

static gboolean
is_at_step (McVisitBench *self, int step)
{
  return (int) mc_session_get_step (self->session) == step;
}

void
mc_visit_bench_wait_step (McVisitBench *self, McStep step)
{
  wait_for (self, "step", is_at_step, step);
}

static gboolean
has_print_state (McVisitBench *self, int state)
{
  return (int) mc_session_get_print_state (self->session) == state;
}

void
mc_visit_bench_wait_print (McVisitBench *self, McPrintState state)
{
  wait_for (self, "print state", has_print_state, state);
}

static gboolean
do_nothing (sqlite3 *db, gpointer data, GError **error)
{
  return TRUE;
}

static void
on_settled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = mc_store_run_finish (MC_STORE (source), result, NULL);
}

void
mc_visit_bench_settle (McVisitBench *self)
{
  gboolean settled = FALSE;

  mc_store_run_async (self->store, do_nothing, NULL, NULL, on_settled, &settled);
  while (!settled)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* --- the way through --- */

void
mc_visit_bench_go_to_form (McVisitBench *self)
{
  mc_session_begin (self->session);
  mc_session_choose_procedure (self->session, PROCEDURE);
  mc_session_accept_guide (self->session);
  mc_session_consent (self->session, TRUE, FALSE);
  mc_virtual_scanner_do (self->scanner, "scan " MC_BENCH_CARD);
  mc_visit_bench_wait_step (self, MC_STEP_PERSON);
  mc_session_confirm_person (self->session);
  g_assert_cmpint (mc_session_get_step (self->session), ==, MC_STEP_FORM);
}

void
mc_visit_bench_fill_form (McVisitBench *self)
{
  mc_form_filler_fill (self->session);
}

void
mc_visit_bench_submit (McVisitBench *self)
{
  mc_session_submit (self->session);
  mc_visit_bench_wait_step (self, MC_STEP_DONE);
}
