// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/json-schema.h"

#include <math.h>
#include <string.h>

/* Schemas within schemas, references followed: ours go to a fifth of it. */
#define MAX_DEPTH 1000
#define MAX_ERRORS 20

struct _McJsonSchema {
  GHashTable *documents; /* $id -> JsonNode */
};

/* One look at an instance. */
typedef struct {
  McJsonSchema *schema;
  JsonNode *document; /* that references without a name are in */
  GString *path;
  GPtrArray *errors; /* (element-type McJsonSchemaError) */
  guint depth;
} Check;

static void check_node (Check *check, JsonNode *schema, JsonNode *instance);

McJsonSchema *
mc_json_schema_new (void)
{
  McJsonSchema *self = g_new0 (McJsonSchema, 1);

  self->documents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) json_node_unref);
  return self;
}

void
mc_json_schema_free (McJsonSchema *self)
{
  g_hash_table_unref (self->documents);
  g_free (self);
}

void
mc_json_schema_add (McJsonSchema *self, JsonNode *schema)
{
  const char *id = json_object_get_string_member_with_default (json_node_get_object (schema), "$id",
                                                               "");

  g_hash_table_insert (self->documents, g_strdup (id), json_node_ref (schema));
}

static void
error_free (gpointer data)
{
  McJsonSchemaError *error = data;

  g_free (error->path);
  g_free (error->text);
  g_free (error);
}

static void fail (Check *check, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
fail (Check *check, const char *format, ...)
{
  McJsonSchemaError *error;
  va_list args;

  if (check->errors->len >= MAX_ERRORS)
    return;

  error = g_new0 (McJsonSchemaError, 1);
  va_start (args, format);
  error->text = g_strdup_vprintf (format, args);
  va_end (args);
  error->path = g_strdup (check->path->str);
  g_ptr_array_add (check->errors, error);
}

/* (transfer none) (nullable) */
static JsonNode *
keyword (JsonNode *schema, const char *name)
{
  return json_object_get_member (json_node_get_object (schema), name);
}

/* A keyword's whole number; fallback if it is not there. */
static gint64
limit (JsonNode *schema, const char *name, gint64 fallback)
{
  return json_object_get_int_member_with_default (json_node_get_object (schema), name, fallback);
}

static void
check_member (Check *check, JsonNode *schema, JsonNode *instance, const char *name)
{
  gsize length = check->path->len;

  g_string_append_printf (check->path, "%s%s", length > 0 ? "." : "", name);
  check_node (check, schema, instance);
  g_string_truncate (check->path, length);
}

static void
check_element (Check *check, JsonNode *schema, JsonNode *instance, guint index)
{
  gsize length = check->path->len;

  g_string_append_printf (check->path, "[%u]", index);
  check_node (check, schema, instance);
  g_string_truncate (check->path, length);
}

/* (transfer full) (element-type McJsonSchemaError): what one schema alone says. */
static GPtrArray *
try (Check *check, JsonNode *schema, JsonNode *instance)
{
  GPtrArray *errors = check->errors;
  GPtrArray *found = g_ptr_array_new_with_free_func (error_free);

  check->errors = found;
  check_node (check, schema, instance);
  check->errors = errors;
  return found;
}

/* --- any value --- */

static gboolean
is_of_type (JsonNode *instance, const char *type)
{
  GType value = JSON_NODE_HOLDS_VALUE (instance) ? json_node_get_value_type (instance)
                                                 : G_TYPE_INVALID;
  gboolean whole = value == G_TYPE_INT64
                   || (value == G_TYPE_DOUBLE
                       && json_node_get_double (instance)
                              == floor (json_node_get_double (instance)));

  switch (type[0]) {
  case 'o':
    return JSON_NODE_HOLDS_OBJECT (instance);
  case 'a':
    return JSON_NODE_HOLDS_ARRAY (instance);
  case 's':
    return value == G_TYPE_STRING;
  case 'b':
    return value == G_TYPE_BOOLEAN;
  case 'i':
    return whole;
  case 'n':
    return g_str_equal (type, "null") ? JSON_NODE_HOLDS_NULL (instance)
                                      : whole || value == G_TYPE_DOUBLE;
  default:
    return FALSE;
  }
}

static void
check_type (Check *check, JsonNode *types, JsonNode *instance)
{
  gboolean found = FALSE;

  if (JSON_NODE_HOLDS_VALUE (types)) {
    found = is_of_type (instance, json_node_get_string (types));
  } else {
    JsonArray *array = json_node_get_array (types);

    for (guint i = 0; !found && i < json_array_get_length (array); i++)
      found = is_of_type (instance, json_array_get_string_element (array, i));
  }
  if (!found)
    fail (check, "expected another type of value");
}

static void
check_choice (Check *check, JsonNode *schema, JsonNode *instance)
{
  JsonNode *list = keyword (schema, "enum");
  JsonNode *only = keyword (schema, "const");
  gboolean found = list == NULL;

  for (guint i = 0; !found && i < json_array_get_length (json_node_get_array (list)); i++)
    found = json_node_equal (json_array_get_element (json_node_get_array (list), i), instance);
  if (only != NULL)
    found = json_node_equal (only, instance);
  if (!found) {
    g_autofree char *text = json_to_string (only != NULL ? only : list, FALSE);

    fail (check, "expected %s%s", only != NULL ? "" : "one of ", text);
  }
}

/* The errors of the branch that went farthest: that one was meant. */
static gsize
depth_of (GPtrArray *errors)
{
  gsize depth = 0;

  for (guint i = 0; i < errors->len; i++)
    depth = MAX (depth, strlen (((McJsonSchemaError *) g_ptr_array_index (errors, i))->path));

  return depth;
}

static void
check_any (Check *check, JsonArray *branches, JsonNode *instance)
{
  g_autoptr (GPtrArray) best = NULL;
  gsize here = check->path->len;

  for (guint i = 0; i < json_array_get_length (branches); i++) {
    g_autoptr (GPtrArray) errors = try (check, json_array_get_element (branches, i), instance);

    if (errors->len == 0)
      return;
    if (best == NULL || depth_of (errors) > depth_of (best)) {
      g_clear_pointer (&best, g_ptr_array_unref);
      best = g_ptr_array_ref (errors);
    }
  }

  if (best == NULL || depth_of (best) <= here) {
    fail (check, "expected one of the shapes that the schema has for it");
    return;
  }
  g_ptr_array_extend_and_steal (check->errors, g_steal_pointer (&best));
}

static void
check_condition (Check *check, JsonNode *schema, JsonNode *instance)
{
  g_autoptr (GPtrArray) errors = try (check, keyword (schema, "if"), instance);
  JsonNode *next = keyword (schema, errors->len == 0 ? "then" : "else");

  if (next != NULL)
    check_node (check, next, instance);
}

/* (transfer none) (nullable): "#/$defs/text" of this document or of one with that $id. document
 * (out): the one it is in. */
static JsonNode *
resolve (Check *check, const char *reference, JsonNode **document)
{
  const char *hash = strchr (reference, '#');
  g_autofree char *id = hash != NULL ? g_strndup (reference, hash - reference)
                                     : g_strdup (reference);
  g_auto (GStrv) steps = g_strsplit (hash != NULL ? hash + 1 : "", "/", -1);
  JsonNode *found = *id != '\0' ? g_hash_table_lookup (check->schema->documents, id)
                                : check->document;

  *document = found;
  for (guint i = 0; found != NULL && steps[i] != NULL; i++) {
    if (*steps[i] != '\0')
      found = JSON_NODE_HOLDS_OBJECT (found) ? keyword (found, steps[i]) : NULL;
  }

  return found;
}

static void
check_reference (Check *check, const char *reference, JsonNode *instance)
{
  JsonNode *outer = check->document;
  JsonNode *document;
  JsonNode *schema = resolve (check, reference, &document);

  if (schema == NULL) {
    fail (check, "the schema refers to %s, which is not there", reference);
    return;
  }

  check->document = document;
  check_node (check, schema, instance);
  check->document = outer;
}

/* --- objects --- */

static void
check_required (Check *check, JsonArray *names, JsonObject *object)
{
  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++) {
    const char *name = json_array_get_string_element (names, i);

    if (!json_object_has_member (object, name))
      fail (check, "expected a member \"%s\"", name);
  }
}

static void
check_dependent (Check *check, JsonNode *dependent, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *names;

  json_object_iter_init (&iter, json_node_get_object (dependent));
  while (json_object_iter_next (&iter, &name, &names)) {
    if (json_object_has_member (object, name))
      check_required (check, json_node_get_array (names), object);
  }
}

static void
check_members (Check *check, JsonNode *schema, JsonObject *object)
{
  JsonNode *properties = keyword (schema, "properties");
  JsonNode *others = keyword (schema, "additionalProperties");
  JsonNode *named = keyword (schema, "propertyNames");
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member)) {
    JsonNode *own = properties != NULL ? keyword (properties, name) : NULL;

    if (named != NULL) {
      g_autoptr (JsonNode) text = json_node_init_string (json_node_alloc (), name);

      check_member (check, named, text, name);
    }
    if (own != NULL)
      check_member (check, own, member, name);
    else if (others != NULL)
      check_member (check, others, member, name);
  }
}

static void
check_object (Check *check, JsonNode *schema, JsonObject *object)
{
  gint64 size = json_object_get_size (object);
  JsonNode *required = keyword (schema, "required");
  JsonNode *dependent = keyword (schema, "dependentRequired");

  if (required != NULL)
    check_required (check, json_node_get_array (required), object);
  if (dependent != NULL)
    check_dependent (check, dependent, object);
  if (size < limit (schema, "minProperties", 0)
      || size > limit (schema, "maxProperties", G_MAXINT64))
    fail (check, "expected another number of members");
  check_members (check, schema, object);
}

/* --- lists --- */

static gboolean
has_twice (JsonArray *array)
{
  for (guint i = 1; i < json_array_get_length (array); i++) {
    for (guint j = 0; j < i; j++) {
      if (json_node_equal (json_array_get_element (array, i), json_array_get_element (array, j)))
        return TRUE;
    }
  }

  return FALSE;
}

static void
check_contains (Check *check, JsonNode *wanted, JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++) {
    g_autoptr (GPtrArray) errors = try (check, wanted, json_array_get_element (array, i));

    if (errors->len == 0)
      return;
  }
  fail (check, "expected an element that is not there");
}

static void
check_array (Check *check, JsonNode *schema, JsonArray *array)
{
  gint64 length = json_array_get_length (array);
  JsonNode *items = keyword (schema, "items");
  JsonNode *prefix = keyword (schema, "prefixItems");
  JsonNode *contains = keyword (schema, "contains");
  guint first = prefix != NULL ? json_array_get_length (json_node_get_array (prefix)) : 0;

  if (length < limit (schema, "minItems", 0) || length > limit (schema, "maxItems", G_MAXINT64))
    fail (check, "expected a list of another length");
  if (json_object_get_boolean_member_with_default (json_node_get_object (schema), "uniqueItems",
                                                   FALSE)
      && has_twice (array))
    fail (check, "expected nothing twice in the list");
  if (contains != NULL)
    check_contains (check, contains, array);

  for (guint i = 0; i < (guint) length; i++) {
    JsonNode *own = i < first ? json_array_get_element (json_node_get_array (prefix), i) : items;

    if (own != NULL)
      check_element (check, own, json_array_get_element (array, i), i);
  }
}

/* --- texts and numbers --- */

static void
check_text (Check *check, JsonNode *schema, const char *text)
{
  glong length = g_utf8_strlen (text, -1);
  JsonNode *pattern = keyword (schema, "pattern");
  gint64 most = limit (schema, "maxLength", G_MAXINT64);

  if (length < limit (schema, "minLength", 0))
    fail (check, "expected a longer text");
  if (length > most)
    fail (check, "expected at most %" G_GINT64_FORMAT " characters, found %ld", most, length);
  if (pattern != NULL
      && !g_regex_match_simple (json_node_get_string (pattern), text, G_REGEX_DOLLAR_ENDONLY, 0))
    fail (check, "expected a text like %s", json_node_get_string (pattern));
}

static void
check_number (Check *check, JsonNode *schema, double number)
{
  JsonNode *minimum = keyword (schema, "minimum");
  JsonNode *maximum = keyword (schema, "maximum");

  if (minimum != NULL && number < json_node_get_double (minimum))
    fail (check, "expected at least %g", json_node_get_double (minimum));
  if (maximum != NULL && number > json_node_get_double (maximum))
    fail (check, "expected at most %g", json_node_get_double (maximum));
}

/* --- all of it --- */

static void
check_kind (Check *check, JsonNode *schema, JsonNode *instance)
{
  if (JSON_NODE_HOLDS_OBJECT (instance))
    check_object (check, schema, json_node_get_object (instance));
  else if (JSON_NODE_HOLDS_ARRAY (instance))
    check_array (check, schema, json_node_get_array (instance));
  else if (is_of_type (instance, "string"))
    check_text (check, schema, json_node_get_string (instance));
  else if (is_of_type (instance, "number"))
    check_number (check, schema, json_node_get_double (instance));
}

static void
check_applied (Check *check, JsonNode *schema, JsonNode *instance)
{
  JsonNode *reference = keyword (schema, "$ref");
  JsonNode *all = keyword (schema, "allOf");
  JsonNode *any = keyword (schema, "anyOf");

  if (reference != NULL)
    check_reference (check, json_node_get_string (reference), instance);
  for (guint i = 0; all != NULL && i < json_array_get_length (json_node_get_array (all)); i++)
    check_node (check, json_array_get_element (json_node_get_array (all), i), instance);
  if (any != NULL)
    check_any (check, json_node_get_array (any), instance);
  if (keyword (schema, "if") != NULL)
    check_condition (check, schema, instance);
}

static void
check_node (Check *check, JsonNode *schema, JsonNode *instance)
{
  guint before = check->errors->len;

  if (JSON_NODE_HOLDS_VALUE (schema)) {
    if (!json_node_get_boolean (schema))
      fail (check, "there is no such member");
    return;
  }
  if (check->depth >= MAX_DEPTH) {
    fail (check, "the schema refers to itself without end");
    return;
  }

  check->depth++;
  if (keyword (schema, "type") != NULL)
    check_type (check, keyword (schema, "type"), instance);
  if (keyword (schema, "enum") != NULL || keyword (schema, "const") != NULL)
    check_choice (check, schema, instance);
  /* What is of another type altogether is told once. */
  if (check->errors->len == before) {
    check_applied (check, schema, instance);
    check_kind (check, schema, instance);
  }
  check->depth--;
}

GPtrArray *
mc_json_schema_check (McJsonSchema *self, const char *id, JsonNode *instance)
{
  g_autoptr (GString) path = g_string_new (NULL);
  JsonNode *schema = g_hash_table_lookup (self->documents, id);
  Check check = { self, schema, path, g_ptr_array_new_with_free_func (error_free), 0 };

  g_return_val_if_fail (schema != NULL, check.errors);

  check_node (&check, schema, instance);
  return check.errors;
}
