// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * How JsonLogic looks at JSON values: with the eyes of JavaScript, in which its reference
 * implementation is written, except that an empty list is false.
 */

/* A text that grows beyond this, or a list within lists deeper than that, has no value as text. */
#define MC_RULE_MAX_TEXT (64 * 1024)
#define MC_RULE_MAX_VALUE_DEPTH 128

/* (transfer full): whole numbers as integers, so that they print without a point. */
JsonNode *mc_rule_number_new (double number);
JsonNode *mc_rule_boolean_new (gboolean truth);
/* (transfer full): text is taken. */
JsonNode *mc_rule_text_new (char *text);
/* (transfer full): array is taken. */
JsonNode *mc_rule_list_new (JsonArray *array);
JsonNode *mc_rule_null_new (void);

gboolean mc_rule_is_text (JsonNode *node);
gboolean mc_rule_is_number (JsonNode *node);

/* 0, NaN, "", null, false and [] are false; "0" and {} are true. */
gboolean mc_rule_is_true (JsonNode *node);

/* As Number (x): null is 0, "" is 0, "12 kg" is NaN. */
double mc_rule_to_number (JsonNode *node);

/* The number that the text begins with: 12 of "12 kg". What holds none, "", null and truth, is
 * read as mc_rule_to_number () does. */
double mc_rule_to_addend (JsonNode *node);

/* (transfer full): the shortest digits that mean exactly this number: "0.1", "1e+21", "NaN". */
char *mc_rule_format_number (double number);

/* Appends as String (x) says; an element of a list that is null has no letters. FALSE: too long or
 * too deep, see above. */
gboolean mc_rule_append_text (GString *text, JsonNode *node);

gboolean mc_rule_is_identical (JsonNode *a, JsonNode *b); /* === */
gboolean mc_rule_is_equal (JsonNode *a, JsonNode *b);     /* == */

/* < 0, 0, > 0, or MC_RULE_UNORDERED if either is no number and they are not two texts. */
#define MC_RULE_UNORDERED 2
int mc_rule_compare (JsonNode *a, JsonNode *b);

/* Whether the two can be compared at all: neither a list or an object, nor a number and a text that
 * is none. */
gboolean mc_rule_is_comparable (JsonNode *a, JsonNode *b);

/* How many values node is made of, itself included; stops counting beyond limit, and counts what
 * is deeper than MC_RULE_MAX_VALUE_DEPTH as more than limit. Long texts count for several. */
guint mc_rule_weigh (JsonNode *node, guint limit);

G_END_DECLS
