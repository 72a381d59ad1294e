// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/spoken.h"

G_BEGIN_DECLS

/**
 * McSpokenText: makes of written text what is to be heard: numbers, ids, dates, times, money, codes
 * and abbreviations as words, punctuation as pauses (a comma or a full stop). A speech engine
 * left alone with them says "không một hai" for 01/02 and an English word for UBND.
 *
 * Abbreviations, units and signs are data: spoken-words.json in the catalogue.
 */
typedef struct _McSpokenText McSpokenText;

/* Longer text is cut: no screen holds so much. */
#define MC_SPOKEN_TEXT_MAX_BYTES 8192

/* (transfer full) (nullable): NULL: the table is missing or wrong. */
McSpokenText *mc_spoken_text_load (McSpokenStyle style, GError **error);
void mc_spoken_text_free (McSpokenText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McSpokenText, mc_spoken_text_free)

/* (transfer full), free with mc_secret_free: text (UTF-8) as Vietnamese words in lower case, NFC,
 * one space between them; empty if there is nothing to say or text is not UTF-8. */
char *mc_spoken_text_say (const McSpokenText *self, const char *text);

/* (transfer full), free with mc_secret_free: the same for text in English, of which an engine can
 * read more by itself: ids digit by digit, dates with the month's name, codes letter by letter. */
char *mc_spoken_text_say_english (const char *text);

/* Whether a voice that speaks Vietnamese must read it: on an English screen the forms are in
 * Vietnamese, and so is what was typed into them. */
gboolean mc_spoken_text_is_vietnamese (const char *text);

G_END_DECLS
