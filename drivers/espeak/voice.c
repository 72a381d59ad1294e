// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/espeak/voice.h"

#include <espeak-ng/speak_lib.h>
#include <gio/gio.h>
#include <math.h>
#include <string.h>

/* Of one piece that the engine hands over, and so how long a stop may wait for it. */
#define PIECE_MS 60
/* espeak's own 100 leaves nothing for the louder steps. */
#define VOLUME 60

struct _McVoice {
  char *voices[2]; /* Vietnamese, English */
  const char *current;
  guint rate;
  const char *data_path;

  /* of the speech under way */
  McVoiceFunc func;
  gpointer user_data;
  int gain_db;
  McSoundResult result;
};

void
mc_voice_amplify (gint16 *samples, gsize n_samples, int gain_db)
{
  const float factor = powf (10, gain_db / 20.0f);

  for (gsize i = 0; i < n_samples && gain_db != 0; i++)
    samples[i] = CLAMP (lrintf (samples[i] * factor), G_MININT16, G_MAXINT16);
}

/* In the calling thread. Returns 1 to end the speech. */
static int
on_samples (short *samples, int n_samples, espeak_EVENT *events)
{
  McVoice *self = events->user_data;

  if (samples == NULL || n_samples <= 0 || self == NULL)
    return 0;
  if (self->result != MC_SOUND_PLAYED)
    return 1;
  mc_voice_amplify (samples, n_samples, self->gain_db);
  self->result = self->func (samples, n_samples, self->user_data);
  return self->result != MC_SOUND_PLAYED;
}

static gboolean
use_voice (McVoice *self, const char *name)
{
  if (self->current == name)
    return TRUE;
  if (espeak_SetVoiceByName (name) != EE_OK)
    return FALSE;
  self->current = name;
  return TRUE;
}

McVoice *
mc_voice_new (const McVoiceOptions *options, GError **error)
{
  g_autoptr (McVoice) self = g_new0 (McVoice, 1);
  const int rate = espeak_Initialize (AUDIO_OUTPUT_SYNCHRONOUS, PIECE_MS, NULL,
                                      espeakINITIALIZE_DONT_EXIT);

  self->voices[0] = g_strdup (options->vietnamese);
  self->voices[1] = g_strdup (options->english);
  if (rate <= 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "espeak-ng does not start");
    return NULL;
  }
  self->rate = rate;
  espeak_Info (&self->data_path);
  espeak_SetSynthCallback (on_samples);
  for (guint i = G_N_ELEMENTS (self->voices); i-- > 0;) {
    if (use_voice (self, self->voices[i]))
      continue;
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "espeak-ng has no voice \"%s\"",
                 self->voices[i]);
    return NULL;
  }
  espeak_SetParameter (espeakRATE, options->words_per_minute, 0);
  espeak_SetParameter (espeakVOLUME, VOLUME, 0);
  return g_steal_pointer (&self);
}

void
mc_voice_free (McVoice *self)
{
  espeak_Terminate ();
  for (guint i = 0; i < G_N_ELEMENTS (self->voices); i++)
    g_free (self->voices[i]);
  g_free (self);
}

guint
mc_voice_get_rate (McVoice *self)
{
  return self->rate;
}

const char *
mc_voice_get_data_path (McVoice *self)
{
  return self->data_path;
}

McSoundResult
mc_voice_say (McVoice *self, const char *language, const char *words, int gain_db, McVoiceFunc func,
              gpointer user_data)
{
  if (!use_voice (self, self->voices[g_str_equal (language, "vi") ? 0 : 1]))
    return MC_SOUND_LOST;
  self->func = func;
  self->user_data = user_data;
  self->gain_db = gain_db;
  self->result = MC_SOUND_PLAYED;
  /* Text alone: without espeakSSML and espeakPHONEMES nothing in it is a command. */
  if (espeak_Synth (words, strlen (words) + 1, 0, POS_CHARACTER, 0,
                    espeakCHARS_UTF8 | espeakENDPAUSE, NULL, self)
          != EE_OK
      && self->result == MC_SOUND_PLAYED)
    return MC_SOUND_LOST;
  return self->result;
}
