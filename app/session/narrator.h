// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/spoken-text.h"
#include "drivers/speaker.h"

G_BEGIN_DECLS

/**
 * McNarrator: reads aloud what a screen says, for people who cannot read it. Views give it lines as
 * they are shown; it makes words of them and has them spoken, each line by a voice of its language.
 *
 * Signals: "changed": any of what the functions below tell.
 */
#define MC_TYPE_NARRATOR (mc_narrator_get_type ())
G_DECLARE_FINAL_TYPE (McNarrator, mc_narrator, MC, NARRATOR, GObject)

#define MC_NARRATOR_DEFAULT_LOUDNESS 2
#define MC_NARRATOR_N_LOUDNESS 4 /* 6 dB apart */

/* speaker, spoken: (nullable): without them nothing can be read; spoken is taken. */
McNarrator *mc_narrator_new (McSpeaker *speaker, McSpokenText *spoken);

/* Whether there is a loudspeaker at all; it may be out of order now. */
gboolean mc_narrator_can_speak (McNarrator *self);
gboolean mc_narrator_is_speaking (McNarrator *self);
/* What was asked for last could not be said. */
gboolean mc_narrator_has_failed (McNarrator *self);
guint mc_narrator_get_loudness (McNarrator *self); /* 0 to MC_NARRATOR_N_LOUDNESS - 1 */
/* Whether every screen is to be read without being asked. */
gboolean mc_narrator_get_always (McNarrator *self);

/* lines: ends with NULL, as they are shown; language: of the screen ("vi", "en"), whose lines may
 * still be Vietnamese. Ends what is being said. */
void mc_narrator_say (McNarrator *self, const char *const *lines, const char *language);
/* Silent within 200 ms. */
void mc_narrator_stop (McNarrator *self);
void mc_narrator_tone (McNarrator *self, McSpeakerTone tone);
void mc_narrator_set_always (McNarrator *self, gboolean always);
/* The next step; after the loudest the softest. Heard from the next line on. */
void mc_narrator_next_loudness (McNarrator *self);
/* As the next person should find it: silent, at the usual loudness. */
void mc_narrator_reset (McNarrator *self);

G_END_DECLS
