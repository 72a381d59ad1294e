// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/espeak/sound-output.h"

G_BEGIN_DECLS

/**
 * McVoice: libespeak-ng. It keeps its state in the library's globals: one in a process, and that
 * process does nothing else.
 */
typedef struct _McVoice McVoice;

typedef struct {
  const char *vietnamese; /* "vi", "vi-vn-x-central", "vi-vn-x-south" */
  const char *english;    /* "en-us", ... */
  guint words_per_minute; /* 80 to 300 */
} McVoiceOptions;

/* (transfer full) (nullable): output: (transfer none), at mc_voice_get_rate (). */
McVoice *mc_voice_new (const McVoiceOptions *options, GError **error);
void mc_voice_free (McVoice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McVoice, mc_voice_free)

guint mc_voice_get_rate (McVoice *self); /* samples a second */
/* (transfer none): the directory of the engine's data. */
const char *mc_voice_get_data_path (McVoice *self);

/* Gets samples as they are made, already as loud as wanted. Whatever it returns but PLAYED ends the
 * speech. */
typedef McSoundResult (*McVoiceFunc) (const gint16 *samples, gsize n_samples, gpointer user_data);

/* Blocks. LOST also if the engine does not want to. */
McSoundResult mc_voice_say (McVoice *self, const char *language, const char *words, int gain_db,
                            McVoiceFunc func, gpointer user_data);

/* In place; what becomes too loud is cut. */
void mc_voice_amplify (gint16 *samples, gsize n_samples, int gain_db);

G_END_DECLS
