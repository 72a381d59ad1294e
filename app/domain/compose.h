// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/tone.h"

G_BEGIN_DECLS

/*
 * Vietnamese from the keys of an ordinary keyboard: Telex ("nguyeenx") and VNI ("nguye6n4").
 *
 * Without state: a caller keeps the keys of the word that is being typed, composes all of them
 * after each key, and replaces what it showed before. Keys may also be Vietnamese letters (from
 * keys of their own, or what is left of the text after BackSpace).
 *
 * - A mark may follow its letter or come at any later place in the word: "ddang" = "dangd".
 * - One w (VNI 7) is enough for ươ; a w alone is ư.
 * - The same mark again takes it off and stays as a letter: "aaa" -> "aa", "ass" -> "as".
 *   z (VNI 0) takes the tone off.
 * - Each letter keeps its case.
 * - Once no word of Vietnam can come of them any more, the keys come back as typed: "windows".
 *
 * In codes, numbers, e-mail addresses and passwords nothing may be composed, and only the caller
 * knows where that is: VNI makes "À" of the house number "A12". Do not call it there.
 */

typedef enum {
  MC_COMPOSE_TELEX,
  MC_COMPOSE_VNI,
} McComposeMethod;

/* (transfer full): the text, NFC, that keys, UTF-8 of one word, make: never more characters than
 * keys. */
char *mc_compose_word (McComposeMethod method, McToneStyle style, const char *keys);

/* Whether c is one of the keys of a word: a letter, or for VNI a digit after the first. Any other
 * ends the word. */
gboolean mc_compose_is_key (McComposeMethod method, gunichar c, gboolean first);

/* (transfer full): each word of line, which is UTF-8, composed; what is between them kept, and in
 * VNI what begins with a digit. */
char *mc_compose_line (McComposeMethod method, McToneStyle style, const char *line);

G_END_DECLS
