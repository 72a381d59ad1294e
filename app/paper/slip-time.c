// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/slip-time.h"

#include "app/domain/clock.h"

/* By hand: strftime would write in the language of the system, which is not the paper's. */
static char *
format_local (GDateTime *local)
{
  return g_strdup_printf ("%02d giờ %02d phút, ngày %02d tháng %02d năm %d",
                          g_date_time_get_hour (local), g_date_time_get_minute (local),
                          g_date_time_get_day_of_month (local), g_date_time_get_month (local),
                          g_date_time_get_year (local));
}

/* (transfer full) (nullable) */
static GDateTime *
parse_rfc3339 (const char *text)
{
  g_autoptr (GDateTime) time = text == NULL ? NULL : g_date_time_new_from_iso8601 (text, NULL);

  return time == NULL ? NULL : mc_clock_local_time (g_date_time_to_unix (time) * 1000);
}

char *
mc_slip_time_format (gint64 time_ms)
{
  g_autoptr (GDateTime) local = mc_clock_local_time (time_ms);

  return format_local (local);
}

char *
mc_slip_time_format_rfc3339 (const char *text)
{
  g_autoptr (GDateTime) local = parse_rfc3339 (text);

  return local == NULL ? NULL : format_local (local);
}

char *
mc_slip_time_format_day (const char *text)
{
  g_autoptr (GDateTime) local = parse_rfc3339 (text);

  if (local == NULL)
    return g_strdup ("ngày …… tháng …… năm ………");
  return g_strdup_printf ("ngày %02d tháng %02d năm %d", g_date_time_get_day_of_month (local),
                          g_date_time_get_month (local), g_date_time_get_year (local));
}
