// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* McCalendar: working days, from holidays.csv in the program. Immutable. */
typedef struct _McCalendar McCalendar;

McCalendar *mc_calendar_new (GError **error);
void mc_calendar_free (McCalendar *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McCalendar, mc_calendar_free)

/* (transfer full): the end of the n-th working day after received; the day of reception itself
 * does not count (Civil Code 2015 art. 147). */
GDateTime *mc_calendar_appointment (McCalendar *self, GDateTime *received, guint n);

/* (transfer full): Vietnamese local time of ms since 1970. */
GDateTime *mc_calendar_local_time (gint64 ms);

/* (transfer full): "2026-11-21T14:32:05+07:00". */
char *mc_calendar_rfc3339 (GDateTime *time);

G_END_DECLS
