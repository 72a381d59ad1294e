// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/espeak/espeak-speaker.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "drivers/espeak/speaker-message.h"

#define FIRST_RESTART_MS 200
#define MAX_RESTART_MS 5000 /* a loudspeaker that is plugged in again is found that soon */
#define BUILT_PROGRAM "../../app/speaker/motcua-speaker" /* lint: allow words */

struct _McEspeakSpeaker {
  McSpeaker parent_instance;

  GPtrArray *argv;
  int sound_fd; /* -1: none */

  GSubprocess *process; /* (nullable): between two of them */
  int fd;               /* our end; -1: none */
  GSource *readable;
  gboolean ready;
  gboolean has_spoken; /* words of somebody may be left in it */
  guint failures;      /* in a row */
  guint restart_timer;

  GPtrArray *utterances; /* (nullable): what is to be said */
  guint n_sent;
  int gain_db;
  guint32 last_id;
  guint32 id;       /* of the utterance under way; 0: none */
  guint32 stopping; /* what must be silent soon; 0: nothing */
  guint watchdog;
};

G_DEFINE_FINAL_TYPE (McEspeakSpeaker, mc_espeak_speaker, MC_TYPE_SPEAKER)

static void start_process (McEspeakSpeaker *self);

static void
clear_timer (McEspeakSpeaker *self, guint *timer)
{
  if (*timer != 0)
    mc_clock_remove_timeout (mc_device_get_clock (MC_DEVICE (self)), *timer);
  *timer = 0;
}

static gboolean
on_restart (gpointer user_data)
{
  McEspeakSpeaker *self = user_data;

  self->restart_timer = 0;
  start_process (self);
  return G_SOURCE_REMOVE;
}

static void
drop_process (McEspeakSpeaker *self)
{
  clear_timer (self, &self->watchdog);
  if (self->readable != NULL)
    g_source_destroy (self->readable);
  g_clear_pointer (&self->readable, g_source_unref);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
  g_clear_object (&self->process);
  self->ready = self->has_spoken = FALSE;
  self->id = self->stopping = 0;
  g_clear_pointer (&self->utterances, g_ptr_array_unref);
}

/* Ends this process and starts another one: at once after the first failure, then more patiently.
 */
static void
give_up (McEspeakSpeaker *self, McDeviceErrorCode code, const char *why)
{
  const guint delay = FIRST_RESTART_MS << MIN (self->failures, 8);

  drop_process (self);
  self->failures++;
  clear_timer (self, &self->restart_timer);
  self->restart_timer = mc_clock_add_timeout (mc_device_get_clock (MC_DEVICE (self)),
                                              MIN (delay, MAX_RESTART_MS), on_restart, self);
  mc_device_set_present (MC_DEVICE (self), FALSE);
  mc_device_action_return_error (
      MC_DEVICE (self),
      g_error_new (MC_DEVICE_ERROR, code, "%s: %s", mc_device_get_name (MC_DEVICE (self)), why));
}

static gboolean
on_watchdog (gpointer user_data)
{
  McEspeakSpeaker *self = user_data;

  self->watchdog = 0;
  give_up (self, MC_DEVICE_ERROR_PROTOCOL, "no sign of life");
  return G_SOURCE_REMOVE;
}

static void
feed_watchdog (McEspeakSpeaker *self)
{
  clear_timer (self, &self->watchdog);
  self->watchdog = mc_clock_add_timeout (mc_device_get_clock (MC_DEVICE (self)),
                                         MC_SPEAKER_WATCHDOG_MS, on_watchdog, self);
}

static void
send_message (McEspeakSpeaker *self, const McSpeakerHeader *header, const char *words)
{
  if (!mc_speaker_message_send (self->fd, header, words))
    give_up (self, MC_DEVICE_ERROR_PROTOCOL, "it does not listen");
}

/* The next utterance, or the end. */
static void
go_on (McEspeakSpeaker *self)
{
  const McUtterance *utterance;
  McSpeakerHeader header = { .kind = MC_SPEAKER_SAY, .gain_db = self->gain_db };

  if (self->n_sent == self->utterances->len) {
    self->id = 0;
    self->failures = 0;
    clear_timer (self, &self->watchdog);
    g_clear_pointer (&self->utterances, g_ptr_array_unref);
    mc_device_action_return_pointer (MC_DEVICE (self), NULL, NULL);
    return;
  }
  utterance = self->utterances->pdata[self->n_sent++];
  /* 0 says "none", also after four billion of them. */
  self->last_id = MAX (self->last_id + 1, 1);
  self->id = header.id = self->last_id;
  g_strlcpy (header.language, utterance->language, sizeof header.language);
  g_strlcpy (header.prompt, utterance->prompt != NULL ? utterance->prompt : "",
             sizeof header.prompt);
  self->has_spoken = TRUE;
  feed_watchdog (self);
  send_message (self, &header, utterance->words);
}

static void
on_ready (McEspeakSpeaker *self)
{
  self->ready = TRUE;
  mc_device_set_present (MC_DEVICE (self), TRUE);
  if (self->utterances != NULL)
    go_on (self);
}

/* A late answer, of what was stopped already, only says that it is silent. */
static void
on_end (McEspeakSpeaker *self, const McSpeakerHeader *header)
{
  if (header->id == self->stopping) {
    self->stopping = 0;
    if (self->id == 0)
      clear_timer (self, &self->watchdog);
  }
  if (header->id != self->id)
    return;
  if (header->kind == MC_SPEAKER_DONE)
    go_on (self);
  else
    give_up (self, MC_DEVICE_ERROR_ABSENT, "no sound");
}

static void
handle (McEspeakSpeaker *self, const McSpeakerHeader *header)
{
  switch (header->kind) {
  case MC_SPEAKER_READY:
    on_ready (self);
    break;
  case MC_SPEAKER_ALIVE:
    if (header->id == self->id && self->id != 0)
      feed_watchdog (self);
    break;
  case MC_SPEAKER_DONE:
  case MC_SPEAKER_STOPPED:
  case MC_SPEAKER_MUTE:
  case MC_SPEAKER_FAILED:
    on_end (self, header);
    break;
  default:
    give_up (self, MC_DEVICE_ERROR_PROTOCOL, "unknown message");
  }
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (McEspeakSpeaker) self = g_object_ref (user_data);
  McSpeakerMessage message;

  /* Handling one may end this process and this source. */
  while (self->fd == fd && self->process != NULL) {
    switch (mc_speaker_message_receive (fd, &message)) {
    case MC_SPEAKER_NOTHING:
      return G_SOURCE_CONTINUE;
    case MC_SPEAKER_CLOSED:
      give_up (self, MC_DEVICE_ERROR_ABSENT, "it has ended");
      return G_SOURCE_REMOVE;
    case MC_SPEAKER_RECEIVED:
      handle (self, &message.header);
      break;
    }
  }
  return G_SOURCE_REMOVE;
}

/* Only what sound libraries look for, and what hardens memory: see mc_kiosk_harden (). */
static GStrv
make_environment (void)
{
  static const char *const kept[] = { "HOME",           "XDG_RUNTIME_DIR", "ALSA_CONFIG_PATH",
                                      "GLIBC_TUNABLES", "LD_BIND_NOW",     "G_SLICE" };
  GStrv environment = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kept); i++) {
    const char *value = g_getenv (kept[i]);

    if (value != NULL)
      environment = g_environ_setenv (environment, kept[i], value, TRUE);
  }
  return g_environ_setenv (environment, "LC_ALL", "C.UTF-8", TRUE);
}

static GSubprocess *
spawn (McEspeakSpeaker *self, int their_end, GError **error)
{
  /* It says once what is wrong, not every few seconds. */
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE
      | (self->failures > 0 ? G_SUBPROCESS_FLAGS_STDERR_SILENCE : G_SUBPROCESS_FLAGS_NONE));
  g_auto (GStrv) environment = make_environment ();

  g_subprocess_launcher_set_environ (launcher, environment);
  g_subprocess_launcher_take_fd (launcher, their_end, MC_SPEAKER_FD);
  if (self->sound_fd >= 0)
    g_subprocess_launcher_take_fd (launcher, fcntl (self->sound_fd, F_DUPFD_CLOEXEC, 3),
                                   MC_SPEAKER_FD + 1);
  return g_subprocess_launcher_spawnv (launcher, (const char *const *) self->argv->pdata, error);
}

static void
start_process (McEspeakSpeaker *self)
{
  g_autoptr (GError) error = NULL;
  int ends[2];

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    give_up (self, MC_DEVICE_ERROR_ABSENT, "no sockets left");
    return;
  }
  self->fd = ends[0];
  self->process = spawn (self, ends[1], &error);
  if (self->process == NULL) {
    give_up (self, MC_DEVICE_ERROR_CONFIG, error->message);
    return;
  }
  self->readable = g_unix_fd_source_new (self->fd, G_IO_IN | G_IO_HUP | G_IO_ERR);
  g_source_set_callback (self->readable, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->readable, NULL);
}

static void
mc_espeak_speaker_start (McSpeaker *speaker, GPtrArray *utterances, int gain_db)
{
  McEspeakSpeaker *self = MC_ESPEAK_SPEAKER (speaker);

  if (self->process == NULL) {
    mc_device_action_return_error (MC_DEVICE (self),
                                   g_error_new_literal (MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT,
                                                        "the speech process is being restarted"));
    return;
  }
  self->utterances = g_ptr_array_ref (utterances);
  self->n_sent = 0;
  self->gain_db = gain_db;
  feed_watchdog (self);
  if (self->ready)
    go_on (self);
}

static void
mc_espeak_speaker_tone (McSpeaker *speaker, McSpeakerTone tone, int gain_db)
{
  McEspeakSpeaker *self = MC_ESPEAK_SPEAKER (speaker);
  const McSpeakerHeader header = { .kind = MC_SPEAKER_TONE, .tone = tone, .gain_db = gain_db };

  if (self->ready)
    send_message (self, &header, NULL);
}

/* An engine has buffers that nobody can clear from outside; a process that has ended has none. */
static void
mc_espeak_speaker_forget (McSpeaker *speaker)
{
  McEspeakSpeaker *self = MC_ESPEAK_SPEAKER (speaker);

  if (!self->has_spoken || self->process == NULL)
    return;
  drop_process (self);
  start_process (self);
}

static void
mc_espeak_speaker_cancel (McDevice *device)
{
  McEspeakSpeaker *self = MC_ESPEAK_SPEAKER (device);
  const McSpeakerHeader header = { .kind = MC_SPEAKER_STOP };

  g_clear_pointer (&self->utterances, g_ptr_array_unref);
  clear_timer (self, &self->watchdog);
  if (self->id == 0)
    return;
  self->stopping = self->id;
  self->id = 0;
  feed_watchdog (self);
  send_message (self, &header, NULL);
}

static void
mc_espeak_speaker_dispose (GObject *object)
{
  McEspeakSpeaker *self = MC_ESPEAK_SPEAKER (object);

  drop_process (self);
  clear_timer (self, &self->restart_timer);
  G_OBJECT_CLASS (mc_espeak_speaker_parent_class)->dispose (object);
}

static void
mc_espeak_speaker_finalize (GObject *object)
{
  McEspeakSpeaker *self = MC_ESPEAK_SPEAKER (object);

  g_ptr_array_unref (self->argv);
  if (self->sound_fd >= 0)
    close (self->sound_fd);
  G_OBJECT_CLASS (mc_espeak_speaker_parent_class)->finalize (object);
}

static void
mc_espeak_speaker_class_init (McEspeakSpeakerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_espeak_speaker_dispose;
  G_OBJECT_CLASS (klass)->finalize = mc_espeak_speaker_finalize;
  MC_DEVICE_CLASS (klass)->cancel = mc_espeak_speaker_cancel;
  MC_SPEAKER_CLASS (klass)->start = mc_espeak_speaker_start;
  MC_SPEAKER_CLASS (klass)->tone = mc_espeak_speaker_tone;
  MC_SPEAKER_CLASS (klass)->forget = mc_espeak_speaker_forget;
}

static void
mc_espeak_speaker_init (McEspeakSpeaker *self)
{
  self->argv = g_ptr_array_new_with_free_func (g_free);
  self->fd = self->sound_fd = -1;
}

/* (transfer full): where it was installed or, if this program was not, where it was built. */
static char *
find_program (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (self != NULL ? self : "");
  g_autofree char *built = g_canonicalize_filename (BUILT_PROGRAM, folder);

  return g_file_test (built, G_FILE_TEST_IS_EXECUTABLE) ? g_steal_pointer (&built)
                                                        : g_strdup (MOTCUA_SPEAKER);
}

static void
add_option (McEspeakSpeaker *self, const char *name, const char *value)
{
  if (value == NULL || value[0] == '\0')
    return;
  g_ptr_array_add (self->argv, g_strdup (name));
  g_ptr_array_add (self->argv, g_strdup (value));
}

McEspeakSpeaker *
mc_espeak_speaker_new (const McEspeakOptions *options, McClock *clock)
{
  McEspeakSpeaker *self = g_object_new (MC_TYPE_ESPEAK_SPEAKER, "name", "loudspeaker", "clock",
                                        clock, NULL);
  g_autofree char *rate = g_strdup_printf ("%u", options->words_per_minute);

  g_ptr_array_add (self->argv,
                   options->program != NULL ? g_strdup (options->program) : find_program ());
  add_option (self, "--device", options->device);
  add_option (self, "--vietnamese", options->vietnamese);
  add_option (self, "--english", options->english);
  add_option (self, "--rate", rate);
  add_option (self, "--prompts", options->prompts);
  g_ptr_array_add (self->argv, NULL);
  if (options->sound_fd >= 0)
    self->sound_fd = fcntl (options->sound_fd, F_DUPFD_CLOEXEC, 3);
  mc_device_set_present (MC_DEVICE (self), FALSE);
  start_process (self);
  return self;
}

const char *
mc_espeak_speaker_get_process (McEspeakSpeaker *self)
{
  g_return_val_if_fail (MC_IS_ESPEAK_SPEAKER (self), NULL);
  return self->process != NULL ? g_subprocess_get_identifier (self->process) : NULL;
}
