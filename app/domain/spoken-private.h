// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* Shared by the files that make up McSpokenText, and by nobody else. */

#include "app/domain/spoken-text.h"

G_BEGIN_DECLS

/* (transfer full) (nullable), free with mc_secret_free: NFC, cut to MC_SPOKEN_TEXT_MAX_BYTES; NULL:
 * not UTF-8. */
char *mc_speech_dup_text (const char *text);

/* What has been said so far. */
typedef struct {
  const McSpokenText *rules;
  McSpokenStyle style;
  GString *words;
  char pause;        /* to be made before the next word: '.', ',' or '\0' */
  gboolean figure;   /* a number was said last */
  const char *start; /* of the text */
} McSpeech;

void mc_speech_say (McSpeech *self, const char *words);
/* Takes words; they are somebody's. */
void mc_speech_say_secret (McSpeech *self, char *words);
/* The longer of two pauses counts. */
void mc_speech_pause (McSpeech *self, char pause);
/* Whether the word said last is word, with no pause after it. */
gboolean mc_speech_ends_with (const McSpeech *self, const char *word);

/* (nullable): the words of the unit at at, which is *length bytes long. */
const char *mc_spoken_text_find_unit (const McSpokenText *self, const char *at, gsize *length);

/* Says the figure (number, date, time, id, ...) at at, where no letter and no digit stands before;
 * returns how many bytes it is long, 0: there is none. */
gsize mc_speech_read_figure (McSpeech *self, const char *at);

G_END_DECLS
