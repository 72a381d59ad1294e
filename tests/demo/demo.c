// SPDX-License-Identifier: GPL-3.0-or-later

/* motcua-demo: the kiosk composed with virtual devices: a camera that sees pictures of a card, a
 * document camera that sees a paper on a table, a printer that writes PDF files. Never shipped:
 * whoever can feed a scanner can be anybody. With
 * --tour a script touches its way through a whole visit and takes a picture of every screen. */

#include <glib-unix.h>
#include <gst/gst.h>

#include "app/kiosk/kiosk.h"
#include "drivers/camera/camera.h"
#include "drivers/camera/paper-camera.h"
#include "drivers/virtual/virtual-printer.h"
#include "tests/demo/tour.h"

typedef struct {
  char *config;
  char *state;
  char *frames; /* pattern of the pictures the camera sees */
  char *table;  /* the picture the document camera sees */
  char *paper;  /* where sheets are written */
  char *tour;   /* (nullable): where pictures go */
} Options;

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/* (transfer full): shown again and again, for as long as anybody looks. */
static char *
make_pipeline (const char *pictures)
{
  return g_strdup_printf ("multifilesrc location=%s loop=true caps=image/png,framerate=15/1 ! "
                          "pngdec ! videorate ! identity sync=true",
                          pictures);
}

static McScanner *
open_camera (const Options *options, McClock *clock)
{
  g_autofree char *pipeline = make_pipeline (options->frames);

  return MC_SCANNER (mc_camera_new (pipeline, clock));
}

static McDocumentCamera *
open_document_camera (const Options *options, McClock *clock)
{
  g_autofree char *pipeline = make_pipeline (options->table);

  return MC_DOCUMENT_CAMERA (mc_paper_camera_new (pipeline, 0, clock));
}

static int
run (const Options *options)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (McKiosk) kiosk = mc_kiosk_open (options->config, options->state, &error);
  g_autoptr (McScanner) camera = NULL;
  g_autoptr (McDocumentCamera) document_camera = NULL;
  g_autoptr (McPrinter) printer = NULL;
  g_autoptr (McSpeaker) speaker = NULL;

  if (kiosk == NULL) {
    g_printerr ("motcua-demo: %s\n", error->message);
    return 1;
  }
  camera = open_camera (options, kiosk->clock);
  document_camera = open_document_camera (options, kiosk->clock);
  printer = MC_PRINTER (mc_virtual_printer_new (kiosk->clock, options->paper));
  speaker = mc_kiosk_open_speaker (kiosk->config, kiosk->clock);
  mc_kiosk_start (kiosk, &(McKioskDevices){ .scanner = camera,
                                            .document_camera = document_camera,
                                            .printer = printer,
                                            .speaker = speaker });
  if (options->tour != NULL)
    return mc_tour_run (kiosk, options->tour);

  g_unix_signal_add (SIGTERM, on_signal, loop);
  g_unix_signal_add (SIGINT, on_signal, loop);
  g_signal_connect_swapped (kiosk->window, "close-request", G_CALLBACK (g_main_loop_quit), loop);
  g_main_loop_run (loop);
  return 0;
}

int
main (int argc, char **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &options.config, "Configuration file", "FILE" },
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &options.state, "State directory", "DIR" },
    { "frames", 0, 0, G_OPTION_ARG_FILENAME, &options.frames, "What the camera sees", "PATTERN" },
    { "table", 0, 0, G_OPTION_ARG_FILENAME, &options.table, "What the document camera sees",
      "FILE" },
    { "paper", 0, 0, G_OPTION_ARG_FILENAME, &options.paper, "Where sheets are written", "DIR" },
    { "tour", 0, 0, G_OPTION_ARG_FILENAME, &options.tour, "Take the tour, pictures to DIR", "DIR" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) error = NULL;

  mc_kiosk_harden (argv);
  mc_kiosk_prepare_environment ();
  context = g_option_context_new ("- the kiosk with virtual devices");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("motcua-demo: %s\n", error->message);
    return 2;
  }
  if (options.state == NULL || options.frames == NULL || options.table == NULL
      || options.paper == NULL) {
    g_printerr ("motcua-demo: --state, --frames, --table and --paper are needed; ./dev demo gives "
                "them\n");
    return 2;
  }
  if (!gtk_init_check ()) {
    g_printerr ("motcua-demo: there is no display\n");
    return 1;
  }
  gst_init (NULL, NULL);
  return run (&options);
}
