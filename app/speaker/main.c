// SPDX-License-Identifier: GPL-3.0-or-later

/* motcua-speaker: the kiosk's voice, in a process of its own. A speech engine is much code that
 * reads whatever people type; here it has no network, no files but its own, nobody to talk to but
 * the kiosk that started it, and the kiosk starts another one when it hangs. */

#include <locale.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "app/domain/memory-lock.h"
#include "drivers/espeak/speaker-message.h"
#include "drivers/espeak/speaker-sandbox.h"
#include "drivers/espeak/speaker-server.h"

typedef struct {
  int words_per_minute;
  char *vietnamese;
  char *english;
  char *device;
  char *prompts; /* (nullable) */
} Options;

/* Before there is anything to lose. */
static void
harden (void)
{
  const struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_DUMPABLE, 0);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  mc_memory_lock ();
  signal (SIGPIPE, SIG_IGN);
}

static gboolean
is_started_by_kiosk (void)
{
  int type = 0;
  socklen_t length = sizeof type;

  return getsockopt (MC_SPEAKER_FD, SOL_SOCKET, SO_TYPE, &type, &length) == 0
         && type == SOCK_SEQPACKET;
}

static int
complain (const char *message)
{
  g_printerr ("motcua-speaker: %s\n", message);
  return 1;
}

static int
run (const Options *options)
{
  const McVoiceOptions voice_options = { options->vietnamese, options->english,
                                         options->words_per_minute };
  g_autoptr (GError) error = NULL;
  g_autoptr (McVoice) voice = mc_voice_new (&voice_options, &error);
  g_autoptr (McSoundOutput) output = voice != NULL ? mc_sound_output_open (
                                         options->device, mc_voice_get_rate (voice), &error)
                                                   : NULL;
  const char *readable[] = { voice != NULL ? mc_voice_get_data_path (voice) : NULL,
                             options->prompts, NULL };
  gboolean files;

  if (output == NULL || !mc_speaker_sandbox_enter (readable, &files, &error))
    return complain (error->message);
  if (!files)
    complain ("this kernel has no Landlock: files are left to the service's restrictions");
  return mc_speaker_serve (MC_SPEAKER_FD, voice, output, options->prompts)
             ? 0
             : complain ("the sound device is gone");
}

int
main (int argc, char **argv)
{
  Options options = { .words_per_minute = 150 };
  const GOptionEntry entries[] = {
    { "vietnamese", 0, 0, G_OPTION_ARG_STRING, &options.vietnamese, "Voice", "NAME" },
    { "english", 0, 0, G_OPTION_ARG_STRING, &options.english, "Voice", "NAME" },
    { "rate", 0, 0, G_OPTION_ARG_INT, &options.words_per_minute, "Words a minute", "N" },
    { "device", 0, 0, G_OPTION_ARG_STRING, &options.device, "ALSA device, null or fd:N", "NAME" },
    { "prompts", 0, 0, G_OPTION_ARG_FILENAME, &options.prompts, "Recordings", "DIR" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("- started by motcua-kiosk");
  g_autoptr (GError) error = NULL;
  int status;

  harden ();
  setlocale (LC_ALL, "C.UTF-8");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc > 1
      || !is_started_by_kiosk ()) {
    complain (error != NULL ? error->message : "it is the kiosk that starts this program");
    return 2;
  }
  if (options.vietnamese == NULL)
    options.vietnamese = g_strdup ("vi");
  if (options.english == NULL)
    options.english = g_strdup ("en-us");
  if (options.device == NULL)
    options.device = g_strdup ("default");
  status = run (&options);
  g_free (options.vietnamese);
  g_free (options.english);
  g_free (options.device);
  g_free (options.prompts);
  return status;
}
