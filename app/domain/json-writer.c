// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/json-writer.h"

#include <string.h>

#include "app/domain/secret.h"

#define MC_JSON_WRITER_FIRST_SIZE 4096

struct _McJsonWriter {
  char *data;
  gsize length;
  gsize size;
  gboolean comma; /* something stands before the next value on its level */
};

McJsonWriter *
mc_json_writer_new (void)
{
  return g_new0 (McJsonWriter, 1);
}

static void
give_back (char *data, gsize size)
{
  if (data == NULL)
    return;

  explicit_bzero (data, size);
  g_free (data);
}

void
mc_json_writer_free (McJsonWriter *self)
{
  give_back (self->data, self->size);
  g_free (self);
}

static void
append (McJsonWriter *self, const char *text, gsize length)
{
  if (length > self->size - self->length) {
    gsize size = MAX (MAX (self->size * 2, MC_JSON_WRITER_FIRST_SIZE), self->length + length);
    char *data = g_malloc (size);

    /* Not realloc (), which may leave the old bytes behind. */
    if (self->length > 0)
      memcpy (data, self->data, self->length);
    give_back (self->data, self->size);
    self->data = data;
    self->size = size;
  }

  memcpy (self->data + self->length, text, length);
  self->length += length;
}

static void
append_string (McJsonWriter *self, const char *text)
{
  append (self, "\"", 1);
  while (*text != '\0') {
    gsize plain = 0;
    char escape[8];

    while ((guchar) text[plain] >= 0x20 && text[plain] != '"' && text[plain] != '\\')
      plain++;
    append (self, text, plain);
    text += plain;
    if (*text == '\0')
      break;

    g_snprintf (escape, sizeof escape, "\\u%04x", (guint) (guchar) *text);
    append (self, escape, 6);
    text++;
  }
  append (self, "\"", 1);
}

static void
begin_value (McJsonWriter *self, const char *key)
{
  if (self->comma)
    append (self, ",", 1);
  self->comma = TRUE;

  if (key == NULL)
    return;
  append_string (self, key);
  append (self, ":", 1);
}

void
mc_json_writer_begin_object (McJsonWriter *self, const char *key)
{
  begin_value (self, key);
  append (self, "{", 1);
  self->comma = FALSE;
}

void
mc_json_writer_end_object (McJsonWriter *self)
{
  append (self, "}", 1);
  self->comma = TRUE;
}

void
mc_json_writer_begin_array (McJsonWriter *self, const char *key)
{
  begin_value (self, key);
  append (self, "[", 1);
  self->comma = FALSE;
}

void
mc_json_writer_end_array (McJsonWriter *self)
{
  append (self, "]", 1);
  self->comma = TRUE;
}

void
mc_json_writer_string (McJsonWriter *self, const char *key, const char *value)
{
  begin_value (self, key);
  append_string (self, value);
}

void
mc_json_writer_int (McJsonWriter *self, const char *key, gint64 value)
{
  char text[32];

  begin_value (self, key);
  append (self, text, g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value));
}

void
mc_json_writer_number (McJsonWriter *self, const char *key, const char *text)
{
  begin_value (self, key);
  append (self, text, strlen (text));
}

void
mc_json_writer_boolean (McJsonWriter *self, const char *key, gboolean value)
{
  begin_value (self, key);
  append (self, value ? "true" : "false", value ? 4 : 5);
}

GBytes *
mc_json_writer_take_bytes (McJsonWriter *self)
{
  gsize length = self->length;
  char *data = self->data;

  self->data = NULL;
  self->length = self->size = 0;
  self->comma = FALSE;

  return mc_secret_bytes_take (data, length);
}
