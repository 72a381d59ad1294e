// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/card-text.h"

#include <string.h>

#include "app/domain/legacy-charset.h"
#include "app/domain/mojibake.h"
#include "app/domain/secret.h"
#include "app/domain/syllable.h"
#include "app/domain/text.h"

#define MAX_WORD 64 /* bytes; longer ones are no syllables */

/* --- how Vietnamese a reading is --- */

typedef struct {
  guint marked; /* words with a letter beyond ASCII */
  guint valid;  /* of these, syllables of Vietnamese */
} Score;

static gboolean
is_word_char (gunichar c)
{
  return g_unichar_isalpha (c) || (c > 0xa0 && !g_unichar_isspace (c));
}

/* The next word at *text or NULL; *text is set to its end. */
static const char *
next_word (const char **text, gboolean *marked)
{
  const char *start;

  while (**text != '\0' && !is_word_char (g_utf8_get_char (*text)))
    *text = g_utf8_next_char (*text);
  start = *text;
  *marked = FALSE;
  while (**text != '\0' && is_word_char (g_utf8_get_char (*text))) {
    *marked |= (guchar) * *text >= 0x80;
    *text = g_utf8_next_char (*text);
  }
  return *text > start ? start : NULL;
}

static Score
score_text (const char *text)
{
  Score score = { 0 };
  gboolean marked;
  const char *word;

  while ((word = next_word (&text, &marked)) != NULL) {
    gsize length = text - word;
    char copy[MAX_WORD + 1] = { 0 };

    if (!marked)
      continue;
    score.marked++;
    if (length > MAX_WORD)
      continue;
    memcpy (copy, word, length);
    score.valid += mc_syllable_is_vietnamese (copy) ? 1 : 0;
    explicit_bzero (copy, sizeof copy);
  }
  return score;
}

/* Names of other peoples and foreign ones may stand among the words. */
static gboolean
is_vietnamese (const Score *score, guint at_least)
{
  return score->valid >= at_least && score->valid * 5 >= score->marked * 4;
}

/* --- what sound text never holds --- */

static gboolean
is_in (gunichar c, const char *set)
{
  return c != 0 && g_utf8_strchr (set, -1, c) != NULL;
}

/* "aù", "oâ", "öô": a plain vowel and VNI's mark. Not "oà" and "oá", which are spelt so too. */
static gboolean
is_vni_pair (gunichar first, gunichar second)
{
  if (is_in (first, "aeAEôöÔÖ"))
    return is_in (second, "àáâãäåèéêëïõøùúûüÀÁÂÃÄÅÈÉÊËÏÕØÙÚÛÜ");
  if (is_in (first, "oOuUyY"))
    return is_in (second, "õøùûïÕØÙÛÏ") || (is_in (first, "oO") && is_in (second, "âåäÂÅÄ"));
  return FALSE;
}

static gboolean
is_impossible (gunichar before, gunichar c, gunichar after)
{
  if (c < 0x80 || c > 0xff)
    return FALSE;
  if (is_in (c, "ÇËÎÏÖØÜÞßäåæçëîïöøûüþ÷×"))
    return TRUE;
  if (is_in (c, "ª«"))
    return g_unichar_isalpha (before);
  if (is_in (c, "»·º"))
    return g_unichar_isalpha (before) && g_unichar_isalpha (after);
  if (c > 0xa0 && c < 0xc0)
    return !is_in (c, "°´²³");
  return is_vni_pair (before, c) || (g_unichar_islower (before) && g_unichar_isupper (c));
}

static gboolean
holds_the_impossible (const char *text)
{
  gunichar before = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (is_impossible (before, c, g_utf8_get_char (g_utf8_next_char (p))))
      return TRUE;
    before = c;
  }
  return FALSE;
}

/* Letters and signs that no card should have: what other code pages make of it. Those of the
 * highlands' languages are not strange, nor is what is decomposed. */
static gboolean
has_strange_letters (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c >= 0x100 && c < 0x300 && !is_in (c, "ăĂđĐĩĨũŨơƠưƯŏŎŭŬčČĕĔĭĬƀɃ"))
      return TRUE;
    if ((c >= 0x370 && c < 0x1ea0) || c == 0xb7 || c == 0xd7 || c == 0xf7
        || (c > 0x1ef9 && !(c >= 0x2010 && c <= 0x2027) && c != 0x2116 && c != 0xfeff))
      return TRUE;
  }
  return FALSE;
}

/* --- TCVN3 and VNI --- */

typedef struct {
  char *text; /* (nullable): not that encoding */
  Score score;
} Candidate;

static void
candidate_clear (Candidate *self)
{
  mc_clear_secret (&self->text);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Candidate, candidate_clear)

typedef struct {
  Candidate of[MC_N_LEGACY];
} Candidates;

static void
candidates_clear (Candidates *self)
{
  for (guint i = 0; i < MC_N_LEGACY; i++)
    candidate_clear (&self->of[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Candidates, candidates_clear)

/* (transfer none) (nullable): a constant table, though it comes from a file: read once. */
static const McLegacyTable *
get_table (void)
{
  static const McLegacyTable *table;
  static gsize is_ready;

  if (g_once_init_enter (&is_ready)) {
    table = mc_legacy_table_load (NULL);
    g_once_init_leave (&is_ready, 1);
  }
  return table;
}

/* All that text or bytes could be; nothing if the table is missing. */
static void
candidates_init (Candidates *self, const char *data, gsize length)
{
  const McLegacyTable *table = get_table ();

  for (McLegacyCharset i = 0; table != NULL && i < MC_N_LEGACY; i++) {
    Candidate *candidate = &self->of[i];

    candidate->text = mc_legacy_table_decode (table, i, (const guint8 *) data, length);
    if (candidate->text != NULL)
      candidate->score = score_text (candidate->text);
  }
}

static guint
count_wrong (const Candidate *candidate)
{
  return candidate->score.marked - candidate->score.valid;
}

/* Whether candidate is made of Vietnamese syllables, more so than its rival. */
static gboolean
is_better (const Candidate *candidate, const Candidate *rival, guint at_least)
{
  if (candidate->text == NULL || !is_vietnamese (&candidate->score, at_least))
    return FALSE;
  return rival->text == NULL || count_wrong (candidate) < count_wrong (rival);
}

/* The better of the two, if one is; (transfer full) (nullable). */
static char *
choose (Candidates *candidates, guint at_least, McCardTextForm *form)
{
  Candidate *tcvn3 = &candidates->of[MC_LEGACY_TCVN3];
  Candidate *vni = &candidates->of[MC_LEGACY_VNI];

  if (is_better (tcvn3, vni, at_least)) {
    *form = MC_CARD_TEXT_TCVN3;
    return g_steal_pointer (&tcvn3->text);
  }
  if (is_better (vni, tcvn3, at_least)) {
    *form = MC_CARD_TEXT_VNI;
    return g_steal_pointer (&vni->text);
  }
  return NULL;
}

/* Could sound, which holds nothing impossible, be a text of the other encoding all the same? */
static gboolean
could_be (const Candidate *candidate, const char *sound, const Score *score)
{
  if (candidate->text == NULL || g_str_equal (candidate->text, sound))
    return FALSE;
  /* One word alone proves nothing, however it reads. */
  if (score->marked == 1)
    return TRUE;
  if (!is_vietnamese (&candidate->score, 1))
    return FALSE;
  return score->valid < score->marked || candidate->score.valid == candidate->score.marked;
}

/* The one letter that is the same in TCVN3 and Latin-1 begins a word, and may have been a capital,
 * which TCVN3 cannot hold. */
static gboolean
begins_a_word_with_small_y (const char *sound)
{
  gboolean marked;
  const char *word;

  while ((word = next_word (&sound, &marked)) != NULL) {
    if (g_utf8_get_char (word) == 0xfd)
      return TRUE;
  }
  return FALSE;
}

/* Words of addresses that no other encoding of a likely word looks like: "Xó" and "Thụn" are none.
 */
static gboolean
holds_a_sure_word (const char *sound)
{
  static const char *const sure[] = { "Xã", "xã", "Thôn", "thôn", "Buôn", "buôn", "Khóm", "khóm" };
  gboolean marked;
  const char *word;

  while ((word = next_word (&sound, &marked)) != NULL) {
    gsize length = sound - word;

    for (guint i = 0; marked && i < G_N_ELEMENTS (sure); i++) {
      if (strlen (sure[i]) == length && memcmp (sure[i], word, length) == 0)
        return TRUE;
    }
  }
  return FALSE;
}

/* (transfer full) (nullable): the Latin-1 bytes of text, which is UTF-8; NULL if it has other
 * characters, or none but ASCII. Nearly every sound payload has. */
static char *
to_latin1 (const char *text, gsize *length)
{
  g_auto (McSecret) bytes = g_malloc0 (strlen (text) + 1);
  gboolean plain = TRUE;
  char *end = bytes;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c > 0xff)
      return NULL;
    plain = plain && c < 0x80;
    *end++ = (char) c;
  }
  *length = end - bytes;
  return plain ? NULL : g_steal_pointer (&bytes);
}

/* text is UTF-8 and taken; (transfer full): it, or another reading. */
static char *
read_text (char *text, McCardTextReading *reading)
{
  g_auto (McSecret) sound = text;
  g_auto (McSecret) bytes = NULL;
  g_auto (McSecret) other = NULL;
  g_auto (Candidates) candidates = { 0 };
  Score score;
  gsize length;

  bytes = to_latin1 (sound, &length);
  if (bytes == NULL)
    return g_steal_pointer (&sound);

  candidates_init (&candidates, bytes, length);
  score = score_text (sound);
  if (holds_the_impossible (sound)) {
    other = choose (&candidates, 1, &reading->form);
    if (other != NULL) {
      reading->doubtful = FALSE; /* what looked strange is accounted for */
      return g_steal_pointer (&other);
    }
  }
  reading->doubtful |= score.valid < score.marked;
  if (holds_a_sure_word (sound))
    return g_steal_pointer (&sound);
  reading->doubtful |= begins_a_word_with_small_y (sound);
  for (guint i = 0; i < MC_N_LEGACY; i++)
    reading->doubtful |= could_be (&candidates.of[i], sound, &score);
  return g_steal_pointer (&sound);
}

/* Whether the bytes are as good a text in a code page that we do not undo. */
static gboolean
has_rival (const char *data, gsize length, const Candidate *candidate)
{
  static const char *const pages[] = { "CP1258", "ISO-8859-1" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_auto (Candidate) rival = { 0 };
    g_auto (McSecret) text = g_convert (data, length, "UTF-8", pages[i], NULL, NULL, NULL);

    if (text == NULL)
      continue;
    rival.text = mc_text_nfc (text, -1);
    rival.score = score_text (rival.text);
    if (count_wrong (&rival) <= count_wrong (candidate))
      return TRUE;
  }
  return FALSE;
}

/* Bytes that are not UTF-8: one word alone may be noise on the line. */
static char *
read_bytes (const char *data, gsize length, McCardTextReading *reading)
{
  g_auto (Candidates) candidates = { 0 };
  g_auto (Candidate) best = { 0 };

  candidates_init (&candidates, data, length);
  best.text = choose (&candidates, 2, &reading->form);
  if (best.text == NULL)
    return NULL;
  best.score = score_text (best.text);
  return has_rival (data, length, &best) ? NULL : g_steal_pointer (&best.text);
}

/* --- the whole --- */

char *
mc_card_text_decode (const char *data, gsize length, McCardTextReading *reading)
{
  g_auto (McSecret) text = NULL;
  g_auto (McSecret) repaired = NULL;

  g_return_val_if_fail (data != NULL || length == 0, NULL);
  g_return_val_if_fail (reading != NULL, NULL);

  *reading = (McCardTextReading){ MC_CARD_TEXT_UTF8, FALSE };
  if (length == 0)
    return g_strdup ("");
  if (!g_utf8_validate (data, length, NULL))
    return read_bytes (data, length, reading);

  text = g_strndup (data, length);
  repaired = mc_mojibake_repair (text);
  if (repaired != NULL) {
    reading->form = MC_CARD_TEXT_MOJIBAKE;
    return mc_text_nfc (repaired, -1);
  }
  reading->doubtful = mc_mojibake_is_possible (text) || has_strange_letters (text);
  text = read_text (g_steal_pointer (&text), reading);
  return mc_text_nfc (text, -1);
}

/* Symbols of Latin-1 are what it makes of the old code pages' letters ("V¨n", "®µ"). Not the degree
 * sign, and none beyond: an address may well have a "№" in it. The acute accent stands for the
 * apostrophe in names of the highlands. */
static gboolean
is_latin1_symbol (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return c > 0xa0 && c <= 0xff && c != 0xb0 && c != 0xb4
         && (type == G_UNICODE_MATH_SYMBOL || type == G_UNICODE_CURRENCY_SYMBOL
             || type == G_UNICODE_MODIFIER_SYMBOL || type == G_UNICODE_OTHER_SYMBOL);
}

gboolean
mc_card_text_is_mangled (const char *field)
{
  gunichar before = 0;

  g_return_val_if_fail (field != NULL, FALSE);

  /* No name or address has a '?'. */
  for (const char *p = field; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c == '?' || c == 0xfffd || g_unichar_iscntrl (c) || is_latin1_symbol (c)
        || mc_mojibake_is_pair (before, c))
      return TRUE;
    before = c;
  }
  return FALSE;
}

/* --- capitals of TCVN3 --- */

/* Whether a letter's case is what was sent: all but those with a tone. */
static gboolean
has_own_case (gunichar c)
{
  return c < 0x80 || is_in (c, "ăâêôơưđĂÂÊÔƠƯĐ");
}

typedef struct {
  gboolean small;   /* a small letter that is surely one */
  gboolean capital; /* a capital, not the first of its word, that is surely one */
} Casing;

static Casing
find_casing (const char *field)
{
  Casing casing = { 0 };
  gunichar before = 0;

  for (const char *p = field; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    casing.small |= has_own_case (c) && g_unichar_islower (c);
    casing.capital |= has_own_case (c) && g_unichar_isupper (c) && g_unichar_isalpha (before);
    before = c;
  }
  return casing;
}

char *
mc_card_text_restore_case (const char *field, gboolean is_name, gboolean *guessed)
{
  Casing casing;
  gboolean all_capitals, first_of_part = TRUE;
  gunichar before = 0;
  char *restored, *end;

  g_return_val_if_fail (field != NULL, NULL);
  g_return_val_if_fail (guessed != NULL, NULL);

  casing = find_casing (field);
  all_capitals = casing.capital && !casing.small;
  /* In Vietnamese a capital takes as many bytes as its small letter, elsewhere up to thrice. */
  restored = end = g_malloc0 (3 * strlen (field) + 1);
  for (const char *p = field; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    gboolean first = !g_unichar_isalpha (before);

    before = c;
    if (!has_own_case (c) && g_unichar_islower (c)) {
      *guessed |= first || !casing.small;
      if (all_capitals || (first && (is_name || first_of_part)))
        c = g_unichar_toupper (c);
    }
    if (c == ',')
      first_of_part = TRUE;
    else if (g_unichar_isalnum (c))
      first_of_part = FALSE;
    end += g_unichar_to_utf8 (c, end);
  }
  return restored;
}
