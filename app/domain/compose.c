// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/compose.h"

#include <string.h>

#include "app/domain/compose-spelling.h"
#include "app/domain/secret.h"

/*
 * A key is tried as a mark on the letters so far, and is a mark if a word can still come of the
 * result: no list of what goes where is needed besides the spelling. Else it is a letter.
 */

/* The longest word of Vietnam with all its marks has 12 keys. More than this is no word. */
#define MAX_KEYS 24

/* What a key makes of letters, tried from the top. The pairs of uo change together. */
typedef struct {
  char key;
  const char *plain;
  const char *marked;
} Mark;

static const Mark telex_marks[] = {
  { 'a', "a", "â" }, { 'e', "e", "ê" }, { 'o', "uo", "uô" }, { 'o', "o", "ô" }, { 'w', "uo", "ươ" },
  { 'w', "o", "ơ" }, { 'w', "u", "ư" }, { 'w', "a", "ă" },   { 'd', "d", "đ" }, { 0 },
};

static const Mark vni_marks[] = {
  { '6', "a", "â" }, { '6', "e", "ê" }, { '6', "uo", "uô" }, { '6', "o", "ô" }, { '7', "uo", "ươ" },
  { '7', "o", "ơ" }, { '7', "u", "ư" }, { '8', "a", "ă" },   { '9', "d", "đ" }, { 0 },
};

static const struct {
  const Mark *marks;
  char tones[7];  /* the key of each McTone */
  char lone_horn; /* the key that is ư where it finds no letter to mark */
} methods[] = {
  [MC_COMPOSE_TELEX] = { telex_marks, "zfrxsj", 'w' },
  [MC_COMPOSE_VNI] = { vni_marks, "023415", '\0' },
};

static const gunichar o_horn = 0x1a1;
static const gunichar u_horn = 0x1b0;

typedef struct {
  McComposeMethod method;
  McLetter letters[MAX_KEYS];
  gboolean lone[MAX_KEYS]; /* ư from a w of its own: can never become u */
  guint length;
  gboolean horns_at_once; /* those of ươ came by one key */
  McTone tone;
  guint n_refused;
  gunichar refused[MAX_KEYS]; /* keys that took their mark back: letters from then on */
} Word;

static void
word_clear (Word *self)
{
  explicit_bzero (self, sizeof *self);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Word, word_clear)

static gboolean
word_is_possible (const Word *self)
{
  return mc_compose_spelling_is_possible (self->letters, self->length, self->tone);
}

static gboolean
word_refuses (const Word *self, gunichar key)
{
  for (guint i = 0; i < self->n_refused; i++) {
    if (self->refused[i] == key)
      return TRUE;
  }
  return FALSE;
}

static void
word_append (Word *self, gunichar c)
{
  McLetter *letter = &self->letters[self->length++];

  mc_letter_init (letter, c);
  if (letter->tone != MC_TONE_NONE)
    self->tone = letter->tone;
}

/* Whether the letters from first on are text; of each, its form or the letter without marks. */
static gboolean
word_has (const Word *self, guint first, const char *text, gboolean form)
{
  for (guint i = first; *text != '\0'; i++, text = g_utf8_next_char (text)) {
    const McLetter *letter = &self->letters[i];

    if (i >= self->length || g_utf8_get_char (text) != (form ? letter->form : letter->plain))
      return FALSE;
  }
  return TRUE;
}

static void
word_reshape (Word *self, guint first, const char *forms)
{
  self->horns_at_once = self->letters[first].form == 'u' && g_str_equal (forms, "ươ");
  for (guint i = first; *forms != '\0'; i++, forms = g_utf8_next_char (forms))
    self->letters[i].form = g_utf8_get_char (forms);
}

/* "HDDND" is HĐND: among consonants alone, where nothing tells which d, it is the last letter. */
static gboolean
word_takes_mark_at (const Word *self, guint first)
{
  for (guint i = 0; i < self->length; i++) {
    if (self->letters[i].vowel)
      return TRUE;
  }
  return first == self->length - 1;
}

static gboolean
word_try_mark (Word *self, const Mark *mark)
{
  for (guint first = self->length; first-- > 0;) {
    g_auto (Word) marked = *self;

    if (!word_has (self, first, mark->plain, FALSE) || word_has (self, first, mark->marked, TRUE)
        || !word_takes_mark_at (self, first) || (self->lone[first] && mark->marked[0] == 'u'))
      continue;
    word_reshape (&marked, first, mark->marked);
    if (!word_is_possible (&marked))
      continue;
    *self = marked;
    return TRUE;
  }
  return FALSE;
}

/* The McTone of a key, or -1. */
static int
word_tone_of_key (const Word *self, gunichar key)
{
  const char *tones = methods[self->method].tones;
  const char *found = key > 0 && key < 0x80 ? strchr (tones, (char) key) : NULL;

  return found != NULL ? (int) (found - tones) : -1;
}

static gboolean
word_put_mark (Word *self, gunichar key)
{
  const int tone = word_tone_of_key (self, key);
  const McTone before = self->tone;

  if (tone >= 0 && (McTone) tone != before) {
    self->tone = (McTone) tone;
    if (word_is_possible (self))
      return TRUE;
    self->tone = before;
  }
  for (const Mark *mark = methods[self->method].marks; mark->key != 0; mark++) {
    if ((gunichar) mark->key == key && word_try_mark (self, mark))
      return TRUE;
  }
  return FALSE;
}

/* Removes mark from where it was last made; FALSE if it is nowhere. Sets whole if nothing is left
 * of its letters but the key itself: the ư of a lone w. */
static gboolean
word_remove_mark (Word *self, const Mark *mark, gboolean *whole)
{
  for (guint first = self->length; first-- > 0;) {
    if (!word_has (self, first, mark->marked, TRUE) || !word_takes_mark_at (self, first))
      continue;
    word_reshape (self, first, mark->plain);
    *whole = self->lone[first] && mark->plain[1] == '\0';
    if (self->lone[first])
      mc_letter_init (&self->letters[first], self->letters[first].upper ? 'W' : 'w');
    return TRUE;
  }
  return FALSE;
}

/* "aaa" -> "aa", "ass" -> "as", but "ww" -> "w": FALSE if c had not made a mark before. */
static gboolean
word_take_mark_back (Word *self, gunichar c)
{
  const gunichar key = g_unichar_tolower (c);
  const int tone = word_tone_of_key (self, key);
  gboolean found = tone > MC_TONE_NONE && (McTone) tone == self->tone;
  gboolean whole = FALSE;

  if (found)
    self->tone = MC_TONE_NONE;
  for (const Mark *mark = methods[self->method].marks; !found && mark->key != 0; mark++)
    found = (gunichar) mark->key == key && word_remove_mark (self, mark, &whole);
  if (!found)
    return FALSE;

  self->refused[self->n_refused++] = key;
  if (!whole)
    word_append (self, c);
  return TRUE;
}

/* A w that has no letter to mark is ư, if a word can come of that. */
static gboolean
word_put_lone_horn (Word *self, gunichar c)
{
  g_auto (Word) longer = *self;

  word_append (&longer, g_unichar_isupper (c) ? 'U' : 'u');
  longer.letters[self->length].form = u_horn;
  longer.lone[self->length] = TRUE;
  if (!word_is_possible (&longer))
    return FALSE;
  *self = longer;
  return TRUE;
}

/* FALSE if no word can come of the keys any more. */
static gboolean
word_add_key (Word *self, gunichar c)
{
  const gunichar key = g_unichar_tolower (c);

  if (word_refuses (self, key)) {
    word_append (self, c);
    return TRUE;
  }
  if (word_put_mark (self, key) || word_take_mark_back (self, c))
    return TRUE;
  if (key == (gunichar) methods[self->method].lone_horn && word_put_lone_horn (self, c))
    return TRUE;

  word_append (self, c);
  /* Who took a mark back wants what is there, not the keys. */
  return self->n_refused > 0 || word_is_possible (self);
}

/* Only these three have words in uơ (huơ, khuơ, thuở). */
static gboolean
word_begins_like_huo (const Word *self)
{
  return word_has (self, 0, "hu", FALSE) || word_has (self, 0, "khu", FALSE)
         || word_has (self, 0, "thu", FALSE);
}

/* The letter to show: an o after ư can only be ơ once something follows; and as long as nothing
 * does, the one w of "huow" is that of huơ. */
static McLetter
word_shown_letter (const Word *self, guint i)
{
  McLetter letter = self->letters[i];

  if (i > 0 && i + 1 < self->length && letter.form == 'o' && self->letters[i - 1].form == u_horn)
    letter.form = o_horn;
  if (i + 2 == self->length && letter.form == u_horn && self->horns_at_once
      && self->letters[i + 1].form == o_horn && word_begins_like_huo (self))
    letter.form = 'u';
  return letter;
}

/* The vowel that carries the tone until it is placed, and for good in Arất. */
static guint
word_last_vowel (const Word *self)
{
  guint vowel = 0;
  gboolean shaped = FALSE;

  for (guint i = 0; i < self->length; i++) {
    const gboolean i_is_shaped = mc_letter_is_shaped_vowel (&self->letters[i]);

    if (!self->letters[i].vowel || (shaped && !i_is_shaped))
      continue;
    vowel = i;
    shaped = i_is_shaped;
  }
  return vowel;
}

static char *
word_to_text (const Word *self, McToneStyle style)
{
  g_auto (McSecret) text = g_malloc0 (MAX_KEYS * 6 + 1);
  const guint toned = word_last_vowel (self);
  char *end = text;

  for (guint i = 0; i < self->length; i++) {
    const McLetter letter = word_shown_letter (self, i);
    const gunichar c = mc_letter_to_char (&letter, i == toned ? self->tone : MC_TONE_NONE);

    end += g_unichar_to_utf8 (c, end);
  }
  return mc_text_place_tone_in_style (text, style);
}

char *
mc_compose_word (McComposeMethod method, McToneStyle style, const char *keys)
{
  g_auto (Word) word = { .method = method };
  g_auto (McSecret) nfc = NULL;
  guint n_keys = 0;

  g_return_val_if_fail (keys != NULL, NULL);
  g_return_val_if_fail ((guint) method < G_N_ELEMENTS (methods), NULL);

  nfc = g_utf8_normalize (keys, -1, G_NORMALIZE_NFC);
  g_return_val_if_fail (nfc != NULL, g_strdup (keys));
  for (const char *p = nfc; *p != '\0'; p = g_utf8_next_char (p)) {
    if (n_keys++ == MAX_KEYS || !word_add_key (&word, g_utf8_get_char (p)))
      return g_steal_pointer (&nfc);
  }
  return word_to_text (&word, style);
}

gboolean
mc_compose_is_key (McComposeMethod method, gunichar c, gboolean first)
{
  return g_unichar_isalpha (c) || g_unichar_ismark (c)
         || (method == MC_COMPOSE_VNI && !first && c >= '0' && c <= '9');
}

/* Where the word that begins at text ends; text itself if none does. */
static const char *
find_word_end (McComposeMethod method, const char *text)
{
  const char *end = text;

  while (*end != '\0' && mc_compose_is_key (method, g_utf8_get_char (end), end == text))
    end = g_utf8_next_char (end);
  return end;
}

/* Where to look for the next word: in VNI, "12A1" is a number to its end. */
static const char *
find_gap_end (McComposeMethod method, const char *text)
{
  const gboolean number = method == MC_COMPOSE_VNI && g_ascii_isdigit (*text);

  text = g_utf8_next_char (text);
  while (number && *text != '\0' && mc_compose_is_key (method, g_utf8_get_char (text), FALSE))
    text = g_utf8_next_char (text);
  return text;
}

char *
mc_compose_line (McComposeMethod method, McToneStyle style, const char *line)
{
  GString *text;

  g_return_val_if_fail (line != NULL, NULL);

  text = g_string_new (NULL);
  while (*line != '\0') {
    const char *end = find_word_end (method, line);

    if (end == line) {
      end = find_gap_end (method, line);
      g_string_append_len (text, line, end - line);
    } else {
      g_auto (McSecret) keys = g_strndup (line, end - line);
      g_auto (McSecret) word = mc_compose_word (method, style, keys);

      g_string_append (text, word);
    }
    line = end;
  }
  return g_string_free (text, FALSE);
}
