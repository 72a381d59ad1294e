// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/json-source.h"

#include <gio/gio.h>

#include "app/domain/json-scan.h"
#include "app/domain/partial-date.h"

void
mc_json_source_init (McJsonSource *self, const char *name)
{
  *self = (McJsonSource){ .name = g_strdup (name), .path = g_string_new (NULL) };
}

gboolean
mc_json_source_finish (McJsonSource *self, GError **error)
{
  g_string_free (g_steal_pointer (&self->path), TRUE);
  g_clear_pointer (&self->name, g_free);
  self->data = NULL;
  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

/* line 0: where the path leads to. */
static void
set_error (McJsonSource *self, const char *member, const char *text, guint line)
{
  g_autofree char *path = g_strconcat (self->path->str, member, NULL);
  g_autofree char *number = NULL;

  if (line == 0 && self->data != NULL)
    line = mc_json_find_line (self->data, self->length, path);
  number = line > 0 ? g_strdup_printf (":%u", line) : g_strdup ("");
  self->error = g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s%s: %s: %s", self->name,
                             number, path, text);
}

void
mc_json_source_fail (McJsonSource *self, const char *member, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  if (self->error != NULL)
    return;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  set_error (self, member, text, 0);
}

/* The line on which the first so many bytes end. */
static guint
count_lines (const char *data, gsize length)
{
  guint line = 1;

  for (gsize i = 0; i < length; i++)
    line += data[i] == '\n' ? 1 : 0;

  return line;
}

JsonObject *
mc_json_source_parse (McJsonSource *self, const char *data, gsize length, gsize max_bytes)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;
  const char *expected;
  guint line;
  JsonNode *root;

  if (self->error != NULL)
    return NULL;

  if (length > max_bytes) {
    g_autofree char *text = g_strdup_printf ("expected at most %" G_GSIZE_FORMAT " bytes",
                                             max_bytes);

    set_error (self, "file", text, count_lines (data, max_bytes));
    return NULL;
  }

  expected = mc_json_scan (data, length, &line);
  if (expected != NULL) {
    g_autofree char *text = g_strdup_printf ("expected JSON: %s", expected);

    set_error (self, "file", text, line);
    return NULL;
  }
  self->data = data;
  self->length = length;

  /* The parser's own message may quote the text, and identity or answers are nobody's log. */
  if (!json_parser_load_from_data (parser, data, length, &error)) {
    mc_json_source_fail (self, "file", "expected JSON");
    return NULL;
  }

  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    mc_json_source_fail (self, "file", "expected a JSON object");
    return NULL;
  }

  return json_node_dup_object (root);
}

JsonObject *
mc_json_read_object (const char *data, gsize length)
{
  McJsonSource source;
  JsonObject *object;

  mc_json_source_init (&source, "");
  object = mc_json_source_parse (&source, data, length, G_MAXSIZE);
  mc_json_source_finish (&source, NULL);
  return object;
}

const char *
mc_json_read_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

gint64
mc_json_read_int (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node)
                                                                         : 0;
}

char *
mc_json_take_optional (McJsonSource *self, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (self->error != NULL || node == NULL)
    return NULL;

  if (json_node_get_value_type (node) != G_TYPE_STRING) {
    mc_json_source_fail (self, member, "expected a text");
    return NULL;
  }

  return json_node_dup_string (node);
}

char *
mc_json_take_string (McJsonSource *self, JsonObject *object, const char *member)
{
  g_autofree char *text = mc_json_take_optional (self, object, member);

  if (self->error != NULL)
    return NULL;

  if (text == NULL || text[0] == '\0') {
    mc_json_source_fail (self, member, "expected a text that is not empty");
    return NULL;
  }

  return g_steal_pointer (&text);
}

char *
mc_json_take_date (McJsonSource *self, JsonObject *object, const char *member)
{
  g_autofree char *text = mc_json_take_string (self, object, member);
  McPartialDate date;

  if (text == NULL)
    return NULL;

  if (!mc_partial_date_parse_iso (text, &date) || !mc_partial_date_is_full (&date)) {
    mc_json_source_fail (self, member, "expected a date like 2026-11-21");
    return NULL;
  }

  return g_steal_pointer (&text);
}

gint64
mc_json_take_int (McJsonSource *self, JsonObject *object, const char *member, gint64 minimum,
                  gint64 maximum, gint64 fallback)
{
  JsonNode *node = json_object_get_member (object, member);
  gint64 value;

  if (self->error != NULL || node == NULL)
    return fallback;

  value = json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : minimum - 1;
  if (value >= minimum && value <= maximum)
    return value;

  mc_json_source_fail (self, member,
                       "expected a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, minimum,
                       maximum);
  return fallback;
}

gboolean
mc_json_take_boolean (McJsonSource *self, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (self->error != NULL || node == NULL)
    return FALSE;

  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node);

  mc_json_source_fail (self, member, "expected true or false");
  return FALSE;
}

static void
visit (McJsonSource *self, JsonNode *node, const char *step, McJsonObjectFunc func,
       gpointer user_data)
{
  gsize length = self->path->len;

  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    mc_json_source_fail (self, step, "expected an object");
    return;
  }

  g_string_append_printf (self->path, "%s.", step);
  func (self, json_node_get_object (node), user_data);
  g_string_truncate (self->path, length);
}

void
mc_json_with_object (McJsonSource *self, JsonObject *object, const char *member,
                     McJsonObjectFunc func, gpointer user_data)
{
  JsonNode *node = json_object_get_member (object, member);

  if (self->error != NULL)
    return;

  if (node == NULL) {
    mc_json_source_fail (self, member, "expected an object");
    return;
  }

  visit (self, node, member, func, user_data);
}

/* (transfer none) (nullable) */
static JsonArray *
get_array (McJsonSource *self, JsonObject *object, const char *member, guint minimum, guint maximum)
{
  JsonNode *node = json_object_get_member (object, member);
  JsonArray *array;

  if (self->error != NULL || (node == NULL && minimum == 0))
    return NULL;

  array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  if (array != NULL && json_array_get_length (array) >= minimum
      && json_array_get_length (array) <= maximum)
    return array;

  mc_json_source_fail (self, member, "expected a list of %u to %u", minimum, maximum);
  return NULL;
}

void
mc_json_each_object (McJsonSource *self, JsonObject *object, const char *member, guint minimum,
                     guint maximum, McJsonObjectFunc func, gpointer user_data)
{
  JsonArray *array = get_array (self, object, member, minimum, maximum);
  guint length = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < length && self->error == NULL; i++) {
    g_autofree char *step = g_strdup_printf ("%s[%u]", member, i);

    visit (self, json_array_get_element (array, i), step, func, user_data);
  }
}

GPtrArray *
mc_json_take_strings (McJsonSource *self, JsonObject *object, const char *member, guint maximum)
{
  GPtrArray *strings = g_ptr_array_new_with_free_func (g_free);
  JsonArray *array = get_array (self, object, member, 0, maximum);
  guint length = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < length; i++) {
    JsonNode *node = json_array_get_element (array, i);

    if (json_node_get_value_type (node) != G_TYPE_STRING) {
      mc_json_source_fail (self, member, "expected texts only, element %u is none", i);
      break;
    }
    g_ptr_array_add (strings, json_node_dup_string (node));
  }

  return strings;
}
