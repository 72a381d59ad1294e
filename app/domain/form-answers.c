// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/form-scope.h"

#include <gio/gio.h>
#include <string.h>

#include "app/domain/rule-value.h"
#include "app/domain/secret.h"

/* Answers as typed JSON, which the record has, and back into the flat map. */

/* --- out --- */

static void write_node (McJsonWriter *writer, const char *key, JsonNode *node);

static void
write_object (McJsonWriter *writer, const char *key, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  mc_json_writer_begin_object (writer, key);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    write_node (writer, name, member);
  mc_json_writer_end_object (writer);
}

static void
write_list (McJsonWriter *writer, const char *key, JsonArray *array)
{
  mc_json_writer_begin_array (writer, key);
  for (guint i = 0; i < json_array_get_length (array); i++)
    write_node (writer, NULL, json_array_get_element (array, i));
  mc_json_writer_end_array (writer);
}

/* Only what mc_form_scope_build () makes: there is no null, and numbers are finite. */
static void
write_node (McJsonWriter *writer, const char *key, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node)) {
    write_object (writer, key, json_node_get_object (node));
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    write_list (writer, key, json_node_get_array (node));
  } else if (mc_rule_is_text (node)) {
    mc_json_writer_string (writer, key, json_node_get_string (node));
  } else if (mc_rule_is_number (node)) {
    g_autofree char *number = mc_rule_format_number (json_node_get_double (node));

    mc_json_writer_number (writer, key, number);
  } else {
    mc_json_writer_boolean (writer, key, json_node_get_boolean (node));
  }
}

void
mc_form_write_answers (McForm *self, McAnswers *answers, McJsonWriter *writer, const char *key)
{
  g_autoptr (GPtrArray) secrets = NULL;
  g_autoptr (JsonNode) node = NULL;
  McFormScope scope;

  g_return_if_fail (MC_IS_FORM (self));
  g_return_if_fail (MC_IS_ANSWERS (answers));

  secrets = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  mc_form_scope_init (&scope, self, answers);
  node = mc_form_scope_build (&scope, secrets);
  write_node (writer, key, node);

  for (guint i = 0; i < secrets->len; i++) {
    /* The node's own copy: nobody else has one. */
    char *text = (char *) json_node_get_string (g_ptr_array_index (secrets, i));

    explicit_bzero (text, strlen (text));
  }
}

/* --- in --- */

typedef struct {
  McForm *form;
  McAnswers *answers;
  GError *error;
} McAnswersLoad;

static void
refuse (McAnswersLoad *load, const char *key, const char *what)
{
  if (load->error == NULL)
    load->error = g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "answers: %s: expected %s", key,
                               what);
}

/* (transfer full) (nullable): of choices, joined; NULL: not all of them are texts. */
static char *
join_choices (JsonArray *array)
{
  guint length = json_array_get_length (array);
  g_autofree char **values = g_new0 (char *, length + 1);

  for (guint i = 0; i < length; i++) {
    JsonNode *element = json_array_get_element (array, i);

    if (!mc_rule_is_text (element))
      return NULL;
    values[i] = (char *) json_node_get_string (element);
  }

  return g_strjoinv (",", values);
}

/* (transfer full) (nullable): a value as it would be typed; NULL: it is of another kind. */
static char *
dup_typed (const McField *field, JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    return field->type == MC_FIELD_MULTI ? join_choices (json_node_get_array (node)) : NULL;
  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (mc_rule_is_text (node))
    return json_node_dup_string (node);
  if (mc_rule_is_number (node))
    return field->type == MC_FIELD_NUMBER || field->type == MC_FIELD_MONEY
               ? mc_rule_format_number (json_node_get_double (node))
               : NULL;
  if (field->type == MC_FIELD_YES_NO)
    return g_strdup (json_node_get_boolean (node) ? "yes" : "no");

  /* What is not declared is not answered. */
  return field->type == MC_FIELD_DECLARATION ? g_strdup (json_node_get_boolean (node) ? "yes" : "")
                                             : NULL;
}

static void
load_value (McAnswersLoad *load, const McField *field, const char *key, JsonNode *node)
{
  g_auto (McSecret) typed = dup_typed (field, node);
  g_auto (McSecret) canonical = NULL;

  if (typed == NULL || strlen (typed) > MC_ANSWER_MAX_BYTES) {
    refuse (load, key, "a value of its field's type");
    return;
  }

  canonical = mc_field_canonical (field, typed);
  mc_answers_set (load->answers, key, canonical, FALSE);
}

static void
load_address (McAnswersLoad *load, const McField *field, const char *key, JsonObject *object)
{
  static const char *const parts[] = { "street", "commune", "province" };
  JsonNode *text = json_object_get_member (object, "text");

  if (text == NULL) {
    refuse (load, key, "an address with a text");
    return;
  }

  load_value (load, field, key, text);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    JsonNode *part = json_object_get_member (object, parts[i]);
    g_autofree char *part_key = g_strconcat (key, ".", parts[i], NULL);

    if (part != NULL && mc_rule_is_text (part))
      mc_answers_set (load->answers, part_key, json_node_get_string (part), FALSE);
    else if (part != NULL)
      refuse (load, part_key, "a text");
  }
}

static void
load_field (McAnswersLoad *load, const char *key, JsonNode *node)
{
  const McField *field = mc_form_find_full (load->form, key, NULL);

  if (field == NULL || field->type == MC_FIELD_COMPUTED)
    refuse (load, key, "the key of a field that is asked");
  else if (field->type == MC_FIELD_ADDRESS && JSON_NODE_HOLDS_OBJECT (node))
    load_address (load, field, key, json_node_get_object (node));
  else
    load_value (load, field, key, node);
}

static void
load_rows (McAnswersLoad *load, guint page, JsonNode *node)
{
  const McRepeat *repeat = mc_form_get_page (load->form, page)->repeat;
  JsonArray *rows = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (rows == NULL || json_array_get_length (rows) > MC_ANSWERS_MAX_ROWS) {
    refuse (load, repeat->key, "a list of at most 20");
    return;
  }

  for (guint i = 0; i < json_array_get_length (rows) && load->error == NULL; i++) {
    JsonNode *row = json_array_get_element (rows, i);
    JsonObjectIter iter;
    const char *name;
    JsonNode *member;

    if (!JSON_NODE_HOLDS_OBJECT (row)) {
      refuse (load, repeat->key, "a list of objects");
      return;
    }
    mc_answers_add_row (load->answers, repeat->key);
    json_object_iter_init_ordered (&iter, json_node_get_object (row));
    while (load->error == NULL && json_object_iter_next_ordered (&iter, &name, &member)) {
      g_autofree char *key = g_strdup_printf ("%s.%u.%s", repeat->key, i, name);

      load_field (load, key, member);
    }
  }
}

gboolean
mc_form_load_answers (McForm *self, McAnswers *answers, JsonObject *object, GError **error)
{
  McAnswersLoad load = { self, answers, NULL };
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  g_return_val_if_fail (MC_IS_FORM (self), FALSE);
  g_return_val_if_fail (MC_IS_ANSWERS (answers), FALSE);
  g_return_val_if_fail (object != NULL, FALSE);

  mc_answers_clear (answers);
  json_object_iter_init_ordered (&iter, object);
  while (load.error == NULL && json_object_iter_next_ordered (&iter, &name, &member)) {
    gpointer page;

    if (strlen (name) > MC_FIELD_KEY_MAX_BYTES)
      refuse (&load, "a key", "at most 64 bytes");
    else if (g_hash_table_lookup_extended (self->repeats, name, NULL, &page))
      load_rows (&load, GPOINTER_TO_UINT (page), member);
    else
      load_field (&load, name, member);
  }

  if (load.error == NULL)
    return TRUE;

  mc_answers_clear (answers);
  g_propagate_error (error, load.error);
  return FALSE;
}
