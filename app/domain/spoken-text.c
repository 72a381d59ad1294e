// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/spoken-text.h"

#include <gio/gio.h>
#include <string.h>

#include "app/domain/json-source.h"
#include "app/domain/secret.h"
#include "app/domain/spoken-private.h"
#include "app/domain/text.h"

#define RESOURCE "/vn/motcua/catalogue/spoken-words.json"
#define MAX_TABLE_BYTES (64 * 1024)
#define MAX_ROWS 256
/* What the shortest of what is written becomes at most, about: "W" is "vê kép". */
#define BYTES_SAID_PER_BYTE 10
/* Of the letters in the number of a law. */
#define MAX_DOCUMENT_BYTES 32
#define MASK_WORDS "dấu sao"
#define CAPITAL_D_WITH_STROKE 0x110

typedef struct {
  char *written;
  char *said;
} Row;

struct _McSpokenText {
  McSpokenStyle style;
  GArray *abbreviations; /* (element-type Row): the longest first */
  GArray *documents;     /* of the numbers of laws alone */
  GArray *units;
  GArray *signs;
};

/* --- the table --- */

static void
clear_row (gpointer data)
{
  Row *row = data;

  g_free (row->written);
  g_free (row->said);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const gsize length_a = strlen (((const Row *) a)->written);
  const gsize length_b = strlen (((const Row *) b)->written);

  return length_a < length_b ? 1 : length_a > length_b ? -1 : 0;
}

/* "UBND: ủy ban nhân dân" */
static GArray *
take_rows (McJsonSource *source, JsonObject *object, const char *member)
{
  g_autoptr (GPtrArray) lines = mc_json_take_strings (source, object, member, MAX_ROWS);
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (Row));

  g_array_set_clear_func (rows, clear_row);
  for (guint i = 0; lines != NULL && i < lines->len; i++) {
    const char *line = lines->pdata[i];
    const char *colon = strstr (line, ": ");
    Row row;

    if (colon == NULL || colon == line || colon[2] == '\0') {
      mc_json_source_fail (source, member, "expected what is written, a colon, what is said");
      break;
    }
    row = (Row){ g_strndup (line, colon - line), g_strdup (colon + 2) };
    g_array_append_val (rows, row);
  }
  g_array_sort (rows, compare_rows);
  return rows;
}

McSpokenText *
mc_spoken_text_load (McSpokenStyle style, GError **error)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                      error);
  g_autoptr (McSpokenText) self = NULL;
  g_autoptr (JsonObject) object = NULL;
  McJsonSource source;
  gsize length;
  const char *data;

  if (bytes == NULL)
    return NULL;
  self = g_new0 (McSpokenText, 1);
  self->style = style;
  data = g_bytes_get_data (bytes, &length);
  mc_json_source_init (&source, "spoken-words.json");
  object = mc_json_source_parse (&source, data, length, MAX_TABLE_BYTES);
  if (object != NULL) {
    self->abbreviations = take_rows (&source, object, "abbreviations");
    self->documents = take_rows (&source, object, "documents");
    self->units = take_rows (&source, object, "units");
    self->signs = take_rows (&source, object, "signs");
  }
  return mc_json_source_finish (&source, error) ? g_steal_pointer (&self) : NULL;
}

void
mc_spoken_text_free (McSpokenText *self)
{
  g_clear_pointer (&self->abbreviations, g_array_unref);
  g_clear_pointer (&self->documents, g_array_unref);
  g_clear_pointer (&self->units, g_array_unref);
  g_clear_pointer (&self->signs, g_array_unref);
  g_free (self);
}

/* (nullable): the longest that at begins with. */
static const Row *
find_row (GArray *rows, const char *at)
{
  for (guint i = 0; i < rows->len; i++) {
    const Row *row = &g_array_index (rows, Row, i);

    if (g_str_has_prefix (at, row->written))
      return row;
  }
  return NULL;
}

/* --- what has been said --- */

void
mc_speech_say (McSpeech *self, const char *words)
{
  if (words[0] == '\0')
    return;
  if (self->words->len > 0 && self->pause != '\0')
    g_string_append_c (self->words, self->pause);
  if (self->words->len > 0)
    g_string_append_c (self->words, ' ');
  g_string_append (self->words, words);
  self->pause = '\0';
  self->figure = FALSE;
}

void
mc_speech_say_secret (McSpeech *self, char *words)
{
  mc_speech_say (self, words);
  mc_secret_free (words);
}

void
mc_speech_pause (McSpeech *self, char pause)
{
  if (self->pause != '.')
    self->pause = pause;
  self->figure = FALSE;
}

gboolean
mc_speech_ends_with (const McSpeech *self, const char *word)
{
  const gsize length = strlen (word);
  const gsize said = self->words->len;

  return self->pause == '\0' && said >= length
         && g_str_equal (self->words->str + said - length, word)
         && (said == length || self->words->str[said - length - 1] == ' ');
}

/* --- words --- */

static gboolean
is_letter_or_digit (const char *at)
{
  return g_unichar_isalnum (g_utf8_get_char (at));
}

const char *
mc_spoken_text_find_unit (const McSpokenText *self, const char *at, gsize *length)
{
  const gsize space = *at == ' ' ? 1 : g_str_has_prefix (at, "\302\240") ? 2 : 0;

  for (guint i = 0; i < self->units->len; i++) {
    const Row *row = &g_array_index (self->units, Row, i);
    const char *after = at + space + strlen (row->written);

    if (!g_str_has_prefix (at + space, row->written) || is_letter_or_digit (after))
      continue;
    *length = after - at;
    return row->said;
  }
  return NULL;
}

/* "8.000 đồng/bản" is for one of them. */
static gsize
read_unit (McSpeech *self, const char *at)
{
  gsize length = 0;
  const char *words = self->figure ? mc_spoken_text_find_unit (self->rules, at, &length) : NULL;

  if (words == NULL)
    return 0;
  mc_speech_say (self, words);
  if (at[length] == '/' && g_unichar_isalpha (g_utf8_get_char (at + length + 1))) {
    mc_speech_say (self, "một");
    length++;
  }
  return length;
}

/* Behind the figures of a law's number: BTC in 68/2025/TT-BTC. */
static gboolean
is_in_document (McSpeech *self, const char *at)
{
  const char *const from = at;

  while (at > self->start && from - at < MAX_DOCUMENT_BYTES) {
    const char *before = g_utf8_prev_char (at);

    if (!g_unichar_isalpha (g_utf8_get_char (before)) && *before != '-')
      break;
    at = before;
  }
  return at - self->start >= 2 && at[-1] == '/' && g_ascii_isdigit (at[-2]);
}

/* The number of a law may follow its letters at once: QH15. */
static gsize
read_row (McSpeech *self, const Row *row, const char *at, gboolean in_document)
{
  const char *after = row != NULL ? at + strlen (row->written) : at;

  if (row == NULL
      || (after[-1] != '.' && is_letter_or_digit (after)
          && !(in_document && g_ascii_isdigit (*after))))
    return 0;
  mc_speech_say (self, row->said);
  return after - at;
}

static gsize
read_abbreviation (McSpeech *self, const char *at)
{
  const gboolean in_document = is_in_document (self, at);
  gsize length = 0;

  if (in_document)
    length = read_row (self, find_row (self->rules->documents, at), at, TRUE);
  return length > 0 ? length
                    : read_row (self, find_row (self->rules->abbreviations, at), at, in_document);
}

/* P.12 is a ward, P.301 a room on the third floor. */
static gsize
read_room (McSpeech *self, const char *from)
{
  const char *at = g_str_has_prefix (from, "P.") ? from + 2 : from;
  gsize digits;

  if (at == from)
    return 0;
  at += *at == ' ' ? 1 : 0;
  digits = strspn (at, "0123456789");
  if (digits < 3 || digits > 4 || is_letter_or_digit (at + digits))
    return 0;
  if (!mc_speech_ends_with (self, "phòng"))
    mc_speech_say (self, "phòng");
  return at - from;
}

/* -5: no dash between two figures or words, nor one before the 01 of a list. */
static gsize
read_minus (McSpeech *self, const char *from)
{
  const gunichar sign = g_utf8_get_char (from);
  const char *at = g_utf8_next_char (from);

  if ((sign != '-' && sign != 0x2212) || !g_ascii_isdigit (*at)
      || (*at == '0' && g_ascii_isdigit (at[1])) || (self->figure && self->pause == '\0')
      || (from > self->start && strchr (" (\n", from[-1]) == NULL))
    return 0;
  mc_speech_say (self, "âm");
  return at - from;
}

static gsize
measure_word (const char *from)
{
  const char *at = from;

  while (g_unichar_isalpha (g_utf8_get_char (at)) || g_unichar_ismark (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  return at - from;
}

/* Capitals without a vowel are the first letters of something: each is named. Those with one may be
 * a name; what they stand for must be in the table. In the number of a law there are no names. */
static gboolean
is_initials (const char *word, gboolean in_document)
{
  for (const char *at = word; *at != '\0'; at = g_utf8_next_char (at)) {
    if (g_utf8_get_char (at) != CAPITAL_D_WITH_STROKE
        && (!g_ascii_isupper (*at) || (!in_document && strchr ("AEIOUY", *at) != NULL)))
      return FALSE;
  }
  return g_utf8_strlen (word, -1) > 1;
}

static gsize
read_word (McSpeech *self, const char *at)
{
  const gsize length = measure_word (at);
  const gboolean in_document = is_in_document (self, at);
  char *word;

  if (length == 0)
    return 0;
  word = g_strndup (at, length);
  mc_speech_say_secret (self, is_initials (word, in_document) ? mc_spoken_code (word)
                                                              : g_utf8_strdown (word, -1));
  mc_secret_free (word);
  return length;
}

/* The words between an address's signs; 0 bytes long where a sign stands. */
static gsize
read_address_part (McSpeech *self, const char *at)
{
  const gsize digits = strspn (at, "0123456789");
  gsize letters = 0;
  g_auto (McSecret) part = NULL;

  while (g_ascii_isalpha (at[letters]))
    letters++;
  part = g_strndup (at, MAX (digits, letters));
  if (digits > 0)
    mc_speech_say_secret (self, mc_spoken_digits (part));
  else if (letters > 0)
    mc_speech_say_secret (self, g_ascii_strdown (part, -1));
  return MAX (digits, letters);
}

/* an.nguyen@vidu.vn */
static gsize
read_address (McSpeech *self, const char *from)
{
  static const char signs[] = ".@_-+";
  static const char *const names[] = { "chấm", "a còng", "gạch dưới", "gạch ngang", "cộng" };
  gsize length = 0;
  gboolean has_at = FALSE;

  for (; g_ascii_isalnum (from[length])
         || (from[length] != '\0' && strchr (signs, from[length]) && length > 0
             && g_ascii_isalnum (from[length + 1]));
       length++)
    has_at |= from[length] == '@';
  if (!has_at)
    return 0;
  for (const char *at = from; at < from + length;) {
    const gsize part = read_address_part (self, at);

    if (part == 0)
      mc_speech_say (self, names[strchr (signs, *at) - signs]);
    at += MAX (part, 1);
  }
  return length;
}

/* What hides a PIN: not what it hides, but how much. */
static gsize
read_mask (McSpeech *self, const char *from)
{
  const gunichar sign = g_utf8_get_char (from);
  guint count = 0;
  const char *at = from;

  if (sign != 0x2022 && sign != 0x25cf && sign != '*')
    return 0;
  for (; g_utf8_get_char (at) == sign; at = g_utf8_next_char (at))
    count++;
  if (count > 1)
    mc_speech_say_secret (self, mc_spoken_number (count, self->style));
  mc_speech_say (self, MASK_WORDS);
  return at - from;
}

/* --- between the words --- */

/* 7:30-11:30, 12/3, 3/8: between two figures. */
static gboolean
say_between_figures (McSpeech *self, gunichar sign, const char *next)
{
  next += strspn (next, " ");
  if (!self->figure || self->pause != '\0' || !g_ascii_isdigit (*next))
    return FALSE;
  if (sign == '/')
    mc_speech_say (self, "trên");
  else if (sign == '-' || sign == 0x2013)
    mc_speech_say (self, "đến");
  else
    return FALSE;
  return TRUE;
}

static gsize
read_sign (McSpeech *self, const char *at)
{
  const char *next = g_utf8_next_char (at);
  const gunichar sign = g_utf8_get_char (at);
  const gboolean spaced = at > self->start && at[-1] == ' ' && *next == ' ';
  const Row *row = find_row (self->rules->signs, at);

  if (say_between_figures (self, sign, next))
    return next - at;
  if (row != NULL) {
    mc_speech_say (self, row->said);
    return strlen (row->written);
  }
  if (strchr (".!?\n", (int) MIN (sign, 0x7f)) != NULL || sign == 0x2026)
    mc_speech_pause (self, '.');
  else if (strchr (",;:()[]|", (int) MIN (sign, 0x7f)) != NULL || sign == 0xb7
           || (spaced && (sign == '-' || sign == 0x2013 || sign == 0x2014)))
    mc_speech_pause (self, ',');
  return next - at;
}

static gsize (*const readers[]) (McSpeech *self, const char *at) = {
  read_mask,         read_address,          read_minus, read_room,
  read_abbreviation, mc_speech_read_figure, read_word,
};

static void
read_text (McSpeech *self)
{
  for (const char *at = self->start; *at != '\0';) {
    gsize length = read_unit (self, at);

    if (*at == ' ' && length == 0)
      length = 1;
    for (guint i = 0; i < G_N_ELEMENTS (readers) && length == 0; i++)
      length = readers[i](self, at);
    at += length > 0 ? length : read_sign (self, at);
  }
  if (self->words->len > 0 && self->pause == '.')
    g_string_append_c (self->words, '.');
}

char *
mc_speech_dup_text (const char *text)
{
  const gsize length = strnlen (text, MC_SPOKEN_TEXT_MAX_BYTES);
  const char *end;

  g_utf8_validate (text, length, &end);
  return mc_text_nfc (text, length < MC_SPOKEN_TEXT_MAX_BYTES ? (gssize) length : end - text);
}

char *
mc_spoken_text_say (const McSpokenText *self, const char *text)
{
  g_auto (McSecret) nfc = mc_speech_dup_text (text);
  McSpeech speech;

  if (nfc == NULL)
    return g_strdup ("");
  speech = (McSpeech){ .rules = self,
                       .style = self->style,
                       .start = nfc,
                       .words = g_string_sized_new (strlen (nfc) * BYTES_SAID_PER_BYTE + 1) };
  read_text (&speech);
  return g_string_free (speech.words, FALSE);
}

gboolean
mc_spoken_text_is_vietnamese (const char *text)
{
  return mc_text_has_marks (text);
}
