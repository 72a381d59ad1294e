// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "app/domain/clock.h"

static void
test_format (void)
{
  static const struct {
    gint64 ms;
    const char *text;
  } cases[] = {
    { 0, "1970-01-01T07:00:00+07:00" },
    { G_GINT64_CONSTANT (1795246325999), "2026-11-21T14:32:05+07:00" },
    { -1, "1970-01-01T06:59:59+07:00" },
    { -1000, "1970-01-01T06:59:59+07:00" },
    { G_GINT64_CONSTANT (1798736399999), "2026-12-31T23:59:59+07:00" },
    { G_GINT64_CONSTANT (1798736400000), "2027-01-01T00:00:00+07:00" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = mc_clock_format_rfc3339 (cases[i].ms);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

/* A clock chip that lost its battery says anything; the answer is wrong then, but an answer. */
static void
test_nonsense (void)
{
  static const gint64 nonsense[] = { G_MININT64, G_MAXINT64, G_GINT64_CONSTANT (1) << 55 };

  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++) {
    g_autofree char *text = mc_clock_format_rfc3339 (nonsense[i]);

    g_assert_cmpuint (strlen (text), ==, strlen ("2026-11-21T14:32:05+07:00"));
  }
}

static void
test_system (void)
{
  g_autoptr (McClock) clock = mc_clock_new ();
  gint64 before = g_get_real_time () / 1000;
  gint64 now = mc_clock_now_ms (clock);
  gint64 first = mc_clock_monotonic_ms (clock);

  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <=, g_get_real_time () / 1000);
  g_assert_cmpint (first, >, 0);
  g_assert_cmpint (mc_clock_monotonic_ms (clock), >=, first);
}

static void
test_boot_id (void)
{
  g_autoptr (McClock) clock = mc_clock_new ();
  g_autoptr (McClock) other = mc_clock_new ();

  g_assert_true (g_uuid_string_is_valid (mc_clock_get_boot_id (clock)));
  g_assert_cmpstr (mc_clock_get_boot_id (clock), ==, mc_clock_get_boot_id (other));
}

static gboolean
count_to_three (gpointer user_data)
{
  guint *count = user_data;

  return ++*count < 3 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
test_timeout (void)
{
  g_autoptr (McClock) clock = mc_clock_new ();
  guint count = 0, never = 0;
  guint id = mc_clock_add_timeout (clock, 1, count_to_three, &never);

  g_assert_cmpuint (mc_clock_add_timeout (clock, 1, count_to_three, &count), >, 0);
  mc_clock_remove_timeout (clock, id);
  while (count < 3)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (never, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/clock/writes Vietnamese time", test_format);
  g_test_add_func ("/clock/writes something for any number", test_nonsense);
  g_test_add_func ("/clock/is the system's", test_system);
  g_test_add_func ("/clock/knows the boot", test_boot_id);
  g_test_add_func ("/clock/calls back until told to stop", test_timeout);

  return g_test_run ();
}
