// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * McWorkCalendar: on which days offices work, and when what is received today is due.
 *
 * Days off come from a dated file (assets/catalogue/holidays.json, or another that an administrator
 * puts in its place). For years that the file does not tell they are computed from the law: fixed
 * days, Tết and Giỗ Tổ by the lunar calendar, compensation for a holiday on a weekend. Whatever the
 * source, a due date is expected (dự kiến) until the portal says it.
 */
typedef struct _McWorkCalendar McWorkCalendar;

/* The years for which the law is known well enough. */
#define MC_WORK_CALENDAR_MIN_YEAR 2021
#define MC_WORK_CALENDAR_MAX_YEAR 2199

/* What is received after this hour counts as received the next working day (NĐ 118/2025/NĐ-CP art.
 * 18), unless the office says another. */
#define MC_WORK_CALENDAR_LAST_HOUR 15

#define MC_DUE_MAX_AMOUNT 3650

typedef enum {
  MC_DUE_WORKING_DAYS,
  MC_DUE_DAYS, /* of the calendar: due on a day off means on the next working day */
} McDueUnit;

/* json (nullable): a file of holidays, by default the one compiled in; name: for error messages. */
McWorkCalendar *mc_work_calendar_new (GBytes *json, const char *name, GError **error);
void mc_work_calendar_free (McWorkCalendar *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McWorkCalendar, mc_work_calendar_free)

/* hour: 1 to 24; 24: whatever is received on a working day counts on that day. */
void mc_work_calendar_set_last_hour (McWorkCalendar *self, guint hour);

/* (transfer none) (nullable): the name of the holiday, also of one on a weekend; NULL on other
 * days, plain weekends among them. */
const char *mc_work_calendar_get_holiday (McWorkCalendar *self, const GDate *day);

gboolean mc_work_calendar_is_working_day (McWorkCalendar *self, const GDate *day);

/* The day on which what was received (any time zone) is due. It counts as received on its day in
 * Vietnam up to the last hour sharp, after that or on a day off on the next working day; counting
 * starts with the day after. amount 0: the day of reception, so understood. FALSE: years or amount
 * beyond the above. */
gboolean mc_work_calendar_get_due (McWorkCalendar *self, GDateTime *received, McDueUnit unit,
                                   guint amount, GDate *due, GError **error);

G_END_DECLS
