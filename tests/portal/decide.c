// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/portal/commands.h"
#include "tests/portal/gateway.h"

/* motcua-portal decide: what an official does at a desk, for tests. */

static gboolean
missing (const char *option, GError **error)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s is needed", option);
  return FALSE;
}

gboolean
mc_command_decide (GStrv arguments, GError **error)
{
  g_autofree char *data = NULL;
  g_autofree char *id = NULL;
  g_autofree char *dossier = NULL;
  g_autofree char *state = NULL;
  g_autofree char *note = NULL;
  const GOptionEntry entries[] = {
    { "id", 0, 0, G_OPTION_ARG_STRING, &id, NULL, NULL },
    { "dossier", 0, 0, G_OPTION_ARG_STRING, &dossier, NULL, NULL },
    { "state", 0, 0, G_OPTION_ARG_STRING, &state, NULL, NULL },
    { "note", 0, 0, G_OPTION_ARG_STRING, &note, NULL, NULL },
    { NULL },
  };
  g_autoptr (GDateTime) now = mc_calendar_local_time (mc_gateway_now_ms ());
  g_autofree char *at = mc_calendar_rfc3339 (now);
  g_autoptr (McLedger) ledger = NULL;

  if (!mc_command_parse (arguments, entries, &data, error))
    return FALSE;
  if (!id && !dossier)
    return missing ("--id ID or --dossier CODE", error);
  if (!state)
    return missing ("--state STATE", error);
  ledger = mc_ledger_open (data, error);
  return ledger && mc_ledger_decide (ledger, id ? id : dossier, state, note, at, error);
}
