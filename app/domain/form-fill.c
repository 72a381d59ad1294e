// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/form-scope.h"

#include "app/domain/rule-value.h"
#include "app/domain/secret.h"
#include "app/domain/spoken.h"

/* What the form answers by itself: from the card, by default, and by working it out. */

/* Calls func for every field, of rows that are there too, with the scope at its place. */
static void
for_each_field (McFormScope *scope,
                void (*func) (McFormScope *scope, const McPlace *place, const McField *field,
                              gconstpointer user_data),
                gconstpointer user_data)
{
  McForm *form = scope->form;

  for (guint i = 0; i < form->pages->len; i++) {
    const McPage *page = g_ptr_array_index (form->pages, i);
    guint rows = mc_form_get_n_rows (form, i, scope->answers);
    McPlace place = { i, -1, 0 };

    mc_form_scope_enter_place (scope, &place);
    for (guint j = 0; j < page->fields->len; j++)
      func (scope, &place, g_ptr_array_index (page->fields, j), user_data);

    for (guint row = 0; row < rows; row++) {
      place.row = (int) row;
      mc_form_scope_enter_place (scope, &place);
      for (place.subpage = 0; place.subpage < page->repeat->pages->len; place.subpage++) {
        GPtrArray *fields = mc_form_get_page_at (form, &place)->fields;

        for (guint j = 0; j < fields->len; j++)
          func (scope, &place, g_ptr_array_index (fields, j), user_data);
      }
    }
  }
}

/* --- from the card --- */

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

/* (nullable): the answer of a question that leaves no choice: nobody needs to be asked it. */
static const char *
only_answer (const McField *field)
{
  if (field->type != MC_FIELD_ENUM || !field->required || field->options->len != 1)
    return NULL;

  return ((const McOption *) g_ptr_array_index (field->options, 0))->value;
}

static void
prefill_field (McFormScope *scope, const McPlace *place, const McField *field,
               gconstpointer user_data)
{
  const McPerson *person = user_data;
  McAnswers *answers = scope->answers;
  g_autofree char *key = mc_form_scope_dup_key (scope, field);
  const char *answer = mc_answers_get (answers, key);
  gboolean holds = mc_form_scope_holds (scope, field->prefill_if);
  g_auto (McSecret) card = holds ? dup_card_value (field, person) : NULL;
  const char *known = card != NULL ? card : only_answer (field);

  if (mc_answers_is_prefilled (answers, key)) {
    /* Taken back also when another card has nothing to say here. */
    mc_answers_set (answers, key, known, TRUE);
    answer = known;
  } else if (known != NULL && (answer == NULL || g_str_equal (answer, known))) {
    /* An answer that is just what the card says (a resumed draft) is as good as prefilled. */
    mc_answers_set (answers, key, known, TRUE);
    answer = known;
  }

  if (answer == NULL && field->initial != NULL)
    mc_answers_set (answers, key, field->initial, FALSE);
  mc_form_scope_forget (scope);
}

void
mc_form_prefill (McForm *self, McAnswers *answers, const McPerson *person)
{
  McFormScope scope;

  g_return_if_fail (MC_IS_FORM (self));
  g_return_if_fail (MC_IS_ANSWERS (answers));

  mc_form_scope_init (&scope, self, answers);
  for_each_field (&scope, prefill_field, person);
}

/* Whether what stands there is but what was offered. */
static gboolean
is_untouched (McFormScope *scope, const McField *field)
{
  g_autofree char *key = mc_form_scope_dup_key (scope, field);
  const char *answer = mc_answers_get (scope->answers, key);

  return answer == NULL || field->compute != NULL || mc_answers_is_prefilled (scope->answers, key)
         || g_strcmp0 (answer, field->initial) == 0;
}

gboolean
mc_form_row_is_untouched (McForm *self, guint page, McAnswers *answers, guint row)
{
  const McRepeat *repeat;
  McFormScope scope;

  g_return_val_if_fail (MC_IS_FORM (self), FALSE);
  g_return_val_if_fail (row < mc_form_get_n_rows (self, page, answers), FALSE);

  repeat = mc_form_get_page (self, page)->repeat;
  mc_form_scope_init (&scope, self, answers);
  mc_form_scope_enter_row (&scope, page, (int) row);
  for (guint i = 0; i < repeat->pages->len; i++) {
    GPtrArray *fields = ((const McPage *) g_ptr_array_index (repeat->pages, i))->fields;

    for (guint j = 0; j < fields->len; j++) {
      if (!is_untouched (&scope, g_ptr_array_index (fields, j)))
        return FALSE;
    }
  }

  return TRUE;
}

/* --- worked out --- */

typedef struct {
  McFieldType gives;
  char *answer; /* (nullable): secret */
} McResult;

static void
take_result (JsonNode *value, gpointer user_data)
{
  McResult *result = user_data;

  if (JSON_NODE_HOLDS_NULL (value))
    return;
  if (result->gives == MC_FIELD_YES_NO) {
    result->answer = g_strdup (mc_rule_is_true (value) ? "yes" : "no");
  } else if (mc_rule_is_number (value)) {
    double number = json_node_get_double (value);

    /* What is not finite is no number in JSON, and nothing that a form could say. */
    if (number - number == 0)
      result->answer = mc_rule_format_number (number);
  } else if (result->gives == MC_FIELD_TEXT && mc_rule_is_text (value)) {
    result->answer = g_strdup (json_node_get_string (value));
  }
}

/* Whole years since a date; where day or month are not known it counts from the first day that it
 * may be, as the law reads papers that have the year alone. */
static char *
age_on (const McPartialDate *birth, const McPartialDate *today)
{
  int age = today->year - birth->year;
  guint month = MAX (birth->month, 1), day = MAX (birth->day, 1);

  if (today->month < month || (today->month == month && today->day < day))
    age--;

  return age >= 0 ? g_strdup_printf ("%d", age) : NULL;
}

/* A number that is all digits and short enough to be said. */
static gboolean
parse_whole (const char *text, guint64 *number)
{
  return g_ascii_string_to_unsigned (text, 10, 0, MC_SPOKEN_NUMBER_LIMIT - 1, number, NULL);
}

/* (transfer full): as it begins a line on paper. */
static char *
capitalise (char *words)
{
  g_auto (McSecret) owned = words;
  gunichar first = words != NULL ? g_unichar_toupper (g_utf8_get_char (words)) : 0;
  char utf8[8] = { 0 };

  if (words == NULL || *words == '\0')
    return NULL;

  g_unichar_to_utf8 (first, utf8);
  return g_strconcat (utf8, g_utf8_next_char (words), NULL);
}

/* (transfer full) (nullable): an answer in words, or the age that a date means. */
static char *
convert (const McCompute *compute, const char *value, const McPartialDate *today)
{
  McPartialDate date;
  guint64 number;

  if (compute->kind == MC_COMPUTE_NUMBER_IN_WORDS || compute->kind == MC_COMPUTE_MONEY_IN_WORDS) {
    if (!parse_whole (value, &number))
      return NULL;
    return capitalise (compute->kind == MC_COMPUTE_MONEY_IN_WORDS
                           ? mc_spoken_money (number, MC_SPOKEN_NORTH)
                           : mc_spoken_number (number, MC_SPOKEN_NORTH));
  }

  if (!mc_partial_date_parse_iso (value, &date))
    return NULL;
  return compute->kind == MC_COMPUTE_AGE ? age_on (&date, today)
                                         : capitalise (mc_spoken_date (&date, MC_SPOKEN_NORTH));
}

/* (transfer full) (nullable) */
static char *
dup_converted (McFormScope *scope, const McCompute *compute, const McPartialDate *today)
{
  const McFieldEntry *entry = g_hash_table_lookup (scope->form->fields, compute->of);
  g_autofree char *key = mc_form_scope_dup_key (scope, entry->field);
  gboolean counts = entry->subpage >= 0 ? mc_form_scope_row_page_applies (scope, entry->subpage)
                                        : mc_form_scope_page_applies (scope, entry->page);
  const char *value = counts ? mc_answers_get (scope->answers, key) : NULL;

  return value != NULL ? convert (compute, value, today) : NULL;
}

static void
compute_field (McFormScope *scope, const McPlace *place, const McField *field,
               gconstpointer user_data)
{
  McResult result = { .gives = MC_FIELD_TEXT };
  g_autofree char *key = NULL;

  if (field->compute == NULL)
    return;

  result.gives = field->compute->gives;
  if (field->compute->rule != NULL) {
    McRuleScope rule_scope = mc_form_scope_as_rule_scope (scope);

    mc_rule_with_value (field->compute->rule, &rule_scope, take_result, &result);
  } else {
    result.answer = dup_converted (scope, field->compute, user_data);
  }

  key = mc_form_scope_dup_key (scope, field);
  mc_answers_set (scope->answers, key, result.answer, FALSE);
  mc_secret_free (result.answer);
  mc_form_scope_forget (scope);
}

void
mc_form_compute (McForm *self, McAnswers *answers, const McPartialDate *today)
{
  McFormScope scope;

  g_return_if_fail (MC_IS_FORM (self));
  g_return_if_fail (MC_IS_ANSWERS (answers));
  g_return_if_fail (today != NULL);

  mc_form_scope_init (&scope, self, answers);
  for_each_field (&scope, compute_field, today);
}
