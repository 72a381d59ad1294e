// SPDX-License-Identifier: GPL-3.0-or-later

/* parked-visit --state DIR --runtime DIR leave|leave-and-stay|go-on: a visit without a screen, over
 * scripted devices and a real state directory, that is left for later with the form filled in, or
 * one that goes on with the slip on stdin to its end. Says on stdout what a person would have been
 * told: "SLIP text" and "CARRIED", or "TROUBLE name" or "RECORDED id". */

#include <stdio.h>

#include "tests/lib/form-filler.h"
#include "tests/lib/headless.h"
#include "tests/unit/paper/raster.h"

#define DEADLINE_S 60
#define MOST_SLIP 256

static void
say_slip (McVirtualPrinter *printer)
{
  const McSheet sheet = { .pdf = mc_virtual_printer_get_last_sheet (printer) };
  g_autoptr (McRaster) raster = mc_raster_new (&sheet, 1);
  g_autoptr (GBytes) code = mc_raster_read_qr (raster, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (code, NULL), g_bytes_get_size (code));

  mc_headless_say ("SLIP", text);
}

static void
leave (McHeadless *headless, McSession *session)
{
  mc_headless_begin (session);
  mc_headless_tell_who (headless, session);
  mc_form_filler_fill (session);
  mc_session_park (session);
  mc_session_park_now (session);
  while (mc_session_get_print_state (session) != MC_PRINT_CONFIRMED)
    g_main_context_iteration (NULL, TRUE);
  say_slip (headless->printer);
}

/* Until the portal has it. */
static void
stay (McSession *session)
{
  while (!mc_session_is_carried (session))
    g_main_context_iteration (NULL, TRUE);
  mc_headless_say ("CARRIED", "");
}

static void
go_on (McHeadless *headless, McSession *session)
{
  char slip[MOST_SLIP] = "";
  g_autofree char *script = NULL;

  if (fgets (slip, sizeof slip, stdin) == NULL)
    exit (2);
  script = g_strconcat ("scan ", g_strchomp (slip), NULL);
  mc_session_pick_up (session);
  mc_virtual_scanner_do (headless->scanner, script);
  while (mc_session_get_step (session) == MC_STEP_PICK_UP) {
    if (mc_session_get_trouble (session) != MC_TROUBLE_NONE) {
      mc_headless_say ("TROUBLE", mc_trouble_to_string (mc_session_get_trouble (session)));
      return;
    }
    g_main_context_iteration (NULL, TRUE);
  }
  mc_headless_tell_who (headless, session);
  mc_headless_wait_for_step (session, MC_STEP_CHECK);
  mc_session_submit (session);
  mc_headless_wait_for_step (session, MC_STEP_DONE);
  mc_headless_say ("RECORDED", mc_session_get_submission (session)->id);
}

static gboolean
on_deadline (gpointer user_data)
{
  g_printerr ("parked-visit: stuck at %s\n",
              mc_step_to_string (mc_session_get_step (MC_SESSION (user_data))));
  exit (1);
}

static void
run (McHeadless *headless, const char *what)
{
  McSession *session = mc_session_new (&headless->parts);

  g_timeout_add_seconds (DEADLINE_S, on_deadline, session);
  mc_link_client_start (headless->parts.link);
  if (g_str_equal (what, "go-on")) {
    go_on (headless, session);
  } else {
    leave (headless, session);
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
  McHeadless headless = { 0 };
  McSessionParts *parts = &headless.parts;

  mc_headless_open (&headless, &argc, &argv, NULL);
  if (argc != 2)
    return 2;
  parts->park_days = 7;
  parts->done_seconds = 60;
  parts->parked = mc_parked_new (headless.store);
  parts->store = headless.store;
  parts->link = mc_link_client_new (headless.runtime, NULL, parts->clock);
  run (&headless, argv[1]);
  mc_headless_close (&headless);
  return 0;
}
