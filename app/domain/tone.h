// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/text.h"

G_BEGIN_DECLS

/* Beside mc_text_set_tone (): what a keyboard needs while a word is still growing. */

/* The tone word carries; MC_TONE_NONE for a word that can carry none. */
McTone mc_text_get_tone (const char *word);

/* (transfer full): word with the tone it has moved to where it belongs, because letters came or
 * went after the tone: "hòan" -> "hoàn", "hoà" -> "hòa". Anything else comes back as it was. */
char *mc_text_place_tone (const char *word);

typedef enum {
  MC_TONE_STYLE_OLD, /* hòa, khỏe, thủy: official names and cards */
  MC_TONE_STYLE_NEW, /* hoà, khoẻ, thuỷ: schools since 2018 */
} McToneStyle;

/* The same, in either style. */
char *mc_text_place_tone_in_style (const char *word, McToneStyle style);

G_END_DECLS
