// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/session-private.h"

/* What views show. */

McStep
mc_session_get_step (McSession *self)
{
  return self->step;
}

McTrouble
mc_session_get_trouble (McSession *self)
{
  return self->trouble;
}

McNetwork
mc_session_get_network (McSession *self)
{
  return mc_outbox_watch_get_network (self->watch);
}

const McKioskIdentity *
mc_session_get_identity (McSession *self)
{
  return self->identity;
}

gint64
mc_session_get_now_ms (McSession *self)
{
  return mc_clock_now_ms (self->clock);
}

McProgressOfVisit
mc_session_get_progress (McSession *self)
{
  McProgressOfVisit progress = { .position = mc_step_get_facts (self->step)->position };

  if (progress.position > 0)
    progress.total = MC_STEP_N_POSITIONS;
  if (mc_session_in_form (self))
    mc_session_count_questions (self, &progress);
  return progress;
}

gboolean
mc_session_can_go_back (McSession *self)
{
  return self->step != MC_STEP_WELCOME && self->step != MC_STEP_SAVING && self->step != MC_STEP_DONE
         && (self->step != MC_STEP_PARK || !mc_session_is_parked (self)) && !self->keeping;
}

gboolean
mc_session_can_end (McSession *self)
{
  /* The end withdraws a slip that is on its way. */
  const gboolean is_parking = self->step == MC_STEP_PARK
                              && (self->ticket != NULL
                                  || mc_slip_printer_is_busy (self->slip_printer));

  return self->step != MC_STEP_WELCOME && self->step != MC_STEP_SAVING && self->paper_timer == 0
         && !is_parking && !self->keeping;
}

McCatalogue *
mc_session_get_catalogue (McSession *self)
{
  return self->catalogue;
}

McProcedure *
mc_session_get_procedure (McSession *self)
{
  return self->visit != NULL ? self->visit->procedure : NULL;
}

const char *
mc_session_get_notice_text (McSession *self)
{
  return self->visit != NULL && self->visit->notice_text != NULL ? self->visit->notice_text : "";
}

const McPerson *
mc_session_get_person (McSession *self)
{
  return self->visit != NULL ? self->visit->person : NULL;
}

McCardWarnings
mc_session_get_card_warnings (McSession *self)
{
  return self->visit != NULL ? self->visit->warnings : MC_CARD_WARNING_NONE;
}

McDeviceRetry
mc_session_get_scan_hint (McSession *self)
{
  McDeviceRetry hint = MC_DEVICE_RETRY_GENERAL;

  mc_card_scan_get_hint (self->card_scan, &hint);
  return hint;
}

gboolean
mc_session_has_scan_hint (McSession *self)
{
  McDeviceRetry hint;

  return mc_card_scan_get_hint (self->card_scan, &hint);
}

gboolean
mc_session_has_picture (McSession *self)
{
  return self->has_picture;
}

const char *
mc_session_get_shown_code (McSession *self)
{
  return self->step == MC_STEP_SCAN ? mc_card_scan_get_code (self->card_scan) : NULL;
}

guint
mc_session_get_scan_failures (McSession *self)
{
  return mc_card_scan_get_failures (self->card_scan);
}

GBytes *
mc_session_get_portrait (McSession *self)
{
  return self->visit != NULL ? self->visit->portrait : NULL;
}

gboolean
mc_session_is_typed (McSession *self)
{
  return self->visit != NULL && self->visit->manual;
}

McForm *
mc_session_get_form (McSession *self)
{
  if (self->step == MC_STEP_MANUAL)
    return self->visit->by_number ? mc_catalogue_get_card_form (self->catalogue)
                                  : mc_catalogue_get_identity_form (self->catalogue);
  if (self->visit == NULL || self->visit->procedure == NULL)
    return NULL;
  return mc_procedure_get_form (self->visit->procedure);
}

guint
mc_session_get_page (McSession *self)
{
  return self->visit != NULL ? self->visit->page : 0;
}

McAnswers *
mc_session_get_answers (McSession *self)
{
  if (self->visit == NULL)
    return NULL;
  return self->step == MC_STEP_MANUAL ? self->visit->identity_answers : self->visit->answers;
}

GPtrArray *
mc_session_get_faults (McSession *self)
{
  return self->faults;
}

gboolean
mc_session_is_clock_wrong (McSession *self)
{
  return mc_outbox_watch_is_clock_wrong (self->watch);
}

gboolean
mc_session_get_due (McSession *self, McPartialDate *due)
{
  McProcedure *procedure = mc_session_get_procedure (self);

  return procedure != NULL && self->calendar != NULL && !mc_session_is_clock_wrong (self)
         && mc_procedure_get_due (procedure, self->calendar, mc_clock_now_ms (self->clock), due);
}

gboolean
mc_session_is_changing (McSession *self)
{
  return self->visit != NULL && self->visit->changing;
}

const char *
mc_session_get_local_code (McSession *self)
{
  const McSubmission *row = mc_session_get_submission (self);

  return row != NULL ? row->local_code : NULL;
}

const char *
mc_session_get_statement (McSession *self)
{
  const McSubmission *row = mc_session_get_submission (self);

  return row != NULL ? row->statement : NULL;
}

McPrintState
mc_session_get_print_state (McSession *self)
{
  return self->slip_printer != NULL ? mc_slip_printer_get_state (self->slip_printer)
                                    : MC_PRINT_NONE;
}

gboolean
mc_session_has_paper (McSession *self)
{
  return self->visit != NULL && self->visit->paper_taken;
}

/* What the outbox says now, else what was there when it was recorded or found. */
const McSubmission *
mc_session_get_submission (McSession *self)
{
  const McSubmission *watched = mc_outbox_watch_get_submission (self->watch);

  if (self->visit == NULL)
    return NULL;
  return watched != NULL ? watched : self->visit->submission;
}

guint
mc_session_get_warning_seconds (McSession *self)
{
  return mc_idle_get_warning_seconds (self->idle);
}

gboolean
mc_session_get_staff_called (McSession *self)
{
  return self->staff_called;
}

gboolean
mc_session_is_abandoned (McSession *self)
{
  return self->abandoned;
}
