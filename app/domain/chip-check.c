// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/chip-check.h"

#include "app/domain/secret.h"
#include "app/domain/text.h"

#include <string.h>

#define FULL_NAME 28 /* of the 30 places of a TD1, two at the end may be fillers */

static gboolean
both_differ (const char *a, const char *b)
{
  return *a != '\0' && *b != '\0' && strcmp (a, b) != 0;
}

/* (transfer full): for names of which only the letters count. */
static char *
fold (const char *name)
{
  g_auto (McSecret) tidy = mc_text_tidy (name);

  return g_utf8_casefold (tidy, -1);
}

static McChipDifferences
compare_names (const char *a, const char *b)
{
  g_auto (McSecret) key_a = mc_text_search_key (a);
  g_auto (McSecret) key_b = mc_text_search_key (b);
  g_auto (McSecret) folded_a = fold (a);
  g_auto (McSecret) folded_b = fold (b);

  if (*a == '\0' || *b == '\0')
    return MC_CHIP_DIFFERS_NOT;
  if (strcmp (key_a, key_b) != 0)
    return MC_CHIP_DIFFERS_NAME;
  /* A name without any mark may have lost them on the way: an MRZ has none. */
  if (!mc_text_has_marks (a) || !mc_text_has_marks (b))
    return MC_CHIP_DIFFERS_NOT;
  return strcmp (folded_a, folded_b) != 0 ? MC_CHIP_DIFFERS_NAME_MARKS : MC_CHIP_DIFFERS_NOT;
}

/* A day or month that is not known fits any. */
static gboolean
dates_differ (const McPartialDate *a, const McPartialDate *b)
{
  if (a->year == 0 || b->year == 0)
    return FALSE;
  return a->year != b->year || (a->month != 0 && b->month != 0 && a->month != b->month)
         || (a->day != 0 && b->day != 0 && a->day != b->day);
}

static gboolean
sexes_differ (McSex a, McSex b)
{
  return a != MC_SEX_UNKNOWN && b != MC_SEX_UNKNOWN && a != b;
}

McChipDifferences
mc_chip_check_qr (const McPerson *qr, const McPerson *chip)
{
  McChipDifferences found = compare_names (qr->name, chip->name);

  if (both_differ (qr->id, chip->id))
    found |= MC_CHIP_DIFFERS_ID;
  if (dates_differ (&qr->birth, &chip->birth))
    found |= MC_CHIP_DIFFERS_BIRTH;
  if (sexes_differ (qr->sex, chip->sex))
    found |= MC_CHIP_DIFFERS_SEX;
  if (dates_differ (&qr->issued, &chip->issued))
    found |= MC_CHIP_DIFFERS_ISSUED;
  return found;
}

/* YYMMDD against a date: the century is not in it. */
static gboolean
birth_differs (const char birth[7], const McPartialDate *date)
{
  char text[8];

  if (date->year == 0 || strspn (birth, "0123456789") != 6)
    return FALSE;
  g_snprintf (text, sizeof text, "%02u%02u%02u", date->year % 100u, date->month % 100u,
              date->day % 100u);
  return strncmp (birth, text, date->month == 0 ? 2 : date->day == 0 ? 4 : 6) != 0;
}

McChipDifferences
mc_chip_check_mrz (const McMrz *mrz, const McPerson *chip)
{
  McChipDifferences found = MC_CHIP_DIFFERS_NOT;
  g_auto (McSecret) theirs = mc_text_search_key (chip->name);
  g_auto (McSecret) ours = mc_text_search_key (mrz->name);
  /* The line for the name is short: a long one is cut off in it. */
  gboolean is_full = strlen (mrz->name) >= FULL_NAME;

  if (*theirs != '\0' && (!g_str_has_prefix (theirs, ours) || (!is_full && strcmp (theirs, ours))))
    found |= MC_CHIP_DIFFERS_NAME;
  if (both_differ (mrz->id, chip->id))
    found |= MC_CHIP_DIFFERS_ID;
  if (birth_differs (mrz->birth, &chip->birth))
    found |= MC_CHIP_DIFFERS_BIRTH;
  if (sexes_differ (mrz->sex, chip->sex))
    found |= MC_CHIP_DIFFERS_SEX;
  return found;
}
