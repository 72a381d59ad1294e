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
  "bl",
  "br",
  "chr",
  "dj",
  "dl",
  "dr",
  "đh",
  "đr",
  "gl",
  "gr",
  "hb",
  "hl",
  "hm",
  "hr",
  "j",
  "jl",
  "jr",
  "kb",
  "kđ",
  "kd",
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

/* Before c, ch, k, p and t stand only the two short tones. l and r take a tone only beside a letter
 * that no foreign word has, or URL would be ỦL. */
static gboolean
tone_is_possible (Part nucleus, Part coda, McTone tone)
{
  gboolean shaped = FALSE;

  if (coda.length == 0 || tone == MC_TONE_NONE)
    return TRUE;
  for (guint i = 0; i < nucleus.length; i++)
    shaped = shaped || mc_letter_is_shaped_vowel (&nucleus.letters[i]);

  switch (coda.letters[0].plain) {
  case 'c':
  case 'k':
  case 'p':
  case 't':
    return tone == MC_TONE_ACUTE || tone == MC_TONE_DOT;
  case 'l':
  case 'r':
    return shaped;
  default:
    return TRUE;
  }
}

static gboolean
rime_is_possible (Part nucleus, Part coda, McTone tone)
{
  return nucleus_is_possible (nucleus, coda.length > 0)
         && part_is_listed (coda, codas, G_N_ELEMENTS (codas), FALSE)
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

static gboolean
syllable_is_possible (const McLetter *letters, guint length, McTone tone)
{
  Part onset = part_cut (letters, 0, length, FALSE);
  Part nucleus = part_cut (letters, onset.length, length, TRUE);
  const Part coda = part_cut (letters, onset.length + nucleus.length, length, FALSE);
  const gboolean q = onset.length == 1 && letters[0].form == 'q';
  const gboolean gi = onset.length == 1 && letters[0].form == 'g' && letters[1].form == 'i';

  if (onset.length + nucleus.length + coda.length < length)
    return FALSE;
  if (q && letters[1].form == 'u')
    part_move_border (&onset, &nucleus);
  if (q && nucleus.length == 0)
    return onset.length == 2 && coda.length == 0;

  if (!part_is_listed (onset, onsets, G_N_ELEMENTS (onsets), FALSE))
    return FALSE;
  if (rime_is_possible (nucleus, coda, tone))
    return TRUE;
  /* giữ, but gìn */
  if (!gi || nucleus.length < 2)
    return FALSE;
  part_move_border (&onset, &nucleus);
  return rime_is_possible (nucleus, coda, tone);
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

gboolean
mc_compose_spelling_is_possible (const McLetter *letters, guint length, McTone tone)
{
  const gunichar e_circumflex = 0xea;

  g_return_val_if_fail (letters != NULL || length == 0, FALSE);

  if (letters_are_consonants (letters, length))
    return tone == MC_TONE_NONE;
  if (syllable_is_possible (letters, length, tone))
    return TRUE;
  /* Êban, Ênuôl: the one syllable that is written together with the next. */
  return tone == MC_TONE_NONE && length > 1 && letters[0].form == e_circumflex
         && (letters_are_consonants (letters + 1, length - 1)
             || syllable_is_possible (letters + 1, length - 1, tone));
}
