// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/field-private.h"

#include <string.h>

#include "app/domain/id-card.h"
#include "app/domain/secret.h"

/* Answers of digits: numbers, sums of money, identity and telephone numbers. */

#define DIGITS "0123456789"
#define DONG "đồng"
/* Digits that every language's JSON keeps exactly; also the longest that is read at all. */
#define MAX_DIGITS 15

/* --- numbers --- */

/* The length of the number that text begins with, and the digits of it: "1.500.000", "1 500 000"
 * and "1,500,000" as well as "1500000"; 0: none, or its groups are not of three. */
static gsize
read_number (const char *text, char *digits, gsize size)
{
  gsize length = strspn (text, DIGITS);
  char between = text[length];
  gsize count = MIN (length, size - 1);

  memcpy (digits, text, count);
  if (strchr (". ,", between) == NULL || between == '\0' || length == 0 || length > 3) {
    digits[count] = '\0';
    return length;
  }

  while (text[length] == between && strspn (text + length + 1, DIGITS) == 3) {
    for (guint i = 1; i <= 3 && count < size - 1; i++)
      digits[count++] = text[length + i];
    length += 4;
  }
  digits[count] = '\0';

  return length;
}

/* Whether what follows a number is but the name of what it counts. */
static gboolean
is_unit (const McField *field, const char *rest)
{
  static const char *const names[] = { DONG, "đ", "₫", "vnđ", "VNĐ", "VND", NULL };

  rest += strspn (rest, " ");
  if (*rest == '\0' || (field->unit != NULL && g_str_equal (rest, field->unit)))
    return TRUE;

  return field->type == MC_FIELD_MONEY && g_strv_contains (names, rest);
}

static char *
number_canonical (const McField *field, const char *tidy)
{
  char digits[2 * MAX_DIGITS];
  gsize length = read_number (tidy, digits, sizeof digits);
  const char *start = digits + strspn (digits, "0");
  char *number = NULL;

  if (length > 0 && is_unit (field, tidy + length))
    number = g_strdup (*start != '\0' ? start : "0");
  explicit_bzero (digits, sizeof digits);

  return number;
}

static gboolean
is_whole (const char *value)
{
  gsize length = strlen (value);

  return length > 0 && strspn (value, DIGITS) == length && (value[0] != '0' || length == 1);
}

static char *
number_display (const McField *field, const char *value)
{
  const char *unit = field->type == MC_FIELD_MONEY ? DONG : field->unit;
  gsize length = strlen (value);
  char *text, *end;

  if (!is_whole (value))
    return NULL;

  text = end = g_malloc0 (length + length / 3 + 2 + (unit != NULL ? strlen (unit) : 0));
  for (gsize i = 0; i < length; i++) {
    if (i > 0 && (length - i) % 3 == 0)
      *end++ = '.';
    *end++ = value[i];
  }
  if (unit != NULL)
    g_stpcpy (g_stpcpy (end, " "), unit);

  return text;
}

static McFault
number_check (const McField *field, const char *value, const McPartialDate *today)
{
  gint64 number;

  if (!is_whole (value))
    return MC_FAULT_NUMBER;
  if (strlen (value) > MAX_DIGITS)
    return MC_FAULT_TOO_LARGE;

  number = g_ascii_strtoll (value, NULL, 10);
  if (number < field->min)
    return MC_FAULT_TOO_SMALL;

  return number > field->max ? MC_FAULT_TOO_LARGE : MC_FAULT_NONE;
}

const McFieldKind mc_field_number_kind = { number_canonical, number_display, number_check };

/* --- identity and telephone --- */

/* (transfer full) (nullable): without spaces, dots, dashes and brackets; NULL if anything but
 * digits is left: "Hộ chiếu B 123" must come back as it was written. */
static char *
squeeze (const char *text)
{
  char *squeezed, *end;

  if (text[0] == '\0' || text[strspn (text, DIGITS "+ .-()")] != '\0')
    return NULL;

  squeezed = end = g_malloc0 (strlen (text) + 1);
  for (const char *p = text; *p != '\0'; p++) {
    if (strchr (" .-()", *p) == NULL)
      *end++ = *p;
  }

  return squeezed;
}

static char *
id_canonical (const McField *field, const char *tidy)
{
  return squeeze (tidy);
}

static char *
id_display (const McField *field, const char *value)
{
  return mc_id_number_group (value);
}

static McFault
id_check (const McField *field, const char *value, const McPartialDate *today)
{
  return mc_id_number_is_valid (value) ? MC_FAULT_NONE : MC_FAULT_ID12;
}

const McFieldKind mc_field_id_kind = { id_canonical, id_display, id_check };

/* "+84912345678" and "84912345678" are "0912345678". */
static char *
phone_canonical (const McField *field, const char *tidy)
{
  g_auto (McSecret) number = squeeze (tidy);

  if (number == NULL)
    return NULL;
  if (g_str_has_prefix (number, "+84"))
    return g_strconcat ("0", number + 3, NULL);
  if (g_str_has_prefix (number, "84") && strlen (number) >= 11)
    return g_strconcat ("0", number + 2, NULL);

  return g_steal_pointer (&number);
}

static char *
phone_display (const McField *field, const char *value)
{
  if (strlen (value) != 10)
    return NULL;

  return g_strdup_printf ("%.4s %.3s %.3s", value, value + 4, value + 7);
}

static McFault
phone_check (const McField *field, const char *value, const McPartialDate *today)
{
  gsize length = strspn (value, DIGITS);
  gboolean mobile = length == 10 && value[0] == '0' && strchr ("35789", value[1]) != NULL;
  gboolean landline = length == 11 && value[0] == '0' && value[1] == '2';

  return (mobile || landline) && value[length] == '\0' ? MC_FAULT_NONE : MC_FAULT_PHONE;
}

const McFieldKind mc_field_phone_kind = { phone_canonical, phone_display, phone_check };
