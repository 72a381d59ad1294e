// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/rule-community.h"

#include <string.h>

#include "app/domain/secret.h"

#define MAX_LEVELS 64

gboolean
mc_rule_operator_is_new (const McRuleOperator *op)
{
  return op->eager == mc_rule_run_val || op->eager == mc_rule_run_exists
         || op->eager == mc_rule_run_throw || op->lazy == mc_rule_run_first
         || op->lazy == mc_rule_run_try || op->lazy == mc_rule_run_preserve;
}

/* --- val --- */

/* A path that begins with a list of one number looks that many levels further out. */
static gboolean
get_levels (const McRuleValues *values, guint *levels)
{
  JsonNode *first = values->count > 0 ? values->items[0] : NULL;
  JsonNode *number;
  double amount;

  if (first == NULL || !JSON_NODE_HOLDS_ARRAY (first) || mc_rule_count_operands (first) != 1)
    return FALSE;
  number = mc_rule_nth_operand (first, 0);
  if (!mc_rule_is_number (number))
    return FALSE;
  amount = ABS (json_node_get_double (number));
  *levels = (guint) MIN (amount, MAX_LEVELS * 2);
  return TRUE;
}

/* (transfer full) (nullable): what is levels further out; every list has two: its elements'
 * numbers, and what it is in. known: FALSE: there is no such level. */
static JsonNode *
look_out (McRuleRun *run, guint levels, JsonNode *data, gboolean *known)
{
  const McRuleFrame *frame = run->frame;
  g_autoptr (JsonObject) place = NULL;

  *known = TRUE;
  for (; levels > 2 && frame != NULL; levels -= 2)
    frame = frame->outer;
  if (levels == 0)
    return data != NULL ? json_node_ref (data) : NULL;
  *known = frame != NULL;
  if (frame == NULL)
    return NULL;
  if (levels == 2)
    return frame->data != NULL ? json_node_ref (frame->data) : NULL;
  place = json_object_new ();
  json_object_set_int_member (place, "index", frame->index);
  return json_node_init_object (json_node_alloc (), place);
}

/* (transfer full) (nullable): the name that a part of a path is. */
static char *
dup_name (JsonNode *part)
{
  GString *name = g_string_new (NULL);

  if (mc_rule_append_text (name, part))
    return g_string_free (name, FALSE);
  mc_secret_free (g_string_free (name, FALSE));
  return NULL;
}

/* (transfer full) (nullable): the member of node (nullable: the form's answers). A name is a name,
 * with the dots it has. */
static JsonNode *
step (McRuleRun *run, JsonNode *node, JsonNode *part)
{
  g_auto (McSecret) name = dup_name (part);
  JsonNode *found;

  if (name == NULL)
    return NULL;
  if (node == NULL)
    return run->scope != NULL ? run->scope->look_up (run->scope->data, name, run->secrets) : NULL;
  found = mc_rule_step_into (node, name);
  return found != NULL ? json_node_ref (found) : NULL;
}

/* (transfer full) (nullable) */
static JsonNode *
find (McRuleRun *run, const McRuleValues *values, JsonNode *data)
{
  guint levels = 0, i = get_levels (values, &levels) ? 1 : 0;
  gboolean known;
  g_autoptr (JsonNode) node = look_out (run, levels, data, &known);

  if (!known || (node == NULL && run->scope == NULL))
    return NULL;
  if (i == values->count && node == NULL)
    return mc_rule_run_look_up (run, NULL, "");
  for (; i < values->count; i++) {
    JsonNode *next = step (run, node, values->items[i]);

    g_clear_pointer (&node, json_node_unref);
    node = next;
    if (node == NULL)
      return NULL;
  }
  return g_steal_pointer (&node);
}

JsonNode *
mc_rule_run_val (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values,
                 JsonNode *data)
{
  JsonNode *found = find (run, values, data);

  return found != NULL || run->error != NULL ? found : mc_rule_null_new ();
}

JsonNode *
mc_rule_run_exists (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values,
                    JsonNode *data)
{
  g_autoptr (JsonNode) found = find (run, values, data);

  return run->error == NULL ? mc_rule_run_truth (run, found != NULL) : NULL;
}

JsonNode *
mc_rule_run_first (McRuleRun *run, const McRuleOperator *op, JsonNode *operands, JsonNode *data)
{
  const guint count = mc_rule_count_operands (operands);

  for (guint i = 0; i < count; i++) {
    g_autoptr (JsonNode) value = mc_rule_run (run, mc_rule_nth_operand (operands, i), data);

    if (value == NULL || !JSON_NODE_HOLDS_NULL (value) || i + 1 == count)
      return g_steal_pointer (&value);
  }
  return mc_rule_null_new ();
}

JsonNode *
mc_rule_run_preserve (McRuleRun *run, const McRuleOperator *op, JsonNode *operands, JsonNode *data)
{
  return json_node_ref (operands);
}

/* --- errors --- */

const char *
mc_rule_error_type (McRuleError code)
{
  static const char *const types[] = {
    [MC_RULE_ERROR_OPERATOR] = "Unknown Operator",
    [MC_RULE_ERROR_SHAPE] = "Invalid Arguments",
    [MC_RULE_ERROR_DEPTH] = "Limit",
    [MC_RULE_ERROR_LIMIT] = "Limit",
    [MC_RULE_ERROR_NUMBER] = "NaN",
    [MC_RULE_ERROR_THROWN] = "Thrown",
  };

  return types[code];
}

/* (transfer full): {"type": type} */
static JsonNode *
error_node_new (const char *type)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_alloc ();

  json_object_set_string_member (object, "type", type);
  json_node_init_object (node, object);
  json_object_unref (object);
  return node;
}

JsonNode *
mc_rule_run_throw (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values,
                   JsonNode *data)
{
  JsonNode *value = values->count > 0 ? values->items[0] : NULL;

  g_clear_pointer (&run->thrown, json_node_unref);
  if (value != NULL && mc_rule_is_text (value))
    run->thrown = error_node_new (json_node_get_string (value));
  else
    run->thrown = value != NULL ? json_node_ref (value) : mc_rule_null_new ();
  return mc_rule_run_fail (run, MC_RULE_ERROR_THROWN, "rule: thrown by the rule itself");
}

/* (transfer full): what the next operand may look at, of an error that is over. */
static JsonNode *
take_error (McRuleRun *run)
{
  JsonNode *thrown = g_steal_pointer (&run->thrown);

  if (thrown == NULL)
    thrown = error_node_new (mc_rule_error_type ((McRuleError) run->error->code));
  g_clear_error (&run->error);
  return thrown;
}

/* A limit is a limit, and no operand comes after it. */
static gboolean
can_go_on (const GError *error)
{
  return error->code != MC_RULE_ERROR_DEPTH && error->code != MC_RULE_ERROR_LIMIT;
}

JsonNode *
mc_rule_run_try (McRuleRun *run, const McRuleOperator *op, JsonNode *operands, JsonNode *data)
{
  const guint count = mc_rule_count_operands (operands), depth = run->depth;
  const McRuleFrame *frame = run->frame;
  g_autoptr (JsonNode) error = NULL;

  for (guint i = 0; i < count; i++) {
    JsonNode *rule = mc_rule_nth_operand (operands, i);
    JsonNode *value = i == 0 ? mc_rule_run (run, rule, data)
                             : mc_rule_run_inside (run, rule, error, data, 0);

    if (value != NULL || i + 1 == count || !can_go_on (run->error))
      return value;
    run->depth = depth;
    run->frame = frame;
    g_clear_pointer (&error, json_node_unref);
    error = take_error (run);
  }
  return mc_rule_null_new ();
}
