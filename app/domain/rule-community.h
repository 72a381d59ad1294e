// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/rule-run.h"

G_BEGIN_DECLS

/* What the community of implementations has added to JsonLogic since its page of operations was
 * written (github.com/json-logic). Rules may be given with them to mc_rule_apply (); forms go
 * without: not every portal's implementation has them. Only for app/domain/rule*.c. */

JsonNode *mc_rule_run_val (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values,
                           JsonNode *data);
JsonNode *mc_rule_run_exists (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values,
                              JsonNode *data);
/* ?? */
JsonNode *mc_rule_run_first (McRuleRun *run, const McRuleOperator *op, JsonNode *operands,
                             JsonNode *data);
JsonNode *mc_rule_run_throw (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values,
                             JsonNode *data);
JsonNode *mc_rule_run_try (McRuleRun *run, const McRuleOperator *op, JsonNode *operands,
                           JsonNode *data);
JsonNode *mc_rule_run_preserve (McRuleRun *run, const McRuleOperator *op, JsonNode *operands,
                                JsonNode *data);

gboolean mc_rule_operator_is_new (const McRuleOperator *op);

/* The word of the community's suites for an error: "NaN", "Invalid Arguments" … */
const char *mc_rule_error_type (McRuleError code);

G_END_DECLS
