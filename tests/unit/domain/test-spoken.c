// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "app/domain/secret.h"
#include "app/domain/spoken.h"

/* The other way round, written from how people count and not from how the program does it: words
 * back to numbers. */

static int
find_word (const char *const *words, const char *word)
{
  for (int i = 0; words[i] != NULL; i++) {
    if (g_str_equal (words[i], word))
      return i;
  }
  return -1;
}

static const char *const digits[] = { "không", "một", "hai", "ba",   "bốn", "năm",
                                      "sáu",   "bảy", "tám", "chín", NULL };

static guint64
hear_number (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint64 total = 0, thousands = 0, group = 0, digit = 0;

  for (guint i = 0; words[i] != NULL; i++) {
    const char *word = words[i];
    const int found = find_word (digits, word);

    if (found >= 0) {
      digit = found;
    } else if (g_str_equal (word, "mốt")) {
      digit = 1;
    } else if (g_str_equal (word, "tư")) {
      digit = 4;
    } else if (g_str_equal (word, "lăm")) {
      digit = 5;
    } else if (g_str_equal (word, "mười")) {
      group += 10;
    } else if (g_str_equal (word, "mươi")) {
      group += digit * 10;
      digit = 0;
    } else if (g_str_equal (word, "trăm")) {
      group += digit * 100;
      digit = 0;
    } else if (g_str_equal (word, "linh") || g_str_equal (word, "lẻ")) {
      g_assert_cmpuint (digit, ==, 0);
    } else if (g_str_equal (word, "nghìn") || g_str_equal (word, "ngàn")) {
      thousands += (group + digit) * 1000;
      group = digit = 0;
    } else if (g_str_equal (word, "triệu")) {
      thousands += (group + digit) * 1000000;
      group = digit = 0;
    } else if (g_str_equal (word, "tỷ")) {
      total += (thousands + group + digit) * 1000000000;
      thousands = group = digit = 0;
    } else {
      g_test_fail_printf ("no number has the word \"%s\"", word);
    }
  }
  return total + thousands + group + digit;
}

static char *
hear_digits (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " ,", -1);
  GString *heard = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++) {
    if (words[i][0] != '\0')
      g_string_append_printf (heard, "%d", find_word (digits, words[i]));
  }
  return g_string_free (heard, FALSE);
}

static void
test_known_numbers (void)
{
  static const struct {
    guint64 number;
    const char *words;
  } cases[] = {
    { 0, "không" },
    { 4, "bốn" },
    { 5, "năm" },
    { 10, "mười" },
    { 11, "mười một" },
    { 14, "mười bốn" },
    { 15, "mười lăm" },
    { 20, "hai mươi" },
    { 21, "hai mươi mốt" },
    { 24, "hai mươi tư" },
    { 25, "hai mươi lăm" },
    { 100, "một trăm" },
    { 101, "một trăm linh một" },
    { 104, "một trăm linh bốn" },
    { 105, "một trăm linh năm" },
    { 110, "một trăm mười" },
    { 115, "một trăm mười lăm" },
    { 121, "một trăm hai mươi mốt" },
    { 1000, "một nghìn" },
    { 1005, "một nghìn không trăm linh năm" },
    { 1010, "một nghìn không trăm mười" },
    { 1985, "một nghìn chín trăm tám mươi lăm" },
    { 2026, "hai nghìn không trăm hai mươi sáu" },
    { 8000, "tám nghìn" },
    { 1000005, "một triệu không trăm linh năm" },
    { 1500000, "một triệu năm trăm nghìn" },
    { 1000000000, "một tỷ" },
    { G_GUINT64_CONSTANT (1000000000015), "một nghìn tỷ không trăm mười lăm" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *words = mc_spoken_number (cases[i].number, MC_SPOKEN_NORTH);

    g_assert_cmpstr (words, ==, cases[i].words);
  }
}

static void
test_southern_words (void)
{
  g_autofree char *words = mc_spoken_number (1005, MC_SPOKEN_SOUTH);

  g_assert_cmpstr (words, ==, "một ngàn không trăm lẻ năm");
}

static void
check_number (guint64 number)
{
  g_autofree char *words = mc_spoken_number (number,
                                             number % 2 ? MC_SPOKEN_NORTH : MC_SPOKEN_SOUTH);

  if (hear_number (words) != number)
    g_test_fail_printf ("%" G_GUINT64_FORMAT " was said as \"%s\"", number, words);
}

static void
test_every_number_is_heard_as_it_is (void)
{
  for (guint64 number = 0; number < 20000; number++)
    check_number (number);
  for (guint i = 0; i < 20000; i++) {
    const guint64 wide = (guint64) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();

    check_number (wide >> (i % 60) & (MC_SPOKEN_NUMBER_LIMIT / 2 - 1));
  }
  check_number (MC_SPOKEN_NUMBER_LIMIT - 1);
}

static void
test_beyond_the_limit_digits_are_said (void)
{
  g_autofree char *words = mc_spoken_number (G_MAXUINT64, MC_SPOKEN_NORTH);
  g_autofree char *heard = hear_digits (words);

  g_assert_cmpstr (heard, ==, "18446744073709551615");
}

static void
test_a_thousand_ids (void)
{
  for (guint i = 0; i < 1000; i++) {
    char id[13] = "";
    const guint length = g_test_rand_int_range (9, 13);

    for (guint place = 0; place < length; place++)
      id[place] = '0' + g_test_rand_int_range (0, 10);
    g_autofree char *words = mc_spoken_digits (id);
    g_autofree char *heard = hear_digits (words);

    g_assert_cmpstr (heard, ==, id);
  }
}

static void
test_ids_are_said_in_threes (void)
{
  g_autofree char *id = mc_spoken_digits ("001085000012");
  g_autofree char *phone = mc_spoken_digits ("0912345678");

  g_assert_cmpstr (id, ==, "không không một, không tám năm, không không không, không một hai");
  g_assert_cmpstr (phone, ==, "không chín một, hai ba bốn, năm sáu bảy tám");
}

static void
test_dates (void)
{
  static const struct {
    McPartialDate date;
    const char *words;
  } cases[] = {
    { { 1985, 8, 15 }, "ngày mười lăm tháng tám năm một nghìn chín trăm tám mươi lăm" },
    { { 2004, 4, 4 }, "ngày bốn tháng tư năm hai nghìn không trăm linh bốn" },
    { { 1990, 12, 24 }, "ngày hai mươi tư tháng mười hai năm một nghìn chín trăm chín mươi" },
    { { 1948, 5, 0 }, "tháng năm năm một nghìn chín trăm bốn mươi tám" },
    { { 1948, 0, 0 }, "năm một nghìn chín trăm bốn mươi tám" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *words = mc_spoken_date (&cases[i].date, MC_SPOKEN_NORTH);

    g_assert_cmpstr (words, ==, cases[i].words);
  }
}

static void
test_money (void)
{
  g_autofree char *words = mc_spoken_money (8000, MC_SPOKEN_NORTH);

  g_assert_cmpstr (words, ==, "tám nghìn đồng");
}

static void
test_codes (void)
{
  static const struct {
    const char *code;
    const char *words;
  } cases[] = {
    { "KD-0000-001Y", "ca đê, không không không không, không không một i dài" },
    { "CT01", "xê tê không một" },
    { "kd-7f4q", "ca đê, bảy ép phờ bốn cu" },
    { "--A--", "a" },
    { "Đ1", "đê một" },
    { "1.004873", "một, không không bốn, tám bảy ba" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *words = mc_spoken_code (cases[i].code);

    g_assert_cmpstr (words, ==, cases[i].words);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spoken/known-numbers", test_known_numbers);
  g_test_add_func ("/spoken/southern-words", test_southern_words);
  g_test_add_func ("/spoken/every-number-is-heard-as-it-is", test_every_number_is_heard_as_it_is);
  g_test_add_func ("/spoken/beyond-the-limit-digits-are-said",
                   test_beyond_the_limit_digits_are_said);
  g_test_add_func ("/spoken/a-thousand-ids", test_a_thousand_ids);
  g_test_add_func ("/spoken/ids-are-said-in-threes", test_ids_are_said_in_threes);
  g_test_add_func ("/spoken/dates", test_dates);
  g_test_add_func ("/spoken/money", test_money);
  g_test_add_func ("/spoken/codes", test_codes);
  return g_test_run ();
}
