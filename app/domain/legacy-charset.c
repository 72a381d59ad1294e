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
  guint8 first, second; /* second 0: one byte; both 0: none */
} Code;

typedef struct {
  gunichar letter;
  Code codes[MC_N_LEGACY];
} Letter;

struct _McLegacyTable {
  Letter letters[MAX_LETTERS];
  guint n_letters;
};

/* "B8", "61F9", "-" */
static gboolean
parse_code (const char *hex, Code *code)
{
  guint8 bytes[2] = { 0 };
  gsize length = strlen (hex);

  *code = (Code){ 0 };
  if (g_str_equal (hex, "-"))
    return TRUE;
  if (length != 2 && length != 4)
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isxdigit (hex[i]))
      return FALSE;
    bytes[i / 2] = bytes[i / 2] << 4 | g_ascii_xdigit_value (hex[i]);
  }
  *code = (Code){ bytes[0], bytes[1] };
  return TRUE;
}

/* "á B8 61F9": the letter, TCVN3, VNI. */
static gboolean
parse_letter (const char *line, Letter *letter)
{
  g_auto (GStrv) parts = g_strsplit (line, " ", -1);

  if (g_strv_length (parts) != 1 + MC_N_LEGACY || g_utf8_strlen (parts[0], -1) != 1)
    return FALSE;
  letter->letter = g_utf8_get_char (parts[0]);
  for (guint i = 0; i < MC_N_LEGACY; i++) {
    if (!parse_code (parts[1 + i], &letter->codes[i]))
      return FALSE;
  }
  return TRUE;
}

static void
take_letters (McLegacyTable *self, McJsonSource *source, JsonObject *object)
{
  g_autoptr (GPtrArray) lines = mc_json_take_strings (source, object, "letters", MAX_LETTERS);

  for (guint i = 0; lines != NULL && i < lines->len; i++) {
    if (!parse_letter (lines->pdata[i], &self->letters[self->n_letters++]))
      mc_json_source_fail (source, "letters", "expected a letter and its codes");
  }
}

McLegacyTable *
mc_legacy_table_load (GError **error)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                      error);
  g_autoptr (McLegacyTable) self = NULL;
  g_autoptr (JsonObject) object = NULL;
  McJsonSource source;
  gsize length;
  const char *data;

  if (bytes == NULL)
    return NULL;
  self = g_new0 (McLegacyTable, 1);
  data = g_bytes_get_data (bytes, &length);
  mc_json_source_init (&source, "legacy-charsets.json");
  object = mc_json_source_parse (&source, data, length, MAX_TABLE_BYTES);
  if (object != NULL)
    take_letters (self, &source, object);
  return mc_json_source_finish (&source, error) ? g_steal_pointer (&self) : NULL;
}

void
mc_legacy_table_free (McLegacyTable *self)
{
  g_free (self);
}

/* 0: none of this code. */
static gunichar
find (const McLegacyTable *self, McLegacyCharset charset, guint8 first, guint8 second)
{
  for (guint i = 0; i < self->n_letters; i++) {
    const Code *code = &self->letters[i].codes[charset];

    if (code->first == first && code->second == second)
      return self->letters[i].letter;
  }
  return 0;
}

/* The letter at data, which has length bytes, and how many of them it takes; 0: none. */
static gunichar
next_letter (const McLegacyTable *self, McLegacyCharset charset, const guint8 *data, gsize length,
             gsize *used)
{
  gunichar letter = 0;

  *used = 2;
  if (length >= 2 && data[1] >= 0x80)
    letter = find (self, charset, data[0], data[1]);
  if (letter != 0)
    return letter;

  *used = 1;
  if (data[0] < 0x80)
    return g_ascii_isprint (data[0]) || g_ascii_isspace (data[0]) ? data[0] : 0;
  return data[0] == 0xa0 ? ' ' : find (self, charset, data[0], 0);
}

char *
mc_legacy_table_decode (const McLegacyTable *self, McLegacyCharset charset, const guint8 *data,
                        gsize length)
{
  g_auto (McSecret) text = NULL;
  gsize used;
  char *end;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (charset < MC_N_LEGACY, NULL);
  g_return_val_if_fail (data != NULL || length == 0, NULL);

  /* No letter takes more than three bytes. */
  text = end = g_malloc0 (length * 3 + 1);
  for (; length > 0; data += used, length -= used) {
    gunichar c = next_letter (self, charset, data, length, &used);

    if (c == 0)
      return NULL;
    end += g_unichar_to_utf8 (c, end);
  }
  return g_steal_pointer (&text);
}
