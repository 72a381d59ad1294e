// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "app/domain/compose.h"
#include "app/domain/letter.h"
#include "app/domain/syllable.h"

/*
 * Every word of Debian's hunspell-vi, typed as people type, must come out as it is spelt. How a
 * word is typed is worked out here from Unicode's own decomposition, not from the engine's tables.
 */

#define DICTIONARY "/usr/share/hunspell/vi_VN.dic"
#define MAX_LETTERS 16

typedef enum {
  HABIT_INLINE, /* each mark right after its letter: "nguyeexn" */
  HABIT_END,    /* the tone after the word: "nguyeenx" */
  HABIT_FREE,   /* all marks after the word: "nguyenex" */
  HABIT_TONE,   /* likewise, the tone first: "nguyenxe" */
  N_HABITS,
} Habit;

static const char *const habit_names[] = { "inline", "end", "free", "tone-first" };
static const char *const method_names[] = { "telex", "vni" };

static const struct {
  gunichar mark;
  gboolean tone;
  const char *keys[2]; /* of each method; NULL: the letter again */
} marks[] = {
  { 0x300, TRUE, { "f", "2" } },  { 0x301, TRUE, { "s", "1" } },  { 0x303, TRUE, { "x", "4" } },
  { 0x309, TRUE, { "r", "3" } },  { 0x323, TRUE, { "j", "5" } },  { 0x302, FALSE, { NULL, "6" } },
  { 0x306, FALSE, { "w", "8" } }, { 0x31b, FALSE, { "w", "7" } }, { 0x335, FALSE, { NULL, "9" } },
};

typedef struct {
  char letter[2];
  gunichar shape, tone;
} Stroke;

typedef struct {
  Stroke strokes[MAX_LETTERS];
  guint length;
} Typing;

static void
typing_init (Typing *self, const char *word)
{
  g_autofree char *apart = g_utf8_normalize (word, -1, G_NORMALIZE_NFD);

  memset (self, 0, sizeof *self);
  for (const char *p = apart; *p != '\0'; p = g_utf8_next_char (p)) {
    const gunichar c = g_utf8_get_char (p);
    Stroke *stroke = &self->strokes[self->length];

    if (c < 0x80) {
      stroke->letter[0] = (char) c;
      self->length++;
    } else if (c == 0x111 || c == 0x110) {
      stroke->letter[0] = c == 0x111 ? 'd' : 'D';
      stroke->shape = 0x335;
      self->length++;
    } else if (c == 0x302 || c == 0x306 || c == 0x31b) {
      stroke[-1].shape = c;
    } else {
      stroke[-1].tone = c;
    }
    g_assert_cmpuint (self->length, <, MAX_LETTERS);
  }
}

static void
append_mark (GString *keys, McComposeMethod method, const Stroke *stroke, gunichar mark)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++) {
    const char *key = marks[i].keys[method];

    if (marks[i].mark == mark)
      g_string_append (keys, key != NULL ? key : stroke->letter);
  }
}

/* ươ after the word takes one w; in place, one or two. */
static gboolean
typing_has_horns_at (const Typing *self, guint i)
{
  return i + 1 < self->length && self->strokes[i].shape == 0x31b
         && self->strokes[i + 1].shape == 0x31b;
}

static char *
typing_keys (const Typing *self, McComposeMethod method, Habit habit, gboolean one_horn)
{
  g_autoptr (GString) keys = g_string_new (NULL);
  g_autoptr (GString) shapes = g_string_new (NULL);
  g_autoptr (GString) tone = g_string_new (NULL);
  const gboolean in_place = habit == HABIT_INLINE || habit == HABIT_END;

  for (guint i = 0; i < self->length; i++) {
    const Stroke *stroke = &self->strokes[i];

    g_string_append (keys, stroke->letter);
    if (!typing_has_horns_at (self, i) || (in_place && !one_horn))
      append_mark (in_place ? keys : shapes, method, stroke, stroke->shape);
    append_mark (habit == HABIT_INLINE ? keys : tone, method, stroke, stroke->tone);
  }
  g_string_append (keys, habit == HABIT_TONE ? tone->str : shapes->str);
  g_string_append (keys, habit == HABIT_TONE ? shapes->str : tone->str);
  return g_string_free (g_steal_pointer (&keys), FALSE);
}

static GStrv
read_words (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (DICTIONARY, &text, NULL, &error);
  g_assert_no_error (error);
  /* The first line is the count. */
  return g_strsplit (g_strchomp (strchr (text, '\n') + 1), "\n", -1);
}

/* Why word does not come out as it is spelt, which is right; NULL: it must. */
static const char *
known_reason (const char *word, McComposeMethod method, Habit habit)
{
  g_autofree char *plain = g_str_to_ascii (word, "vi");
  const gboolean after = habit == HABIT_FREE || habit == HABIT_TONE;

  if (g_str_equal (word, "palăng"))
    return "a loan word of two syllables";
  if (g_str_equal (word, "uở"))
    return "one w after uo is ươ; only after h, kh and th is it uơ";
  if (g_str_equal (word, "HĐND") && after)
    return "abbreviations take their stroke in place: nothing tells which d is meant";
  if (method == MC_COMPOSE_TELEX && (g_str_equal (word, "GIF") || g_str_equal (word, "Telex")))
    return "reads as a Vietnamese syllable: gì, tễl";
  if (method == MC_COMPOSE_TELEX && strstr (plain, "oo") != NULL)
    return "oo is ô; a third o makes it oo";
  return NULL;
}

static void
test_words_come_out_as_spelt (gconstpointer data)
{
  const guint which = GPOINTER_TO_UINT (data);
  const McComposeMethod method = which / N_HABITS;
  const Habit habit = which % N_HABITS;
  g_auto (GStrv) words = read_words ();
  guint wrong = 0;

  g_assert_cmpuint (g_strv_length (words), >, 6000);
  for (guint i = 0; words[i] != NULL; i++) {
    const char *reason = known_reason (words[i], method, habit);
    Typing typing;
    typing_init (&typing, words[i]);
    g_autofree char *keys = typing_keys (&typing, method, habit, FALSE);
    g_autofree char *text = mc_compose_word (method, MC_TONE_STYLE_NEW, keys);

    if (g_str_equal (text, words[i]) == (reason == NULL))
      continue;
    g_test_fail_printf ("%s is %s, not %s (%s)", keys, text, words[i],
                        reason != NULL ? reason : "no reason known");
  }
  for (guint i = 0; words[i] != NULL; i++)
    wrong += known_reason (words[i], method, habit) != NULL;
  g_test_message ("%u of %u words differ, each for a known reason", wrong, g_strv_length (words));
  g_assert_cmpuint (wrong, <=, 30);
}

/* The dictionary is spelt in the new style. */
static void
test_old_style_moves_only_the_tone (gconstpointer data)
{
  const guint which = GPOINTER_TO_UINT (data);
  const McComposeMethod method = which / N_HABITS;
  const Habit habit = which % N_HABITS;
  g_auto (GStrv) words = read_words ();
  guint moved = 0;

  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *old = mc_text_place_tone (words[i]);
    Typing typing;
    typing_init (&typing, words[i]);
    g_autofree char *keys = typing_keys (&typing, method, habit, FALSE);
    g_autofree char *text = mc_compose_word (method, MC_TONE_STYLE_OLD, keys);

    if (known_reason (words[i], method, habit) != NULL)
      continue;
    g_assert_cmpstr (text, ==, old);
    moved += !g_str_equal (old, words[i]);
  }
  g_test_message ("%u words differ in style", moved);
  g_assert_cmpuint (moved, >, 60);
  g_assert_cmpuint (moved, <, 80);
}

static void
test_one_horn_key_makes_both_horns (void)
{
  g_auto (GStrv) words = read_words ();
  guint count = 0;

  for (guint i = 0; words[i] != NULL; i++) {
    Typing typing;
    gboolean horns = FALSE;

    typing_init (&typing, words[i]);
    for (guint at = 0; at < typing.length; at++)
      horns = horns || typing_has_horns_at (&typing, at);
    count += horns;
    for (guint which = 0; horns && which < 2 * N_HABITS; which++) {
      const McComposeMethod method = which / N_HABITS;
      g_autofree char *keys = typing_keys (&typing, method, which % N_HABITS, TRUE);
      g_autofree char *text = mc_compose_word (method, MC_TONE_STYLE_NEW, keys);
      g_assert_cmpstr (text, ==, words[i]);
    }
  }
  g_test_message ("%u words with ươ", count);
  g_assert_cmpuint (count, ==, 216);
}

/* xoong, goòng: "xooong", "gooongf". */
static void
test_a_third_o_keeps_oo (void)
{
  g_auto (GStrv) words = read_words ();
  guint count = 0;

  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *plain = g_str_to_ascii (words[i], "vi");
    const char *oo = strstr (plain, "oo");

    if (oo == NULL)
      continue;
    Typing typing;
    typing_init (&typing, words[i]);
    g_autofree char *keys = typing_keys (&typing, MC_COMPOSE_TELEX, HABIT_END, FALSE);
    g_autoptr (GString) longer = g_string_new (keys);
    g_string_insert (longer, oo - plain, "o");
    g_autofree char *text = mc_compose_word (MC_COMPOSE_TELEX, MC_TONE_STYLE_NEW, longer->str);
    g_assert_cmpstr (text, ==, words[i]);
    count++;
  }
  g_assert_cmpuint (count, >, 10);
}

/* Text is keys too, so what was composed composes to itself: a caller may go on from the text. */
static void
test_words_are_keys_of_themselves (void)
{
  g_auto (GStrv) words = read_words ();

  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *text = NULL;

    if (g_str_is_ascii (words[i]))
      continue;
    for (McComposeMethod method = MC_COMPOSE_TELEX; method <= MC_COMPOSE_VNI; method++) {
      g_free (text);
      text = mc_compose_word (method, MC_TONE_STYLE_NEW, words[i]);
      g_assert_cmpstr (text, ==, words[i]);
    }
  }
}

/* A syllable that is spelt right but may mean nothing, as names need not. */
static void
check_syllable (const char *syllable)
{
  g_autofree char *expected = mc_text_place_tone (syllable);
  Typing typing;

  typing_init (&typing, expected);
  for (guint which = 0; which < 2 * N_HABITS; which++) {
    const McComposeMethod method = which / N_HABITS;
    g_autofree char *keys = typing_keys (&typing, method, which % N_HABITS, TRUE);
    g_autofree char *text = mc_compose_word (method, MC_TONE_STYLE_OLD, keys);

    if (!g_str_equal (text, expected))
      g_test_fail_printf ("%s is %s, not %s", keys, text, expected);
  }
}

/* Any tone may be written on any vowel: mc_text_place_tone () moves it. */
static guint
check_tones (const char *onset, const char *nucleus, const char *coda)
{
  const char *rest = g_utf8_next_char (nucleus);
  McLetter letter;
  guint count = 0;

  mc_letter_init (&letter, g_utf8_get_char (nucleus));
  for (McTone tone = MC_TONE_NONE; tone <= MC_TONE_DOT; tone++) {
    char toned[8] = { 0 };

    g_unichar_to_utf8 (mc_letter_to_char (&letter, tone), toned);
    g_autofree char *syllable = g_strconcat (onset, toned, rest, coda, NULL);
    if (!mc_syllable_is_vietnamese (syllable))
      continue;
    check_syllable (syllable);
    count++;
  }
  return count;
}

static void
test_every_possible_syllable_can_be_typed (void)
{
  static const char *const onsets[] = { "",   "b",  "c", "ch", "d",  "đ",  "g",   "gh", "gi", "h",
                                        "k",  "kh", "l", "m",  "n",  "ng", "ngh", "nh", "p",  "ph",
                                        "qu", "r",  "s", "t",  "th", "tr", "v",   "x" };
  static const char *const nuclei[] = {
    "a",   "ă",   "â",   "e",   "ê",   "i",   "o",   "ô",   "ơ",   "u",   "ư",  "y",  "ai",  "ao",
    "au",  "ay",  "âu",  "ây",  "eo",  "êu",  "ia",  "iê",  "iu",  "oa",  "oă", "oe", "oi",  "ôi",
    "ơi",  "ua",  "uâ",  "uê",  "ui",  "uô",  "uy",  "ưa",  "ưi",  "ươ",  "ưu", "yê", "iêu", "yêu",
    "oai", "oao", "oay", "oeo", "uây", "uôi", "uya", "uyê", "uyu", "ươi", "ươu"
  };
  static const char *const codas[] = { "", "c", "ch", "m", "n", "ng", "nh", "p", "t" };
  guint count = 0;

  for (guint i = 0; i < G_N_ELEMENTS (onsets); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (nuclei); j++) {
      for (guint k = 0; k < G_N_ELEMENTS (codas); k++)
        count += check_tones (onsets[i], nuclei[j], codas[k]);
    }
  }
  /* uơ ends words after these alone; elsewhere one horn key means ươ. */
  count += check_tones ("h", "uơ", "") + check_tones ("kh", "uơ", "");
  count += check_tones ("th", "uơ", "") + check_tones ("q", "uơ", "");
  g_test_message ("%u syllables", count);
  g_assert_cmpuint (count, >, 15000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint which = 0; which < 2 * N_HABITS; which++) {
    const char *method = method_names[which / N_HABITS];
    const char *habit = habit_names[which % N_HABITS];
    g_autofree char *new_path = g_strdup_printf ("/compose/dictionary/%s/%s", method, habit);
    g_autofree char *old_path = g_strdup_printf ("/compose/old-style/%s/%s", method, habit);

    g_test_add_data_func (new_path, GUINT_TO_POINTER (which), test_words_come_out_as_spelt);
    g_test_add_data_func (old_path, GUINT_TO_POINTER (which), test_old_style_moves_only_the_tone);
  }
  g_test_add_func ("/compose/one-horn-key-makes-both-horns", test_one_horn_key_makes_both_horns);
  g_test_add_func ("/compose/a-third-o-keeps-oo", test_a_third_o_keeps_oo);
  g_test_add_func ("/compose/words-are-keys-of-themselves", test_words_are_keys_of_themselves);
  g_test_add_func ("/compose/every-possible-syllable-can-be-typed",
                   test_every_possible_syllable_can_be_typed);
  return g_test_run ();
}
