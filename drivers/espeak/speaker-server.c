// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/espeak/speaker-server.h"

#include <math.h>
#include <poll.h>
#include <string.h>

#include "drivers/espeak/recording.h"
#include "drivers/espeak/speaker-message.h"

#define ALIVE_US (200 * 1000)
#define TONE_AMPLITUDE 6000
#define TONE_EDGE_MS 10 /* of loudness rising and falling: no click */

typedef struct {
  int fd;
  McVoice *voice;
  McSoundOutput *output;
  const char *prompts;
  McSpeakerMessage message; /* the one being carried out */
  McSpeakerMessage next;    /* what came meanwhile */
  gboolean has_next;
  gboolean closed;
  guint32 id; /* being said; 0: none */
  gint64 last_alive;
} Server;

static void
answer (Server *self, McSpeakerMessageKind kind, guint32 id)
{
  const McSpeakerHeader header = { .kind = kind, .id = id };

  if (!mc_speaker_message_send (self->fd, &header, NULL))
    self->closed = TRUE;
}

/* Any packet ends what is being said: STOP, or the next wish. */
static gboolean
is_interrupted (gpointer user_data)
{
  Server *self = user_data;
  const gint64 now = g_get_monotonic_time ();

  if (self->has_next || self->closed)
    return TRUE;
  if (self->id != 0 && now - self->last_alive >= ALIVE_US) {
    self->last_alive = now;
    answer (self, MC_SPEAKER_ALIVE, self->id);
  }
  switch (mc_speaker_message_receive (self->fd, &self->next)) {
  case MC_SPEAKER_RECEIVED:
    self->has_next = TRUE;
    break;
  case MC_SPEAKER_CLOSED:
    self->closed = TRUE;
    break;
  case MC_SPEAKER_NOTHING:
    break;
  }
  return self->has_next || self->closed;
}

static McSoundResult
on_samples (const gint16 *samples, gsize n_samples, gpointer user_data)
{
  Server *self = user_data;

  return mc_sound_output_write (self->output, samples, n_samples, is_interrupted, self);
}

/* FALSE: there is no recording of it. */
static gboolean
play_recording (Server *self, const McSpeakerHeader *header, McSoundResult *result)
{
  gsize n_samples = 0;
  g_autofree gint16 *samples = self->prompts == NULL
                                   ? NULL
                                   : mc_recording_load (self->prompts, header->prompt,
                                                        mc_voice_get_rate (self->voice), &n_samples,
                                                        NULL);

  if (samples == NULL)
    return FALSE;
  mc_voice_amplify (samples, n_samples, header->gain_db);
  *result = on_samples (samples, n_samples, self);
  return TRUE;
}

/* FALSE: the sound device is lost. */
static gboolean
say (Server *self)
{
  const McSpeakerHeader *header = &self->message.header;
  McSoundResult result;

  self->id = header->id;
  self->last_alive = g_get_monotonic_time ();
  answer (self, MC_SPEAKER_ALIVE, self->id);
  if (!play_recording (self, header, &result))
    result = mc_voice_say (self->voice, header->language, self->message.words, header->gain_db,
                           on_samples, self);
  if (result == MC_SOUND_PLAYED)
    result = mc_sound_output_drain (self->output, is_interrupted, self);
  self->id = 0;
  answer (self,
          result == MC_SOUND_PLAYED        ? MC_SPEAKER_DONE
          : result == MC_SOUND_INTERRUPTED ? MC_SPEAKER_STOPPED
                                           : MC_SPEAKER_MUTE,
          header->id);
  return result != MC_SOUND_LOST;
}

typedef struct {
  float hertz;
  guint milliseconds;
} Note;

#define N_NOTES 2

static const Note melodies[][N_NOTES] = {
  [MC_SPEAKER_TONE_ATTENTION] = { { 880, 180 }, { 660, 260 } },
  [MC_SPEAKER_TONE_GOOD] = { { 660, 110 }, { 990, 160 } },
  [MC_SPEAKER_TONE_BAD] = { { 330, 160 }, { 247, 260 } },
};

static void
make_note (const Note *note, guint rate, GArray *samples)
{
  const guint n = rate * note->milliseconds / 1000, edge = rate * TONE_EDGE_MS / 1000;

  for (guint i = 0; i < n; i++) {
    const float loud = MIN (1.0f, MIN (i, n - 1 - i) / (float) edge);
    const gint16 sample = TONE_AMPLITUDE * loud * sinf (2 * G_PI * note->hertz * i / rate);

    g_array_append_val (samples, sample);
  }
}

static gboolean
sound_tone (Server *self)
{
  const McSpeakerHeader *header = &self->message.header;
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (gint16));
  McSoundResult result;

  if (header->tone >= G_N_ELEMENTS (melodies))
    return TRUE;
  for (guint i = 0; i < N_NOTES; i++)
    make_note (&melodies[header->tone][i], mc_voice_get_rate (self->voice), samples);
  mc_voice_amplify ((gint16 *) samples->data, samples->len, header->gain_db);
  result = on_samples ((const gint16 *) samples->data, samples->len, self);
  if (result == MC_SOUND_PLAYED)
    result = mc_sound_output_drain (self->output, is_interrupted, self);
  return result != MC_SOUND_LOST;
}

/* FALSE: nothing more comes. */
static gboolean
wait_for_message (Server *self)
{
  struct pollfd wanted = { .fd = self->fd, .events = POLLIN };

  while (!self->has_next && !self->closed) {
    if (!is_interrupted (self))
      poll (&wanted, 1, -1);
  }
  if (self->closed)
    return FALSE;
  self->message = self->next;
  self->has_next = FALSE;
  explicit_bzero (self->next.words, sizeof self->next.words);
  return TRUE;
}

static gboolean
carry_out (Server *self)
{
  switch (self->message.header.kind) {
  case MC_SPEAKER_SAY:
    return say (self);
  case MC_SPEAKER_TONE:
    return sound_tone (self);
  default:
    return TRUE;
  }
}

gboolean
mc_speaker_serve (int fd, McVoice *voice, McSoundOutput *output, const char *prompts)
{
  g_autofree Server *self = g_new0 (Server, 1);
  gboolean has_sound = TRUE;

  self->fd = fd;
  self->voice = voice;
  self->output = output;
  self->prompts = prompts;
  answer (self, MC_SPEAKER_READY, mc_voice_get_rate (voice));
  while (has_sound && wait_for_message (self)) {
    has_sound = carry_out (self);
    explicit_bzero (self->message.words, sizeof self->message.words);
  }
  explicit_bzero (self, sizeof *self);
  return has_sound;
}
