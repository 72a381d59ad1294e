// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/lunar.h"

static void
assert_is (const GDate *date, const char *iso)
{
  g_autofree char *found = g_strdup_printf ("%04d-%02d-%02d", g_date_get_year (date),
                                            g_date_get_month (date), g_date_get_day (date));

  g_assert_cmpstr (found, ==, iso);
}

/* As they were kept in Hà Nội; where the year is marked the Chinese one began on another day. */
static void
test_new_years (void)
{
  static const char *const new_years[] = {
    "1968-01-29",                                                         /* China: 30/01 */
    "1985-01-21",                                                         /* China: 20/02 */
    "2000-02-05", "2001-01-24", "2005-02-09", "2006-01-29", "2007-02-17", /* China: 18/02 */
    "2008-02-07", "2009-01-26", "2010-02-14", "2011-02-03", "2012-01-23",
    "2013-02-10", "2014-01-31", "2015-02-19", "2016-02-08", "2017-01-28",
    "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12", "2022-02-01",
    "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", /* China: 07/02 */
    "2028-01-26", "2029-02-13", "2030-02-02",                             /* China: 03/02 */
  };

  for (guint i = 0; i < G_N_ELEMENTS (new_years); i++) {
    McLunarDate lunar = { .year = g_ascii_strtoull (new_years[i], NULL, 10), .month = 1, .day = 1 };
    GDate date;

    g_assert_true (mc_lunar_to_date (&lunar, &date));
    assert_is (&date, new_years[i]);
  }
}

static void
test_leap_months (void)
{
  static const struct {
    int year, month;
  } leaps[] = { { 1985, 2 }, { 2004, 2 }, { 2006, 7 }, { 2009, 5 }, { 2012, 4 },
                { 2014, 9 }, { 2017, 6 }, { 2020, 4 }, { 2023, 2 }, { 2025, 6 },
                { 2028, 5 }, { 2031, 3 }, { 2033, 11 } };
  guint next = 0, count = 0;

  for (int year = 2004; year <= 2033; year++) {
    for (int month = 1; month <= 12; month++) {
      McLunarDate lunar = { .year = year, .month = month, .day = 1, .leap = TRUE };
      GDate date;

      if (!mc_lunar_to_date (&lunar, &date))
        continue;
      while (leaps[next].year < year)
        next++;
      g_assert_cmpint (year, ==, leaps[next].year);
      g_assert_cmpint (month, ==, leaps[next].month);
      count++;
    }
  }

  g_assert_cmpuint (count, ==, G_N_ELEMENTS (leaps) - 1);
}

/* Every day has one lunar date, and they follow one another. */
static void
test_every_day (void)
{
  McLunarDate before = { 0 };
  GDate date;

  g_date_clear (&date, 1);
  for (g_date_set_dmy (&date, 1, 1, 1901); g_date_get_year (&date) < 2199;
       g_date_add_days (&date, 1)) {
    McLunarDate lunar;
    GDate back;

    g_assert_true (mc_lunar_from_date (&date, &lunar));
    g_assert_true (mc_lunar_to_date (&lunar, &back));
    g_assert_cmpint (g_date_compare (&date, &back), ==, 0);
    if (before.day != 0 && lunar.day == 1)
      g_assert_cmpint (before.day, >=, 29);
    else if (before.day != 0)
      g_assert_cmpint (lunar.day, ==, before.day + 1);
    before = lunar;
  }
}

static void
test_no_such_day (void)
{
  static const McLunarDate none[] = {
    { 2026, 1, 0, FALSE },   { 2026, 1, 31, FALSE },  { 2026, 13, 1, FALSE }, { 2026, 0, 1, FALSE },
    { 2026, 3, 10, TRUE },   { 1899, 1, 1, FALSE },   { 2200, 1, 1, FALSE },  { 2028, 6, 1, TRUE },
    { 2025, 12, 30, FALSE }, { 2026, 1, -29, FALSE },
  };
  GDate early;
  McLunarDate lunar;

  for (guint i = 0; i < G_N_ELEMENTS (none); i++) {
    GDate date;

    g_test_message ("%d-%d-%d", none[i].year, none[i].month, none[i].day);
    g_assert_false (mc_lunar_to_date (&none[i], &date));
  }

  g_date_clear (&early, 1);
  g_date_set_dmy (&early, 31, 12, MC_LUNAR_MIN_YEAR - 1);
  g_assert_false (mc_lunar_from_date (&early, &lunar));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lunar/begins the year as Vietnam does, not as China", test_new_years);
  g_test_add_func ("/lunar/knows the leap months", test_leap_months);
  g_test_add_func ("/lunar/gives every day one date, there and back", test_every_day);
  g_test_add_func ("/lunar/refuses days that do not exist", test_no_such_day);

  return g_test_run ();
}
