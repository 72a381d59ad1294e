// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/catalogue-check.h"

#include <string.h>

#include "app/domain/form-scope.h"
#include "app/domain/rule-run.h"

/* Whether a page can ever be asked: all answers to what its condition looks at are tried. */

#define MAX_TRIES 20000
#define MAX_KEYS 64

/* What may be answered to one field. */
typedef struct {
  const McField *field;
  GPtrArray *values; /* (element-type utf8) (nullable elements): NULL: not answered */
} Trial;

typedef struct {
  McForm *form;
  const McPlace *place;
  GPtrArray *trials;    /* (element-type Trial) */
  GHashTable *literals; /* texts that rules compare with: a set */
  gboolean knows_all;   /* FALSE: a list is looked at, whose rows are too many to try */
} Search;

static void
trial_free (gpointer data)
{
  Trial *trial = data;

  g_ptr_array_unref (trial->values);
  g_free (trial);
}

static gboolean
has_trial (Search *search, const McField *field)
{
  for (guint i = 0; i < search->trials->len; i++) {
    if (((Trial *) g_ptr_array_index (search->trials, i))->field == field)
      return TRUE;
  }

  return FALSE;
}

static void look_at (Search *search, JsonNode *rule);

static void
look_at_key (Search *search, const char *path)
{
  g_autofree char *name = g_strndup (path, strcspn (path, "."));
  const McFieldEntry *entry = g_hash_table_lookup (search->form->fields, name);
  const McPage *page;
  Trial *trial;

  if (entry == NULL) {
    search->knows_all = FALSE;
    return;
  }
  if (has_trial (search, entry->field) || search->trials->len == MAX_KEYS)
    return;

  trial = g_new0 (Trial, 1);
  trial->field = entry->field;
  trial->values = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (search->trials, trial);

  /* What that page itself hangs on. */
  page = g_ptr_array_index (search->form->pages, entry->page);
  look_at (search, page->show_if);
  if (entry->subpage >= 0)
    look_at (search, ((McPage *) g_ptr_array_index (page->repeat->pages, entry->subpage))->show_if);
}

static void
note_literal (Search *search, JsonNode *value)
{
  if (!JSON_NODE_HOLDS_VALUE (value))
    return;
  if (json_node_get_value_type (value) == G_TYPE_STRING) {
    g_hash_table_add (search->literals, json_node_dup_string (value));
  } else if (json_node_get_value_type (value) != G_TYPE_BOOLEAN) {
    gint64 number = (gint64) json_node_get_double (value);

    /* The number itself, and one at either side. */
    for (gint64 n = MAX (number - 1, 0); n >= 0 && n <= number + 1; n++)
      g_hash_table_add (search->literals, g_strdup_printf ("%" G_GINT64_FORMAT, n));
  }
}

static void
look_at (Search *search, JsonNode *rule)
{
  const char *name;
  JsonNode *operands;

  if (rule == NULL)
    return;
  if (JSON_NODE_HOLDS_ARRAY (rule)) {
    for (guint i = 0; i < mc_rule_count_operands (rule); i++)
      look_at (search, mc_rule_nth_operand (rule, i));
    return;
  }
  if (!mc_rule_split (rule, &name, &operands)) {
    note_literal (search, rule);
    return;
  }

  if (g_str_equal (name, "var")) {
    JsonNode *key = mc_rule_nth_operand (operands, 0);

    if (key != NULL && JSON_NODE_HOLDS_VALUE (key)
        && json_node_get_value_type (key) == G_TYPE_STRING && *json_node_get_string (key) != '\0')
      look_at_key (search, json_node_get_string (key));
    return;
  }
  /* Keys of "missing" are literals of a kind, and looked at as such. */
  if (g_str_has_prefix (name, "missing"))
    search->knows_all = FALSE;
  for (guint i = 0; i < mc_rule_count_operands (operands); i++)
    look_at (search, mc_rule_nth_operand (operands, i));
}

/* Fills in what may be answered. */
static void
list_values (Search *search, Trial *trial)
{
  const McField *field = trial->field;
  gboolean many = field->type == MC_FIELD_MULTI;
  g_autoptr (GString) all = g_string_new (NULL);
  GHashTableIter iter;
  gpointer literal;

  g_ptr_array_add (trial->values, NULL);
  for (guint i = 0; i < field->options->len; i++) {
    const McOption *option = g_ptr_array_index (field->options, i);

    g_ptr_array_add (trial->values, g_strdup (option->value));
    g_string_append_printf (all, "%s%s", i > 0 ? "," : "", option->value);
  }
  if (many)
    g_ptr_array_add (trial->values, g_strdup (all->str));
  if (field->options->len > 0)
    return;

  g_hash_table_iter_init (&iter, search->literals);
  while (g_hash_table_iter_next (&iter, &literal, NULL))
    g_ptr_array_add (trial->values, g_strdup (literal));
  g_ptr_array_add (trial->values, g_strdup (field->type == MC_FIELD_DECLARATION ? "yes" : "1"));
}

/* Answers as the number says, one digit for each field; FALSE: there is no such number. */
static gboolean
answer (Search *search, McAnswers *answers, guint number)
{
  for (guint i = 0; i < search->trials->len; i++) {
    const Trial *trial = g_ptr_array_index (search->trials, i);
    g_autofree char *key = mc_form_dup_full_key (search->form, trial->field, search->place->row);

    mc_answers_set (answers, key, g_ptr_array_index (trial->values, number % trial->values->len),
                    FALSE);
    number /= trial->values->len;
  }

  return number == 0;
}

gboolean
mc_form_page_is_reachable (McForm *form, const McPlace *place)
{
  g_autoptr (GPtrArray) trials = g_ptr_array_new_with_free_func (trial_free);
  g_autoptr (GHashTable) literals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (McAnswers) answers = mc_answers_new ();
  Search search = { form, place, trials, literals, TRUE };
  const McPage *outer = mc_form_get_page (form, place->page);

  g_return_val_if_fail (outer != NULL, FALSE);

  look_at (&search, outer->show_if);
  if (place->row >= 0) {
    mc_answers_add_row (answers, outer->repeat->key);
    look_at (&search, mc_form_get_page_at (form, place)->show_if);
  }
  for (guint i = 0; i < trials->len; i++)
    list_values (&search, g_ptr_array_index (trials, i));

  for (guint number = 0; number < MAX_TRIES; number++) {
    if (!answer (&search, answers, number))
      return !search.knows_all;
    if (mc_form_place_applies (form, place, answers))
      return TRUE;
  }

  return TRUE;
}
