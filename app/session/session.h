// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/clock.h"
#include "app/domain/id-card.h"
#include "app/domain/identity.h"
#include "app/domain/procedure.h"
#include "app/paper/slip.h"
#include "app/session/narrator.h"
#include "app/session/chip-scan.h"
#include "app/session/outbox-watch.h"
#include "app/session/paper-capture.h"
#include "app/session/suggestion.h"
#include "app/session/trouble.h"
#include "drivers/card-reader.h"
#include "drivers/printer.h"
#include "drivers/scanner.h"
#include "offline-cache/attachments.h"
#include "offline-cache/drafts.h"
#include "offline-cache/link/link-client.h"
#include "offline-cache/outbox.h"
#include "offline-cache/parked.h"
#include "offline-cache/vault.h"

G_BEGIN_DECLS

/**
 * McSession: one visit after the other, as a state machine without a widget. Views show its
 * properties and call its verbs; it calls drivers and the offline cache. Verbs that do not fit
 * the current step do nothing, so a second tap can never reach the next screen's meaning.
 *
 * Signals:
 *  "changed": something a view shows has changed (step, person, answers, states ...)
 *  "frame" (McFrame *): camera preview, only in MC_STEP_SCAN
 *  "resumed": a crashed visit goes on, and its page comes next: see mc_session_get_manner ()
 *  "staff-called": the person asked for help, or something needs staff (see attention)
 */
#define MC_TYPE_SESSION (mc_session_get_type ())
G_DECLARE_FINAL_TYPE (McSession, mc_session, MC, SESSION, GObject)

typedef enum {
  MC_STEP_WELCOME,
  MC_STEP_FIND,    /* find the procedure */
  MC_STEP_GUIDE,   /* what to bring, fee, time */
  MC_STEP_NOTICE,  /* privacy notice and consent */
  MC_STEP_SCAN,    /* hold the card before the camera */
  MC_STEP_CHIP,    /* lay the card on the reader */
  MC_STEP_MANUAL,  /* the identity form, page by page, when the card cannot be read */
  MC_STEP_PERSON,  /* "is this you?" */
  MC_STEP_FORM,    /* one question a page */
  MC_STEP_CAPTURE, /* a paper that the form asks for is photographed */
  MC_STEP_CHECK,   /* check answers, declaration */
  MC_STEP_SAVING,  /* sealing and committing */
  MC_STEP_DONE,    /* recorded: local code, slip */
  MC_STEP_LOOKUP,  /* local code -> state, reprint */
  MC_STEP_PARK,    /* to go on later: what that means, its slip */
  MC_STEP_PICK_UP, /* show that slip */
} McStep;

const char *mc_step_to_string (McStep step); /* "welcome", ... */

/* Everything a session works with; all (transfer none), the session takes references.
 * scanner, card_reader, printer, drafts may be NULL: the visit then goes on without them. identity
 * is NULL on a machine that is not enrolled, vault where nothing can be sealed (certificate run
 * out, clock wrong): then no visit begins, and the welcome page says where to go. */
typedef struct {
  McClock *clock;
  McCatalogue *catalogue;
  McWorkCalendar *calendar; /* NULL: no day is told; outlives the session */
  McKioskIdentity *identity;
  McScanner *scanner;
  gboolean no_picture; /* the scanner has no camera to show */
  McCardReader *card_reader;
  McDocumentCamera *document_camera; /* NULL: papers are handed in at the counter */
  McPrinter *printer;
  McSpeaker *speaker;
  McSpokenStyle spoken_style;
  McOutbox *outbox;
  McVault *vault;
  McStore *store; /* of photographed papers; NULL: none are taken */
  McDrafts *drafts;
  McParked *parked;   /* NULL, or without a printer: nothing can be left for later */
  guint park_days;    /* 0: likewise */
  McLinkClient *link; /* NULL: what is left for later is on this machine alone */
  McPaperFormat paper;
  guint idle_seconds; /* 0: never ask */
  guint warning_seconds;
  guint done_seconds;
  guint scan_seconds;
  gboolean portrait; /* read DG2 too, for the screen */
} McSessionParts;

McSession *mc_session_new (const McSessionParts *parts);

/* From the next submission on. One under way is finished as it was begun. */
void mc_session_set_vault (McSession *self, McVault *vault);

/* --- what views show (all transfer none) --- */
McStep mc_session_get_step (McSession *self);
McTrouble mc_session_get_trouble (McSession *self);
McNetwork mc_session_get_network (McSession *self);
/* The clock is known to be wrong: staff are told on the band, and no day is promised. */
gboolean mc_session_is_clock_wrong (McSession *self);
const McKioskIdentity *mc_session_get_identity (McSession *self);
gint64 mc_session_get_now_ms (McSession *self);
/* "Bước n/m": place on the way, 1-based; total 0 where no progress is shown. In a form "Câu n/m"
 * too: of the pages that are asked as the answers stand; questions 0 elsewhere. share: how far
 * through the form, 0..1, by all its pages whether they are asked or not: no answer moves it
 * back. */
typedef struct {
  guint position;
  guint total;
  guint question;
  guint questions;
  double share;
} McProgressOfVisit;

McProgressOfVisit mc_session_get_progress (McSession *self);
/* Whether "Quay lại" does anything. */
gboolean mc_session_can_go_back (McSession *self);
/* Whether the person can end the visit: not while it is being recorded, and not in the first
 * seconds of a print, because the end withdraws a slip that is not out yet. */
gboolean mc_session_can_end (McSession *self);

McCatalogue *mc_session_get_catalogue (McSession *self);
McProcedure *mc_session_get_procedure (McSession *self);  /* (nullable) */
const char *mc_session_get_notice_text (McSession *self); /* filled in; in MC_STEP_NOTICE */
const McPerson *mc_session_get_person (McSession *self);  /* (nullable) */
McCardWarnings mc_session_get_card_warnings (McSession *self);
McDeviceRetry mc_session_get_scan_hint (McSession *self); /* valid if has_scan_hint */
gboolean mc_session_has_scan_hint (McSession *self);
guint mc_session_get_scan_failures (McSession *self); /* 2 and more: offer manual entry first */

/* MC_STEP_SCAN: whether there is a camera's picture to show. */
gboolean mc_session_has_picture (McSession *self);
/* MC_STEP_SCAN: whether a chip reader is there (mc_session_type_card). */
gboolean mc_session_can_read_chip (McSession *self);
/* MC_STEP_PERSON: whether the chip could be read still (mc_session_read_chip). */
gboolean mc_session_can_offer_chip (McSession *self);
McChipState mc_session_get_chip_state (McSession *self);
guint mc_session_get_chip_percent (McSession *self);
guint mc_session_get_chip_failures (McSession *self);
/* (nullable): the chip's portrait, where configuration asks for it: JPEG or JPEG 2000. For the
 * screen, never to be stored. */
GBytes *mc_session_get_portrait (McSession *self);
/* MC_STEP_PERSON: the person has typed it all. */
gboolean mc_session_is_typed (McSession *self);

/* SCAN: the local code of a slip that was shown instead of a card (nullable). */
const char *mc_session_get_shown_code (McSession *self);

McForm *mc_session_get_form (McSession *self); /* (nullable): identity form in MANUAL, else the
                                                  procedure's */
guint mc_session_get_page (McSession *self);   /* index in that form, in MANUAL and FORM */
/* Where in the form the visit stands. On a repeat row -1 is its list; else the row being filled
 * in, by the repeat's own pages. */
McPlace mc_session_get_place (McSession *self);
/* (nullable): the page at that place: in a row, the repeat's page. Its repeat is not NULL where the
 * list is to be shown. */
const McPage *mc_session_get_current_page (McSession *self);
/* (transfer full): the key of a field's answer at this place ("thanh_vien.0.ho_ten"): what
 * mc_session_get_answers () has it under, what set_answer takes and faults carry. */
char *mc_session_dup_answer_key (McSession *self, const McField *field);
/* Whether the field must be answered, as its rule has it now. */
gboolean mc_session_is_required (McSession *self, const McField *field);
/* Rows of the list that is shown; 0 elsewhere. */
guint mc_session_get_n_rows (McSession *self);
McAnswers *mc_session_get_answers (McSession *self); /* of that form; views only read */
GPtrArray *mc_session_get_faults (McSession *self);  /* (element-type McFieldFault), maybe empty */
gboolean mc_session_is_changing (McSession *self);   /* came from CHECK by "Sửa" */

/* Whether papers can be photographed here; where not, nobody is offered it. */
gboolean mc_session_can_capture (McSession *self);
/* Pages of what has been captured for that answer; 0: nothing. */
guint mc_session_get_n_captured (McSession *self, const char *key);
gboolean mc_session_has_captured (McSession *self); /* any */
/* CAPTURE: (nullable): the paper that is asked for, how far it is, and its pages so far. */
const McField *mc_session_get_capture_field (McSession *self);
McPaperState mc_session_get_paper_state (McSession *self);
McPaperCapture *mc_session_get_paper_capture (McSession *self);

/* (transfer full) (element-type McSuggestion): most recent first, at most 3, none that is there
 * already; empty where the field has no `reuse`. */
GPtrArray *mc_session_dup_suggestions (McSession *self, const McField *field);
/* When what was asked for today may be done, as YYYY-MM-DD; dự kiến, for the portal alone can say
 * it. FALSE: the procedure's time is not known. */
gboolean mc_session_get_due (McSession *self, McPartialDate *due);

/* FORM, CHECK: whether the visit can be left for later. */
gboolean mc_session_can_park (McSession *self);
/* PARK: it is on the disk, and its slip printed or on the way. */
gboolean mc_session_is_parked (McSession *self);
/* Whether what is left here goes to the portal, once there is a network. */
gboolean mc_session_parks_travel (McSession *self);
/* PARK: whether it is there. */
gboolean mc_session_is_carried (McSession *self);
/* PICK_UP: the portal is being asked for what the slip opens. */
gboolean mc_session_is_asking (McSession *self);
/* PERSON: papers that were photographed elsewhere are to be photographed again. */
gboolean mc_session_lacks_papers (McSession *self);
/* Days until a parked draft is deleted; 0: nothing can be left for later here. */
guint mc_session_get_park_days (McSession *self);

const char *mc_session_get_local_code (McSession *self); /* (nullable): from DONE on */
const char *mc_session_get_statement (McSession *self);  /* (nullable): for the QR on screen */
McPrintState mc_session_get_print_state (McSession *self);
/* Whether the person has said that the slip came out. */
gboolean mc_session_has_paper (McSession *self);
/* In DONE: what has become of this submission so far, polled from the outbox (nullable). In
 * LOOKUP: the submission found (nullable). */
const McSubmission *mc_session_get_submission (McSession *self);

/* Idle: seconds left before the visit is wiped, 0 when no warning is up. */
guint mc_session_get_warning_seconds (McSession *self);
/* Whether the person reads or moves with effort: then all waiting is twice as long. Taken back by
 * whoever set it. */
void mc_session_set_needs_time (McSession *self, gboolean needs_time);
gboolean mc_session_get_staff_called (McSession *self);
/* Nobody answers a warning that is nearly over, or a page without its slip that does not leave by
 * itself: staff should come ("staff-called" was emitted once). Any touch takes it back. */
gboolean mc_session_is_abandoned (McSession *self);

/* Reads aloud, for the whole life of the session; falls silent with each step. */
McNarrator *mc_session_get_narrator (McSession *self);

/* --- verbs --- */
void mc_session_begin (McSession *self);                              /* WELCOME -> FIND */
void mc_session_choose_procedure (McSession *self, const char *code); /* FIND -> GUIDE */
void mc_session_accept_guide (McSession *self);                       /* GUIDE -> NOTICE */
/* NOTICE -> SCAN when processing is TRUE, else trouble CONSENT_NEEDED. */
void mc_session_consent (McSession *self, gboolean processing, gboolean contact);
void mc_session_enter_manually (McSession *self); /* SCAN, CHIP, PERSON -> MANUAL */
void mc_session_scan_again (McSession *self);     /* SCAN, CHIP, PERSON -> SCAN */
void mc_session_type_card (McSession *self);      /* SCAN -> MANUAL (a few numbers) -> CHIP */
void mc_session_read_chip (McSession *self);      /* PERSON -> CHIP; CHIP: once more */
void mc_session_skip_chip (McSession *self);      /* CHIP -> PERSON, or MANUAL if nobody is known */
void mc_session_confirm_person (McSession *self); /* PERSON -> FORM */
/* MANUAL, FORM: keeps what was typed (canonical form is found by the session). */
void mc_session_set_answer (McSession *self, const char *key, const char *typed);
/* An address from the picker. text: all of it in one line; the other three may be NULL. The plain
 * verb above, for an address, forgets them: then the text alone stands. */
void mc_session_set_address (McSession *self, const char *key, const char *text, const char *street,
                             const char *commune, const char *province);
/* Answers the field with a suggestion, by its number in the list above. */
void mc_session_take_suggestion (McSession *self, const McField *field, guint index);
/* CAPTURE: the next picture that is good is the page. */
void mc_session_take_page (McSession *self);
void mc_session_add_page (McSession *self);    /* CAPTURE: one page more, if there may be */
void mc_session_retake_page (McSession *self); /* CAPTURE: the page that is shown */
void mc_session_remove_page (McSession *self);
void mc_session_show_page (McSession *self, guint page);
/* CAPTURE: the pages become one sealed paper; then as mc_session_continue (). */
void mc_session_finish_capture (McSession *self);
void mc_session_keep_capture (McSession *self);  /* CAPTURE, kept: it stays as it was */
void mc_session_renew_capture (McSession *self); /* CAPTURE, kept: pages are taken anew */
void mc_session_skip_capture (McSession *self);  /* CAPTURE: it is brought to the counter */
/* On a list: begins a new row; nothing happens when there are as many as may be. Its pages come
 * one by one; after the last, and by going back from the first, the list is shown again. A row in
 * which nothing was written does not stay. */
void mc_session_add_row (McSession *self);
void mc_session_edit_row (McSession *self, guint row);
void mc_session_remove_row (McSession *self, guint row);
/* MANUAL, FORM: checks the page; faults stay on it; else the next page asked, or CHECK / PERSON. */
void mc_session_continue (McSession *self);
void mc_session_back (McSession *self);               /* never loses an answer */
void mc_session_change (McSession *self, guint page); /* CHECK -> FORM, straight back */
void mc_session_submit (McSession *self);             /* CHECK -> SAVING -> DONE */
void mc_session_print (McSession *self);              /* DONE, LOOKUP: (again) */
/* GUIDE: what to bring and what to expect, on paper. */
void mc_session_print_guide (McSession *self);
void mc_session_park (McSession *self);     /* FORM, CHECK -> PARK */
void mc_session_park_now (McSession *self); /* PARK: on the disk, then on paper */
void mc_session_pick_up (McSession *self);  /* WELCOME -> PICK_UP; its slip read -> SCAN, NOTICE */
/* DONE, PARK: the person says the slip came out (TRUE) or did not (FALSE: staff are called). */
void mc_session_confirm_paper (McSession *self, gboolean came_out);
/* DONE -> FIND: one more procedure for the same person; what was answered is offered again. */
void mc_session_begin_another (McSession *self);
void mc_session_end (McSession *self); /* any -> WELCOME, all wiped */
void mc_session_call_staff (McSession *self);
void mc_session_dismiss_staff (McSession *self);
void mc_session_lookup (McSession *self); /* WELCOME -> LOOKUP */
void mc_session_lookup_code (McSession *self, const char *typed);
/* SCAN: looks up the slip that was shown instead of a card; mc_session_get_shown_code (). */
void mc_session_lookup_shown (McSession *self);
/* What a scanner has typed: a card in SCAN; a slip in WELCOME and LOOKUP, which is looked up. */
void mc_session_take_typed (McSession *self, const char *text);
/* Any touch or key: restarts the idle time and takes the warning away. */
void mc_session_touch (McSession *self);
/* How the person wants the screen, in words of the view's own, for the time after a crash.
 * manner: (nullable). */
void mc_session_set_manner (McSession *self, const char *manner);
const char *mc_session_get_manner (McSession *self);
/* Goes on with a visit that a crash has interrupted, where it was, if the person may still be here:
 * less than the idle time has gone by since they were. Call once at start. Blocks for some ms. */
gboolean mc_session_resume (McSession *self);

G_END_DECLS
