// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/ctl.h"

#include <stdio.h>
#include <string.h>

#include "app/domain/rule-value.h"
#include "app/domain/rule.h"

/* motcuactl rule: a line of {"rule": …, "data": …} in, a line of {"result": …} or {"error": …} out,
 * for the public suites and for whoever writes a form. */

#define MAX_LINE_BYTES (1024 * 1024)
#define MAX_JSON_DEPTH 256
#define MAX_DIGITS 18

/* Reads a line without its end; TRUE unless the input has ended. What is beyond MAX_LINE_BYTES is
 * read and dropped, but for one byte that tells. */
static gboolean
read_line (GString *line)
{
  int byte = getc (stdin);

  g_string_truncate (line, 0);
  if (byte == EOF)
    return FALSE;

  for (; byte != EOF && byte != '\n'; byte = getc (stdin)) {
    if (line->len <= MAX_LINE_BYTES)
      g_string_append_c (line, (char) byte);
  }

  return TRUE;
}

/* Past the text that begins at quote; NULL if it has a NUL in it, where C would see its end. */
static const char *
skip_text (const char *quote)
{
  const char *at = quote + 1;

  while (*at != '\0' && *at != '"') {
    if (g_str_has_prefix (at, "\\u0000"))
      return NULL;
    at += *at == '\\' && at[1] != '\0' ? 2 : 1;
  }

  return *at == '"' ? at + 1 : at;
}

/* (nullable): what the parser must not be given. It calls itself for every level, and a number that
 * is too long for 64 bits becomes another one. */
static const char *
find_fault (GString *line)
{
  const char *at = line->str;
  guint depth = 0;

  if (line->len > MAX_LINE_BYTES)
    return "the line is too long";
  if (!g_utf8_validate (line->str, line->len, NULL))
    return "the line is not UTF-8";

  while (at != NULL && *at != '\0') {
    gsize digits = strspn (at, "0123456789");

    if (digits > MAX_DIGITS && strchr (".eE", at[digits]) == NULL)
      return "a whole number is too long";
    depth += *at == '[' || *at == '{' ? 1 : 0;
    if (depth > MAX_JSON_DEPTH)
      return "the JSON is too deep";
    depth -= (*at == ']' || *at == '}') && depth > 0 ? 1 : 0;
    at = *at == '"' ? skip_text (at) : at + MAX (digits, 1);
  }

  return at != NULL ? NULL : "a text has a NUL in it";
}

static void append_value (GString *out, JsonNode *value);

static void
append_object (GString *out, JsonObject *object)
{
  const char *comma = "";
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member)) {
    g_autoptr (JsonNode) key = mc_rule_text_new (g_strdup (name));

    g_string_append (out, comma);
    append_value (out, key);
    g_string_append_c (out, ':');
    append_value (out, member);
    comma = ",";
  }
  g_string_append_c (out, '}');
}

static void
append_list (GString *out, JsonArray *list)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < json_array_get_length (list); i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    append_value (out, json_array_get_element (list, i));
  }
  g_string_append_c (out, ']');
}

/* As json_to_string (), whose large numbers no parser takes: 1e+21.0 */
static void
append_value (GString *out, JsonNode *value)
{
  g_autofree char *text = NULL;

  if (JSON_NODE_HOLDS_OBJECT (value)) {
    append_object (out, json_node_get_object (value));
  } else if (JSON_NODE_HOLDS_ARRAY (value)) {
    append_list (out, json_node_get_array (value));
  } else {
    text = json_node_get_value_type (value) == G_TYPE_DOUBLE
               ? mc_rule_format_number (json_node_get_double (value))
               : json_to_string (value, FALSE);
    g_string_append (out, text);
  }
}

/* type: in the words of the community's suites where they have one. */
static void
append_error (GString *out, const char *type, const char *message)
{
  g_autoptr (JsonNode) text = mc_rule_text_new (g_strdup (message));

  g_autoptr (JsonNode) word = mc_rule_text_new (g_strdup (type));

  g_string_append (out, "{\"error\":{\"type\":");
  append_value (out, word);
  g_string_append (out, ",\"message\":");
  append_value (out, text);
  g_string_append (out, "}}\n");
}

static void
answer (GString *out, JsonNode *question)
{
  JsonObject *object = question != NULL && JSON_NODE_HOLDS_OBJECT (question)
                           ? json_node_get_object (question)
                           : NULL;
  g_autoptr (JsonNode) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *type = NULL;

  if (object == NULL || !json_object_has_member (object, "rule")) {
    append_error (out, "Parse", "expected {\"rule\": …, \"data\": …}");
    return;
  }

  result = mc_rule_apply_with_type (json_object_get_member (object, "rule"),
                                    json_object_get_member (object, "data"), &type, &error);
  if (result == NULL) {
    append_error (out, type, error->message);
    return;
  }

  g_string_append (out, "{\"result\":");
  append_value (out, result);
  g_string_append (out, "}\n");
}

int
mc_ctl_rule (McCtl *ctl, int argc, char **argv)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  int status = mc_ctl_parse (ctl, NULL, NULL, &argc, &argv);

  if (status != MC_EXIT_DONE)
    return status;
  if (argc > 1)
    return mc_ctl_usage ("rule: takes no arguments; rules are read from stdin");

  while (read_line (line)) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) question = NULL;
    const char *fault = find_fault (line);

    if (fault == NULL)
      question = json_from_string (line->str, &error);
    g_string_truncate (out, 0);
    if (fault != NULL || error != NULL)
      append_error (out, "Parse", fault != NULL ? fault : "the line is not JSON");
    else
      answer (out, question);

    if (fwrite (out->str, 1, out->len, stdout) != out->len || fflush (stdout) != 0)
      return mc_ctl_refuse ("rule: cannot write the answer");
  }

  return MC_EXIT_DONE;
}
