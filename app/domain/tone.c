// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/tone.h"

#include <string.h>

#include "app/domain/letter.h"
#include "app/domain/secret.h"

/*
 * Where the tone mark of a Vietnamese syllable stands.
 *
 * A syllable is consonants, one run of vowel letters (y among them), consonants. Which consonants
 * does not matter: names of the country's other peoples (Đắk, Kpă, Jrai) must work as well. What
 * does matter is that the u of "qu" and the i of "gi" belong to the consonants when another vowel
 * follows: quý, giữ, but gìn.
 */

/* "nghiêng" has 7 letters. What is longer than this is not a syllable. */
#define MAX_LETTERS 12

/* The runs of two and three vowels that occur, and those that a person has typed without the marks
 * of the letters so far (nguye, nguoi). */
static const char *const runs[] = {
  "ai",  "ao",  "au",  "ay",  "âu",  "ây",  "eo",  "êu",  "ia",  "iê",  "iu",  "oa",  "oă",
  "oe",  "oi",  "ôi",  "ơi",  "oo",  "ôô",  "ua",  "uâ",  "ui",  "uô",  "uê",  "uơ",  "uy",
  "ưa",  "ưi",  "ươ",  "ưu",  "yê",  "iêu", "yêu", "oai", "oay", "oao", "oeo", "uai", "uây",
  "uôi", "uya", "uyê", "uyu", "ươi", "ươu", "uêu", "uơi", "ie",  "ye",  "uo",  "ue",  "uu",
  "ieu", "yeu", "uoi", "uou", "uye", "ưo",  "ưoi", "ưou", "uay", "iơ",
};

typedef struct {
  McLetter letters[MAX_LETTERS];
  guint length;
  guint first, count; /* the vowels that may carry the tone */
  McTone tone;
} Syllable;

static void
syllable_clear (Syllable *self)
{
  explicit_bzero (self, sizeof *self);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Syllable, syllable_clear)

static gboolean
syllable_run_is_known (const Syllable *self)
{
  if (self->count == 1)
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (runs); i++) {
    const char *p = runs[i];
    guint n = 0;

    while (n < self->count && g_utf8_get_char (p) == self->letters[self->first + n].form) {
      p = g_utf8_next_char (p);
      n++;
    }
    if (n == self->count && *p == '\0')
      return TRUE;
  }
  return FALSE;
}

/* Finds the one run of vowels and gives the u of "qu" and the i of "gi" to the consonants. */
static gboolean
syllable_find_vowels (Syllable *self)
{
  guint i = 0;

  while (i < self->length && !self->letters[i].vowel)
    i++;
  self->first = i;
  while (i < self->length && self->letters[i].vowel)
    i++;
  self->count = i - self->first;
  while (i < self->length && !self->letters[i].vowel)
    i++;
  if (i < self->length || self->count == 0)
    return FALSE;

  if (self->first > 0 && self->count > 1) {
    const gunichar before = self->letters[self->first - 1].form;
    const gunichar glide = self->letters[self->first].form;

    if ((before == 'q' && glide == 'u') || (before == 'g' && glide == 'i' && self->first == 1)) {
      self->first++;
      self->count--;
    }
  }
  return syllable_run_is_known (self);
}

static gboolean
syllable_parse (Syllable *self, const char *word)
{
  g_auto (McSecret) nfc = g_utf8_normalize (word, -1, G_NORMALIZE_NFC);

  if (nfc == NULL)
    return FALSE;

  for (const char *p = nfc; *p != '\0'; p = g_utf8_next_char (p)) {
    const gunichar c = g_utf8_get_char (p);

    if (!g_unichar_isalpha (c) || self->length == MAX_LETTERS)
      return FALSE;
    mc_letter_init (&self->letters[self->length], c);
    self->tone = MAX (self->tone, self->letters[self->length].tone);
    self->length++;
  }
  return syllable_find_vowels (self);
}

/* oa, oe and uy with nothing after them: the only place where the two styles differ. */
static gboolean
syllable_is_disputed (const Syllable *self)
{
  const gunichar first = self->letters[self->first].form;
  const gunichar second = self->letters[self->first + 1].form;

  return self->count == 2
         && ((first == 'o' && (second == 'a' || second == 'e')) || (first == 'u' && second == 'y'));
}

/* A letter with a shape of its own takes the mark (of two, the second: ươ); else the last vowel if
 * a consonant follows; else the middle one of three, or the first. */
static guint
syllable_tone_place (const Syllable *self, McToneStyle style)
{
  const gboolean closed = self->first + self->count < self->length;

  for (guint i = self->first + self->count; i > self->first; i--) {
    if (mc_letter_is_shaped_vowel (&self->letters[i - 1]))
      return i - 1;
  }
  if (closed || (style == MC_TONE_STYLE_NEW && syllable_is_disputed (self)))
    return self->first + self->count - 1;
  return self->first + (self->count == 3);
}

static char *
syllable_to_text (const Syllable *self, McTone tone, McToneStyle style)
{
  const guint place = syllable_tone_place (self, style);
  char *text = g_malloc0 (MAX_LETTERS * 6 + 1);
  char *end = text;

  for (guint i = 0; i < self->length; i++) {
    const gunichar c = mc_letter_to_char (&self->letters[i], i == place ? tone : MC_TONE_NONE);

    end += g_unichar_to_utf8 (c, end);
  }
  return text;
}

char *
mc_text_set_tone (const char *word, McTone tone)
{
  g_auto (Syllable) syllable = { 0 };

  g_return_val_if_fail (word != NULL, NULL);
  g_return_val_if_fail (tone <= MC_TONE_DOT, NULL);

  if (!syllable_parse (&syllable, word))
    return g_strdup (word);
  return syllable_to_text (&syllable, syllable.tone == tone ? MC_TONE_NONE : tone,
                           MC_TONE_STYLE_OLD);
}

McTone
mc_text_get_tone (const char *word)
{
  g_auto (Syllable) syllable = { 0 };

  g_return_val_if_fail (word != NULL, MC_TONE_NONE);

  return syllable_parse (&syllable, word) ? syllable.tone : MC_TONE_NONE;
}

char *
mc_text_place_tone (const char *word)
{
  return mc_text_place_tone_in_style (word, MC_TONE_STYLE_OLD);
}

char *
mc_text_place_tone_in_style (const char *word, McToneStyle style)
{
  g_auto (Syllable) syllable = { 0 };

  g_return_val_if_fail (word != NULL, NULL);

  if (!syllable_parse (&syllable, word) || syllable.tone == MC_TONE_NONE)
    return g_strdup (word);
  return syllable_to_text (&syllable, syllable.tone, style);
}
