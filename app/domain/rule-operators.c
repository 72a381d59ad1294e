// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/rule-community.h"

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

/* Nearly every rule asks this, and nearly always by a name alone. */
static JsonNode *
run_var (McRuleRun *run, const McRuleOperator *op, JsonNode *operands, JsonNode *data)
{
  JsonNode *key = mc_rule_nth_operand (operands, 0);
  JsonNode *found;

  if (key == NULL) {
    found = mc_rule_run_look_up (run, data, "");
  } else if (mc_rule_is_text (key)) {
    found = mc_rule_run_look_up (run, data, json_node_get_string (key));
  } else {
    g_autoptr (JsonNode) value = mc_rule_run_operand (run, operands, 0, data);

    found = value != NULL ? look_up (run, value, data) : NULL;
  }
  if (found != NULL || run->error != NULL)
    return found;

  return mc_rule_count_operands (operands) > 1 ? mc_rule_run_operand (run, operands, 1, data)
                                               : mc_rule_null_new ();
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

  return value != NULL ? g_steal_pointer (&value) : mc_rule_run_truth (run, FALSE);
}

/* ! and !!: kind is the truth that comes out as true. */
static JsonNode *
run_truth (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values, JsonNode *data)
{
  gboolean truth = values->count > 0 && mc_rule_is_true (values->items[0]);

  return mc_rule_run_truth (run, truth == (gboolean) op->kind);
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

/* The relation as it stands, from the right (> and >=, as < and <=), or its opposite. */
typedef enum { FORWARD, BACK, NOT } Manner;

/* (transfer full) (nullable): whether each operand and the next are in the relation, so that a < x
 * < b can be said; no further than to the first that is not. */
static JsonNode *
find_relation (McRuleRun *run, const McRuleOperator *op, JsonNode *operands, JsonNode *data,
               Manner manner)
{
  const guint count = mc_rule_count_operands (operands);
  g_autoptr (JsonNode) last = mc_rule_run_operand (run, operands, 0, data);
  gboolean holds = TRUE;

  for (guint i = 1; last != NULL && holds && i < count; i++) {
    g_autoptr (JsonNode) next = mc_rule_run_operand (run, operands, i, data);

    if (next == NULL)
      return NULL;
    if (op->kind != CHECK_IDENTICAL && !mc_rule_is_comparable (last, next))
      return mc_rule_run_fail (run, MC_RULE_ERROR_NUMBER, "rule: \"%s\" of what is no number",
                               op->name);
    holds = check_pair (op->kind, manner == BACK ? next : last, manner == BACK ? last : next)
            != (manner == NOT);
    json_node_unref (last);
    last = g_steal_pointer (&next);
  }

  return last != NULL ? mc_rule_run_truth (run, holds) : NULL;
}

static JsonNode *
run_relation (McRuleRun *run, const McRuleOperator *op, JsonNode *operands, JsonNode *data)
{
  return find_relation (run, op, operands, data, FORWARD);
}

static JsonNode *
run_relation_back (McRuleRun *run, const McRuleOperator *op, JsonNode *operands, JsonNode *data)
{
  return find_relation (run, op, operands, data, BACK);
}

static JsonNode *
run_relation_not (McRuleRun *run, const McRuleOperator *op, JsonNode *operands, JsonNode *data)
{
  return find_relation (run, op, operands, data, NOT);
}

/* --- numbers --- */

/* (transfer full) (nullable): what is no number is an error, and found where it comes up. */
static JsonNode *
finish_number (McRuleRun *run, const McRuleOperator *op, double number)
{
  if (isfinite (number))
    return mc_rule_number_new (number);

  return mc_rule_run_fail (run, MC_RULE_ERROR_NUMBER, "rule: \"%s\" comes to no number", op->name);
}

/* A list or an object is no number, whatever JavaScript makes of it. */
static double
number_of (JsonNode *value)
{
  return JSON_NODE_HOLDS_ARRAY (value) || JSON_NODE_HOLDS_OBJECT (value)
             ? NAN
             : mc_rule_to_number (value);
}

/* + and *, of any number of operands; kind: the number that changes nothing. */
static JsonNode *
run_fold (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values, JsonNode *data)
{
  double result = op->kind;

  for (guint i = 0; i < values->count; i++) {
    JsonNode *item = values->items[i];
    double value = isnan (number_of (item)) && !mc_rule_is_text (item) ? NAN
                                                                       : mc_rule_to_addend (item);

    result = op->kind == 0 ? result + value : result * value;
  }

  return finish_number (run, op, result);
}

/* -, / and % (kind), from the left; of one operand: 0 - x, 1 / x. */
static JsonNode *
run_chain (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values, JsonNode *data)
{
  double result = number_of (values->items[0]);

  if (values->count == 1)
    return finish_number (run, op, op->kind == '-' ? -result : 1 / result);

  for (guint i = 1; i < values->count; i++) {
    double value = number_of (values->items[i]);

    if (op->kind == '-')
      result -= value;
    else
      result = op->kind == '/' ? result / value : fmod (result, value);
  }

  return finish_number (run, op, result);
}

/* max and min; kind TRUE: the larger. */
static JsonNode *
run_extreme (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values, JsonNode *data)
{
  double result = number_of (values->items[0]);

  for (guint i = 1; i < values->count; i++) {
    double value = number_of (values->items[i]);

    if (isnan (value) || (op->kind ? value > result : value < result))
      result = value;
    if (isnan (result))
      break;
  }

  return finish_number (run, op, result);
}

/* --- lists --- */

/* (transfer full) (nullable): with_elements and the others once the list is known. */
static JsonNode *
iterate (McRuleRun *run, guint kind, JsonArray *list, JsonNode *logic, JsonNode *data)
{
  guint length = json_array_get_length (list);
  g_autoptr (JsonArray) kept = json_array_new ();
  g_autoptr (JsonNode) result = NULL;

  for (guint i = 0; i < length; i++) {
    JsonNode *element = json_array_get_element (list, i);
    g_autoptr (JsonNode) value = mc_rule_run_inside (run, logic, element, data, i);

    if (value == NULL)
      return NULL;
    if (kind == ITERATE_MAP)
      json_array_add_element (kept, json_node_ref (value));
    else if (kind == ITERATE_FILTER && mc_rule_is_true (value))
      json_array_add_element (kept, json_node_ref (element));
    else if (kind == ITERATE_ALL && !mc_rule_is_true (value))
      return mc_rule_run_truth (run, FALSE);
    else if (kind >= ITERATE_SOME && mc_rule_is_true (value))
      return mc_rule_run_truth (run, kind == ITERATE_SOME);
  }

  if (kind >= ITERATE_ALL)
    return mc_rule_run_truth (run, kind == ITERATE_NONE || (kind == ITERATE_ALL && length > 0));

  result = mc_rule_list_new (g_steal_pointer (&kept));
  return mc_rule_run_charge (run, result) ? g_steal_pointer (&result) : NULL;
}

static gboolean
is_null (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_NULL (node);
}

/* map, filter, all, some and none: what is no list counts as an empty one, but nothing at all is a
 * mistake: for map and filter where the rule itself says so, for the others whatever came to it. */
static JsonNode *
run_iterator (McRuleRun *run, const McRuleOperator *op, JsonNode *operands, JsonNode *data)
{
  g_autoptr (JsonNode) list = run_nth (run, operands, 0, data);
  g_autoptr (JsonArray) empty = json_array_new ();

  if (list == NULL)
    return NULL;
  if (op->kind >= ITERATE_ALL ? JSON_NODE_HOLDS_NULL (list)
                              : is_null (mc_rule_nth_operand (operands, 0))
                                    || is_null (mc_rule_nth_operand (operands, 1)))
    return mc_rule_run_fail (run, MC_RULE_ERROR_SHAPE, "rule: \"%s\" of no list", op->name);

  return iterate (run, op->kind, JSON_NODE_HOLDS_ARRAY (list) ? json_node_get_array (list) : empty,
                  mc_rule_nth_operand (operands, 1), data);
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

    accumulator = mc_rule_run_inside (run, logic, scope, data, i);
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
    return mc_rule_run_truth (run, FALSE);

  value = values->items[0];
  whole = values->items[1];

  if (mc_rule_is_text (whole)) {
    g_auto (McSecret) text = text_of (run, value);

    if (text == NULL)
      return NULL;
    return mc_rule_run_truth (run, mc_rule_is_true (whole)
                                       && strstr (json_node_get_string (whole), text) != NULL);
  }

  for (guint i = 0; !found && JSON_NODE_HOLDS_ARRAY (whole) && i < mc_rule_count_operands (whole);
       i++)
    found = mc_rule_is_identical (value, mc_rule_nth_operand (whole, i));

  return mc_rule_run_truth (run, found);
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
  { "!", 1, 1, 0, FALSE, MC_RULE_PLAIN, .eager = run_truth },
  { "!!", 1, 1, 0, TRUE, MC_RULE_PLAIN, .eager = run_truth },
  { "!=", 2, 2, 2, CHECK_EQUAL, MC_RULE_PLAIN, .lazy = run_relation_not },
  { "!==", 2, 2, 2, CHECK_IDENTICAL, MC_RULE_PLAIN, .lazy = run_relation_not },
  { "%", 2, 2, 2, '%', MC_RULE_CHAINS, .eager = run_chain },
  { "*", 1, MANY, 0, 1, MC_RULE_CHAINS, .eager = run_fold },
  { "+", 1, MANY, 0, 0, MC_RULE_CHAINS, .eager = run_fold },
  { "-", 1, 2, 1, '-', MC_RULE_CHAINS, .eager = run_chain },
  { "/", 2, 2, 1, '/', MC_RULE_CHAINS, .eager = run_chain },
  { "<", 2, 3, 2, CHECK_LESS, MC_RULE_PLAIN, .lazy = run_relation },
  { "<=", 2, 3, 2, CHECK_LESS_OR_EQUAL, MC_RULE_PLAIN, .lazy = run_relation },
  { "==", 2, 2, 2, CHECK_EQUAL, MC_RULE_PLAIN, .lazy = run_relation },
  { "===", 2, 2, 2, CHECK_IDENTICAL, MC_RULE_PLAIN, .lazy = run_relation },
  { ">", 2, 2, 2, CHECK_LESS, MC_RULE_PLAIN, .lazy = run_relation_back },
  { ">=", 2, 2, 2, CHECK_LESS_OR_EQUAL, MC_RULE_PLAIN, .lazy = run_relation_back },
  { "?:", 3, 3, 0, 0, MC_RULE_PLAIN, .lazy = run_if },
  { "??", 1, MANY, 0, 0, MC_RULE_PLAIN, .lazy = mc_rule_run_first },
  { "all", 2, 2, 0, ITERATE_ALL, MC_RULE_LISTED, .lazy = run_iterator },
  { "and", 1, MANY, 0, FALSE, MC_RULE_LISTED, .lazy = run_and_or },
  { "cat", 1, MANY, 0, 0, MC_RULE_CHAINS, .eager = run_cat },
  { "exists", 1, MANY, 1, 0, MC_RULE_CHAINS, .eager = mc_rule_run_exists },
  { "filter", 2, 2, 0, ITERATE_FILTER, MC_RULE_LISTED, .lazy = run_iterator },
  { "if", 2, MANY, 0, 0, MC_RULE_LISTED, .lazy = run_if },
  { "in", 2, 2, 0, 0, MC_RULE_PLAIN, .eager = run_in },
  { "log", 1, 1, 0, 0, MC_RULE_PLAIN, .eager = run_log },
  { "map", 2, 2, 0, ITERATE_MAP, MC_RULE_LISTED, .lazy = run_iterator },
  { "max", 1, MANY, 1, TRUE, MC_RULE_CHAINS, .eager = run_extreme },
  { "merge", 1, MANY, 0, 0, MC_RULE_PLAIN, .eager = run_merge },
  { "min", 1, MANY, 1, FALSE, MC_RULE_CHAINS, .eager = run_extreme },
  { "missing", 1, MANY, 0, 0, MC_RULE_PLAIN, .eager = run_missing },
  { "missing_some", 2, 2, 2, 0, MC_RULE_PLAIN, .eager = run_missing_some },
  { "none", 2, 2, 0, ITERATE_NONE, MC_RULE_LISTED, .lazy = run_iterator },
  { "or", 1, MANY, 0, TRUE, MC_RULE_LISTED, .lazy = run_and_or },
  { "preserve", 0, MANY, 0, 0, MC_RULE_PLAIN, .lazy = mc_rule_run_preserve },
  { "reduce", 2, 3, 0, 0, MC_RULE_LISTED, .lazy = run_reduce },
  { "some", 2, 2, 0, ITERATE_SOME, MC_RULE_LISTED, .lazy = run_iterator },
  { "substr", 2, 3, 1, 0, MC_RULE_PLAIN, .eager = run_substr },
  { "throw", 1, 1, 0, 0, MC_RULE_PLAIN, .eager = mc_rule_run_throw },
  { "try", 1, MANY, 0, 0, MC_RULE_PLAIN, .lazy = mc_rule_run_try },
  { "val", 0, MANY, 0, 0, MC_RULE_CHAINS, .eager = mc_rule_run_val },
  { "var", 0, 2, 0, 0, MC_RULE_PLAIN, .lazy = run_var },
};

/* Where each operator stands in the table above, from 1; by hash_name (), which gives no two of
 * them the same place: test-rule knows them all. */
static const guint8 places[128] = {
  0,  24, 0,  36, 0, 37, 0,  0, 29, 0,  0,  33, 0, 0,  0,  0,  0,  0, 19, 14, 5,  31, 18, 0,  0, 0,
  0,  41, 0,  25, 7, 0,  0,  0, 0,  0,  0,  0,  0, 2,  0,  0,  0,  0, 0,  0,  0,  0,  27, 23, 0, 12,
  13, 0,  0,  0,  1, 0,  0,  0, 0,  17, 0,  3,  4, 0,  0,  0,  0,  0, 0,  6,  30, 0,  0,  16, 8, 0,
  0,  0,  26, 0,  0, 0,  0,  0, 28, 0,  0,  0,  0, 0,  32, 0,  22, 0, 34, 0,  0,  0,  0,  10, 0, 0,
  0,  0,  0,  0,  0, 0,  15, 0, 0,  21, 20, 40, 0, 38, 0,  39, 11, 0, 9,  0,  0,  0,  35, 0
};

/* Of a name that is not empty. */
static guint
hash_name (const char *name, gsize length)
{
  return ((guint) (guchar) name[0] * 59 + (guint) (guchar) name[1] * 46
          + (guint) (guchar) name[length - 1] * 28 + (guint) length)
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
