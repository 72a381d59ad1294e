// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/search-word.h"

#include <string.h>

#include "app/domain/letter.h"
#include "app/domain/text.h"

#define MC_CHAR_D_STROKE 0x0111
#define MC_CHAR_ETH 0x00f0 /* looks like đ, and is typed for it */

/* What a way of saying a word is worth. */
#define QUALITY_EXACT 1.0f
#define QUALITY_NO_MARKS 0.97f   /* "giay" for "giấy" */
#define QUALITY_SOME_MARKS 0.94f /* "giây" */
#define QUALITY_OTHER_MARKS 0.8f /* "giày" */
#define QUALITY_OPEN 0.86f       /* "gi", and more the more of the word is there */
#define QUALITY_SOUND 0.72f
#define QUALITY_ONE_SLIP 0.65f
#define QUALITY_TWO_SLIPS 0.45f

#define MIN_FOR_ONE_SLIP 3 /* letters: of two, one slip leaves nothing */
#define MIN_FOR_TWO_SLIPS 6

static void
append (char *buffer, gsize size, gsize *length, gunichar c)
{
  char bytes[6];
  const int n = g_unichar_to_utf8 (c, bytes);

  if (*length + n >= size)
    return;
  memcpy (buffer + *length, bytes, n);
  *length += n;
  buffer[*length] = '\0';
}

/* Reads the word at p into word; returns the byte after it. */
static const char *
read_word (const char *p, McSearchWord *word)
{
  gsize plain = 0, marked = 0;
  McTone tone = MC_TONE_NONE;

  for (; *p != '\0' && g_unichar_isalnum (g_utf8_get_char (p)); p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    McLetter letter;

    mc_letter_init (&letter, c == MC_CHAR_ETH ? MC_CHAR_D_STROKE : c);
    append (word->plain, sizeof word->plain, &plain, letter.plain);
    /* The last byte stays free for the tone. */
    append (word->marked, sizeof word->marked - 1, &marked, letter.form);
    tone = letter.tone != MC_TONE_NONE ? letter.tone : tone;
  }
  if (tone != MC_TONE_NONE)
    append (word->marked, sizeof word->marked, &marked, '0' + tone);

  return p;
}

guint
mc_search_word_split (const char *text, McSearchWord *words, guint n_words)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *nfc = mc_text_nfc (valid, -1);
  const char *p = nfc;
  guint n = 0;

  while (n < n_words) {
    while (*p != '\0' && !g_unichar_isalnum (g_utf8_get_char (p)))
      p = g_utf8_next_char (p);
    if (*p == '\0')
      break;
    words[n] = (McSearchWord){ 0 };
    p = read_word (p, &words[n++]);
  }

  return n;
}

guint
mc_search_word_distance (const char *a, const char *b, guint limit)
{
  /* Optimal string alignment; three rows are enough. */
  guint rows[3][MC_SEARCH_PLAIN_MAX];
  const gsize n = strlen (a), m = strlen (b);
  guint *before = rows[0], *above = rows[1], *row = rows[2];

  g_return_val_if_fail (n < MC_SEARCH_PLAIN_MAX && m < MC_SEARCH_PLAIN_MAX, limit + 1);

  if (MAX (n, m) - MIN (n, m) > limit)
    return limit + 1;

  for (gsize j = 0; j <= m; j++)
    above[j] = j;
  for (gsize i = 1; i <= n; i++) {
    guint *free_row = before;
    guint least = row[0] = i;

    for (gsize j = 1; j <= m; j++) {
      row[j] = MIN (above[j], row[j - 1]) + 1;
      row[j] = MIN (row[j], above[j - 1] + (a[i - 1] != b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = MIN (row[j], before[j - 2] + 1);
      least = MIN (least, row[j]);
    }
    if (least > limit)
      return limit + 1;
    before = above;
    above = row;
    row = free_row;
  }

  return MIN (above[m], limit + 1);
}

void
mc_search_word_sound (const char *plain, char *sound)
{
  /* Longer spellings first. */
  static const struct {
    const char *spelling;
    const char *sound;
  } heads[] = {
    { "ngh", "N" }, { "ng", "N" }, { "nh", "J" }, { "tr", "C" }, { "ch", "C" },  { "gh", "G" },
    { "gi", "D" },  { "ph", "F" }, { "th", "T" }, { "kh", "X" }, { "qu", "kw" }, { "d", "D" },
    { "r", "D" },   { "v", "D" },  { "s", "s" },  { "x", "s" },  { "l", "l" },   { "n", "l" },
    { "c", "k" },   { "k", "k" },  { "g", "G" },  { "f", "F" },
  };
  static const struct {
    const char *spelling;
    const char *sound;
  } tails[] = { { "ng", "n" }, { "nh", "n" }, { "n", "n" },
                { "ch", "t" }, { "c", "t" },  { "t", "t" } };
  char *end = sound;
  const char *rest = plain;
  gsize length;

  for (guint i = 0; i < G_N_ELEMENTS (heads) && rest == plain; i++) {
    if (g_str_has_prefix (plain, heads[i].spelling)) {
      rest += strlen (heads[i].spelling);
      end = g_stpcpy (end, heads[i].sound);
    }
  }
  /* "gi" alone is a word whose vowel is in the head. */
  if (*rest == '\0' && rest != plain)
    *end++ = 'i';
  while (*rest != '\0') {
    *end++ = *rest == 'y' ? 'i' : *rest;
    rest++;
  }
  *end = '\0';

  length = end - sound;
  for (guint i = 0; i < G_N_ELEMENTS (tails); i++) {
    const gsize tail = strlen (tails[i].spelling);

    if (length > tail && g_str_has_suffix (sound, tails[i].spelling)) {
      strcpy (sound + length - tail, tails[i].sound);
      return;
    }
  }
}

guint32
mc_search_word_letters (const char *plain)
{
  guint32 letters = 0;

  for (; *plain != '\0'; plain++)
    letters |= 1u << ((guchar) *plain & 31);
  return letters;
}

/* The tone of a marked word, and where its letters end. */
static char
split_tone (const char *marked, gsize *length)
{
  const gsize all = strlen (marked);
  const char last = all > 0 ? marked[all - 1] : '\0';
  const gboolean has_tone = last > '0' && last <= '0' + MC_TONE_DOT && all > 1
                            && !g_ascii_isdigit (marked[all - 2]);

  *length = has_tone ? all - 1 : all;
  return has_tone ? last : '\0';
}

float
mc_search_word_marks_quality (const McSearchWord *typed, const McSearchWord *term)
{
  gsize typed_length, term_length;
  char typed_tone, term_tone;
  gboolean same_letters, plain_letters;

  if (strcmp (typed->marked, term->marked) == 0)
    return QUALITY_EXACT;
  if (strcmp (typed->marked, typed->plain) == 0)
    return QUALITY_NO_MARKS;

  typed_tone = split_tone (typed->marked, &typed_length);
  term_tone = split_tone (term->marked, &term_length);
  same_letters = typed_length == term_length
                 && memcmp (typed->marked, term->marked, term_length) == 0;
  plain_letters = typed_length == strlen (typed->plain);
  if ((same_letters && typed_tone == '\0') || (plain_letters && typed_tone == term_tone))
    return QUALITY_SOME_MARKS;

  return QUALITY_OTHER_MARKS;
}

float
mc_search_word_rough_quality (const char *typed, const char *typed_sound, const char *term,
                              const char *term_sound)
{
  const gsize length = MIN (strlen (typed), strlen (term));
  const guint limit = length >= MIN_FOR_TWO_SLIPS ? 2 : 1;
  guint slips;

  if (strcmp (typed_sound, term_sound) == 0)
    return QUALITY_SOUND;
  if (MAX (strlen (typed), strlen (term)) < MIN_FOR_ONE_SLIP)
    return 0;

  slips = mc_search_word_distance (typed, term, limit);
  if (slips > limit)
    return 0;
  return slips == 2 ? QUALITY_TWO_SLIPS : QUALITY_ONE_SLIP;
}

float
mc_search_word_quality (const McSearchWord *typed, const McSearchWord *term, gboolean open,
                        gboolean rough)
{
  const gsize typed_length = strlen (typed->plain), term_length = strlen (term->plain);
  char typed_sound[MC_SEARCH_PLAIN_MAX], term_sound[MC_SEARCH_PLAIN_MAX];

  if (strcmp (typed->plain, term->plain) == 0)
    return mc_search_word_marks_quality (typed, term);
  if (open && g_str_has_prefix (term->plain, typed->plain))
    return QUALITY_OPEN + (1 - QUALITY_OPEN) * 0.9f * typed_length / term_length;
  if (!rough)
    return 0;

  mc_search_word_sound (typed->plain, typed_sound);
  mc_search_word_sound (term->plain, term_sound);
  return mc_search_word_rough_quality (typed->plain, typed_sound, term->plain, term_sound);
}

char *
mc_search_word_dup_text (const McSearchWord *self)
{
  gsize length;
  const char tone = split_tone (self->marked, &length);
  g_autofree char *letters = g_strndup (self->marked, length);

  return tone != '\0' ? mc_text_set_tone (letters, tone - '0') : g_steal_pointer (&letters);
}
