// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "app/domain/rule.h"

/* Answers in all of these: a = "x", b = "y", same = "x". */
static McAnswers *
new_answers (void)
{
  McAnswers *answers = mc_answers_new ();

  mc_answers_set (answers, "a", "x", FALSE);
  mc_answers_set (answers, "b", "y", FALSE);
  mc_answers_set (answers, "same", "x", FALSE);

  return answers;
}

static void
test_truth (void)
{
  static const struct {
    const char *rule;
    gboolean holds;
  } cases[] = {
    { "true", TRUE },
    { "false", FALSE },
    { "{\"var\": \"a\"}", TRUE },
    { "{\"var\": \"missing\"}", FALSE },
    { "{\"==\": [{\"var\": \"a\"}, \"x\"]}", TRUE },
    { "{\"==\": [\"x\", {\"var\": [\"a\"]}]}", TRUE },
    { "{\"==\": [{\"var\": \"a\"}, {\"var\": \"same\"}]}", TRUE },
    { "{\"==\": [{\"var\": \"a\"}, \"y\"]}", FALSE },
    { "{\"==\": [{\"var\": \"missing\"}, null]}", TRUE },
    { "{\"==\": [{\"var\": \"missing\"}, \"\"]}", FALSE },
    { "{\"!=\": [{\"var\": \"a\"}, \"y\"]}", TRUE },
    { "{\"!=\": [{\"var\": \"a\"}, \"x\"]}", FALSE },
    { "{\"!=\": [{\"var\": \"missing\"}, \"x\"]}", TRUE },
    { "{\"!\": [{\"var\": \"missing\"}]}", TRUE },
    { "{\"!\": {\"var\": \"a\"}}", FALSE },
    { "{\"and\": [true, {\"var\": \"a\"}]}", TRUE },
    { "{\"and\": [{\"var\": \"a\"}, {\"var\": \"missing\"}]}", FALSE },
    { "{\"or\": [{\"var\": \"missing\"}, {\"==\": [{\"var\": \"b\"}, \"y\"]}]}", TRUE },
    { "{\"or\": [false, false]}", FALSE },
    { "{\"in\": [{\"var\": \"b\"}, [\"x\", \"y\"]]}", TRUE },
    { "{\"in\": [{\"var\": \"b\"}, [\"x\"]]}", FALSE },
    { "{\"in\": [{\"var\": \"b\"}, []]}", FALSE },
    { "{\"in\": [{\"var\": \"missing\"}, [\"x\", \"\"]]}", FALSE },
  };
  g_autoptr (McAnswers) answers = new_answers ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonNode) rule = json_from_string (cases[i].rule, NULL);
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", cases[i].rule);
    mc_rule_check (rule, &error);
    g_assert_no_error (error);
    g_assert_cmpint (mc_rule_test (rule, answers), ==, cases[i].holds);
  }

  g_assert_true (mc_rule_test (NULL, answers));
}

static void
test_refused (void)
{
  static const struct {
    const char *rule;
    McRuleError code;
    const char *named;
  } cases[] = {
    { "{\"<\": [1, 2]}", MC_RULE_ERROR_OPERATOR, "\"<\"" },
    { "{\"and\": [true, {\"cat\": [\"a\"]}]}", MC_RULE_ERROR_OPERATOR, "\"cat\"" },
    { "{\"!!\": [true]}", MC_RULE_ERROR_OPERATOR, "\"!!\"" },
    { "{\"==\": [\"a\"]}", MC_RULE_ERROR_SHAPE, "\"==\"" },
    { "{\"==\": [\"a\", \"b\", \"c\"]}", MC_RULE_ERROR_SHAPE, "\"==\"" },
    { "{\"==\": [\"a\", 1]}", MC_RULE_ERROR_SHAPE, "operand 2" },
    { "{\"==\": [true, {\"var\": \"a\"}]}", MC_RULE_ERROR_SHAPE, "operand 1" },
    { "{\"==\": [{\"!\": [true]}, \"a\"]}", MC_RULE_ERROR_SHAPE, "operand 1" },
    { "{\"in\": [{\"var\": \"a\"}, \"xyz\"]}", MC_RULE_ERROR_SHAPE, "operand 2" },
    { "{\"in\": [{\"var\": \"a\"}, [1]]}", MC_RULE_ERROR_SHAPE, "operand 2" },
    { "{\"or\": []}", MC_RULE_ERROR_SHAPE, "\"or\"" },
    { "{\"!\": []}", MC_RULE_ERROR_SHAPE, "\"!\"" },
    { "{\"var\": 1}", MC_RULE_ERROR_OPERATOR, "\"var\"" },
    { "{}", MC_RULE_ERROR_SHAPE, "operator" },
    { "{\"==\": [\"a\", \"b\"], \"!\": [true]}", MC_RULE_ERROR_SHAPE, "operator" },
    { "\"text\"", MC_RULE_ERROR_SHAPE, "operator" },
    { "[true]", MC_RULE_ERROR_SHAPE, "operator" },
    { "null", MC_RULE_ERROR_SHAPE, "operator" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonNode) rule = json_from_string (cases[i].rule, NULL);
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", cases[i].rule);
    g_assert_false (mc_rule_check (rule, &error));
    g_assert_error (error, MC_RULE_ERROR, (int) cases[i].code);
    g_assert_nonnull (strstr (error->message, cases[i].named));
  }
}

/* (transfer full): true inside depth - 1 negations. */
static JsonNode *
new_deep_rule (guint depth)
{
  g_autoptr (GString) text = g_string_new ("true");

  for (guint i = 1; i < depth; i++) {
    g_string_prepend (text, "{\"!\": [");
    g_string_append (text, "]}");
  }

  return json_from_string (text->str, NULL);
}

static void
test_depth (void)
{
  g_autoptr (JsonNode) deepest = new_deep_rule (MC_RULE_MAX_DEPTH);
  g_autoptr (JsonNode) deeper = new_deep_rule (MC_RULE_MAX_DEPTH + 1);
  g_autoptr (McAnswers) answers = mc_answers_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (mc_rule_check (deepest, NULL));
  g_assert_false (mc_rule_test (deepest, answers));
  g_assert_false (mc_rule_check (deeper, &error));
  g_assert_error (error, MC_RULE_ERROR, MC_RULE_ERROR_DEPTH);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rule/tells what holds", test_truth);
  g_test_add_func ("/rule/refuses what it cannot decide and names it", test_refused);
  g_test_add_func ("/rule/goes no deeper than its bound", test_depth);

  return g_test_run ();
}
