// SPDX-License-Identifier: GPL-3.0-or-later

/* motcua-kiosk: the citizen's screen, composed with real devices. It speaks to nothing beyond this
 * machine. */

#include <glib-unix.h>
#include <gst/gst.h>

#include "app/kiosk/kiosk.h"
#include "drivers/camera/camera.h"
#include "drivers/camera/paper-camera.h"
#include "drivers/chip/pcsc-reader.h"
#include "drivers/cups/cups-printer.h"
#include "drivers/hid/scanner-device.h"
#include "drivers/scanner-group.h"

#define DEFAULT_STATE_DIR "/var/lib/motcua"
#define DAMAGE_SECONDS 2 /* between two looks whether somebody has found any */

/* A camera and a scanner on the desk are one to everybody else. A key that is not right must be
 * noticed by whoever sets it, so it keeps the program from starting. */
static McScanner *
open_scanners (McConfig *config, McClock *clock, GError **error)
{
  const char *pipeline = mc_config_get_string (config, "camera", "pipeline");
  const char *device = mc_config_get_string (config, "scanner", "device");
  g_autoptr (McScannerGroup) group = mc_scanner_group_new (clock);

  if (!g_str_equal (pipeline, "none")) {
    g_autoptr (McScanner) camera = MC_SCANNER (mc_camera_new (pipeline, clock));
    const McCameraControls controls = {
      .exposure = mc_config_get_int (config, "camera", "exposure"),
      .focus = mc_config_get_int (config, "camera", "focus"),
      .gain = mc_config_get_int (config, "camera", "gain"),
      .white_balance = mc_config_get_int (config, "camera", "white-balance"),
      .power_line = mc_config_get_int (config, "camera", "power-line"),
    };

    mc_camera_set_controls (MC_CAMERA (camera), &controls);
    mc_scanner_group_add (group, camera);
  }
  if (!g_str_equal (device, "none")) {
    g_autoptr (McScanner) scanner = mc_scanner_for_device (device, clock, error);

    if (scanner == NULL) {
      g_prefix_error (error, "[scanner] device: ");
      return NULL;
    }
    mc_scanner_group_add (group, scanner);
  }
  return MC_SCANNER (g_steal_pointer (&group));
}

/* Whoever keeps the certificates does not see the screen; the log is where they look. */
static void
warn_of_stale_lists (McCscaStore *trust, McClock *clock)
{
  const guint n = mc_csca_store_count_stale (trust, mc_clock_now_ms (clock) / 1000);

  if (n > 0)
    g_warning ("[card] csca: %u lists of revoked signers are out of date: fetch new ones", n);
}

/* reader (out) (transfer full) (nullable): off. */
static gboolean
open_card_reader (McConfig *config, McClock *clock, McCardReader **reader, GError **error)
{
  const char *name = mc_config_get_string (config, "card", "reader");
  const char *csca = mc_config_get_string (config, "card", "csca");
  g_autoptr (McCscaStore) trust = NULL;

  *reader = NULL;
  if (g_str_equal (name, "off"))
    return TRUE;
  if (*csca != '\0' && (trust = mc_csca_store_load (csca, error)) == NULL) {
    g_prefix_error (error, "[card] csca: ");
    return FALSE;
  }
  if (trust != NULL)
    warn_of_stale_lists (trust, clock);
  *reader = MC_CARD_READER (
      mc_pcsc_reader_new (g_str_equal (name, "auto") ? NULL : name, trust, clock));
  return TRUE;
}

/* (nullable): off. */
static McDocumentCamera *
open_document_camera (McConfig *config, McClock *clock)
{
  const char *device = mc_config_get_string (config, "documents", "device");

  if (g_str_equal (device, "camera"))
    device = mc_config_get_string (config, "camera", "pipeline");
  if (g_str_equal (device, "none"))
    return NULL;
  return MC_DOCUMENT_CAMERA (
      mc_paper_camera_new (device, mc_config_get_int (config, "documents", "width-mm"), clock));
}

static McPrinter *
open_printer (McConfig *config, McClock *clock)
{
  const char *queue = mc_config_get_string (config, "printer", "queue");

  if (g_str_equal (queue, "none"))
    return NULL;
  return MC_PRINTER (mc_cups_printer_new (queue, clock));
}

static gboolean
on_signal (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

/* A damaged database can be mended only when nobody has it open: the service manager starts this
 * anew. */
typedef struct {
  McKiosk *kiosk;
  GMainLoop *loop;
  int status;
} Running;

static gboolean
on_look_for_damage (gpointer user_data)
{
  Running *running = user_data;

  if (!mc_store_is_damaged (running->kiosk->store)
      || mc_session_get_step (running->kiosk->session) != MC_STEP_WELCOME)
    return G_SOURCE_CONTINUE;
  g_message ("the database is damaged: ending, so that it can be mended");
  running->status = 1;
  g_main_loop_quit (running->loop);
  return G_SOURCE_REMOVE;
}

static int
run (const char *config_path, const char *state_dir)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (McKiosk) kiosk = mc_kiosk_open (config_path, state_dir, &error);
  g_autoptr (McScanner) scanner = NULL;
  g_autoptr (McCardReader) reader = NULL;
  g_autoptr (McDocumentCamera) document_camera = NULL;
  g_autoptr (McPrinter) printer = NULL;
  g_autoptr (McSpeaker) speaker = NULL;
  Running running = { kiosk, loop };

  if (kiosk != NULL)
    scanner = open_scanners (kiosk->config, kiosk->clock, &error);
  if (scanner == NULL || !open_card_reader (kiosk->config, kiosk->clock, &reader, &error)) {
    g_printerr ("motcua-kiosk: %s\n", error->message);
    return 1;
  }
  document_camera = open_document_camera (kiosk->config, kiosk->clock);
  printer = open_printer (kiosk->config, kiosk->clock);
  speaker = mc_kiosk_open_speaker (kiosk->config, kiosk->clock);
  g_unix_signal_add (SIGTERM, on_signal, loop);
  g_unix_signal_add (SIGINT, on_signal, loop);
  mc_kiosk_start (kiosk,
                  &(McKioskDevices){
                      .scanner = scanner,
                      .no_picture = g_str_equal (
                          mc_config_get_string (kiosk->config, "camera", "pipeline"), "none"),
                      .card_reader = reader,
                      .document_camera = document_camera,
                      .printer = printer,
                      .speaker = speaker,
                  });
  g_signal_connect_swapped (kiosk->window, "close-request", G_CALLBACK (g_main_loop_quit), loop);
  g_timeout_add_seconds (DAMAGE_SECONDS, on_look_for_damage, &running);
  g_main_loop_run (loop);
  return running.status;
}

int
main (int argc, char **argv)
{
  g_autofree char *config_path = NULL;
  g_autofree char *state_dir = NULL;
  const GOptionEntry entries[] = {
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &config_path, "Configuration file", "FILE" },
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &state_dir,
      "State directory (default " DEFAULT_STATE_DIR ")", "DIR" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) error = NULL;

  mc_kiosk_harden (argv);
  mc_kiosk_prepare_environment ();
  context = g_option_context_new ("- the citizen's screen");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("motcua-kiosk: %s\n", error->message);
    return 2;
  }
  if (!gtk_init_check ()) {
    g_printerr ("motcua-kiosk: there is no display; start it in a graphical session\n");
    return 1;
  }
  gst_init (NULL, NULL);
  return run (config_path, state_dir != NULL ? state_dir : DEFAULT_STATE_DIR);
}
