// SPDX-License-Identifier: GPL-3.0-or-later

/* headless-visit --state DIR --runtime DIR [--visits N]: a whole visit without a screen, or N of
 * them, over scripted devices and a real state directory. Says on stdout, unbuffered, what a
 * person would have been told: "RECORDED local-code" and "PAPER state". Built with the fault
 * points in, so that it can be killed anywhere on the way. */

#include "tests/lib/form-filler.h"
#include "tests/lib/headless.h"

static void
visit (McHeadless *headless, McSession *session)
{
  McPrintState state;

  mc_headless_begin (session);
  mc_headless_tell_who (headless, session);
  mc_form_filler_fill (session);
  mc_session_submit (session);
  mc_headless_wait_for_step (session, MC_STEP_DONE);
  mc_headless_say ("RECORDED", mc_session_get_local_code (session));

  do {
    g_main_context_iteration (NULL, TRUE);
    state = mc_session_get_print_state (session);
  } while (state == MC_PRINT_NONE || state == MC_PRINT_QUEUED);
  mc_headless_say ("PAPER", mc_print_state_to_string (state));
  mc_session_end (session);
}

int
main (int argc, char **argv)
{
  int visits = 1;
  const GOptionEntry more[] = {
    { "visits", 0, 0, G_OPTION_ARG_INT, &visits, "One after the other", "N" },
    { NULL },
  };
  McHeadless headless = { 0 };
  McSession *session;

  mc_headless_open (&headless, &argc, &argv, more);
  session = mc_session_new (&headless.parts);
  for (int i = 0; i < visits; i++)
    visit (&headless, session);
  g_object_unref (session);
  mc_headless_close (&headless);
  return 0;
}
