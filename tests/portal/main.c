// SPDX-License-Identifier: GPL-3.0-or-later
#include <locale.h>
#include <sys/stat.h>

#include "tests/portal/commands.h"

/* The reference portal gateway: what a kiosk may expect of the real one (see
 * assets/portal-api/openapi.yaml). For tests and demonstrations; never shipped. */

#define EXIT_REFUSED 1
#define EXIT_USAGE 2

typedef struct {
  const char *name;
  gboolean (*perform) (GStrv arguments, GError **error);
  const char *usage;
} McCommand;

static const McCommand commands[] = {
  { "run", mc_command_run,
    "--dir DIR [--port P] [--plain-port P] [--plain-kiosk ID] [--ttl S] "
    "[--database postgresql://…] [--instances N] [--kiosk-life S]" },
  { "serve", mc_command_serve, "--data DIR --listen unix:PATH|127.0.0.1:PORT [--public-url URL]" },
  { "init", mc_command_init, "--data DIR" },
  { "token", mc_command_token, "--data DIR [--ttl S]" },
  { "list", mc_command_list, "--data DIR [--json]" },
  { "attachment", mc_command_attachment,
    "--data DIR --id SUBMISSION [--attachment ID] --out FILE" },
  { "decide", mc_command_decide,
    "--data DIR --id ID | --dossier CODE --state needs-correction|returned|… [--note TEXT]" },
  { "heartbeats", mc_command_heartbeats, "--data DIR" },
  { "revoke", mc_command_revoke, "--data DIR --kiosk ID" },
  { "replace", mc_command_replace, "--data DIR --certificate seal|ack [--revoke]" },
};

static int
print_usage (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_printerr ("%s motcua-portal %s %s\n", i ? "      " : "usage:", commands[i].name,
                commands[i].usage);
  return EXIT_USAGE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  const McCommand *command = NULL;

  setlocale (LC_ALL, "");
  umask (0077); /* keys, records and the backend's socket are their owner's alone */
  for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      command = &commands[i];
  if (!command)
    return print_usage ();
  if (command->perform (argv + 1, &error))
    return 0;
  g_printerr ("motcua-portal %s: %s\n", command->name, error->message);
  return error->domain == G_OPTION_ERROR ? EXIT_USAGE : EXIT_REFUSED;
}
