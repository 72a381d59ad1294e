// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/session-private.h"

#include "app/domain/local-code.h"

enum { SIGNAL_CHANGED, SIGNAL_FRAME, SIGNAL_RESUMED, SIGNAL_STAFF_CALLED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McSession, mc_session, G_TYPE_OBJECT)

/* What is fixed about each step; the way through them is in the verbs below. */
static const McStepFacts steps[] = {
  [MC_STEP_WELCOME] = { "welcome", 0, FALSE }, [MC_STEP_FIND] = { "find", 1, FALSE },
  [MC_STEP_GUIDE] = { "guide", 2, FALSE },     [MC_STEP_NOTICE] = { "notice", 3, FALSE },
  [MC_STEP_SCAN] = { "scan", 4, TRUE },        [MC_STEP_CHIP] = { "chip", 4, FALSE },
  [MC_STEP_MANUAL] = { "manual", 4, FALSE },   [MC_STEP_PERSON] = { "person", 4, FALSE },
  [MC_STEP_FORM] = { "form", 5, FALSE },       [MC_STEP_CAPTURE] = { "capture", 5, FALSE },
  [MC_STEP_CHECK] = { "check", 6, FALSE },     [MC_STEP_SAVING] = { "saving", 6, TRUE },
  [MC_STEP_DONE] = { "done", 7, FALSE },       [MC_STEP_LOOKUP] = { "lookup", 0, FALSE },
  [MC_STEP_PARK] = { "park", 0, FALSE },       [MC_STEP_PICK_UP] = { "pick-up", 0, TRUE },
};

const char *
mc_step_to_string (McStep step)
{
  g_return_val_if_fail ((guint) step < G_N_ELEMENTS (steps), "unknown");
  return steps[step].name;
}

McStep
mc_step_from_string (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].name, name))
      return i;
  return MC_STEP_WELCOME;
}

const McStepFacts *
mc_step_get_facts (McStep step)
{
  return &steps[step];
}

void
mc_session_changed (McSession *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
mc_session_emit_resumed (McSession *self)
{
  g_signal_emit (self, signals[SIGNAL_RESUMED], 0);
}

void
mc_session_alert_staff (McSession *self)
{
  g_signal_emit (self, signals[SIGNAL_STAFF_CALLED], 0);
}

void
mc_session_emit_frame (McSession *self, const McFrame *frame)
{
  g_signal_emit (self, signals[SIGNAL_FRAME], 0, frame);
}

/* --- the way --- */

void
mc_session_go (McSession *self, McStep step)
{
  mc_session_note_presence (self);
  mc_session_enter (self, step);
}

void
mc_session_enter (McSession *self, McStep step)
{
  if (self->step == MC_STEP_SCAN || self->step == MC_STEP_PICK_UP)
    mc_card_scan_stop (self->card_scan);
  if (self->step == MC_STEP_CHIP)
    mc_chip_scan_stop (self->chip_scan);
  if (self->step == MC_STEP_CAPTURE)
    mc_paper_capture_stop (self->paper_capture);
  mc_narrator_stop (self->narrator);
  self->step = step;
  self->trouble = MC_TROUBLE_NONE;
  g_ptr_array_set_size (self->faults, 0);
  mc_idle_set_held (self->idle, steps[step].holds_idle);
  mc_idle_set_kept (self->idle, FALSE);
  mc_idle_touch (self->idle);
  mc_session_save_draft (self);
  if (step == MC_STEP_SCAN)
    mc_card_scan_start (self->card_scan);
  if (step == MC_STEP_PICK_UP)
    mc_card_scan_start_for_ticket (self->card_scan);
  if (step == MC_STEP_CHIP)
    mc_session_start_chip (self);
  mc_session_changed (self);
}

void
mc_session_tell (McSession *self, McTrouble trouble)
{
  self->trouble = trouble;
  mc_session_changed (self);
}

/* Better to find out now than when a form has been filled in. */
static gboolean
can_seal (McSession *self)
{
  g_autoptr (GError) error = NULL;

  if (self->submitter == NULL)
    return FALSE;
  if (mc_submitter_check (self->submitter, &error))
    return TRUE;
  g_warning ("nothing can be handed in here: %s", error->message);
  return FALSE;
}

void
mc_session_start_visit (McSession *self, McStep step)
{
  g_autofree char *id = mc_uuid7_new (mc_clock_now_ms (self->clock));

  /* A slip can be looked up without the key that seals; nothing can be handed in without it. */
  if (self->identity == NULL || (step == MC_STEP_FIND && !can_seal (self))) {
    mc_session_tell (self, MC_TROUBLE_NOT_ENROLLED);
    return;
  }
  /* Better to say so before anybody types. */
  if (step != MC_STEP_LOOKUP && !mc_outbox_has_room (self->outbox)) {
    mc_session_tell (self, MC_TROUBLE_DISK_LOW);
    return;
  }
  self->visit = mc_visit_new (id);
  mc_idle_start (self->idle);
  mc_session_go (self, step);
}

/* Nothing of the person outlives this. */
static void
wipe (McSession *self)
{
  /* First: its signal finds everything as it was. */
  mc_narrator_reset (self->narrator);
  if (self->done_timer != 0)
    mc_clock_remove_timeout (self->clock, self->done_timer);
  self->done_timer = 0;
  mc_session_stop_waiting_for_paper (self);
  mc_session_delete_draft (self);
  mc_card_scan_reset (self->card_scan);
  mc_chip_scan_reset (self->chip_scan);
  mc_session_discard_papers (self);
  if (self->slip_printer != NULL)
    mc_slip_printer_reset (self->slip_printer);
  mc_outbox_watch_follow (self->watch, NULL);
  mc_idle_stop (self->idle);
  g_ptr_array_set_size (self->faults, 0);
  g_clear_pointer (&self->visit, mc_visit_free);
  g_clear_pointer (&self->ticket, mc_ticket_free);
  self->staff_called = FALSE;
  self->abandoned = FALSE;
  mc_session_sweep_parked (self);
  if (self->store != NULL)
    mc_store_release_pages (self->store);
}

void
mc_session_end (McSession *self)
{
  if (!mc_session_can_end (self))
    return;
  wipe (self);
  mc_session_go (self, MC_STEP_WELCOME);
}

void
mc_session_begin (McSession *self)
{
  if (self->step == MC_STEP_WELCOME)
    mc_session_start_visit (self, MC_STEP_FIND);
}

void
mc_session_choose_procedure (McSession *self, const char *code)
{
  McPartialDate day = mc_clock_get_today (self->clock);
  McProcedure *procedure = mc_catalogue_find_on (self->catalogue, code, &day);

  if (self->step != MC_STEP_FIND || procedure == NULL)
    return;
  if (g_set_object (&self->visit->procedure, procedure)) {
    mc_answers_clear (self->visit->answers);
    /* What is parked keeps its id, and its papers. */
    if (self->visit->parked_id != NULL)
      mc_visit_begin_anew (self->visit, mc_uuid7_new (mc_clock_now_ms (self->clock)));
    mc_visit_forget_way_back (self->visit);
  }
  mc_session_go (self, MC_STEP_GUIDE);
}

void
mc_session_show_notice (McSession *self)
{
  McVisit *visit = self->visit;

  g_free (visit->notice_text);
  visit->notice_text = mc_notice_format (
      mc_catalogue_get_notice (self->catalogue), self->identity->authority,
      mc_procedure_get_name (visit->procedure), self->identity->province, self->identity->contact);
  mc_session_go (self, MC_STEP_NOTICE);
}

void
mc_session_accept_guide (McSession *self)
{
  /* Where one is sent on, the guide says all there is. */
  if (self->step == MC_STEP_GUIDE
      && mc_procedure_get_kind (self->visit->procedure) == MC_PROCEDURE_FORM)
    mc_session_show_notice (self);
}

void
mc_session_consent (McSession *self, gboolean processing, gboolean contact)
{
  if (self->step != MC_STEP_NOTICE)
    return;
  self->visit->consent_processing = processing;
  self->visit->consent_contact = contact;
  self->visit->consent_ms = mc_clock_now_ms (self->clock);
  g_free (self->visit->notice_version);
  self->visit->notice_version = g_strdup (
      mc_notice_get_version (mc_catalogue_get_notice (self->catalogue)));
  if (!processing) {
    mc_session_tell (self, MC_TROUBLE_CONSENT_NEEDED);
    return;
  }
  mc_session_go (self, self->visit->person != NULL ? MC_STEP_PERSON : MC_STEP_SCAN);
}

void
mc_session_back (McSession *self)
{
  switch (self->step) {
  case MC_STEP_FIND:
  case MC_STEP_LOOKUP:
  case MC_STEP_PICK_UP:
    mc_session_end (self);
    break;
  case MC_STEP_PARK:
    mc_session_back_from_park (self);
    break;
  case MC_STEP_GUIDE:
    mc_session_go (self, MC_STEP_FIND);
    break;
  case MC_STEP_NOTICE:
    mc_session_go (self, MC_STEP_GUIDE);
    break;
  case MC_STEP_SCAN:
    mc_session_go (self, MC_STEP_NOTICE);
    break;
  case MC_STEP_CHIP:
    mc_session_back_from_chip (self);
    break;
  case MC_STEP_PERSON:
    if (self->visit->manual)
      mc_session_enter_manually (self);
    else
      mc_session_go (self, MC_STEP_SCAN);
    break;
  case MC_STEP_MANUAL:
  case MC_STEP_FORM:
    mc_session_back_in_form (self);
    break;
  case MC_STEP_CAPTURE:
    mc_session_back_from_capture (self);
    break;
  case MC_STEP_CHECK:
    mc_session_back_to_last_page (self);
    break;
  case MC_STEP_WELCOME:
  case MC_STEP_SAVING:
  case MC_STEP_DONE:
    break;
  }
}

/* --- making one --- */

static void
mc_session_dispose (GObject *object)
{
  McSession *self = MC_SESSION (object);

  if (self->clock != NULL)
    wipe (self);
  g_clear_object (&self->card_scan);
  g_clear_object (&self->chip_scan);
  g_clear_object (&self->paper_capture);
  g_clear_object (&self->attachments);
  g_clear_object (&self->store);
  g_clear_object (&self->submitter);
  g_clear_object (&self->slip_printer);
  g_clear_object (&self->watch);
  g_clear_object (&self->idle);
  g_clear_object (&self->narrator);
  g_clear_object (&self->clock);
  g_clear_object (&self->catalogue);
  g_clear_pointer (&self->identity, mc_kiosk_identity_unref);
  g_clear_object (&self->drafts);
  g_clear_object (&self->parked);
  g_clear_object (&self->link);
  g_clear_object (&self->outbox);
  g_clear_pointer (&self->faults, g_ptr_array_unref);
  g_clear_pointer (&self->manner, g_free);
  G_OBJECT_CLASS (mc_session_parent_class)->dispose (object);
}

static void
mc_session_class_init (McSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_session_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MC_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FRAME] = g_signal_new ("frame", MC_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_RESUMED] = g_signal_new ("resumed", MC_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_STAFF_CALLED] = g_signal_new ("staff-called", MC_TYPE_SESSION, G_SIGNAL_RUN_LAST,
                                               0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mc_session_init (McSession *self)
{
  self->faults = g_ptr_array_new ();
}

static void
listen_to_parts (McSession *self, McScanner *scanner)
{
  mc_session_listen_to_card (self, scanner);
  g_signal_connect_object (self->chip_scan, "changed", G_CALLBACK (mc_session_on_chip_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->chip_scan, "read", G_CALLBACK (mc_session_on_chip_read), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->paper_capture, "changed", G_CALLBACK (mc_session_on_paper_changed),
                           self, G_CONNECT_SWAPPED);
  mc_session_listen_to_help (self);
  g_signal_connect_object (self->idle, "expired", G_CALLBACK (mc_session_end), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (mc_session_changed), self,
                           G_CONNECT_SWAPPED);
  if (self->slip_printer != NULL)
    g_signal_connect_object (self->slip_printer, "changed",
                             G_CALLBACK (mc_session_on_print_changed), self, G_CONNECT_SWAPPED);
}

void
mc_session_set_vault (McSession *self, McVault *vault)
{
  g_clear_object (&self->submitter);
  g_clear_object (&self->attachments);
  if (self->identity == NULL)
    return;
  self->submitter = mc_submitter_new (self->clock, self->identity, vault, self->outbox);
  if (self->store != NULL)
    self->attachments = mc_attachments_new (self->store, vault);
}

McSession *
mc_session_new (const McSessionParts *parts)
{
  McSession *self = g_object_new (MC_TYPE_SESSION, NULL);

  self->clock = g_object_ref (parts->clock);
  self->catalogue = g_object_ref (parts->catalogue);
  self->calendar = parts->calendar;
  self->outbox = g_object_ref (parts->outbox);
  if (parts->store != NULL)
    self->store = g_object_ref (parts->store);
  self->done_seconds = parts->done_seconds;
  if (parts->drafts != NULL)
    self->drafts = g_object_ref (parts->drafts);
  if (parts->parked != NULL)
    self->parked = g_object_ref (parts->parked);
  self->park_days = parts->park_days;
  g_set_object (&self->link, parts->link);
  if (parts->identity != NULL) {
    self->identity = mc_kiosk_identity_ref (parts->identity);
    self->slip_printer = mc_slip_printer_new (parts->printer, parts->identity, parts->paper);
  }
  if (parts->vault != NULL)
    mc_session_set_vault (self, parts->vault);
  self->card_scan = mc_card_scan_new (parts->clock, parts->scanner, parts->scan_seconds);
  self->has_picture = !parts->no_picture;
  self->chip_scan = mc_chip_scan_new (
      parts->clock, parts->card_reader,
      parts->portrait ? MC_CARD_READ_PORTRAIT : MC_CARD_READ_DEFAULT, parts->scan_seconds);
  self->paper_capture = mc_paper_capture_new (parts->clock, parts->document_camera,
                                              parts->scan_seconds);
  self->watch = mc_outbox_watch_new (parts->clock, parts->outbox, parts->link);
  self->idle = mc_idle_new (parts->clock, parts->idle_seconds, parts->warning_seconds);
  self->narrator = mc_session_new_narrator (parts->speaker, parts->spoken_style);
  listen_to_parts (self, parts->scanner);
  mc_session_listen_to_link (self);
  mc_outbox_watch_start (self->watch);
  mc_session_sweep_parked (self);
  return self;
}
