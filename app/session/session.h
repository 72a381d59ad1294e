// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/clock.h"
#include "app/domain/id-card.h"
#include "app/domain/identity.h"
#include "app/domain/procedure.h"
#include "app/paper/slip.h"
#include "app/session/outbox-watch.h"
#include "app/session/trouble.h"
#include "drivers/printer.h"
#include "drivers/scanner.h"
#include "offline-cache/drafts.h"
#include "offline-cache/outbox.h"
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
 *  "staff-called": the person asked for help, or something needs staff (see attention)
 */
#define MC_TYPE_SESSION (mc_session_get_type ())
G_DECLARE_FINAL_TYPE (McSession, mc_session, MC, SESSION, GObject)

typedef enum {
  MC_STEP_WELCOME,
  MC_STEP_FIND,   /* find the procedure */
  MC_STEP_GUIDE,  /* what to bring, fee, time */
  MC_STEP_NOTICE, /* privacy notice and consent */
  MC_STEP_SCAN,   /* hold the card before the camera */
  MC_STEP_MANUAL, /* the identity form, page by page, when the card cannot be read */
  MC_STEP_PERSON, /* "is this you?" */
  MC_STEP_FORM,   /* one question a page */
  MC_STEP_CHECK,  /* check answers, declaration */
  MC_STEP_SAVING, /* sealing and committing */
  MC_STEP_DONE,   /* recorded: local code, slip */
  MC_STEP_LOOKUP, /* local code -> state, reprint */
} McStep;

const char *mc_step_to_string (McStep step); /* "welcome", ... */

/* Everything a session works with; all (transfer none), the session takes references.
 * scanner, printer, drafts may be NULL: the visit then goes on without them. identity is NULL on
 * a machine that is not enrolled, vault where nothing can be sealed (certificate run out, clock
 * wrong): then no visit begins, and the welcome page says where to go. */
typedef struct {
  McClock *clock;
  McCatalogue *catalogue;
  McKioskIdentity *identity;
  McScanner *scanner;
  McPrinter *printer;
  McOutbox *outbox;
  McVault *vault;
  McDrafts *drafts;
  McPaperFormat paper;
  guint idle_seconds; /* 0: never ask */
  guint warning_seconds;
  guint done_seconds;
  guint scan_seconds;
} McSessionParts;

McSession *mc_session_new (const McSessionParts *parts);

/* --- what views show (all transfer none) --- */
McStep mc_session_get_step (McSession *self);
McTrouble mc_session_get_trouble (McSession *self);
McNetwork mc_session_get_network (McSession *self);
const McKioskIdentity *mc_session_get_identity (McSession *self);
gint64 mc_session_get_now_ms (McSession *self);
/* "Bước n/m": place on the way, 1-based; total 0 where no progress is shown. */
void mc_session_get_progress (McSession *self, guint *position, guint *total);
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

McForm *mc_session_get_form (McSession *self); /* (nullable): identity form in MANUAL, else the
                                                  procedure's */
guint mc_session_get_page (McSession *self);   /* index in that form, in MANUAL and FORM */
McAnswers *mc_session_get_answers (McSession *self); /* of that form; views only read */
GPtrArray *mc_session_get_faults (McSession *self);  /* (element-type McFieldFault), maybe empty */
gboolean mc_session_is_changing (McSession *self);   /* came from CHECK by "Sửa" */

const char *mc_session_get_local_code (McSession *self); /* (nullable): from DONE on */
const char *mc_session_get_statement (McSession *self);  /* (nullable): for the QR on screen */
McPrintState mc_session_get_print_state (McSession *self);
/* In DONE: what has become of this submission so far, polled from the outbox (nullable). In
 * LOOKUP: the submission found (nullable). */
const McSubmission *mc_session_get_submission (McSession *self);

/* Idle: seconds left before the visit is wiped, 0 when no warning is up. */
guint mc_session_get_warning_seconds (McSession *self);
gboolean mc_session_get_staff_called (McSession *self);

/* --- verbs --- */
void mc_session_begin (McSession *self);                              /* WELCOME -> FIND */
void mc_session_choose_procedure (McSession *self, const char *code); /* FIND -> GUIDE */
void mc_session_accept_guide (McSession *self);                       /* GUIDE -> NOTICE */
/* NOTICE -> SCAN when processing is TRUE, else trouble CONSENT_NEEDED. */
void mc_session_consent (McSession *self, gboolean processing, gboolean contact);
void mc_session_enter_manually (McSession *self); /* SCAN -> MANUAL */
void mc_session_scan_again (McSession *self);     /* SCAN, PERSON -> SCAN */
void mc_session_confirm_person (McSession *self); /* PERSON -> FORM */
/* MANUAL, FORM: keeps what was typed (canonical form is found by the session). */
void mc_session_set_answer (McSession *self, const char *key, const char *typed);
/* MANUAL, FORM: checks the page; faults stay on it; else the next page asked, or CHECK / PERSON. */
void mc_session_continue (McSession *self);
void mc_session_back (McSession *self);               /* never loses an answer */
void mc_session_change (McSession *self, guint page); /* CHECK -> FORM, straight back */
void mc_session_submit (McSession *self);             /* CHECK -> SAVING -> DONE */
void mc_session_print (McSession *self);              /* DONE, LOOKUP: (again) */
/* DONE: the person says the slip came out (TRUE) or did not (FALSE: staff are called). */
void mc_session_confirm_paper (McSession *self, gboolean came_out);
void mc_session_end (McSession *self); /* any -> WELCOME, all wiped */
void mc_session_call_staff (McSession *self);
void mc_session_dismiss_staff (McSession *self);
void mc_session_lookup (McSession *self); /* WELCOME -> LOOKUP */
void mc_session_lookup_code (McSession *self, const char *typed);
/* Any touch or key: restarts the idle time and takes the warning away. */
void mc_session_touch (McSession *self);
/* Draft of a crashed visit, if there is a fresh one; call once at start. */
gboolean mc_session_resume (McSession *self);

G_END_DECLS
