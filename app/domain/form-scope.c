// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/form-scope.h"

#include <string.h>

#include "app/domain/rule-value.h"

/* Digits of a whole number that every language's JSON keeps. */
#define MAX_DIGITS 15

void
mc_form_scope_init (McFormScope *self, McForm *form, McAnswers *answers)
{
  *self = (McFormScope){ .form = form, .answers = answers, .row = -1 };
}

void
mc_form_scope_forget (McFormScope *self)
{
  memset (self->applies, 0, sizeof self->applies);
  memset (self->row_applies, 0, sizeof self->row_applies);
}

void
mc_form_scope_enter_row (McFormScope *self, guint page, int row)
{
  self->page = page;
  self->row = row;
  memset (self->row_applies, 0, sizeof self->row_applies);
}

void
mc_form_scope_enter_place (McFormScope *self, const McPlace *place)
{
  mc_form_scope_enter_row (self, place->page, place->row);
}

static const McPage *
get_page (McFormScope *self, guint index)
{
  return g_ptr_array_index (self->form->pages, index);
}

/* --- typed values --- */

/* (transfer full) */
static JsonNode *
text_new (const char *text, GPtrArray *secrets)
{
  JsonNode *node = json_node_init_string (json_node_alloc (), text);

  g_ptr_array_add (secrets, json_node_ref (node));
  return node;
}

static JsonNode *
number_new (const char *value, GPtrArray *secrets)
{
  gsize length = strlen (value);
  char *end;
  double number;

  if (length > 0 && length <= MAX_DIGITS && strspn (value, "0123456789") == length)
    return json_node_init_int (json_node_alloc (), g_ascii_strtoll (value, NULL, 10));

  /* Only what is computed can be anything but a whole number. */
  number = g_ascii_strtod (value, &end);
  if (length > 0 && *end == '\0')
    return json_node_init_double (json_node_alloc (), number);

  return text_new (value, secrets);
}

static JsonNode *
boolean_new (const char *value, GPtrArray *secrets)
{
  if (g_str_equal (value, "yes") || g_str_equal (value, "no"))
    return json_node_init_boolean (json_node_alloc (), value[0] == 'y');

  return text_new (value, secrets);
}

static JsonNode *
choices_new (const char *value, GPtrArray *secrets)
{
  g_autoptr (JsonArray) array = json_array_new ();
  char **values = g_strsplit (value, ",", -1);

  for (guint i = 0; values[i] != NULL; i++) {
    json_array_add_element (array, text_new (values[i], secrets));
    explicit_bzero (values[i], strlen (values[i]));
  }
  g_strfreev (values);

  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
address_new (McAnswers *answers, const char *key, const char *value, GPtrArray *secrets)
{
  static const char *const parts[] = { "street", "commune", "province" };
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_member (object, "text", text_new (value, secrets));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *part = g_strconcat (key, ".", parts[i], NULL);
    const char *known = mc_answers_get (answers, part);

    if (known != NULL)
      json_object_set_member (object, parts[i], text_new (known, secrets));
  }

  return json_node_init_object (json_node_alloc (), object);
}

/* (transfer full) (nullable): NULL: not answered. */
static JsonNode *
value_of (McFormScope *self, const McField *field, GPtrArray *secrets)
{
  g_autofree char *key = mc_form_scope_dup_key (self, field);
  const char *value = mc_answers_get (self->answers, key);

  if (value == NULL)
    return NULL;

  switch (field->type == MC_FIELD_COMPUTED ? field->compute->gives : field->type) {
  case MC_FIELD_NUMBER:
  case MC_FIELD_MONEY:
    return number_new (value, secrets);
  case MC_FIELD_YES_NO:
  case MC_FIELD_DECLARATION:
    return boolean_new (value, secrets);
  case MC_FIELD_MULTI:
    return choices_new (value, secrets);
  case MC_FIELD_ADDRESS:
    return address_new (self->answers, key, value, secrets);
  default:
    return text_new (value, secrets);
  }
}

static void
add_fields (McFormScope *self, const McPage *page, JsonObject *object, GPtrArray *secrets)
{
  for (guint i = 0; i < page->fields->len; i++) {
    const McField *field = g_ptr_array_index (page->fields, i);
    JsonNode *value = value_of (self, field, secrets);

    if (value != NULL)
      json_object_set_member (object, field->key, value);
  }
}

/* (transfer full) */
static JsonNode *
rows_new (McFormScope *self, guint page, GPtrArray *secrets)
{
  const McRepeat *repeat = get_page (self, page)->repeat;
  guint rows = mc_answers_get_n_rows (self->answers, repeat->key);
  g_autoptr (JsonArray) array = json_array_new ();
  McFormScope scope = *self;

  for (guint row = 0; row < rows; row++) {
    JsonObject *object = json_object_new ();

    mc_form_scope_enter_row (&scope, page, (int) row);
    for (guint i = 0; i < repeat->pages->len; i++) {
      if (mc_form_scope_row_page_applies (&scope, i))
        add_fields (&scope, g_ptr_array_index (repeat->pages, i), object, secrets);
    }
    json_array_add_object_element (array, object);
  }

  return json_node_init_array (json_node_alloc (), array);
}

JsonNode *
mc_form_scope_build (McFormScope *self, GPtrArray *secrets)
{
  g_autoptr (JsonObject) object = json_object_new ();

  for (guint i = 0; i < self->form->pages->len; i++) {
    const McPage *page = get_page (self, i);

    if (!mc_form_scope_page_applies (self, i))
      continue;
    if (page->repeat == NULL)
      add_fields (self, page, object, secrets);
    else if (mc_answers_get_n_rows (self->answers, page->repeat->key) > 0)
      json_object_set_member (object, page->repeat->key, rows_new (self, i, secrets));
  }

  return json_node_init_object (json_node_alloc (), object);
}

/* --- rules --- */

static JsonNode *
look_up_row_field (McFormScope *self, const McFieldEntry *entry, GPtrArray *secrets)
{
  if (self->row < 0 || entry->page != self->page
      || !mc_form_scope_row_page_applies (self, entry->subpage))
    return NULL;

  return value_of (self, entry->field, secrets);
}

static JsonNode *
look_up (gpointer data, const char *name, GPtrArray *secrets)
{
  McFormScope *self = data;
  const McFieldEntry *entry = g_hash_table_lookup (self->form->fields, name);
  gpointer index;

  if (entry != NULL && entry->subpage >= 0)
    return look_up_row_field (self, entry, secrets);
  if (entry != NULL)
    return mc_form_scope_page_applies (self, entry->page) ? value_of (self, entry->field, secrets)
                                                          : NULL;

  /* No rows are no list, as in the record. */
  if (!g_hash_table_lookup_extended (self->form->repeats, name, NULL, &index)
      || !mc_form_scope_page_applies (self, GPOINTER_TO_UINT (index))
      || mc_answers_get_n_rows (self->answers, name) == 0)
    return NULL;

  return rows_new (self, GPOINTER_TO_UINT (index), secrets);
}

McRuleScope
mc_form_scope_as_rule_scope (McFormScope *self)
{
  return (McRuleScope){ look_up, self };
}

gboolean
mc_form_scope_holds (McFormScope *self, JsonNode *rule)
{
  McRuleScope scope = mc_form_scope_as_rule_scope (self);

  return mc_rule_test (rule, &scope);
}

/* A page looks at earlier ones only (form-rules.c), so this comes to an end. */
gboolean
mc_form_scope_page_applies (McFormScope *self, guint page)
{
  if (self->applies[page] == 0) {
    McFormScope scope = *self;

    /* What a row says is nothing to a page of the form. */
    scope.row = -1;
    scope.applies[page] = mc_form_scope_holds (&scope, get_page (self, page)->show_if) ? 1 : -1;
    memcpy (self->applies, scope.applies, sizeof scope.applies);
  }

  return self->applies[page] > 0;
}

gboolean
mc_form_scope_row_page_applies (McFormScope *self, guint subpage)
{
  const McPage *page = get_page (self, self->page);

  if (self->row_applies[subpage] == 0) {
    const McPage *inner = g_ptr_array_index (page->repeat->pages, subpage);
    gboolean applies = mc_form_scope_page_applies (self, self->page)
                       && mc_form_scope_holds (self, inner->show_if);

    self->row_applies[subpage] = applies ? 1 : -1;
  }

  return self->row_applies[subpage] > 0;
}

gboolean
mc_form_scope_place_applies (McFormScope *self, const McPlace *place)
{
  if (place->row < 0)
    return mc_form_scope_page_applies (self, place->page);

  mc_form_scope_enter_place (self, place);
  return mc_form_scope_row_page_applies (self, place->subpage);
}

char *
mc_form_scope_dup_key (McFormScope *self, const McField *field)
{
  return mc_form_dup_full_key (self->form, field, self->row);
}
