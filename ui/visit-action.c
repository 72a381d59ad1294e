// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/visit-action.h"

/* What prints or calls is not done twice by a hand that goes on tapping. */
#define PAUSE (5500 * G_TIME_SPAN_MILLISECOND)
/* What puts the last page away waits for it to be read a little. */
#define SETTLE (3 * G_TIME_SPAN_SECOND)

/* By then a page has been seen, and whoever goes on tapping goes on to the next. An old hand that
 * is startled by a new page stops within this time; two taps a second still get on. */
#define SEEN G_TIME_SPAN_SECOND

static void
choose_procedure (McSession *session, GVariant *code)
{
  mc_session_choose_procedure (session, g_variant_get_string (code, NULL));
}

static void
change (McSession *session, GVariant *page)
{
  mc_session_change (session, g_variant_get_uint32 (page));
}

static void
show_page (McSession *session, GVariant *page)
{
  mc_session_show_page (session, g_variant_get_uint32 (page));
}

static void
consent (McSession *session, GVariant *purposes)
{
  gboolean processing, contact;

  g_variant_get (purposes, "(bb)", &processing, &contact);
  mc_session_consent (session, processing, contact);
}

static void
lookup_code (McSession *session, GVariant *code)
{
  mc_session_lookup_code (session, g_variant_get_string (code, NULL));
}

static void
edit_row (McSession *session, GVariant *row)
{
  mc_session_edit_row (session, g_variant_get_uint32 (row));
}

static void
remove_row (McSession *session, GVariant *row)
{
  mc_session_remove_row (session, g_variant_get_uint32 (row));
}

static void
slip_taken (McSession *session)
{
  mc_session_confirm_paper (session, TRUE);
}

static void
slip_not_out (McSession *session)
{
  mc_session_confirm_paper (session, FALSE);
}

const McVisitAction mc_visit_actions[] = {
  { { "visit.begin" }, mc_session_begin },
  { { "visit.lookup" }, mc_session_lookup },
  { { "visit.choose-procedure" }, NULL, "s", choose_procedure },
  { { "visit.accept-guide" }, mc_session_accept_guide },
  { { "visit.consent" }, NULL, "(bb)", consent },
  { { "visit.scan-again" }, mc_session_scan_again },
  { { "visit.enter-manually" }, mc_session_enter_manually },
  { { "visit.lookup-shown" }, mc_session_lookup_shown },
  { { "visit.type-card" }, mc_session_type_card },
  { { "visit.read-chip" }, mc_session_read_chip },
  { { "visit.skip-chip" }, mc_session_skip_chip },
  { { "visit.confirm-person" }, mc_session_confirm_person },
  { { "visit.continue", .seen = SEEN }, mc_session_continue },
  { { "visit.take-page" }, mc_session_take_page },
  { { "visit.add-page" }, mc_session_add_page },
  { { "visit.retake-page" }, mc_session_retake_page },
  { { "visit.remove-page" }, mc_session_remove_page },
  { { "visit.show-page" }, NULL, "u", show_page },
  { { "visit.finish-capture" }, mc_session_finish_capture },
  { { "visit.keep-capture" }, mc_session_keep_capture },
  { { "visit.renew-capture" }, mc_session_renew_capture },
  { { "visit.skip-capture" }, mc_session_skip_capture },
  { { "visit.change" }, NULL, "u", change },
  { { "visit.add-row" }, mc_session_add_row },
  { { "visit.edit-row" }, NULL, "u", edit_row },
  { { "visit.remove-row" }, NULL, "u", remove_row },
  { { "visit.lookup-code" }, NULL, "s", lookup_code },
  { { "visit.submit" }, mc_session_submit },
  { { "visit.print", .pause = PAUSE }, mc_session_print },
  { { "visit.park" }, mc_session_park },
  { { "visit.park-now", .pause = PAUSE }, mc_session_park_now },
  { { "visit.pick-up" }, mc_session_pick_up },
  { { "visit.print-guide", .pause = PAUSE }, mc_session_print_guide },
  { { "visit.slip-taken" }, slip_taken },
  { { "visit.slip-not-out", .pause = PAUSE }, slip_not_out },
  { { "visit.begin-another", .settle = SETTLE }, mc_session_begin_another },
  { { "visit.back" }, mc_session_back },
  { { "visit.end", .settle = SETTLE }, mc_session_end },
  { { "visit.call-staff", .pause = PAUSE }, mc_session_call_staff },
  { { "visit.dismiss-staff" }, mc_session_dismiss_staff },
};

const guint mc_n_visit_actions = G_N_ELEMENTS (mc_visit_actions);

const McVisitAction *
mc_visit_action_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (mc_visit_actions); i++) {
    if (g_str_equal (mc_visit_actions[i].rule.action, name))
      return &mc_visit_actions[i];
  }
  return NULL;
}

void
mc_visit_action_run (const McVisitAction *self, McSession *session, GVariant *parameter)
{
  if (self->verb)
    self->verb (session);
  else
    self->verb_with (session, parameter);
}
