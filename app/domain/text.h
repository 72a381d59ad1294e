// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Vietnamese text. All in and out is UTF-8; stored and compared text is NFC (Unicode UAX #15). */

/* (transfer full) (nullable): NFC of text; NULL if text is not UTF-8. */
char *mc_text_nfc (const char *text, gssize length);

/* (transfer full): lower case, no marks (tones, shapes, đ -> d), runs of space and punctuation
 * folded to one space, trimmed. For search: "Giấy độc thân" and "giay doc than" give one key. */
char *mc_text_search_key (const char *text);

/* (transfer full): NFC, trimmed, inner runs of white space (NBSP too) folded to one space. */
char *mc_text_tidy (const char *text);

/* TRUE if any letter carries a Vietnamese mark or is đ/Đ. */
gboolean mc_text_has_marks (const char *text);

typedef enum {
  MC_TONE_NONE,  /* ngang */
  MC_TONE_GRAVE, /* huyen */
  MC_TONE_HOOK,  /* hoi */
  MC_TONE_TILDE, /* nga */
  MC_TONE_ACUTE, /* sac */
  MC_TONE_DOT,   /* nang */
} McTone;

/* (transfer full): word (NFC, letters only) carrying tone, any other tone taken off; the place of
 * the mark follows the old style (hòa, thủy) as official names and cards do. Giving the tone
 * the word already has takes it off. A word that can carry no tone comes back as it was. */
char *mc_text_set_tone (const char *word, McTone tone);

G_END_DECLS
