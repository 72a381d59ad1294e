// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include <gio/gio.h>

/* test-compose-command MOTCUACTL */

static const char *motcuactl;

static char *
to_text (GBytes *bytes)
{
  const gsize size = g_bytes_get_size (bytes);

  return size > 0 ? g_strndup (g_bytes_get_data (bytes, NULL), size) : g_strdup ("");
}

/* Runs "motcuactl compose arguments..." on input; returns the exit status. */
static int
run (const char *const *arguments, const char *input, gsize length, char **out, char **err)
{
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_autoptr (GBytes) stdin_bytes = g_bytes_new (input, length);
  g_autoptr (GBytes) stdout_bytes = NULL;
  g_autoptr (GBytes) stderr_bytes = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) words = NULL;

  g_strv_builder_add_many (argv, motcuactl, "compose", NULL);
  g_strv_builder_addv (argv, (const char **) arguments);
  words = g_strv_builder_end (argv);
  process = g_subprocess_newv ((const char *const *) words,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                   | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                               &error);
  g_assert_no_error (error);
  g_subprocess_communicate (process, stdin_bytes, NULL, &stdout_bytes, &stderr_bytes, &error);
  /* Who refuses does not read to the end. */
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    g_assert_no_error (error);
  g_assert_nonnull (stdout_bytes);
  *out = to_text (stdout_bytes);
  *err = to_text (stderr_bytes);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

static void
assert_says (const char *const *arguments, const char *input, int status, const char *expected)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  g_assert_cmpint (run (arguments, input, strlen (input), &out, &err), ==, status);
  if (status == 0)
    g_assert_cmpstr (out, ==, expected);
  else if (strstr (err, expected) == NULL)
    g_test_fail_printf ("\"%s\" is not in \"%s\"", expected, err);
}

static void
test_lines_of_keys_become_lines_of_text (void)
{
  static const char *const telex[] = { "--method", "telex", NULL };
  static const char *const telex_new[] = { "--method", "telex", "--style", "new", NULL };
  static const char *const vni[] = { "--method", "vni", "--style", "old", NULL };

  assert_says (telex, "nguowif hoaf\n\nwindows", 0, "người hòa\n\nwindows\n");
  assert_says (telex_new, "hoaf thuyr\n", 0, "hoà thuỷ\n");
  assert_says (vni, "nguoi72 hoa2 12A1\n", 0, "người hòa 12A1\n");
  assert_says (telex, "", 0, "");
}

static void
test_wrong_usage_says_what_is_right (void)
{
  static const char *const none[] = { NULL };
  static const char *const method[] = { "--method", "viqr", NULL };
  static const char *const style[] = { "--method", "vni", "--style", "newest", NULL };
  static const char *const word[] = { "--method", "vni", "hoa2", NULL };

  assert_says (none, "", 2, "--method telex or --method vni");
  assert_says (method, "", 2, "telex or vni, not viqr");
  assert_says (style, "", 2, "old or new, not newest");
  assert_says (word, "", 2, "keys are on stdin");
}

static void
test_bad_lines_are_refused_by_number (void)
{
  static const char *const telex[] = { "--method", "telex", NULL };
  g_autofree char *longest = g_strnfill (4096, 'b');
  g_autofree char *expected = g_strconcat (longest, "\n", NULL);
  g_autofree char *too_long = g_strconcat ("as\n", longest, "b\n", NULL);
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  assert_says (telex, longest, 0, expected);
  assert_says (telex, too_long, 1, "line 2 has more than 4096 bytes");
  assert_says (telex, "as\nas\na\xff\n", 1, "line 3 is not UTF-8");
  /* A NUL would hide what follows it. */
  g_assert_cmpint (run (telex, "a\0s\n", 4, &out, &err), ==, 1);
  g_assert_nonnull (strstr (err, "line 1 is not UTF-8"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  motcuactl = argv[1];
  g_test_add_func ("/compose-command/lines-of-keys-become-lines-of-text",
                   test_lines_of_keys_become_lines_of_text);
  g_test_add_func ("/compose-command/wrong-usage-says-what-is-right",
                   test_wrong_usage_says_what_is_right);
  g_test_add_func ("/compose-command/bad-lines-are-refused-by-number",
                   test_bad_lines_are_refused_by_number);
  return g_test_run ();
}
