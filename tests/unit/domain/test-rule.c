// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "app/domain/answers.h"
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

static JsonNode *
look_up (gpointer data, const char *name, GPtrArray *secrets)
{
  const char *value = mc_answers_get (data, name);
  JsonNode *node = value != NULL ? json_node_init_string (json_node_alloc (), value) : NULL;

  if (node != NULL)
    g_ptr_array_add (secrets, json_node_ref (node));
  return node;
}

static gboolean
test_over (JsonNode *rule, McAnswers *answers)
{
  McRuleScope scope = { look_up, answers };

  return mc_rule_test (rule, &scope);
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
    { "{\"in\": [\"x\", {\"cat\": [{\"var\": \"b\"}, {\"var\": \"a\"}]}]}", TRUE },
    { "{\"==\": [{\"substr\": [{\"var\": \"a\"}, 1]}, \"\"]}", TRUE },
    { "{\"missing\": [\"a\", \"b\"]}", FALSE },
    { "{\"missing\": [\"a\", \"c\"]}", TRUE },
    { "{\"<\": [{\"var\": \"a\"}, {\"var\": \"b\"}]}", TRUE },
    { "{\"==\": [{\"var\": \"same\"}, {\"var\": [\"none\", \"x\"]}]}", TRUE },
    { "{\"some\": [[\"x\", \"z\"], {\"==\": [{\"var\": \"\"}, \"z\"]}]}", TRUE },
  };
  g_autoptr (McAnswers) answers = new_answers ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonNode) rule = json_from_string (cases[i].rule, NULL);
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", cases[i].rule);
    mc_rule_check (rule, &error);
    g_assert_no_error (error);
    g_assert_cmpint (test_over (rule, answers), ==, cases[i].holds);
  }

  g_assert_true (test_over (NULL, answers));
}

static void
test_refused (void)
{
  static const struct {
    const char *rule;
    McRuleError code;
    const char *named;
  } cases[] = {
    { "{\"length\": [1, 2]}", MC_RULE_ERROR_OPERATOR, "\"length\"" },
    { "{\"and\": [true, {\"Cat\": [\"a\"]}]}", MC_RULE_ERROR_OPERATOR, "\"Cat\"" },
    { "{\"in\": [\"a\", [\"b\", {\"x\": 1}]]}", MC_RULE_ERROR_OPERATOR, "\"x\"" },
    { "{\"a very long name is not repeated in an error message\": 1}", MC_RULE_ERROR_OPERATOR,
      "\"…\"" },
    { "{\"==\": [\"a\"]}", MC_RULE_ERROR_SHAPE, "\"==\"" },
    { "{\"==\": [\"a\", \"b\", \"c\"]}", MC_RULE_ERROR_SHAPE, "\"==\"" },
    { "{\">\": [3, 2, 1]}", MC_RULE_ERROR_SHAPE, "\">\"" },
    { "{\"-\": [3, 2, 1]}", MC_RULE_ERROR_SHAPE, "\"-\"" },
    { "{\"==\": [{\"var\": \"a\"}, {\"a\": 1, \"b\": 2}]}", MC_RULE_ERROR_SHAPE, "one operator" },
    { "{\"or\": []}", MC_RULE_ERROR_SHAPE, "\"or\"" },
    { "{\"!\": []}", MC_RULE_ERROR_SHAPE, "\"!\"" },
    { "{\"if\": [true]}", MC_RULE_ERROR_SHAPE, "\"if\"" },
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

/* (transfer full): true inside depth negations. */
static JsonNode *
new_deep_rule (guint depth)
{
  g_autoptr (GString) text = g_string_new ("true");

  for (guint i = 0; i < depth; i++) {
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
  g_assert_true (test_over (deepest, answers));
  g_assert_false (mc_rule_check (deeper, &error));
  g_assert_error (error, MC_RULE_ERROR, MC_RULE_ERROR_DEPTH);
}

static void
test_operations (gconstpointer user_data)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *cases;

  json_parser_load_from_file (parser, user_data, &error);
  g_assert_no_error (error);
  cases = json_node_get_array (json_parser_get_root (parser));

  for (guint i = 0; i < json_array_get_length (cases); i++) {
    JsonNode *node = json_array_get_element (cases, i);
    g_autofree char *text = json_to_string (node, FALSE);
    g_autoptr (GError) refusal = NULL;
    g_autoptr (JsonNode) result = NULL;
    JsonNode *expected;

    g_test_message ("%s", text);
    if (!JSON_NODE_HOLDS_ARRAY (node))
      continue;

    expected = json_array_get_element (json_node_get_array (node), 2);
    result = mc_rule_apply (json_array_get_element (json_node_get_array (node), 0),
                            json_array_get_element (json_node_get_array (node), 1), &refusal);
    if (JSON_NODE_HOLDS_OBJECT (expected)
        && json_object_has_member (json_node_get_object (expected), "error")) {
      const char *reason = json_object_get_string_member (json_node_get_object (expected), "error");
      g_assert_null (result);
      g_assert_nonnull (strstr (refusal->message, reason));
    } else {
      g_assert_no_error (refusal);
      g_assert_true (json_node_equal (result, expected));
    }
  }
}

/* {"reduce": [[1, 1, … (count)], step, start]} */
static JsonNode *
new_reduction (guint count, const char *step, const char *start)
{
  g_autoptr (GString) text = g_string_new ("{\"reduce\": [[1");

  for (guint i = 1; i < count; i++)
    g_string_append (text, ",1");
  g_string_append_printf (text, "], %s, %s]}", step, start);

  return json_from_string (text->str, NULL);
}

static void
test_limits (void)
{
  static const struct {
    guint count;
    const char *step;
    const char *start;
  } cases[] = {
    /* A text, a list, a tree that double each time; a chain without end; too many steps. */
    { 60, "{\"cat\": [{\"var\": \"accumulator\"}, {\"var\": \"accumulator\"}]}", "\"ab\"" },
    { 60, "{\"merge\": [{\"var\": \"accumulator\"}, {\"var\": \"accumulator\"}]}", "[1, 2]" },
    { 60, "[{\"var\": \"accumulator\"}, {\"var\": \"accumulator\"}]", "[]" },
    { 60, "{\"var\": \"\"}", "[{\"var\": \"\"}, {\"var\": \"\"}]" },
    { 5000, "[{\"var\": \"accumulator\"}]", "0" },
    { 5000, "{\"var\": \"\"}", "0" },
    { 3000,
      "{\"reduce\": [{\"map\": [[1,2,3,4,5,6,7,8,9], {\"var\": \"\"}]}, {\"map\": "
      "[[1,2,3,4,5,6,7,8,9], {\"+\": [1,1,1,1,1,1,1,1,1]}]}, 0]}",
      "0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonNode) rule = new_reduction (cases[i].count, cases[i].step, cases[i].start);
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) result = mc_rule_apply (rule, NULL, &error);

    if (i == 3) {
      /* Scopes within scopes: 60 of them still go. */
      g_assert_no_error (error);
      continue;
    }
    g_test_message ("%s", cases[i].step);
    g_assert_null (result);
    g_assert_error (error, MC_RULE_ERROR, MC_RULE_ERROR_LIMIT);
  }
}

static void
test_depth_of_values (void)
{
  g_autoptr (JsonNode) rule = new_deep_rule (MC_RULE_MAX_DEPTH + 1);
  g_autoptr (JsonNode) all = json_from_string ("{\"cat\": {\"var\": \"\"}}", NULL);
  g_autoptr (GString) text = g_string_new ("1");
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (JsonNode) result = NULL;
  g_autoptr (GError) deep_rule = NULL;
  g_autoptr (GError) deep_data = NULL;

  for (guint i = 0; i < 200; i++) {
    g_string_prepend_c (text, '[');
    g_string_append_c (text, ']');
  }
  data = json_from_string (text->str, NULL);

  result = mc_rule_apply (rule, NULL, &deep_rule);
  g_assert_null (result);
  g_assert_error (deep_rule, MC_RULE_ERROR, MC_RULE_ERROR_DEPTH);

  result = mc_rule_apply (all, data, &deep_data);
  g_assert_null (result);
  g_assert_error (deep_data, MC_RULE_ERROR, MC_RULE_ERROR_LIMIT);
}

/* A condition that comes to no end is false, and said so without a value. */
static void
test_endless_condition (void)
{
  g_autoptr (JsonNode) rule = new_reduction (
      60, "{\"cat\": [{\"var\": \"accumulator\"}, {\"var\": \"accumulator\"}]}",
      "{\"var\": \"a\"}");
  g_autoptr (McAnswers) answers = mc_answers_new ();

  mc_answers_set (answers, "a", "secret", FALSE);
  g_test_expect_message ("motcua", G_LOG_LEVEL_WARNING, "rule: *");
  g_assert_false (test_over (rule, answers));
  g_test_assert_expected_messages ();
}

/* Writes a random rule, or something like one. */
static void
add_random (GRand *random, GString *text, guint depth)
{
  static const char *const values[] = { "0",
                                        "-1",
                                        "1.5",
                                        "1e300",
                                        "\"\"",
                                        "\"0\"",
                                        "\"a.b\"",
                                        "null",
                                        "true",
                                        "\"Ánh\"",
                                        "\"1e999\"",
                                        "[]",
                                        "[1,\"a\",[2],null]",
                                        "{}",
                                        "\"0x\"",
                                        "\"-\"",
                                        "\".\"",
                                        "\"...\"",
                                        "\"e5\"",
                                        "\"\\ud83d\\ude00\"",
                                        "99999999",
                                        "{\"var\":\"\"}",
                                        "\"  \"" };
  static const char *const names[] = {
    "!",       "!!",           "!=",   "!==", "%",      "*",    "+",      "-",     "/",
    "<",       "<=",           "==",   "===", ">",      ">=",   "?:",     "all",   "and",
    "cat",     "filter",       "if",   "in",  "log",    "map",  "max",    "merge", "min",
    "missing", "missing_some", "none", "or",  "reduce", "some", "substr", "var",   "none such"
  };
  gboolean as_list = g_rand_int_range (random, 0, 6) > 0;
  int count = as_list ? g_rand_int_range (random, 0, 4) : 1;

  if (depth == 0 || g_rand_int_range (random, 0, 4) == 0) {
    g_string_append (text, values[g_rand_int_range (random, 0, G_N_ELEMENTS (values))]);
    return;
  }

  g_string_append_printf (text, "{\"%s\":%s",
                          names[g_rand_int_range (random, 0, G_N_ELEMENTS (names))],
                          as_list ? "[" : "");
  for (int i = 0; i < count; i++) {
    g_string_append (text, i > 0 ? "," : "");
    add_random (random, text, depth - 1);
  }
  g_string_append (text, as_list ? "]}" : "}");
}

static void
test_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  guint results = 0, refusals = 0;

  for (guint i = 0; i < 20000; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (JsonNode) rule = NULL;
    g_autoptr (JsonNode) result = NULL;
    g_autoptr (GError) error = NULL;

    add_random (random, text, 5);
    rule = json_from_string (text->str, NULL);
    result = mc_rule_apply (rule, rule, &error);
    g_assert_true ((result != NULL) == (error == NULL));
    *(result != NULL ? &results : &refusals) += 1;
  }

  g_assert_cmpuint (results, >, 1000);
  g_assert_cmpuint (refusals, >, 1000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);

  g_test_add_func ("/rule/tells what holds", test_truth);
  g_test_add_func ("/rule/refuses what it cannot decide and names it", test_refused);
  g_test_add_func ("/rule/goes no deeper than its bound", test_depth);
  g_test_add_data_func ("/rule/does what every operation is defined to do", argv[1],
                        test_operations);
  g_test_add_func ("/rule/stops what grows without end", test_limits);
  g_test_add_func ("/rule/refuses rules and data that are too deep", test_depth_of_values);
  g_test_add_func ("/rule/takes an endless condition for false", test_endless_condition);
  g_test_add_func ("/rule/has a result or a reason for anything", test_random);

  return g_test_run ();
}
