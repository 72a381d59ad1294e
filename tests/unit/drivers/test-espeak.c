// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "drivers/espeak/espeak-speaker.h"
#include "drivers/espeak/speaker-message.h"

/* The real process with the real engine; only the loudspeaker is a file. */

#define RATE 22050
#define SILENCE_MS 200

static const char *program;

typedef struct {
  int sound; /* memory file that the samples go to */
  char *prompts;
  McEspeakSpeaker *speaker;
  GError *error;
  gboolean ended;
} Bench;

static void
wait_until (gboolean (*is_true) (Bench *bench), Bench *bench)
{
  const gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (!is_true (bench) && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, FALSE) ? (void) 0 : g_usleep (1000);
  g_assert_true (is_true (bench));
}

static gboolean
has_ended (Bench *bench)
{
  return bench->ended;
}

static gboolean
is_present (Bench *bench)
{
  return mc_device_get_present (MC_DEVICE (bench->speaker));
}

static Bench *
bench_new (const char *device)
{
  Bench *bench = g_new0 (Bench, 1);

  bench->sound = memfd_create ("sound", MFD_CLOEXEC);
  bench->prompts = g_dir_make_tmp ("motcua-prompts-XXXXXX", NULL);
  bench->speaker = mc_espeak_speaker_new (&(McEspeakOptions){ .program = program,
                                                              .device = device,
                                                              .vietnamese = "vi",
                                                              .english = "en-us",
                                                              .words_per_minute = 170,
                                                              .prompts = bench->prompts,
                                                              .sound_fd = bench->sound },
                                          NULL);
  return bench;
}

static void
bench_free (Bench *bench)
{
  g_assert_finalize_object (bench->speaker);
  g_rmdir (bench->prompts);
  g_free (bench->prompts);
  g_clear_error (&bench->error);
  close (bench->sound);
  g_free (bench);
}

static void
on_said (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;

  g_clear_error (&bench->error);
  mc_speaker_say_finish (MC_SPEAKER (source), result, &bench->error);
  bench->ended = TRUE;
}

static void
say (Bench *bench, const char *language, const char *words, const char *prompt, int gain_db,
     GCancellable *cancellable)
{
  g_autoptr (GPtrArray) utterances = g_ptr_array_new_with_free_func (
      (GDestroyNotify) mc_utterance_free);

  g_ptr_array_add (utterances, mc_utterance_new (language, words, prompt));
  bench->ended = FALSE;
  mc_speaker_say_async (MC_SPEAKER (bench->speaker), utterances, gain_db, cancellable, on_said,
                        bench);
}

/* (transfer full): what has been sounded since the last time. */
static gint16 *
take_sound (Bench *bench, gsize *n_samples)
{
  const off_t size = lseek (bench->sound, 0, SEEK_END);
  gint16 *samples = g_malloc (size + 1);

  g_assert_cmpint (pread (bench->sound, samples, size, 0), ==, size);
  g_assert_cmpint (ftruncate (bench->sound, 0), ==, 0);
  lseek (bench->sound, 0, SEEK_SET);
  *n_samples = size / sizeof *samples;
  return samples;
}

static int
get_loudest (const gint16 *samples, gsize n_samples)
{
  int loudest = 0;

  for (gsize i = 0; i < n_samples; i++)
    loudest = MAX (loudest, abs (samples[i]));
  return loudest;
}

static int
hear (Bench *bench, double *seconds)
{
  gsize n_samples;
  g_autofree gint16 *samples = take_sound (bench, &n_samples);

  *seconds = (double) n_samples / RATE;
  return get_loudest (samples, n_samples);
}

static void
test_words_are_heard (void)
{
  Bench *bench = bench_new (MC_ESPEAK_SOUND_DEVICE);
  double seconds;

  say (bench, "vi", "xin chào, ông bà cần làm việc gì.", NULL, 0, NULL);
  wait_until (has_ended, bench);
  g_assert_no_error (bench->error);
  g_assert_cmpint (hear (bench, &seconds), >, 4000);
  g_assert_cmpfloat (seconds, >, 1.2);
  g_assert_cmpfloat (seconds, <, 5);
  bench_free (bench);
}

static void
test_more_words_last_longer_and_english_sounds_other (void)
{
  Bench *bench = bench_new (MC_ESPEAK_SOUND_DEVICE);
  double one, two, english;

  say (bench, "vi", "một hai ba", NULL, 0, NULL);
  wait_until (has_ended, bench);
  hear (bench, &one);
  say (bench, "vi", "một hai ba bốn năm sáu", NULL, 0, NULL);
  wait_until (has_ended, bench);
  hear (bench, &two);
  say (bench, "en", "một hai ba", NULL, 0, NULL);
  wait_until (has_ended, bench);
  g_assert_no_error (bench->error);
  hear (bench, &english);
  g_assert_cmpfloat (two, >, one * 1.3);
  g_assert_cmpfloat (ABS (english - one), >, 0.02);
  bench_free (bench);
}

static void
test_steps_of_loudness (void)
{
  Bench *bench = bench_new (MC_ESPEAK_SOUND_DEVICE);
  double seconds;
  int loud, quiet;

  say (bench, "vi", "xin chào", NULL, 0, NULL);
  wait_until (has_ended, bench);
  loud = hear (bench, &seconds);
  say (bench, "vi", "xin chào", NULL, -12, NULL);
  wait_until (has_ended, bench);
  quiet = hear (bench, &seconds);
  g_assert_cmpfloat_with_epsilon ((double) loud / quiet, 3.98, 0.1);
  bench_free (bench);
}

static void
append_u32 (GByteArray *file, guint32 value)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (file, (const guint8 *) &value, sizeof value);
}

/* A second and a half that is loud and silent in turn. */
static void
write_recording (const char *path)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  const guint n = RATE / 2 * 3;

  g_byte_array_append (file, (const guint8 *) "RIFF", 4);
  append_u32 (file, 36 + n * 2);
  g_byte_array_append (file, (const guint8 *) "WAVEfmt ", 8);
  append_u32 (file, 16);
  append_u32 (file, 1 | 1 << 16); /* PCM, one channel */
  append_u32 (file, RATE);
  append_u32 (file, RATE * 2);
  append_u32 (file, 2 | 16 << 16);
  g_byte_array_append (file, (const guint8 *) "data", 4);
  append_u32 (file, n * 2);
  for (guint i = 0; i < n / 2; i++)
    append_u32 (file, i % 2 ? 12345 : 0);
  g_assert_true (g_file_set_contents (path, (const char *) file->data, file->len, NULL));
}

static void
test_a_recording_is_played_instead (void)
{
  Bench *bench = bench_new (MC_ESPEAK_SOUND_DEVICE);
  g_autofree char *prompt = mc_utterance_prompt_name ("vi", "Xin chào!");
  g_autofree char *folder = g_build_filename (bench->prompts, "vi", NULL);
  g_autofree char *path = g_strdup_printf ("%s/%s.wav", bench->prompts, prompt);
  double seconds;

  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  write_recording (path);
  say (bench, "vi", "xin chào", prompt, 0, NULL);
  wait_until (has_ended, bench);
  g_assert_no_error (bench->error);
  g_assert_cmpint (hear (bench, &seconds), ==, 12345);
  g_assert_cmpfloat_with_epsilon (seconds, 1.5, 0.01);

  g_assert_true (g_file_set_contents (path, "RIFFnonsense", -1, NULL));
  say (bench, "vi", "xin chào", prompt, 0, NULL);
  wait_until (has_ended, bench);
  g_assert_no_error (bench->error);
  g_assert_cmpint (hear (bench, &seconds), !=, 12345);
  g_assert_cmpfloat (seconds, >, 0.3);
  g_remove (path);
  g_rmdir (folder);
  bench_free (bench);
}

static void
test_cancelled_speech_makes_way (void)
{
  Bench *bench = bench_new ("null");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *words = g_strnfill (4000, 'a');
  gint64 start;

  wait_until (is_present, bench);
  for (guint i = 3; i < 4000; i += 4)
    words[i] = ' ';
  say (bench, "vi", words, NULL, 0, cancellable);
  g_cancellable_cancel (cancellable);
  wait_until (has_ended, bench);
  g_assert_error (bench->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  start = g_get_monotonic_time ();
  say (bench, "vi", "dạ", NULL, 0, NULL);
  wait_until (has_ended, bench);
  g_assert_no_error (bench->error);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_USEC_PER_SEC);
  bench_free (bench);
}

/* --- an engine that hangs, dies, is misused --- */

typedef struct {
  gint64 last;
  gint64 longest;
} Ticks;

static gboolean
on_tick (gpointer user_data)
{
  Ticks *ticks = user_data;
  const gint64 now = g_get_monotonic_time ();

  if (ticks->last != 0)
    ticks->longest = MAX (ticks->longest, now - ticks->last);
  ticks->last = now;
  return G_SOURCE_CONTINUE;
}

static void
test_a_stopped_engine_stops_nobody (void)
{
  Bench *bench = bench_new (MC_ESPEAK_SOUND_DEVICE);
  Ticks ticks = { 0 };
  gint64 start;
  guint timer;

  wait_until (is_present, bench);
  g_autofree char *first = g_strdup (mc_espeak_speaker_get_process (bench->speaker));
  g_assert_cmpint (kill (atoi (first), SIGSTOP), ==, 0);
  timer = g_timeout_add (10, on_tick, &ticks);
  start = g_get_monotonic_time ();
  say (bench, "vi", "xin chào", NULL, 0, NULL);
  wait_until (has_ended, bench);
  g_assert_error (bench->error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_PROTOCOL);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, MC_SPEAKER_WATCHDOG_MS * 900);
  g_assert_cmpint (g_get_monotonic_time () - start, <, MC_SPEAKER_WATCHDOG_MS * 2000);
  g_assert_cmpint (ticks.longest, <, G_USEC_PER_SEC / 2);
  g_source_remove (timer);

  wait_until (is_present, bench);
  g_assert_cmpstr (mc_espeak_speaker_get_process (bench->speaker), !=, first);
  say (bench, "vi", "xin chào", NULL, 0, NULL);
  wait_until (has_ended, bench);
  g_assert_no_error (bench->error);
  bench_free (bench);
}

static void
test_a_killed_engine_comes_again (void)
{
  Bench *bench = bench_new ("null");
  g_autofree char *words = g_strnfill (3000, 'o');

  wait_until (is_present, bench);
  g_autofree char *first = g_strdup (mc_espeak_speaker_get_process (bench->speaker));
  say (bench, "vi", words, NULL, 0, NULL);
  g_assert_cmpint (kill (atoi (first), SIGKILL), ==, 0);
  wait_until (has_ended, bench);
  g_assert_error (bench->error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT);
  g_assert_false (is_present (bench));
  wait_until (is_present, bench);
  bench_free (bench);
}

static void
test_forgetting_takes_another_process (void)
{
  Bench *bench = bench_new (MC_ESPEAK_SOUND_DEVICE);

  wait_until (is_present, bench);
  g_autofree char *first = g_strdup (mc_espeak_speaker_get_process (bench->speaker));
  mc_speaker_forget (MC_SPEAKER (bench->speaker));
  g_assert_cmpstr (mc_espeak_speaker_get_process (bench->speaker), ==, first);

  say (bench, "vi", "xin chào", NULL, 0, NULL);
  wait_until (has_ended, bench);
  mc_speaker_forget (MC_SPEAKER (bench->speaker));
  g_assert_cmpstr (mc_espeak_speaker_get_process (bench->speaker), !=, first);
  say (bench, "vi", "xin chào", NULL, 0, NULL);
  wait_until (has_ended, bench);
  g_assert_no_error (bench->error);
  bench_free (bench);
}

static void
test_no_device_is_an_answer (void)
{
  Bench *bench = bench_new ("no-such-card");

  say (bench, "vi", "xin chào", NULL, 0, NULL);
  wait_until (has_ended, bench);
  g_assert_error (bench->error, MC_DEVICE_ERROR, MC_DEVICE_ERROR_ABSENT);
  g_assert_false (is_present (bench));
  bench_free (bench);
}

/* ALSA itself, which here writes what would be heard to a file. */
static void
test_the_sound_card_gets_it (void)
{
  g_autofree char *folder = g_dir_make_tmp ("motcua-alsa-XXXXXX", NULL);
  g_autofree char *sound = g_build_filename (folder, "sound", NULL);
  g_autofree char *config = g_build_filename (folder, "asound.conf", NULL);
  g_autofree char *text = g_strdup_printf (
      "pcm.test { type file; slave.pcm { type null; }; file \"%s\"; format \"raw\"; }", sound);
  g_autofree char *heard = NULL;
  gsize size;
  Bench *bench;

  g_assert_true (g_file_set_contents (config, text, -1, NULL));
  g_setenv ("ALSA_CONFIG_PATH", config, TRUE);
  bench = bench_new ("test");
  g_unsetenv ("ALSA_CONFIG_PATH");
  say (bench, "vi", "xin chào, ông bà cần làm việc gì.", NULL, 0, NULL);
  wait_until (has_ended, bench);
  g_assert_no_error (bench->error);
  bench_free (bench);
  g_assert_true (g_file_get_contents (sound, &heard, &size, NULL));
  g_assert_cmpuint (size, >, RATE * sizeof (gint16));
  g_assert_cmpint (get_loudest ((const gint16 *) heard, size / sizeof (gint16)), >, 4000);
  g_remove (sound);
  g_remove (config);
  g_rmdir (folder);
}

static void
test_the_process_is_locked_in (void)
{
  static const char words[] = "bí mật của bà bích";
  Bench *bench = bench_new ("null");
  g_autofree char *status = NULL;
  g_autofree char *arguments = NULL;
  g_autofree char *limits = NULL;
  gsize length;

  wait_until (is_present, bench);
  say (bench, "vi", words, NULL, 0, NULL);
  const char *pid = mc_espeak_speaker_get_process (bench->speaker);
  g_autofree char *status_path = g_strdup_printf ("/proc/%s/status", pid);
  g_autofree char *arguments_path = g_strdup_printf ("/proc/%s/cmdline", pid);
  g_autofree char *limits_path = g_strdup_printf ("/proc/%s/limits", pid);
  g_assert_true (g_file_get_contents (status_path, &status, NULL, NULL));
  g_assert_true (g_file_get_contents (arguments_path, &arguments, &length, NULL));
  g_assert_true (g_file_get_contents (limits_path, &limits, NULL, NULL));
  g_assert_nonnull (strstr (status, "NoNewPrivs:\t1"));
  g_assert_nonnull (strstr (status, "Seccomp:\t2"));
  g_assert_null (memmem (arguments, length, "bích", strlen ("bích")));
  g_assert_true (g_regex_match_simple ("Max core file size +0 +0", limits, 0, 0));
  wait_until (has_ended, bench);
  bench_free (bench);
}

static void
test_whatever_it_is_given (void)
{
  Bench *bench = bench_new (MC_ESPEAK_SOUND_DEVICE);
  static const char *const hostile[] = { "",
                                         " ",
                                         ".",
                                         "[[h@l'oU]]",
                                         "<speak><break time='1h'/></speak>",
                                         "\xf0\x9f\x98\x80",
                                         "&lt;",
                                         "{}\\",
                                         "\x01\x02" };

  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++) {
    double seconds;

    say (bench, "vi", hostile[i], "../../etc/passwd", 0, NULL);
    wait_until (has_ended, bench);
    g_assert_no_error (bench->error);
    hear (bench, &seconds);
    g_assert_cmpfloat (seconds, <, 20);
  }
  bench_free (bench);
}

/* --- how soon there is silence: asked of the process itself --- */

static McSpeakerMessageKind
await_message (int fd)
{
  struct pollfd wanted = { .fd = fd, .events = POLLIN };
  McSpeakerMessage message;

  g_assert_cmpint (poll (&wanted, 1, 10000), ==, 1);
  g_assert_cmpint (mc_speaker_message_receive (fd, &message), ==, MC_SPEAKER_RECEIVED);
  return message.header.kind;
}

static void
test_silence_comes_within_200_ms (void)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autofree char *words = g_strnfill (4000, 'a');
  McSpeakerHeader header = { .kind = MC_SPEAKER_SAY, .id = 1, .language = "vi" };
  gint64 longest = 0;
  int ends[2];

  for (guint i = 3; i < 4000; i += 4)
    words[i] = ' ';
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), ==, 0);
  g_subprocess_launcher_take_fd (launcher, ends[1], MC_SPEAKER_FD);
  g_autoptr (GSubprocess) process = g_subprocess_launcher_spawn (launcher, NULL, program,
                                                                 "--device", "null", NULL);
  g_assert_cmpint (await_message (ends[0]), ==, MC_SPEAKER_READY);
  for (header.id = 1; header.id <= 10; header.id++) {
    McSpeakerMessageKind kind = MC_SPEAKER_ALIVE;

    header.kind = MC_SPEAKER_SAY;
    g_assert_true (mc_speaker_message_send (ends[0], &header, words));
    g_assert_cmpint (await_message (ends[0]), ==, MC_SPEAKER_ALIVE);
    g_assert_cmpint (await_message (ends[0]), ==, MC_SPEAKER_ALIVE);
    header.kind = MC_SPEAKER_STOP;
    const gint64 start = g_get_monotonic_time ();
    g_assert_true (mc_speaker_message_send (ends[0], &header, NULL));
    while (kind == MC_SPEAKER_ALIVE)
      kind = await_message (ends[0]);
    g_assert_cmpint (kind, ==, MC_SPEAKER_STOPPED);
    longest = MAX (longest, g_get_monotonic_time () - start);
  }
  g_test_message ("silent after %d ms at most", (int) (longest / 1000));
  g_assert_cmpint (longest, <, SILENCE_MS * 1000);
  close (ends[0]);
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  g_test_add_func ("/espeak/words-are-heard", test_words_are_heard);
  g_test_add_func ("/espeak/more-words-last-longer-and-english-sounds-other",
                   test_more_words_last_longer_and_english_sounds_other);
  g_test_add_func ("/espeak/steps-of-loudness", test_steps_of_loudness);
  g_test_add_func ("/espeak/a-recording-is-played-instead", test_a_recording_is_played_instead);
  g_test_add_func ("/espeak/cancelled-speech-makes-way", test_cancelled_speech_makes_way);
  g_test_add_func ("/espeak/a-stopped-engine-stops-nobody", test_a_stopped_engine_stops_nobody);
  g_test_add_func ("/espeak/a-killed-engine-comes-again", test_a_killed_engine_comes_again);
  g_test_add_func ("/espeak/forgetting-takes-another-process",
                   test_forgetting_takes_another_process);
  g_test_add_func ("/espeak/no-device-is-an-answer", test_no_device_is_an_answer);
  g_test_add_func ("/espeak/the-sound-card-gets-it", test_the_sound_card_gets_it);
  g_test_add_func ("/espeak/the-process-is-locked-in", test_the_process_is_locked_in);
  g_test_add_func ("/espeak/whatever-it-is-given", test_whatever_it_is_given);
  g_test_add_func ("/espeak/silence-comes-within-200-ms", test_silence_comes_within_200_ms);
  return g_test_run ();
}
