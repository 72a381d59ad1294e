// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "app/domain/secret.h"
#include "app/domain/spoken-private.h"

/* Figures as Vietnamese papers write them: 15/08/1985, 8.000, 7h30, 0912 345 678, KD-0000-001Y. */

#define DIGITS "0123456789"
#define MAX_FIGURE_BYTES 64
#define MIN_ID_DIGITS 9
#define MAX_GROUPED_DIGITS 16
#define MAX_NUMBER_DIGITS 18
/* Longer ones without dots are not amounts but the numbers of something. */
#define MAX_PLAIN_DIGITS 4

static gboolean
is_letter_at (const char *at)
{
  return g_unichar_isalpha (g_utf8_get_char (at));
}

static gboolean
ends_at (const char *at)
{
  return !g_unichar_isalnum (g_utf8_get_char (at));
}

/* A number of minimum to maximum digits at *at, which moves on; -1: none. */
static int
take_digits (const char **at, gsize minimum, gsize maximum)
{
  const gsize length = strspn (*at, DIGITS);
  int number = 0;

  if (length < minimum || length > maximum)
    return -1;
  for (gsize i = 0; i < length; i++)
    number = number * 10 + ((*at)[i] - '0');
  *at += length;
  return number;
}

static gboolean
take_sign (const char **at, const char *signs)
{
  if (**at == '\0' || strchr (signs, **at) == NULL)
    return FALSE;
  (*at)++;
  return TRUE;
}

static void
say_number (McSpeech *self, guint64 number)
{
  mc_speech_say_secret (self, mc_spoken_number (number, self->style));
  self->figure = TRUE;
}

/* Not "ngày ngày": the words before a date often begin it already. */
static gsize
say_date (McSpeech *self, const McPartialDate *date, const char *from, const char *to)
{
  char *words = mc_spoken_date (date, self->style);
  static const char *const beginnings[] = { "ngày", "tháng", "năm" };

  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++) {
    const gsize length = strlen (beginnings[i]);

    if (g_str_has_prefix (words, beginnings[i]) && mc_speech_ends_with (self, beginnings[i])) {
      memmove (words, words + length + 1, strlen (words) - length);
      break;
    }
  }
  mc_speech_say_secret (self, words);
  self->figure = TRUE;
  return to - from;
}

/* 15/08/1985, 15-8-1985, 15.08.1985 */
static gsize
read_date (McSpeech *self, const char *from)
{
  const char *at = from;
  const int day = take_digits (&at, 1, 2);
  const char sign = *at;
  const int month = day > 0 && take_sign (&at, "/-.") ? take_digits (&at, 1, 2) : -1;
  const int year = month > 0 && *at == sign && at++ ? take_digits (&at, 4, 4) : -1;

  if (year < 1 || !ends_at (at) || !g_date_valid_dmy (day, month, year))
    return 0;
  return say_date (self, &(McPartialDate){ year, month, day }, from, at);
}

/* 2026-02-13 */
static gsize
read_iso_date (McSpeech *self, const char *from)
{
  const char *at = from;
  const int year = take_digits (&at, 4, 4);
  const int month = year > 0 && take_sign (&at, "-") ? take_digits (&at, 2, 2) : -1;
  const int day = month > 0 && take_sign (&at, "-") ? take_digits (&at, 2, 2) : -1;

  if (day < 1 || !ends_at (at) || !g_date_valid_dmy (day, month, year))
    return 0;
  return say_date (self, &(McPartialDate){ year, month, day }, from, at);
}

/* 08/1985; after "ngày" 15/8 too. */
static gsize
read_part_of_date (McSpeech *self, const char *from)
{
  const char *at = from;
  const int first = take_digits (&at, 1, 2);
  const int second = first > 0 && take_sign (&at, "/") ? take_digits (&at, 1, 4) : -1;

  if (second < 1 || !ends_at (at) || *at == '/' || (from > self->start && from[-1] == '/'))
    return 0;
  if (second >= 1000 && first <= 12)
    return say_date (self, &(McPartialDate){ second, first, 0 }, from, at);
  if (!mc_speech_ends_with (self, "ngày") || second > 12 || first > 31)
    return 0;
  say_number (self, first);
  mc_speech_say (self, "tháng");
  if (second == 4)
    mc_speech_say (self, "tư");
  else
    say_number (self, second);
  return at - from;
}

/* tháng 4, tháng 04, thứ 4: as people say them; in "hai tháng 4 ngày" days are counted. */
static gsize
read_month (McSpeech *self, const char *from)
{
  static const char *const counted[] = { " ngày", " tuần", " giờ" };
  const gboolean is_month = mc_speech_ends_with (self, "tháng");
  const char *at = from;
  const int number = is_month || mc_speech_ends_with (self, "thứ") ? take_digits (&at, 1, 2) : -1;

  if (number < 1 || number > 12 || !ends_at (at)
      || (*at != '\0' && strchr ("/-.:,", *at) && g_ascii_isdigit (at[1])))
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (counted); i++) {
    if (g_str_has_prefix (at, counted[i]))
      return 0;
  }
  if (number == 4)
    mc_speech_say (self, "tư");
  else
    say_number (self, number);
  self->figure = TRUE;
  return at - from;
}

static void
say_time (McSpeech *self, int hours, int minutes, int seconds)
{
  say_number (self, hours);
  mc_speech_say (self, "giờ");
  if (minutes > 0 || seconds > 0) {
    say_number (self, minutes);
    mc_speech_say (self, "phút");
  }
  if (seconds > 0) {
    say_number (self, seconds);
    mc_speech_say (self, "giây");
  }
  self->figure = TRUE;
}

/* 7:30, 15:30:05, 15h30, 7h */
static gsize
read_time (McSpeech *self, const char *from)
{
  const char *at = from;
  const int hours = take_digits (&at, 1, 2);
  const gboolean colon = *at == ':';
  int minutes = 0, seconds = 0;

  if (hours < 0 || hours > 24 || !take_sign (&at, ":hH"))
    return 0;
  if (g_ascii_isdigit (*at))
    minutes = take_digits (&at, 2, 2);
  else if (colon)
    return 0;
  if (colon && *at == ':' && g_ascii_isdigit (at[1]) && at++)
    seconds = take_digits (&at, 2, 2);
  if (minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59 || !ends_at (at))
    return 0;
  say_time (self, hours, minutes, seconds);
  return at - from;
}

/* The minutes of "15 giờ 05": none are said of 00. */
static gsize
read_minutes (McSpeech *self, const char *from)
{
  const char *at = from;
  const int minutes = take_digits (&at, 2, 2);

  if (minutes < 0 || minutes > 59 || !ends_at (at) || !mc_speech_ends_with (self, "giờ"))
    return 0;
  if (minutes > 0)
    say_number (self, minutes);
  if (minutes > 0 && !g_str_has_prefix (at, " phút"))
    mc_speech_say (self, "phút");
  return at - from;
}

/* How long an id is, or a telephone number in groups: "0912 345 678". 0: it is none. */
static gsize
measure_groups (const char *from)
{
  gsize digits = strspn (from, DIGITS);
  const char *at = from + digits;

  if (digits >= MIN_ID_DIGITS)
    return ends_at (at) ? digits : 0;
  while (*at == ' ' && digits <= MAX_GROUPED_DIGITS) {
    const gsize group = strspn (at + 1, DIGITS);

    if (group < 2 || group > MAX_PLAIN_DIGITS || !ends_at (at + 1 + group))
      break;
    digits += group;
    at += 1 + group;
  }
  return digits >= MIN_ID_DIGITS && digits <= MAX_GROUPED_DIGITS ? (gsize) (at - from) : 0;
}

static void
say_digits (McSpeech *self, const char *from, gsize length)
{
  char *digits = g_strndup (from, length);

  mc_speech_say_secret (self, mc_spoken_digits (digits));
  mc_secret_free (digits);
  self->figure = TRUE;
}

static gsize
read_groups (McSpeech *self, const char *from)
{
  const gsize length = measure_groups (from);

  for (const char *at = from; at < from + length;) {
    const gsize group = strspn (at, DIGITS);

    say_digits (self, at, group);
    at += group + 1;
    if (at < from + length)
      mc_speech_pause (self, ',');
  }
  return length;
}

/* 61/2018/ of a decree's number; its letters are read as abbreviations. */
static gsize
read_decree (McSpeech *self, const char *from)
{
  const char *at = from;
  const int decree = take_digits (&at, 1, 4);
  const int year = decree > 0 && take_sign (&at, "/") ? take_digits (&at, 4, 4) : -1;

  if (year < 1900 || *at != '/' || !is_letter_at (at + 1))
    return 0;
  say_number (self, decree);
  mc_speech_say (self, "năm");
  say_number (self, year);
  return at + 1 - from;
}

/* 8.000VND is no code. */
static gboolean
is_amount (McSpeech *self, const char *from)
{
  gsize length;

  from += strspn (from, DIGITS ".");
  return mc_spoken_text_find_unit (self->rules, from, &length) != NULL;
}

/* How long letters and digits are that hyphens and dots join; 0: no code, or too much of one. */
static gsize
measure_code (const char *from, gboolean *has_letters, gboolean *has_dots)
{
  gboolean letters = FALSE, digits = FALSE, dots = FALSE;
  const char *at = from;

  for (; at - from <= MAX_FIGURE_BYTES; at++) {
    const gboolean joins = (*at == '-' || *at == '.') && at > from && g_ascii_isalnum (at[1]);

    if (!g_ascii_isalnum (*at) && !joins)
      break;
    if (g_ascii_islower (*at))
      return 0;
    letters |= g_ascii_isupper (*at);
    digits |= g_ascii_isdigit (*at);
    dots |= *at == '.';
  }
  *has_letters = letters;
  *has_dots = dots;
  return digits && ends_at (at) ? (gsize) (at - from) : 0;
}

static gsize
say_code (McSpeech *self, const char *from, gsize length)
{
  char *code = g_strndup (from, length);

  mc_speech_say_secret (self, mc_spoken_code (code));
  mc_secret_free (code);
  return length;
}

/* KD-0000-001Y, CT01, 000.00.01.H29-260213-0001 */
static gsize
read_code (McSpeech *self, const char *from)
{
  gboolean letters, dots;
  const gsize length = measure_code (from, &letters, &dots);

  return length > 0 && letters && !is_amount (self, from) ? say_code (self, from, length) : 0;
}

/* 1.004873: dots, but not those of thousands. */
static gsize
read_dotted_code (McSpeech *self, const char *from)
{
  gboolean letters, dots;
  const gsize length = measure_code (from, &letters, &dots);

  return length > 0 && dots ? say_code (self, from, length) : 0;
}

/* Quý IV, khóa XV */
static gsize
read_roman (McSpeech *self, const char *from)
{
  static const char *const numbered[] = { "khóa", "khoá", "quý", "phần", "chương", "mục",    "loại",
                                          "nhóm", "hạng", "lần", "cấp",  "vùng",   "phụ lục" };
  static const char *const numerals[] = { "I",    "II",  "III",  "IV",    "V",   "VI",   "VII",
                                          "VIII", "IX",  "X",    "XI",    "XII", "XIII", "XIV",
                                          "XV",   "XVI", "XVII", "XVIII", "XIX", "XX" };
  const gsize length = strspn (from, "IVX");

  if (length == 0 || !ends_at (from + length))
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (numbered); i++) {
    if (!mc_speech_ends_with (self, numbered[i]))
      continue;
    for (guint value = 1; value <= G_N_ELEMENTS (numerals); value++) {
      if (strlen (numerals[value - 1]) != length
          || strncmp (numerals[value - 1], from, length) != 0)
        continue;
      say_number (self, value);
      return length;
    }
  }
  return 0;
}

/* The digits of a number with dots (or a hard space) between its thousands; number gets them
 * alone. Returns the length, 0: they are not set as a number's. */
static gsize
measure_number (const char *from, GString *number)
{
  const char *at = from + strspn (from, DIGITS);

  g_string_append_len (number, from, at - from);
  if (at - from > 3 || *from == '0')
    return at - from;
  for (;;) {
    const gsize sign = *at == '.' ? 1 : g_str_has_prefix (at, "\302\240") ? 2 : 0;

    if (sign == 0 || strspn (at + sign, DIGITS) != 3)
      break;
    g_string_append_len (number, at + sign, 3);
    at += sign + 3;
  }
  return *at == '.' && g_ascii_isdigit (at[1]) ? 0 : (gsize) (at - from);
}

/* "05 bản" is five of them; the 01 of a form's number is not. */
static gboolean
is_count (McSpeech *self, const char *from, gsize length, gboolean has_dots)
{
  const char *after = from + length;
  gsize unit;

  if (has_dots || (*from != '0' && length <= MAX_PLAIN_DIGITS) || length == 1)
    return TRUE;
  if (mc_spoken_text_find_unit (self->rules, after, &unit) != NULL)
    return length <= MAX_NUMBER_DIGITS;
  return length == 2 && *after == ' ' && g_unichar_islower (g_utf8_get_char (after + 1));
}

static gsize
say_fraction (McSpeech *self, const char *at)
{
  const gsize length = *at == ',' ? strspn (at + 1, DIGITS) : 0;
  const char *after = at + 1 + length;

  if (length == 0 || length > MAX_NUMBER_DIGITS || (*after == ',' && g_ascii_isdigit (after[1])))
    return 0;
  mc_speech_say (self, "phẩy");
  if (length <= 2 && at[1] != '0')
    say_number (self, g_ascii_strtoull (at + 1, NULL, 10));
  else
    for (gsize i = 1; i <= length; i++)
      say_number (self, at[i] - '0');
  return 1 + length;
}

static gsize
read_number (McSpeech *self, const char *from)
{
  g_autoptr (GString) number = g_string_sized_new (MAX_FIGURE_BYTES);
  const gsize length = measure_number (from, number);

  if (length == 0 || number->len > MAX_NUMBER_DIGITS)
    return 0;
  if (!is_count (self, from, length, number->len != length)) {
    say_digits (self, number->str, number->len);
    return length;
  }
  say_number (self, g_ascii_strtoull (number->str, NULL, 10));
  return length + say_fraction (self, from + length);
}

/* Whatever is left: too long to mean an amount. */
static gsize
read_digits (McSpeech *self, const char *from)
{
  const gsize length = strspn (from, DIGITS);

  if (length > 0)
    say_digits (self, from, length);
  return length;
}

/* The first that knows what it sees. */
static gsize (*const readers[]) (McSpeech *self, const char *from) = {
  read_decree, read_date, read_iso_date, read_part_of_date, read_month,  read_time,  read_minutes,
  read_groups, read_code, read_number,   read_dotted_code,  read_digits, read_roman,
};

gsize
mc_speech_read_figure (McSpeech *self, const char *at)
{
  gsize length = 0;

  if (!g_ascii_isdigit (*at) && !g_ascii_isupper (*at))
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (readers) && length == 0; i++)
    length = readers[i](self, at);
  return length;
}
