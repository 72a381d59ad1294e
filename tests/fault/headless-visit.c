// SPDX-License-Identifier: GPL-3.0-or-later

/* headless-visit --state DIR --runtime DIR [--visits N]: a whole visit without a screen, or N of
 * them, over scripted devices and a real state directory. Says on stdout, unbuffered, what a
 * person would have been told: "RECORDED local-code" and "PAPER state". Built with the fault
 * points in, so that it can be killed anywhere on the way. */

#include <locale.h>
#include <stdio.h>

#include "app/session/session.h"
#include "drivers/virtual/virtual-printer.h"
#include "drivers/virtual/virtual-scanner.h"
#include "tests/lib/form-filler.h"

#define CARD                                                                                       \
  "scan 079192000002|025000002|Trần Thị Ngọc Bích|02031992|Nữ|"                           \
  "12/3A Khu Phố 4, Phường Tân Phong, Quận 7, TP.Hồ Chí Minh|25052022"

static void
check (const GError *error)
{
  if (error == NULL)
    return;
  g_printerr ("headless-visit: %s\n", error->message);
  exit (1);
}

static void
wait_for_step (McSession *session, McStep step)
{
  while (mc_session_get_step (session) != step)
    g_main_context_iteration (NULL, TRUE);
}

static void
say (const char *what, const char *value)
{
  printf ("%s %s\n", what, value);
  fflush (stdout);
}

static void
visit (McSession *session, McVirtualScanner *scanner)
{
  McPrintState state;

  mc_session_begin (session);
  mc_session_choose_procedure (session, "1.004873");
  mc_session_accept_guide (session);
  mc_session_consent (session, TRUE, FALSE);
  mc_virtual_scanner_do (scanner, CARD);
  wait_for_step (session, MC_STEP_PERSON);
  mc_session_confirm_person (session);
  mc_form_filler_fill (session);
  mc_session_submit (session);
  wait_for_step (session, MC_STEP_DONE);
  say ("RECORDED", mc_session_get_local_code (session));

  do {
    g_main_context_iteration (NULL, TRUE);
    state = mc_session_get_print_state (session);
  } while (state == MC_PRINT_NONE || state == MC_PRINT_QUEUED);
  say ("PAPER", mc_print_state_to_string (state));
  mc_session_end (session);
}

int
main (int argc, char **argv)
{
  g_autofree char *state = NULL;
  g_autofree char *runtime = NULL;
  int visits = 1;
  const GOptionEntry entries[] = {
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &state, "State directory", "DIR" },
    { "runtime", 0, 0, G_OPTION_ARG_FILENAME, &runtime, "Runtime directory", "DIR" },
    { "visits", 0, 0, G_OPTION_ARG_INT, &visits, "One after the other", "N" },
    { NULL },
  };
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  g_autoptr (McClock) clock = mc_clock_new ();
  g_autoptr (McVirtualScanner) scanner = mc_virtual_scanner_new (NULL);
  g_autoptr (McVirtualPrinter) printer = mc_virtual_printer_new (NULL, NULL);
  McSessionParts parts = { .clock = clock,
                           .scanner = MC_SCANNER (scanner),
                           .printer = MC_PRINTER (printer),
                           .scan_seconds = 60 };
  McSession *session;
  McStore *store;
  GError *error = NULL;

  setlocale (LC_ALL, "C.UTF-8");
  g_option_context_add_main_entries (options, entries, NULL);
  g_option_context_parse (options, &argc, &argv, &error);
  check (error);
  mc_paper_register_fonts (&error);
  check (error);
  parts.catalogue = mc_catalogue_new (&error);
  check (error);
  parts.identity = mc_kiosk_identity_load (state, &error);
  check (error);
  parts.vault = mc_vault_new (state, &error);
  check (error);
  store = mc_store_open (state, &error);
  check (error);
  parts.outbox = mc_outbox_new (store);
  parts.drafts = mc_drafts_new (store, runtime, &error);
  check (error);

  session = mc_session_new (&parts);
  for (int i = 0; i < visits; i++)
    visit (session, scanner);
  g_object_unref (session);
  g_object_unref (parts.drafts);
  g_object_unref (parts.outbox);
  g_object_unref (parts.vault);
  mc_store_close (store);
  g_object_unref (store);
  mc_kiosk_identity_unref (parts.identity);
  g_object_unref (parts.catalogue);
  return 0;
}
