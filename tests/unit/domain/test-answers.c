// SPDX-License-Identifier: GPL-3.0-or-later
#include <gio/gio.h>
#include <string.h>

#include "app/domain/answers.h"

static void
test_set_and_get (void)
{
  g_autoptr (McAnswers) answers = mc_answers_new ();

  g_assert_null (mc_answers_get (answers, "name"));
  mc_answers_set (answers, "name", "Nguyễn Văn An", TRUE);
  g_assert_cmpstr (mc_answers_get (answers, "name"), ==, "Nguyễn Văn An");
  g_assert_true (mc_answers_is_prefilled (answers, "name"));

  mc_answers_set (answers, "name", "Nguyễn Văn Anh", FALSE);
  g_assert_cmpstr (mc_answers_get (answers, "name"), ==, "Nguyễn Văn Anh");
  g_assert_false (mc_answers_is_prefilled (answers, "name"));

  mc_answers_set (answers, "name", "", FALSE);
  g_assert_null (mc_answers_get (answers, "name"));
  g_assert_false (mc_answers_is_prefilled (answers, "name"));
}

static void
test_set_itself (void)
{
  g_autoptr (McAnswers) answers = mc_answers_new ();

  mc_answers_set (answers, "name", "An", TRUE);
  mc_answers_set (answers, "name", mc_answers_get (answers, "name"), FALSE);
  g_assert_cmpstr (mc_answers_get (answers, "name"), ==, "An");
}

static void
test_cut (void)
{
  g_autoptr (McAnswers) answers = mc_answers_new ();
  g_autoptr (GString) text = g_string_new ("x");

  while (text->len < MC_ANSWER_MAX_BYTES + 100)
    g_string_append (text, "ễ");
  mc_answers_set (answers, "text", text->str, FALSE);

  /* A letter is three bytes, so 1 + 3 * 1365 is just 4096, and without the x it is one less. */
  g_assert_cmpuint (strlen (mc_answers_get (answers, "text")), ==, 1 + 3 * 1365);
  g_assert_true (g_utf8_validate (mc_answers_get (answers, "text"), -1, NULL));

  g_string_truncate (text, 0);
  while (text->len < MC_ANSWER_MAX_BYTES + 100)
    g_string_append (text, "ễ");
  mc_answers_set (answers, "text", text->str, FALSE);
  g_assert_cmpuint (strlen (mc_answers_get (answers, "text")), ==, 3 * 1365);
  g_assert_true (g_utf8_validate (mc_answers_get (answers, "text"), -1, NULL));
}

static void
test_bound (void)
{
  g_autoptr (McAnswers) answers = mc_answers_new ();

  for (guint i = 0; i < MC_ANSWERS_MAX_COUNT; i++) {
    g_autofree char *key = g_strdup_printf ("key_%u", i);

    mc_answers_set (answers, key, "x", FALSE);
  }

  g_test_expect_message ("motcua", G_LOG_LEVEL_CRITICAL, "*MC_ANSWERS_MAX_COUNT*");
  mc_answers_set (answers, "one_more", "x", FALSE);
  g_test_assert_expected_messages ();
  g_assert_null (mc_answers_get (answers, "one_more"));

  mc_answers_set (answers, "key_7", "y", FALSE);
  g_assert_cmpstr (mc_answers_get (answers, "key_7"), ==, "y");
}

static void
test_round_trip (void)
{
  g_autoptr (McAnswers) answers = mc_answers_new ();
  g_autoptr (McAnswers) again = mc_answers_new ();
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) error = NULL;

  mc_answers_set (answers, "name", "Nguyễn Văn An", TRUE);
  object = mc_answers_to_json (answers);
  mc_answers_set (again, "other", "x", FALSE);

  g_assert_true (mc_answers_load_json (again, object, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (mc_answers_get (again, "name"), ==, "Nguyễn Văn An");
  g_assert_false (mc_answers_is_prefilled (again, "name"));
  g_assert_null (mc_answers_get (again, "other"));
}

/* Two writers, one of them the library's: the same text, in the order first given. */
static void
test_bytes (void)
{
  g_autoptr (McAnswers) answers = mc_answers_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (JsonNode) tree = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *expected = NULL;
  g_autofree char *found = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  mc_answers_set (answers, "zz", "\"quoted\" \\ and\nline\x01\x7f", FALSE);
  mc_answers_set (answers, "name", "Nguyễn Văn An", FALSE);
  json_node_take_object (tree, mc_answers_to_json (answers));
  expected = json_to_string (tree, FALSE);

  bytes = mc_answers_to_bytes (answers);
  json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                              &error);
  g_assert_no_error (error);
  found = json_to_string (json_parser_get_root (parser), FALSE);
  g_assert_cmpstr (found, ==, expected);
}

static gboolean
load (McAnswers *answers, const char *json, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);

  return mc_answers_load_json (answers, json_node_get_object (node), error);
}

static void
test_refused (void)
{
  static const char *const refused[] = {
    "{\"name\": 1}",           "{\"name\": null}",   "{\"name\": [\"Canary\"]}", "{\"name\": {}}",
    "{\"Na-me\": \"Canary\"}", "{\"\": \"Canary\"}", "{\"../x\": \"Canary\"}",
  };
  g_autoptr (McAnswers) answers = mc_answers_new ();

  mc_answers_set (answers, "kept", "yes", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (load (answers, refused[i], &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    g_assert_null (strstr (error->message, "Canary"));
    g_assert_cmpstr (mc_answers_get (answers, "kept"), ==, "yes");
  }
}

static void
test_refused_size (void)
{
  g_autoptr (McAnswers) answers = mc_answers_new ();
  g_autofree char *value = g_strnfill (MC_ANSWER_MAX_BYTES + 1, 'x');
  g_autofree char *json = g_strdup_printf ("{\"name\": \"%s\"}", value);
  g_autoptr (GString) many = g_string_new ("{\"key\": \"x\"");
  g_autoptr (GError) error = NULL;

  g_assert_false (load (answers, json, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_clear_error (&error);

  for (guint i = 0; i < MC_ANSWERS_MAX_COUNT; i++)
    g_string_append_printf (many, ", \"key_%u\": \"x\"", i);
  g_string_append_c (many, '}');
  g_assert_false (load (answers, many->str, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
test_clear (void)
{
  g_autoptr (McAnswers) answers = mc_answers_new ();

  mc_answers_set (answers, "name", "An", TRUE);
  mc_answers_clear (answers);
  g_assert_null (mc_answers_get (answers, "name"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/answers/keeps, replaces and removes", test_set_and_get);
  g_test_add_func ("/answers/may be given its own value", test_set_itself);
  g_test_add_func ("/answers/cuts on a character", test_cut);
  g_test_add_func ("/answers/holds no more than its bound", test_bound);
  g_test_add_func ("/answers/comes back from JSON", test_round_trip);
  g_test_add_func ("/answers/writes the JSON of the library", test_bytes);
  g_test_add_func ("/answers/refuses other JSON and keeps what it has", test_refused);
  g_test_add_func ("/answers/refuses too much JSON", test_refused_size);
  g_test_add_func ("/answers/forgets all", test_clear);

  return g_test_run ();
}
