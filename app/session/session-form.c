// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/session-private.h"

/* The pages: one question a screen, checked on "Tiếp tục", back without loss. */

static gboolean
in_form (McSession *self)
{
  return self->step == MC_STEP_MANUAL || self->step == MC_STEP_FORM;
}

/* The next page to be asked after (direction 1) or before (-1) the given one; -1 if none. */
static int
find_asked (McForm *form, McAnswers *answers, int page, int direction)
{
  int n = mc_form_get_n_pages (form);

  for (page += direction; page >= 0 && page < n; page += direction)
    if (mc_form_page_is_asked (form, page, answers))
      return page;
  return -1;
}

void
mc_session_go_to_page (McSession *self, McStep step, guint page)
{
  self->visit->page = page;
  mc_session_go (self, step);
}

static void
show_faults (McSession *self, GPtrArray *faults)
{
  g_ptr_array_unref (self->faults);
  self->faults = g_ptr_array_ref (faults);
  mc_session_changed (self);
}

/* On a page that somebody is sent back to: what is wrong there. A question that is put for the
 * first time has no answer yet, and that is no fault. */
static void
show_wrong_answers (McSession *self, GPtrArray *faults, guint page)
{
  g_autoptr (GPtrArray) wrong = g_ptr_array_new_with_free_func (
      (GDestroyNotify) mc_field_fault_free);

  for (guint i = 0; i < faults->len; i++) {
    const McFieldFault *fault = g_ptr_array_index (faults, i);

    if (fault->page == page && fault->fault != MC_FAULT_MISSING)
      g_ptr_array_add (wrong, mc_field_fault_copy (fault));
  }
  show_faults (self, wrong);
}

/* All pages once more: an answer may have brought up another page, or made one wrong. */
void
mc_session_check_all (McSession *self)
{
  McPartialDate day = mc_clock_get_today (self->clock);
  McForm *form = mc_procedure_get_form (self->visit->procedure);
  g_autoptr (GPtrArray) faults = mc_form_check (form, self->visit->answers, &day);

  if (faults->len > 0) {
    const McFieldFault *first = g_ptr_array_index (faults, 0);

    mc_session_go_to_page (self, MC_STEP_FORM, first->page);
    show_wrong_answers (self, faults, first->page);
    return;
  }
  self->visit->changing = FALSE;
  mc_session_go (self, MC_STEP_CHECK);
}

static void
finish_manual (McSession *self)
{
  McVisit *visit = self->visit;

  g_clear_pointer (&visit->person, mc_person_unref);
  if (visit->by_number && mc_session_can_read_chip (self)) {
    g_autoptr (McPerson) told = mc_person_from_answers (visit->identity_answers);

    mc_session_ask_for_chip (self, told, NULL);
    return;
  }
  if (visit->by_number) {
    mc_session_go (self, MC_STEP_SCAN);
    return;
  }
  visit->person = mc_person_from_answers (visit->identity_answers);
  visit->warnings = MC_CARD_WARNING_NONE;
  mc_session_go (self, MC_STEP_PERSON);
}

void
mc_session_confirm_person (McSession *self)
{
  McVisit *visit = self->visit;
  McForm *form;
  int first;

  if (self->step != MC_STEP_PERSON)
    return;
  form = mc_procedure_get_form (visit->procedure);
  mc_form_prefill (form, visit->answers, visit->person);
  first = find_asked (form, visit->answers, -1, 1);
  if (first < 0)
    mc_session_check_all (self);
  else
    mc_session_go_to_page (self, MC_STEP_FORM, first);
}

void
mc_session_set_answer (McSession *self, const char *key, const char *typed)
{
  const McField *field = in_form (self) ? mc_form_find_field (mc_session_get_form (self), key)
                                        : NULL;
  g_autofree char *value = NULL;

  if (field == NULL)
    return;
  value = mc_field_canonical (field, typed);
  if (g_strcmp0 (mc_answers_get (mc_session_get_answers (self), key), value) != 0) {
    mc_answers_set (mc_session_get_answers (self), key, value, FALSE);
    mc_session_save_draft_soon (self);
  }
  explicit_bzero (value, strlen (value));
}

void
mc_session_continue (McSession *self)
{
  McPartialDate day = mc_clock_get_today (self->clock);
  g_autoptr (GPtrArray) faults = NULL;
  McForm *form;
  int next;

  if (!in_form (self))
    return;
  form = mc_session_get_form (self);
  faults = mc_form_check_page (form, self->visit->page, mc_session_get_answers (self), &day);
  if (faults->len > 0) {
    show_faults (self, faults);
    return;
  }
  if (self->step == MC_STEP_FORM)
    mc_form_prefill (form, self->visit->answers, self->visit->person);

  next = self->visit->changing
             ? -1
             : find_asked (form, mc_session_get_answers (self), self->visit->page, 1);
  if (next >= 0)
    mc_session_go_to_page (self, self->step, next);
  else if (self->step == MC_STEP_MANUAL)
    finish_manual (self);
  else
    mc_session_check_all (self);
}

void
mc_session_change (McSession *self, guint page)
{
  if (self->step != MC_STEP_CHECK
      || page >= mc_form_get_n_pages (mc_procedure_get_form (self->visit->procedure)))
    return;
  self->visit->changing = TRUE;
  mc_session_go_to_page (self, MC_STEP_FORM, page);
}

void
mc_session_back_in_form (McSession *self)
{
  int previous;

  if (self->visit->changing) {
    mc_session_check_all (self);
    return;
  }
  previous = find_asked (mc_session_get_form (self), mc_session_get_answers (self),
                         self->visit->page, -1);
  if (previous >= 0)
    mc_session_go_to_page (self, self->step, previous);
  else
    mc_session_go (self, self->step == MC_STEP_MANUAL ? MC_STEP_SCAN : MC_STEP_PERSON);
}

void
mc_session_back_to_last_page (McSession *self)
{
  McForm *form = mc_procedure_get_form (self->visit->procedure);
  int last = find_asked (form, self->visit->answers, mc_form_get_n_pages (form), -1);

  if (last >= 0)
    mc_session_go_to_page (self, MC_STEP_FORM, last);
  else
    mc_session_go (self, MC_STEP_PERSON);
}
