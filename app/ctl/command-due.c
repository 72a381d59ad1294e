// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ctl.h"

#include <string.h>

#include "app/domain/work-calendar.h"

/* motcuactl due: when what was received then is due. */

#define UTC_OFFSET_S (7 * 60 * 60)

/* (transfer full) (nullable): "2026-02-13T15:30", seconds and an offset if wanted; without an
 * offset it is the time in Vietnam. */
static GDateTime *
parse_time (const char *text)
{
  static const char shape[] = "0000-00-00T00:00";
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (UTC_OFFSET_S);
  g_autofree char *full = NULL;
  const char *rest;

  for (gsize i = 0; shape[i] != '\0'; i++) {
    if (shape[i] == '0' ? !g_ascii_isdigit (text[i]) : text[i] != shape[i])
      return NULL;
  }

  rest = text + strlen (shape);
  full = *rest == ':' ? g_strdup (text)
                      : g_strdup_printf ("%.*s:00%s", (int) strlen (shape), text, rest);
  return g_date_time_new_from_iso8601 (full, zone);
}

/* (nullable): the calendar of the program, or of the file. */
static McWorkCalendar *
load_calendar (const char *path, GError **error)
{
  g_autoptr (GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autoptr (GBytes) json = NULL;

  if (file == NULL)
    return mc_work_calendar_new (NULL, NULL, error);

  json = g_file_load_bytes (file, NULL, NULL, error);
  return json != NULL ? mc_work_calendar_new (json, path, error) : NULL;
}

static int
print_due (const McCtl *ctl, const GDate *due)
{
  g_autofree char *iso = g_strdup_printf ("%04d-%02d-%02d", g_date_get_year (due),
                                          g_date_get_month (due), g_date_get_day (due));
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!ctl->json) {
    g_print ("%s\n", iso);
    return MC_EXIT_DONE;
  }

  json_builder_begin_object (builder);
  mc_ctl_add_string (builder, "due", iso);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
  return MC_EXIT_DONE;
}

int
mc_ctl_due (McCtl *ctl, int argc, char **argv)
{
  g_autofree char *received = NULL;
  g_autofree char *holidays = NULL;
  int working_days = G_MININT, days = G_MININT;
  const GOptionEntry entries[] = {
    { "received", 0, 0, G_OPTION_ARG_STRING, &received,
      "When it was received; time in Vietnam unless it ends in an offset", "2026-02-13T15:30" },
    { "working-days", 0, 0, G_OPTION_ARG_INT, &working_days, "Due in N working days", "N" },
    { "days", 0, 0, G_OPTION_ARG_INT, &days, "Due in N days of the calendar", "N" },
    { "holidays", 0, 0, G_OPTION_ARG_FILENAME, &holidays, "Days off, instead of the known ones",
      "FILE" },
    { NULL },
  };
  int status = mc_ctl_parse (ctl, NULL, entries, &argc, &argv);
  gboolean counts_working = working_days != G_MININT;
  g_autoptr (McWorkCalendar) calendar = NULL;
  g_autoptr (GDateTime) time = NULL;
  g_autoptr (GError) error = NULL;
  int amount;
  GDate due;

  if (status != MC_EXIT_DONE)
    return status;
  if (argc > 1 || received == NULL || counts_working == (days != G_MININT))
    return mc_ctl_usage ("due: give --received and one of --working-days and --days");

  amount = counts_working ? working_days : days;
  if (amount < 0 || amount > MC_DUE_MAX_AMOUNT)
    return mc_ctl_usage ("due: expected 0 to %d days", MC_DUE_MAX_AMOUNT);
  time = parse_time (received);
  if (time == NULL)
    return mc_ctl_usage ("due: --received: expected a day and a time like 2026-02-13T15:30");

  calendar = load_calendar (holidays, &error);
  if (calendar == NULL
      || !mc_work_calendar_get_due (
          calendar, time, counts_working ? MC_DUE_WORKING_DAYS : MC_DUE_DAYS, amount, &due, &error))
    return mc_ctl_refuse_error (error);

  return print_due (ctl, &due);
}
