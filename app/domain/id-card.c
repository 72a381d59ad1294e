// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/id-card.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "app/domain/card-text.h"
#include "app/domain/local-code.h"
#include "app/domain/secret.h"
#include "app/domain/text.h"

#define MC_ID_CARD_FIELDS 7 /* of the card of 2021; the rest may be absent */
#define MC_ID_CARD_MAX_FIELDS 12
#define MC_ID_CARD_MAX_AGE 130 /* years */

enum { FIELD_ID, FIELD_OLD_ID, FIELD_NAME, FIELD_BIRTH, FIELD_SEX, FIELD_ADDRESS, FIELD_ISSUED };

G_DEFINE_QUARK (mc_id_card_error_quark, mc_id_card_error)

/* What a failed split into fields came upon; the first is none. */
typedef enum {
  MC_SHAPE_CARD,
  MC_SHAPE_OTHER,
  MC_SHAPE_TRUNCATED,
  MC_SHAPE_MANGLED,
} McShape;

static const McPartialDate first_issue = { 2021, 1, 1 };

gboolean
mc_id_number_is_valid (const char *id)
{
  return id != NULL && strlen (id) == 12 && strspn (id, "0123456789") == 12;
}

char *
mc_id_number_mask (const char *id)
{
  gsize length;
  GString *masked;

  g_return_val_if_fail (id != NULL, NULL);

  length = g_utf8_strlen (id, -1);
  if (mc_id_number_is_valid (id))
    return g_strdup_printf ("%.3s•••••%s", id, id + 8);

  /* Anything else hides altogether. */
  masked = g_string_new (NULL);
  for (gsize i = 0; i < length; i++)
    g_string_append (masked, "•");
  return g_string_free (masked, FALSE);
}

char *
mc_id_number_group (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  if (!mc_id_number_is_valid (id))
    return g_strdup (id);

  return g_strdup_printf ("%.3s %.3s %.3s %.3s", id, id + 3, id + 6, id + 9);
}

/* --- from bytes to text --- */

/* What scanners put around the payload: spaces, line ends, NUL, GS. */
static gboolean
is_framing (char c)
{
  return g_ascii_isspace (c) || c == '\0' || c == 0x1d || c == 0x1e || c == 0x04;
}

/* Takes the framing, a byte order mark and an AIM identifier ("]Q1") off both ends. */
static void
strip_framing (const char **data, gsize *length)
{
  gsize before;

  do {
    before = *length;
    while (*length > 0 && is_framing ((*data)[0])) {
      (*data)++;
      (*length)--;
    }
    if (*length >= 3
        && (memcmp (*data, "\xef\xbb\xbf", 3) == 0
            || (memcmp (*data, "]Q", 2) == 0 && g_ascii_isdigit ((*data)[2])))) {
      *data += 3;
      *length -= 3;
    }
  } while (*length < before);

  while (*length > 0 && is_framing ((*data)[*length - 1]))
    (*length)--;
}

/* --- from text to fields --- */

/* Overwrites every field when it goes. */
typedef GPtrArray McFields;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McFields, g_ptr_array_unref)

static McFields *
split_fields (const char *text, char separator)
{
  McFields *fields = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_secret_free);

  for (;;) {
    const char *end = strchr (text, separator);
    gsize length = end != NULL ? (gsize) (end - text) : strlen (text);
    g_auto (McSecret) raw = g_strndup (text, length);

    g_ptr_array_add (fields, mc_text_tidy (raw));
    if (end == NULL)
      break;
    text = end + 1;
  }

  /* Bars at the end add nothing: the fields of the newer card are empty when absent. */
  while (fields->len > 0 && *(char *) g_ptr_array_index (fields, fields->len - 1) == '\0')
    g_ptr_array_remove_index (fields, fields->len - 1);

  return fields;
}

static const char *
field_at (McFields *fields, guint index)
{
  return index < fields->len ? g_ptr_array_index (fields, index) : "";
}

static McSex
parse_sex (const char *text)
{
  g_autofree char *key = mc_text_search_key (text);

  if (g_str_equal (key, "nam"))
    return MC_SEX_MALE;
  if (g_str_equal (key, "nu"))
    return MC_SEX_FEMALE;
  return MC_SEX_UNKNOWN;
}

static guint
count_letters (const char *text)
{
  guint count = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    count += g_unichar_isalpha (g_utf8_get_char (text)) ? 1 : 0;

  return count;
}

static McShape
check_shape (McFields *fields)
{
  McPartialDate date;

  if (fields->len == 0 || !mc_id_number_is_valid (field_at (fields, FIELD_ID)))
    return MC_SHAPE_OTHER;
  if (fields->len < MC_ID_CARD_FIELDS)
    return MC_SHAPE_TRUNCATED;
  if (fields->len > MC_ID_CARD_MAX_FIELDS)
    return MC_SHAPE_OTHER;

  for (guint i = FIELD_NAME; i < fields->len; i++) {
    if (mc_card_text_is_mangled (field_at (fields, i)))
      return MC_SHAPE_MANGLED;
  }

  if (!mc_partial_date_parse_card (field_at (fields, FIELD_BIRTH), &date)
      || parse_sex (field_at (fields, FIELD_SEX)) == MC_SEX_UNKNOWN
      || count_letters (field_at (fields, FIELD_NAME)) < 2)
    return MC_SHAPE_OTHER;

  /* The last field is what a read that ended early loses first. */
  if (strlen (field_at (fields, FIELD_ISSUED)) < 8)
    return MC_SHAPE_TRUNCATED;

  return mc_partial_date_parse_card (field_at (fields, FIELD_ISSUED), &date) ? MC_SHAPE_CARD
                                                                             : MC_SHAPE_OTHER;
}

static guint
count_char (const char *text, char c)
{
  guint count = 0;

  for (; *text != '\0'; text++)
    count += *text == c ? 1 : 0;

  return count;
}

/* (transfer full) (nullable): the fields of a card, or NULL and what it is instead. */
static McFields *
find_fields (const char *text, McShape *shape)
{
  static const char separators[] = { ';', '~' };
  g_autoptr (McFields) fields = split_fields (text, '|');

  *shape = check_shape (fields);
  if (*shape == MC_SHAPE_CARD)
    return g_steal_pointer (&fields);
  if (strchr (text, '|') != NULL)
    return NULL;

  /* Some scanners are set to put something else in place of the bar. */
  for (guint i = 0; i < G_N_ELEMENTS (separators); i++) {
    g_autoptr (McFields) others = NULL;
    guint count = count_char (text, separators[i]);

    if (count != 6 && count != 10)
      continue;
    others = split_fields (text, separators[i]);
    *shape = check_shape (others);
    if (*shape == MC_SHAPE_CARD)
      return g_steal_pointer (&others);
  }

  return NULL;
}

/* --- what it is, if it is no card --- */

static gboolean
is_url (const char *text)
{
  g_autofree char *scheme = g_uri_parse_scheme (text);

  return g_ascii_strncasecmp (text, "www.", 4) == 0
         || (scheme != NULL && strncmp (text + strlen (scheme), "://", 3) == 0);
}

/* "H29.15-240115-0012", "000.00.15.H29-261121-0012", one of our slips' codes, or the signed
 * statement (JWS) that their QR carries. */
static gboolean
is_dossier (const char *text)
{
  g_autofree char *code = mc_local_code_normalise (text);

  if (code != NULL)
    return TRUE;

  return g_regex_match_simple ("^([0-9]{2,3}\\.)*[GH][0-9]{2}(\\.[0-9]{1,4})*-[0-9]{6}-[0-9]{4,7}$",
                               text, G_REGEX_CASELESS, 0)
         || g_regex_match_simple ("^eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$", text, 0,
                                  0);
}

/* What it looks like is nobody's business but the portal's: long, and no word in it. */
static gboolean
is_token (const char *text)
{
  return g_regex_match_simple ("^[A-Za-z0-9+/_=.-]{40,}$", text, 0, 0)
         && g_regex_match_simple ("[0-9]", text, 0, 0);
}

static void
set_other_error (const char *text, McShape shape, GError **error)
{
  McIdCardError code = MC_ID_CARD_ERROR_UNKNOWN;
  const char *what = "not an identity card";

  if (is_url (text)) {
    code = MC_ID_CARD_ERROR_URL;
    what = "a web address, not an identity card";
  } else if (g_str_has_prefix (text, "000201")) {
    code = MC_ID_CARD_ERROR_VIETQR;
    what = "a payment code, not an identity card";
  } else if (is_dossier (text)) {
    code = MC_ID_CARD_ERROR_DOSSIER;
    what = "a dossier code, not an identity card";
  } else if (is_token (text)) {
    code = MC_ID_CARD_ERROR_VNEID;
    what = "a token, not an identity card";
  } else if (shape == MC_SHAPE_MANGLED) {
    code = MC_ID_CARD_ERROR_ENCODING;
    what = "an identity card whose letters were lost on the way";
  } else if (shape == MC_SHAPE_TRUNCATED) {
    code = MC_ID_CARD_ERROR_TRUNCATED;
    what = "an identity card with fields missing";
  }

  g_set_error_literal (error, MC_ID_CARD_ERROR, code, what);
}

/* --- warnings --- */

/* The codes are data; without them nothing is warned about. A code is looked for as it stands
 * there, in quotes: to parse the table would take longer than all the rest together. */
static gboolean
province_is_known (const char *id)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data ("/vn/motcua/catalogue/id-province-codes.json",
                                                      G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  const char code[] = { '"', id[0], id[1], id[2], '"' };
  const char *data;
  gsize length;

  if (bytes == NULL)
    return TRUE;
  data = g_bytes_get_data (bytes, &length);
  return memmem (data, length, code, sizeof code) != NULL;
}

/* The number says: three digits of the province, one of century and sex, two of the year. */
static McCardWarnings
warnings_of_number (const McPerson *person)
{
  McCardWarnings warnings = MC_CARD_WARNING_NONE;
  int century = person->id[3] - '0';
  int year = 1900 + 100 * (century / 2) + (person->id[4] - '0') * 10 + (person->id[5] - '0');
  McSex sex = century % 2 == 0 ? MC_SEX_MALE : MC_SEX_FEMALE;

  if (person->sex != sex)
    warnings |= MC_CARD_WARNING_SEX_MISMATCH;
  if (person->birth.year != year)
    warnings |= MC_CARD_WARNING_BIRTH_MISMATCH;
  if (!province_is_known (person->id))
    warnings |= MC_CARD_WARNING_PROVINCE_UNKNOWN;

  return warnings;
}

static McCardWarnings
find_warnings (const McPerson *person, const McPartialDate *today)
{
  McCardWarnings warnings = warnings_of_number (person);
  gsize old_id_length = strlen (person->old_id);

  if (mc_partial_date_compare (&person->issued, &first_issue) < 0)
    warnings |= MC_CARD_WARNING_ISSUED_EARLY;
  if (mc_partial_date_compare (&person->issued, today) > 0)
    warnings |= MC_CARD_WARNING_ISSUED_FUTURE;
  if (mc_partial_date_compare (&person->birth, today) > 0
      || person->birth.year + MC_ID_CARD_MAX_AGE < today->year)
    warnings |= MC_CARD_WARNING_BIRTH_IMPLAUSIBLE;
  if (!mc_text_has_marks (person->name) && !mc_text_has_marks (person->address))
    warnings |= MC_CARD_WARNING_MARKS_LOST;
  if (strspn (person->old_id, "0123456789") != old_id_length
      || (old_id_length != 0 && old_id_length != 9 && old_id_length != 12))
    warnings |= MC_CARD_WARNING_OLD_ID_ODD;

  return warnings;
}

GStrv
mc_card_warnings_to_strv (McCardWarnings warnings)
{
  static const struct {
    McCardWarnings warning;
    const char *name;
  } names[] = {
    { MC_CARD_WARNING_SEX_MISMATCH, "sex-mismatch" },
    { MC_CARD_WARNING_BIRTH_MISMATCH, "birth-mismatch" },
    { MC_CARD_WARNING_PROVINCE_UNKNOWN, "province-unknown" },
    { MC_CARD_WARNING_ISSUED_EARLY, "issued-early" },
    { MC_CARD_WARNING_ISSUED_FUTURE, "issued-future" },
    { MC_CARD_WARNING_BIRTH_IMPLAUSIBLE, "birth-implausible" },
    { MC_CARD_WARNING_MARKS_LOST, "marks-lost" },
    { MC_CARD_WARNING_OLD_ID_ODD, "old-id-odd" },
    { MC_CARD_WARNING_CASE_GUESSED, "case-guessed" },
    { MC_CARD_WARNING_LETTERS_DOUBTFUL, "letters-doubtful" },
    { MC_CARD_WARNING_CHIP_UNVERIFIED, "chip-unverified" },
  };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (warnings & names[i].warning)
      g_strv_builder_add (builder, names[i].name);
  }

  return g_strv_builder_end (builder);
}

/* --- the whole --- */

/* Capitals that the encoding could not hold; TRUE if one had to be guessed. */
static gboolean
restore_case (McFields *fields)
{
  gboolean guessed = FALSE;

  for (guint i = FIELD_NAME; i < fields->len; i++) {
    char *field = g_ptr_array_index (fields, i);

    if (i == FIELD_SEX)
      continue;
    g_ptr_array_index (fields, i) = mc_card_text_restore_case (field, i != FIELD_ADDRESS, &guessed);
    mc_secret_free (field);
  }
  return guessed;
}

static McPerson *
person_from_fields (McFields *fields)
{
  McPerson *person = mc_person_new ();

  mc_person_set_string (&person->id, field_at (fields, FIELD_ID));
  mc_person_set_string (&person->old_id, field_at (fields, FIELD_OLD_ID));
  mc_person_set_string (&person->name, field_at (fields, FIELD_NAME));
  mc_person_set_string (&person->address, field_at (fields, FIELD_ADDRESS));
  mc_partial_date_parse_card (field_at (fields, FIELD_BIRTH), &person->birth);
  mc_partial_date_parse_card (field_at (fields, FIELD_ISSUED), &person->issued);
  person->sex = parse_sex (field_at (fields, FIELD_SEX));
  for (guint i = 0; i < MC_PERSON_EXTRA; i++)
    mc_person_set_string (&person->extra[i], field_at (fields, MC_ID_CARD_FIELDS + i));
  person->assurance = MC_ASSURANCE_QR;

  return person;
}

McPerson *
mc_id_card_parse (GBytes *payload, const McPartialDate *today, McCardWarnings *warnings,
                  GError **error)
{
  g_auto (McSecret) text = NULL;
  g_autoptr (McFields) fields = NULL;
  McCardWarnings of_letters = MC_CARD_WARNING_NONE;
  McCardTextReading reading;
  McPerson *person;
  McShape shape;
  gsize length;
  const char *data;

  g_return_val_if_fail (payload != NULL, NULL);
  g_return_val_if_fail (today != NULL, NULL);

  if (warnings != NULL)
    *warnings = MC_CARD_WARNING_NONE;

  data = g_bytes_get_data (payload, &length);
  if (length > MC_ID_CARD_MAX_BYTES) {
    g_set_error_literal (error, MC_ID_CARD_ERROR, MC_ID_CARD_ERROR_TOO_LONG,
                         "longer than any identity card");
    return NULL;
  }

  strip_framing (&data, &length);
  text = mc_card_text_decode (data, length, &reading);
  if (text == NULL) {
    g_set_error_literal (error, MC_ID_CARD_ERROR, MC_ID_CARD_ERROR_ENCODING,
                         "not text of a known encoding");
    return NULL;
  }

  fields = find_fields (text, &shape);
  if (fields == NULL) {
    set_other_error (text, shape, error);
    return NULL;
  }

  if (reading.doubtful)
    of_letters |= MC_CARD_WARNING_LETTERS_DOUBTFUL;
  if (reading.form == MC_CARD_TEXT_TCVN3 && restore_case (fields))
    of_letters |= MC_CARD_WARNING_CASE_GUESSED;

  person = person_from_fields (fields);
  if (warnings != NULL)
    *warnings = find_warnings (person, today) | of_letters;

  return person;
}
