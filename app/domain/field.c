// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/field-private.h"

#include <string.h>

#include "app/domain/secret.h"
#include "app/domain/text.h"

/* Letters and digits that the shortest honest address has ("Xã Ba Chẽ, Quảng Ninh" has 17). */
#define MC_FIELD_ADDRESS_MIN 6

/* RFC 5321's limits; of its shapes those that mail servers really give out. */
#define EMAIL_MAX_LOCAL 64
#define EMAIL_MAX 254

const char *
mc_fault_to_string (McFault fault)
{
  static const char *const names[MC_FAULT_N] = {
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

/* --- text --- */

/* Names of all the peoples of Vietnam and of foreigners: "H' Bơ Niê", "Y-Thun", "Nguyễn J. Smith".
 * So any letter of any script, and never an alphabet of our own. */
static McFault
name_check (const McField *field, const char *value, const McPartialDate *today)
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

static const McFieldKind name_kind = { .check = name_check };

static char *
upper_canonical (const McField *field, const char *tidy)
{
  g_auto (McSecret) upper = g_utf8_strup (tidy, -1);

  return mc_text_tidy (upper);
}

static const McFieldKind name_upper_kind = { .canonical = upper_canonical, .check = name_check };

static McFault
address_check (const McField *field, const char *value, const McPartialDate *today)
{
  guint count = 0;

  for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p))
    count += g_unichar_isalnum (g_utf8_get_char (p)) ? 1 : 0;

  /* One word alone names no place that a letter would reach. */
  return count >= MC_FIELD_ADDRESS_MIN && strchr (value, ' ') != NULL ? MC_FAULT_NONE
                                                                      : MC_FAULT_ADDRESS;
}

static const McFieldKind address_kind = { .check = address_check };

/* Names with single dots between them, of at most length bytes in all. */
static gboolean
is_dotted (const char *text, gsize length, const char *signs)
{
  for (gsize i = 0; i < length; i++) {
    if (text[i] == '.' ? i == 0 || i + 1 == length || text[i - 1] == '.'
                       : !g_ascii_isalnum (text[i]) && strchr (signs, text[i]) == NULL)
      return FALSE;
  }

  return length > 0;
}

static McFault
email_check (const McField *field, const char *value, const McPartialDate *today)
{
  const char *at = strchr (value, '@');
  const char *top = strrchr (value, '.');
  gboolean sound = at != NULL && strlen (value) <= EMAIL_MAX && at - value <= EMAIL_MAX_LOCAL
                   && is_dotted (value, at - value, "!#$%&'*+/=?^_`{|}~-")
                   && is_dotted (at + 1, strlen (at + 1), "-") && top != NULL && top > at
                   && strlen (top) > 2 && top[1 + strspn (top + 1, "0123456789-")] != '\0';

  return sound ? MC_FAULT_NONE : MC_FAULT_EMAIL;
}

static const McFieldKind email_kind = { .check = email_check };

static const McFieldKind text_kind = { 0 };
static const McFieldKind lines_kind = { .keeps_lines = TRUE };

static const McFieldKind *const kinds[MC_FIELD_N_TYPES] = {
  [MC_FIELD_NAME] = &name_kind,
  [MC_FIELD_TEXT] = &text_kind,
  [MC_FIELD_ID12] = &mc_field_id_kind,
  [MC_FIELD_DATE] = &mc_field_date_kind,
  [MC_FIELD_DATE_PARTIAL] = &mc_field_date_kind,
  [MC_FIELD_ENUM] = &mc_field_choice_kind,
  [MC_FIELD_ADDRESS] = &address_kind,
  [MC_FIELD_ETHNIC] = &mc_field_choice_kind,
  [MC_FIELD_NATION] = &text_kind,
  [MC_FIELD_PHONE] = &mc_field_phone_kind,
  [MC_FIELD_NAME_UPPER] = &name_upper_kind,
  [MC_FIELD_LONG_TEXT] = &lines_kind,
  [MC_FIELD_NUMBER] = &mc_field_number_kind,
  [MC_FIELD_MONEY] = &mc_field_number_kind,
  [MC_FIELD_TIME] = &mc_field_time_kind,
  [MC_FIELD_MULTI] = &mc_field_multi_kind,
  [MC_FIELD_YES_NO] = &mc_field_choice_kind,
  [MC_FIELD_EMAIL] = &email_kind,
  [MC_FIELD_ATTACHMENT] = &mc_field_choice_kind,
  [MC_FIELD_COMPUTED] = &lines_kind,
  [MC_FIELD_DECLARATION] = &mc_field_declaration_kind,
};

/* Types for which a value's length says nothing that its own check does not say better. */
static gboolean
has_length (McFieldType type)
{
  switch (type) {
  case MC_FIELD_NAME:
  case MC_FIELD_NAME_UPPER:
  case MC_FIELD_TEXT:
  case MC_FIELD_LONG_TEXT:
  case MC_FIELD_ADDRESS:
  case MC_FIELD_NATION:
  case MC_FIELD_EMAIL:
    return TRUE;
  default:
    return FALSE;
  }
}

/* (transfer full): each line tidied, none empty at the end. */
static char *
tidy_lines (const char *typed)
{
  char **lines = g_strsplit (typed, "\n", -1);
  char *text;

  for (guint i = 0; lines[i] != NULL; i++) {
    char *line = mc_text_tidy (lines[i]);

    mc_secret_free (lines[i]);
    lines[i] = line;
  }
  text = g_strjoinv ("\n", lines);
  for (guint i = 0; lines[i] != NULL; i++)
    explicit_bzero (lines[i], strlen (lines[i]));
  g_strfreev (lines);

  return g_strstrip (text);
}

char *
mc_field_canonical (const McField *field, const char *typed)
{
  g_auto (McSecret) tidy = NULL;
  const McFieldKind *kind;
  char *canonical = NULL;

  g_return_val_if_fail (field != NULL, NULL);
  g_return_val_if_fail (typed != NULL, NULL);

  kind = kinds[field->type];
  tidy = kind->keeps_lines ? tidy_lines (typed) : mc_text_tidy (typed);
  if (kind->canonical != NULL && tidy[0] != '\0')
    canonical = kind->canonical (field, tidy);

  return canonical != NULL ? canonical : g_steal_pointer (&tidy);
}

/* A computed value is shown as what it is. */
static const McFieldKind *
kind_shown (const McField *field)
{
  return kinds[field->type == MC_FIELD_COMPUTED ? field->compute->gives : field->type];
}

char *
mc_field_display (const McField *field, const char *value)
{
  char *shown = NULL;

  g_return_val_if_fail (field != NULL, NULL);
  g_return_val_if_fail (value != NULL, NULL);

  if (field->type == MC_FIELD_COMPUTED && field->compute->gives == MC_FIELD_YES_NO)
    return g_strdup (g_str_equal (value, "yes") ? "Có" : "Không");

  if (kind_shown (field)->display != NULL)
    shown = kind_shown (field)->display (field, value);

  return shown != NULL ? shown : g_strdup (value);
}

McFault
mc_field_check (const McField *field, const char *value, const McPartialDate *today)
{
  g_return_val_if_fail (field != NULL, MC_FAULT_NONE);
  g_return_val_if_fail (today != NULL, MC_FAULT_NONE);

  if (value == NULL || value[0] == '\0') {
    if (!field->required)
      return MC_FAULT_NONE;
    return field->type == MC_FIELD_DECLARATION ? MC_FAULT_DECLARATION : MC_FAULT_MISSING;
  }
  if (has_length (field->type) && g_utf8_strlen (value, -1) > field->max_length)
    return MC_FAULT_TOO_LONG;

  return kinds[field->type]->check != NULL ? kinds[field->type]->check (field, value, today)
                                           : MC_FAULT_NONE;
}
