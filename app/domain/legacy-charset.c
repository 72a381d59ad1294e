// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/legacy-charset.h"

#include <gio/gio.h>
#include <string.h>

#include "app/domain/json-source.h"
#include "app/domain/secret.h"

#define RESOURCE "/vn/motcua/catalogue/legacy-charsets.json"
#define MAX_TABLE_BYTES (64 * 1024)
#define MAX_LETTERS 256

typedef struct {
  guint8 first, second; /* second 0: one byte */
  gunichar letter;
} Code;

typedef struct {
  Code codes[MAX_LETTERS];
  guint n_codes;
  McLegacyCharset charset;
} Table;

static const char *const members[] = { [MC_LEGACY_TCVN3] = "tcvn3", [MC_LEGACY_VNI] = "vni" };

/* "B8", "61F9" */
static gboolean
parse_code (const char *hex, Code *code)
{
  guint8 bytes[2] = { 0 };
  gsize length = strlen (hex);

  if (length != 2 && length != 4)
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isxdigit (hex[i]))
      return FALSE;
    bytes[i / 2] = bytes[i / 2] << 4 | g_ascii_xdigit_value (hex[i]);
  }
  code->first = bytes[0];
  code->second = bytes[1];
  return TRUE;
}

static void
add_letter (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  Table *table = user_data;
  const char *member = members[table->charset];
  g_autofree char *letter = mc_json_take_string (source, object, "letter");
  g_autofree char *hex = mc_json_take_optional (source, object, member);
  Code *code = &table->codes[table->n_codes];

  if (letter == NULL || hex == NULL)
    return;
  if (g_utf8_strlen (letter, -1) != 1 || !parse_code (hex, code)) {
    mc_json_source_fail (source, member, "expected a letter and one or two bytes in hexadecimal");
    return;
  }
  code->letter = g_utf8_get_char (letter);
  table->n_codes++;
}

static gboolean
load (Table *table, GError **error)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                      error);
  g_autoptr (JsonObject) object = NULL;
  McJsonSource source;
  gsize length;
  const char *data;

  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &length);
  mc_json_source_init (&source, "legacy-charsets.json");
  object = mc_json_source_parse (&source, data, length, MAX_TABLE_BYTES);
  if (object != NULL)
    mc_json_each_object (&source, object, "letters", 1, MAX_LETTERS, add_letter, table);
  return mc_json_source_finish (&source, error);
}

/* The letter at data, which has length bytes, and how many of them it takes; 0: none. */
static gunichar
next_letter (const Table *table, const guint8 *data, gsize length, gsize *used)
{
  *used = 2;
  for (guint i = 0; length >= 2 && i < table->n_codes; i++) {
    const Code *code = &table->codes[i];
    if (code->second != 0 && code->first == data[0] && code->second == data[1])
      return code->letter;
  }

  *used = 1;
  for (guint i = 0; i < table->n_codes; i++) {
    const Code *code = &table->codes[i];
    if (code->second == 0 && code->first == data[0])
      return code->letter;
  }

  if (data[0] == 0xa0)
    return ' ';
  return g_ascii_isprint (data[0]) || g_ascii_isspace (data[0]) ? data[0] : 0;
}

char *
mc_legacy_charset_decode (McLegacyCharset charset, const guint8 *data, gsize length, GError **error)
{
  Table table = { .charset = charset };
  g_auto (McSecret) text = NULL;
  gsize used;
  char *end;

  g_return_val_if_fail (charset < G_N_ELEMENTS (members), NULL);
  g_return_val_if_fail (data != NULL || length == 0, NULL);

  if (!load (&table, error))
    return NULL;

  /* No letter takes more than three bytes. */
  text = g_malloc0 (length * 3 + 1);
  end = text;
  for (; length > 0; data += used, length -= used) {
    gunichar c = next_letter (&table, data, length, &used);

    if (c == 0) {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "not text of this encoding");
      return NULL;
    }
    end += g_unichar_to_utf8 (c, end);
  }
  return g_steal_pointer (&text);
}
