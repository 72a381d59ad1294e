// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/field-private.h"
#include "app/domain/form-private.h"

#include <string.h>

#include "app/domain/rule.h"

/* Reads one field of a form. */

#define MC_FIELD_MAX_OPTIONS 256
/* Numbers that every language's JSON keeps exactly: 15 digits. */
#define MC_FIELD_MAX_NUMBER G_GINT64_CONSTANT (999999999999999)

/* Members that only some types have. */
enum {
  HAS_OPTIONS = 1 << 0,
  NEEDS_OPTIONS = 1 << 1,
  HAS_RANGE = 1 << 2,
  HAS_UNIT = 1 << 3,
  HAS_DAY = 1 << 4,
  HAS_TEXT = 1 << 5,
  IS_COMPUTED = 1 << 6,
  IS_PAPER = 1 << 7,
};

typedef struct {
  const char *name;
  guint max_length; /* characters, unless the file says so */
  guint traits;
} McTypeRow;

static const McTypeRow types[MC_FIELD_N_TYPES] = {
  [MC_FIELD_NAME] = { "name", 100 },
  [MC_FIELD_TEXT] = { "text", 500 },
  [MC_FIELD_ID12] = { "id12", 12 },
  [MC_FIELD_DATE] = { "date", 10, HAS_DAY },
  [MC_FIELD_DATE_PARTIAL] = { "date_partial", 10, HAS_DAY },
  [MC_FIELD_ENUM] = { "enum", 64, HAS_OPTIONS | NEEDS_OPTIONS },
  [MC_FIELD_ADDRESS] = { "address", 250 },
  [MC_FIELD_ETHNIC] = { "ethnic", 64 },
  [MC_FIELD_NATION] = { "nation", 60 },
  [MC_FIELD_PHONE] = { "phone", 11 },
  [MC_FIELD_NAME_UPPER] = { "name_upper", 100 },
  [MC_FIELD_LONG_TEXT] = { "long_text", 1000 },
  [MC_FIELD_NUMBER] = { "number", 15, HAS_RANGE | HAS_UNIT },
  [MC_FIELD_MONEY] = { "money", 15, HAS_RANGE },
  [MC_FIELD_TIME] = { "time", 5 },
  [MC_FIELD_MULTI] = { "multi", 1000, HAS_OPTIONS | NEEDS_OPTIONS | HAS_RANGE },
  [MC_FIELD_YES_NO] = { "yes_no", 3, HAS_OPTIONS },
  [MC_FIELD_EMAIL] = { "email", 254 },
  [MC_FIELD_ATTACHMENT] = { "attachment", 64, HAS_OPTIONS | IS_PAPER },
  [MC_FIELD_COMPUTED] = { "computed", 1000, IS_COMPUTED },
  [MC_FIELD_DECLARATION] = { "declaration", 3, HAS_TEXT },
};

/* Members, and the traits one of which a type needs to have them. */
static const struct {
  const char *name;
  guint traits;
} members[] = {
  { "options", HAS_OPTIONS }, { "min", HAS_RANGE },       { "max", HAS_RANGE },
  { "unit", HAS_UNIT },       { "future", HAS_DAY },      { "not_before", HAS_DAY },
  { "text", HAS_TEXT },       { "compute", IS_COMPUTED }, { "gives", IS_COMPUTED },
  { "capture", IS_PAPER },
};

static const char *const prefills[] = { "id",  "old_id",  "name",   "birth",
                                        "sex", "address", "issued", NULL };

static const char *const capacities[MC_CAPACITY_N] = {
  [MC_CAPACITY_SELF] = "self",         [MC_CAPACITY_AUTHORISED] = "authorised",
  [MC_CAPACITY_PARENT] = "parent",     [MC_CAPACITY_GUARDIAN] = "guardian",
  [MC_CAPACITY_RELATIVE] = "relative",
};

static const char *const roles[MC_ROLE_N] = {
  [MC_ROLE_NONE] = "",
  [MC_ROLE_CAPACITY] = "capacity",
  [MC_ROLE_APPLICANT_ID] = "applicant.id",
  [MC_ROLE_APPLICANT_NAME] = "applicant.name",
  [MC_ROLE_APPLICANT_BIRTH] = "applicant.birth",
  [MC_ROLE_APPLICANT_SEX] = "applicant.sex",
  [MC_ROLE_APPLICANT_ADDRESS] = "applicant.address",
  [MC_ROLE_APPLICANT_PHONE] = "applicant.phone",
  [MC_ROLE_APPLICANT_EMAIL] = "applicant.email",
  [MC_ROLE_SUBMITTER_PHONE] = "submitter.phone",
};

const char *
mc_field_type_to_string (McFieldType type)
{
  g_return_val_if_fail (type < MC_FIELD_N_TYPES, NULL);

  return types[type].name;
}

const char *
mc_capacity_to_string (McCapacity capacity)
{
  g_return_val_if_fail (capacity < MC_CAPACITY_N, NULL);

  return capacities[capacity];
}

/* The place of text in a list of n texts; -1: it is not there. */
static int
find_text (const char *const *list, guint n, const char *text)
{
  for (guint i = 0; i < n; i++) {
    if (g_strcmp0 (list[i], text) == 0)
      return i;
  }

  return -1;
}

gboolean
mc_capacity_from_string (const char *text, McCapacity *capacity)
{
  int found = find_text (capacities, MC_CAPACITY_N, text);

  if (found >= 0)
    *capacity = found;
  return found >= 0;
}

McOption *
mc_option_new (const char *value, const char *label)
{
  McOption *self = g_new0 (McOption, 1);

  self->value = g_strdup (value);
  self->label = g_strdup (label);
  self->capacity = -1;

  return self;
}

void
mc_option_free (McOption *self)
{
  g_free (self->value);
  g_free (self->label);
  g_free (self);
}

static void
mc_compute_free (McCompute *self)
{
  g_clear_pointer (&self->rule, json_node_unref);
  g_free (self->of);
  g_free (self);
}

void
mc_field_free (McField *self)
{
  g_free (self->key);
  g_free (self->label);
  g_free (self->hint);
  g_free (self->spoken);
  g_free (self->text);
  g_free (self->unit);
  g_clear_pointer (&self->required_if, json_node_unref);
  g_clear_pointer (&self->options, g_ptr_array_unref);
  g_free (self->prefill);
  g_clear_pointer (&self->prefill_if, json_node_unref);
  g_free (self->initial);
  g_free (self->not_before);
  g_free (self->reuse);
  g_clear_pointer (&self->compute, mc_compute_free);
  g_free (self);
}

static void
load_option (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  GPtrArray *options = user_data;
  g_autofree char *value = mc_json_take_string (source, object, "value");
  g_autofree char *label = mc_json_take_string (source, object, "label");
  g_autofree char *capacity = mc_json_take_optional (source, object, "capacity");
  McOption *option;
  McCapacity found;

  if (value == NULL || label == NULL)
    return;

  for (guint i = 0; i < options->len; i++) {
    if (g_str_equal (((McOption *) g_ptr_array_index (options, i))->value, value))
      mc_json_source_fail (source, "value", "\"%s\" is there twice", value);
  }
  /* A multi's choices are joined by commas. */
  if (strchr (value, ',') != NULL)
    mc_json_source_fail (source, "value", "\"%s\": expected no comma", value);

  option = mc_option_new (value, label);
  g_ptr_array_add (options, option);
  if (capacity == NULL)
    return;
  if (mc_capacity_from_string (capacity, &found))
    option->capacity = found;
  else
    mc_json_source_fail (source, "capacity", "\"%s\" is none", capacity);
}

GPtrArray *
mc_options_load (McJsonSource *source, JsonObject *object, const char *member, guint minimum)
{
  GPtrArray *options = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_option_free);

  mc_json_each_object (source, object, member, minimum, MC_FIELD_MAX_OPTIONS, load_option, options);

  return options;
}

JsonNode *
mc_form_load_rule (McJsonSource *source, JsonObject *object, const char *member)
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

static McFieldType
load_type (McJsonSource *source, JsonObject *object)
{
  g_autofree char *name = mc_json_take_string (source, object, "type");

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (types); i++) {
    if (g_str_equal (types[i].name, name))
      return i;
  }

  mc_json_source_fail (source, "type", "expected a field type, found \"%s\"",
                       name != NULL ? name : "");
  return MC_FIELD_TEXT;
}

/* "required": true, false or a rule. */
static void
load_required (McField *field, McJsonSource *source, JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "required");

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    field->required_if = mc_form_load_rule (source, object, "required");
  else
    field->required = mc_json_take_boolean (source, object, "required");
}

static void
load_range (McField *field, McJsonSource *source, JsonObject *object)
{
  gboolean many = field->type == MC_FIELD_MULTI;
  gint64 most = many ? field->options->len : MC_FIELD_MAX_NUMBER;

  field->min = mc_json_take_int (source, object, "min", 0, most, many ? 1 : 0);
  field->max = mc_json_take_int (source, object, "max", MAX (field->min, 1), MAX (most, 1), most);
}

/* The two that every such question has, where the file has no better words. */
static void
add_own_options (McField *field)
{
  gboolean paper = field->type == MC_FIELD_ATTACHMENT;

  if (field->options->len > 0 || (!paper && field->type != MC_FIELD_YES_NO))
    return;

  g_ptr_array_add (field->options,
                   mc_option_new ("yes", paper ? "Tôi mang theo, nộp tại quầy" : "Có"));
  if (field->capture)
    g_ptr_array_add (field->options, mc_option_new (MC_FIELD_CAPTURED, "Chụp tại máy này"));
  g_ptr_array_add (field->options, mc_option_new ("no", paper ? "Tôi chưa có" : "Không"));
}

static void
check_yes_no (const McField *field, McJsonSource *source)
{
  const McOption *first, *second;

  if (field->type != MC_FIELD_YES_NO)
    return;

  first = g_ptr_array_index (field->options, 0);
  second = field->options->len == 2 ? g_ptr_array_index (field->options, 1) : NULL;
  if (second == NULL || !g_str_equal (first->value, "yes") || !g_str_equal (second->value, "no"))
    mc_json_source_fail (source, "options", "expected \"yes\" and \"no\"");
}

/* Where a procedure is not for everybody, nobody is offered what is not for them. */
static void
drop_capacities (McField *field, guint allowed)
{
  for (guint i = field->options->len; allowed != 0 && i > 0; i--) {
    const McOption *option = g_ptr_array_index (field->options, i - 1);

    if (option->capacity >= 0 && (allowed & (1u << option->capacity)) == 0)
      g_ptr_array_remove_index (field->options, i - 1);
  }
}

/* What the record can take: its applicant has an id of 12 digits or none, and so on. */
static gboolean
fits_role (const McField *field, McRole role)
{
  gboolean named = field->type == MC_FIELD_NAME || field->type == MC_FIELD_NAME_UPPER;
  gboolean dated = field->type == MC_FIELD_DATE || field->type == MC_FIELD_DATE_PARTIAL;

  switch (role) {
  case MC_ROLE_CAPACITY:
    return field->type == MC_FIELD_ENUM;
  case MC_ROLE_APPLICANT_ID:
    return field->type == MC_FIELD_ID12;
  case MC_ROLE_APPLICANT_NAME:
    return named;
  case MC_ROLE_APPLICANT_BIRTH:
    return dated;
  case MC_ROLE_APPLICANT_SEX:
    return field->type == MC_FIELD_ENUM && field->options->len == 2
           && mc_field_find_option (field, "male") != NULL
           && mc_field_find_option (field, "female") != NULL;
  default:
    return field->type != MC_FIELD_MULTI && field->type != MC_FIELD_COMPUTED;
  }
}

static void
load_role (McField *field, McJsonSource *source, JsonObject *object, guint allowed)
{
  g_autofree char *name = mc_json_take_optional (source, object, "role");
  int role = name != NULL ? find_text (roles, MC_ROLE_N, name) : MC_ROLE_NONE;

  if (role < 0 || (role == MC_ROLE_NONE && name != NULL)) {
    mc_json_source_fail (source, "role", "\"%s\" is none", name);
    return;
  }

  field->role = role;
  for (guint i = 0; i < field->options->len; i++) {
    const McOption *option = g_ptr_array_index (field->options, i);

    if ((option->capacity >= 0) != (role == MC_ROLE_CAPACITY))
      mc_json_source_fail (source, "options",
                           "a capacity belongs to each option of the role \"capacity\", and to no"
                           " other");
  }
  if (role != MC_ROLE_NONE && !fits_role (field, role))
    mc_json_source_fail (source, "role",
                         "the field is of a type, or has options, that the record"
                         " cannot take for it");
  if (role != MC_ROLE_CAPACITY)
    return;
  drop_capacities (field, allowed);
  if (field->options->len == 0)
    mc_json_source_fail (source, "options", "nobody who may apply is among them");
}

static void
load_compute (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  static const char *const words[] = { "date", "number", "money" };
  McCompute *compute = user_data;
  g_autofree char *name = mc_json_take_optional (source, object, "words");
  int found = name != NULL ? find_text (words, G_N_ELEMENTS (words), name) : -1;

  if (name != NULL) {
    if (found < 0)
      mc_json_source_fail (source, "words", "expected date, number or money");
    compute->kind = MC_COMPUTE_DATE_IN_WORDS + MAX (found, 0);
    compute->of = mc_json_take_string (source, object, "of");
  } else {
    compute->kind = MC_COMPUTE_AGE;
    compute->of = mc_json_take_string (source, object, "age_of");
    compute->gives = MC_FIELD_NUMBER;
  }
}

static void
load_computed (McField *field, McJsonSource *source, JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "compute");
  JsonObject *member = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node)
                                                                     : NULL;
  g_autofree char *gives = mc_json_take_optional (source, object, "gives");

  field->compute = g_new0 (McCompute, 1);
  field->compute->gives = MC_FIELD_TEXT;
  if (g_strcmp0 (gives, "number") == 0)
    field->compute->gives = MC_FIELD_NUMBER;
  else if (g_strcmp0 (gives, "yes_no") == 0)
    field->compute->gives = MC_FIELD_YES_NO;
  else if (gives != NULL && !g_str_equal (gives, "text"))
    mc_json_source_fail (source, "gives", "expected text, number or yes_no");

  if (member != NULL
      && (json_object_has_member (member, "words") || json_object_has_member (member, "age_of"))) {
    mc_json_with_object (source, object, "compute", load_compute, field->compute);
    return;
  }
  field->compute->rule = mc_form_load_rule (source, object, "compute");
  if (field->compute->rule == NULL)
    mc_json_source_fail (source, "compute", "expected a rule");
}

/* A member that a type does not know would be silently without effect. */
static void
refuse_strange_members (McFieldType type, McJsonSource *source, JsonObject *object)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    if ((types[type].traits & members[i].traits) == 0
        && json_object_has_member (object, members[i].name))
      mc_json_source_fail (source, members[i].name, "a field of type %s has none",
                           types[type].name);
  }
}

static void
check_field (const McField *field, McJsonSource *source, JsonObject *object)
{
  if (source->error != NULL)
    return;

  if (strlen (field->key) > MC_FIELD_KEY_MAX_BYTES
      || field->key[strspn (field->key, "abcdefghijklmnopqrstuvwxyz0123456789_")] != '\0'
      || !g_ascii_islower (field->key[0]))
    mc_json_source_fail (source, "key", "expected a-z, 0-9 and _, at most %d bytes",
                         MC_FIELD_KEY_MAX_BYTES);
  if (field->prefill != NULL && !g_strv_contains (prefills, field->prefill))
    mc_json_source_fail (source, "prefill", "expected a name the card knows, found \"%s\"",
                         field->prefill);
  check_yes_no (field, source);
  if (field->capture && json_object_has_member (object, "options"))
    mc_json_source_fail (source, "options", "a paper that may be captured has its own");
}

McField *
mc_field_load (McJsonSource *source, JsonObject *object, const McFormParts *parts)
{
  McField *field = g_new0 (McField, 1);

  field->type = load_type (source, object);
  refuse_strange_members (field->type, source, object);
  field->key = mc_json_take_string (source, object, "key");
  field->label = mc_json_take_string (source, object, "label");
  field->hint = mc_json_take_optional (source, object, "hint");
  field->spoken = mc_json_take_optional (source, object, "spoken");
  field->unit = mc_json_take_optional (source, object, "unit");
  field->max_length = mc_json_take_int (source, object, "max_length", 1, 1000,
                                        types[field->type].max_length);
  field->future = mc_json_take_boolean (source, object, "future");
  field->capture = mc_json_take_boolean (source, object, "capture");
  field->prefill = mc_json_take_optional (source, object, "prefill");
  field->prefill_if = mc_form_load_rule (source, object, "prefill_if");
  field->initial = mc_json_take_optional (source, object, "initial");
  field->not_before = mc_json_take_optional (source, object, "not_before");
  field->reuse = mc_json_take_optional (source, object, "reuse");
  load_required (field, source, object);
  if (types[field->type].traits & HAS_TEXT)
    field->text = mc_json_take_string (source, object, "text");
  field->options = field->type == MC_FIELD_ETHNIC
                       ? g_ptr_array_ref (parts->ethnic_groups)
                       : mc_options_load (source, object, "options",
                                          types[field->type].traits & NEEDS_OPTIONS ? 1 : 0);
  add_own_options (field);
  load_role (field, source, object, parts->capacities);
  if (types[field->type].traits & HAS_RANGE)
    load_range (field, source, object);
  if (types[field->type].traits & IS_COMPUTED)
    load_computed (field, source, object);
  check_field (field, source, object);

  return field;
}
