// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "app/domain/work-calendar.h"

#define HEAD "{\"schema\": \"motcua/holidays/1\", \"version\": \"2026-11-21\", \"source\": \"x\", "

static McWorkCalendar *
new_calendar (const char *json)
{
  g_autoptr (GBytes) bytes = json != NULL ? g_bytes_new_static (json, strlen (json)) : NULL;
  g_autoptr (GError) error = NULL;
  McWorkCalendar *calendar = mc_work_calendar_new (bytes, "test.json", &error);

  g_assert_no_error (error);
  return calendar;
}

/* A calendar whose file tells of 2199 only, so that all others are computed. */
static McWorkCalendar *
new_computed (void)
{
  return new_calendar (HEAD "\"from_year\": 2199, \"to_year\": 2199, \"days_off\": [{\"date\": "
                            "\"2199-01-01\", \"name\": \"x\", \"basis\": \"law\"}], "
                            "\"working_days\": []}");
}

static void
assert_due (McWorkCalendar *calendar, const char *received, McDueUnit unit, guint amount,
            const char *expected)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (7 * 60 * 60);
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (received, zone);
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;
  GDate due;

  mc_work_calendar_get_due (calendar, time, unit, amount, &due, &error);
  g_assert_no_error (error);
  found = g_strdup_printf ("%04d-%02d-%02d", g_date_get_year (&due), g_date_get_month (&due),
                           g_date_get_day (&due));
  g_test_message ("%s + %u", received, amount);
  g_assert_cmpstr (found, ==, expected);
}

static void
test_working_days (void)
{
  static const struct {
    const char *received;
    guint amount;
    const char *due;
  } cases[] = {
    /* The Friday before Tết, late: received after it. */
    { "2026-02-13T15:30:00", 3, "2026-02-26" },
    { "2026-02-13T15:00:00", 3, "2026-02-25" },
    { "2026-02-13T15:00:01", 3, "2026-02-26" },
    { "2026-02-13T14:59:59", 1, "2026-02-23" },
    /* In the day. */
    { "2026-11-23T15:00:00", 0, "2026-11-23" },
    /* 24 November is a day off. */
    { "2026-11-23T15:00:00.5", 0, "2026-11-25" },
    { "2026-11-23T09:00:00", 1, "2026-11-25" },
    { "2026-11-24T09:00:00", 0, "2026-11-25" },
    { "2026-11-24T09:00:00", 1, "2026-11-26" },
    { "2026-11-21T10:00:00", 1, "2026-11-25" },
    { "2026-11-21T10:00:00", 0, "2026-11-23" },
    /* Weekends; the last hour of a Friday. */
    { "2026-11-20T16:59:00", 0, "2026-11-23" },
    { "2026-11-20T08:00:00", 5, "2026-11-30" },
    { "2026-11-22T23:59:59", 3, "2026-11-27" },
    /* The turn of the year; New Year 2028 is a Saturday and is made up for on Monday. */
    { "2026-12-31T14:00:00", 1, "2027-01-04" },
    { "2026-12-31T15:01:00", 0, "2027-01-04" },
    { "2027-12-31T10:00:00", 1, "2028-01-04" },
    { "2028-01-03T10:00:00", 0, "2028-01-04" },
    /* Tết 2027: the 1st and 2nd are a weekend, made up for on the 10th and 11th. */
    { "2027-02-04T10:00:00", 1, "2027-02-12" },
    /* Giỗ Tổ 2026 is a Sunday, made up for on Monday; then 30/04 and 01/05. */
    { "2026-04-24T10:00:00", 1, "2026-04-28" },
    { "2026-04-29T15:30:00", 1, "2026-05-05" },
    /* 2 September and the days around it. */
    { "2029-08-31T10:00:00", 1, "2029-09-05" },
    { "2026-08-31T10:00:00", 1, "2026-09-03" },
    /* Other clocks: 15:30 and 06:59 in Vietnam. */
    { "2026-02-13T08:30:00Z", 3, "2026-02-26" },
    { "2026-02-13T07:59:00Z", 3, "2026-02-25" },
    { "2026-11-22T23:59:00Z", 0, "2026-11-23" },
    { "2026-11-20T22:00:00-05:00", 0, "2026-11-23" },
    /* A year ago and beyond the file. */
    { "2025-01-27T10:00:00", 1, "2025-02-04" },
    { "2031-01-21T10:00:00", 2, "2031-01-30" },
    { "2030-12-31T10:00:00", 1, "2031-01-02" },
    { "2026-11-20T08:00:00", 1000, "2030-11-28" },
  };
  g_autoptr (McWorkCalendar) calendar = new_calendar (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_due (calendar, cases[i].received, MC_DUE_WORKING_DAYS, cases[i].amount, cases[i].due);
}

static void
test_days (void)
{
  static const struct {
    const char *received;
    guint amount;
    const char *due;
  } cases[] = {
    { "2026-11-18T10:00:00", 1, "2026-11-19" },  { "2026-11-18T15:01:00", 1, "2026-11-20" },
    { "2026-11-18T10:00:00", 3, "2026-11-23" },  { "2026-11-18T10:00:00", 6, "2026-11-25" },
    { "2026-11-21T10:00:00", 0, "2026-11-23" },  { "2026-02-06T10:00:00", 10, "2026-02-23" },
    { "2026-02-13T15:30:00", 1, "2026-02-24" },  { "2026-12-17T10:00:00", 15, "2027-01-04" },
    { "2028-02-15T10:00:00", 14, "2028-02-29" },
  };
  g_autoptr (McWorkCalendar) calendar = new_calendar (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_due (calendar, cases[i].received, MC_DUE_DAYS, cases[i].amount, cases[i].due);
}

/* The years of the file come out of the law and the moon, name for name. */
static void
test_computed_years (void)
{
  g_autoptr (McWorkCalendar) known = new_calendar (NULL);
  g_autoptr (McWorkCalendar) computed = new_computed ();
  guint holidays = 0;
  GDate date;

  g_date_clear (&date, 1);
  for (g_date_set_dmy (&date, 1, 1, 2026); g_date_get_year (&date) <= 2030;
       g_date_add_days (&date, 1)) {
    const char *name = mc_work_calendar_get_holiday (known, &date);

    g_assert_cmpstr (mc_work_calendar_get_holiday (computed, &date), ==, name);
    g_assert_cmpint (mc_work_calendar_is_working_day (computed, &date), ==,
                     mc_work_calendar_is_working_day (known, &date));
    holidays += name != NULL;
  }

  g_assert_cmpuint (holidays, ==, 73);
}

/* Whatever the year: eleven days off (twelve with 24/11) that would have been worked, but that Giỗ
 * Tổ may be on another holiday. */
static void
test_days_off_of_a_year (void)
{
  g_autoptr (McWorkCalendar) calendar = new_computed ();

  for (guint year = MC_WORK_CALENDAR_MIN_YEAR; year < MC_WORK_CALENDAR_MAX_YEAR; year++) {
    guint expected = year < 2026 ? 11 : 12;
    guint off = 0;
    GDate date;

    g_date_clear (&date, 1);
    for (g_date_set_dmy (&date, 1, 1, year); g_date_get_year (&date) == year;
         g_date_add_days (&date, 1))
      off += g_date_get_weekday (&date) < G_DATE_SATURDAY
             && !mc_work_calendar_is_working_day (calendar, &date);

    g_test_message ("%u: %u", year, off);
    g_assert_cmpuint (off, <=, expected);
    g_assert_cmpuint (off, >=, expected - 1);
  }
}

/* An administrator's file replaces all of its years, and nothing of others. */
static void
test_override (void)
{
  g_autoptr (McWorkCalendar) calendar = new_calendar (
      HEAD "\"from_year\": 2027, \"to_year\": 2027, \"days_off\": [{\"date\": \"2027-02-04\", "
           "\"name\": \"Tết\", \"basis\": \"decision\"}], \"working_days\": [{\"date\": "
           "\"2027-02-20\", \"name\": \"Làm bù\", \"basis\": \"decision\"}]}");

  assert_due (calendar, "2027-02-03T10:00:00", MC_DUE_WORKING_DAYS, 1, "2027-02-05");
  assert_due (calendar, "2027-02-08T10:00:00", MC_DUE_WORKING_DAYS, 0, "2027-02-08");
  assert_due (calendar, "2027-02-19T10:00:00", MC_DUE_WORKING_DAYS, 1, "2027-02-20");
  assert_due (calendar, "2027-02-20T10:00:00", MC_DUE_WORKING_DAYS, 0, "2027-02-20");
  assert_due (calendar, "2026-02-13T15:30:00", MC_DUE_WORKING_DAYS, 3, "2026-02-26");
}

static void
test_bad_files (void)
{
#define DAY(date, basis) "{\"date\": \"" date "\", \"name\": \"x\", \"basis\": \"" basis "\"}"
  static const struct {
    const char *json;
    const char *message;
  } cases[] = {
    { "[]", "test.json:1: file: expected a JSON object" },
    { "{\"schema\": \"motcua/holidays/2\"}", "schema: expected motcua/holidays/1" },
    { HEAD "\"from_year\": 2019, \"to_year\": 2030}", "from_year: expected a number from 2021" },
    { HEAD "\"from_year\": 2027, \"to_year\": 2026}", "to_year: expected a year" },
    { HEAD "\"to_year\": 2026}", "to_year: expected a year" },
    { HEAD "\"from_year\": 2026, \"to_year\": 2026}", "days_off: expected a list" },
    { HEAD "\"from_year\": 2026, \"to_year\": 2026, \"days_off\": [" DAY ("2027-01-01", "law") "]}",
      "days_off[0].date: expected a day of the years 2026 to 2026" },
    { HEAD "\"from_year\": 2026, \"to_year\": 2026, \"days_off\": [" DAY ("2026-02-30", "law") "]}",
      "days_off[0].date: expected a date" },
    { HEAD
      "\"from_year\": 2026, \"to_year\": 2026, \"days_off\": [" DAY ("2026-01-01", "rumour") "]}",
      "days_off[0].basis: expected" },
    { HEAD "\"from_year\": 2026, \"to_year\": 2026, \"days_off\": [" DAY (
          "2026-01-01", "law") "," DAY ("2026-01-01", "law") "]}",
      "days_off[1].date: 2026-01-01 is there twice" },
    { HEAD "\"from_year\": 2026, \"to_year\": 2026, \"days_off\": [" DAY (
          "2026-01-01", "law") "], \"working_days\": [" DAY ("2026-11-23", "decision") "]}",
      "working_days[0].date: expected a Saturday" },
  };
#undef DAY

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) json = g_bytes_new_static (cases[i].json, strlen (cases[i].json));
    g_autoptr (GError) error = NULL;
    McWorkCalendar *calendar = mc_work_calendar_new (json, "test.json", &error);

    g_assert_null (calendar);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, cases[i].message));
  }
}

static void
test_beyond (void)
{
  static const struct {
    const char *received;
    guint amount;
  } cases[] = { { "2020-12-31T10:00:00Z", 1 },
                { "2180-01-01T10:00:00Z", 1 },
                { "2026-11-21T10:00:00Z", MC_DUE_MAX_AMOUNT + 1 } };
  g_autoptr (McWorkCalendar) calendar = new_calendar (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (cases[i].received, NULL);
    g_autoptr (GError) error = NULL;
    GDate due;

    g_assert_false (mc_work_calendar_get_due (calendar, time, MC_DUE_WORKING_DAYS, cases[i].amount,
                                              &due, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  }

  assert_due (calendar, "2021-01-01T00:00:00", MC_DUE_WORKING_DAYS, 0, "2021-01-04");
  g_test_message ("the longest count from the last day ends");
  assert_due (calendar, "2179-12-31T10:00:00", MC_DUE_DAYS, MC_DUE_MAX_AMOUNT, "2189-12-28");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/work-calendar/counts working days from the day after reception",
                   test_working_days);
  g_test_add_func ("/work-calendar/moves the end of a count of days off a day off", test_days);
  g_test_add_func ("/work-calendar/computes the years of its own file", test_computed_years);
  g_test_add_func ("/work-calendar/gives every year its days off", test_days_off_of_a_year);
  g_test_add_func ("/work-calendar/lets a file replace its years", test_override);
  g_test_add_func ("/work-calendar/names what is wrong in a file", test_bad_files);
  g_test_add_func ("/work-calendar/refuses what it cannot know", test_beyond);

  return g_test_run ();
}
