// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

#include "app/domain/answers.h"

G_BEGIN_DECLS

/**
 * Conditions in JsonLogic (jsonlogic.com), so that a portal in any language decides the same.
 * The operators so far: var, ==, !=, !, and, or, in (a value among a list). A rule with another
 * operator, or deeper than MC_RULE_MAX_DEPTH, does not load.
 */
#define MC_RULE_MAX_DEPTH 16

#define MC_RULE_ERROR (mc_rule_error_quark ())
GQuark mc_rule_error_quark (void);
typedef enum { MC_RULE_ERROR_OPERATOR, MC_RULE_ERROR_SHAPE, MC_RULE_ERROR_DEPTH } McRuleError;

/* Whether rule is one we can evaluate; the error names the operator. */
gboolean mc_rule_check (JsonNode *rule, GError **error);

/* The truth of a checked rule over answers; NULL rule is true. */
gboolean mc_rule_test (JsonNode *rule, McAnswers *answers);

G_END_DECLS
