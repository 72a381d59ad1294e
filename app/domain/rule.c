// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/rule.h"

#include <string.h>

G_DEFINE_QUARK (mc_rule_error_quark, mc_rule_error)

/* What an operator's operands are: rules that hold or not, or values that are compared. */
typedef enum {
  MC_OPERANDS_RULES,
  MC_OPERANDS_VALUES,
  MC_OPERANDS_VALUE_AND_LIST,
} McOperands;

typedef struct {
  const char *name;
  McOperands operands;
  guint minimum;
  guint maximum;
} McOperator;

static const McOperator operators[] = {
  { "==", MC_OPERANDS_VALUES, 2, 2 }, { "!=", MC_OPERANDS_VALUES, 2, 2 },
  { "!", MC_OPERANDS_RULES, 1, 1 },   { "and", MC_OPERANDS_RULES, 1, 32 },
  { "or", MC_OPERANDS_RULES, 1, 32 }, { "in", MC_OPERANDS_VALUE_AND_LIST, 2, 2 },
};

static const McOperator *
find_operator (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (operators); i++) {
    if (g_str_equal (operators[i].name, name))
      return &operators[i];
  }

  return NULL;
}

/* The one member of {"operator": operands}; FALSE if node is no such object. */
static gboolean
split (JsonNode *node, const char **name, JsonNode **operands)
{
  JsonObjectIter iter;

  if (!JSON_NODE_HOLDS_OBJECT (node) || json_object_get_size (json_node_get_object (node)) != 1)
    return FALSE;

  json_object_iter_init (&iter, json_node_get_object (node));
  return json_object_iter_next (&iter, name, operands);
}

/* JsonLogic lets a single operand stand without its list. */
static guint
count_operands (JsonNode *operands)
{
  return JSON_NODE_HOLDS_ARRAY (operands) ? json_array_get_length (json_node_get_array (operands))
                                          : 1;
}

static JsonNode *
nth_operand (JsonNode *operands, guint index)
{
  return JSON_NODE_HOLDS_ARRAY (operands)
             ? json_array_get_element (json_node_get_array (operands), index)
             : operands;
}

static gboolean
is_text (JsonNode *node)
{
  return json_node_get_value_type (node) == G_TYPE_STRING;
}

/* (nullable): the key that {"var": "key"} names. */
static const char *
variable_of (JsonNode *node)
{
  const char *name;
  JsonNode *operands;

  if (!split (node, &name, &operands) || !g_str_equal (name, "var")
      || count_operands (operands) != 1 || !is_text (nth_operand (operands, 0)))
    return NULL;

  return json_node_get_string (nth_operand (operands, 0));
}

/* Texts, null and variables are all that is compared: on these JsonLogic's loose equality and
 * everybody's strict one agree. */
static gboolean
is_value (JsonNode *node)
{
  return is_text (node) || JSON_NODE_HOLDS_NULL (node) || variable_of (node) != NULL;
}

static gboolean
is_list_of_texts (JsonNode *node)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++) {
    if (!is_text (json_array_get_element (array, i)))
      return FALSE;
  }

  return TRUE;
}

static gboolean check_rule (JsonNode *rule, guint depth, GError **error);

static gboolean
check_operand (const McOperator *operator, JsonNode * operand, guint index, guint depth,
               GError **error)
{
  gboolean fits;

  if (operator->operands == MC_OPERANDS_RULES)
    return check_rule (operand, depth + 1, error);

  fits = operator->operands == MC_OPERANDS_VALUE_AND_LIST && index == 1 ? is_list_of_texts (operand)
                                                                        : is_value (operand);
  if (!fits)
    g_set_error (error, MC_RULE_ERROR, MC_RULE_ERROR_SHAPE,
                 "rule: \"%s\": operand %u is of no "
                 "kind it can compare",
                 operator->name, index + 1);

  return fits;
}

static gboolean
check_rule (JsonNode *rule, guint depth, GError **error)
{
  const McOperator *operator;
  const char *name;
  JsonNode *operands;
  guint count;

  if (depth > MC_RULE_MAX_DEPTH) {
    g_set_error (error, MC_RULE_ERROR, MC_RULE_ERROR_DEPTH, "rule: deeper than %d",
                 MC_RULE_MAX_DEPTH);
    return FALSE;
  }

  if (json_node_get_value_type (rule) == G_TYPE_BOOLEAN || variable_of (rule) != NULL)
    return TRUE;

  if (!split (rule, &name, &operands)) {
    g_set_error (error, MC_RULE_ERROR, MC_RULE_ERROR_SHAPE,
                 "rule: expected {\"operator\": [...]}, true or false");
    return FALSE;
  }

  operator= find_operator (name);
  if (operator== NULL) {
    g_set_error (error, MC_RULE_ERROR, MC_RULE_ERROR_OPERATOR, "rule: unknown operator \"%s\"",
                 name);
    return FALSE;
  }

  count = count_operands (operands);
  if (count < operator->minimum || count> operator->maximum) {
    g_set_error (error, MC_RULE_ERROR, MC_RULE_ERROR_SHAPE, "rule: \"%s\" takes %u to %u operands",
                 name, operator->minimum, operator->maximum);
    return FALSE;
  }

  for (guint i = 0; i < count; i++) {
    if (!check_operand (operator, nth_operand (operands, i), i, depth, error))
      return FALSE;
  }

  return TRUE;
}

gboolean
mc_rule_check (JsonNode *rule, GError **error)
{
  g_return_val_if_fail (rule != NULL, FALSE);

  return check_rule (rule, 1, error);
}

/* (nullable): NULL is null, or no answer. */
static const char *
value_of (JsonNode *node, McAnswers *answers)
{
  const char *key = variable_of (node);

  if (key != NULL)
    return mc_answers_get (answers, key);

  return is_text (node) ? json_node_get_string (node) : NULL;
}

static gboolean
is_in (const char *value, JsonArray *list)
{
  for (guint i = 0; i < json_array_get_length (list); i++) {
    if (g_strcmp0 (value, json_array_get_string_element (list, i)) == 0)
      return TRUE;
  }

  return FALSE;
}

/* Whether any operand comes out as wanted: "or" looks for a true one, "and" for a false one. */
static gboolean
any_is (JsonNode *operands, gboolean wanted, McAnswers *answers)
{
  for (guint i = 0; i < count_operands (operands); i++) {
    if (mc_rule_test (nth_operand (operands, i), answers) == wanted)
      return TRUE;
  }

  return FALSE;
}

gboolean
mc_rule_test (JsonNode *rule, McAnswers *answers)
{
  const char *name, *left;
  JsonNode *operands;

  if (rule == NULL)
    return TRUE;
  if (json_node_get_value_type (rule) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (rule);
  if (variable_of (rule) != NULL)
    return value_of (rule, answers) != NULL;

  g_return_val_if_fail (split (rule, &name, &operands), FALSE);

  if (g_str_equal (name, "!"))
    return !mc_rule_test (nth_operand (operands, 0), answers);
  if (g_str_equal (name, "and"))
    return !any_is (operands, FALSE, answers);
  if (g_str_equal (name, "or"))
    return any_is (operands, TRUE, answers);

  left = value_of (nth_operand (operands, 0), answers);
  if (g_str_equal (name, "in"))
    return is_in (left, json_node_get_array (nth_operand (operands, 1)));

  return (g_strcmp0 (left, value_of (nth_operand (operands, 1), answers)) == 0)
         == g_str_equal (name, "==");
}
