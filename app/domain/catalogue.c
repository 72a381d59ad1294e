// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/procedure.h"

#include <string.h>

#include "app/domain/form-private.h"
#include "app/domain/procedure-private.h"
#include "app/domain/secret.h"
#include "app/domain/text.h"

#define MC_CATALOGUE_PATH "/vn/motcua/catalogue"
#define MC_CATALOGUE_MAX_QUERY 200 /* bytes of a search text that are looked at */

struct _McCatalogue {
  GObject parent_instance;

  GPtrArray *ethnic_groups; /* (element-type McOption) */
  GPtrArray *procedures;    /* (element-type McProcedure), by code */
  McNotice *notice;
  McForm *identity_form;
  McForm *card_form;
};

G_DEFINE_FINAL_TYPE (McCatalogue, mc_catalogue, G_TYPE_OBJECT)

static void
mc_catalogue_finalize (GObject *object)
{
  McCatalogue *self = MC_CATALOGUE (object);

  g_clear_pointer (&self->ethnic_groups, g_ptr_array_unref);
  g_ptr_array_unref (self->procedures);
  g_clear_object (&self->notice);
  g_clear_object (&self->identity_form);
  g_clear_object (&self->card_form);

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

static gint
compare_codes (gconstpointer a, gconstpointer b)
{
  return strcmp (mc_procedure_get_code (*(McProcedure **) a),
                 mc_procedure_get_code (*(McProcedure **) b));
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
    procedure = mc_procedure_new_from_json (bytes, names[i], self->ethnic_groups, NULL, error);
    if (procedure == NULL)
      return FALSE;
    g_ptr_array_add (self->procedures, procedure);
  }

  g_ptr_array_sort (self->procedures, compare_codes);
  return TRUE;
}

McCatalogue *
mc_catalogue_new (GError **error)
{
  g_autoptr (McCatalogue) self = g_object_new (MC_TYPE_CATALOGUE, NULL);

  if (!with_file ("ethnic-groups.json", load_ethnic_groups, self, error)
      || !with_file ("identity-form.json", load_identity_form, self, error)
      || !with_file ("card-form.json", load_card_form, self, error)
      || !load_notice (self, error) || !load_procedures (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

GPtrArray *
mc_catalogue_get_procedures (McCatalogue *self)
{
  g_return_val_if_fail (MC_IS_CATALOGUE (self), NULL);

  return self->procedures;
}

McProcedure *
mc_catalogue_find (McCatalogue *self, const char *code)
{
  g_return_val_if_fail (MC_IS_CATALOGUE (self), NULL);
  g_return_val_if_fail (code != NULL, NULL);

  for (guint i = 0; i < self->procedures->len; i++) {
    McProcedure *procedure = g_ptr_array_index (self->procedures, i);

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

/* What people say around the matter itself: "tôi muốn xin giấy độc thân". It may be missing. */
static gboolean
is_small_talk (const char *word)
{
  static const char *const words[] = { "ban",  "bac", "can", "cho", "con", "chau", "giup", "lam",
                                       "muon", "o",   "thu", "toi", "tuc", "xin",  NULL };

  return g_strv_contains (words, word);
}

/* Whether key holds word at the beginning of a word: "than" finds "doc than", and "th" does so
 * while the person is still typing. */
static gboolean
holds_word (const char *key, const char *word)
{
  const char *found = key;

  while ((found = strstr (found, word)) != NULL) {
    if (found == key || found[-1] == ' ')
      return TRUE;
    found++;
  }

  return FALSE;
}

/* 0: a word is missing. Else the more the nearer: words that one phrase holds together weigh more
 * than words scattered over several, and the whole text in one phrase most. */
static guint
score (McProcedure *procedure, const char *text, GStrv words)
{
  g_autoptr (GPtrArray) keys = mc_procedure_dup_search_keys (procedure);
  guint n_words = g_strv_length (words);
  guint best = 0;

  for (guint i = 0; i < n_words; i++) {
    gboolean found = FALSE;

    for (guint j = 0; j < keys->len && !found; j++)
      found = holds_word (g_ptr_array_index (keys, j), words[i]);
    if (!found && (n_words == 1 || !is_small_talk (words[i])))
      return 0;
  }

  for (guint j = 0; j < keys->len; j++) {
    const char *key = g_ptr_array_index (keys, j);
    guint count = holds_word (key, text) ? n_words : 0;

    for (guint i = 0; i < n_words; i++)
      count += holds_word (key, words[i]) ? 1 : 0;
    best = MAX (best, count);
  }

  return 1 + best;
}

typedef struct {
  McProcedure *procedure;
  guint score;
} McHit;

/* Equal hits keep the catalogue's order: GArray's sort is stable. */
static gint
compare_hits (gconstpointer a, gconstpointer b)
{
  return (gint) ((const McHit *) b)->score - (gint) ((const McHit *) a)->score;
}

GPtrArray *
mc_catalogue_search (McCatalogue *self, const char *text)
{
  g_autoptr (GArray) hits = NULL;
  g_autofree char *start = NULL;
  g_autofree char *key = NULL;
  g_auto (GStrv) words = NULL;
  GPtrArray *found;

  g_return_val_if_fail (MC_IS_CATALOGUE (self), NULL);

  start = g_strndup (text != NULL ? text : "", MC_CATALOGUE_MAX_QUERY);
  key = mc_text_search_key (start);
  words = key[0] != '\0' ? g_strsplit (key, " ", -1) : g_new0 (char *, 1);

  hits = g_array_new (FALSE, FALSE, sizeof (McHit));
  for (guint i = 0; i < self->procedures->len; i++) {
    McProcedure *procedure = g_ptr_array_index (self->procedures, i);
    McHit hit = { procedure, score (procedure, key, words) };

    if (hit.score > 0)
      g_array_append_val (hits, hit);
  }
  g_array_sort (hits, compare_hits);

  found = g_ptr_array_new ();
  for (guint i = 0; i < hits->len; i++)
    g_ptr_array_add (found, g_array_index (hits, McHit, i).procedure);

  return found;
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
