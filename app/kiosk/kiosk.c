// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/kiosk/kiosk.h"

#include <limits.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "app/domain/memory-lock.h"
#include "drivers/espeak/espeak-speaker.h"
#include "offline-cache/salvage.h"
#include "ui/language.h"
#include "ui/style.h"
#include "ui/typing.h"
#include "ui/window.h"

/* With these every byte that is freed is overwritten, in GTK and Pango too; the thread cache must
 * be off, it skips the overwriting. They are read before main () only. So is LD_BIND_NOW: without
 * it a function's first call saves the vector registers on the stack, and the last memcpy () of a
 * name is still in them. */
#define TUNABLES "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0"

void
mc_kiosk_harden (char **argv)
{
  struct rlimit none = { 0, 0 };
  const char *tunables = getenv ("GLIBC_TUNABLES");
  char program[PATH_MAX + 1] = "";

  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_DUMPABLE, 0);
  if (tunables != NULL && strstr (tunables, "perturb") != NULL) {
    mc_memory_lock ();
    return;
  }
  setenv ("GLIBC_TUNABLES", TUNABLES, 1);
  setenv ("G_SLICE", "always-malloc", 1);
  setenv ("LD_BIND_NOW", "1", 1);
  if (readlink ("/proc/self/exe", program, PATH_MAX) > 0)
    execv (program, argv);
}

void
mc_kiosk_prepare_environment (void)
{
  mc_language_init (NULL);
  gtk_disable_setlocale ();
  /* Without a real GPU the cairo renderer is smoother and needs a fifth of the memory; GL is not
   * even loaded. Who has one sets these in the unit. */
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  g_setenv ("GDK_DEBUG", "gl-disable", FALSE);
}

static McDrafts *
open_drafts (McKiosk *self)
{
  const char *runtime = mc_config_get_string (self->config, "paths", "runtime");
  g_autoptr (GError) error = NULL;
  McDrafts *drafts = mc_drafts_new (self->store, runtime, &error);

  if (drafts == NULL)
    g_warning ("a crash will cost the person's answers: %s", error->message);
  return drafts;
}

/* A machine that cannot seal yet (not enrolled), or no longer (its certificate has run out, or its
 * clock is wrong), shows its screen all the same: that tells people where to go instead. */
static gboolean
open_identity (McKiosk *self, const char *state_dir, GError **error)
{
  g_autoptr (McKeyHolder) holder = NULL;
  g_autoptr (GError) local = NULL;

  self->identity = mc_kiosk_identity_load (state_dir, &local);
  if (g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
    g_message ("not enrolled: run motcuactl enrol");
    return TRUE;
  }
  if (self->identity == NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (!mc_key_holder_new (self->config, &holder, error))
    return FALSE;
  self->seal_keeper = mc_seal_keeper_new (self->store, self->clock, holder, state_dir,
                                          self->identity->kiosk_id);
  self->vault = mc_seal_keeper_open (self->seal_keeper);
  return TRUE;
}

/* Days off are decided every year: an administrator's file stands in for what is compiled in. */
static gboolean
open_calendar (McKiosk *self, GError **error)
{
  const char *path = mc_config_get_string (self->config, "catalogue", "holidays");
  g_autoptr (GBytes) json = NULL;
  char *data;
  gsize length;

  if (path[0] != '\0') {
    if (!g_file_get_contents (path, &data, &length, error))
      return FALSE;
    json = g_bytes_new_take (data, length);
  }
  self->calendar = mc_work_calendar_new (json, path[0] != '\0' ? path : NULL, error);
  if (self->calendar == NULL)
    return FALSE;
  mc_work_calendar_set_last_hour (
      self->calendar, (guint) mc_config_get_int (self->config, "catalogue", "last-hour"));
  return TRUE;
}

/* What we hold is locked where that is allowed; screen and print system are not ours. */
static void
warn_of_swap (void)
{
  if (!mc_memory_has_swap ())
    return;
  g_warning ("a power cut can leave people's answers in the swap: switch it off");
  if (!mc_memory_lock ())
    g_warning ("the limit of locked memory does not keep this program's out of it, either: "
               "LimitMEMLOCK=infinity");
}

McKiosk *
mc_kiosk_open (const char *config_path, const char *state_dir, GError **error)
{
  g_autoptr (McKiosk) self = g_new0 (McKiosk, 1);

  self->clock = mc_clock_new ();
  self->config = mc_config_new (config_path, error);
  if (self->config == NULL || !mc_paper_register_fonts (error))
    return NULL;
  self->catalogue = mc_catalogue_new (error);
  if (self->catalogue == NULL || !open_calendar (self, error))
    return NULL;
  mc_catalogue_set_sensitive (self->catalogue,
                              mc_config_get_boolean (self->config, "catalogue", "sensitive"));
  self->store = mc_store_open (state_dir, error);
  if (self->store == NULL || !open_identity (self, state_dir, error))
    return NULL;
  if (mc_store_get_salvage (self->store) != NULL)
    g_warning ("the database was damaged: %u envelopes saved, %u lost",
               mc_store_get_salvage (self->store)->envelopes,
               mc_store_get_salvage (self->store)->lost);
  mc_store_set_reserve (self->store,
                        (guint64) mc_config_get_int (self->config, "storage", "keep-free-mib")
                            * 1024 * 1024);
  warn_of_swap ();
  self->outbox = mc_outbox_new (self->store);
  self->drafts = open_drafts (self);
  self->parked = mc_parked_new (self->store);
  self->link = mc_link_client_new (mc_config_get_string (self->config, "paths", "runtime"),
                                   mc_config_get_string (self->config, "paths", "group"),
                                   self->clock);
  mc_style_load (gdk_display_get_default (), mc_config_get_int (self->config, "screen", "dpi"));
  return g_steal_pointer (&self);
}

/* --- how people type --- */

static McWay
get_way (McConfig *config, const char *key)
{
  static const char *const names[MC_N_WAYS] = {
    [MC_WAY_DIRECT] = "direct",
    [MC_WAY_TELEX] = "telex",
    [MC_WAY_VNI] = "vni",
  };
  const char *name = mc_config_get_string (config, "keyboard", key);

  for (McWay way = 0; way < MC_N_WAYS; way++) {
    if (g_str_equal (names[way], name))
      return way;
  }
  g_return_val_if_reached (MC_WAY_DIRECT);
}

static void
set_typing (McConfig *config, McTyping *typing)
{
  const gboolean new_style = g_str_equal (mc_config_get_string (config, "keyboard", "style"),
                                          "new");
  const McTypingOptions options = {
    .way = get_way (config, "method"),
    .hardware_way = get_way (config, "hardware"),
    .style = new_style ? MC_TONE_STYLE_NEW : MC_TONE_STYLE_OLD,
    .times = {
        .repeat_delay = mc_config_get_int (config, "keyboard", "repeat-delay-ms"),
        .repeat_interval = mc_config_get_int (config, "keyboard", "repeat-interval-ms"),
        .double_strike = mc_config_get_int (config, "keyboard", "double-strike-ms"),
    },
  };

  mc_typing_set_options (typing, &options);
}

static void
show_window (McKiosk *self)
{
  GtkWindow *window;

  self->window = mc_window_new (NULL, self->session);
  window = GTK_WINDOW (self->window);
  set_typing (self->config, mc_typing_of (self->window));
  mc_window_set_panel_bottom (MC_WINDOW (window),
                              mc_config_get_int (self->config, "screen", "bottom-mm"));
  /* Both: with no window manager at all full screen alone does nothing. */
  gtk_window_set_default_size (window, mc_config_get_int (self->config, "screen", "width"),
                               mc_config_get_int (self->config, "screen", "height"));
  if (mc_config_get_boolean (self->config, "screen", "fullscreen"))
    gtk_window_fullscreen (window);
  gtk_window_present (window);
}

McSpeaker *
mc_kiosk_open_speaker (McConfig *config, McClock *clock)
{
  if (!mc_config_get_boolean (config, "speech", "enabled"))
    return NULL;
  return MC_SPEAKER (mc_espeak_speaker_new (
      &(McEspeakOptions){
          .device = mc_config_get_string (config, "speech", "device"),
          .vietnamese = mc_config_get_string (config, "speech", "voice"),
          .english = mc_config_get_string (config, "speech", "english"),
          .words_per_minute = mc_config_get_int (config, "speech", "words-per-minute"),
          .prompts = mc_config_get_string (config, "speech", "prompts"),
          .sound_fd = -1,
      },
      clock));
}

/* What was photographed in a visit that nobody can take up again. */
static void
sweep_papers (McKiosk *self)
{
  g_autoptr (McAttachments) papers = NULL;
  g_autoptr (GError) error = NULL;

  if (self->vault == NULL)
    return;
  papers = mc_attachments_new (self->store, self->vault);
  if (!mc_attachments_sweep (papers, &error))
    g_warning ("papers of visits that are over are still kept: %s", error->message);
}

void
mc_kiosk_start (McKiosk *self, const McKioskDevices *devices)
{
  McPaperFormat paper = MC_PAPER_ROLL80;

  mc_paper_format_from_string (mc_config_get_string (self->config, "printer", "paper"), &paper);
  self->session = mc_session_new (&(McSessionParts){
      .clock = self->clock,
      .catalogue = self->catalogue,
      .calendar = self->calendar,
      .identity = self->identity,
      .scanner = devices->scanner,
      .no_picture = devices->no_picture,
      .card_reader = devices->card_reader,
      .document_camera = devices->document_camera,
      .printer = devices->printer,
      .speaker = devices->speaker,
      .spoken_style = g_str_has_suffix (mc_config_get_string (self->config, "speech", "voice"),
                                        "south")
                          ? MC_SPOKEN_SOUTH
                          : MC_SPOKEN_NORTH,
      .outbox = self->outbox,
      .vault = self->vault,
      .drafts = self->drafts,
      .parked = self->parked,
      .link = self->link,
      .park_days = mc_config_get_int (self->config, "session", "park-days"),
      .store = self->store,
      .paper = paper,
      .idle_seconds = mc_config_get_int (self->config, "session", "idle-seconds"),
      .warning_seconds = mc_config_get_int (self->config, "session", "warning-seconds"),
      .done_seconds = mc_config_get_int (self->config, "session", "done-seconds"),
      .scan_seconds = mc_config_get_int (self->config, "session", "scan-seconds"),
      .portrait = mc_config_get_boolean (self->config, "card", "portrait"),
  });
  mc_link_client_start (self->link);
  show_window (self);
  if (self->seal_keeper != NULL)
    mc_seal_keeper_start (self->seal_keeper, self->session);
  mc_session_resume (self->session);
  sweep_papers (self);
}

void
mc_kiosk_free (McKiosk *self)
{
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  if (self->seal_keeper != NULL)
    mc_seal_keeper_stop (self->seal_keeper);
  g_clear_object (&self->seal_keeper);
  g_clear_object (&self->session);
  g_clear_object (&self->drafts);
  g_clear_object (&self->parked);
  g_clear_object (&self->link);
  g_clear_object (&self->outbox);
  if (self->store != NULL)
    mc_store_close (self->store);
  g_clear_object (&self->store);
  g_clear_object (&self->vault);
  g_clear_pointer (&self->identity, mc_kiosk_identity_unref);
  g_clear_pointer (&self->calendar, mc_work_calendar_free);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->config);
  g_clear_object (&self->clock);
  g_free (self);
}
