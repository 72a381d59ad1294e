// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * From the bytes that a scanner gives to text. The card holds UTF-8; what arrives depends on how
 * somebody once set the scanner. Tried in this order:
 *
 *  1. UTF-8, unless it is UTF-8 that was taken for Windows-1252 or -1258 and encoded again
 *     ("Nguyá»…n"), which is undone;
 *  2. TCVN3 (ABC) or VNI-Windows, as bytes or taken for Latin-1 ("NguyÔn", "Nguyeãn"), by table.
 *
 * Sound UTF-8 is never changed but for NFC: it is given up only where it holds what no text has
 * (a symbol inside a word, a capital after a small letter) and the other reading is made of
 * Vietnamese syllables.
 */
typedef enum {
  MC_CARD_TEXT_UTF8,
  MC_CARD_TEXT_MOJIBAKE,
  MC_CARD_TEXT_TCVN3,
  MC_CARD_TEXT_VNI,
} McCardTextForm;

typedef struct {
  McCardTextForm form;
  gboolean doubtful; /* another reading is possible: a person must compare it with the card */
} McCardTextReading;

/* (transfer full) (nullable): the text in NFC, free with mc_secret_free; NULL: ask for another
 * scan. */
char *mc_card_text_decode (const char *data, gsize length, McCardTextReading *reading);

/* Whether letters of a field were lost or changed on the way and nothing brought them back: '?',
 * U+FFFD, symbols of other encodings. */
gboolean mc_card_text_is_mangled (const char *field);

/* (transfer full): a field read as TCVN3 with the capitals that TCVN3 cannot hold, by the card's
 * own way of writing: title case; first letters of a name, of an address after each comma.
 * guessed (out): TRUE if that was more than a convention; otherwise it is left alone. */
char *mc_card_text_restore_case (const char *field, gboolean is_name, gboolean *guessed);

G_END_DECLS
