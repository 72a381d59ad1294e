// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/rule.h"

#include <math.h>

#include "app/domain/rule-community.h"

G_DEFINE_QUARK (mc_rule_error_quark, mc_rule_error)

static gboolean check_operand (JsonNode *operand, guint depth, GError **error);

static gboolean
check_operator (const char *name, JsonNode *operands, guint depth, GError **error)
{
  const McRuleOperator *op = mc_rule_operator_find (name, error);
  guint count = mc_rule_count_operands (operands);

  if (op == NULL)
    return FALSE;
  if (mc_rule_operator_is_new (op)) {
    g_set_error (error, MC_RULE_ERROR, MC_RULE_ERROR_OPERATOR,
                 "rule: \"%s\" is not known to every implementation", name);
    return FALSE;
  }

  if (op->manner == MC_RULE_LISTED && !JSON_NODE_HOLDS_ARRAY (operands)) {
    g_set_error (error, MC_RULE_ERROR, MC_RULE_ERROR_SHAPE, "rule: \"%s\" needs a list", name);
    return FALSE;
  }
  if (count < op->minimum || count > op->maximum) {
    g_set_error (error, MC_RULE_ERROR, MC_RULE_ERROR_SHAPE, "rule: \"%s\" takes %u to %u operands",
                 name, op->minimum, op->maximum);
    return FALSE;
  }

  for (guint i = 0; i < count; i++) {
    if (!check_operand (mc_rule_nth_operand (operands, i), depth + 1, error))
      return FALSE;
  }

  return TRUE;
}

/* An operand may be a value, too, and a list may have rules in it. */
static gboolean
check_operand (JsonNode *operand, guint depth, GError **error)
{
  const char *name;
  JsonNode *operands;

  if (JSON_NODE_HOLDS_VALUE (operand) || JSON_NODE_HOLDS_NULL (operand))
    return TRUE;

  if (depth > MC_RULE_MAX_DEPTH) {
    g_set_error (error, MC_RULE_ERROR, MC_RULE_ERROR_DEPTH, "rule: deeper than %d",
                 MC_RULE_MAX_DEPTH);
    return FALSE;
  }

  if (mc_rule_split (operand, &name, &operands))
    return check_operator (name, operands, depth, error);

  if (JSON_NODE_HOLDS_OBJECT (operand)) {
    g_set_error (error, MC_RULE_ERROR, MC_RULE_ERROR_SHAPE,
                 "rule: expected one operator in an object");
    return FALSE;
  }

  for (guint i = 0; i < mc_rule_count_operands (operand); i++) {
    if (!check_operand (mc_rule_nth_operand (operand, i), depth + 1, error))
      return FALSE;
  }

  return TRUE;
}

gboolean
mc_rule_check (JsonNode *rule, GError **error)
{
  const char *name;
  JsonNode *operands;

  g_return_val_if_fail (rule != NULL, FALSE);

  if (json_node_get_value_type (rule) == G_TYPE_BOOLEAN)
    return TRUE;
  if (mc_rule_split (rule, &name, &operands))
    return check_operator (name, operands, 1, error);

  g_set_error (error, MC_RULE_ERROR, MC_RULE_ERROR_SHAPE,
               "rule: expected {\"operator\": [...]}, true or false");
  return FALSE;
}

/* Whether JSON can say it: it knows no infinity. */
static gboolean
is_sayable (JsonNode *value)
{
  gboolean sayable = TRUE;

  if (mc_rule_is_number (value))
    return isfinite (json_node_get_double (value));

  if (JSON_NODE_HOLDS_ARRAY (value)) {
    for (guint i = 0; sayable && i < mc_rule_count_operands (value); i++)
      sayable = is_sayable (mc_rule_nth_operand (value, i));
  } else if (JSON_NODE_HOLDS_OBJECT (value)) {
    JsonObjectIter iter;
    JsonNode *member;

    json_object_iter_init (&iter, json_node_get_object (value));
    while (sayable && json_object_iter_next (&iter, NULL, &member))
      sayable = is_sayable (member);
  }

  return sayable;
}

/* (transfer full): what the rule itself has thrown may have a type of its own. */
static char *
dup_type (McRuleRun *run)
{
  JsonNode *type = run->thrown != NULL ? mc_rule_step_into (run->thrown, "type") : NULL;

  return g_strdup (type != NULL && mc_rule_is_text (type)
                       ? json_node_get_string (type)
                       : mc_rule_error_type ((McRuleError) run->error->code));
}

JsonNode *
mc_rule_apply_with_type (JsonNode *rule, JsonNode *data, char **type, GError **error)
{
  McRuleRun run = { 0 };
  g_autoptr (JsonNode) value = NULL;

  g_return_val_if_fail (rule != NULL, NULL);

  value = mc_rule_run (&run, rule, data);
  if (value != NULL && !mc_rule_run_charge (&run, value))
    g_clear_pointer (&value, json_node_unref);
  if (value != NULL && !is_sayable (value)) {
    mc_rule_run_fail (&run, MC_RULE_ERROR_NUMBER, "rule: the result is not a number");
    g_clear_pointer (&value, json_node_unref);
  }
  if (run.error != NULL && type != NULL)
    *type = dup_type (&run);
  mc_rule_run_finish (&run, error);

  return g_steal_pointer (&value);
}

JsonNode *
mc_rule_apply (JsonNode *rule, JsonNode *data, GError **error)
{
  return mc_rule_apply_with_type (rule, data, NULL, error);
}

void
mc_rule_with_value (JsonNode *rule, const McRuleScope *scope,
                    void (*func) (JsonNode *value, gpointer user_data), gpointer user_data)
{
  McRuleRun run = { .scope = scope };
  g_autoptr (GError) error = NULL;
  JsonNode *value;

  g_return_if_fail (rule != NULL);
  g_return_if_fail (scope != NULL);

  run.secrets = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  value = mc_rule_run (&run, rule, NULL);
  if (value != NULL)
    func (value, user_data);
  g_clear_pointer (&value, json_node_unref);
  mc_rule_run_finish (&run, &error);
  /* That answers which are not there yet come to no number, or to no list, is what they do. */
  if (error != NULL && error->code != MC_RULE_ERROR_NUMBER && error->code != MC_RULE_ERROR_SHAPE)
    g_warning ("%s", error->message);
}

static void
take_truth (JsonNode *value, gpointer user_data)
{
  gboolean *holds = user_data;

  *holds = mc_rule_is_true (value);
}

gboolean
mc_rule_test (JsonNode *rule, const McRuleScope *scope)
{
  gboolean holds = FALSE;

  if (rule == NULL)
    return TRUE;

  mc_rule_with_value (rule, scope, take_truth, &holds);
  return holds;
}
