// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/session-private.h"

#include "app/domain/secret.h"

/* The pages: one question a screen, checked on "Tiếp tục", back without loss. */

gboolean
mc_session_in_form (McSession *self)
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
  self->visit->row = -1;
  self->visit->subpage = 0;
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
 * first time has no answer yet, and that is no fault; in a row that was left it is. */
static void
show_wrong_answers (McSession *self, GPtrArray *faults, guint page)
{
  g_autoptr (GPtrArray) wrong = g_ptr_array_new_with_free_func (
      (GDestroyNotify) mc_field_fault_free);

  for (guint i = 0; i < faults->len; i++) {
    const McFieldFault *fault = g_ptr_array_index (faults, i);

    if (fault->page == page && (fault->fault != MC_FAULT_MISSING || fault->row >= 0))
      g_ptr_array_add (wrong, mc_field_fault_copy (fault));
  }
  show_faults (self, wrong);
}

/* What the form answers by itself, from the card and from what was answered. */
void
mc_session_fill_in (McSession *self)
{
  McPartialDate day = mc_clock_get_today (self->clock);
  McForm *form = mc_session_get_form (self);

  if (self->step == MC_STEP_MANUAL)
    return;
  mc_form_prefill (form, self->visit->answers, self->visit->person);
  mc_session_settle_addresses (self);
  mc_form_compute (form, self->visit->answers, &day);
}

/* All pages once more: an answer may have brought up another page, or made one wrong. */
void
mc_session_check_all (McSession *self)
{
  McPartialDate day = mc_clock_get_today (self->clock);
  McForm *form = mc_procedure_get_form (self->visit->procedure);
  g_autoptr (GPtrArray) faults = NULL;

  mc_form_compute (form, self->visit->answers, &day);
  faults = mc_form_check (form, self->visit->answers, &day);
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
  if (visit->back_step != NULL && visit->owner != NULL) {
    mc_session_go_on (self);
    return;
  }
  form = mc_procedure_get_form (visit->procedure);
  mc_session_fill_in (self);
  first = find_asked (form, visit->answers, -1, 1);
  if (first < 0)
    mc_session_check_all (self);
  else
    mc_session_go_to_page (self, MC_STEP_FORM, first);
}

/* (nullable): the field that may be answered under that key now. */
static const McField *
find_answerable (McSession *self, const char *key)
{
  McForm *form = mc_session_in_form (self) ? mc_session_get_form (self) : NULL;
  const McField *field;
  McPlace place;

  if (form == NULL)
    return NULL;
  field = mc_form_find_full (form, key, &place);
  if (field == NULL || field->type == MC_FIELD_COMPUTED
      || (place.row >= 0
          && (guint) place.row
                 >= mc_form_get_n_rows (form, place.page, mc_session_get_answers (self))))
    return NULL;
  return field;
}

static void
set (McSession *self, const char *key, const char *value)
{
  McAnswers *answers = mc_session_get_answers (self);

  if (g_strcmp0 (mc_answers_get (answers, key), value != NULL && *value != '\0' ? value : NULL)
      == 0)
    return;
  mc_answers_set (answers, key, value, FALSE);
  mc_session_save_draft_soon (self);
}

static void
set_parts (McSession *self, const char *key, const char *street, const char *commune,
           const char *province)
{
  g_autofree char *street_key = g_strconcat (key, ".street", NULL);
  g_autofree char *commune_key = g_strconcat (key, ".commune", NULL);
  g_autofree char *province_key = g_strconcat (key, ".province", NULL);

  set (self, street_key, street);
  set (self, commune_key, commune);
  set (self, province_key, province);
}

void
mc_session_set_answer (McSession *self, const char *key, const char *typed)
{
  const McField *field = find_answerable (self, key);
  g_auto (McSecret) value = NULL;

  if (field == NULL)
    return;
  value = mc_field_canonical (field, typed);
  /* Nobody is sent to a camera that is not there. */
  if (field->capture && g_strcmp0 (value, MC_FIELD_CAPTURED) == 0 && !mc_session_can_capture (self))
    return;
  if (field->type == MC_FIELD_ADDRESS
      && g_strcmp0 (mc_answers_get (mc_session_get_answers (self), key), value) != 0)
    set_parts (self, key, NULL, NULL, NULL);
  set (self, key, value);
}

void
mc_session_set_address (McSession *self, const char *key, const char *text, const char *street,
                        const char *commune, const char *province)
{
  const McField *field = find_answerable (self, key);
  g_auto (McSecret) before = NULL;
  g_auto (McSecret) value = NULL;

  if (field == NULL || field->type != MC_FIELD_ADDRESS)
    return;
  before = g_strdup (mc_answers_get (mc_session_get_answers (self), key));
  value = mc_field_canonical (field, text);
  set (self, key, value);
  set_parts (self, key, street, commune, province);
  mc_session_note_settled (self, field, key, before);
}

static void
continue_in_form (McSession *self)
{
  McForm *form = mc_session_get_form (self);
  int next = self->visit->changing
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
mc_session_continue (McSession *self)
{
  McPartialDate day = mc_clock_get_today (self->clock);
  McPlace place = mc_session_get_place (self);
  g_autoptr (GPtrArray) faults = NULL;

  if (!mc_session_in_form (self))
    return;
  mc_session_fill_in (self);
  faults = mc_form_check_place (mc_session_get_form (self), &place, mc_session_get_answers (self),
                                &day);
  if (faults->len > 0)
    show_faults (self, faults);
  else if (place.row >= 0)
    mc_session_continue_in_row (self);
  else if (!mc_session_begin_capture (self))
    continue_in_form (self);
}

void
mc_session_continue_after_capture (McSession *self)
{
  continue_in_form (self);
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

  if (self->visit->row >= 0) {
    mc_session_back_in_row (self);
    return;
  }
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

void
mc_session_count_questions (McSession *self, McProgressOfVisit *progress)
{
  McForm *form = mc_session_get_form (self);
  const guint n = mc_form_get_n_pages (form);

  for (guint i = 0; i < n; i++) {
    /* The page one stands on counts, whatever was answered on it. */
    if (i != self->visit->page && !mc_form_page_is_asked (form, i, mc_session_get_answers (self)))
      continue;
    progress->questions++;
    progress->question += i <= self->visit->page;
  }
  progress->share = n > 0 ? (double) (self->visit->page + 1) / n : 1;
}
