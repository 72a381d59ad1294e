// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/visit.h"

#include "app/domain/local-code.h"
#include "app/domain/secret.h"

McVisit *
mc_visit_new (const char *id)
{
  McVisit *self = g_new0 (McVisit, 1);

  self->id = g_strdup (id);
  self->identity_answers = mc_answers_new ();
  self->answers = mc_answers_new ();
  self->remembered = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_reuse_free);
  self->row = -1;
  return self;
}

McVisit *
mc_visit_renew (McVisit *self, const char *id)
{
  McVisit *next = mc_visit_new (id);

  next->person = g_steal_pointer (&self->person);
  next->portrait = g_steal_pointer (&self->portrait);
  next->warnings = self->warnings;
  next->scan_failures = self->scan_failures;
  next->manual = self->manual;
  next->by_number = self->by_number;
  g_set_object (&next->identity_answers, self->identity_answers);
  g_clear_object (&self->identity_answers);
  self->identity_answers = mc_answers_new ();
  g_ptr_array_unref (next->remembered);
  next->remembered = g_steal_pointer (&self->remembered);
  mc_visit_free (self);
  return next;
}

void
mc_visit_free (McVisit *self)
{
  mc_answers_clear (self->identity_answers);
  mc_answers_clear (self->answers);
  g_clear_object (&self->identity_answers);
  g_clear_object (&self->answers);
  g_clear_pointer (&self->remembered, g_ptr_array_unref);
  g_clear_object (&self->procedure);
  g_clear_pointer (&self->person, mc_person_unref);
  g_clear_pointer (&self->told, mc_person_unref);
  mc_clear_secret (&self->zone);
  mc_clear_secret (&self->vneid);
  g_clear_pointer (&self->portrait, g_bytes_unref);
  g_clear_pointer (&self->submission, mc_submission_free);
  g_free (self->notice_text);
  g_free (self->id);
  g_free (self);
}

/* --- drafts --- */

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
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
  g_autofree char *iso = date->year != 0 ? mc_partial_date_to_iso (date) : g_strdup ("");

  add_string (builder, name, iso);
}

static void
add_person (JsonBuilder *builder, const McPerson *person)
{
  json_builder_set_member_name (builder, "person");
  json_builder_begin_object (builder);
  add_string (builder, "id", person->id);
  add_string (builder, "old_id", person->old_id);
  add_string (builder, "name", person->name);
  add_date (builder, "birth", &person->birth);
  add_int (builder, "sex", person->sex);
  add_string (builder, "address", person->address);
  add_date (builder, "issued", &person->issued);
  add_int (builder, "assurance", person->assurance);
  json_builder_end_object (builder);
}

static void
add_answers (JsonBuilder *builder, const char *name, McAnswers *answers)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, mc_answers_to_json (answers));
  json_builder_set_member_name (builder, name);
  json_builder_add_value (builder, node);
}

GBytes *
mc_visit_to_draft (const McVisit *self, const char *step, const char *boot_id, gint64 monotonic_ms)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  char *text;

  json_builder_begin_object (builder);
  add_int (builder, "v", 2);
  add_string (builder, "id", self->id);
  add_string (builder, "step", step);
  add_string (builder, "boot_id", boot_id);
  add_int (builder, "monotonic_ms", monotonic_ms);
  add_string (builder, "procedure", mc_procedure_get_code (self->procedure));
  add_string (builder, "version", mc_procedure_get_version (self->procedure));
  add_string (builder, "notice_text", self->notice_text != NULL ? self->notice_text : "");
  add_boolean (builder, "consent_processing", self->consent_processing);
  add_boolean (builder, "consent_contact", self->consent_contact);
  add_int (builder, "consent_ms", self->consent_ms);
  add_int (builder, "page", self->page);
  add_int (builder, "row", self->row);
  add_int (builder, "subpage", self->subpage);
  add_boolean (builder, "manual", self->manual);
  add_boolean (builder, "changing", self->changing);
  add_answers (builder, "identity_answers", self->identity_answers);
  add_answers (builder, "answers", self->answers);
  if (self->person != NULL)
    add_person (builder, self->person);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  return mc_secret_bytes_take (text, strlen (text));
}

static McPerson *
read_person (JsonObject *object)
{
  McPerson *person = mc_person_new ();
  const char *birth = json_object_get_string_member_with_default (object, "birth", "");
  const char *issued = json_object_get_string_member_with_default (object, "issued", "");

  mc_person_set_string (&person->id, json_object_get_string_member_with_default (object, "id", ""));
  mc_person_set_string (&person->old_id,
                        json_object_get_string_member_with_default (object, "old_id", ""));
  mc_person_set_string (&person->name,
                        json_object_get_string_member_with_default (object, "name", ""));
  mc_person_set_string (&person->address,
                        json_object_get_string_member_with_default (object, "address", ""));
  mc_partial_date_parse_iso (birth, &person->birth);
  mc_partial_date_parse_iso (issued, &person->issued);
  person->sex = json_object_get_int_member_with_default (object, "sex", MC_SEX_UNKNOWN);
  person->assurance = json_object_get_int_member_with_default (object, "assurance",
                                                               MC_ASSURANCE_MANUAL);
  return person;
}

static gboolean
draft_is_usable (JsonObject *object, const char *boot_id, gint64 monotonic_ms, gint64 max_age_ms)
{
  gint64 age = monotonic_ms - json_object_get_int_member_with_default (object, "monotonic_ms", 0);
  const char *id = json_object_get_string_member_with_default (object, "id", "");
  const char *boot = json_object_get_string_member_with_default (object, "boot_id", "");

  return json_object_get_int_member_with_default (object, "v", 0) == 2
         && g_str_equal (boot, boot_id) && age >= 0 && age <= max_age_ms && mc_uuid7_is_valid (id)
         && json_object_has_member (object, "answers")
         && json_object_has_member (object, "identity_answers");
}

static gboolean
read_all_answers (McVisit *visit, JsonObject *object)
{
  return mc_answers_load_json (visit->answers, json_object_get_object_member (object, "answers"),
                               NULL)
         && mc_answers_load_json (visit->identity_answers,
                                  json_object_get_object_member (object, "identity_answers"), NULL);
}

McVisit *
mc_visit_from_draft (GBytes *draft, McCatalogue *catalogue, const char *boot_id,
                     gint64 monotonic_ms, gint64 max_age_ms, char **step)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize size;
  const char *data = g_bytes_get_data (draft, &size);
  g_autoptr (McVisit) visit = NULL;
  McProcedure *procedure;
  JsonObject *object;

  if (!json_parser_load_from_data (parser, data, size, NULL)
      || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return NULL;
  object = json_node_get_object (json_parser_get_root (parser));
  if (!draft_is_usable (object, boot_id, monotonic_ms, max_age_ms))
    return NULL;
  procedure = mc_catalogue_find_version (
      catalogue, json_object_get_string_member_with_default (object, "procedure", ""),
      json_object_get_string_member_with_default (object, "version", ""));
  if (procedure == NULL)
    return NULL;

  visit = mc_visit_new (json_object_get_string_member (object, "id"));
  visit->procedure = g_object_ref (procedure);
  visit->notice_text = g_strdup (
      json_object_get_string_member_with_default (object, "notice_text", ""));
  visit->consent_processing = json_object_get_boolean_member_with_default (
      object, "consent_processing", FALSE);
  visit->consent_contact = json_object_get_boolean_member_with_default (object, "consent_contact",
                                                                        FALSE);
  visit->consent_ms = json_object_get_int_member_with_default (object, "consent_ms", 0);
  visit->page = json_object_get_int_member_with_default (object, "page", 0);
  visit->row = json_object_get_int_member_with_default (object, "row", -1);
  visit->subpage = json_object_get_int_member_with_default (object, "subpage", 0);
  visit->manual = json_object_get_boolean_member_with_default (object, "manual", FALSE);
  visit->changing = json_object_get_boolean_member_with_default (object, "changing", FALSE);
  if (!read_all_answers (visit, object))
    return NULL;
  if (json_object_has_member (object, "person"))
    visit->person = read_person (json_object_get_object_member (object, "person"));
  *step = g_strdup (json_object_get_string_member_with_default (object, "step", ""));
  return g_steal_pointer (&visit);
}
