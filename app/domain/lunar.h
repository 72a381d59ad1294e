// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * The Vietnamese lunar calendar (âm lịch): months begin on the day of the new moon and the eleventh
 * holds the winter solstice, both by the clock of Hà Nội (UTC+7). The Chinese calendar, reckoned by
 * the clock of Beijing, is another one: its year begins a day later in 2027 and in 2030.
 */
#define MC_LUNAR_MIN_YEAR 1900
#define MC_LUNAR_MAX_YEAR 2199

typedef struct {
  int year;
  int month;     /* 1..12 */
  int day;       /* 1..30 */
  gboolean leap; /* the second month of this number (tháng nhuận) */
} McLunarDate;

/* FALSE: the year is none of the above. */
gboolean mc_lunar_from_date (const GDate *date, McLunarDate *lunar);

/* FALSE: there is no such day. */
gboolean mc_lunar_to_date (const McLunarDate *lunar, GDate *date);

G_END_DECLS
