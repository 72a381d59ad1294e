// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/field.h"

#include <string.h>

#include "app/domain/id-card.h"
#include "app/domain/secret.h"
#include "app/domain/text.h"

/* Before this nobody who comes to a kiosk, nor their papers, was born. */
#define MC_FIELD_FIRST_YEAR 1850

/* Letters and digits that the shortest honest address has ("Xã Ba Chẽ, Quảng Ninh" has 17). */
#define MC_FIELD_ADDRESS_MIN 6

const char *
mc_fault_to_string (McFault fault)
{
  static const char *const names[] = {
    [MC_FAULT_NONE] = "none",
    [MC_FAULT_MISSING] = "missing",
    [MC_FAULT_TOO_LONG] = "too-long",
    [MC_FAULT_NAME] = "name",
    [MC_FAULT_ID12] = "id12",
    [MC_FAULT_DATE] = "date",
    [MC_FAULT_DATE_PARTIAL_NOT_ALLOWED] = "date-partial-not-allowed",
    [MC_FAULT_DATE_FUTURE] = "date-future",
    [MC_FAULT_OPTION] = "option",
    [MC_FAULT_ADDRESS] = "address",
    [MC_FAULT_PHONE] = "phone",
    [MC_FAULT_DATE_ORDER] = "date-order",
    [MC_FAULT_NUMBER] = "number",
    [MC_FAULT_TOO_SMALL] = "too-small",
    [MC_FAULT_TOO_LARGE] = "too-large",
    [MC_FAULT_TIME] = "time",
    [MC_FAULT_EMAIL] = "email",
    [MC_FAULT_TOO_FEW] = "too-few",
    [MC_FAULT_TOO_MANY] = "too-many",
    [MC_FAULT_DECLARATION] = "declaration",
    [MC_FAULT_FEW_ROWS] = "few-rows",
    [MC_FAULT_MANY_ROWS] = "many-rows",
    [MC_FAULT_RULE] = "rule",
  };

  g_return_val_if_fail (fault < G_N_ELEMENTS (names), "unknown");

  return names[fault];
}

static const McOption *
find_option (const McField *field, const char *text, gboolean by_label)
{
  for (guint i = 0; field->options != NULL && i < field->options->len; i++) {
    const McOption *option = g_ptr_array_index (field->options, i);

    if (g_str_equal (by_label ? option->label : option->value, text))
      return option;
  }

  return NULL;
}

/* Takes spaces, dots, dashes and brackets out of a number, in place. */
static void
squeeze_number (char *text)
{
  char *end = text;

  for (const char *p = text; *p != '\0'; p++) {
    if (strchr (" .-()", *p) == NULL)
      *end++ = *p;
  }
  memset (end, 0, strlen (text) - (end - text));
}

/* "+84912345678" and "84912345678" are "0912345678". */
static char *
national_phone (const char *number)
{
  if (g_str_has_prefix (number, "+84"))
    return g_strconcat ("0", number + 3, NULL);
  if (g_str_has_prefix (number, "84") && strlen (number) >= 11)
    return g_strconcat ("0", number + 2, NULL);

  return g_strdup (number);
}

/* Only if digits are all there is: "Hộ chiếu B 123" must come back as it was written. */
static gboolean
is_number (const char *text)
{
  return text[0] != '\0' && text[strspn (text, "0123456789+ .-()")] == '\0';
}

char *
mc_field_canonical (const McField *field, const char *typed)
{
  g_auto (McSecret) tidy = NULL;
  const McOption *option;
  McPartialDate date;

  g_return_val_if_fail (field != NULL, NULL);
  g_return_val_if_fail (typed != NULL, NULL);

  tidy = mc_text_tidy (typed);
  switch (field->type) {
  case MC_FIELD_DATE:
  case MC_FIELD_DATE_PARTIAL:
    if (mc_partial_date_parse_iso (tidy, &date) || mc_partial_date_parse_typed (tidy, &date))
      return mc_partial_date_to_iso (&date);
    break;
  case MC_FIELD_ID12:
  case MC_FIELD_PHONE:
    if (!is_number (tidy))
      break;
    squeeze_number (tidy);
    if (field->type == MC_FIELD_PHONE)
      return national_phone (tidy);
    break;
  case MC_FIELD_ENUM:
  case MC_FIELD_ETHNIC:
    option = find_option (field, tidy, FALSE);
    if (option == NULL)
      option = find_option (field, tidy, TRUE);
    if (option != NULL)
      return g_strdup (option->value);
    break;
  case MC_FIELD_NAME:
  case MC_FIELD_TEXT:
  case MC_FIELD_ADDRESS:
  case MC_FIELD_NATION:
    break;
  default:
    g_return_val_if_reached (NULL);
  }

  return g_steal_pointer (&tidy);
}

static char *
group_phone (const char *number)
{
  if (strlen (number) != 10)
    return g_strdup (number);

  return g_strdup_printf ("%.4s %.3s %.3s", number, number + 4, number + 7);
}

char *
mc_field_display (const McField *field, const char *value)
{
  const McOption *option;
  McPartialDate date;

  g_return_val_if_fail (field != NULL, NULL);
  g_return_val_if_fail (value != NULL, NULL);

  switch (field->type) {
  case MC_FIELD_DATE:
  case MC_FIELD_DATE_PARTIAL:
    if (mc_partial_date_parse_iso (value, &date))
      return mc_partial_date_to_display (&date);
    break;
  case MC_FIELD_ID12:
    return mc_id_number_group (value);
  case MC_FIELD_PHONE:
    return group_phone (value);
  case MC_FIELD_ENUM:
  case MC_FIELD_ETHNIC:
    option = find_option (field, value, FALSE);
    if (option != NULL)
      return g_strdup (option->label);
    break;
  case MC_FIELD_NAME:
  case MC_FIELD_TEXT:
  case MC_FIELD_ADDRESS:
  case MC_FIELD_NATION:
    break;
  default:
    g_return_val_if_reached (NULL);
  }

  return g_strdup (value);
}

/* Names of all the peoples of Vietnam and of foreigners: "H' Bơ Niê", "Y-Thun", "Nguyễn J. Smith".
 * So any letter of any script, and never an alphabet of our own. */
static McFault
check_name (const char *value)
{
  guint letters = 0;

  for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_isalpha (c))
      letters++;
    else if (!g_unichar_ismark (c) && c != ' ' && c != '-' && c != '.' && c != '\'' && c != 0x60
             && c != 0x2019 && c != 0x2018)
      return MC_FAULT_NAME;
  }

  return letters >= 2 ? MC_FAULT_NONE : MC_FAULT_NAME;
}

static McFault
check_address (const char *value)
{
  guint count = 0;

  for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p))
    count += g_unichar_isalnum (g_utf8_get_char (p)) ? 1 : 0;

  /* One word alone names no place that a letter would reach. */
  return count >= MC_FIELD_ADDRESS_MIN && strchr (value, ' ') != NULL ? MC_FAULT_NONE
                                                                      : MC_FAULT_ADDRESS;
}

static McFault
check_phone (const char *value)
{
  gsize length = strspn (value, "0123456789");
  gboolean mobile = length == 10 && value[0] == '0' && strchr ("35789", value[1]) != NULL;
  gboolean landline = length == 11 && value[0] == '0' && value[1] == '2';

  return (mobile || landline) && value[length] == '\0' ? MC_FAULT_NONE : MC_FAULT_PHONE;
}

static McFault
check_date (const McField *field, const char *value, const McPartialDate *today)
{
  McPartialDate date;

  if (!mc_partial_date_parse_iso (value, &date) || date.year < MC_FIELD_FIRST_YEAR)
    return MC_FAULT_DATE;
  if (field->type == MC_FIELD_DATE && !mc_partial_date_is_full (&date))
    return MC_FAULT_DATE_PARTIAL_NOT_ALLOWED;

  return mc_partial_date_compare (&date, today) > 0 ? MC_FAULT_DATE_FUTURE : MC_FAULT_NONE;
}

McFault
mc_field_check (const McField *field, const char *value, const McPartialDate *today)
{
  g_return_val_if_fail (field != NULL, MC_FAULT_NONE);
  g_return_val_if_fail (today != NULL, MC_FAULT_NONE);

  if (value == NULL || value[0] == '\0')
    return field->required ? MC_FAULT_MISSING : MC_FAULT_NONE;

  switch (field->type) {
  case MC_FIELD_ID12:
    return mc_id_number_is_valid (value) ? MC_FAULT_NONE : MC_FAULT_ID12;
  case MC_FIELD_DATE:
  case MC_FIELD_DATE_PARTIAL:
    return check_date (field, value, today);
  case MC_FIELD_ENUM:
  case MC_FIELD_ETHNIC:
    return find_option (field, value, FALSE) != NULL ? MC_FAULT_NONE : MC_FAULT_OPTION;
  case MC_FIELD_PHONE:
    return check_phone (value);
  case MC_FIELD_NAME:
  case MC_FIELD_TEXT:
  case MC_FIELD_ADDRESS:
  case MC_FIELD_NATION:
    break;
  default:
    g_return_val_if_reached (MC_FAULT_NONE);
  }

  if (g_utf8_strlen (value, -1) > field->max_length)
    return MC_FAULT_TOO_LONG;
  if (field->type == MC_FIELD_NAME)
    return check_name (value);
  if (field->type == MC_FIELD_ADDRESS)
    return check_address (value);

  return MC_FAULT_NONE;
}
