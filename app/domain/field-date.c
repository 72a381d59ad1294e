// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/field-private.h"

#include <string.h>

#include "app/domain/secret.h"

/* Days, of which parts may be unknown, and times of the day. */

/* Before this nobody who comes to a kiosk, nor their papers, was born. */
#define MC_FIELD_FIRST_YEAR 1850
/* What lies further ahead than this is a slip of the finger. */
#define MC_FIELD_MAX_YEARS_AHEAD 50

static char *
date_canonical (const McField *field, const char *tidy)
{
  McPartialDate date;

  if (mc_partial_date_parse_iso (tidy, &date) || mc_partial_date_parse_typed (tidy, &date))
    return mc_partial_date_to_iso (&date);

  return NULL;
}

static char *
date_display (const McField *field, const char *value)
{
  McPartialDate date;

  return mc_partial_date_parse_iso (value, &date) ? mc_partial_date_to_display (&date) : NULL;
}

static McFault
date_check (const McField *field, const char *value, const McPartialDate *today)
{
  McPartialDate date;

  if (!mc_partial_date_parse_iso (value, &date) || date.year < MC_FIELD_FIRST_YEAR)
    return MC_FAULT_DATE;
  if (field->type == MC_FIELD_DATE && !mc_partial_date_is_full (&date))
    return MC_FAULT_DATE_PARTIAL_NOT_ALLOWED;
  if (field->future)
    return date.year > today->year + MC_FIELD_MAX_YEARS_AHEAD ? MC_FAULT_DATE : MC_FAULT_NONE;

  return mc_partial_date_compare (&date, today) > 0 ? MC_FAULT_DATE_FUTURE : MC_FAULT_NONE;
}

const McFieldKind mc_field_date_kind = { date_canonical, date_display, date_check };

/* --- times --- */

/* Up to two digits; -1: there are none, or more. */
static int
take_number (const char **at)
{
  gsize digits = strspn (*at, "0123456789");
  int number;

  if (digits < 1 || digits > 2)
    return -1;

  number = digits == 2 ? ((*at)[0] - '0') * 10 + (*at)[1] - '0' : (*at)[0] - '0';
  *at += digits;
  return number;
}

/* What people write between hours and minutes, and behind these. */
static void
skip_word (const char **at, const char *const *words)
{
  *at += strspn (*at, " ");
  for (guint i = 0; words[i] != NULL; i++) {
    if (g_str_has_prefix (*at, words[i])) {
      *at += strlen (words[i]);
      break;
    }
  }
  *at += strspn (*at, " ");
}

/* "7:30", "7h30", "07.30", "7 giờ 30 phút", "730", "7 giờ". */
static char *
time_canonical (const McField *field, const char *tidy)
{
  static const char *const hour_words[] = { "giờ", "h", "H", "g", "G", ":", ".", NULL };
  static const char *const minute_words[] = { "phút", "ph", "p", "'", NULL };
  gsize digits = strspn (tidy, "0123456789");
  gboolean bare = tidy[digits] == '\0' && (digits == 3 || digits == 4);
  const char *at = tidy;
  int hour, minute = 0;

  if (bare) {
    hour = digits == 3 ? at[0] - '0' : (at[0] - '0') * 10 + at[1] - '0';
    minute = (at[digits - 2] - '0') * 10 + at[digits - 1] - '0';
  } else {
    hour = take_number (&at);
    if (hour < 0 || *at == '\0')
      return NULL;
    skip_word (&at, hour_words);
    minute = *at != '\0' ? take_number (&at) : 0;
    skip_word (&at, minute_words);
    if (minute < 0 || *at != '\0')
      return NULL;
  }

  return hour < 24 && minute < 60 ? g_strdup_printf ("%02d:%02d", hour, minute) : NULL;
}

static gboolean
is_time (const char *value)
{
  return strlen (value) == 5 && value[2] == ':' && g_ascii_isdigit (value[0])
         && g_ascii_isdigit (value[1]) && g_ascii_isdigit (value[3]) && g_ascii_isdigit (value[4])
         && strncmp (value, "24", 2) < 0 && value[3] < '6';
}

static char *
time_display (const McField *field, const char *value)
{
  return is_time (value) ? g_strdup_printf ("%.2s giờ %.2s phút", value, value + 3) : NULL;
}

static McFault
time_check (const McField *field, const char *value, const McPartialDate *today)
{
  return is_time (value) ? MC_FAULT_NONE : MC_FAULT_TIME;
}

const McFieldKind mc_field_time_kind = { time_canonical, time_display, time_check };
