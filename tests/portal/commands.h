// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The verbs of motcua-portal. Each has its own options, prints to stdout, and fails with an error
 * to be shown on stderr: G_OPTION_ERROR means that it was called wrongly. */
gboolean mc_command_run (GStrv arguments, GError **error);   /* nginx and backend together */
gboolean mc_command_serve (GStrv arguments, GError **error); /* the backend alone */
gboolean mc_command_init (GStrv arguments, GError **error);
gboolean mc_command_token (GStrv arguments, GError **error);
gboolean mc_command_decide (GStrv arguments, GError **error);
gboolean mc_command_list (GStrv arguments, GError **error);
gboolean mc_command_attachment (GStrv arguments, GError **error); /* one file, decrypted */
gboolean mc_command_heartbeats (GStrv arguments, GError **error);
gboolean mc_command_revoke (GStrv arguments, GError **error);
gboolean mc_command_replace (GStrv arguments, GError **error); /* a key of the portal's own */

/* Parses into entries and checks that nothing is left over; data: of the option --data (or
 * --dir), made absolute. */
gboolean mc_command_parse (GStrv arguments, const GOptionEntry *entries, char **data,
                           GError **error);

/* (transfer full): a new one-time token, good for ttl_s seconds from now. */
struct _McLedger;
char *mc_command_new_token (struct _McLedger *ledger, int ttl_s, GError **error);

#define MC_TOKEN_TTL_S (24 * 3600)

G_END_DECLS
