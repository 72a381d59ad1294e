// SPDX-License-Identifier: GPL-3.0-or-later

/* test-field FIELDS.json: what is typed into each type of field, and what becomes of it. */

#include <gio/gio.h>

#include "app/domain/form.h"
#include "app/domain/secret.h"

static McPartialDate today;

static GPtrArray *
new_groups (JsonArray *array)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonObject *object = json_array_get_object_element (array, i);
    McOption *option = g_new0 (McOption, 1);

    option->value = (char *) json_object_get_string_member (object, "value");
    option->label = (char *) json_object_get_string_member (object, "label");
    option->capacity = -1;
    g_ptr_array_add (groups, option);
  }
  return groups;
}

/* (transfer full): a form of that field alone. */
static McForm *
new_form (JsonObject *field, GPtrArray *groups)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (
      "{\"key\": \"f\", \"title\": \"F\", \"sections\": [{\"title\": \"S\", \"pages\": "
      "[{\"id\": \"p\", \"question\": \"?\", \"fields\": []}]}]}",
      NULL);
  JsonObject *form = json_node_get_object (node);
  JsonObject *section = json_array_get_object_element (
      json_object_get_array_member (form, "sections"), 0);
  JsonObject *page = json_array_get_object_element (json_object_get_array_member (section, "pages"),
                                                    0);
  McForm *made;

  json_array_add_object_element (json_object_get_array_member (page, "fields"),
                                 json_object_ref (field));
  made = mc_form_new_from_json (form, groups, &error);
  g_assert_no_error (error);
  return made;
}

/* (transfer full): the record's answers, if the field is answered so. */
static JsonNode *
write_answer (McForm *form, const char *value)
{
  g_autoptr (McAnswers) answers = mc_answers_new ();
  g_autoptr (McJsonWriter) writer = mc_json_writer_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;

  mc_answers_set (answers, "k", value, FALSE);
  mc_form_write_answers (form, answers, writer, NULL);
  bytes = mc_json_writer_take_bytes (writer);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return json_from_string (text, NULL);
}

static void
check_case (McForm *form, JsonObject *object)
{
  const McField *field = mc_form_find_field (form, "k");
  const char *typed = json_object_get_string_member (object, "typed");
  const char *canonical = json_object_get_string_member (object, "canonical");
  g_auto (McSecret) found = mc_field_canonical (field, typed);
  g_auto (McSecret) shown = mc_field_display (field, found);
  g_auto (McSecret) again = mc_field_canonical (field, shown);
  McFault fault = mc_field_check (field, found, &today);

  g_test_message ("%s: %s", mc_field_type_to_string (field->type), typed);
  g_assert_cmpstr (found, ==, canonical);
  g_assert_cmpstr (mc_fault_to_string (fault), ==, json_object_get_string_member (object, "fault"));
  if (json_object_has_member (object, "shown"))
    g_assert_cmpstr (shown, ==, json_object_get_string_member (object, "shown"));
  if (fault == MC_FAULT_NONE) {
    g_autoptr (JsonNode) answers = write_answer (form, found);

    g_assert_cmpstr (again, ==, canonical);
    g_assert_true (json_node_equal (json_object_get_member (json_node_get_object (answers), "k"),
                                    json_object_get_member (object, "json")));
  }
}

static void
test_cases (gconstpointer path)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GPtrArray) groups = NULL;
  g_autoptr (GError) error = NULL;
  gboolean seen[MC_FIELD_N_TYPES] = { FALSE };
  JsonObject *root;
  JsonArray *fields;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  root = json_node_get_object (json_parser_get_root (parser));
  g_assert_true (mc_partial_date_parse_iso (json_object_get_string_member (root, "today"), &today));
  groups = new_groups (json_object_get_array_member (root, "ethnic"));
  fields = json_object_get_array_member (root, "fields");

  for (guint i = 0; i < json_array_get_length (fields); i++) {
    JsonObject *group = json_array_get_object_element (fields, i);
    JsonArray *cases = json_object_get_array_member (group, "cases");
    g_autoptr (McForm) form = new_form (json_object_get_object_member (group, "field"), groups);

    seen[mc_form_find_field (form, "k")->type] = TRUE;
    for (guint j = 0; j < json_array_get_length (cases); j++)
      check_case (form, json_array_get_object_element (cases, j));
  }

  for (guint type = 0; type < MC_FIELD_N_TYPES; type++)
    g_assert_true (seen[type] || type == MC_FIELD_COMPUTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/field/each type reads, shows, sends and judges", argv[1], test_cases);
  return g_test_run ();
}
