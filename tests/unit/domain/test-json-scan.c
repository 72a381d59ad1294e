// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "app/domain/json-source.h"
#include "app/domain/json-scan.h"

static const char *
scan (const char *text, guint *line)
{
  return mc_json_scan (text, strlen (text), line);
}

static void
test_sound (void)
{
  static const char *const texts[] = {
    "{}",
    "[]",
    " [1, -0, 0.5, 1e3, -1.25E-7]\n",
    "\"\"",
    "null",
    "true",
    "false",
    "{\"a\": {\"b\": [{}, [], \"\\u00e1\\ud83d\\ude00\\n\\/\"]}, \"A\": 1}",
    "\"Nguyễn 𝄞\"",
    "[[1], [1], {\"a\": 1}, {\"a\": 1}]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    guint line;

    g_test_message ("%s", texts[i]);
    g_assert_null (scan (texts[i], &line));
  }
}

static void
test_refused (void)
{
  static const struct {
    const char *text;
    guint line;
    const char *expected;
  } cases[] = {
    { "", 1, "a JSON value" },
    { "\n\n", 3, "a JSON value" },
    { "{\"a\": 1,\n \"b\": 2,\n \"a\": 3}", 3, "no member twice" },
    { "{\"a\": 1, \"\\u0061\": 2}", 1, "no member twice" },
    { "[1,\n NaN]", 2, "a JSON value" },
    { "[-Infinity]", 1, "a JSON value" },
    { "[1e999]", 1, "a number that a double holds" },
    { "[01]", 1, "a JSON value" },
    { "[1.]", 1, "digits behind the point" },
    { "[1e]", 1, "digits in the exponent" },
    { "[+1]", 1, "a JSON value" },
    { "[.5]", 1, "a JSON value" },
    { "[1, 2,]", 1, "a JSON value" },
    { "{\"a\": 1,}", 1, "a member's name" },
    { "{'a': 1}", 1, "a member's name" },
    { "{a: 1}", 1, "a member's name" },
    { "{\"a\" 1}", 1, "a colon" },
    { "[1\n\n2]", 3, "a comma" },
    { "[1]\n[2]", 2, "nothing behind" },
    { "// Lời\n[1]", 1, "a JSON value" },
    { "[1 /* ! */]", 1, "a comma" },
    { "\"a\nb\"", 1, "no control characters" },
    { "\"a", 1, "a quote" },
    { "\"\\x41\"", 1, "an escape" },
    { "\"\\u00g0\"", 1, "a character behind" },
    { "\"\\u0000\"", 1, "a character behind" },
    { "\"\\ud83d\"", 1, "both halves" },
    { "\"\\ude00\"", 1, "a character behind" },
    { "\"\\ud83d\\u0041\"", 1, "both halves" },
    { "[\n\"\xff\"]", 2, "UTF-8" },
    { "tru", 1, "a JSON value" },
    { "[1]x", 1, "nothing behind" },
    { "{\"a\": [}", 1, "a JSON value" },
    { "{]", 1, "a member's name" },
    { "[1", 1, "a comma" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint line = 0;
    const char *expected = scan (cases[i].text, &line);
    g_autofree char *shown = g_strescape (cases[i].text, NULL);

    g_test_message ("%s: %u: %s", shown, line, expected);
    g_assert_nonnull (expected);
    g_assert_true (g_str_has_prefix (expected, cases[i].expected));
    g_assert_cmpuint (line, ==, cases[i].line);
  }
}

static void
test_nul (void)
{
  guint line;

  g_assert_nonnull (mc_json_scan ("[1]\0[2]", 7, &line));
}

/* (transfer full): so many lists within each other, one a line. */
static char *
new_deep (guint depth)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, "[\n");
  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, ']');

  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  g_autofree char *deepest = new_deep (MC_JSON_MAX_DEPTH);
  g_autofree char *deep = new_deep (10000);
  guint line;

  g_assert_null (scan (deepest, &line));
  g_assert_nonnull (scan (deep, &line));
  g_assert_cmpuint (line, ==, MC_JSON_MAX_DEPTH + 1);
}

/* A source refuses what is too large without looking at it, and says where the limit was. */
static void
test_size (void)
{
  const gsize size = 100 * 1024 * 1024;
  g_autofree char *text = g_malloc (size);
  g_autoptr (GError) error = NULL;
  McJsonSource source;

  memset (text, '[', size);
  text[5] = '\n';
  mc_json_source_init (&source, "huge.json");
  g_assert_null (mc_json_source_parse (&source, text, size, 256 * 1024));
  g_assert_false (mc_json_source_finish (&source, &error));
  g_assert_cmpstr (error->message, ==, "huge.json:2: file: expected at most 262144 bytes");
}

static void
test_lines (void)
{
  static const char text[] = "{\n"
                             " \"code\": \"1\",\n"
                             " \"form\": {\n"
                             "  \"sections\": [\n"
                             "   {\"title\": \"A\"},\n"
                             "   {\n"
                             "    \"pages\": [{\"id\": \"ngay_sinh\"}]}]},\n"
                             " \"forms\": 1}\n";
  static const struct {
    const char *path;
    guint line;
  } cases[] = {
    { "code", 2 },
    { "form", 3 },
    { "forms", 8 },
    { "form.sections[0].title", 5 },
    { "form.sections[1].pages[0].id", 7 },
    { "form.sections[1].title", 6 }, /* it is missing: where it should be */
    { "form.sections[10].title", 4 },
    { "version", 1 },
    { "ngay_sinh", 7 },
    { "form.ngay_sinh", 7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (mc_json_find_line (text, strlen (text), cases[i].path), ==, cases[i].line);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-scan/takes what RFC 8259 has", test_sound);
  g_test_add_func ("/json-scan/says on which line what is wrong", test_refused);
  g_test_add_func ("/json-scan/refuses a NUL", test_nul);
  g_test_add_func ("/json-scan/a depth of ten thousand does not recurse", test_depth);
  g_test_add_func ("/json-scan/a hundred megabytes are not read", test_size);
  g_test_add_func ("/json-scan/finds the line of a path", test_lines);
  return g_test_run ();
}
