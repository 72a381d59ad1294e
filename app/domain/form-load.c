// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/form-private.h"

#include <string.h>

#include "app/domain/rule.h"

#define MC_FORM_MAX_SECTIONS 16
#define MC_FORM_MAX_PAGES 64
#define MC_FORM_MAX_FIELDS 3
#define MC_FORM_MAX_OPTIONS 256

typedef struct {
  const char *name;
  McFieldType type;
  guint max_length; /* characters, unless the file says so */
} McTypeRow;

static const McTypeRow types[] = {
  { "name", MC_FIELD_NAME, 100 },
  { "text", MC_FIELD_TEXT, 500 },
  { "id12", MC_FIELD_ID12, 12 },
  { "date", MC_FIELD_DATE, 10 },
  { "date_partial", MC_FIELD_DATE_PARTIAL, 10 },
  { "enum", MC_FIELD_ENUM, 64 },
  { "address", MC_FIELD_ADDRESS, 250 },
  { "ethnic", MC_FIELD_ETHNIC, 64 },
  { "nation", MC_FIELD_NATION, 60 },
  { "phone", MC_FIELD_PHONE, 11 },
};

static const char *const prefills[] = { "id",  "old_id",  "name",   "birth",
                                        "sex", "address", "issued", NULL };

/* What the callbacks below share while one form is read. */
typedef struct {
  McForm *form;
  GPtrArray *ethnic_groups;
  char *section;
  McPage *page;
} McFormLoad;

McOption *
mc_option_new (const char *value, const char *label)
{
  McOption *self = g_new0 (McOption, 1);

  self->value = g_strdup (value);
  self->label = g_strdup (label);

  return self;
}

void
mc_option_free (McOption *self)
{
  g_free (self->value);
  g_free (self->label);
  g_free (self);
}

void
mc_field_free (McField *self)
{
  g_free (self->key);
  g_free (self->label);
  g_clear_pointer (&self->options, g_ptr_array_unref);
  g_free (self->prefill);
  g_clear_pointer (&self->prefill_if, json_node_unref);
  g_free (self->initial);
  g_free (self->not_before);
  g_free (self);
}

void
mc_page_free (McPage *self)
{
  g_free (self->id);
  g_free (self->section);
  g_free (self->question);
  g_free (self->hint);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->show_if, json_node_unref);
  g_free (self);
}

static void
load_option (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  GPtrArray *options = user_data;
  g_autofree char *value = mc_json_take_string (source, object, "value");
  g_autofree char *label = mc_json_take_string (source, object, "label");

  if (value == NULL || label == NULL)
    return;

  for (guint i = 0; i < options->len; i++) {
    if (g_str_equal (((McOption *) g_ptr_array_index (options, i))->value, value))
      mc_json_source_fail (source, "value", "\"%s\" is there twice", value);
  }

  g_ptr_array_add (options, mc_option_new (value, label));
}

GPtrArray *
mc_options_load (McJsonSource *source, JsonObject *object, const char *member, guint minimum)
{
  GPtrArray *options = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_option_free);

  mc_json_each_object (source, object, member, minimum, MC_FORM_MAX_OPTIONS, load_option, options);

  return options;
}

/* (transfer full) (nullable) */
static JsonNode *
load_rule (McJsonSource *source, JsonObject *object, const char *member)
{
  JsonNode *rule = json_object_get_member (object, member);
  g_autoptr (GError) error = NULL;

  if (source->error != NULL || rule == NULL)
    return NULL;

  if (!mc_rule_check (rule, &error)) {
    mc_json_source_fail (source, member, "%s", error->message);
    return NULL;
  }

  return json_node_copy (rule);
}

static const McTypeRow *
load_type (McJsonSource *source, JsonObject *object)
{
  g_autofree char *name = mc_json_take_string (source, object, "type");

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (types); i++) {
    if (g_str_equal (types[i].name, name))
      return &types[i];
  }

  mc_json_source_fail (source, "type", "expected a field type, found \"%s\"",
                       name != NULL ? name : "");
  return &types[1];
}

static void
load_field (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McFormLoad *load = user_data;
  McField *field = g_new0 (McField, 1);
  const McTypeRow *row = load_type (source, object);

  g_ptr_array_add (load->page->fields, field);
  field->type = row->type;
  field->key = mc_json_take_string (source, object, "key");
  field->label = mc_json_take_string (source, object, "label");
  field->required = mc_json_take_boolean (source, object, "required");
  field->max_length = mc_json_take_int (source, object, "max_length", 1, 1000, row->max_length);
  field->prefill = mc_json_take_optional (source, object, "prefill");
  field->prefill_if = load_rule (source, object, "prefill_if");
  field->initial = mc_json_take_optional (source, object, "initial");
  field->not_before = mc_json_take_optional (source, object, "not_before");
  field->options = row->type == MC_FIELD_ETHNIC
                       ? g_ptr_array_ref (load->ethnic_groups)
                       : mc_options_load (source, object, "options",
                                          row->type == MC_FIELD_ENUM ? 1 : 0);

  if (source->error != NULL)
    return;

  if (strlen (field->key) > MC_ANSWER_KEY_MAX_BYTES)
    mc_json_source_fail (source, "key", "expected at most %d bytes", MC_ANSWER_KEY_MAX_BYTES);
  if (field->prefill != NULL && !g_strv_contains (prefills, field->prefill))
    mc_json_source_fail (source, "prefill", "expected a name the card knows, found \"%s\"",
                         field->prefill);
  if (!g_hash_table_insert (load->form->fields, field->key, field))
    mc_json_source_fail (source, "key", "\"%s\" is there twice", field->key);
}

static void
load_page (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McFormLoad *load = user_data;
  McPage *page = g_new0 (McPage, 1);

  page->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_field_free);
  g_ptr_array_add (load->form->pages, page);
  page->id = mc_json_take_string (source, object, "id");
  page->section = g_strdup (load->section);
  page->question = mc_json_take_string (source, object, "question");
  page->hint = mc_json_take_optional (source, object, "hint");
  if (page->hint == NULL)
    page->hint = g_strdup ("");
  page->show_if = load_rule (source, object, "show_if");

  load->page = page;
  mc_json_each_object (source, object, "fields", 1, MC_FORM_MAX_FIELDS, load_field, load);
}

static void
load_section (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McFormLoad *load = user_data;

  g_free (load->section);
  load->section = mc_json_take_string (source, object, "title");
  mc_json_each_object (source, object, "pages", 1, MC_FORM_MAX_PAGES, load_page, load);
}

/* A rule over a key that no page asks for would be silently false for ever. */
static void
check_variables (McForm *self, McJsonSource *source, const char *where, JsonNode *node)
{
  if (node == NULL)
    return;

  if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);

    for (guint i = 0; i < json_array_get_length (array); i++)
      check_variables (self, source, where, json_array_get_element (array, i));
  } else if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObjectIter iter;
    const char *name;
    JsonNode *operands;

    json_object_iter_init (&iter, json_node_get_object (node));
    while (json_object_iter_next (&iter, &name, &operands)) {
      const char *key = g_str_equal (name, "var") && JSON_NODE_HOLDS_VALUE (operands)
                            ? json_node_get_string (operands)
                            : NULL;

      if (key != NULL && mc_form_find_field (self, key) == NULL)
        mc_json_source_fail (source, where, "rule: no field has the key \"%s\"", key);
      check_variables (self, source, where, operands);
    }
  }
}

static gboolean
is_date_of_page (const McPage *page, const char *key)
{
  for (guint i = 0; i < page->fields->len; i++) {
    const McField *field = g_ptr_array_index (page->fields, i);

    if (g_str_equal (field->key, key))
      return field->type == MC_FIELD_DATE || field->type == MC_FIELD_DATE_PARTIAL;
  }

  return FALSE;
}

static void
check_references (McForm *self, McJsonSource *source)
{
  for (guint i = 0; i < self->pages->len && source->error == NULL; i++) {
    McPage *page = g_ptr_array_index (self->pages, i);

    check_variables (self, source, page->id, page->show_if);
    for (guint j = 0; j < page->fields->len; j++) {
      McField *field = g_ptr_array_index (page->fields, j);

      check_variables (self, source, field->key, field->prefill_if);
      if (field->not_before != NULL && !is_date_of_page (page, field->not_before))
        mc_json_source_fail (source, field->key, "not_before: expected a date of the same page");
    }
  }
}

void
mc_form_load (McForm *self, McJsonSource *source, JsonObject *object, GPtrArray *ethnic_groups)
{
  McFormLoad load = { .form = self, .ethnic_groups = ethnic_groups };

  self->key = mc_json_take_string (source, object, "key");
  self->title = mc_json_take_string (source, object, "title");
  self->declaration = mc_json_take_optional (source, object, "declaration");
  if (self->declaration == NULL)
    self->declaration = g_strdup ("");
  mc_json_each_object (source, object, "sections", 1, MC_FORM_MAX_SECTIONS, load_section, &load);
  g_free (load.section);

  if (self->pages->len > MC_FORM_MAX_PAGES)
    mc_json_source_fail (source, "sections", "expected at most %d pages", MC_FORM_MAX_PAGES);
  if (g_hash_table_size (self->fields) > MC_ANSWERS_MAX_COUNT)
    mc_json_source_fail (source, "sections", "expected at most %d fields", MC_ANSWERS_MAX_COUNT);
  if (source->error == NULL)
    check_references (self, source);
}
