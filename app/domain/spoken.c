// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/spoken.h"

#include <string.h>

#include "app/domain/secret.h"

#define D_WITH_STROKE 0x111
#define DIGITS_TOGETHER 3
#define MAX_CODE_GROUP 4
#define MAX_CODE_BYTES 256

static const char *const digit_words[] = { "không", "một", "hai", "ba",  "bốn",
                                           "năm",   "sáu", "bảy", "tám", "chín" };

/* As they are spelled over the telephone. */
static const char *const letter_words[] = {
  "a",     "bê", "xê",   "đê",    "e",      "ép phờ", "giê",   "hát", "i",
  "gi",    "ca", "e lờ", "em mờ", "en nờ",  "o",      "pê",    "cu",  "e rờ",
  "ét xì", "tê", "u",    "vê",    "vê kép", "ích xì", "i dài", "dét",
};

typedef struct {
  const char *thousand;
  const char *odd; /* between the hundreds and the units where there are no tens */
} StyleWords;

static const StyleWords style_words[] = {
  [MC_SPOKEN_NORTH] = { "nghìn", "linh" },
  [MC_SPOKEN_SOUTH] = { "ngàn", "lẻ" },
};

static void
say (GString *words, const char *word)
{
  if (words->len > 0)
    g_string_append_c (words, ' ');
  g_string_append (words, word);
}

/* In one buffer that never moves: what is said may be a birthday. */
static GString *
new_words (gsize size)
{
  return g_string_sized_new (size);
}

static char *
end_words (GString *words)
{
  return g_string_free (words, FALSE);
}

/* The units after tens: "mười lăm", "hai mươi mốt", "hai mươi tư". */
static void
say_unit (GString *words, guint tens, guint unit)
{
  if (unit == 0)
    return;
  if (unit == 5 && tens > 0)
    say (words, "lăm");
  else if (unit == 1 && tens > 1)
    say (words, "mốt");
  else if (unit == 4 && tens > 1)
    say (words, "tư");
  else
    say (words, digit_words[unit]);
}

/* 1 to 999. whole: something was said before it, so the hundreds are said even if there are none.
 */
static void
say_group (GString *words, guint group, gboolean whole, const StyleWords *style)
{
  const guint hundreds = group / 100, tens = group / 10 % 10, unit = group % 10;

  if (hundreds > 0 || whole) {
    say (words, digit_words[hundreds]);
    say (words, "trăm");
  }
  if (tens == 1)
    say (words, "mười");
  if (tens > 1) {
    say (words, digit_words[tens]);
    say (words, "mươi");
  }
  if (tens == 0 && unit > 0 && (hundreds > 0 || whole))
    say (words, style->odd);
  say_unit (words, tens, unit);
}

/* Below a thousand million. */
static void
say_millions (GString *words, guint number, gboolean whole, const StyleWords *style)
{
  const guint groups[] = { number / 1000000, number / 1000 % 1000, number % 1000 };
  const char *const names[] = { "triệu", style->thousand, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++) {
    if (groups[i] == 0)
      continue;
    say_group (words, groups[i], whole, style);
    if (names[i] != NULL)
      say (words, names[i]);
    whole = TRUE;
  }
}

static void
say_number (GString *words, guint64 number, McSpokenStyle style)
{
  const guint upper = number / 1000000000, lower = number % 1000000000;

  if (number == 0)
    say (words, digit_words[0]);
  if (upper > 0) {
    say_millions (words, upper, FALSE, &style_words[style]);
    say (words, "tỷ");
  }
  say_millions (words, lower, upper > 0, &style_words[style]);
}

char *
mc_spoken_number (guint64 number, McSpokenStyle style)
{
  g_autofree char *digits = NULL;
  GString *words;

  if (number >= MC_SPOKEN_NUMBER_LIMIT) {
    digits = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
    return mc_spoken_digits (digits);
  }

  words = new_words (256);
  say_number (words, number, style);
  return end_words (words);
}

char *
mc_spoken_digits (const char *digits)
{
  const gsize length = strlen (digits);
  GString *words = new_words (length * 9 + 1);
  guint total = 0, said = 0;

  for (gsize i = 0; i < length; i++)
    total += g_ascii_isdigit (digits[i]);
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isdigit (digits[i]))
      continue;
    /* One left over is not said alone: 0912 is one breath. */
    if (said > 0 && said % DIGITS_TOGETHER == 0 && total - said > 1)
      g_string_append_c (words, ',');
    say (words, digit_words[digits[i] - '0']);
    said++;
  }
  return end_words (words);
}

char *
mc_spoken_date (const McPartialDate *date, McSpokenStyle style)
{
  GString *words = new_words (256);

  if (date->day > 0) {
    say (words, "ngày");
    say_number (words, date->day, style);
  }
  if (date->month > 0) {
    say (words, "tháng");
    if (date->month == 4)
      say (words, "tư");
    else
      say_number (words, date->month, style);
  }
  say (words, "năm");
  say_number (words, date->year, style);
  return end_words (words);
}

char *
mc_spoken_money (guint64 dong, McSpokenStyle style)
{
  GString *words = new_words (256);
  char *number = mc_spoken_number (dong, style);

  say (words, number);
  say (words, "đồng");
  mc_secret_free (number);
  return end_words (words);
}

/* Up to four digits in one breath, more in threes. Returns how many there were. */
static gsize
say_digit_run (GString *words, const char *run)
{
  const gsize length = strspn (run, "0123456789");
  g_autofree char *digits = g_strndup (run, length);
  g_auto (McSecret) grouped = NULL;

  if (length > MAX_CODE_GROUP)
    say (words, (grouped = mc_spoken_digits (digits)));
  for (gsize i = 0; i < length && grouped == NULL; i++)
    say (words, digit_words[digits[i] - '0']);
  return length;
}

char *
mc_spoken_code (const char *code)
{
  GString *words = new_words (MAX_CODE_BYTES);
  const char *const end = code + strnlen (code, MAX_CODE_BYTES);
  gboolean pause = FALSE;

  for (const char *at = code; at < end;) {
    const char *next = g_utf8_next_char (at);
    g_autofree char *other = NULL;

    if ((guchar) *at < 0x80 && !g_ascii_isalnum (*at)) {
      pause = words->len > 0;
      at = next;
      continue;
    }
    if (pause)
      g_string_append_c (words, ',');
    pause = FALSE;
    if (g_ascii_isdigit (*at))
      next = at + say_digit_run (words, at);
    else if (g_ascii_isalpha (*at))
      say (words, letter_words[g_ascii_toupper (*at) - 'A']);
    else if (g_unichar_tolower (g_utf8_get_char (at)) == D_WITH_STROKE)
      say (words, letter_words['D' - 'A']);
    else
      say (words, (other = g_utf8_strdown (at, next - at)));
    at = next;
  }
  return end_words (words);
}
