// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/rule-run.h"

#include <math.h>
#include <string.h>

#include "app/domain/secret.h"

/* What the operators of JsonLogic do, in the order of its page of operations, and their table. */

enum { CHECK_EQUAL, CHECK_IDENTICAL, CHECK_LESS, CHECK_LESS_OR_EQUAL };
enum { ITERATE_MAP, ITERATE_FILTER, ITERATE_ALL, ITERATE_SOME, ITERATE_NONE };

/* --- data --- */

/* (transfer full) (nullable): NULL: run->error is set. */
static char *
text_of (McRuleRun *run, JsonNode *value)
{
  GString *text = g_string_new (NULL);

  if (mc_rule_append_text (text, value))
    return g_string_free (text, FALSE);

  mc_secret_free (g_string_free (text, FALSE));
  mc_rule_run_fail (run, MC_RULE_ERROR_LIMIT, "rule: a text longer than %d bytes",
                    MC_RULE_MAX_TEXT);
  return NULL;
}

/* (transfer full) (nullable): what key stands for in data; null and "" for all of it. */
static JsonNode *
look_up (McRuleRun *run, JsonNode *key, JsonNode *data)
{
  g_auto (McSecret) path = NULL;

  if (mc_rule_is_text (key))
    return mc_rule_run_look_up (run, data, json_node_get_string (key));
  if (JSON_NODE_HOLDS_NULL (key))
    return mc_rule_run_look_up (run, data, "");

  /* The text of an empty list names a member that nobody has. */
  path = text_of (run, key);
  return path != NULL && *path != '\0' ? mc_rule_run_look_up (run, data, path) : NULL;
}

static JsonNode *
run_var (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values, JsonNode *data)
{
  JsonNode *found = values->count > 0 ? look_up (run, values->items[0], data)
                                      : mc_rule_run_look_up (run, data, "");

  if (found != NULL || run->error != NULL)
    return found;

  return values->count > 1 ? json_node_ref (values->items[1]) : mc_rule_null_new ();
}

/* Adds key to list if data has nothing there: null and "" are nothing. */
static void
add_if_missing (McRuleRun *run, JsonArray *list, JsonNode *key, JsonNode *data)
{
  g_autoptr (JsonNode) found = look_up (run, key, data);

  if (found == NULL || JSON_NODE_HOLDS_NULL (found)
      || (mc_rule_is_text (found) && json_node_get_string (found)[0] == '\0'))
    json_array_add_element (list, json_node_ref (key));
}

static JsonNode *
run_missing (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values, JsonNode *data)
{
  g_autoptr (JsonArray) missing = json_array_new ();
  JsonNode *first = values->count > 0 ? values->items[0] : NULL;

  if (first != NULL && JSON_NODE_HOLDS_ARRAY (first)) {
    for (guint i = 0; i < mc_rule_count_operands (first); i++)
      add_if_missing (run, missing, mc_rule_nth_operand (first, i), data);
  } else {
    for (guint i = 0; i < values->count; i++)
      add_if_missing (run, missing, values->items[i], data);
  }

  return run->error == NULL ? mc_rule_list_new (g_steal_pointer (&missing)) : NULL;
}

static JsonNode *
run_missing_some (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values,
                  JsonNode *data)
{
  g_autoptr (JsonArray) missing = json_array_new ();
  JsonNode *keys = values->items[1];
  double needed = mc_rule_to_number (values->items[0]);

  for (guint i = 0; i < mc_rule_count_operands (keys); i++)
    add_if_missing (run, missing, mc_rule_nth_operand (keys, i), data);
  if (run->error != NULL)
    return NULL;
  if (mc_rule_count_operands (keys) - json_array_get_length (missing) >= needed)
    return mc_rule_list_new (json_array_new ());

  return mc_rule_list_new (g_steal_pointer (&missing));
}

/* --- logic --- */

/* (transfer full) (nullable): the value of one operand. */
static JsonNode *
run_nth (McRuleRun *run, JsonNode *operands, guint index, JsonNode *data)
{
  return mc_rule_run (run, mc_rule_nth_operand (operands, index), data);
}

static JsonNode *
run_if (McRuleRun *run, const McRuleOperator *op, JsonNode *operands, JsonNode *data)
{
  guint count = mc_rule_count_operands (operands);
  guint i;

  for (i = 0; i + 1 < count; i += 2) {
    g_autoptr (JsonNode) condition = run_nth (run, operands, i, data);

    if (condition == NULL)
      return NULL;
    if (mc_rule_is_true (condition))
      return run_nth (run, operands, i + 1, data);
  }

  return i < count ? run_nth (run, operands, i, data) : mc_rule_null_new ();
}

/* The first value that decides: kind TRUE: the first that is true. Otherwise the last. */
static JsonNode *
run_and_or (McRuleRun *run, const McRuleOperator *op, JsonNode *operands, JsonNode *data)
{
  guint count = mc_rule_count_operands (operands);
  g_autoptr (JsonNode) value = NULL;

  for (guint i = 0; i < count; i++) {
    g_clear_pointer (&value, json_node_unref);
    value = run_nth (run, operands, i, data);
    if (value == NULL || mc_rule_is_true (value) == (gboolean) op->kind)
      return g_steal_pointer (&value);
  }

  return value != NULL ? g_steal_pointer (&value) : mc_rule_null_new ();
}

/* ! and !!: kind is the truth that comes out as true. */
static JsonNode *
run_truth (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values, JsonNode *data)
{
  gboolean truth = values->count > 0 && mc_rule_is_true (values->items[0]);

  return mc_rule_boolean_new (truth == (gboolean) op->kind);
}

static gboolean
check_pair (guint kind, JsonNode *a, JsonNode *b)
{
  switch (kind) {
  case CHECK_EQUAL:
    return mc_rule_is_equal (a, b);
  case CHECK_IDENTICAL:
    return mc_rule_is_identical (a, b);
  case CHECK_LESS:
    return mc_rule_compare (a, b) < 0;
  default:
    return mc_rule_compare (a, b) <= 0;
  }
}

/* Whether each operand and the next are in the relation, so that a < x < b can be said. */
static JsonNode *
run_relation (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values, JsonNode *data)
{
  gboolean holds = TRUE;

  for (guint i = 0; holds && i + 1 < values->count; i++)
    holds = check_pair (op->kind, values->items[i], values->items[i + 1]);

  return mc_rule_boolean_new (holds);
}

/* > and >=: as < and <= from the right. */
static JsonNode *
run_relation_back (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values,
                   JsonNode *data)
{
  gboolean holds = TRUE;

  for (guint i = 0; holds && i + 1 < values->count; i++)
    holds = check_pair (op->kind, values->items[i + 1], values->items[i]);

  return mc_rule_boolean_new (holds);
}

static JsonNode *
run_relation_not (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values,
                  JsonNode *data)
{
  g_autoptr (JsonNode) holds = run_relation (run, op, values, data);

  return mc_rule_boolean_new (!mc_rule_is_true (holds));
}

/* --- numbers --- */

/* + and *, of any number of operands; kind: the number that changes nothing. */
static JsonNode *
run_fold (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values, JsonNode *data)
{
  double result = op->kind;

  for (guint i = 0; i < values->count; i++) {
    double value = mc_rule_to_addend (values->items[i]);

    result = op->kind == 0 ? result + value : result * value;
  }

  return mc_rule_number_new (result);
}

/* -, / and % (kind), from the left; of one operand: 0 - x, 1 / x. */
static JsonNode *
run_chain (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values, JsonNode *data)
{
  double result = mc_rule_to_number (values->items[0]);

  if (values->count == 1)
    return mc_rule_number_new (op->kind == '-' ? -result : 1 / result);

  for (guint i = 1; i < values->count; i++) {
    double value = mc_rule_to_number (values->items[i]);

    if (op->kind == '-')
      result -= value;
    else
      result = op->kind == '/' ? result / value : fmod (result, value);
  }

  return mc_rule_number_new (result);
}

/* max and min; kind TRUE: the larger. */
static JsonNode *
run_extreme (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values, JsonNode *data)
{
  double result = mc_rule_to_number (values->items[0]);

  for (guint i = 1; i < values->count; i++) {
    double value = mc_rule_to_number (values->items[i]);

    if (isnan (value) || (op->kind ? value > result : value < result))
      result = value;
    if (isnan (result))
      break;
  }

  return mc_rule_number_new (result);
}

/* --- lists --- */

/* (transfer full) (nullable): with_elements and the others once the list is known. */
static JsonNode *
iterate (McRuleRun *run, guint kind, JsonArray *list, JsonNode *logic)
{
  guint length = json_array_get_length (list);
  g_autoptr (JsonArray) kept = json_array_new ();
  g_autoptr (JsonNode) result = NULL;

  for (guint i = 0; i < length; i++) {
    JsonNode *element = json_array_get_element (list, i);
    g_autoptr (JsonNode) value = mc_rule_run (run, logic, element);

    if (value == NULL)
      return NULL;
    if (kind == ITERATE_MAP)
      json_array_add_element (kept, json_node_ref (value));
    else if (kind == ITERATE_FILTER && mc_rule_is_true (value))
      json_array_add_element (kept, json_node_ref (element));
    else if (kind == ITERATE_ALL && !mc_rule_is_true (value))
      return mc_rule_boolean_new (FALSE);
    else if (kind >= ITERATE_SOME && mc_rule_is_true (value))
      return mc_rule_boolean_new (kind == ITERATE_SOME);
  }

  if (kind >= ITERATE_ALL)
    return mc_rule_boolean_new (kind == ITERATE_NONE || (kind == ITERATE_ALL && length > 0));

  result = mc_rule_list_new (g_steal_pointer (&kept));
  return mc_rule_run_charge (run, result) ? g_steal_pointer (&result) : NULL;
}

/* map, filter, all, some and none: what is no list counts as an empty one. */
static JsonNode *
run_iterator (McRuleRun *run, const McRuleOperator *op, JsonNode *operands, JsonNode *data)
{
  g_autoptr (JsonNode) list = run_nth (run, operands, 0, data);
  g_autoptr (JsonArray) empty = json_array_new ();

  if (list == NULL)
    return NULL;

  return iterate (run, op->kind, JSON_NODE_HOLDS_ARRAY (list) ? json_node_get_array (list) : empty,
                  mc_rule_nth_operand (operands, 1));
}

/* (transfer full): {"current": element, "accumulator": accumulator}, which is taken. */
static JsonNode *
reduction_scope_new (JsonNode *element, JsonNode *accumulator)
{
  g_autoptr (JsonObject) scope = json_object_new ();

  json_object_set_member (scope, "current", json_node_ref (element));
  json_object_set_member (scope, "accumulator", accumulator);
  return json_node_init_object (json_node_alloc (), scope);
}

static JsonNode *
run_reduce (McRuleRun *run, const McRuleOperator *op, JsonNode *operands, JsonNode *data)
{
  g_autoptr (JsonNode) list = run_nth (run, operands, 0, data);
  g_autoptr (JsonNode) accumulator = NULL;
  JsonNode *logic = mc_rule_nth_operand (operands, 1);

  if (list == NULL)
    return NULL;
  accumulator = run_nth (run, operands, 2, data);
  if (accumulator == NULL || !JSON_NODE_HOLDS_ARRAY (list))
    return g_steal_pointer (&accumulator);

  for (guint i = 0; i < mc_rule_count_operands (list); i++) {
    g_autoptr (JsonNode) scope = reduction_scope_new (mc_rule_nth_operand (list, i),
                                                      g_steal_pointer (&accumulator));

    accumulator = mc_rule_run (run, logic, scope);
    if (accumulator == NULL || !mc_rule_run_charge (run, accumulator))
      return NULL;
  }

  return g_steal_pointer (&accumulator);
}

static JsonNode *
run_merge (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values, JsonNode *data)
{
  JsonArray *merged = json_array_new ();

  for (guint i = 0; i < values->count; i++) {
    JsonNode *value = values->items[i];

    for (guint j = 0; j < mc_rule_count_operands (value); j++)
      json_array_add_element (merged, json_node_ref (mc_rule_nth_operand (value, j)));
  }

  return mc_rule_list_new (merged);
}

/* An element of a list, or letters in a text that has some. */
static JsonNode *
run_in (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values, JsonNode *data)
{
  gboolean found = FALSE;
  JsonNode *value, *whole;

  if (values->count < 2)
    return mc_rule_boolean_new (FALSE);

  value = values->items[0];
  whole = values->items[1];

  if (mc_rule_is_text (whole)) {
    g_auto (McSecret) text = text_of (run, value);

    if (text == NULL)
      return NULL;
    return mc_rule_boolean_new (mc_rule_is_true (whole)
                                && strstr (json_node_get_string (whole), text) != NULL);
  }

  for (guint i = 0; !found && JSON_NODE_HOLDS_ARRAY (whole) && i < mc_rule_count_operands (whole);
       i++)
    found = mc_rule_is_identical (value, mc_rule_nth_operand (whole, i));

  return mc_rule_boolean_new (found);
}

/* --- texts --- */

static JsonNode *
run_cat (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values, JsonNode *data)
{
  GString *text = g_string_new (NULL);
  gboolean fits = TRUE;

  for (guint i = 0; fits && i < values->count; i++) {
    JsonNode *value = values->items[i];

    fits = JSON_NODE_HOLDS_NULL (value) || mc_rule_append_text (text, value);
  }
  if (fits)
    return mc_rule_run_text (run, g_string_free (text, FALSE));

  mc_secret_free (g_string_free (text, FALSE));
  return mc_rule_run_fail (run, MC_RULE_ERROR_LIMIT, "rule: a text longer than %d bytes",
                           MC_RULE_MAX_TEXT);
}

/* A place in a text of length characters; below zero it counts from last. */
static glong
place_of (JsonNode *value, glong length, glong last)
{
  double place = trunc (mc_rule_to_number (value));

  if (isnan (place))
    return 0;

  return (glong) CLAMP (place < 0 ? last + place : place, 0, length);
}

/* From start, length characters, or up to so many before the end. */
static JsonNode *
run_substr (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values, JsonNode *data)
{
  g_auto (McSecret) text = text_of (run, values->items[0]);
  glong length, start, rest;

  if (text == NULL)
    return NULL;

  length = g_utf8_strlen (text, -1);
  start = values->count > 1 ? place_of (values->items[1], length, length) : 0;
  rest = length - start;
  if (values->count > 2)
    rest = place_of (values->items[2], rest, rest);

  return mc_rule_run_text (run, g_utf8_substring (text, start, start + rest));
}

/* Silent: what is in a rule is in somebody's form. */
static JsonNode *
run_log (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values, JsonNode *data)
{
  return values->count > 0 ? json_node_ref (values->items[0]) : mc_rule_null_new ();
}

/* --- the table --- */

#define MANY 256
#define MAX_QUOTED_NAME 40

/* Their places are in the table below, too. */
static const McRuleOperator operators[] = {
  { "!", 1, 1, 0, FALSE, .eager = run_truth },
  { "!!", 1, 1, 0, TRUE, .eager = run_truth },
  { "!=", 2, 2, 2, CHECK_EQUAL, .eager = run_relation_not },
  { "!==", 2, 2, 2, CHECK_IDENTICAL, .eager = run_relation_not },
  { "%", 2, 2, 2, '%', .eager = run_chain },
  { "*", 1, MANY, 0, 1, .eager = run_fold },
  { "+", 1, MANY, 0, 0, .eager = run_fold },
  { "-", 1, 2, 1, '-', .eager = run_chain },
  { "/", 2, 2, 1, '/', .eager = run_chain },
  { "<", 2, 3, 2, CHECK_LESS, .eager = run_relation },
  { "<=", 2, 3, 2, CHECK_LESS_OR_EQUAL, .eager = run_relation },
  { "==", 2, 2, 2, CHECK_EQUAL, .eager = run_relation },
  { "===", 2, 2, 2, CHECK_IDENTICAL, .eager = run_relation },
  { ">", 2, 2, 2, CHECK_LESS, .eager = run_relation_back },
  { ">=", 2, 2, 2, CHECK_LESS_OR_EQUAL, .eager = run_relation_back },
  { "?:", 3, 3, 0, 0, .lazy = run_if },
  { "all", 2, 2, 0, ITERATE_ALL, .lazy = run_iterator },
  { "and", 1, MANY, 0, FALSE, .lazy = run_and_or },
  { "cat", 1, MANY, 0, 0, .eager = run_cat },
  { "filter", 2, 2, 0, ITERATE_FILTER, .lazy = run_iterator },
  { "if", 2, MANY, 0, 0, .lazy = run_if },
  { "in", 2, 2, 0, 0, .eager = run_in },
  { "log", 1, 1, 0, 0, .eager = run_log },
  { "map", 2, 2, 0, ITERATE_MAP, .lazy = run_iterator },
  { "max", 1, MANY, 1, TRUE, .eager = run_extreme },
  { "merge", 1, MANY, 0, 0, .eager = run_merge },
  { "min", 1, MANY, 1, FALSE, .eager = run_extreme },
  { "missing", 1, MANY, 0, 0, .eager = run_missing },
  { "missing_some", 2, 2, 2, 0, .eager = run_missing_some },
  { "none", 2, 2, 0, ITERATE_NONE, .lazy = run_iterator },
  { "or", 1, MANY, 0, TRUE, .lazy = run_and_or },
  { "reduce", 2, 3, 0, 0, .lazy = run_reduce },
  { "some", 2, 2, 0, ITERATE_SOME, .lazy = run_iterator },
  { "substr", 2, 3, 1, 0, .eager = run_substr },
  { "var", 0, 2, 0, 0, .eager = run_var },
};

/* Where each operator stands in the table above, from 1; by hash_name (), which gives no two of
 * them the same place: test-rule knows them all. */
static const guint8 places[64] = {
  15, 0, 20, 6,  24, 3,  4, 14, 0,  12, 13, 0,  0,  10, 30, 0, 32, 0, 11, 31, 9,  34,
  0,  0, 0,  22, 8,  29, 0, 0,  0,  0,  7,  33, 28, 16, 0,  0, 18, 0, 27, 0,  17, 23,
  0,  0, 0,  0,  0,  0,  5, 0,  25, 2,  19, 0,  0,  21, 0,  0, 26, 0, 1,  35,
};

/* Of a name that is not empty. */
static guint
hash_name (const char *name, gsize length)
{
  return ((guint) (guchar) name[0] * 55 + (guint) (guchar) name[1] * 54
          + (guint) (guchar) name[length - 1] * 38 + (guint) length)
         % G_N_ELEMENTS (places);
}

const McRuleOperator *
mc_rule_operator_find (const char *name, GError **error)
{
  gsize length = strlen (name);
  guint place = length > 0 ? places[hash_name (name, length)] : 0;
  const McRuleOperator *op = place > 0 && strcmp (operators[place - 1].name, name) == 0
                                 ? &operators[place - 1]
                                 : NULL;

  /* Only what may have been meant for an operator is quoted. */
  if (op == NULL)
    g_set_error (error, MC_RULE_ERROR, MC_RULE_ERROR_OPERATOR, "rule: unknown operator \"%s\"",
                 strlen (name) <= MAX_QUOTED_NAME ? name : "…");

  return op;
}
