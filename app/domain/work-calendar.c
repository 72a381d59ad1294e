// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/work-calendar.h"

#include "app/domain/json-source.h"
#include "app/domain/lunar.h"
#include "app/domain/partial-date.h"

#define RESOURCE "/vn/motcua/catalogue/holidays.json"
#define MAX_FILE_BYTES (256 * 1024)
#define MAX_DAYS 2000
#define UTC_OFFSET_S (7 * 60 * 60)

typedef struct {
  char *name;
  gboolean working; /* a weekend day worked in exchange for another */
} Day;

struct _McWorkCalendar {
  GHashTable *days;           /* GDate's day number → Day */
  guint from_year, to_year;   /* of the file */
  GHashTable *computed_years; /* a set */
  guint last_hour;
};

/* Holidays that have a date; the lunar ones have not. since: the first year. */
static const struct {
  int month, day;
  guint since;
  const char *name;
} fixed_holidays[] = {
  { 1, 1, 0, "Tết Dương lịch" },
  { 4, 30, 0, "Ngày Chiến thắng" },
  { 5, 1, 0, "Ngày Quốc tế lao động" },
  { 9, 2, 0, "Quốc khánh" },
  { 11, 24, 2026, "Ngày Văn hóa Việt Nam" },
};

/* The law gives a day next to 2 September and leaves the choice. This is the one that makes the
 * longest time off, by the weekday of 2 September. */
static const int national_day_neighbour[] = {
  [G_DATE_MONDAY] = 1,  [G_DATE_TUESDAY] = -1,  [G_DATE_WEDNESDAY] = -1, [G_DATE_THURSDAY] = 1,
  [G_DATE_FRIDAY] = -1, [G_DATE_SATURDAY] = -1, [G_DATE_SUNDAY] = 1,
};

/* Of the five days of Tết one is before the new year; the law leaves the choice here, too. */
static const char *const tet_names[] = {
  "Tết Âm lịch (ngày cuối tháng Chạp)",
  "Tết Âm lịch (mùng 1)",
  "Tết Âm lịch (mùng 2)",
  "Tết Âm lịch (mùng 3)",
  "Tết Âm lịch (mùng 4)",
};

static void
day_free (gpointer data)
{
  Day *day = data;

  g_free (day->name);
  g_free (day);
}

/* name is taken. */
static void
add_day (McWorkCalendar *self, guint number, char *name, gboolean working)
{
  Day *day = g_new0 (Day, 1);

  day->name = name;
  day->working = working;
  g_hash_table_replace (self->days, GUINT_TO_POINTER (number), day);
}

static gboolean
is_weekend (guint number)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, number);
  return g_date_get_weekday (&date) >= G_DATE_SATURDAY;
}

/* --- years that are computed --- */

static guint
number_of (guint year, int month, int day)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, day, month, year);
  return g_date_get_julian (&date);
}

static guint
number_of_lunar (guint year, int month, int day)
{
  McLunarDate lunar = { .year = year, .month = month, .day = day };
  GDate date;

  /* It exists: the years are within the lunar calendar's, and every month has a tenth day. */
  if (!mc_lunar_to_date (&lunar, &date))
    g_return_val_if_reached (0);

  return g_date_get_julian (&date);
}

static void
add_holiday (McWorkCalendar *self, GArray *numbers, guint number, const char *name)
{
  /* Giỗ Tổ may be on 30 April: one day off, and no other for it. */
  if (g_hash_table_contains (self->days, GUINT_TO_POINTER (number)))
    return;

  add_day (self, number, g_strdup (name), FALSE);
  g_array_append_val (numbers, number);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const guint *left = a, *right = b;

  return (*left > *right) - (*left < *right);
}

/* A holiday on a weekend is made up for on the next day that would be worked. */
static void
add_compensation (McWorkCalendar *self, guint number)
{
  const Day *day = g_hash_table_lookup (self->days, GUINT_TO_POINTER (number));
  guint next = number + 1;
  GDate date;

  while (is_weekend (next) || g_hash_table_contains (self->days, GUINT_TO_POINTER (next)))
    next++;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, number);
  add_day (self, next,
           g_strdup_printf ("Nghỉ bù (%s %02d/%02d)", day->name, g_date_get_day (&date),
                            g_date_get_month (&date)),
           FALSE);
}

static void
compute_year (McWorkCalendar *self, guint year)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  guint new_year = number_of_lunar (year, 1, 1);
  guint national_day = number_of (year, 9, 2);
  GDate date;

  for (guint i = 0; i < G_N_ELEMENTS (fixed_holidays); i++) {
    if (year >= fixed_holidays[i].since)
      add_holiday (self, numbers, number_of (year, fixed_holidays[i].month, fixed_holidays[i].day),
                   fixed_holidays[i].name);
  }
  for (guint i = 0; i < G_N_ELEMENTS (tet_names); i++)
    add_holiday (self, numbers, new_year - 1 + i, tet_names[i]);
  add_holiday (self, numbers, number_of_lunar (year, 3, 10), "Giỗ Tổ Hùng Vương (10/3 âm lịch)");

  g_date_clear (&date, 1);
  g_date_set_julian (&date, national_day);
  add_holiday (self, numbers, national_day + national_day_neighbour[g_date_get_weekday (&date)],
               "Quốc khánh (ngày liền kề)");

  g_array_sort (numbers, compare_numbers);
  for (guint i = 0; i < numbers->len; i++) {
    if (is_weekend (g_array_index (numbers, guint, i)))
      add_compensation (self, g_array_index (numbers, guint, i));
  }
}

/* --- the file --- */

typedef struct {
  McWorkCalendar *calendar;
  gboolean working;
} Load;

static void
load_day (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  static const char *const bases[] = { "law", "default", "compensation", "decision", NULL };
  const Load *load = user_data;
  McWorkCalendar *self = load->calendar;
  g_autofree char *iso = mc_json_take_date (source, object, "date");
  g_autofree char *name = mc_json_take_string (source, object, "name");
  g_autofree char *basis = mc_json_take_string (source, object, "basis");
  McPartialDate day;
  GDate date;
  guint number;

  if (source->error != NULL)
    return;
  if (!g_strv_contains (bases, basis))
    mc_json_source_fail (source, "basis", "expected law, default, compensation or decision");

  /* Not g_date_set_parse (), which reads dates as the locale writes them. */
  mc_partial_date_parse_iso (iso, &day);
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, day.day, day.month, day.year);
  number = g_date_get_julian (&date);
  if (g_date_get_year (&date) < self->from_year || g_date_get_year (&date) > self->to_year)
    mc_json_source_fail (source, "date", "expected a day of the years %u to %u", self->from_year,
                         self->to_year);
  if (load->working && !is_weekend (number))
    mc_json_source_fail (source, "date", "expected a Saturday or a Sunday");
  if (g_hash_table_contains (self->days, GUINT_TO_POINTER (number)))
    mc_json_source_fail (source, "date", "%s is there twice", iso);

  add_day (self, number, g_steal_pointer (&name), load->working);
}

static void
load (McWorkCalendar *self, McJsonSource *source, JsonObject *object)
{
  g_autofree char *schema = mc_json_take_string (source, object, "schema");
  Load days = { .calendar = self };

  if (schema != NULL && !g_str_equal (schema, "motcua/holidays/1"))
    mc_json_source_fail (source, "schema", "expected motcua/holidays/1");
  self->from_year = mc_json_take_int (source, object, "from_year", MC_WORK_CALENDAR_MIN_YEAR,
                                      MC_WORK_CALENDAR_MAX_YEAR, 0);
  self->to_year = mc_json_take_int (source, object, "to_year", MC_WORK_CALENDAR_MIN_YEAR,
                                    MC_WORK_CALENDAR_MAX_YEAR, 0);
  if (self->from_year == 0 || self->to_year < self->from_year)
    mc_json_source_fail (source, "to_year", "expected a year, not before from_year");

  mc_json_each_object (source, object, "days_off", 1, MAX_DAYS, load_day, &days);
  days.working = TRUE;
  mc_json_each_object (source, object, "working_days", 0, MAX_DAYS, load_day, &days);
}

McWorkCalendar *
mc_work_calendar_new (GBytes *json, const char *name, GError **error)
{
  g_autoptr (McWorkCalendar) self = NULL;
  g_autoptr (GBytes) bytes = json != NULL ? g_bytes_ref (json)
                                          : g_resources_lookup_data (
                                              RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (JsonObject) object = NULL;
  McJsonSource source;
  const char *data;
  gsize length;

  if (bytes == NULL)
    return NULL;

  self = g_new0 (McWorkCalendar, 1);
  self->days = g_hash_table_new_full (NULL, NULL, NULL, day_free);
  self->computed_years = g_hash_table_new (NULL, NULL);
  self->last_hour = MC_WORK_CALENDAR_LAST_HOUR;
  data = g_bytes_get_data (bytes, &length);
  mc_json_source_init (&source, name != NULL ? name : "holidays.json");
  object = mc_json_source_parse (&source, data, length, MAX_FILE_BYTES);
  if (object != NULL)
    load (self, &source, object);

  return mc_json_source_finish (&source, error) ? g_steal_pointer (&self) : NULL;
}

void
mc_work_calendar_free (McWorkCalendar *self)
{
  g_hash_table_unref (self->days);
  g_hash_table_unref (self->computed_years);
  g_free (self);
}

/* --- counting --- */

/* (transfer none) (nullable) */
static const Day *
find_day (McWorkCalendar *self, guint number)
{
  GDate date;
  guint year;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, number);
  year = g_date_get_year (&date);
  if ((year < self->from_year || year > self->to_year) && year >= MC_WORK_CALENDAR_MIN_YEAR
      && year <= MC_WORK_CALENDAR_MAX_YEAR
      && g_hash_table_add (self->computed_years, GUINT_TO_POINTER (year)))
    compute_year (self, year);

  return g_hash_table_lookup (self->days, GUINT_TO_POINTER (number));
}

const char *
mc_work_calendar_get_holiday (McWorkCalendar *self, const GDate *day)
{
  const Day *found = find_day (self, g_date_get_julian (day));

  return found != NULL && !found->working ? found->name : NULL;
}

static gboolean
is_worked (McWorkCalendar *self, guint number)
{
  const Day *day = find_day (self, number);

  return day != NULL ? day->working : !is_weekend (number);
}

void
mc_work_calendar_set_last_hour (McWorkCalendar *self, guint hour)
{
  g_return_if_fail (hour >= 1 && hour <= 24);

  self->last_hour = hour;
}

gboolean
mc_work_calendar_is_working_day (McWorkCalendar *self, const GDate *day)
{
  return is_worked (self, g_date_get_julian (day));
}

/* number itself, if it is worked. */
static guint
find_worked (McWorkCalendar *self, guint number)
{
  while (!is_worked (self, number))
    number++;

  return number;
}

/* The day as of which it counts as received. */
static guint
find_reception (McWorkCalendar *self, GDateTime *local)
{
  int seconds = g_date_time_get_hour (local) * 3600 + g_date_time_get_minute (local) * 60
                + g_date_time_get_second (local);
  int last = (int) self->last_hour * 60 * 60;
  gboolean late = seconds > last || (seconds == last && g_date_time_get_microsecond (local) > 0);
  guint number = number_of (g_date_time_get_year (local), g_date_time_get_month (local),
                            g_date_time_get_day_of_month (local));

  return find_worked (self, late ? number + 1 : number);
}

gboolean
mc_work_calendar_get_due (McWorkCalendar *self, GDateTime *received, McDueUnit unit, guint amount,
                          GDate *due, GError **error)
{
  g_autoptr (GTimeZone) vietnam = g_time_zone_new_offset (UTC_OFFSET_S);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (received, vietnam);
  int year = g_date_time_get_year (local);
  guint number;

  /* The last year is left for what the count may reach. */
  if (amount > MC_DUE_MAX_AMOUNT || year < MC_WORK_CALENDAR_MIN_YEAR
      || year > MC_WORK_CALENDAR_MAX_YEAR - 20) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "due date: expected a reception in %d to %d and at most %d days",
                 MC_WORK_CALENDAR_MIN_YEAR, MC_WORK_CALENDAR_MAX_YEAR - 20, MC_DUE_MAX_AMOUNT);
    return FALSE;
  }

  number = find_reception (self, local);
  for (guint i = 0; i < amount; i++)
    number = unit == MC_DUE_DAYS ? number + 1 : find_worked (self, number + 1);

  g_date_clear (due, 1);
  g_date_set_julian (due, find_worked (self, number));
  return TRUE;
}
