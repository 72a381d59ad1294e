// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/chip/chip-person.h"

#include "app/domain/id-card.h"
#include "app/domain/secret.h"

#include <string.h>

static const struct {
  McChipDetail detail;
  guint field, index;
} details[] = {
  { MC_CHIP_DETAIL_NATIONALITY, MC_DG13_NATIONALITY, 0 },
  { MC_CHIP_DETAIL_ETHNICITY, MC_DG13_ETHNICITY, 0 },
  { MC_CHIP_DETAIL_RELIGION, MC_DG13_RELIGION, 0 },
  { MC_CHIP_DETAIL_ORIGIN, MC_DG13_ORIGIN, 0 },
  { MC_CHIP_DETAIL_EXPIRY, MC_DG13_EXPIRY, 0 },
  { MC_CHIP_DETAIL_FATHER, MC_DG13_PARENTS, 0 },
  { MC_CHIP_DETAIL_MOTHER, MC_DG13_PARENTS, 1 },
  { MC_CHIP_DETAIL_SPOUSE, MC_DG13_SPOUSE, 0 },
};

static int
two_digits (const char *text)
{
  if (!g_ascii_isdigit (text[0]) || !g_ascii_isdigit (text[1]))
    return 0;
  return (text[0] - '0') * 10 + text[1] - '0';
}

/* The id's fourth digit tells century and sex; without an id, nobody was born in the future. */
static guint
century_of (const char *id, guint two, guint this_year)
{
  if (mc_id_number_is_valid (id))
    return 1900 + 100 * ((id[3] - '0') / 2);
  return 2000 + two > this_year ? 1900 : 2000;
}

static void
take_birth_of_mrz (McPerson *person, const McMrz *mrz, guint this_year)
{
  guint two = two_digits (mrz->birth);

  if (!g_ascii_isdigit (mrz->birth[0]))
    return;
  person->birth.year = century_of (mrz->id, two, this_year) + two;
  person->birth.month = MIN (two_digits (mrz->birth + 2), 12);
  person->birth.day = person->birth.month != 0 ? MIN (two_digits (mrz->birth + 4), 31) : 0;
}

static void
take_mrz (McPerson *person, const McMrz *mrz, guint this_year)
{
  mc_person_set_string (&person->id, mrz->id);
  mc_person_set_string (&person->name, mrz->name);
  person->sex = mrz->sex;
  take_birth_of_mrz (person, mrz, this_year);
}

static McSex
sex_of (const char *text)
{
  if (g_ascii_strcasecmp (text, "Nam") == 0)
    return MC_SEX_MALE;
  return g_str_has_prefix (text, "N") || g_str_has_prefix (text, "n") ? MC_SEX_FEMALE
                                                                      : MC_SEX_UNKNOWN;
}

static void
take_text (char **field, const char *value)
{
  if (value != NULL)
    mc_person_set_string (field, value);
}

/* An old number is nine digits or twelve; some cards put other numbers there. */
static gboolean
is_old_id (const char *text)
{
  gsize size = strlen (text);

  return (size == 9 || size == 12) && strspn (text, "0123456789") == size;
}

static void
take_dg13 (McPerson *person, const McDg13 *dg13)
{
  const char *id = mc_dg13_get (dg13, MC_DG13_ID, 0);
  const char *old_id = mc_dg13_get (dg13, MC_DG13_OLD_ID, 0);
  const char *birth = mc_dg13_get (dg13, MC_DG13_BIRTH, 0);
  const char *sex = mc_dg13_get (dg13, MC_DG13_SEX, 0);
  const char *issued = mc_dg13_get (dg13, MC_DG13_ISSUED, 0);

  if (id != NULL && mc_id_number_is_valid (id))
    mc_person_set_string (&person->id, id);
  if (old_id != NULL && is_old_id (old_id))
    mc_person_set_string (&person->old_id, old_id);
  take_text (&person->name, mc_dg13_get (dg13, MC_DG13_NAME, 0));
  take_text (&person->address, mc_dg13_get (dg13, MC_DG13_ADDRESS, 0));
  if (birth != NULL)
    mc_partial_date_parse_typed (birth, &person->birth);
  if (issued != NULL)
    mc_partial_date_parse_typed (issued, &person->issued);
  if (sex != NULL && sex_of (sex) != MC_SEX_UNKNOWN)
    person->sex = sex_of (sex);
}

static const char *
find_contradiction (const McPerson *person, const McMrz *mrz)
{
  if (mrz->id[0] != '\0' && !g_str_equal (person->id, mrz->id))
    return "DG1 and DG13 carry different ids";
  if (person->birth.year % 100 != two_digits (mrz->birth))
    return "DG1 and DG13 carry different dates of birth";
  return NULL;
}

const char *
mc_chip_person_fill (McChipReading *reading, const McMrz *mrz, const McDg13 *dg13, guint this_year)
{
  take_mrz (reading->person, mrz, this_year);
  if (dg13 == NULL)
    return NULL;
  take_dg13 (reading->person, dg13);
  for (gsize i = 0; i < G_N_ELEMENTS (details); i++) {
    mc_clear_secret (&reading->details[details[i].detail]);
    reading->details[details[i].detail] = g_strdup (
        mc_dg13_get (dg13, details[i].field, details[i].index));
  }
  return find_contradiction (reading->person, mrz);
}
