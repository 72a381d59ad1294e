// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/form.h"

#include "app/domain/form-private.h"
#include "app/domain/rule.h"
#include "app/domain/secret.h"

G_DEFINE_FINAL_TYPE (McForm, mc_form, G_TYPE_OBJECT)

static void
mc_form_finalize (GObject *object)
{
  McForm *self = MC_FORM (object);

  g_free (self->key);
  g_free (self->title);
  g_free (self->declaration);
  g_hash_table_unref (self->fields);
  g_hash_table_unref (self->repeats);
  g_ptr_array_unref (self->checks);
  g_ptr_array_unref (self->pages);

  G_OBJECT_CLASS (mc_form_parent_class)->finalize (object);
}

static void
mc_form_class_init (McFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_form_finalize;
}

static void
mc_form_init (McForm *self)
{
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_page_free);
  self->checks = g_ptr_array_new ();
  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->repeats = g_hash_table_new (g_str_hash, g_str_equal);
}

McForm *
mc_form_new_from_json (JsonObject *object, GPtrArray *ethnic_groups, GError **error)
{
  g_autoptr (McForm) self = NULL;
  McJsonSource source;

  g_return_val_if_fail (object != NULL, NULL);
  g_return_val_if_fail (ethnic_groups != NULL, NULL);

  self = g_object_new (MC_TYPE_FORM, NULL);
  mc_json_source_init (&source, "form");
  mc_form_load (self, &source, object, &(McFormParts){ .ethnic_groups = ethnic_groups });
  if (!mc_json_source_finish (&source, error))
    return NULL;

  return g_steal_pointer (&self);
}

const char *
mc_form_get_key (McForm *self)
{
  g_return_val_if_fail (MC_IS_FORM (self), NULL);

  return self->key;
}

const char *
mc_form_get_title (McForm *self)
{
  g_return_val_if_fail (MC_IS_FORM (self), NULL);

  return self->title;
}

const char *
mc_form_get_declaration (McForm *self)
{
  g_return_val_if_fail (MC_IS_FORM (self), NULL);

  return self->declaration;
}

guint
mc_form_get_n_pages (McForm *self)
{
  g_return_val_if_fail (MC_IS_FORM (self), 0);

  return self->pages->len;
}

const McPage *
mc_form_get_page (McForm *self, guint index)
{
  g_return_val_if_fail (MC_IS_FORM (self), NULL);
  g_return_val_if_fail (index < self->pages->len, NULL);

  return g_ptr_array_index (self->pages, index);
}

const McField *
mc_form_find_field (McForm *self, const char *key)
{
  const McFieldEntry *entry;

  g_return_val_if_fail (MC_IS_FORM (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  entry = g_hash_table_lookup (self->fields, key);
  return entry != NULL ? entry->field : NULL;
}

/* (transfer full) (nullable): what the card says, if it would stand as an answer: a field that is
 * prefilled with a fault would be wrong on a page that nobody is asked. */
static char *
dup_card_value (const McField *field, const McPerson *person)
{
  /* Whether a date lies in the future is checked with the answers, against today's date. */
  const McPartialDate end_of_time = { 9999, 12, 31 };
  g_auto (McSecret) value = NULL;
  g_auto (McSecret) canonical = NULL;

  if (person == NULL || field->prefill == NULL)
    return NULL;

  value = mc_person_dup_value (person, field->prefill);
  if (value == NULL)
    return NULL;

  canonical = mc_field_canonical (field, value);
  if (mc_field_check (field, canonical, &end_of_time) != MC_FAULT_NONE)
    return NULL;

  return g_steal_pointer (&canonical);
}

static void
prefill_field (const McField *field, McAnswers *answers, const McPerson *person)
{
  const char *answer = mc_answers_get (answers, field->key);
  gboolean holds = mc_rule_test (field->prefill_if, answers);
  g_auto (McSecret) card = holds ? dup_card_value (field, person) : NULL;

  if (mc_answers_is_prefilled (answers, field->key)) {
    /* Taken back also when another card has nothing to say here. */
    mc_answers_set (answers, field->key, card, TRUE);
    answer = card;
  } else if (card != NULL && (answer == NULL || g_str_equal (answer, card))) {
    /* An answer that is just what the card says (a resumed draft) is as good as prefilled. */
    mc_answers_set (answers, field->key, card, TRUE);
    answer = card;
  }

  if (answer == NULL && field->initial != NULL)
    mc_answers_set (answers, field->key, field->initial, FALSE);
}

void
mc_form_prefill (McForm *self, McAnswers *answers, const McPerson *person)
{
  g_return_if_fail (MC_IS_FORM (self));
  g_return_if_fail (MC_IS_ANSWERS (answers));

  for (guint i = 0; i < self->pages->len; i++) {
    const McPage *page = g_ptr_array_index (self->pages, i);

    for (guint j = 0; j < page->fields->len; j++)
      prefill_field (g_ptr_array_index (page->fields, j), answers, person);
  }
}

gboolean
mc_form_page_applies (McForm *self, guint index, McAnswers *answers)
{
  g_return_val_if_fail (MC_IS_FORM (self), FALSE);
  g_return_val_if_fail (index < self->pages->len, FALSE);

  return mc_rule_test (mc_form_get_page (self, index)->show_if, answers);
}

gboolean
mc_form_page_is_asked (McForm *self, guint index, McAnswers *answers)
{
  const McPage *page;

  if (!mc_form_page_applies (self, index, answers))
    return FALSE;

  page = mc_form_get_page (self, index);
  for (guint i = 0; i < page->fields->len; i++) {
    const McField *field = g_ptr_array_index (page->fields, i);

    if (!mc_answers_is_prefilled (answers, field->key))
      return TRUE;
  }

  return FALSE;
}

static gboolean
is_before (const McField *field, McAnswers *answers)
{
  const char *value = mc_answers_get (answers, field->key);
  const char *other = field->not_before != NULL ? mc_answers_get (answers, field->not_before)
                                                : NULL;
  McPartialDate date, earliest;

  return value != NULL && other != NULL && mc_partial_date_parse_iso (value, &date)
         && mc_partial_date_parse_iso (other, &earliest)
         && mc_partial_date_compare (&date, &earliest) < 0;
}

static void
add_page_faults (McForm *self, guint index, McAnswers *answers, const McPartialDate *today,
                 GPtrArray *faults)
{
  const McPage *page = mc_form_get_page (self, index);

  for (guint i = 0; i < page->fields->len; i++) {
    const McField *field = g_ptr_array_index (page->fields, i);
    McFault fault = mc_field_check (field, mc_answers_get (answers, field->key), today);
    McFieldFault *entry;

    if (fault == MC_FAULT_NONE && is_before (field, answers))
      fault = MC_FAULT_DATE_ORDER;
    if (fault == MC_FAULT_NONE)
      continue;

    entry = g_new0 (McFieldFault, 1);
    entry->page = index;
    entry->row = -1;
    entry->key = g_strdup (field->key);
    entry->field = field;
    entry->fault = fault;
    g_ptr_array_add (faults, entry);
  }
}

GPtrArray *
mc_form_check_page (McForm *self, guint index, McAnswers *answers, const McPartialDate *today)
{
  GPtrArray *faults;

  g_return_val_if_fail (MC_IS_FORM (self), NULL);
  g_return_val_if_fail (index < self->pages->len, NULL);
  g_return_val_if_fail (today != NULL, NULL);

  faults = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_field_fault_free);
  add_page_faults (self, index, answers, today, faults);

  return faults;
}

GPtrArray *
mc_form_check (McForm *self, McAnswers *answers, const McPartialDate *today)
{
  GPtrArray *faults;

  g_return_val_if_fail (MC_IS_FORM (self), NULL);
  g_return_val_if_fail (today != NULL, NULL);

  faults = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_field_fault_free);
  for (guint i = 0; i < self->pages->len; i++) {
    if (mc_form_page_applies (self, i, answers))
      add_page_faults (self, i, answers, today, faults);
  }

  return faults;
}

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
