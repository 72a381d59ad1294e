// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sync/daemon.h"

#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>

/* motcua-syncd: takes sealed submissions from the outbox to the portal. It cannot open one. */

#define DAMAGE_SECONDS 2 /* between two looks whether somebody has found any */

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2 };

typedef struct {
  char *config;
  char *state;
  gboolean once;
  gboolean json;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->config);
  g_free (self->state);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

typedef struct {
  McDaemon *daemon; /* (unowned) */
  GMainLoop *loop;
  GCancellable *cancellable;
  int status;
} Run;

static gboolean
parse_options (int argc, char **argv, Options *options)
{
  const GOptionEntry entries[] = {
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &options->config, "Settings", "FILE" },
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &options->state,
      "State directory (default /var/lib/motcua)", "DIR" },
    { "once", 0, 0, G_OPTION_ARG_NONE, &options->once,
      "Offer all that is queued or parked once, renew, ask and tell what is due, print a JSON "
      "summary, end",
      NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print JSON (--once always does)", NULL },
    { 0 },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (
      "- take sealed submissions to the portal");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, &argc, &argv, &error) && argc == 1)
    return TRUE;
  if (error != NULL)
    fprintf (stderr, "motcua-syncd: %s\n", error->message);
  else
    fprintf (stderr, "motcua-syncd: unexpected argument: %s\n", argv[1]);
  fprintf (stderr, "usage: motcua-syncd [--config FILE] [--state DIR] [--once] [--json]\n");
  return FALSE;
}

static void
refuse (Run *run, const char *reason)
{
  fprintf (stderr, "motcua-syncd: %s\n", reason);
  run->status = EXIT_REFUSED;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (McSyncSummary) summary = mc_daemon_run_once_finish (MC_DAEMON (source), result,
                                                                 &error);
  g_autofree char *text = NULL;

  g_main_loop_quit (run->loop);
  if (summary == NULL) {
    refuse (run, error->message);
    return;
  }
  text = mc_daemon_format_summary (summary);
  printf ("%s\n", text);
  if (summary->failure != NULL)
    refuse (run, summary->failure);
}

static gboolean
on_stop_signal (gpointer user_data)
{
  Run *run = user_data;

  g_cancellable_cancel (run->cancellable);
  /* A cycle under way by --once ends by itself, cancelled; a running daemon has none to wait for:
   * what the portal has and this machine has not noted is offered again and answered alike. */
  g_main_loop_quit (run->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_look_for_damage (gpointer user_data)
{
  Run *run = user_data;

  if (!mc_daemon_has_damage (run->daemon))
    return G_SOURCE_CONTINUE;
  refuse (run, "the database is damaged: ending, so that it can be mended when it is opened anew");
  on_stop_signal (run);
  return G_SOURCE_CONTINUE;
}

static void
run_daemon (Run *run, McDaemon *daemon, gboolean once)
{
  guint term = g_unix_signal_add (SIGTERM, on_stop_signal, run);
  guint interrupt = g_unix_signal_add (SIGINT, on_stop_signal, run);
  guint look = g_timeout_add_seconds (DAMAGE_SECONDS, on_look_for_damage, run);

  run->daemon = daemon;
  if (once)
    mc_daemon_run_once_async (daemon, run->cancellable, on_done, run);
  else
    mc_daemon_start (daemon);
  g_main_loop_run (run->loop);
  mc_daemon_stop (daemon);
  /* What was cancelled is answered before anything is taken apart. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_source_remove (look);
  g_source_remove (term);
  g_source_remove (interrupt);
}

int
main (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  Run run = { .status = EXIT_DONE };
  g_autoptr (GError) error = NULL;
  g_autoptr (McConfig) config = NULL;
  g_autoptr (McDaemon) daemon = NULL;
  g_autoptr (McClock) clock = mc_clock_new ();

  if (!parse_options (argc, argv, &options))
    return EXIT_USAGE;
  run.loop = g_main_loop_new (NULL, FALSE);
  run.cancellable = g_cancellable_new ();
  config = mc_config_new (options.config, &error);
  if (config != NULL)
    daemon = mc_daemon_new (config, options.state != NULL ? options.state : "/var/lib/motcua",
                            clock, &error);
  if (daemon != NULL)
    run_daemon (&run, daemon, options.once);
  else
    refuse (&run, error->message);
  g_object_unref (run.cancellable);
  g_main_loop_unref (run.loop);
  return run.status;
}
