// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/lunar.h"

#include <math.h>

/* The rules and the series of Hồ Ngọc Đức's published computation of the Vietnamese calendar, which
 * takes both series from Jean Meeus, Astronomical Algorithms. Days are Julian day numbers: the day
 * that has this number at its noon. */

#define DAY_OFFSET (7.0 / 24)
#define SYNODIC_MONTH 29.530588853
#define FIRST_NEW_MOON 2415021.076998695 /* 1900-01-01, number 0 */
#define GDATE_OFFSET 1721425             /* of GDate's day numbers */
#define SECTORS 12                       /* of the ecliptic; the sun enters one at a major term */
#define SOLSTICE_SECTOR 9
#define DEGREES (G_PI / 180)

/* The months from one winter solstice to the next. */
typedef struct {
  int starts[SECTORS + 3]; /* [count] is the first day of what follows */
  int count;               /* 12 or 13 */
  int leap;                /* the index of the leap month, 0: none */
} SolarYear;

/* How much the clock of the planets is ahead of that of the earth, in days. */
static double
clock_difference (double t)
{
  if (t < -11)
    return 0.001 + t * (0.000839 + t * (0.0002261 + t * (-0.00000845 - t * 0.000000081)));

  return -0.000278 + t * (0.000265 + t * 0.000262);
}

/* The periodic part of the moon's way; angles in degrees. */
static double
new_moon_correction (double t, double sun, double moon, double latitude)
{
  const struct {
    double amplitude;
    double angle;
  } terms[] = {
    { 0.1734 - 0.000393 * t, sun },
    { 0.0021, 2 * sun },
    { -0.4068, moon },
    { 0.0161, 2 * moon },
    { -0.0004, 3 * moon },
    { 0.0104, 2 * latitude },
    { -0.0051, sun + moon },
    { -0.0074, sun - moon },
    { 0.0004, 2 * latitude + sun },
    { -0.0004, 2 * latitude - sun },
    { -0.0006, 2 * latitude + moon },
    { 0.0010, 2 * latitude - moon },
    { 0.0005, 2 * moon + sun },
  };
  double sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (terms); i++)
    sum += terms[i].amplitude * sin (terms[i].angle * DEGREES);

  return sum;
}

/* The day of the k-th new moon since 1900. */
static int
new_moon (int k)
{
  double t = k / 1236.85; /* Julian centuries since 1900 */
  double t2 = t * t;
  double t3 = t2 * t;
  double mean = 2415020.75933 + 29.53058868 * k + 0.0001178 * t2 - 0.000000155 * t3
                + 0.00033 * sin ((166.56 + 132.87 * t - 0.009173 * t2) * DEGREES);
  double sun = 359.2242 + 29.10535608 * k - 0.0000333 * t2 - 0.00000347 * t3;
  double moon = 306.0253 + 385.81691806 * k + 0.0107306 * t2 + 0.00001236 * t3;
  double latitude = 21.2964 + 390.67050646 * k - 0.0016528 * t2 - 0.00000239 * t3;

  return (int) floor (mean + new_moon_correction (t, sun, moon, latitude) - clock_difference (t)
                      + 0.5 + DAY_OFFSET);
}

/* Where the sun stands as day begins: 0 after the spring equinox, 9 after the winter solstice. */
static int
sun_sector (int day)
{
  double t = (day - 2451545.5 - DAY_OFFSET) / 36525; /* Julian centuries since 2000 */
  double anomaly = (357.52910 + t * (35999.05030 + t * (-0.0001559 - t * 0.00000048))) * DEGREES;
  double longitude = 280.46645 + t * (36000.76983 + t * 0.0003032)
                     + (1.914600 - t * (0.004817 + t * 0.000014)) * sin (anomaly)
                     + (0.019993 - 0.000101 * t) * sin (2 * anomaly) + 0.000290 * sin (3 * anomaly);

  longitude -= 360 * floor (longitude / 360);
  return (int) (longitude / (360.0 / SECTORS));
}

/* The number of the new moon that begins the month of year's winter solstice. */
static int
find_eleventh_month (int year)
{
  GDate last;
  int k;

  g_date_clear (&last, 1);
  g_date_set_dmy (&last, 31, G_DATE_DECEMBER, year);
  k = (int) floor ((g_date_get_julian (&last) + GDATE_OFFSET - FIRST_NEW_MOON) / SYNODIC_MONTH);

  return sun_sector (new_moon (k)) >= SOLSTICE_SECTOR ? k - 1 : k;
}

/* The months from the solstice before year to the one in it. */
static void
fill_solar_year (SolarYear *self, int year)
{
  int first = find_eleventh_month (year - 1);

  self->count = find_eleventh_month (year) - first;
  self->leap = 0;
  for (int i = 0; i <= self->count; i++)
    self->starts[i] = new_moon (first + i);

  /* Of thirteen months the first in which the sun enters no sector repeats the one before. */
  for (int i = 1; self->count > SECTORS && self->leap == 0 && i < self->count; i++) {
    if (sun_sector (self->starts[i]) == sun_sector (self->starts[i + 1]))
      self->leap = i;
  }
}

static int
month_at (const SolarYear *self, int index)
{
  return (index - (self->leap > 0 && index >= self->leap) + 10) % 12 + 1;
}

gboolean
mc_lunar_from_date (const GDate *date, McLunarDate *lunar)
{
  int year = g_date_get_year (date);
  int day = (int) g_date_get_julian (date) + GDATE_OFFSET;
  int solar_year = year + 1;
  SolarYear months;
  int index = 0;

  if (year < MC_LUNAR_MIN_YEAR || year > MC_LUNAR_MAX_YEAR)
    return FALSE;

  fill_solar_year (&months, solar_year);
  if (day < months.starts[0])
    fill_solar_year (&months, --solar_year);
  while (day >= months.starts[index + 1])
    index++;

  lunar->month = month_at (&months, index);
  lunar->leap = index > 0 && index == months.leap;
  lunar->day = day - months.starts[index] + 1;
  lunar->year = lunar->month >= 11 ? solar_year - 1 : solar_year;
  return TRUE;
}

gboolean
mc_lunar_to_date (const McLunarDate *lunar, GDate *date)
{
  SolarYear months;

  if (lunar->year < MC_LUNAR_MIN_YEAR || lunar->year > MC_LUNAR_MAX_YEAR)
    return FALSE;

  fill_solar_year (&months, lunar->month >= 11 ? lunar->year + 1 : lunar->year);
  for (int i = 0; i < months.count; i++) {
    gboolean leap = i > 0 && i == months.leap;
    int day = months.starts[i] + lunar->day - 1;

    if (month_at (&months, i) != lunar->month || leap != !!lunar->leap)
      continue;
    if (lunar->day < 1 || day >= months.starts[i + 1])
      return FALSE;

    g_date_clear (date, 1);
    g_date_set_julian (date, day - GDATE_OFFSET);
    return TRUE;
  }

  return FALSE;
}
