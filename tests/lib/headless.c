// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/headless.h"

#include <locale.h>
#include <stdio.h>

#define CARD                                                                                       \
  "scan 079192000002|025000002|Trần Thị Ngọc Bích|02031992|Nữ|"                           \
  "12/3A Khu Phố 4, Phường Tân Phong, Quận 7, TP.Hồ Chí Minh|25052022"

static void
check (const GError *error)
{
  if (error == NULL)
    return;
  g_printerr ("%s: %s\n", g_get_prgname (), error->message);
  exit (1);
}

/* (transfer full): the state directory. */
static char *
read_options (McHeadless *self, int *argc, char ***argv, const GOptionEntry *more)
{
  char *state = NULL;
  const GOptionEntry entries[] = {
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &state, "State directory", "DIR" },
    { "runtime", 0, 0, G_OPTION_ARG_FILENAME, &self->runtime, "Runtime directory", "DIR" },
    { NULL },
  };
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  GError *error = NULL;

  g_option_context_add_main_entries (options, entries, NULL);
  if (more != NULL)
    g_option_context_add_main_entries (options, more, NULL);
  g_option_context_parse (options, argc, argv, &error);
  check (error);
  return state;
}

void
mc_headless_open (McHeadless *self, int *argc, char ***argv, const GOptionEntry *more)
{
  g_autofree char *state = NULL;
  GError *error = NULL;

  setlocale (LC_ALL, "C.UTF-8");
  state = read_options (self, argc, argv, more);
  mc_paper_register_fonts (&error);
  check (error);
  self->scanner = mc_virtual_scanner_new (NULL);
  self->printer = mc_virtual_printer_new (NULL, NULL);
  self->parts = (McSessionParts){ .clock = mc_clock_new (),
                                  .scanner = MC_SCANNER (self->scanner),
                                  .printer = MC_PRINTER (self->printer),
                                  .scan_seconds = 60 };
  self->parts.catalogue = mc_catalogue_new (&error);
  check (error);
  self->parts.identity = mc_kiosk_identity_load (state, &error);
  check (error);
  self->parts.vault = mc_vault_new (state, &error);
  check (error);
  self->store = mc_store_open (state, &error);
  check (error);
  self->parts.outbox = mc_outbox_new (self->store);
  self->parts.drafts = mc_drafts_new (self->store, self->runtime, &error);
  check (error);
}

void
mc_headless_close (McHeadless *self)
{
  g_clear_object (&self->parts.link);
  g_clear_object (&self->parts.parked);
  g_clear_object (&self->parts.drafts);
  g_clear_object (&self->parts.outbox);
  g_clear_object (&self->parts.vault);
  mc_store_close (self->store);
  g_clear_object (&self->store);
  g_clear_pointer (&self->parts.identity, mc_kiosk_identity_unref);
  g_clear_object (&self->parts.catalogue);
  g_clear_object (&self->printer);
  g_clear_object (&self->scanner);
  g_clear_object (&self->parts.clock);
  g_clear_pointer (&self->runtime, g_free);
}

void
mc_headless_wait_for_step (McSession *session, McStep step)
{
  while (mc_session_get_step (session) != step)
    g_main_context_iteration (NULL, TRUE);
}

void
mc_headless_begin (McSession *session)
{
  mc_session_begin (session);
  mc_session_choose_procedure (session, "1.004873");
  mc_session_accept_guide (session);
  mc_session_consent (session, TRUE, FALSE);
}

void
mc_headless_tell_who (McHeadless *self, McSession *session)
{
  mc_virtual_scanner_do (self->scanner, CARD);
  mc_headless_wait_for_step (session, MC_STEP_PERSON);
  mc_session_confirm_person (session);
}

void
mc_headless_say (const char *what, const char *value)
{
  printf ("%s %s\n", what, value);
  fflush (stdout);
}
