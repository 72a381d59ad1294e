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

/* The daemon need not find out by itself. */
static void
tell_daemon (McSession *self)
{
  if (self->link != NULL)
    mc_link_client_look (self->link);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McSession) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!mc_parked_close_finish (MC_PARKED (source), result, &error))
    g_message ("parked draft not deleted: %s", error->message);
  tell_daemon (self);
}

void
mc_session_unpark (McSession *self)
{
  McVisit *visit = self->visit;

  if (self->parked != NULL && visit->parked_id != NULL)
    mc_parked_close_async (self->parked, visit->parked_id, MC_PARKED_WITHDRAWN,
                           visit->parked_until_ms, on_closed, g_object_ref (self));
  g_clear_pointer (&visit->parked_id, g_free);
  visit->parked_until_ms = 0;
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
mc_session_parks_travel (McSession *self)
{
  return self->link != NULL;
}

gboolean
mc_session_is_carried (McSession *self)
{
  return self->step == MC_STEP_PARK && self->is_carried;
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
  self->is_carried = FALSE;
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

  const McParkedTerms terms = {
    .parked_ms = now_ms,
    .expires_ms = now_ms + self->park_days * DAY_MS,
    .travels = mc_session_parks_travel (self),
    .has_papers = mc_session_has_captured (self),
  };

  g_clear_pointer (&self->ticket, mc_ticket_free);
  mc_slip_printer_print_parked (self->slip_printer, self->visit->procedure, text, &terms);
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
  tell_daemon (self);
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
  mc_parked_put_async (self->parked, self->ticket, self->visit->id, draft,
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

/* A ticket that has been shown, until it opens something or does not. */
typedef struct {
  McSession *session;
  McTicket *ticket;
  char *visit;     /* id of the visit it was shown in */
  McVisit *found;  /* (nullable): what it has opened */
  gint64 until_ms; /* of what came from the portal; 0: it was here */
  McDraftFacts facts;
} Opening;

static void
opening_free (Opening *self)
{
  g_object_unref (self->session);
  mc_ticket_free (self->ticket);
  g_clear_pointer (&self->found, mc_visit_free);
  mc_draft_facts_clear (&self->facts);
  g_free (self->visit);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

/* Nobody is shown what somebody before them has asked for. */
static gboolean
is_awaited (const Opening *self)
{
  const McSession *session = self->session;

  return session->step == MC_STEP_PICK_UP && g_str_equal (session->visit->id, self->visit);
}

static void
set_asking (McSession *self, gboolean is_asking)
{
  if (self->is_asking == is_asking)
    return;
  self->is_asking = is_asking;
  mc_session_changed (self);
}

static void
on_papers_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  McSession *self = opening->session;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) papers = mc_attachments_list_finish (MC_ATTACHMENTS (source), result,
                                                             &error);

  if (papers == NULL)
    g_warning ("papers of a parked draft are not found: %s", error->message);
  if (!is_awaited (opening))
    return;
  if (papers != NULL) {
    g_ptr_array_unref (opening->found->papers);
    opening->found->papers = g_steal_pointer (&papers);
  }
  take_over (self, g_steal_pointer (&opening->found), &opening->facts, opening->ticket->id);
}

/* draft: secret bytes. What was photographed is sealed for the portal: it is where it was. */
static void
take_draft (Opening *opening_taken, GBytes *draft)
{
  g_autoptr (Opening) opening = opening_taken;
  McSession *self = opening->session;
  McVisit *visit = mc_visit_from_draft (draft, self->catalogue, &opening->facts);

  opening->found = visit;
  if (visit == NULL || visit->person == NULL || visit->procedure == NULL) {
    mc_card_scan_refuse (self->card_scan, MC_TROUBLE_TICKET_OLD);
    return;
  }
  visit->parked_until_ms = opening->until_ms;
  mc_narrator_tone (self->narrator, MC_SPEAKER_TONE_GOOD);
  if (self->attachments != NULL)
    mc_attachments_list_async (self->attachments, visit->id, on_papers_listed,
                               g_steal_pointer (&opening));
  else
    take_over (self, g_steal_pointer (&opening->found), &opening->facts, opening->ticket->id);
}

static void
refuse_ticket (McSession *self, McLinkParked outcome)
{
  static const McTrouble troubles[] = {
    [MC_LINK_PARKED_FOUND] = MC_TROUBLE_TICKET_UNKNOWN, /* and its key is another */
    [MC_LINK_PARKED_UNKNOWN] = MC_TROUBLE_TICKET_UNKNOWN,
    [MC_LINK_PARKED_GONE] = MC_TROUBLE_TICKET_USED,
    [MC_LINK_PARKED_OFFLINE] = MC_TROUBLE_TICKET_OFFLINE,
  };

  mc_card_scan_refuse (self->card_scan, troubles[outcome]);
}

/* What is not here, the portal may have. */
static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  McSession *self = opening->session;
  g_auto (McLinkAnswer) answer = { 0 };
  g_autoptr (GBytes) draft = NULL;

  mc_link_client_fetch_parked_finish (MC_LINK_CLIENT (source), result, &answer);
  set_asking (self, FALSE);
  if (!is_awaited (opening))
    return;
  if (answer.outcome == MC_LINK_PARKED_FOUND)
    draft = mc_parked_open (opening->ticket, answer.box);
  if (draft == NULL) {
    refuse_ticket (self, answer.outcome);
    return;
  }
  opening->until_ms = answer.expires_ms;
  take_draft (g_steal_pointer (&opening), draft);
}

/* What is here and at the portal may have been taken up elsewhere. Nobody who could say so: it is
 * opened, and the portal takes a submission once. */
typedef struct {
  Opening *opening;
  GBytes *draft;
} Doubt;

static void
on_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Doubt *doubt = user_data;
  g_autoptr (Opening) opening = doubt->opening;
  g_autoptr (GBytes) draft = doubt->draft;
  McSession *self = opening->session;
  g_auto (McLinkAnswer) answer = { 0 };

  mc_link_client_fetch_parked_finish (MC_LINK_CLIENT (source), result, &answer);
  set_asking (self, FALSE);
  if (answer.outcome == MC_LINK_PARKED_GONE)
    mc_parked_close_async (self->parked, opening->ticket->id, MC_PARKED_GONE, 0, on_closed,
                           g_object_ref (self));
  if (!is_awaited (opening))
    return;
  if (answer.outcome == MC_LINK_PARKED_GONE)
    refuse_ticket (self, answer.outcome);
  else
    take_draft (g_steal_pointer (&opening), draft);
}

static void
ask_portal (McSession *self, const Opening *opening, GAsyncReadyCallback callback, gpointer data)
{
  set_asking (self, TRUE);
  mc_link_client_fetch_parked_async (self->link, opening->ticket->id, NULL, callback, data);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  McSession *self = opening->session;
  g_autoptr (GError) error = NULL;
  McParkedState state;
  g_autoptr (GBytes) draft = mc_parked_get_finish (MC_PARKED (source), result, &state, &error);
  Doubt *doubt;

  if (!is_awaited (opening))
    return;
  if (draft == NULL && !g_error_matches (error, MC_STORE_ERROR, MC_STORE_ERROR_NOT_FOUND))
    g_warning ("parked draft not read: %s", error->message);
  if (state == MC_PARKED_ABSENT && self->link != NULL) {
    ask_portal (self, opening, on_fetched, opening);
    g_steal_pointer (&opening);
  } else if (draft == NULL) {
    refuse_ticket (self, state == MC_PARKED_CLOSED ? MC_LINK_PARKED_GONE : MC_LINK_PARKED_UNKNOWN);
  } else if (state == MC_PARKED_CARRIED && self->link != NULL) {
    doubt = g_new0 (Doubt, 1);
    doubt->draft = g_steal_pointer (&draft);
    doubt->opening = g_steal_pointer (&opening);
    ask_portal (self, doubt->opening, on_confirmed, doubt);
  } else {
    take_draft (g_steal_pointer (&opening), draft);
  }
}

void
mc_session_on_ticket (McSession *self, const McTicket *ticket)
{
  Opening *opening;

  if (self->step != MC_STEP_PICK_UP || self->is_asking)
    return;
  opening = g_new0 (Opening, 1);
  opening->session = g_object_ref (self);
  opening->ticket = mc_ticket_copy (ticket);
  opening->visit = g_strdup (self->visit->id);
  mc_parked_get_async (self->parked, ticket, on_opened, opening);
}

gboolean
mc_session_is_asking (McSession *self)
{
  return self->step == MC_STEP_PICK_UP && self->is_asking;
}

/* --- where it is --- */

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (McSession) self = user_data;
  const McParkedState state = mc_parked_look_finish (MC_PARKED (source), result);

  if (self->step != MC_STEP_PARK || self->is_carried == (state == MC_PARKED_CARRIED))
    return;
  self->is_carried = state == MC_PARKED_CARRIED;
  mc_session_changed (self);
}

static void
on_link_changed (McSession *self)
{
  if (self->step == MC_STEP_PARK && self->visit->parked_id != NULL)
    mc_parked_look_async (self->parked, self->visit->parked_id, on_looked, g_object_ref (self));
}

void
mc_session_listen_to_link (McSession *self)
{
  if (self->link != NULL && self->parked != NULL)
    g_signal_connect_object (self->link, "changed", G_CALLBACK (on_link_changed), self,
                             G_CONNECT_SWAPPED);
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
  const gint64 until_ms = visit->parked_until_ms;
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
  visit->parked_until_ms = 0;
  go_back (self);
  mc_parked_close_async (self->parked, id, MC_PARKED_TAKEN_UP, until_ms, on_closed,
                         g_object_ref (self));
}
