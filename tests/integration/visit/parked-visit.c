// SPDX-License-Identifier: GPL-3.0-or-later

/* parked-visit --state DIR --runtime DIR leave|go-on: a visit without a screen, over scripted
 * devices and a real state directory, that is left for later with the form filled in, or one that
 * goes on with the slip on stdin to its end. Says on stdout what a person would have been told:
 * "SLIP text" and "CARRIED", or "TROUBLE name" or "RECORDED id". */

#include <locale.h>
#include <stdio.h>

#include "app/session/session.h"
#include "drivers/virtual/virtual-printer.h"
#include "drivers/virtual/virtual-scanner.h"
#include "tests/lib/form-filler.h"
#include "tests/unit/paper/raster.h"

#define CARD                                                                                       \
  "scan 079192000002|025000002|Trần Thị Ngọc Bích|02031992|Nữ|"                           \
  "12/3A Khu Phố 4, Phường Tân Phong, Quận 7, TP.Hồ Chí Minh|25052022"
#define DEADLINE_S 60
#define MOST_SLIP 256

static void
check (const GError *error)
{
  if (error == NULL)
    return;
  g_printerr ("parked-visit: %s\n", error->message);
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
say_slip (McVirtualPrinter *printer)
{
  const McSheet sheet = { .pdf = mc_virtual_printer_get_last_sheet (printer) };
  g_autoptr (McRaster) raster = mc_raster_new (&sheet, 1);
  g_autoptr (GBytes) code = mc_raster_read_qr (raster, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (code, NULL), g_bytes_get_size (code));

  say ("SLIP", text);
}

static void
leave (McSession *session, McVirtualScanner *scanner, McVirtualPrinter *printer)
{
  mc_session_begin (session);
  mc_session_choose_procedure (session, "1.004873");
  mc_session_accept_guide (session);
  mc_session_consent (session, TRUE, FALSE);
  mc_virtual_scanner_do (scanner, CARD);
  wait_for_step (session, MC_STEP_PERSON);
  mc_session_confirm_person (session);
  mc_form_filler_fill (session);
  mc_session_park (session);
  mc_session_park_now (session);
  while (mc_session_get_print_state (session) != MC_PRINT_CONFIRMED)
    g_main_context_iteration (NULL, TRUE);
  say_slip (printer);
}

/* Until the portal has it. */
static void
stay (McSession *session)
{
  while (!mc_session_is_carried (session))
    g_main_context_iteration (NULL, TRUE);
  say ("CARRIED", "");
}

static void
go_on (McSession *session, McVirtualScanner *scanner)
{
  char slip[MOST_SLIP] = "";
  g_autofree char *script = NULL;

  if (fgets (slip, sizeof slip, stdin) == NULL)
    exit (2);
  script = g_strconcat ("scan ", g_strchomp (slip), NULL);
  mc_session_pick_up (session);
  mc_virtual_scanner_do (scanner, script);
  while (mc_session_get_step (session) == MC_STEP_PICK_UP) {
    if (mc_session_get_trouble (session) != MC_TROUBLE_NONE) {
      say ("TROUBLE", mc_trouble_to_string (mc_session_get_trouble (session)));
      return;
    }
    g_main_context_iteration (NULL, TRUE);
  }
  mc_virtual_scanner_do (scanner, CARD);
  wait_for_step (session, MC_STEP_PERSON);
  mc_session_confirm_person (session);
  wait_for_step (session, MC_STEP_CHECK);
  mc_session_submit (session);
  wait_for_step (session, MC_STEP_DONE);
  say ("RECORDED", mc_session_get_submission (session)->id);
}

static gboolean
on_deadline (gpointer user_data)
{
  const McSession *session = user_data;

  g_printerr ("parked-visit: stuck at %s\n",
              mc_step_to_string (mc_session_get_step ((McSession *) session)));
  exit (1);
}

static void
run (const McSessionParts *parts, const char *what)
{
  McSession *session = mc_session_new (parts);
  McVirtualScanner *scanner = MC_VIRTUAL_SCANNER (parts->scanner);

  g_timeout_add_seconds (DEADLINE_S, on_deadline, session);
  mc_link_client_start (parts->link);
  if (g_str_equal (what, "go-on")) {
    go_on (session, scanner);
  } else {
    leave (session, scanner, MC_VIRTUAL_PRINTER (parts->printer));
    if (g_str_equal (what, "leave-and-stay"))
      stay (session);
    mc_session_confirm_paper (session, TRUE);
  }
  mc_session_end (session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (session);
}

int
main (int argc, char **argv)
{
  g_autofree char *state = NULL;
  g_autofree char *runtime = NULL;
  const GOptionEntry entries[] = {
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &state, "State directory", "DIR" },
    { "runtime", 0, 0, G_OPTION_ARG_FILENAME, &runtime, "Runtime directory", "DIR" },
    { NULL },
  };
  g_autoptr (GOptionContext) options = g_option_context_new ("leave | leave-and-stay | go-on");
  g_autoptr (McClock) clock = mc_clock_new ();
  g_autoptr (McVirtualScanner) scanner = mc_virtual_scanner_new (NULL);
  g_autoptr (McVirtualPrinter) printer = mc_virtual_printer_new (NULL, NULL);
  McSessionParts parts = { .clock = clock,
                           .scanner = MC_SCANNER (scanner),
                           .printer = MC_PRINTER (printer),
                           .park_days = 7,
                           .done_seconds = 60,
                           .scan_seconds = 60 };
  McStore *store;
  GError *error = NULL;

  setlocale (LC_ALL, "C.UTF-8");
  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error) || argc != 2)
    return 2;
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
  parts.parked = mc_parked_new (store);
  parts.store = store;
  parts.drafts = mc_drafts_new (store, runtime, &error);
  check (error);
  parts.link = mc_link_client_new (runtime, NULL, clock);
  run (&parts, argv[1]);
  mc_store_close (store);
  return 0;
}
