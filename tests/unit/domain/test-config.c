// SPDX-License-Identifier: GPL-3.0-or-later
#include <glib/gstdio.h>
#include <string.h>

#include "app/domain/config.h"

typedef struct {
  char *path;
} McFixture;

static void
set_up (McFixture *fixture, gconstpointer data)
{
  int fd = g_file_open_tmp ("motcua-config-XXXXXX", &fixture->path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
}

static void
tear_down (McFixture *fixture, gconstpointer data)
{
  g_remove (fixture->path);
  g_free (fixture->path);
}

static McConfig *
load (McFixture *fixture, const char *text, GError **error)
{
  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));

  return mc_config_new (fixture->path, error);
}

static void
test_defaults (McFixture *fixture, gconstpointer data)
{
  g_autoptr (McConfig) config = mc_config_new (NULL, NULL);

  g_assert_true (g_str_has_prefix (mc_config_get_string (config, "camera", "pipeline"),
                                   "v4l2src device=/dev/video0 ! "));
  g_assert_cmpstr (mc_config_get_string (config, "scanner", "device"), ==, "auto");
  g_assert_cmpstr (mc_config_get_string (config, "card", "reader"), ==, "auto");
  g_assert_cmpstr (mc_config_get_string (config, "card", "csca"), ==, "");
  g_assert_false (mc_config_get_boolean (config, "card", "portrait"));
  g_assert_cmpstr (mc_config_get_string (config, "printer", "queue"), ==, "");
  g_assert_cmpstr (mc_config_get_string (config, "printer", "paper"), ==, "roll80");
  g_assert_cmpint (mc_config_get_int (config, "screen", "dpi"), ==, 103);
  g_assert_true (mc_config_get_boolean (config, "screen", "fullscreen"));
  g_assert_cmpint (mc_config_get_int (config, "session", "idle-seconds"), ==, 90);
  g_assert_cmpint (mc_config_get_int (config, "sync", "parallel"), ==, 4);
  g_assert_cmpstr (mc_config_get_string (config, "paths", "runtime"), ==, "/run/motcua");
}

static void
test_values (McFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McConfig) config = load (fixture,
                                      "# máy ở sảnh\n"
                                      "[camera]\n"
                                      "pipeline = filesrc location=a.png ! decodebin  \n"
                                      "\n"
                                      "[screen]\r\n"
                                      "fullscreen=false\r\n"
                                      "dpi=  145\n"
                                      "[printer]\n"
                                      "paper=a4\n"
                                      "queue=ipp://localhost:8631/ipp/print\n",
                                      &error);

  g_assert_no_error (error);
  g_assert_cmpstr (mc_config_get_string (config, "camera", "pipeline"), ==,
                   "filesrc location=a.png ! decodebin");
  g_assert_false (mc_config_get_boolean (config, "screen", "fullscreen"));
  g_assert_cmpint (mc_config_get_int (config, "screen", "dpi"), ==, 145);
  g_assert_cmpstr (mc_config_get_string (config, "printer", "paper"), ==, "a4");
  g_assert_cmpint (mc_config_get_int (config, "screen", "width"), ==, 1080);
}

typedef struct {
  const char *name;
  const char *text;
  McConfigError code;
  const char *message; /* after the file's name */
} McBadFile;

static const McBadFile bad_files[] = {
  { "number out of bounds", "[screen]\n\ndpi=1000\n", MC_CONFIG_ERROR_VALUE,
    ":3: [screen] dpi: expected a number from 40 to 400, found \"1000\"" },
  { "number with a unit", "[session]\nidle-seconds=90s\n", MC_CONFIG_ERROR_VALUE,
    ":2: [session] idle-seconds: expected a number from 0 to 600, found \"90s\"" },
  { "empty number", "[session]\nidle-seconds=\n", MC_CONFIG_ERROR_VALUE,
    ":2: [session] idle-seconds: expected a number from 0 to 600, found \"\"" },
  { "number too big for any", "[sync]\nparallel=99999999999999999999\n", MC_CONFIG_ERROR_VALUE,
    ":2: [sync] parallel: expected a number from 1 to 16, found \"99999999999999999999\"" },
  { "yes for true", "# a\n# b\n[screen]\nfullscreen=yes\n", MC_CONFIG_ERROR_VALUE,
    ":4: [screen] fullscreen: expected true or false, found \"yes\"" },
  { "no such paper", "[printer]\npaper=a5\n", MC_CONFIG_ERROR_VALUE,
    ":2: [printer] paper: expected roll80 or roll58 or a4, found \"a5\"" },
  { "the last of two counts", "[screen]\ndpi=100\n[printer]\n[screen]\ndpi=1\n",
    MC_CONFIG_ERROR_VALUE, ":5: [screen] dpi: expected a number from 40 to 400, found \"1\"" },
  { "same key in another group", "[session]\nidle-seconds=90\n[sync]\nidle-seconds=90\n",
    MC_CONFIG_ERROR_VALUE,
    ":4: [sync] idle-seconds: unknown key, expected one of poll-seconds, timeout-seconds, "
    "backoff-cap-seconds, heartbeat-seconds, parallel" },
  { "unknown key", "[screen]\ndpi=103\nDPI=103\n", MC_CONFIG_ERROR_VALUE,
    ":3: [screen] DPI: unknown key, expected one of dpi, fullscreen, width, height, "
    "bottom-mm" },
  { "unknown group", "[screen]\n[scren]\ndpi=103\n", MC_CONFIG_ERROR_VALUE,
    ":2: [scren]: unknown group, expected one of [camera], [documents], [scanner], [card], "
    "[printer], [screen], "
    "[keyboard], [speech], [session], [catalogue], [keys], [sync], [storage], "
    "[paths]" },
  { "unknown group without keys", "[wifi]\n", MC_CONFIG_ERROR_VALUE,
    ":1: [wifi]: unknown group, expected one of [camera], [documents], [scanner], [card], "
    "[printer], [screen], "
    "[keyboard], [speech], [session], [catalogue], [keys], [sync], [storage], "
    "[paths]" },
  { "bad escape", "[camera]\npipeline=a\\qb\n", MC_CONFIG_ERROR_VALUE,
    ":2: [camera] pipeline: expected text; a backslash is written \\\\, found \"a\\qb\"" },
  { "no equals sign", "[screen]\ndpi 103\n", MC_CONFIG_ERROR_SYNTAX,
    ":2: expected [group], key=value or # comment" },
  { "no key", "[screen]\n=103\n", MC_CONFIG_ERROR_SYNTAX,
    ":2: expected [group], key=value or # comment" },
  { "open bracket", "\n\n[screen\n", MC_CONFIG_ERROR_SYNTAX,
    ":3: expected [group], key=value or # comment" },
  { "no group", "dpi=103\n", MC_CONFIG_ERROR_SYNTAX,
    ":1: expected a [group] before the first key" },
  { "not UTF-8", "[screen]\n# m\xe1y\n", MC_CONFIG_ERROR_SYNTAX, ":2: expected UTF-8 text" },
};

static void
test_bad_file (McFixture *fixture, gconstpointer data)
{
  const McBadFile *bad = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (McConfig) config = load (fixture, bad->text, &error);
  g_autofree char *message = g_strconcat (fixture->path, bad->message, NULL);

  g_assert_null (config);
  g_assert_error (error, MC_CONFIG_ERROR, (int) bad->code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_unreadable (McFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McConfig) config = mc_config_new ("/nonexistent/motcua.conf", &error);

  g_assert_null (config);
  g_assert_error (error, MC_CONFIG_ERROR, MC_CONFIG_ERROR_UNREADABLE);
  g_assert_nonnull (strstr (error->message, "/nonexistent/motcua.conf"));
}

static void
test_too_big (McFixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (70000, '\n');
  g_autoptr (GError) error = NULL;
  g_autoptr (McConfig) config = load (fixture, text, &error);

  g_assert_null (config);
  g_assert_error (error, MC_CONFIG_ERROR, MC_CONFIG_ERROR_SYNTAX);
}

/* So every default is within its own bounds, and the example cannot go stale. */
static void
test_example (McFixture *fixture, gconstpointer data)
{
  g_autofree char *example = mc_config_example ();
  g_autoptr (GError) error = NULL;
  g_autoptr (McConfig) config = load (fixture, example, &error);

  g_assert_no_error (error);
  g_assert_cmpint (mc_config_get_int (config, "session", "warning-seconds"), ==, 45);
  g_assert_nonnull (strstr (example, "\n[sync]\n"));
  g_assert_nonnull (strstr (example, "(a number from 1 to 16)\nparallel=4\n"));
}

static void
test_unknown_to_program (McFixture *fixture, gconstpointer data)
{
  if (g_test_subprocess ()) {
    g_autoptr (McConfig) config = mc_config_new (NULL, NULL);

    mc_config_get_int (config, "screen", "fullscreen");
    return;
  }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*screen* fullscreen of this type*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, data, func) g_test_add (name, McFixture, data, set_up, func, tear_down)
  ADD ("/config/has defaults", NULL, test_defaults);
  ADD ("/config/takes values", NULL, test_values);
  for (guint i = 0; i < G_N_ELEMENTS (bad_files); i++) {
    g_autofree char *name = g_strconcat ("/config/names the line of: ", bad_files[i].name, NULL);

    ADD (name, &bad_files[i], test_bad_file);
  }
  ADD ("/config/names a file that is not there", NULL, test_unreadable);
  ADD ("/config/refuses a huge file", NULL, test_too_big);
  ADD ("/config/prints an example that it takes", NULL, test_example);
  ADD ("/config/dies of a key that the table lacks", NULL, test_unknown_to_program);
#undef ADD

  return g_test_run ();
}
