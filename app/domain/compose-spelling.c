// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/compose-spelling.h"

#include <string.h>

/*
 * A word is an onset, a nucleus and a coda. What the lists leave out is foreign, and is the whole
 * reason for them: "windows" must not turn into "ưindows".
 */

typedef struct {
  const McLetter *letters;
  guint length;
} Part;

static const char *const onsets[] = {
  "",
  "b",
  "c",
  "ch",
  "d",
  "đ",
  "g",
  "gh",
  "gi",
  "h",
  "k",
  "kh",
  "l",
  "m",
  "n",
  "ng",
  "ngh",
  "nh",
  "p",
  "ph",
  "qu",
  "r",
  "s",
  "t",
  "th",
  "tr",
  "v",
  "x",
  /* Ê Đê, Gia Rai, Ba Na, M'Nông, Cơ Tu ... as places and people are written. */
  "bh",
  "bhn",
  "bkr",
  "bl",
  "br",
  "by",
  "chr",
  "dj",
  "djr",
  "dl",
  "dr",
  "đh",
  "đr",
  "gl",
  "gr",
  "hb",
  "hđ",
  "hl",
  "hm",
  "hr",
  "j",
  "jl",
  "jr",
  "kb",
  "kd",
  "kđ",
  "kl",
  "km",
  "kn",
  "kp",
  "kr",
  "ks",
  "kt",
  "mb",
  "mđ",
  "ml",
  "mn",
  "mr",
  "pl",
  "pn",
  "pr",
  "rc",
  "rs",
  "rt",
  "rv",
  "sl",
  "sr",
  "tl",
  "y",
  "z",
};

/* A consonant may follow these ... */
static const char *const closed_nuclei[] = {
  "a",  "ă",  "â",  "e",  "ê",  "i",  "o",  "ô",  "ơ",  "u",   "ư",  "y",  "iê",
  "iơ", "oa", "oă", "oe", "oo", "uâ", "uê", "uô", "uy", "uyê", "ươ", "yê",
};

/* ... and none these. */
static const char *const open_nuclei[] = {
  "ai",  "ao",  "au",  "ay",  "âu",  "ây",  "eo",  "êu",  "ia",  "iu",  "oi",  "ôi",
  "ơi",  "ua",  "ui",  "uơ",  "ưa",  "ưi",  "ưu",  "iêu", "yêu", "oai", "oao", "oay",
  "oeo", "uai", "uay", "uây", "uôi", "uya", "uyu", "ươi", "ươu", "uêu",
};

/* k, h, l and r only in names like Đắk, Păh, Nuôl and Tôr. */
static const char *const codas[] = {
  "", "c", "ch", "m", "n", "ng", "nh", "p", "t", "k", "h", "l", "r",
};

/* Whether a letter is, or with a mark to come can be, the one in a list. */
static gboolean
letter_may_be (const McLetter *letter, gunichar listed)
{
  McLetter other;

  if (letter->form == listed)
    return TRUE;
  mc_letter_init (&other, listed);
  return letter->form == other.plain;
}

/* Whether part is listed, or if it may still grow, begins a listed one. */
static gboolean
part_may_be (Part part, const char *listed, gboolean may_grow)
{
  for (guint i = 0; i < part.length; i++) {
    if (*listed == '\0' || !letter_may_be (&part.letters[i], g_utf8_get_char (listed)))
      return FALSE;
    listed = g_utf8_next_char (listed);
  }
  return may_grow || *listed == '\0';
}

static gboolean
part_is_listed (Part part, const char *const *list, gsize length, gboolean may_grow)
{
  for (gsize i = 0; i < length; i++) {
    if (part_may_be (part, list[i], may_grow))
      return TRUE;
  }
  return FALSE;
}

static gboolean
nucleus_is_possible (Part nucleus, gboolean closed)
{
  return part_is_listed (nucleus, closed_nuclei, G_N_ELEMENTS (closed_nuclei), !closed)
         || (!closed && part_is_listed (nucleus, open_nuclei, G_N_ELEMENTS (open_nuclei), TRUE));
}

static gboolean
part_is_shaped (Part part)
{
  for (guint i = 0; i < part.length; i++) {
    if (mc_letter_is_shaped_vowel (&part.letters[i]))
      return TRUE;
  }
  return FALSE;
}

/* Before c, ch, k, p and t stand only the two short tones. l and r take a tone only beside a letter
 * that no foreign word has ("Telecom"). */
static gboolean
tone_is_possible (Part nucleus, Part coda, McTone tone)
{
  if (coda.length == 0 || tone == MC_TONE_NONE)
    return TRUE;

  switch (coda.letters[0].plain) {
  case 'c':
  case 'k':
  case 'p':
  case 't':
    return tone == MC_TONE_ACUTE || tone == MC_TONE_DOT;
  case 'l':
  case 'r':
    return part_is_shaped (nucleus);
  default:
    return TRUE;
  }
}

/* l and r end no word that begins with its vowel: in "Ala..." a syllable has just begun. */
static gboolean
coda_is_possible (Part onset, Part coda)
{
  return part_is_listed (coda, codas, G_N_ELEMENTS (codas), FALSE)
         && (onset.length > 0 || coda.length == 0
             || (coda.letters[0].form != 'l' && coda.letters[0].form != 'r'));
}

static gboolean
parts_are_possible (Part onset, Part nucleus, Part coda, McTone tone)
{
  return part_is_listed (onset, onsets, G_N_ELEMENTS (onsets), FALSE)
         && nucleus_is_possible (nucleus, coda.length > 0) && coda_is_possible (onset, coda)
         && tone_is_possible (nucleus, coda, tone);
}

/* The letters from first on that are all vowels, or all none. */
static Part
part_cut (const McLetter *letters, guint first, guint length, gboolean vowel)
{
  guint end = first;

  while (end < length && letters[end].vowel == vowel)
    end++;
  return (Part){ letters + first, end - first };
}

static void
part_move_border (Part *onset, Part *nucleus)
{
  onset->length++;
  nucleus->letters++;
  nucleus->length--;
}

/* The first vowel may be a consonant: giữ (but gìn), Yông (but yêu). */
static gboolean
vowel_may_be_onset (Part onset, Part nucleus)
{
  const gboolean g = onset.length == 1 && onset.letters[0].form == 'g';

  return nucleus.length > 1
         && (nucleus.letters[0].form == 'y' || (g && nucleus.letters[0].form == 'i'));
}

static gboolean
syllable_is_possible (const McLetter *letters, guint length, McTone tone)
{
  Part onset = part_cut (letters, 0, length, FALSE);
  Part nucleus = part_cut (letters, onset.length, length, TRUE);
  const Part coda = part_cut (letters, onset.length + nucleus.length, length, FALSE);
  const gboolean q = onset.length == 1 && letters[0].form == 'q';

  if (nucleus.length == 0 || onset.length + nucleus.length + coda.length < length)
    return FALSE;
  if (q && nucleus.letters[0].form == 'u')
    part_move_border (&onset, &nucleus);
  if (q && nucleus.length == 0)
    return onset.length == 2 && coda.length == 0;

  if (parts_are_possible (onset, nucleus, coda, tone))
    return TRUE;
  if (!vowel_may_be_onset (onset, nucleus))
    return FALSE;
  part_move_border (&onset, &nucleus);
  return parts_are_possible (onset, nucleus, coda, tone);
}

static gboolean
letters_are_consonants (const McLetter *letters, guint length)
{
  for (guint i = 0; i < length; i++) {
    if (letters[i].vowel || letters[i].plain < 'a' || letters[i].plain > 'z')
      return FALSE;
  }
  return TRUE;
}

/* Êban, Ênuôl, Alăng, Arất: the two syllables that are written together with the next. It must have
 * a letter that no foreign word has before it takes a tone; and "add" is not "ađ". */
static gboolean
joined_syllable_is_possible (const McLetter *letters, guint length, McTone tone)
{
  const gunichar e_circumflex = 0xea;
  const Part rest = { letters + 1, length - 1 };

  if (length < 2 || letters[1].vowel
      || (letters[0].form != e_circumflex
          && (letters[0].form != 'a' || letters[1].form != letters[1].plain)))
    return FALSE;
  if (tone != MC_TONE_NONE && !part_is_shaped (rest))
    return FALSE;
  return letters_are_consonants (rest.letters, rest.length)
         || syllable_is_possible (rest.letters, rest.length, tone);
}

gboolean
mc_compose_spelling_is_possible (const McLetter *letters, guint length, McTone tone)
{
  g_return_val_if_fail (letters != NULL || length == 0, FALSE);

  if (letters_are_consonants (letters, length))
    return tone == MC_TONE_NONE;
  return syllable_is_possible (letters, length, tone)
         || joined_syllable_is_possible (letters, length, tone);
}
