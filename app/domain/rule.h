// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * Conditions and computed values in JsonLogic (jsonlogic.com), so that a portal in any language
 * decides the same. The operators:
 *
 *   var missing missing_some · if ?: and or ! !! · == === != !== < <= > >= · + - * / % min max
 *   map filter reduce all some none merge in · cat substr log
 *
 * and, outside of forms, what the community's suites have beside them (github.com/json-logic):
 *
 *   val exists ?? try throw preserve
 *
 * Values are looked at as JavaScript does (rule-value.h), but what is no number where one is wanted
 * is an error, as those suites say. Where the reference implementation would
 * ignore operands, we do not: comparisons, -, / and % go on to the next operand, from the left.
 * Texts are counted in characters. "log" is its operand and writes nothing. "var" finds members of
 * objects and elements of lists, nothing that a language adds to them, as "length".
 */

/* Operators within operators. */
#define MC_RULE_MAX_DEPTH 64
/* Operators run, elements copied: some hundred milliseconds at most. */
#define MC_RULE_MAX_STEPS 1000000

#define MC_RULE_ERROR (mc_rule_error_quark ())
GQuark mc_rule_error_quark (void);
typedef enum {
  MC_RULE_ERROR_OPERATOR, /* there is no such operator */
  MC_RULE_ERROR_SHAPE,    /* no rule, or an operator with too few operands */
  MC_RULE_ERROR_DEPTH,    /* MC_RULE_MAX_DEPTH */
  MC_RULE_ERROR_LIMIT,    /* MC_RULE_MAX_STEPS, or a value too large */
  MC_RULE_ERROR_NUMBER,   /* what should be a number is none, as 1/0, 2 × "two" and [1] < 2 */
  MC_RULE_ERROR_THROWN,   /* "throw" */
} McRuleError;

/* Whether a form may have rule as a condition: true, false or an operator, all operators known and
 * with as many operands as every implementation agrees on. The error names the operator. */
gboolean mc_rule_check (JsonNode *rule, GError **error);

/* (transfer full) (nullable): the value of rule over data (nullable). It may share parts with both:
 * change neither. Any rule may be given; the errors quote names of operators and no values. */
JsonNode *mc_rule_apply (JsonNode *rule, JsonNode *data, GError **error);

/* The same. type: (out) (transfer full): of the error, in the words of the community's suites. */
JsonNode *mc_rule_apply_with_type (JsonNode *rule, JsonNode *data, char **type, GError **error);

/* Answers that are not all laid out as JSON: only what a rule looks at is made. */
typedef struct {
  /* (transfer full) (nullable): the member of that name; NULL: there is none. Texts made of answers
   * are also added to secrets (element-type JsonNode): they are overwritten after the run. */
  JsonNode *(*look_up) (gpointer data, const char *name, GPtrArray *secrets);
  gpointer data;
} McRuleScope;

/* The truth of a checked rule. NULL rule is true, one that comes to no end is false. */
gboolean mc_rule_test (JsonNode *rule, const McRuleScope *scope);

/* Calls func with the value of a checked rule, which is overwritten when it returns; does not call
 * it for a rule that comes to no end. */
void mc_rule_with_value (JsonNode *rule, const McRuleScope *scope,
                         void (*func) (JsonNode *value, gpointer user_data), gpointer user_data);

G_END_DECLS
