// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/partial-date.h"

#include <string.h>

/* Reads exactly length ASCII digits; -1 if there is anything else among them. */
static int
read_digits (const char *text, gsize length)
{
  int number = 0;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isdigit (text[i]))
      return -1;
    number = number * 10 + (text[i] - '0');
  }

  return number;
}

static gboolean
set_checked (McPartialDate *date, int year, int month, int day)
{
  if (year < 1 || year > 9999 || month < 0 || month > 12 || day < 0)
    return FALSE;
  if (month == 0 && day != 0)
    return FALSE;
  if (day != 0 && !g_date_valid_dmy (day, month, year))
    return FALSE;

  date->year = year;
  date->month = month;
  date->day = day;

  return TRUE;
}

gboolean
mc_partial_date_parse_card (const char *text, McPartialDate *date)
{
  int day, month, year;

  if (strlen (text) != 8)
    return FALSE;

  day = read_digits (text, 2);
  month = read_digits (text + 2, 2);
  year = read_digits (text + 4, 4);

  return set_checked (date, year, month, day);
}

gboolean
mc_partial_date_parse_iso (const char *text, McPartialDate *date)
{
  gsize length = strlen (text);
  int month = 0, day = 0;

  if (length != 4 && length != 7 && length != 10)
    return FALSE;

  if (length >= 7) {
    month = text[4] == '-' ? read_digits (text + 5, 2) : -1;
    if (month < 1)
      return FALSE;
  }

  if (length == 10) {
    day = text[7] == '-' ? read_digits (text + 8, 2) : -1;
    if (day < 1)
      return FALSE;
  }

  return set_checked (date, read_digits (text, 4), month, day);
}

/* Takes the next number of 1 to max_digits digits and the separators after it. -1: not a number
 * of that length. */
static int
take_number (const char **text, gsize max_digits, gsize *n_digits)
{
  const char *start = *text;
  gsize length = strspn (start, "0123456789");

  *n_digits = length;
  if (length == 0 || length > max_digits)
    return -1;

  *text = start + length;
  *text += strspn (*text, " ./-");

  return read_digits (start, length);
}

gboolean
mc_partial_date_parse_typed (const char *text, McPartialDate *date)
{
  int part[3] = { 0, 0, 0 };
  gsize n_digits = 0;
  guint count = 0;

  text += strspn (text, " ");

  /* The keypad without separators: 15081985. */
  if (strspn (text, "0123456789") == 8 && text[8 + strspn (text + 8, " ")] == '\0') {
    if (read_digits (text, 2) == 0 || read_digits (text + 2, 2) == 0)
      return FALSE;
    return set_checked (date, read_digits (text + 4, 4), read_digits (text + 2, 2),
                        read_digits (text, 2));
  }

  while (*text != '\0' && count < G_N_ELEMENTS (part)) {
    part[count] = take_number (&text, 4, &n_digits);
    if (part[count] < 1)
      return FALSE;
    count++;
  }

  /* Two-digit years are refused: 15/8/25 may be a child or somebody's grandmother. */
  if (count == 0 || *text != '\0' || n_digits != 4)
    return FALSE;

  if (count == 1)
    return set_checked (date, part[0], 0, 0);
  if (count == 2)
    return set_checked (date, part[1], part[0], 0);
  return set_checked (date, part[2], part[1], part[0]);
}

gboolean
mc_partial_date_is_full (const McPartialDate *date)
{
  return date->year != 0 && date->month != 0 && date->day != 0;
}

int
mc_partial_date_compare (const McPartialDate *a, const McPartialDate *b)
{
  int first = (a->year * 100 + MAX (a->month, 1)) * 100 + MAX (a->day, 1);
  int second = (b->year * 100 + MAX (b->month, 1)) * 100 + MAX (b->day, 1);

  return first - second;
}

char *
mc_partial_date_to_iso (const McPartialDate *date)
{
  if (date->month == 0)
    return g_strdup_printf ("%04u", date->year);
  if (date->day == 0)
    return g_strdup_printf ("%04u-%02u", date->year, date->month);
  return g_strdup_printf ("%04u-%02u-%02u", date->year, date->month, date->day);
}

char *
mc_partial_date_to_display (const McPartialDate *date)
{
  if (date->month == 0)
    return g_strdup_printf ("%04u", date->year);
  if (date->day == 0)
    return g_strdup_printf ("%02u/%04u", date->month, date->year);
  return g_strdup_printf ("%02u/%02u/%04u", date->day, date->month, date->year);
}
