// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/calendar.h"

#include "tests/portal/portal-resources.h"

#define CLOSING_HOUR 17 /* results are handed out until then */
#define UTC_OFFSET_S (7 * 3600)

struct _McCalendar {
  GHashTable *holidays; /* ISO dates */
};

McCalendar *
mc_calendar_new (GError **error)
{
  g_autoptr (GBytes) data = g_resource_lookup_data (mc_portal_get_resource (),
                                                    "/vn/motcua/portal/holidays.csv",
                                                    G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_auto (GStrv) lines = NULL;
  McCalendar *self;

  if (!data)
    return NULL;
  self = g_new0 (McCalendar, 1);
  self->holidays = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  lines = g_strsplit (g_bytes_get_data (data, NULL), "\n", -1);
  for (char **line = lines; *line; line++)
    if (g_ascii_isdigit (**line))
      g_hash_table_add (self->holidays, g_strndup (*line, strlen ("2026-11-24")));
  return self;
}

void
mc_calendar_free (McCalendar *self)
{
  g_hash_table_unref (self->holidays);
  g_free (self);
}

static gboolean
is_working_day (McCalendar *self, GDateTime *day)
{
  g_autofree char *iso = g_date_time_format (day, "%Y-%m-%d");

  return g_date_time_get_day_of_week (day) < 6 && !g_hash_table_contains (self->holidays, iso);
}

static GDateTime *
next_working_day (McCalendar *self, GDateTime *day)
{
  g_autoptr (GDateTime) next = g_date_time_add_days (day, 1);

  while (!is_working_day (self, next)) {
    GDateTime *later = g_date_time_add_days (next, 1);
    g_date_time_unref (next);
    next = later;
  }
  return g_steal_pointer (&next);
}

GDateTime *
mc_calendar_appointment (McCalendar *self, GDateTime *received, guint n)
{
  g_autoptr (GDateTime) day = g_date_time_ref (received);

  for (guint i = 0; i < n; i++) {
    GDateTime *next = next_working_day (self, day);
    g_date_time_unref (day);
    day = next;
  }
  return g_date_time_new (g_date_time_get_timezone (day), g_date_time_get_year (day),
                          g_date_time_get_month (day), g_date_time_get_day_of_month (day),
                          CLOSING_HOUR, 0, 0);
}

GDateTime *
mc_calendar_local_time (gint64 ms)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (UTC_OFFSET_S);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ms / 1000);

  return g_date_time_to_timezone (utc, zone);
}

char *
mc_calendar_rfc3339 (GDateTime *time)
{
  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%S%:z");
}
