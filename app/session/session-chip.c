// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/session-private.h"

#include "app/domain/chip-check.h"
#include "app/domain/secret.h"
#include "app/domain/text.h"

/* The chip of the card: asked for after its QR code or its number is known, judged against them,
 * and never in anybody's way: each step has one around it. */

/* Marks are read wrongly by many a scanner; all else says that these are two cards. */
#define OTHER_CARD (~(guint) MC_CHIP_DIFFERS_NAME_MARKS)

static McCardKeys *
make_keys (const McVisit *visit)
{
  const McPerson *told = visit->told;

  if (visit->zone != NULL)
    return mc_card_keys_new (NULL, visit->zone, NULL);
  return mc_card_keys_new_for_id (told->id, &told->birth, &told->issued);
}

gboolean
mc_session_can_read_chip (McSession *self)
{
  return mc_chip_scan_is_offered (self->chip_scan);
}

void
mc_session_ask_for_chip (McSession *self, McPerson *told, const char *zone)
{
  McVisit *visit = self->visit;

  g_clear_pointer (&visit->told, mc_person_unref);
  visit->told = mc_person_ref (told);
  mc_clear_secret (&visit->zone);
  visit->zone = g_strdup (zone);
  mc_session_go (self, MC_STEP_CHIP);
}

void
mc_session_start_chip (McSession *self)
{
  g_autoptr (McCardKeys) keys = make_keys (self->visit);

  if (keys == NULL || !mc_session_can_read_chip (self)) {
    mc_session_tell (self, MC_TROUBLE_CHIP_READER_ABSENT);
    return;
  }
  mc_chip_scan_start (self->chip_scan, keys);
}

void
mc_session_on_chip_changed (McSession *self)
{
  const McChipState state = mc_chip_scan_get_state (self->chip_scan);

  if (self->step == MC_STEP_SCAN)
    mc_session_changed (self);
  if (self->step != MC_STEP_CHIP || self->trouble == MC_TROUBLE_CHIP_MISMATCH)
    return;
  self->trouble = mc_chip_scan_get_trouble (self->chip_scan);
  mc_idle_set_held (self->idle, state == MC_CHIP_STATE_AWAITED || state == MC_CHIP_STATE_READING);
  mc_session_changed (self);
}

/* The chip is the authority; what it leaves out, or says without marks, comes from the QR code,
 * which has the same letters. */
static McPerson *
merge (const McPerson *chip, const McPerson *told)
{
  McPerson *person = mc_person_new ();
  const gboolean is_plain = !mc_text_has_marks (chip->name) && *told->name != '\0';

  mc_person_set_string (&person->id, chip->id);
  mc_person_set_string (&person->old_id, *chip->old_id ? chip->old_id : told->old_id);
  mc_person_set_string (&person->name, is_plain ? told->name : chip->name);
  mc_person_set_string (&person->address, *chip->address ? chip->address : told->address);
  person->birth = chip->birth.year != 0 ? chip->birth : told->birth;
  person->issued = chip->issued.year != 0 ? chip->issued : told->issued;
  person->sex = chip->sex != MC_SEX_UNKNOWN ? chip->sex : told->sex;
  for (guint i = 0; i < MC_PERSON_EXTRA; i++)
    mc_person_set_string (&person->extra[i], told->extra[i]);
  person->assurance = chip->assurance;
  return person;
}

/* What a person has typed to open the chip may hold a slip of the finger; the chip knows better. */
static guint
find_differences (const McVisit *visit, const McPerson *chip)
{
  guint found = visit->by_number ? MC_CHIP_DIFFERS_NOT : mc_chip_check_qr (visit->told, chip);
  g_auto (McMrz) mrz = { 0 };

  if (visit->zone != NULL && mc_mrz_parse (visit->zone, -1, &mrz, NULL))
    found |= mc_chip_check_mrz (&mrz, chip);
  return found;
}

/* A chip that fails a check may be false, or the office's list of issuers old: people see to it,
 * the visit goes on. */
static void
take_person (McSession *self, const McChipReading *reading, guint differences)
{
  McVisit *visit = self->visit;
  g_autoptr (McPerson) nobody = mc_person_new ();

  g_clear_pointer (&visit->person, mc_person_unref);
  visit->person = merge (reading->person, visit->by_number ? nobody : visit->told);
  visit->manual = FALSE;
  visit->warnings &= ~(MC_CARD_WARNING_MARKS_LOST | MC_CARD_WARNING_CASE_GUESSED
                       | MC_CARD_WARNING_LETTERS_DOUBTFUL);
  if (differences & MC_CHIP_DIFFERS_NAME_MARKS)
    visit->warnings |= MC_CARD_WARNING_LETTERS_DOUBTFUL;
  if (!mc_text_has_marks (visit->person->name) && !mc_text_has_marks (visit->person->address))
    visit->warnings |= MC_CARD_WARNING_MARKS_LOST;
  g_clear_pointer (&visit->portrait, g_bytes_unref);
  if (reading->portrait != NULL)
    visit->portrait = g_bytes_ref (reading->portrait);
  if (reading->person->assurance == MC_ASSURANCE_MANUAL) {
    g_message ("chip: not vouched for: %s", reading->trouble);
    visit->warnings |= MC_CARD_WARNING_CHIP_UNVERIFIED;
    mc_session_alert_staff (self);
  }
  mc_session_go (self, MC_STEP_PERSON);
}

void
mc_session_on_chip_read (McSession *self)
{
  g_autoptr (McChipReading) reading = mc_chip_scan_take_reading (self->chip_scan);
  guint differences;

  if (self->step != MC_STEP_CHIP || reading == NULL)
    return;
  differences = find_differences (self->visit, reading->person);
  if ((differences & OTHER_CARD) == 0) {
    mc_narrator_tone (self->narrator, MC_SPEAKER_TONE_GOOD);
    take_person (self, reading, differences);
    return;
  }
  mc_narrator_tone (self->narrator, MC_SPEAKER_TONE_BAD);
  g_message ("chip: not the card that was shown (%x)", differences);
  mc_session_tell (self, MC_TROUBLE_CHIP_MISMATCH);
  mc_session_alert_staff (self);
}

McChipState
mc_session_get_chip_state (McSession *self)
{
  return mc_chip_scan_get_state (self->chip_scan);
}

guint
mc_session_get_chip_percent (McSession *self)
{
  return mc_chip_scan_get_percent (self->chip_scan);
}

guint
mc_session_get_chip_failures (McSession *self)
{
  return mc_chip_scan_get_failures (self->chip_scan);
}

/* --- verbs --- */

void
mc_session_type_card (McSession *self)
{
  if (self->step != MC_STEP_SCAN || !mc_session_can_read_chip (self))
    return;
  self->visit->by_number = TRUE;
  mc_session_go_to_page (self, MC_STEP_MANUAL, 0);
}

void
mc_session_read_chip (McSession *self)
{
  McVisit *visit = self->visit;

  if (self->step == MC_STEP_CHIP && self->trouble != MC_TROUBLE_CHIP_MISMATCH)
    mc_session_go (self, MC_STEP_CHIP);
  else if (self->step == MC_STEP_PERSON && mc_session_can_offer_chip (self))
    mc_session_ask_for_chip (self, visit->person, NULL);
}

gboolean
mc_session_can_offer_chip (McSession *self)
{
  return self->visit != NULL && self->visit->person != NULL
         && self->visit->person->assurance == MC_ASSURANCE_QR && mc_session_can_read_chip (self);
}

void
mc_session_skip_chip (McSession *self)
{
  McVisit *visit = self->visit;

  if (self->step != MC_STEP_CHIP || self->trouble == MC_TROUBLE_CHIP_MISMATCH)
    return;
  if (visit->person != NULL)
    mc_session_go (self, MC_STEP_PERSON);
  else
    mc_session_enter_manually (self);
}

void
mc_session_back_from_chip (McSession *self)
{
  if (self->visit->by_number)
    mc_session_go_to_page (self, MC_STEP_MANUAL, 0);
  else
    mc_session_go (self, MC_STEP_SCAN);
}
