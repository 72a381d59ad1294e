// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/time-text.h"

#include <glib/gi18n.h>

#include "app/domain/clock.h"

/* From GLib's 1 (Monday) to 7. */
static const char *const days[] = {
  NULL,           N_ ("Thứ Hai"), N_ ("Thứ Ba"),  N_ ("Thứ Tư"),
  N_ ("Thứ Năm"), N_ ("Thứ Sáu"), N_ ("Thứ Bảy"), N_ ("Chủ nhật"),
};

static const char *
day_name (GDateTime *time)
{
  return _ (days[g_date_time_get_day_of_week (time)]);
}

char *
mc_time_text_clock (gint64 ms)
{
  g_autoptr (GDateTime) time = mc_clock_local_time (ms);

  return g_strdup_printf ("%02d:%02d · %s %02d/%02d", g_date_time_get_hour (time),
                          g_date_time_get_minute (time), day_name (time),
                          g_date_time_get_day_of_month (time), g_date_time_get_month (time));
}

char *
mc_time_text_moment (gint64 ms)
{
  g_autoptr (GDateTime) time = mc_clock_local_time (ms);

  return g_strdup_printf (_ ("%d giờ %02d, %s %02d/%02d/%d"), g_date_time_get_hour (time),
                          g_date_time_get_minute (time), day_name (time),
                          g_date_time_get_day_of_month (time), g_date_time_get_month (time),
                          g_date_time_get_year (time));
}

char *
mc_time_text_rfc3339 (const char *text)
{
  g_autoptr (GDateTime) time = text ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  return time ? mc_time_text_moment (g_date_time_to_unix (time) * 1000) : NULL;
}
