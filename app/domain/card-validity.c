// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/card-validity.h"

#define EARLY_YEARS 2

/* Somebody born on a 29 February has no birthday in most years. */
static McPartialDate
birthday (const McPartialDate *birth, guint age)
{
  const guint year = birth->year + age;
  const gboolean leaps = g_date_is_leap_year (year);

  return (McPartialDate){ year, birth->month,
                          birth->month == 2 && birth->day == 29 && !leaps ? 28 : birth->day };
}

gboolean
mc_card_validity_find (const McPartialDate *birth, const McPartialDate *issued,
                       McPartialDate *until)
{
  static const guint ages[] = { 14, 25, 40, 60 };

  if (!mc_partial_date_is_full (birth) || !mc_partial_date_is_full (issued)
      || mc_partial_date_compare (issued, birth) < 0)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (ages); i++) {
    const McPartialDate last_day = birthday (birth, ages[i] - EARLY_YEARS);

    if (mc_partial_date_compare (issued, &last_day) >= 0)
      continue;
    *until = birthday (birth, ages[i]);
    return TRUE;
  }
  *until = (McPartialDate){ 0 };
  return TRUE;
}
