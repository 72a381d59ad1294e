// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/tone.h"

#include <string.h>

/* One row a vowel, one column a McTone; both cases. */
// clang-format off
static const char *const all_vowels[] = {
  "aàảãáạ", "ăằẳẵắặ", "âầẩẫấậ", "eèẻẽéẹ", "êềểễếệ", "iìỉĩíị",
  "oòỏõóọ", "ôồổỗốộ", "ơờởỡớợ", "uùủũúụ", "ưừửữứự", "yỳỷỹýỵ",
  "AÀẢÃÁẠ", "ĂẰẲẴẮẶ", "ÂẦẨẪẤẬ", "EÈẺẼÉẸ", "ÊỀỂỄẾỆ", "IÌỈĨÍỊ",
  "OÒỎÕÓỌ", "ÔỒỔỖỐỘ", "ƠỜỞỠỚỢ", "UÙỦŨÚỤ", "ƯỪỬỮỨỰ", "YỲỶỸÝỴ",
};
// clang-format on

static char *
letter_at (const char *row, guint column)
{
  const char *start = g_utf8_offset_to_pointer (row, column);

  return g_strndup (start, g_utf8_next_char (start) - start);
}

static void
test_each_vowel_takes_each_tone (void)
{
  for (guint row = 0; row < G_N_ELEMENTS (all_vowels); row++) {
    for (McTone from = MC_TONE_NONE; from <= MC_TONE_DOT; from++) {
      for (McTone to = MC_TONE_NONE; to <= MC_TONE_DOT; to++) {
        g_autofree char *word = letter_at (all_vowels[row], from);
        g_autofree char *expected = letter_at (all_vowels[row], from == to ? MC_TONE_NONE : to);
        g_autofree char *toned = mc_text_set_tone (word, to);

        g_assert_cmpstr (toned, ==, expected);
        g_assert_cmpint (mc_text_get_tone (word), ==, from);
      }
    }
  }
}

static const struct {
  const char *word;
  McTone tone;
  const char *toned;
} marks[] = {
  { "hoa", MC_TONE_GRAVE, "hòa" },
  { "thuy", MC_TONE_HOOK, "thủy" },
  { "khoe", MC_TONE_HOOK, "khỏe" },
  { "hoang", MC_TONE_GRAVE, "hoàng" },
  { "giư", MC_TONE_TILDE, "giữ" },
  { "quy", MC_TONE_ACUTE, "quý" },
  { "gin", MC_TONE_GRAVE, "gìn" },
  { "gi", MC_TONE_GRAVE, "gì" },
  { "giêng", MC_TONE_ACUTE, "giếng" },
  { "gia", MC_TONE_GRAVE, "già" },
  { "giuôc", MC_TONE_DOT, "giuộc" },
  { "giai", MC_TONE_HOOK, "giải" },
  { "quyên", MC_TONE_HOOK, "quyển" },
  { "nguyên", MC_TONE_TILDE, "nguyễn" },
  { "ngoăn", MC_TONE_GRAVE, "ngoằn" },
  { "khuyu", MC_TONE_HOOK, "khuỷu" },
  { "thuơ", MC_TONE_HOOK, "thuở" },
  { "huơ", MC_TONE_ACUTE, "huớ" },
  { "khuơ", MC_TONE_DOT, "khuợ" },
  { "tuân", MC_TONE_GRAVE, "tuần" },
  { "oai", MC_TONE_ACUTE, "oái" },
  { "oăm", MC_TONE_DOT, "oặm" },
  { "quôc", MC_TONE_ACUTE, "quốc" },
  { "quoăt", MC_TONE_ACUTE, "quoắt" },
  { "qua", MC_TONE_HOOK, "quả" },
  { "qu", MC_TONE_ACUTE, "qú" },
  { "cua", MC_TONE_HOOK, "của" },
  { "cưa", MC_TONE_HOOK, "cửa" },
  { "mia", MC_TONE_ACUTE, "mía" },
  { "mưu", MC_TONE_ACUTE, "mứu" },
  { "ngươi", MC_TONE_GRAVE, "người" },
  { "nươc", MC_TONE_ACUTE, "nước" },
  { "ruôi", MC_TONE_GRAVE, "ruồi" },
  { "yêu", MC_TONE_ACUTE, "yếu" },
  { "y", MC_TONE_ACUTE, "ý" },
  { "ngoeo", MC_TONE_HOOK, "ngoẻo" },
  { "xoong", MC_TONE_GRAVE, "xoòng" },
  { "NGUYÊN", MC_TONE_TILDE, "NGUYỄN" },
  { "Đăng", MC_TONE_DOT, "Đặng" },
  { "Ươc", MC_TONE_ACUTE, "Ước" },
  { "Ôn", MC_TONE_GRAVE, "Ồn" },
  { "GIOI", MC_TONE_HOOK, "GIỎI" },
  { "Jut", MC_TONE_ACUTE, "Jút" },
  { "Wan", MC_TONE_GRAVE, "Wàn" },
  { "Fai", MC_TONE_ACUTE, "Fái" },
  { "Ze", MC_TONE_HOOK, "Zẻ" },
  { "Đăk", MC_TONE_ACUTE, "Đắk" },
  { "Krông", MC_TONE_ACUTE, "Krống" },
  { "nguyen", MC_TONE_TILDE, "nguyẽn" },
  { "hòa", MC_TONE_ACUTE, "hóa" },
  { "thuỷ", MC_TONE_TILDE, "thũy" },
  { "hòa", MC_TONE_GRAVE, "hoa" },
  { "hoà", MC_TONE_GRAVE, "hoa" },
  { "nguyễn", MC_TONE_NONE, "nguyên" },
  { "nguyễn", MC_TONE_TILDE, "nguyên" },
  { "hóà", MC_TONE_HOOK, "hỏa" },
  { "nguye\u0302n", MC_TONE_TILDE, "nguyễn" },
};

static void
test_mark_stands_where_the_old_style_puts_it (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++) {
    g_autofree char *toned = mc_text_set_tone (marks[i].word, marks[i].tone);

    g_assert_cmpstr (toned, ==, marks[i].toned);
  }
}

static void
test_what_is_no_syllable_comes_back_unchanged (void)
{
  static const char *const words[] = {
    "",      "b",      "ng",  "đ", "MinhHang", "internet",        "12A", "H'Bơ",
    "aeiou", "Pleiku", "a b", "3", "bcd",      "nhângiênghuyêng", "aaa", "\xff"
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    for (McTone tone = MC_TONE_NONE; tone <= MC_TONE_DOT; tone++) {
      g_autofree char *toned = mc_text_set_tone (words[i], tone);

      g_assert_cmpstr (toned, ==, words[i]);
    }
    g_assert_cmpint (mc_text_get_tone (words[i]), ==, MC_TONE_NONE);
  }
}

static void
test_tone_follows_the_letters_that_come_and_go (void)
{
  static const char *const pairs[][2] = {
    { "hòan", "hoàn" }, { "hoà", "hòa" },     { "tóan", "toán" },         { "qúy", "quý" },
    { "thuỷ", "thủy" }, { "gìêng", "giềng" }, { "nguýên", "nguyến" },     { "HÒAN", "HOÀN" },
    { "hoa", "hoa" },   { "gìa", "già" },     { "internét", "internét" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *placed = mc_text_place_tone (pairs[i][0]);

    g_assert_cmpstr (placed, ==, pairs[i][1]);
  }
}

/* The dictionary writes hoà, khoẻ, thuỷ: the one thing in which its style differs from ours. */
static char *
to_old_style (const char *word)
{
  static const char *const pairs[][2] = {
    { "oà", "òa" }, { "oả", "ỏa" }, { "oã", "õa" }, { "oá", "óa" }, { "oạ", "ọa" },
    { "oè", "òe" }, { "oẻ", "ỏe" }, { "oẽ", "õe" }, { "oé", "óe" }, { "oẹ", "ọe" },
    { "uỳ", "ùy" }, { "uỷ", "ủy" }, { "uỹ", "ũy" }, { "uý", "úy" }, { "uỵ", "ụy" },
  };

  if (g_ascii_tolower (word[0]) == 'q')
    return g_strdup (word);

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    if (g_str_has_suffix (word, pairs[i][0])) {
      g_autofree char *stem = g_strndup (word, strlen (word) - strlen (pairs[i][0]));

      return g_strconcat (stem, pairs[i][1], NULL);
    }
  }
  return g_strdup (word);
}

static gboolean
carries_a_tone (const char *word)
{
  for (const char *p = word; *p != '\0'; p = g_utf8_next_char (p)) {
    for (guint row = 0; row < G_N_ELEMENTS (all_vowels); row++) {
      const char *found = g_utf8_strchr (all_vowels[row], -1, g_utf8_get_char (p));

      if (found != NULL && found != all_vowels[row])
        return TRUE;
    }
  }
  return FALSE;
}

/* Strips word of its tone and sets it again; TRUE if every tone goes on and off as it should. */
static gboolean
survives (const char *word)
{
  const McTone tone = mc_text_get_tone (word);
  g_autofree char *expected = to_old_style (word);
  g_autofree char *stripped = mc_text_set_tone (word, MC_TONE_NONE);
  g_autofree char *again = mc_text_set_tone (stripped, tone);

  if (carries_a_tone (word) != (tone != MC_TONE_NONE) || carries_a_tone (stripped)
      || g_strcmp0 (again, expected) != 0)
    return FALSE;

  for (McTone other = MC_TONE_GRAVE; other <= MC_TONE_DOT; other++) {
    g_autofree char *on = mc_text_set_tone (stripped, other);
    g_autofree char *off = mc_text_set_tone (on, other);
    g_autofree char *over = mc_text_set_tone (on, tone);

    if (mc_text_get_tone (on) != other || g_strcmp0 (off, stripped) != 0
        || g_strcmp0 (over, tone == other ? stripped : expected) != 0)
      return FALSE;
  }
  return TRUE;
}

/* What the dictionary lists besides syllables: acronyms and loan words, which take no tone. */
static const char *const no_syllables[] = {
  "ASCII", "HCM",      "HK",       "HTML",   "HĐND",    "LHQ",    "PDF", "PNG",
  "TCVN",  "TV",       "Telex",    "Tp",     "Unicode", "VISCII", "VN",  "basoi",
  "email", "internet", "intranet", "palăng", "tivi",    "tout",   "v",   NULL,
};

static void
test_every_word_of_the_dictionary_gets_its_tone_back (void)
{
  const char *path = "/usr/share/hunspell/vi_VN.dic";
  g_autofree char *contents = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_words = 0, n_toned = 0, n_others = 0, n_wrong = 0;

  if (!g_file_get_contents (path, &contents, NULL, NULL)) {
    g_test_skip ("the package hunspell-vi is not installed");
    return;
  }

  lines = g_strsplit (contents, "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++) {
    const char *word = g_strstrip (lines[i]);

    if (word[0] == '\0')
      continue;
    n_words++;
    n_toned += carries_a_tone (word);
    if (g_strv_contains (no_syllables, word)) {
      n_others++;
    } else if (!survives (word)) {
      n_wrong++;
      g_test_message ("wrong: %s", word);
    }
  }

  g_test_message ("%u words, %u with a tone, %u no syllables, %u wrong", n_words, n_toned, n_others,
                  n_wrong);
  g_assert_cmpuint (n_toned, >, 5000);
  g_assert_cmpuint (n_wrong, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tone/each-vowel-takes-each-tone", test_each_vowel_takes_each_tone);
  g_test_add_func ("/tone/mark-stands-where-the-old-style-puts-it",
                   test_mark_stands_where_the_old_style_puts_it);
  g_test_add_func ("/tone/what-is-no-syllable-comes-back-unchanged",
                   test_what_is_no_syllable_comes_back_unchanged);
  g_test_add_func ("/tone/follows-the-letters-that-come-and-go",
                   test_tone_follows_the_letters_that_come_and_go);
  g_test_add_func ("/tone/every-word-of-the-dictionary-gets-its-tone-back",
                   test_every_word_of_the_dictionary_gets_its_tone_back);

  return g_test_run ();
}
