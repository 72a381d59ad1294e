// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/rule-value.h"
#include "app/domain/rule.h"

G_BEGIN_DECLS

/**
 * McRuleRun: one evaluation of a rule. Only for app/domain/rule*.c.
 *
 * data is what "var" looks into: the caller's, or an element inside of map and its like. Where it
 * is NULL the run's scope is meant.
 */
typedef struct _McRuleFrame McRuleFrame;

/* Where a rule runs over an element of a list, or over an error: "val" can look further out. */
struct _McRuleFrame {
  const McRuleFrame *outer; /* (nullable) */
  JsonNode *data;           /* (nullable): what the rule around it looks into */
  guint index;              /* of the element */
};

typedef struct {
  const McRuleScope *scope; /* (nullable) */
  GPtrArray *secrets;       /* (nullable): (element-type JsonNode): texts made of answers */
  const McRuleFrame *frame; /* (nullable) */
  guint steps;
  guint depth;
  GError *error;
  JsonNode *thrown;    /* (nullable): with error: what "throw" threw */
  JsonNode *truths[2]; /* (nullable): FALSE and TRUE: most operators come to one of them */
} McRuleRun;

/* The values of an operator's operands; the array itself is the runner's. */
typedef struct {
  JsonNode **items;
  guint count;
} McRuleValues;

typedef enum {
  MC_RULE_PLAIN,
  MC_RULE_CHAINS, /* an operand alone that comes to a list stands for its elements */
  MC_RULE_LISTED, /* its operands must stand in a list, even one alone */
} McRuleManner;

typedef struct _McRuleOperator McRuleOperator;
struct _McRuleOperator {
  const char *name;
  guint minimum, maximum; /* operands that all implementations agree on */
  guint needed;           /* fewer cannot be run */
  guint kind;             /* what tells operators of one function apart */
  McRuleManner manner;
  /* One of the two: with operands not evaluated yet, or with their values. */
  JsonNode *(*lazy) (McRuleRun *run, const McRuleOperator *op, JsonNode *operands, JsonNode *data);
  JsonNode *(*eager) (McRuleRun *run, const McRuleOperator *op, const McRuleValues *values,
                      JsonNode *data);
};

/* (nullable) */
const McRuleOperator *mc_rule_operator_find (const char *name, GError **error);

/* The one member of {"operator": operands}; FALSE if node is no such object. */
gboolean mc_rule_split (JsonNode *node, const char **name, JsonNode **operands);
/* JsonLogic lets a single operand stand without its list. */
guint mc_rule_count_operands (JsonNode *operands);
/* (nullable): NULL beyond the last. */
JsonNode *mc_rule_nth_operand (JsonNode *operands, guint index);

/* (transfer full) (nullable): NULL: run->error is set. rule NULL, an operand left out, is null. */
JsonNode *mc_rule_run (McRuleRun *run, JsonNode *rule, JsonNode *data);

/* (transfer full) (nullable): the value of one operand, paid for. */
JsonNode *mc_rule_run_operand (McRuleRun *run, JsonNode *operands, guint index, JsonNode *data);

/* The same over element of a list, number index, of which data is what is around it. */
JsonNode *mc_rule_run_inside (McRuleRun *run, JsonNode *rule, JsonNode *element, JsonNode *data,
                              guint index);

/* (nullable): a member of an object, or an element of a list by its number. */
JsonNode *mc_rule_step_into (JsonNode *node, const char *name);

/* (transfer full) (nullable): what "var" finds; NULL: nothing. path is dotted, "" is all. */
JsonNode *mc_rule_run_look_up (McRuleRun *run, JsonNode *data, const char *path);

/* (transfer full): one for all the run. */
JsonNode *mc_rule_run_truth (McRuleRun *run, gboolean truth);

/* (transfer full): a text made in this run; text is taken. */
JsonNode *mc_rule_run_text (McRuleRun *run, char *text);

/* Pays for looking at all of value; FALSE: run->error is set. */
gboolean mc_rule_run_charge (McRuleRun *run, JsonNode *value);

/* Sets run->error and returns NULL. */
JsonNode *mc_rule_run_fail (McRuleRun *run, McRuleError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* What stays of a run: error is moved to its caller, copies of answers are overwritten. */
void mc_rule_run_finish (McRuleRun *run, GError **error);

G_END_DECLS
