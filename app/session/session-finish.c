// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/session-private.h"

#include "app/domain/local-code.h"
#include "app/domain/secret.h"
#include "app/domain/shown-code.h"

/* A sound printer needs a second or two. A person who has ended the visit by then would get no
 * slip; one whose printer is stuck does not wait longer than this. */
#define PAPER_PATIENCE_MS 8000

/* Recording the submission, its paper, and looking it up again. */

static gboolean
on_done_over (gpointer user_data)
{
  McSession *self = user_data;

  if (mc_narrator_is_speaking (self->narrator))
    return G_SOURCE_CONTINUE;
  self->done_timer = 0;
  mc_session_end (self);
  return G_SOURCE_REMOVE;
}

void
mc_session_stop_waiting_for_paper (McSession *self)
{
  if (self->paper_timer != 0)
    mc_clock_remove_timeout (self->clock, self->paper_timer);
  self->paper_timer = 0;
}

static gboolean
on_paper_overdue (gpointer user_data)
{
  McSession *self = user_data;

  self->paper_timer = 0;
  mc_session_changed (self);
  return G_SOURCE_REMOVE;
}

static void
leave_soon (McSession *self)
{
  if ((self->step == MC_STEP_DONE || self->step == MC_STEP_PARK) && self->done_timer == 0)
    self->done_timer = mc_clock_add_timeout (self->clock, self->done_seconds * 1000, on_done_over,
                                             self);
}

/* The last page leaves by itself only when the slip is out as far as anyone can tell; else the
 * person keeps the code before their eyes for as long as they like. */
static void
watch_the_slip (McSession *self)
{
  McPrintState state = mc_slip_printer_get_state (self->slip_printer);
  gboolean out = state == MC_PRINT_SENT || state == MC_PRINT_CONFIRMED;

  if (!mc_slip_printer_is_busy (self->slip_printer))
    mc_session_stop_waiting_for_paper (self);
  mc_idle_set_held (self->idle, mc_slip_printer_is_busy (self->slip_printer));
  mc_idle_set_kept (self->idle, self->step == MC_STEP_DONE && !out);
  if (out)
    leave_soon (self);
}

static McTrouble
trouble_of_print (McSlipPrinter *printer)
{
  McPrintState state = mc_slip_printer_get_state (printer);
  const GError *error = mc_slip_printer_get_error (printer);

  if (state == MC_PRINT_UNKNOWN)
    return MC_TROUBLE_PRINT_UNKNOWN;
  if (state != MC_PRINT_FAILED)
    return MC_TROUBLE_NONE;
  if (g_error_matches (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT))
    return MC_TROUBLE_PRINTER_ABSENT;
  if (g_error_matches (error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_PAPER))
    return MC_TROUBLE_PRINTER_PAPER;
  return MC_TROUBLE_PRINT_FAILED;
}

void
mc_session_on_print_changed (McSession *self)
{
  if (self->step == MC_STEP_GUIDE) {
    watch_the_slip (self);
    mc_session_changed (self);
    return;
  }
  if (self->step == MC_STEP_PARK) {
    watch_the_slip (self);
    mc_session_on_ticket_printed (self);
    return;
  }
  if (self->step != MC_STEP_DONE && self->step != MC_STEP_LOOKUP)
    return;
  self->trouble = trouble_of_print (self->slip_printer);
  if (self->trouble != MC_TROUBLE_NONE)
    mc_session_alert_staff (self);
  watch_the_slip (self);
  mc_session_changed (self);
}

static void
on_submitted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McSession) self = user_data;
  g_autoptr (GError) error = NULL;
  McSubmission *row = mc_submitter_submit_finish (MC_SUBMITTER (source), result, &error);

  g_return_if_fail (self->step == MC_STEP_SAVING);
  if (row == NULL) {
    g_warning ("not recorded: %s", error->message);
    mc_session_go (self, MC_STEP_CHECK);
    mc_session_tell (self, g_error_matches (error, MC_STORE_ERROR, MC_STORE_ERROR_FULL)
                               ? MC_TROUBLE_DISK_FULL
                               : MC_TROUBLE_NOT_RECORDED);
    return;
  }

  self->visit->submission = row;
  mc_session_unpark (self);
  mc_outbox_watch_follow (self->watch, row->id);
  mc_session_go (self, MC_STEP_DONE);
  mc_session_print (self);
}

void
mc_session_submit (McSession *self)
{
  McVisit *visit = self->visit;
  McPartialDate day = mc_clock_get_today (self->clock);
  g_autoptr (GPtrArray) faults = NULL;

  if (self->step != MC_STEP_CHECK)
    return;
  mc_form_compute (mc_procedure_get_form (visit->procedure), visit->answers, &day);
  faults = mc_form_check (mc_procedure_get_form (visit->procedure), visit->answers, &day);
  if (faults->len > 0) {
    mc_session_check_all (self);
    return;
  }
  mc_session_cancel_draft_timer (self);
  mc_session_go (self, MC_STEP_SAVING);
  mc_session_record_with_papers (self);
}

void
mc_session_record (McSession *self)
{
  McVisit *visit = self->visit;

  mc_submitter_submit_async (self->submitter,
                             &(McSubmitRequest){
                                 .id = visit->id,
                                 .procedure = visit->procedure,
                                 .notice = mc_catalogue_get_notice (self->catalogue),
                                 .notice_text = visit->notice_text,
                                 .consent_processing = visit->consent_processing,
                                 .consent_contact = visit->consent_contact,
                                 .consent_ms = visit->consent_ms,
                                 .submitter = visit->person,
                                 .vneid = visit->vneid,
                                 .answers = visit->answers,
                                 .attachments = visit->papers,
                                 .draft_id = visit->id,
                             },
                             on_submitted, g_object_ref (self));
}

/* Whose dossier it is, if not the person's own. */
static const char *
get_other_applicant (McVisit *visit)
{
  McForm *form = mc_procedure_get_form (visit->procedure);

  if (mc_form_get_capacity (form, visit->answers) == MC_CAPACITY_SELF)
    return NULL;
  return mc_form_get_role (form, visit->answers, MC_ROLE_APPLICANT_NAME);
}

/* What is looked up was handed in by somebody whom nobody here knows. */
static void
print_with_visit (McSession *self, const McSubmission *row, McProcedure *procedure)
{
  const McPerson *person = self->step == MC_STEP_DONE ? self->visit->person : NULL;
  g_autoptr (GArray) captured = NULL;
  g_autofree char *id = NULL;

  if (person == NULL) {
    mc_slip_printer_print (self->slip_printer, row, procedure, NULL);
    return;
  }
  if (mc_id_number_is_valid (person->id))
    id = mc_id_number_mask (person->id);
  captured = mc_session_list_captured (self);
  mc_slip_printer_print (self->slip_printer, row, procedure,
                         &(McSlipVisit){
                             .submitter = person->name,
                             .submitter_id = id,
                             .applicant = get_other_applicant (self->visit),
                             .captured = captured,
                         });
}

void
mc_session_print (McSession *self)
{
  const McSubmission *row = mc_session_get_submission (self);

  if (row == NULL || (self->step != MC_STEP_DONE && self->step != MC_STEP_LOOKUP))
    return;
  self->visit->paper_taken = FALSE;
  print_with_visit (self, row, mc_catalogue_find (self->catalogue, row->procedure));
  if (self->paper_timer == 0 && mc_slip_printer_is_busy (self->slip_printer))
    self->paper_timer = mc_clock_add_timeout (self->clock, PAPER_PATIENCE_MS, on_paper_overdue,
                                              self);
  mc_session_changed (self);
}

void
mc_session_print_guide (McSession *self)
{
  McPartialDate due;
  gboolean is_known;

  if (self->step != MC_STEP_GUIDE || self->slip_printer == NULL)
    return;
  is_known = mc_session_get_due (self, &due);
  mc_slip_printer_print_guide (self->slip_printer, self->visit->procedure, is_known ? &due : NULL,
                               mc_clock_now_ms (self->clock));
  mc_session_changed (self);
}

void
mc_session_confirm_paper (McSession *self, gboolean came_out)
{
  if (self->step == MC_STEP_PARK) {
    mc_session_confirm_ticket (self, came_out);
    return;
  }
  if (self->step != MC_STEP_DONE && self->step != MC_STEP_LOOKUP)
    return;
  self->visit->paper_taken = came_out;
  mc_session_save_draft_soon (self);
  if (came_out) {
    mc_idle_set_kept (self->idle, FALSE);
    mc_session_tell (self, MC_TROUBLE_NONE);
    leave_soon (self);
    return;
  }
  if (self->done_timer != 0)
    mc_clock_remove_timeout (self->clock, self->done_timer);
  self->done_timer = 0;
  mc_idle_set_kept (self->idle, TRUE);
  mc_session_call_staff (self);
  mc_session_tell (self, MC_TROUBLE_PRINT_FAILED);
}

void
mc_session_begin_another (McSession *self)
{
  g_autofree char *id = mc_uuid7_new (mc_clock_now_ms (self->clock));

  if (self->step != MC_STEP_DONE || !mc_session_can_end (self))
    return;
  if (self->done_timer != 0)
    mc_clock_remove_timeout (self->clock, self->done_timer);
  self->done_timer = 0;
  mc_slip_printer_reset (self->slip_printer);
  mc_outbox_watch_follow (self->watch, NULL);
  mc_session_remember_answers (self);
  self->visit = mc_visit_renew (self->visit, id);
  mc_session_go (self, MC_STEP_FIND);
}

/* --- looking up --- */

void
mc_session_lookup (McSession *self)
{
  if (self->step == MC_STEP_WELCOME)
    mc_session_start_visit (self, MC_STEP_LOOKUP);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McSession) self = user_data;
  McSubmission *row = mc_outbox_find_finish (MC_OUTBOX (source), result, NULL);

  if (self->step != MC_STEP_LOOKUP) {
    g_clear_pointer (&row, mc_submission_free);
    return;
  }
  g_clear_pointer (&self->visit->submission, mc_submission_free);
  self->visit->submission = row;
  mc_outbox_watch_follow (self->watch, row != NULL ? row->id : NULL);
  mc_session_save_draft_soon (self);
  mc_session_tell (self, row != NULL ? MC_TROUBLE_NONE : MC_TROUBLE_CODE_UNKNOWN);
}

void
mc_session_lookup_code (McSession *self, const char *typed)
{
  g_autofree char *code = mc_local_code_normalise (typed);

  if (self->step != MC_STEP_LOOKUP)
    return;
  if (code == NULL) {
    g_clear_pointer (&self->visit->submission, mc_submission_free);
    mc_outbox_watch_follow (self->watch, NULL);
    mc_session_tell (self, MC_TROUBLE_CODE_UNKNOWN);
    return;
  }
  mc_outbox_find_async (self->outbox, code, on_looked_up, g_object_ref (self));
}

/* A slip in the place of a card: nothing has been asked yet that would be lost. */
void
mc_session_lookup_shown (McSession *self)
{
  g_autofree char *code = g_strdup (mc_session_get_shown_code (self));

  if (self->step != MC_STEP_SCAN || code == NULL)
    return;
  mc_session_go (self, MC_STEP_LOOKUP);
  mc_session_lookup_code (self, code);
}

void
mc_session_take_typed (McSession *self, const char *text)
{
  g_autoptr (GBytes) payload = mc_secret_bytes_take (g_strdup (text), strlen (text));
  g_autofree char *code = NULL;

  if (self->step == MC_STEP_SCAN || self->step == MC_STEP_PICK_UP) {
    mc_card_scan_take_typed (self->card_scan, payload);
    return;
  }
  if (mc_session_take_typed_ticket (self, payload))
    return;
  code = mc_shown_code_find (payload);
  if (code == NULL)
    return;
  if (self->step == MC_STEP_WELCOME)
    mc_session_lookup (self);
  mc_session_lookup_code (self, code);
}
