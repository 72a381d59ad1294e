// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/rule-run.h"

#include <string.h>

/* A value of this weight is looked at in the time of one operator. */
#define WEIGHT_OF_STEP 8
#define MAX_INDEX_DIGITS 9

gboolean
mc_rule_split (JsonNode *node, const char **name, JsonNode **operands)
{
  JsonObjectIter iter;

  if (!JSON_NODE_HOLDS_OBJECT (node) || json_object_get_size (json_node_get_object (node)) != 1)
    return FALSE;

  json_object_iter_init (&iter, json_node_get_object (node));
  return json_object_iter_next (&iter, name, operands);
}

guint
mc_rule_count_operands (JsonNode *operands)
{
  return JSON_NODE_HOLDS_ARRAY (operands) ? json_array_get_length (json_node_get_array (operands))
                                          : 1;
}

JsonNode *
mc_rule_nth_operand (JsonNode *operands, guint index)
{
  if (index >= mc_rule_count_operands (operands))
    return NULL;

  return JSON_NODE_HOLDS_ARRAY (operands)
             ? json_array_get_element (json_node_get_array (operands), index)
             : operands;
}

JsonNode *
mc_rule_run_fail (McRuleRun *run, McRuleError code, const char *format, ...)
{
  va_list args;

  if (run->error != NULL)
    return NULL;

  va_start (args, format);
  run->error = g_error_new_valist (MC_RULE_ERROR, code, format, args);
  va_end (args);
  return NULL;
}

static gboolean
pay (McRuleRun *run, guint steps)
{
  if (steps <= MC_RULE_MAX_STEPS - run->steps) {
    run->steps += steps;
    return TRUE;
  }

  mc_rule_run_fail (run, MC_RULE_ERROR_LIMIT, "rule: more than %d steps, or a value too large",
                    MC_RULE_MAX_STEPS);
  return FALSE;
}

gboolean
mc_rule_run_charge (McRuleRun *run, JsonNode *value)
{
  guint left = MC_RULE_MAX_STEPS - run->steps;

  return pay (run, mc_rule_weigh (value, left * WEIGHT_OF_STEP + WEIGHT_OF_STEP) / WEIGHT_OF_STEP);
}

JsonNode *
mc_rule_run_truth (McRuleRun *run, gboolean truth)
{
  JsonNode **node = &run->truths[truth ? 1 : 0];

  if (*node == NULL)
    *node = mc_rule_boolean_new (truth);
  return json_node_ref (*node);
}

JsonNode *
mc_rule_run_text (McRuleRun *run, char *text)
{
  JsonNode *node = mc_rule_text_new (text);

  if (run->secrets != NULL)
    g_ptr_array_add (run->secrets, json_node_ref (node));

  return node;
}

void
mc_rule_run_finish (McRuleRun *run, GError **error)
{
  for (guint i = 0; run->secrets != NULL && i < run->secrets->len; i++) {
    /* The node's own copy: nobody else has one, and all that is left of it is the free (). */
    char *text = (char *) json_node_get_string (g_ptr_array_index (run->secrets, i));

    explicit_bzero (text, strlen (text));
  }

  g_clear_pointer (&run->secrets, g_ptr_array_unref);
  g_clear_pointer (&run->thrown, json_node_unref);
  g_clear_pointer (&run->truths[FALSE], json_node_unref);
  g_clear_pointer (&run->truths[TRUE], json_node_unref);
  if (run->error != NULL)
    g_propagate_error (error, g_steal_pointer (&run->error));
}

JsonNode *
mc_rule_step_into (JsonNode *node, const char *name)
{
  JsonArray *array;
  guint64 index;
  gsize digits;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_member (json_node_get_object (node), name);

  digits = strspn (name, "0123456789");
  if (!JSON_NODE_HOLDS_ARRAY (node) || digits == 0 || digits > MAX_INDEX_DIGITS
      || name[digits] != '\0' || (name[0] == '0' && digits > 1))
    return NULL;

  array = json_node_get_array (node);
  index = g_ascii_strtoull (name, NULL, 10);
  return index < json_array_get_length (array) ? json_array_get_element (array, index) : NULL;
}

/* (transfer full) (nullable): path below node (nullable), which is taken. A dot at either end, or
 * two in a row, is a member whose name is empty. */
static JsonNode *
follow (JsonNode *node, const char *path)
{
  g_autoptr (JsonNode) owner = node;
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  JsonNode *found = node;

  for (guint i = 0; found != NULL && names[i] != NULL; i++)
    found = mc_rule_step_into (found, names[i]);

  return found != NULL ? json_node_ref (found) : NULL;
}

static JsonNode *
look_up_in_scope (McRuleRun *run, const char *path)
{
  const char *dot = strchr (path, '.');
  g_autofree char *name = dot != NULL ? g_strndup (path, dot - path) : NULL;
  JsonNode *found = run->scope->look_up (run->scope->data, name != NULL ? name : path,
                                         run->secrets);

  return dot != NULL ? follow (found, dot + 1) : found;
}

JsonNode *
mc_rule_run_look_up (McRuleRun *run, JsonNode *data, const char *path)
{
  if (data == NULL && run->scope != NULL)
    return look_up_in_scope (run, path);

  if (data == NULL || *path == '\0')
    return data != NULL ? json_node_ref (data) : NULL;

  if (strchr (path, '.') == NULL) {
    data = mc_rule_step_into (data, path);
    return data != NULL ? json_node_ref (data) : NULL;
  }

  return follow (json_node_ref (data), path);
}

/* Whether no element can be a rule: then the list is its own value. */
static gboolean
is_plain (JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);

    if (!JSON_NODE_HOLDS_VALUE (element) && !JSON_NODE_HOLDS_NULL (element))
      return FALSE;
  }

  return TRUE;
}

/* Whether its own step pays for looking at it. */
static gboolean
is_small (JsonNode *value)
{
  return JSON_NODE_HOLDS_NULL (value)
         || (JSON_NODE_HOLDS_VALUE (value) && !mc_rule_is_text (value));
}

static JsonNode *
run_list (McRuleRun *run, JsonNode *list, JsonNode *data)
{
  JsonArray *array = json_node_get_array (list);
  guint length = json_array_get_length (array);
  g_autoptr (JsonArray) values = NULL;
  g_autoptr (JsonNode) result = NULL;

  if (is_plain (array))
    return json_node_ref (list);

  values = json_array_sized_new (length);
  for (guint i = 0; i < length; i++) {
    JsonNode *value = mc_rule_run (run, json_array_get_element (array, i), data);

    if (value == NULL)
      return NULL;
    json_array_add_element (values, value);
  }

  result = mc_rule_list_new (g_steal_pointer (&values));
  return mc_rule_run_charge (run, result) ? g_steal_pointer (&result) : NULL;
}

/* Most operators have no more operands than fit here, without an allocation. */
#define FEW 4

static JsonNode *
run_with_values (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values,
                 gboolean alone, JsonNode *data)
{
  McRuleValues elements = { NULL, 0 };
  g_autofree JsonNode **items = NULL;

  if (!alone || op->manner != MC_RULE_CHAINS || !JSON_NODE_HOLDS_ARRAY (values->items[0]))
    return op->eager (run, op, values, data);

  elements.count = mc_rule_count_operands (values->items[0]);
  elements.items = items = g_new (JsonNode *, MAX (elements.count, 1));
  for (guint i = 0; i < elements.count; i++)
    items[i] = mc_rule_nth_operand (values->items[0], i);
  if (elements.count < op->needed)
    return mc_rule_run_fail (run, MC_RULE_ERROR_SHAPE, "rule: \"%s\" needs %u operands", op->name,
                             op->needed);
  return op->eager (run, op, &elements, data);
}

static JsonNode *
run_eagerly (McRuleRun *run, const McRuleOperator *op, JsonNode *operands, JsonNode *data)
{
  JsonArray *list = JSON_NODE_HOLDS_ARRAY (operands) ? json_node_get_array (operands) : NULL;
  guint count = list != NULL ? json_array_get_length (list) : 1;
  g_autofree JsonNode **many = count > FEW ? g_new (JsonNode *, count) : NULL;
  JsonNode *few[FEW];
  McRuleValues values = { .items = many != NULL ? many : few };
  JsonNode *result = NULL;
  gboolean sound = TRUE;

  while (sound && values.count < count) {
    JsonNode *operand = list != NULL ? json_array_get_element (list, values.count) : operands;
    JsonNode *value = mc_rule_run (run, operand, data);

    sound = value != NULL && (is_small (value) || mc_rule_run_charge (run, value));
    if (value != NULL)
      values.items[values.count++] = value;
  }

  if (sound)
    result = run_with_values (run, op, &values, list == NULL, data);
  for (guint i = 0; i < values.count; i++)
    json_node_unref (values.items[i]);

  return result;
}

static JsonNode *
run_operator (McRuleRun *run, const char *name, JsonNode *operands, JsonNode *data)
{
  const McRuleOperator *op = mc_rule_operator_find (name, &run->error);

  if (op == NULL)
    return NULL;
  if (mc_rule_count_operands (operands) < op->needed)
    return mc_rule_run_fail (run, MC_RULE_ERROR_SHAPE, "rule: \"%s\" needs %u operands", name,
                             op->needed);
  if (op->manner == MC_RULE_LISTED && !JSON_NODE_HOLDS_ARRAY (operands))
    return mc_rule_run_fail (run, MC_RULE_ERROR_SHAPE, "rule: \"%s\" needs a list", name);

  return op->lazy != NULL ? op->lazy (run, op, operands, data)
                          : run_eagerly (run, op, operands, data);
}

JsonNode *
mc_rule_run (McRuleRun *run, JsonNode *rule, JsonNode *data)
{
  JsonNodeType type;
  const char *name;
  JsonNode *operands;
  JsonNode *value;

  if (!pay (run, 1))
    return NULL;
  if (rule == NULL)
    return mc_rule_null_new ();
  type = json_node_get_node_type (rule);
  if (type == JSON_NODE_VALUE || type == JSON_NODE_NULL)
    return json_node_ref (rule);
  if (run->depth >= MC_RULE_MAX_DEPTH)
    return mc_rule_run_fail (run, MC_RULE_ERROR_DEPTH, "rule: deeper than %d", MC_RULE_MAX_DEPTH);

  run->depth++;
  if (type == JSON_NODE_ARRAY)
    value = run_list (run, rule, data);
  else if (mc_rule_split (rule, &name, &operands))
    value = run_operator (run, name, operands, data);
  else
    value = json_node_ref (rule);
  run->depth--;

  return value;
}

JsonNode *
mc_rule_run_inside (McRuleRun *run, JsonNode *rule, JsonNode *element, JsonNode *data, guint index)
{
  const McRuleFrame frame = { run->frame, data, index };
  JsonNode *value;

  run->frame = &frame;
  value = mc_rule_run (run, rule, element);
  run->frame = frame.outer;
  return value;
}

JsonNode *
mc_rule_run_operand (McRuleRun *run, JsonNode *operands, guint index, JsonNode *data)
{
  JsonNode *value = mc_rule_run (run, mc_rule_nth_operand (operands, index), data);

  if (value == NULL || is_small (value) || mc_rule_run_charge (run, value))
    return value;

  json_node_unref (value);
  return NULL;
}
