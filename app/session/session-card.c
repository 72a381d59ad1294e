// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/session-private.h"

#include "app/domain/secret.h"

/* Who is here, as the card that is held up says. */

static void
on_card_changed (McSession *self)
{
  if (self->step != MC_STEP_SCAN && self->step != MC_STEP_PICK_UP)
    return;
  if (self->trouble == MC_TROUBLE_NONE
      && mc_card_scan_get_trouble (self->card_scan) != MC_TROUBLE_NONE)
    mc_narrator_tone (self->narrator, MC_SPEAKER_TONE_BAD);
  self->trouble = mc_card_scan_get_trouble (self->card_scan);
  mc_idle_set_held (self->idle, mc_card_scan_is_looking (self->card_scan));
  mc_session_changed (self);
}

static void
on_card_read (McSession *self)
{
  McVisit *visit = self->visit;

  if (self->step != MC_STEP_SCAN)
    return;
  g_clear_pointer (&visit->person, mc_person_unref);
  visit->person = mc_person_ref (mc_card_scan_get_person (self->card_scan));
  visit->warnings = mc_card_scan_get_warnings (self->card_scan);
  visit->manual = FALSE;
  visit->by_number = FALSE;
  mc_narrator_tone (self->narrator, MC_SPEAKER_TONE_GOOD);
  if (mc_session_can_read_chip (self))
    mc_session_ask_for_chip (self, visit->person, NULL);
  else
    mc_session_go (self, MC_STEP_PERSON);
}

/* The kiosk cannot read it; the portal may, and hears of it in the sealed record. */
static void
on_card_token (McSession *self, const char *token)
{
  if (self->step != MC_STEP_SCAN)
    return;
  mc_clear_secret (&self->visit->vneid);
  self->visit->vneid = g_strdup (token);
}

static void
on_card_zone (McSession *self, const char *zone)
{
  g_autoptr (McPerson) nobody = mc_person_new ();

  if (self->step != MC_STEP_SCAN)
    return;
  if (!mc_session_can_read_chip (self)) {
    mc_session_go (self, MC_STEP_SCAN);
    mc_session_tell (self, MC_TROUBLE_CARD_UNKNOWN);
    return;
  }
  g_clear_pointer (&self->visit->person, mc_person_unref);
  self->visit->by_number = FALSE;
  mc_session_ask_for_chip (self, nobody, zone);
}

static void
on_frame (McSession *self, const McFrame *frame)
{
  if (self->step == MC_STEP_SCAN || self->step == MC_STEP_PICK_UP)
    mc_session_emit_frame (self, frame);
}

void
mc_session_enter_manually (McSession *self)
{
  if (self->step != MC_STEP_SCAN && self->step != MC_STEP_CHIP && self->step != MC_STEP_PERSON)
    return;
  self->visit->manual = TRUE;
  self->visit->by_number = FALSE;
  mc_session_go_to_page (self, MC_STEP_MANUAL, 0);
}

void
mc_session_scan_again (McSession *self)
{
  if (self->step == MC_STEP_SCAN || self->step == MC_STEP_CHIP || self->step == MC_STEP_PERSON)
    mc_session_go (self, MC_STEP_SCAN);
}

void
mc_session_listen_to_card (McSession *self, McScanner *scanner)
{
  g_signal_connect_object (self->card_scan, "changed", G_CALLBACK (on_card_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->card_scan, "read", G_CALLBACK (on_card_read), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->card_scan, "ticket", G_CALLBACK (mc_session_on_ticket), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->card_scan, "token", G_CALLBACK (on_card_token), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->card_scan, "zone", G_CALLBACK (on_card_zone), self,
                           G_CONNECT_SWAPPED);
  if (scanner != NULL)
    g_signal_connect_object (scanner, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
}
