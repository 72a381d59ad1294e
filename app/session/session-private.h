// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Shared by the files that make up McSession, and by nobody else. */

#include "app/session/card-scan.h"
#include "app/session/chip-scan.h"
#include "app/session/idle.h"
#include "app/session/session.h"
#include "app/session/slip-printer.h"
#include "app/session/submitter.h"
#include "app/session/visit.h"

G_BEGIN_DECLS

struct _McSession {
  GObject parent_instance;

  McClock *clock;
  McWorkCalendar *calendar; /* (nullable) (unowned) */
  McCatalogue *catalogue;
  McKioskIdentity *identity; /* (nullable): not enrolled */
  McDrafts *drafts;          /* (nullable) */
  McParked *parked;          /* (nullable): nothing can be left for later */
  guint park_days;
  McTicket *ticket;    /* (nullable): of what is being parked, until it is on paper */
  McLinkClient *link;  /* (nullable): nothing comes from other machines */
  gboolean is_carried; /* what is parked: the portal has it */
  gboolean is_asking;  /* the portal, for what a ticket opens */
  McOutbox *outbox;
  guint done_seconds;

  McCardScan *card_scan;
  gboolean has_picture;
  McChipScan *chip_scan;
  McPaperCapture *paper_capture;
  McStore *store;              /* (nullable) */
  McAttachments *attachments;  /* (nullable): no paper can be kept */
  gboolean keeping;            /* a paper is on its way into the store */
  McSubmitter *submitter;      /* (nullable): not enrolled, or the seal key is unusable */
  McSlipPrinter *slip_printer; /* (nullable): not enrolled */
  McOutboxWatch *watch;
  McIdle *idle;
  gboolean needs_time;
  McNarrator *narrator;

  McStep step;
  McTrouble trouble;
  McVisit *visit; /* (nullable): nobody is here */
  GPtrArray *faults;
  gboolean staff_called;
  gboolean abandoned;
  guint done_timer;
  guint paper_timer; /* the slip may still come out any moment */
  guint draft_timer;
  gint64 draft_ms; /* monotonic: when a draft was saved last */
  gint64 here_ms;  /* monotonic: when the person did anything last */
  guint takes;     /* of this visit after a crash, without the person doing anything since */
  char *manner;    /* (nullable): see mc_session_set_manner () */
};

typedef struct {
  const char *name;
  guint position;      /* "Bước n/7", 0: not on the way */
  gboolean holds_idle; /* the kiosk is busy, not the person absent */
} McStepFacts;

#define MC_STEP_N_POSITIONS 7

const McStepFacts *mc_step_get_facts (McStep step);
McStep mc_step_from_string (const char *name);

void mc_session_changed (McSession *self);
void mc_session_emit_resumed (McSession *self);
void mc_session_emit_frame (McSession *self, const McFrame *frame);

/* Enters a step: the one place where self->step changes. */
void mc_session_enter (McSession *self, McStep step);
/* The same, because of something that the person has done. */
void mc_session_go (McSession *self, McStep step);
void mc_session_go_to_page (McSession *self, McStep step, guint page);
void mc_session_tell (McSession *self, McTrouble trouble);
void mc_session_start_visit (McSession *self, McStep step);
void mc_session_show_notice (McSession *self);
void mc_session_alert_staff (McSession *self);

/* session-card.c */
/* scanner: nullable. */
void mc_session_listen_to_card (McSession *self, McScanner *scanner);

/* session-help.c */
/* (transfer full); speaker: nullable. Without its table of words there is no reading aloud, and all
 * else goes on. */
McNarrator *mc_session_new_narrator (McSpeaker *speaker, McSpokenStyle style);
void mc_session_listen_to_help (McSession *self);

/* session-chip.c */
/* To MC_STEP_CHIP. told: what is known of the person, maybe nothing; zone (nullable): MRZ. */
void mc_session_ask_for_chip (McSession *self, McPerson *told, const char *zone);
void mc_session_start_chip (McSession *self);
void mc_session_back_from_chip (McSession *self);
void mc_session_on_chip_changed (McSession *self);
void mc_session_on_chip_read (McSession *self);

/* session-capture.c */
/* FORM -> CAPTURE where the page's paper is to be photographed; FALSE: it is not. */
gboolean mc_session_begin_capture (McSession *self);
void mc_session_on_paper_changed (McSession *self);
void mc_session_back_from_capture (McSession *self);
/* What the visit has captured and not handed in. */
void mc_session_discard_papers (McSession *self);
/* (transfer full) (element-type McSlipPaper): what has been captured, for the slip; names are the
 * form's. */
GArray *mc_session_list_captured (McSession *self);
/* SAVING: with what has been captured, or back to what is missing. */
void mc_session_record_with_papers (McSession *self);
void mc_session_take_up_papers (McSession *self);
/* Papers that are sealed on another machine: the question is put again. */
void mc_session_forget_captured (McSession *self);

/* session-draft.c */
/* The person has done something. */
void mc_session_note_presence (McSession *self);
void mc_session_save_draft (McSession *self);
void mc_session_save_draft_soon (McSession *self);
void mc_session_cancel_draft_timer (McSession *self);
void mc_session_delete_draft (McSession *self);

/* (transfer full): the visit as it stands, as secret bytes. step: the one to go on at. */
GBytes *mc_session_make_draft (McSession *self, const char *step);

/* session-park.c */
void mc_session_listen_to_link (McSession *self);
void mc_session_sweep_parked (McSession *self);
/* The draft that this visit was parked as, if any, is of no use any more. */
void mc_session_unpark (McSession *self);
void mc_session_on_ticket (McSession *self, const McTicket *ticket);
void mc_session_on_ticket_printed (McSession *self);
void mc_session_confirm_ticket (McSession *self, gboolean came_out);
gboolean mc_session_take_typed_ticket (McSession *self, GBytes *payload);
/* A picked-up visit goes on where it was parked, if this is the person who did. */
void mc_session_go_on (McSession *self);
void mc_session_back_from_park (McSession *self);

/* session-form.c */
gboolean mc_session_in_form (McSession *self);
void mc_session_continue_after_capture (McSession *self);
void mc_session_fill_in (McSession *self);
void mc_session_check_all (McSession *self);
void mc_session_back_in_form (McSession *self);
void mc_session_back_to_last_page (McSession *self);
void mc_session_count_questions (McSession *self, McProgressOfVisit *progress);

/* session-rows.c */
void mc_session_continue_in_row (McSession *self);
void mc_session_back_in_row (McSession *self);
void mc_session_leave_row (McSession *self);

/* session-reuse.c */
/* Keeps what may be offered again before the answers go. */
void mc_session_remember_answers (McSession *self);

/* session-settled.c */
/* before (nullable): what stood under key until now. */
void mc_session_note_settled (McSession *self, const McField *field, const char *key,
                              const char *before);
/* The card's address, wherever the form takes it over, as the person has said it is now. */
void mc_session_settle_addresses (McSession *self);
const McReuse *mc_session_get_settled (McSession *self); /* (nullable) */

/* session-finish.c */
void mc_session_stop_waiting_for_paper (McSession *self);
void mc_session_record (McSession *self);
void mc_session_on_print_changed (McSession *self);

G_END_DECLS
