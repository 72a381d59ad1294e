// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/session-private.h"

#include "app/domain/secret.h"
#include "app/session/visit-draft.h"

/* Leaving for later, and going on. The key of what is left behind is on the slip alone: so it is
 * on the disk before it is on paper, and off the disk again if the paper cannot be had. */

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

static void
on_swept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mc_parked_sweep_finish (MC_PARKED (source), result, &error))
    g_message ("parked drafts not swept: %s", error->message);
}

void
mc_session_sweep_parked (McSession *self)
{
  if (self->parked != NULL)
    mc_parked_sweep_async (self->parked, on_swept, NULL);
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mc_parked_delete_finish (MC_PARKED (source), result, &error))
    g_message ("parked draft not deleted: %s", error->message);
}

void
mc_session_unpark (McSession *self)
{
  if (self->parked != NULL && self->visit->parked_id != NULL)
    mc_parked_delete_async (self->parked, self->visit->parked_id, on_deleted, NULL);
  g_clear_pointer (&self->visit->parked_id, g_free);
}

/* --- leaving --- */

guint
mc_session_get_park_days (McSession *self)
{
  if (self->parked == NULL || self->slip_printer == NULL
      || !mc_slip_printer_is_there (self->slip_printer))
    return 0;
  return self->park_days;
}

gboolean
mc_session_can_park (McSession *self)
{
  return mc_session_get_park_days (self) > 0
         && (self->step == MC_STEP_FORM || self->step == MC_STEP_CHECK);
}

gboolean
mc_session_is_parked (McSession *self)
{
  return self->step == MC_STEP_PARK && (self->ticket != NULL || self->visit->parked_id != NULL);
}

void
mc_session_park (McSession *self)
{
  McVisit *visit = self->visit;

  if (!mc_session_can_park (self))
    return;
  g_free (visit->back_step);
  visit->back_step = g_strdup (mc_step_to_string (self->step));
  visit->back_page = visit->page;
  visit->back_row = visit->row;
  visit->back_subpage = visit->subpage;
  /* What a crash or an empty printer has left of an earlier try. */
  mc_session_unpark (self);
  mc_slip_printer_reset (self->slip_printer);
  mc_session_go (self, MC_STEP_PARK);
}

static void
give_up_parking (McSession *self)
{
  g_clear_pointer (&self->ticket, mc_ticket_free);
  mc_session_unpark (self);
  mc_session_save_draft (self);
  mc_idle_set_held (self->idle, FALSE);
  mc_session_alert_staff (self);
  mc_session_tell (self, MC_TROUBLE_NOT_PARKED);
}

static void
print_ticket (McSession *self)
{
  g_auto (McSecret) text = mc_ticket_to_text (self->ticket);
  const gint64 now_ms = mc_clock_now_ms (self->clock);

  g_clear_pointer (&self->ticket, mc_ticket_free);
  mc_slip_printer_print_parked (self->slip_printer, self->visit->procedure, text, now_ms,
                                now_ms + self->park_days * DAY_MS);
  mc_session_changed (self);
}

static void
on_put (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McSession) self = user_data;
  g_autoptr (GError) error = NULL;
  const gboolean ok = mc_parked_put_finish (MC_PARKED (source), result, &error);

  /* It is held until this answers, so nobody has gone anywhere. */
  g_return_if_fail (self->step == MC_STEP_PARK && self->ticket != NULL);
  if (!ok) {
    g_warning ("not parked: %s", error->message);
    give_up_parking (self);
    return;
  }
  mc_session_save_draft (self);
  print_ticket (self);
}

void
mc_session_park_now (McSession *self)
{
  g_autoptr (GBytes) draft = NULL;

  if (self->step != MC_STEP_PARK || mc_session_is_parked (self))
    return;
  mc_session_note_presence (self);
  draft = mc_session_make_draft (self, self->visit->back_step);
  self->ticket = mc_ticket_new ();
  self->visit->parked_id = g_strdup (self->ticket->id);
  mc_idle_set_held (self->idle, TRUE);
  mc_parked_put_async (self->parked, self->ticket, draft,
                       mc_clock_now_ms (self->clock) + self->park_days * DAY_MS, on_put,
                       g_object_ref (self));
  mc_session_tell (self, MC_TROUBLE_NONE);
}

void
mc_session_on_ticket_printed (McSession *self)
{
  if (mc_slip_printer_get_state (self->slip_printer) == MC_PRINT_FAILED)
    give_up_parking (self);
  else
    mc_session_changed (self);
}

/* Whoever has gone without a word may have the slip in their hand: then it stays. */
void
mc_session_confirm_ticket (McSession *self, gboolean came_out)
{
  if (!mc_session_is_parked (self) || mc_slip_printer_is_busy (self->slip_printer))
    return;
  if (came_out) {
    mc_session_end (self);
    return;
  }
  if (self->done_timer != 0)
    mc_clock_remove_timeout (self->clock, self->done_timer);
  self->done_timer = 0;
  mc_slip_printer_reset (self->slip_printer);
  mc_session_call_staff (self);
  give_up_parking (self);
}

/* The pages of the form come back as they were. */
static void
go_back (McSession *self)
{
  McVisit *visit = self->visit;
  const McStep step = mc_step_from_string (visit->back_step);

  g_clear_pointer (&visit->back_step, g_free);
  visit->page = visit->back_page;
  visit->row = visit->back_row;
  visit->subpage = visit->back_subpage;
  if (step == MC_STEP_CHECK && self->step != MC_STEP_PARK)
    mc_session_check_all (self);
  else
    mc_session_go (self, step);
}

void
mc_session_back_from_park (McSession *self)
{
  if (!mc_session_is_parked (self))
    go_back (self);
}

/* --- going on --- */

void
mc_session_pick_up (McSession *self)
{
  if (self->step == MC_STEP_WELCOME && self->parked != NULL)
    mc_session_start_visit (self, MC_STEP_PICK_UP);
}

/* A card was shown then; whoever holds the slip now shows theirs. What it says is not known until
 * then, and how far identity is assured is found anew. */
static void
take_over (McSession *self, McVisit *visit, McDraftFacts *facts, const char *ticket_id)
{
  visit->owner = g_steal_pointer (&visit->person);
  visit->warnings = MC_CARD_WARNING_NONE;
  visit->manual = FALSE;
  visit->by_number = FALSE;
  mc_answers_clear (visit->identity_answers);
  mc_clear_secret (&visit->vneid);
  g_free (visit->back_step);
  visit->back_step = g_steal_pointer (&facts->step);
  visit->back_page = visit->page;
  visit->back_row = visit->row;
  visit->back_subpage = visit->subpage;
  g_free (visit->parked_id);
  visit->parked_id = g_strdup (ticket_id);
  mc_visit_free (self->visit);
  self->visit = visit;
  if (facts->manner != NULL) {
    g_free (self->manner);
    self->manner = g_steal_pointer (&facts->manner);
    mc_session_emit_resumed (self);
  }
  /* Another notice than the one that was agreed to has to be agreed to. */
  if (g_strcmp0 (visit->notice_version,
                 mc_notice_get_version (mc_catalogue_get_notice (self->catalogue)))
      == 0)
    mc_session_go (self, MC_STEP_SCAN);
  else
    mc_session_show_notice (self);
}

typedef struct {
  McSession *session;
  char *id;
} Opening;

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Opening *opening = user_data;
  g_autofree char *id = opening->id;
  g_autoptr (McSession) self = opening->session;
  g_auto (McDraftFacts) facts = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) draft = mc_parked_get_finish (MC_PARKED (source), result, &error);
  McVisit *visit;

  if (self->step != MC_STEP_PICK_UP)
    return;
  if (draft == NULL) {
    if (!g_error_matches (error, MC_STORE_ERROR, MC_STORE_ERROR_NOT_FOUND))
      g_warning ("parked draft not read: %s", error->message);
    mc_card_scan_refuse (self->card_scan, MC_TROUBLE_TICKET_UNKNOWN);
    return;
  }
  visit = mc_visit_from_draft (draft, self->catalogue, &facts);
  if (visit != NULL && visit->person != NULL && visit->procedure != NULL) {
    mc_narrator_tone (self->narrator, MC_SPEAKER_TONE_GOOD);
    take_over (self, visit, &facts, id);
    return;
  }
  g_clear_pointer (&visit, mc_visit_free);
  mc_card_scan_refuse (self->card_scan, MC_TROUBLE_TICKET_OLD);
}

void
mc_session_on_ticket (McSession *self, const McTicket *ticket)
{
  Opening *opening;

  if (self->step != MC_STEP_PICK_UP)
    return;
  opening = g_new0 (Opening, 1);
  opening->session = g_object_ref (self);
  opening->id = g_strdup (ticket->id);
  mc_parked_get_async (self->parked, ticket, on_opened, opening);
}

gboolean
mc_session_take_typed_ticket (McSession *self, GBytes *payload)
{
  g_autoptr (McTicket) ticket = mc_ticket_parse (payload);

  if (ticket == NULL || self->parked == NULL)
    return FALSE;
  if (self->step == MC_STEP_WELCOME)
    mc_session_pick_up (self);
  else if (self->step == MC_STEP_LOOKUP)
    mc_session_go (self, MC_STEP_PICK_UP);
  /* The camera is free again by the time the card is asked for. */
  mc_card_scan_stop (self->card_scan);
  mc_session_on_ticket (self, ticket);
  return TRUE;
}

void
mc_session_go_on (McSession *self)
{
  McVisit *visit = self->visit;
  g_autofree char *id = NULL;

  if (!g_str_equal (visit->owner->id, visit->person->id)) {
    mc_session_tell (self, MC_TROUBLE_TICKET_OTHER);
    return;
  }
  g_clear_pointer (&visit->owner, mc_person_unref);
  mc_session_fill_in (self);
  mc_session_forget_captured (self);
  /* First it is in the visit's own draft, then no longer in the parked one. */
  id = g_steal_pointer (&visit->parked_id);
  go_back (self);
  mc_parked_delete_async (self->parked, id, on_deleted, NULL);
}
