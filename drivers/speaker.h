// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/device.h"

G_BEGIN_DECLS

/* What is said in one voice: a heading, a line, an answer. */
typedef struct {
  char language[3]; /* ISO 639-1 */
  char *words;      /* for an engine: no figures, no abbreviations; maybe personal */
  char *prompt;     /* (nullable): of a recording that is played instead, if there is one */
} McUtterance;

/* language: two letters; words, prompt: (transfer none). */
McUtterance *mc_utterance_new (const char *language, const char *words, const char *prompt);
void mc_utterance_free (McUtterance *self); /* overwrites the words */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McUtterance, mc_utterance_free)

/* (transfer full): the name a recording of text has, e.g. "vi/3f9a…": 16 hexadecimal digits of
 * SHA-256 over the text as it is written. */
char *mc_utterance_prompt_name (const char *language, const char *text);

/* Signals that need no engine. */
typedef enum {
  MC_SPEAKER_TONE_ATTENTION, /* somebody must look at the screen */
  MC_SPEAKER_TONE_GOOD,
  MC_SPEAKER_TONE_BAD,
  MC_SPEAKER_N_TONES,
} McSpeakerTone;

/* Volume in dB; 0 is as loud as the technician has set the amplifier: 65 dBA where the person
 * stands. */
#define MC_SPEAKER_MIN_GAIN (-12)
#define MC_SPEAKER_MAX_GAIN 6

/**
 * McSpeaker: says words aloud. Cancelled, it is silent within 200 ms. An engine that gives no sign
 * for MC_SPEAKER_WATCHDOG_MS is given up (MC_DEVICE_ERROR_PROTOCOL): whoever asked shows the text
 * and, with luck, sounds a tone.
 */
#define MC_TYPE_SPEAKER (mc_speaker_get_type ())
G_DECLARE_DERIVABLE_TYPE (McSpeaker, mc_speaker, MC, SPEAKER, McDevice)

#define MC_SPEAKER_WATCHDOG_MS 2000
#define MC_SPEAKER_MAX_UTTERANCES 200
#define MC_SPEAKER_MAX_WORDS 49152 /* bytes of one utterance; the rest is cut off */

struct _McSpeakerClass {
  McDeviceClass parent_class;

  /* utterances: (element-type McUtterance), take a reference to keep it. */
  void (*start) (McSpeaker *self, GPtrArray *utterances, int gain_db);
  void (*tone) (McSpeaker *self, McSpeakerTone tone, int gain_db);
  void (*forget) (McSpeaker *self);
};

/* Says them one after the other. utterances: (element-type McUtterance), at most
 * MC_SPEAKER_MAX_UTTERANCES. */
void mc_speaker_say_async (McSpeaker *self, GPtrArray *utterances, int gain_db,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean mc_speaker_say_finish (McSpeaker *self, GAsyncResult *result, GError **error);

/* At once, if nothing is being said; not waited for. */
void mc_speaker_tone (McSpeaker *self, McSpeakerTone tone, int gain_db);

/* Nothing of what was said is kept anywhere from here on. Cancel what is being said before. */
void mc_speaker_forget (McSpeaker *self);

G_END_DECLS
