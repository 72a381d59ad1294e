// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/form-scope.h"

/* Which pages are asked, and what is wrong on them. */

McFieldFault *
mc_field_fault_copy (const McFieldFault *fault)
{
  McFieldFault *copy = g_memdup2 (fault, sizeof *fault);

  copy->key = g_strdup (fault->key);
  return copy;
}

void
mc_field_fault_free (McFieldFault *fault)
{
  g_free (fault->key);
  g_free (fault);
}

/* --- asked or not --- */

gboolean
mc_form_place_applies (McForm *self, const McPlace *place, McAnswers *answers)
{
  McFormScope scope;

  g_return_val_if_fail (MC_IS_FORM (self), FALSE);
  g_return_val_if_fail (place->page < self->pages->len, FALSE);

  mc_form_scope_init (&scope, self, answers);
  return mc_form_scope_place_applies (&scope, place);
}

/* An address as cards have it may name a commune that is no more: only the person can say what has
 * become of it. */
static gboolean
is_settled (const McField *field, const char *key, McAnswers *answers)
{
  g_autofree char *commune = g_strconcat (key, ".commune", NULL);

  if (field->type == MC_FIELD_COMPUTED)
    return TRUE;
  if (field->type == MC_FIELD_ADDRESS && mc_answers_get (answers, commune) == NULL)
    return FALSE;
  return mc_answers_is_prefilled (answers, key);
}

gboolean
mc_form_place_is_asked (McForm *self, const McPlace *place, McAnswers *answers)
{
  const McPage *page;

  if (!mc_form_place_applies (self, place, answers))
    return FALSE;

  page = mc_form_get_page_at (self, place);
  for (guint i = 0; i < page->fields->len; i++) {
    const McField *field = g_ptr_array_index (page->fields, i);
    g_autofree char *key = mc_form_dup_full_key (self, field, place->row);

    if (!is_settled (field, key, answers))
      return TRUE;
  }

  return page->repeat != NULL;
}

const char *
mc_form_get_role (McForm *self, McAnswers *answers, McRole role)
{
  const McField *field = mc_form_find_role (self, role);
  McPlace place;

  if (field == NULL || mc_form_find_full (self, field->key, &place) == NULL
      || !mc_form_place_applies (self, &place, answers))
    return NULL;

  return mc_answers_get (answers, field->key);
}

gboolean
mc_form_page_applies (McForm *self, guint index, McAnswers *answers)
{
  return mc_form_place_applies (self, &(McPlace){ index, -1, 0 }, answers);
}

gboolean
mc_form_page_is_asked (McForm *self, guint index, McAnswers *answers)
{
  return mc_form_place_is_asked (self, &(McPlace){ index, -1, 0 }, answers);
}

static gboolean
is_required (McFormScope *scope, const McField *field)
{
  return field->required
         || (field->required_if != NULL && mc_form_scope_holds (scope, field->required_if));
}

gboolean
mc_form_is_required (McForm *self, const McField *field, const McPlace *place, McAnswers *answers)
{
  McFormScope scope;

  g_return_val_if_fail (MC_IS_FORM (self), FALSE);
  g_return_val_if_fail (field != NULL && place != NULL, FALSE);

  mc_form_scope_init (&scope, self, answers);
  mc_form_scope_enter_place (&scope, place);
  return is_required (&scope, field);
}

/* --- faults --- */

/* What the functions below share while they look for faults. */
typedef struct {
  McFormScope scope;
  const McPartialDate *today;
  GPtrArray *faults;
} McFormCheck;

static void
check_init (McFormCheck *self, McForm *form, McAnswers *answers, const McPartialDate *today)
{
  mc_form_scope_init (&self->scope, form, answers);
  self->today = today;
  self->faults = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_field_fault_free);
}

/* field NULL: the repeat as a whole. */
static void
add_fault (McFormCheck *self, const McPlace *place, const McField *field, McFault fault,
           const char *message)
{
  const McPage *page = mc_form_get_page_at (self->scope.form, place);
  McFieldFault *entry = g_new0 (McFieldFault, 1);

  entry->page = place->page;
  entry->row = place->row;
  entry->subpage = place->subpage;
  entry->field = field;
  entry->fault = fault;
  entry->message = message;
  entry->key = field != NULL ? mc_form_dup_full_key (self->scope.form, field, place->row)
                             : g_strdup (page->repeat->key);
  g_ptr_array_add (self->faults, entry);
}

static gboolean
is_before (McFormScope *scope, const McField *field, const char *value)
{
  const McField *start = mc_form_find_field (scope->form, field->not_before);
  g_autofree char *key = mc_form_scope_dup_key (scope, start);
  const char *other = mc_answers_get (scope->answers, key);
  McPartialDate date, earliest;

  return value != NULL && other != NULL && mc_partial_date_parse_iso (value, &date)
         && mc_partial_date_parse_iso (other, &earliest)
         && mc_partial_date_compare (&date, &earliest) < 0;
}

static McFault
check_field (McFormCheck *self, const McField *field)
{
  g_autofree char *key = mc_form_scope_dup_key (&self->scope, field);
  const char *value = mc_answers_get (self->scope.answers, key);
  McFault fault = mc_field_check (field, value, self->today);

  if (fault == MC_FAULT_NONE && value == NULL && field->required_if != NULL
      && is_required (&self->scope, field))
    return MC_FAULT_MISSING;
  if (fault == MC_FAULT_NONE && field->not_before != NULL && is_before (&self->scope, field, value))
    return MC_FAULT_DATE_ORDER;

  return fault;
}

static void
apply_checks (McFormCheck *self, const McPlace *place, GPtrArray *checks)
{
  for (guint i = 0; i < checks->len; i++) {
    const McCheck *check = g_ptr_array_index (checks, i);

    if (!mc_form_scope_holds (&self->scope, check->rule))
      add_fault (self, place, check->field, MC_FAULT_RULE, check->message);
  }
}

/* One page of fields: its checks are asked once each answer is right by itself. */
static void
check_fields (McFormCheck *self, const McPlace *place)
{
  const McPage *page = mc_form_get_page_at (self->scope.form, place);
  guint before = self->faults->len;

  mc_form_scope_enter_place (&self->scope, place);
  for (guint i = 0; i < page->fields->len; i++) {
    const McField *field = g_ptr_array_index (page->fields, i);
    McFault fault = check_field (self, field);

    if (fault != MC_FAULT_NONE)
      add_fault (self, place, field, fault, NULL);
  }
  if (self->faults->len == before)
    apply_checks (self, place, page->checks);
}

static void
check_row (McFormCheck *self, const McPage *page, McPlace place)
{
  for (place.subpage = 0; place.subpage < page->repeat->pages->len; place.subpage++) {
    mc_form_scope_enter_place (&self->scope, &place);
    if (mc_form_scope_row_page_applies (&self->scope, place.subpage))
      check_fields (self, &place);
  }
}

static void
check_rows (McFormCheck *self, const McPage *page, const McPlace *place)
{
  guint rows = mc_answers_get_n_rows (self->scope.answers, page->repeat->key);
  guint before = self->faults->len;

  if (rows < page->repeat->min)
    add_fault (self, place, NULL, MC_FAULT_FEW_ROWS, NULL);
  if (rows > page->repeat->max)
    add_fault (self, place, NULL, MC_FAULT_MANY_ROWS, NULL);
  for (guint row = 0; row < rows; row++)
    check_row (self, page, (McPlace){ place->page, (int) row, 0 });

  mc_form_scope_enter_place (&self->scope, place);
  if (self->faults->len == before)
    apply_checks (self, place, page->checks);
}

static void
check_place (McFormCheck *self, const McPlace *place)
{
  const McPage *page = mc_form_get_page_at (self->scope.form, place);

  if (page->repeat != NULL)
    check_rows (self, page, place);
  else
    check_fields (self, place);
}

GPtrArray *
mc_form_check_place (McForm *self, const McPlace *place, McAnswers *answers,
                     const McPartialDate *today)
{
  McFormCheck check;

  g_return_val_if_fail (MC_IS_FORM (self), NULL);
  g_return_val_if_fail (place->page < self->pages->len, NULL);
  g_return_val_if_fail (today != NULL, NULL);

  check_init (&check, self, answers, today);
  check_place (&check, place);
  return check.faults;
}

GPtrArray *
mc_form_check_page (McForm *self, guint index, McAnswers *answers, const McPartialDate *today)
{
  return mc_form_check_place (self, &(McPlace){ index, -1, 0 }, answers, today);
}

/* Those over the whole form. One whose field is not asked could not be put right. */
static void
apply_form_checks (McFormCheck *self, McForm *form)
{
  mc_form_scope_enter_row (&self->scope, 0, -1);
  for (guint i = 0; i < form->checks->len; i++) {
    const McCheck *check = g_ptr_array_index (form->checks, i);
    const McFieldEntry *entry = g_hash_table_lookup (form->fields, check->field->key);

    if (mc_form_scope_page_applies (&self->scope, entry->page)
        && !mc_form_scope_holds (&self->scope, check->rule))
      add_fault (self, &(McPlace){ entry->page, -1, 0 }, check->field, MC_FAULT_RULE,
                 check->message);
  }
}

GPtrArray *
mc_form_check (McForm *self, McAnswers *answers, const McPartialDate *today)
{
  McFormCheck check;

  g_return_val_if_fail (MC_IS_FORM (self), NULL);
  g_return_val_if_fail (today != NULL, NULL);

  check_init (&check, self, answers, today);
  for (guint i = 0; i < self->pages->len; i++) {
    if (mc_form_scope_page_applies (&check.scope, i))
      check_place (&check, &(McPlace){ i, -1, 0 });
  }

  if (check.faults->len == 0)
    apply_form_checks (&check, self);

  return check.faults;
}
