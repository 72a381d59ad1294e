// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/visit-draft.h"

#include "app/domain/local-code.h"
#include "app/domain/secret.h"

#define DRAFT_VERSION 3

void
mc_draft_facts_clear (McDraftFacts *self)
{
  g_clear_pointer (&self->step, g_free);
  g_clear_pointer (&self->boot_id, g_free);
  g_clear_pointer (&self->manner, g_free);
}

/* --- members of one kind and name --- */

typedef struct {
  const char *name;
  gsize offset; /* in McVisit */
} Member;

#define MEMBER(field)                                                                              \
  {                                                                                                \
#field, G_STRUCT_OFFSET(McVisit, field)                                                        \
  }

static const Member strings[] = {
  MEMBER (notice_text),    MEMBER (zone),      MEMBER (vneid),
  MEMBER (notice_version), MEMBER (back_step), MEMBER (parked_id),
};

static const Member booleans[] = {
  MEMBER (consent_processing), MEMBER (consent_contact), MEMBER (by_number), MEMBER (manual),
  MEMBER (paper_taken),        MEMBER (changing),
};

static const Member integers[] = {
  MEMBER (page),          MEMBER (row),       MEMBER (subpage),  MEMBER (warnings),
  MEMBER (scan_failures), MEMBER (back_page), MEMBER (back_row), MEMBER (back_subpage),
};

static const Member people[] = { MEMBER (person), MEMBER (told), MEMBER (owner) };

static const Member forms[] = { MEMBER (identity_answers), MEMBER (answers) };

static const Member person_strings[] = {
  { "id", G_STRUCT_OFFSET (McPerson, id) },
  { "old_id", G_STRUCT_OFFSET (McPerson, old_id) },
  { "name", G_STRUCT_OFFSET (McPerson, name) },
  { "address", G_STRUCT_OFFSET (McPerson, address) },
  { "extra1", G_STRUCT_OFFSET (McPerson, extra[0]) },
  { "extra2", G_STRUCT_OFFSET (McPerson, extra[1]) },
  { "extra3", G_STRUCT_OFFSET (McPerson, extra[2]) },
  { "extra4", G_STRUCT_OFFSET (McPerson, extra[3]) },
};

#define AT(type, object, member) ((type *) G_STRUCT_MEMBER_P ((object), (member)->offset))

/* --- writing --- */

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_date (JsonBuilder *builder, const char *name, const McPartialDate *date)
{
  g_autofree char *iso = date->year != 0 ? mc_partial_date_to_iso (date) : NULL;

  add_string (builder, name, iso);
}

static void
add_person (JsonBuilder *builder, const char *name, const McPerson *person)
{
  if (person == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (person_strings); i++)
    add_string (builder, person_strings[i].name, *AT (char *, person, &person_strings[i]));
  add_date (builder, "birth", &person->birth);
  add_date (builder, "issued", &person->issued);
  add_int (builder, "sex", person->sex);
  add_int (builder, "assurance", person->assurance);
  json_builder_end_object (builder);
}

/* {"all": {key: value}, "prefilled": [key]} */
static void
add_answers (JsonBuilder *builder, const char *name, McAnswers *answers)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObjectIter iter;
  const char *key;

  json_node_take_object (node, mc_answers_to_json (answers));
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "prefilled");
  json_builder_begin_array (builder);
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &key, NULL)) {
    if (mc_answers_is_prefilled (answers, key))
      json_builder_add_string_value (builder, key);
  }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "all");
  json_builder_add_value (builder, node);
  json_builder_end_object (builder);
}

static void
add_remembered (JsonBuilder *builder, GPtrArray *remembered)
{
  json_builder_set_member_name (builder, "remembered");
  json_builder_begin_array (builder);
  for (guint i = 0; i < remembered->len; i++) {
    const McReuse *reuse = g_ptr_array_index (remembered, i);

    json_builder_begin_object (builder);
    add_string (builder, "kind", reuse->kind);
    add_string (builder, "label", reuse->shown.label);
    add_string (builder, "text", reuse->shown.text);
    add_string (builder, "value", reuse->value);
    for (guint j = 0; j < MC_REUSE_N_PARTS; j++) {
      const char name[] = { '0' + (char) j, '\0' };

      add_string (builder, name, reuse->parts[j]);
    }
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_facts (JsonBuilder *builder, const McDraftFacts *facts)
{
  add_int (builder, "v", DRAFT_VERSION);
  add_string (builder, "step", facts->step);
  add_string (builder, "boot_id", facts->boot_id);
  add_int (builder, "monotonic_ms", facts->monotonic_ms);
  add_int (builder, "good_for_ms", facts->good_for_ms);
  add_int (builder, "takes", facts->takes);
  add_string (builder, "manner", facts->manner);
}

static void
add_visit (JsonBuilder *builder, const McVisit *self)
{
  add_string (builder, "id", self->id);
  if (self->procedure != NULL) {
    add_string (builder, "procedure", mc_procedure_get_code (self->procedure));
    add_string (builder, "version", mc_procedure_get_version (self->procedure));
  }
  if (self->submission != NULL)
    add_string (builder, "submission", self->submission->id);
  add_int (builder, "consent_ms", self->consent_ms);
  add_int (builder, "parked_until_ms", self->parked_until_ms);
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    add_string (builder, strings[i].name, *AT (char *, self, &strings[i]));
  for (guint i = 0; i < G_N_ELEMENTS (booleans); i++)
    add_boolean (builder, booleans[i].name, *AT (gboolean, self, &booleans[i]));
  for (guint i = 0; i < G_N_ELEMENTS (integers); i++)
    add_int (builder, integers[i].name, *AT (int, self, &integers[i]));
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    add_person (builder, people[i].name, *AT (McPerson *, self, &people[i]));
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    add_answers (builder, forms[i].name, *AT (McAnswers *, self, &forms[i]));
  add_remembered (builder, self->remembered);
}

GBytes *
mc_visit_to_draft (const McVisit *self, const McDraftFacts *facts)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  char *text;

  json_builder_begin_object (builder);
  add_facts (builder, facts);
  add_visit (builder, self);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  return mc_secret_bytes_take (text, strlen (text));
}

/* --- reading --- */

static const char *
get_string (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, NULL);
}

static gint64
get_int (JsonObject *object, const char *name)
{
  return json_object_get_int_member_with_default (object, name, 0);
}

/* (nullable): the object of that name, if it is one. */
static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* (transfer full) (nullable) */
static McPerson *
read_person (JsonObject *object)
{
  McPerson *person;

  if (object == NULL)
    return NULL;
  person = mc_person_new ();
  for (guint i = 0; i < G_N_ELEMENTS (person_strings); i++) {
    const char *value = get_string (object, person_strings[i].name);

    if (value != NULL)
      mc_person_set_string (AT (char *, person, &person_strings[i]), value);
  }
  if (get_string (object, "birth") != NULL)
    mc_partial_date_parse_iso (get_string (object, "birth"), &person->birth);
  if (get_string (object, "issued") != NULL)
    mc_partial_date_parse_iso (get_string (object, "issued"), &person->issued);
  person->sex = (McSex) get_int (object, "sex");
  person->assurance = (McAssurance) get_int (object, "assurance");
  return person;
}

/* (nullable): the array of that name, if it is one. */
static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* object: (nullable) */
static gboolean
read_answers (McAnswers *answers, JsonObject *object)
{
  JsonObject *all = object != NULL ? get_object (object, "all") : NULL;
  JsonArray *prefilled = object != NULL ? get_array (object, "prefilled") : NULL;

  if (all == NULL || prefilled == NULL || !mc_answers_load_json (answers, all, NULL))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (prefilled); i++) {
    const char *key = json_array_get_string_element (prefilled, i);

    if (key != NULL && get_string (all, key) != NULL)
      mc_answers_set (answers, key, get_string (all, key), TRUE);
  }
  return TRUE;
}

static void
read_remembered (GPtrArray *remembered, JsonObject *object)
{
  JsonArray *array = get_array (object, "remembered");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonObject *member = json_array_get_object_element (array, i);
    McReuse *reuse = g_new0 (McReuse, 1);

    reuse->kind = g_strdup (get_string (member, "kind"));
    reuse->shown.label = g_strdup (get_string (member, "label"));
    reuse->shown.text = g_strdup (get_string (member, "text"));
    reuse->value = g_strdup (get_string (member, "value"));
    for (guint j = 0; j < MC_REUSE_N_PARTS; j++) {
      const char name[] = { '0' + (char) j, '\0' };

      reuse->parts[j] = g_strdup (get_string (member, name));
    }
    g_ptr_array_add (remembered, reuse);
  }
}

static gboolean
read_visit (McVisit *visit, JsonObject *object)
{
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    *AT (char *, visit, &strings[i]) = g_strdup (get_string (object, strings[i].name));
  for (guint i = 0; i < G_N_ELEMENTS (booleans); i++)
    *AT (gboolean, visit, &booleans[i]) = json_object_get_boolean_member_with_default (
        object, booleans[i].name, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (integers); i++)
    *AT (int, visit, &integers[i]) = (int) get_int (object, integers[i].name);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    *AT (McPerson *, visit, &people[i]) = read_person (get_object (object, people[i].name));
  visit->consent_ms = get_int (object, "consent_ms");
  visit->parked_until_ms = get_int (object, "parked_until_ms");
  read_remembered (visit->remembered, object);
  if (get_string (object, "submission") != NULL) {
    visit->submission = mc_submission_new ();
    visit->submission->id = g_strdup (get_string (object, "submission"));
  }
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
    if (!read_answers (*AT (McAnswers *, visit, &forms[i]), get_object (object, forms[i].name)))
      return FALSE;
  }
  return TRUE;
}

static void
read_facts (JsonObject *object, McDraftFacts *facts)
{
  facts->step = g_strdup (get_string (object, "step"));
  facts->boot_id = g_strdup (get_string (object, "boot_id"));
  facts->manner = g_strdup (get_string (object, "manner"));
  facts->monotonic_ms = get_int (object, "monotonic_ms");
  facts->good_for_ms = get_int (object, "good_for_ms");
  facts->takes = (guint) get_int (object, "takes");
}

McVisit *
mc_visit_from_draft (GBytes *draft, McCatalogue *catalogue, McDraftFacts *facts)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize size;
  const char *data = g_bytes_get_data (draft, &size);
  g_autoptr (McVisit) visit = NULL;
  const char *code, *version, *id;
  JsonObject *object;

  *facts = (McDraftFacts){ NULL };
  if (!json_parser_load_from_data (parser, data, (gssize) size, NULL)
      || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return NULL;
  object = json_node_get_object (json_parser_get_root (parser));
  id = get_string (object, "id");
  if (get_int (object, "v") != DRAFT_VERSION || id == NULL || !mc_uuid7_is_valid (id))
    return NULL;
  read_facts (object, facts);

  visit = mc_visit_new (id);
  code = get_string (object, "procedure");
  version = get_string (object, "version");
  if (code != NULL && version != NULL) {
    McProcedure *procedure = mc_catalogue_find_version (catalogue, code, version);

    if (procedure == NULL)
      return NULL;
    visit->procedure = g_object_ref (procedure);
  }
  return read_visit (visit, object) ? g_steal_pointer (&visit) : NULL;
}
