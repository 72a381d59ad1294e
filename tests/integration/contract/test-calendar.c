// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/calendar.h"

static void
check (const char *received, guint n, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McCalendar) calendar = mc_calendar_new (&error);
  g_autoptr (GDateTime) instant = g_date_time_new_from_iso8601 (received, NULL);
  g_autoptr (GDateTime) local = mc_calendar_local_time (g_date_time_to_unix (instant)
                                                        * G_GINT64_CONSTANT (1000));
  g_autoptr (GDateTime) appointment = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  appointment = mc_calendar_appointment (calendar, local, n);
  text = mc_calendar_rfc3339 (appointment);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_day_of_reception_does_not_count (void)
{
  check ("2026-11-16T08:00:00+07:00", 3, "2026-11-19T17:00:00+07:00");
  check ("2026-11-16T23:59:59+07:00", 1, "2026-11-17T17:00:00+07:00");
}

static void
test_weekend_and_holiday_do_not_count (void)
{
  check ("2026-11-20T08:00:00+07:00", 1, "2026-11-23T17:00:00+07:00");
  /* Monday; Tuesday 24 November is the Day of Vietnamese Culture; Wednesday; Thursday. */
  check ("2026-11-21T14:32:05+07:00", 3, "2026-11-26T17:00:00+07:00");
}

static void
test_tet_is_jumped_over (void)
{
  check ("2027-02-04T09:00:00+07:00", 1, "2027-02-12T17:00:00+07:00");
}

static void
test_day_is_the_vietnamese_one (void)
{
  /* 20:00 UTC on Thursday is Friday in Viet Nam. */
  check ("2026-11-19T20:00:00Z", 1, "2026-11-23T17:00:00+07:00");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/portal/calendar/the-day-of-reception-does-not-count",
                   test_day_of_reception_does_not_count);
  g_test_add_func ("/portal/calendar/weekends-and-holidays-do-not-count",
                   test_weekend_and_holiday_do_not_count);
  g_test_add_func ("/portal/calendar/tet-is-jumped-over", test_tet_is_jumped_over);
  g_test_add_func ("/portal/calendar/the-day-is-the-vietnamese-one",
                   test_day_is_the_vietnamese_one);
  return g_test_run ();
}
