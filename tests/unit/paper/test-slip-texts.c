// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/slip-texts.h"

#include <gio/gio.h>

static void
test_edition_follows_the_day (void)
{
  static const char json[] = "{\"recorded\": [{\"valid_from\": \"2027-01-01\", \"title\": \"new\"},"
                             " {\"valid_from\": \"2025-07-01\", \"title\": \"old\"}]}";
  gint64 last_day_ms = G_GINT64_CONSTANT (1798736399000); /* 2026-12-31T23:59:59+07:00 */
  g_autoptr (JsonObject) old = mc_slip_texts_load_data (json, -1, "recorded", last_day_ms, NULL);
  g_autoptr (JsonObject) new = mc_slip_texts_load_data (json, -1, "recorded", last_day_ms + 1000,
                                                        NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (mc_slip_texts_get (old, "title"), ==, "old");
  g_assert_cmpstr (mc_slip_texts_get (new, "title"), ==, "new");
  g_assert_null (mc_slip_texts_load_data (json, -1, "parked", 0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* A dead battery: the clock stands at 1970, and there is a slip all the same. */
static void
test_before_all_editions_it_is_the_oldest (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) texts = mc_slip_texts_load ("recorded", 0, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (mc_slip_texts_get (texts, "title"), !=, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/slip-texts/edition-follows-the-day", test_edition_follows_the_day);
  g_test_add_func ("/slip-texts/before-all-editions-it-is-the-oldest",
                   test_before_all_editions_it_is_the_oldest);
  return g_test_run ();
}
