// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>

#include "app/domain/secret.h"
#include "app/domain/spoken-private.h"

/* English engines read numbers and abbreviations well. What they do not know: Vietnamese dates, and
 * that an id is not an amount. */

#define DIGITS "0123456789"
#define DIGITS_TOGETHER 3
#define MAX_PLAIN_DIGITS 4
#define MAX_BYTES_PER_BYTE 4

static const char *const months[] = { "January",   "February", "March",    "April",
                                      "May",       "June",     "July",     "August",
                                      "September", "October",  "November", "December" };

static void
append_spelt (GString *words, const char *from, gsize length)
{
  gsize run = 0; /* where these digits began */

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isdigit (from[i]))
      run = i + 1;
    if (!g_ascii_isalnum (from[i])) {
      g_string_append_c (words, ',');
      continue;
    }
    if (i > run && (i - run) % DIGITS_TOGETHER == 0
        && strspn (from + run, DIGITS) > MAX_PLAIN_DIGITS && i + 1 < length)
      g_string_append_c (words, ',');
    if (words->len > 0 && words->str[words->len - 1] != ' ')
      g_string_append_c (words, ' ');
    g_string_append_c (words, from[i]);
  }
}

/* 15/08/1985 */
static gsize
read_date (GString *words, const char *at)
{
  int day, month, year;

  if (strspn (at, DIGITS) != 2 || at[2] != '/' || strspn (at + 3, DIGITS) != 2 || at[5] != '/'
      || strspn (at + 6, DIGITS) != 4)
    return 0;
  day = atoi (at);
  month = atoi (at + 3);
  year = atoi (at + 6);
  if (year < 1 || !g_date_valid_dmy (day, month, year))
    return 0;
  g_string_append_printf (words, "%d %s %d", day, months[month - 1], year);
  return 10;
}

/* Ids and codes: 001085000001, KD-0000-001Y. */
static gsize
read_code (GString *words, const char *from)
{
  gboolean letters = FALSE, digits = FALSE;
  gsize length = 0;

  for (; g_ascii_isalnum (from[length])
         || (from[length] == '-' && length > 0 && g_ascii_isalnum (from[length + 1]));
       length++) {
    if (g_ascii_islower (from[length]))
      return 0;
    letters |= g_ascii_isupper (from[length]);
    digits |= g_ascii_isdigit (from[length]);
  }
  if (!digits
      || (!letters
          && (length != strspn (from, DIGITS) || (length <= MAX_PLAIN_DIGITS && from[0] != '0')
              || length < 2)))
    return 0;
  append_spelt (words, from, length);
  return length;
}

static gsize
read_mask (GString *words, const char *from)
{
  const gunichar sign = g_utf8_get_char (from);
  const char *at = from;
  guint count = 0;

  if (sign != 0x2022 && sign != 0x25cf && sign != '*')
    return 0;
  for (; g_utf8_get_char (at) == sign; at = g_utf8_next_char (at))
    count++;
  g_string_append_printf (words, count > 1 ? "%u asterisks" : "asterisk", count);
  return at - from;
}

static gsize
read_fraction (GString *words, const char *at)
{
  const gsize first = strspn (at, DIGITS);
  const gsize second = first > 0 && at[first] == '/' ? strspn (at + first + 1, DIGITS) : 0;

  if (second == 0 || first > 2 || second > 2)
    return 0;
  g_string_append_printf (words, "%d of %d", atoi (at), atoi (at + first + 1));
  return first + 1 + second;
}

static gsize (*const readers[]) (GString *words, const char *at) = { read_mask, read_date,
                                                                     read_fraction, read_code };

static gsize
read_figure (GString *words, const char *at, gboolean inside_word)
{
  gsize length = 0;

  for (guint i = 0; i < G_N_ELEMENTS (readers) && length == 0 && !inside_word; i++)
    length = readers[i](words, at);
  return length;
}

char *
mc_spoken_text_say_english (const char *text)
{
  g_auto (McSecret) nfc = mc_speech_dup_text (text);
  GString *words;
  gboolean inside_word = FALSE, has_words = FALSE;

  if (nfc == NULL)
    return g_strdup ("");
  words = g_string_sized_new (strlen (nfc) * MAX_BYTES_PER_BYTE + 1);
  for (const char *at = nfc; *at != '\0';) {
    const gsize length = read_figure (words, at, inside_word);
    const char *next = length > 0 ? at + length : g_utf8_next_char (at);

    if (length == 0 && (g_unichar_isprint (g_utf8_get_char (at)) || *at == '\n'))
      g_string_append_len (words, at, next - at);
    inside_word = length > 0 || g_unichar_isalnum (g_utf8_get_char (at));
    has_words |= inside_word;
    at = next;
  }
  if (!has_words)
    g_string_truncate (words, 0);
  return g_string_free (words, FALSE);
}
