// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ctl.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "app/domain/spoken-text.h"
#include "drivers/espeak/espeak-speaker.h"

/* motcuactl speak: whether the loudspeaker is heard, what the kiosk would say of a text, and how a
 * recording of it must be named. */

#define MAX_LINE_BYTES 8192
#define RATE 22050 /* of espeak-ng's own voices */
#define WAVE_HEADER 44

typedef struct {
  gboolean normalise;
  gboolean prompt_name;
  char *wave;     /* (nullable) */
  char *language; /* (nullable): "vi" */
  int loudness;   /* dB */
} Options;

/* --- words alone --- */

static char *
to_words (const McSpokenText *spoken, const char *text, const char *language)
{
  if (g_str_equal (language, "vi") || mc_spoken_text_is_vietnamese (text))
    return mc_spoken_text_say (spoken, text);
  return mc_spoken_text_say_english (text);
}

static int
print_line (const McSpokenText *spoken, const char *text, const Options *options)
{
  g_autofree char *line = options->prompt_name ? mc_utterance_prompt_name (options->language, text)
                                               : to_words (spoken, text, options->language);

  /* At once, so that a script may ask line by line. */
  if (puts (line) == EOF || fflush (stdout) != 0)
    return mc_ctl_refuse ("cannot write: %s", g_strerror (errno));
  return MC_EXIT_DONE;
}

static int
print_lines (const McSpokenText *spoken, const Options *options)
{
  char line[MAX_LINE_BYTES + 2];
  int status = MC_EXIT_DONE;

  while (status == MC_EXIT_DONE && fgets (line, sizeof line, stdin) != NULL) {
    const gsize length = strcspn (line, "\n");

    if (length > MAX_LINE_BYTES)
      return mc_ctl_refuse ("a line has more than %d bytes", MAX_LINE_BYTES);
    line[length] = '\0';
    if (!g_utf8_validate (line, -1, NULL))
      return mc_ctl_refuse ("a line is not UTF-8");
    status = print_line (spoken, line, options);
  }
  return status;
}

/* --- aloud --- */

typedef struct {
  GMainLoop *loop;
  GError *error;
} Speech;

static void
on_said (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Speech *speech = user_data;

  mc_speaker_say_finish (MC_SPEAKER (source), result, &speech->error);
  g_main_loop_quit (speech->loop);
}

static void
put_u32 (guint8 *at, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (at, &value, sizeof value);
}

static gboolean
write_wave (const char *path, int sound, GError **error)
{
  const gsize size = lseek (sound, 0, SEEK_END);
  g_autofree guint8 *file = g_malloc (WAVE_HEADER + size);

  memcpy (file, "RIFF....WAVEfmt ....................data", WAVE_HEADER - 4);
  put_u32 (file + 4, WAVE_HEADER - 8 + size);
  put_u32 (file + 16, 16);
  put_u32 (file + 20, 1 | 1 << 16); /* PCM, one channel */
  put_u32 (file + 24, RATE);
  put_u32 (file + 28, RATE * 2);
  put_u32 (file + 32, 2 | 16 << 16); /* bytes, bits */
  put_u32 (file + 40, size);
  if (pread (sound, file + WAVE_HEADER, size, 0) != (ssize_t) size) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the sound cannot be read back");
    return FALSE;
  }
  return g_file_set_contents (path, (const char *) file, WAVE_HEADER + size, error);
}

static McSpeaker *
open_speaker (McCtl *ctl, int sound)
{
  const McEspeakOptions options = {
    .device = sound >= 0 ? MC_ESPEAK_SOUND_DEVICE
                         : mc_config_get_string (ctl->config, "speech", "device"),
    .vietnamese = mc_config_get_string (ctl->config, "speech", "voice"),
    .english = mc_config_get_string (ctl->config, "speech", "english"),
    .words_per_minute = mc_config_get_int (ctl->config, "speech", "words-per-minute"),
    .prompts = mc_config_get_string (ctl->config, "speech", "prompts"),
    .sound_fd = sound,
  };

  return MC_SPEAKER (mc_espeak_speaker_new (&options, ctl->clock));
}

static int
speak (McCtl *ctl, const McSpokenText *spoken, const char *text, const Options *options)
{
  g_autoptr (GPtrArray) utterances = g_ptr_array_new_with_free_func (
      (GDestroyNotify) mc_utterance_free);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  const int sound = options->wave != NULL ? memfd_create ("speech", MFD_CLOEXEC) : -1;
  g_autofree char *words = to_words (spoken, text, options->language);
  g_autofree char *prompt = mc_utterance_prompt_name (options->language, text);
  McSpeaker *speaker = open_speaker (ctl, sound);
  Speech speech = { .loop = loop };
  int status = MC_EXIT_DONE;

  g_ptr_array_add (utterances, mc_utterance_new (options->language, words, prompt));
  mc_speaker_say_async (speaker, utterances, options->loudness, NULL, on_said, &speech);
  g_main_loop_run (loop);
  g_object_unref (speaker);
  if (speech.error == NULL && sound >= 0)
    write_wave (options->wave, sound, &speech.error);
  if (sound >= 0)
    close (sound);
  if (speech.error != NULL)
    status = mc_ctl_refuse_error (speech.error);
  g_clear_error (&speech.error);
  return status;
}

static int
run (McCtl *ctl, int argc, char **argv, const Options *options)
{
  const gboolean silent = options->normalise || options->prompt_name;
  const McSpokenStyle style = g_str_equal (mc_config_get_string (ctl->config, "speech", "voice"),
                                           "vi-vn-x-south")
                                  ? MC_SPOKEN_SOUTH
                                  : MC_SPOKEN_NORTH;
  g_autoptr (GError) error = NULL;
  g_autoptr (McSpokenText) spoken = mc_spoken_text_load (style, &error);

  if (spoken == NULL)
    return mc_ctl_refuse_error (error);
  if (silent && argc == 1)
    return print_lines (spoken, options);
  if (!g_utf8_validate (argv[1], -1, NULL))
    return mc_ctl_refuse ("the text is not UTF-8");
  return silent ? print_line (spoken, argv[1], options) : speak (ctl, spoken, argv[1], options);
}

int
mc_ctl_speak (McCtl *ctl, int argc, char **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "normalise", 0, 0, G_OPTION_ARG_NONE, &options.normalise,
      "Print the words instead; without TEXT, of each line from stdin", NULL },
    { "prompt-name", 0, 0, G_OPTION_ARG_NONE, &options.prompt_name,
      "Print what a recording of it is called, without .wav", NULL },
    { "wav", 0, 0, G_OPTION_ARG_FILENAME, &options.wave, "Into a file", "FILE" },
    { "language", 0, 0, G_OPTION_ARG_STRING, &options.language, "vi (default) or en", "CODE" },
    { "loudness", 0, 0, G_OPTION_ARG_INT, &options.loudness, "-12 to 6 dB", "DB" },
    { NULL },
  };
  int status = mc_ctl_parse (ctl, "[TEXT]", entries, &argc, &argv);
  const gboolean silent = options.normalise || options.prompt_name;

  if (options.language == NULL)
    options.language = g_strdup ("vi");
  if (status == MC_EXIT_DONE && (argc > 2 || (argc < 2 && !silent)))
    status = mc_ctl_usage ("speak: one TEXT is needed");
  else if (status == MC_EXIT_DONE && !g_str_equal (options.language, "vi")
           && !g_str_equal (options.language, "en"))
    status = mc_ctl_usage ("speak: --language is vi or en");
  else if (status == MC_EXIT_DONE)
    status = run (ctl, argc, argv, &options);
  g_free (options.wave);
  g_free (options.language);
  return status;
}
