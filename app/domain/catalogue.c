// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/procedure.h"

#include <string.h>

#include "app/domain/form-private.h"
#include "app/domain/procedure-private.h"
#include "app/domain/secret.h"

#define MC_CATALOGUE_PATH "/vn/motcua/catalogue"

struct _McCatalogue {
  GObject parent_instance;

  GPtrArray *ethnic_groups; /* (element-type McOption) */
  JsonObject *common;       /* (nullable): common-block.json */
  GPtrArray *procedures;    /* (element-type McProcedure), by code, then by valid_from */
  McNotice *notice;
  McForm *identity_form;
  McForm *card_form;
  McSearch *search;
  guint n_searched; /* procedures that search has */
  McUnits *units;   /* (nullable) until somebody asks */
};

G_DEFINE_FINAL_TYPE (McCatalogue, mc_catalogue, G_TYPE_OBJECT)

static void
mc_catalogue_finalize (GObject *object)
{
  McCatalogue *self = MC_CATALOGUE (object);

  g_clear_pointer (&self->ethnic_groups, g_ptr_array_unref);
  g_clear_pointer (&self->common, json_object_unref);
  g_ptr_array_unref (self->procedures);
  g_clear_object (&self->notice);
  g_clear_object (&self->identity_form);
  g_clear_object (&self->card_form);
  g_clear_pointer (&self->search, mc_search_free);
  g_clear_pointer (&self->units, mc_units_free);

  G_OBJECT_CLASS (mc_catalogue_parent_class)->finalize (object);
}

static void
mc_catalogue_class_init (McCatalogueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_catalogue_finalize;
}

static void
mc_catalogue_init (McCatalogue *self)
{
  self->procedures = g_ptr_array_new_with_free_func (g_object_unref);
}

static GBytes *
read_file (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (MC_CATALOGUE_PATH "/", name, NULL);

  return g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
}

/* Opens one file of which the loader below takes what it needs. */
static gboolean
with_file (const char *name, void (*func) (McCatalogue *, McJsonSource *, JsonObject *),
           McCatalogue *self, GError **error)
{
  g_autoptr (GBytes) bytes = read_file (name, error);
  g_autoptr (JsonObject) object = NULL;
  McJsonSource source;
  gsize length;
  const char *data;

  if (bytes == NULL)
    return FALSE;

  data = g_bytes_get_data (bytes, &length);
  mc_json_source_init (&source, name);
  object = mc_json_source_parse (&source, data, length, MC_CATALOGUE_FILE_MAX_BYTES);
  if (object != NULL)
    func (self, &source, object);

  return mc_json_source_finish (&source, error);
}

static void
load_ethnic_groups (McCatalogue *self, McJsonSource *source, JsonObject *object)
{
  self->ethnic_groups = mc_options_load (source, object, "groups", 1);
}

/* (transfer full): a form about a person, which has these fields. */
static McForm *
load_form (McCatalogue *self, McJsonSource *source, JsonObject *object, const char *const *keys)
{
  McForm *form = g_object_new (MC_TYPE_FORM, NULL);

  mc_form_load (form, source, object, &(McFormParts){ .ethnic_groups = self->ethnic_groups });
  for (guint i = 0; keys[i] != NULL && source->error == NULL; i++) {
    if (mc_form_find_field (form, keys[i]) == NULL)
      mc_json_source_fail (source, "sections", "expected a field with the key \"%s\"", keys[i]);
  }
  return form;
}

static void
load_identity_form (McCatalogue *self, McJsonSource *source, JsonObject *object)
{
  static const char *const keys[] = { "id", "name", "birth", "sex", "address", NULL };

  self->identity_form = load_form (self, source, object, keys);
}

static void
load_card_form (McCatalogue *self, McJsonSource *source, JsonObject *object)
{
  static const char *const keys[] = { "id", "birth", "issued", NULL };

  self->card_form = load_form (self, source, object, keys);
}

static gboolean
load_notice (McCatalogue *self, GError **error)
{
  g_autoptr (GBytes) bytes = read_file ("privacy-notice.json", error);

  if (bytes == NULL)
    return FALSE;

  self->notice = mc_notice_new_from_json (bytes, error);
  return self->notice != NULL;
}

static void
load_common_block (McCatalogue *self, McJsonSource *source, JsonObject *object)
{
  self->common = json_object_ref (object);
}

static gint
compare_versions (gconstpointer a, gconstpointer b)
{
  McProcedure *first = *(McProcedure **) a, *second = *(McProcedure **) b;
  int order = strcmp (mc_procedure_get_code (first), mc_procedure_get_code (second));

  return order != 0 ? order
                    : mc_partial_date_compare (mc_procedure_get_valid_from (first),
                                               mc_procedure_get_valid_from (second));
}

/* Of one code: sorted as they are, versions that overlap are neighbours. */
static gboolean
check_versions (McCatalogue *self, GError **error)
{
  for (guint i = 1; i < self->procedures->len; i++) {
    McProcedure *one = g_ptr_array_index (self->procedures, i - 1);
    McProcedure *next = g_ptr_array_index (self->procedures, i);
    const McPartialDate *end = mc_procedure_get_valid_until (one);

    if (!g_str_equal (mc_procedure_get_code (one), mc_procedure_get_code (next))
        || (mc_partial_date_compare (end, mc_procedure_get_valid_from (next)) < 0
            && !g_str_equal (mc_procedure_get_version (one), mc_procedure_get_version (next))))
      continue;
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 "%s: two files have the same version, or are in force on the same day",
                 mc_procedure_get_code (one));
    return FALSE;
  }

  return TRUE;
}

static gboolean
load_procedures (McCatalogue *self, GError **error)
{
  g_auto (GStrv) names = g_resources_enumerate_children (MC_CATALOGUE_PATH "/procedures",
                                                         G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (names == NULL)
    return FALSE;

  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *name = g_strconcat ("procedures/", names[i], NULL);
    g_autoptr (GBytes) bytes = read_file (name, error);
    McProcedure *procedure;

    if (bytes == NULL)
      return FALSE;
    procedure = mc_procedure_new_from_json (bytes, names[i], self->ethnic_groups, self->common,
                                            error);
    if (procedure == NULL)
      return FALSE;
    mc_procedure_set_veiled (procedure, TRUE);
    g_ptr_array_add (self->procedures, procedure);
  }

  g_ptr_array_sort (self->procedures, compare_versions);
  return check_versions (self, error);
}

McCatalogue *
mc_catalogue_new (GError **error)
{
  g_autoptr (McCatalogue) self = g_object_new (MC_TYPE_CATALOGUE, NULL);

  if (!with_file ("ethnic-groups.json", load_ethnic_groups, self, error)
      || !with_file ("identity-form.json", load_identity_form, self, error)
      || !with_file ("card-form.json", load_card_form, self, error)
      || !with_file ("common-block.json", load_common_block, self, error)
      || !load_notice (self, error) || !load_procedures (self, error))
    return NULL;
  self->search = mc_search_new (NULL, NULL, error);
  if (self->search == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

GPtrArray *
mc_catalogue_get_procedures (McCatalogue *self)
{
  g_return_val_if_fail (MC_IS_CATALOGUE (self), NULL);

  return self->procedures;
}

void
mc_catalogue_set_sensitive (McCatalogue *self, gboolean shown)
{
  g_return_if_fail (MC_IS_CATALOGUE (self));

  for (guint i = 0; i < self->procedures->len; i++)
    mc_procedure_set_veiled (g_ptr_array_index (self->procedures, i), !shown);
}

GPtrArray *
mc_catalogue_list_on (McCatalogue *self, const McPartialDate *day)
{
  GPtrArray *list = g_ptr_array_new ();

  g_return_val_if_fail (MC_IS_CATALOGUE (self), list);
  g_return_val_if_fail (day != NULL, list);

  for (guint i = 0; i < self->procedures->len; i++) {
    McProcedure *procedure = g_ptr_array_index (self->procedures, i);

    if (mc_procedure_is_valid_on (procedure, day))
      g_ptr_array_add (list, procedure);
  }

  return list;
}

McProcedure *
mc_catalogue_find_on (McCatalogue *self, const char *code, const McPartialDate *day)
{
  g_return_val_if_fail (MC_IS_CATALOGUE (self), NULL);
  g_return_val_if_fail (code != NULL && day != NULL, NULL);

  for (guint i = 0; i < self->procedures->len; i++) {
    McProcedure *procedure = g_ptr_array_index (self->procedures, i);

    if (g_str_equal (mc_procedure_get_code (procedure), code)
        && mc_procedure_is_valid_on (procedure, day))
      return procedure;
  }

  return NULL;
}

McProcedure *
mc_catalogue_find_version (McCatalogue *self, const char *code, const char *version)
{
  g_return_val_if_fail (MC_IS_CATALOGUE (self), NULL);
  g_return_val_if_fail (code != NULL && version != NULL, NULL);

  for (guint i = 0; i < self->procedures->len; i++) {
    McProcedure *procedure = g_ptr_array_index (self->procedures, i);

    if (g_str_equal (mc_procedure_get_code (procedure), code)
        && g_str_equal (mc_procedure_get_version (procedure), version))
      return procedure;
  }

  return NULL;
}

McProcedure *
mc_catalogue_find (McCatalogue *self, const char *code)
{
  g_return_val_if_fail (MC_IS_CATALOGUE (self), NULL);
  g_return_val_if_fail (code != NULL, NULL);

  for (guint i = self->procedures->len; i > 0; i--) {
    McProcedure *procedure = g_ptr_array_index (self->procedures, i - 1);

    if (g_str_equal (mc_procedure_get_code (procedure), code))
      return procedure;
  }

  return NULL;
}

McNotice *
mc_catalogue_get_notice (McCatalogue *self)
{
  g_return_val_if_fail (MC_IS_CATALOGUE (self), NULL);

  return self->notice;
}

GPtrArray *
mc_catalogue_get_ethnic_groups (McCatalogue *self)
{
  g_return_val_if_fail (MC_IS_CATALOGUE (self), NULL);

  return self->ethnic_groups;
}

McForm *
mc_catalogue_get_identity_form (McCatalogue *self)
{
  g_return_val_if_fail (MC_IS_CATALOGUE (self), NULL);

  return self->identity_form;
}

McForm *
mc_catalogue_get_card_form (McCatalogue *self)
{
  g_return_val_if_fail (MC_IS_CATALOGUE (self), NULL);

  return self->card_form;
}

McSearch *
mc_catalogue_get_search (McCatalogue *self)
{
  g_return_val_if_fail (MC_IS_CATALOGUE (self), NULL);

  for (; self->n_searched < self->procedures->len; self->n_searched++) {
    McProcedure *procedure = g_ptr_array_index (self->procedures, self->n_searched);
    const char *code = mc_procedure_get_code (procedure);

    /* Another version of what stands before it. */
    if (self->n_searched > 0
        && g_str_equal (code, mc_procedure_get_code (
                                  g_ptr_array_index (self->procedures, self->n_searched - 1))))
      continue;
    mc_search_add (self->search, code, mc_procedure_get_name (procedure),
                   mc_procedure_get_folk_name (procedure),
                   mc_procedure_get_search_words (procedure));
  }

  return self->search;
}

McUnits *
mc_catalogue_get_units (McCatalogue *self)
{
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (MC_IS_CATALOGUE (self), NULL);

  if (self->units == NULL)
    self->units = mc_units_new (NULL, NULL, &error);
  /* It is compiled in, and a test reads all of it. */
  if (error != NULL)
    g_error ("%s", error->message);

  return self->units;
}

McPerson *
mc_person_from_answers (McAnswers *answers)
{
  McPerson *person;
  const char *birth, *issued, *sex;

  g_return_val_if_fail (MC_IS_ANSWERS (answers), NULL);

  person = mc_person_new ();
  mc_person_set_string (&person->id, mc_answers_get (answers, "id"));
  mc_person_set_string (&person->name, mc_answers_get (answers, "name"));
  mc_person_set_string (&person->address, mc_answers_get (answers, "address"));

  birth = mc_answers_get (answers, "birth");
  if (birth != NULL)
    mc_partial_date_parse_iso (birth, &person->birth);

  issued = mc_answers_get (answers, "issued");
  if (issued != NULL)
    mc_partial_date_parse_iso (issued, &person->issued);

  sex = mc_answers_get (answers, "sex");
  if (g_strcmp0 (sex, "male") == 0)
    person->sex = MC_SEX_MALE;
  else if (g_strcmp0 (sex, "female") == 0)
    person->sex = MC_SEX_FEMALE;

  person->assurance = MC_ASSURANCE_MANUAL;
  return person;
}
