// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/catalogue-check.h"

#include <string.h>

#include "app/domain/json-scan.h"
#include "app/domain/json-source.h"
#include "app/domain/procedure-private.h"
#include "app/domain/secret.h"
#include "app/domain/syllable.h"

#define SCHEMA "https://motcua.example/schemas/procedure.schema.json"
#define COMMON_SCHEMA "https://motcua.example/schemas/common-block.schema.json"

enum {
  RULE_DEFINITION,
  RULE_SCHEMA,
  RULE_FILE_NAME,
  RULE_VERSIONS,
  RULE_UNREACHABLE,
  RULE_QUESTION,
  RULE_ANSWERS,
  RULE_LABELS,
  RULE_SPOKEN,
  RULE_SEARCH,
  RULE_CAPACITY,
};

static const char *const rules[] = {
  [RULE_DEFINITION] = "definition",   [RULE_SCHEMA] = "schema",
  [RULE_FILE_NAME] = "file-name",     [RULE_VERSIONS] = "versions",
  [RULE_UNREACHABLE] = "unreachable", [RULE_QUESTION] = "question",
  [RULE_ANSWERS] = "answers",         [RULE_LABELS] = "labels",
  [RULE_SPOKEN] = "spoken",           [RULE_SEARCH] = "search",
  [RULE_CAPACITY] = "capacity",
};

struct _McCatalogueCheck {
  char *common_file;    /* (nullable) */
  GBytes *common_bytes; /* (nullable) */
  McJsonSchema *schemas;
  GPtrArray *ethnic_groups;
  McSpokenText *spoken;  /* (nullable) */
  JsonObject *common;    /* (nullable) */
  GPtrArray *procedures; /* (element-type McProcedure) */
  GPtrArray *files;      /* (element-type utf8): of these procedures */
  GPtrArray *findings;   /* (element-type McCheckFinding) */

  /* Of the file at hand. */
  const char *file;
  const char *text;
  gsize length;
};

static void
finding_free (gpointer data)
{
  McCheckFinding *finding = data;

  g_free (finding->file);
  g_free (finding->text);
  g_free (finding);
}

McCatalogueCheck *
mc_catalogue_check_new (McJsonSchema *schemas, GPtrArray *ethnic_groups, McSpokenText *spoken)
{
  McCatalogueCheck *self = g_new0 (McCatalogueCheck, 1);

  self->schemas = schemas;
  self->ethnic_groups = ethnic_groups;
  self->spoken = spoken;
  self->procedures = g_ptr_array_new_with_free_func (g_object_unref);
  self->files = g_ptr_array_new_with_free_func (g_free);
  self->findings = g_ptr_array_new_with_free_func (finding_free);
  return self;
}

void
mc_catalogue_check_free (McCatalogueCheck *self)
{
  g_clear_pointer (&self->common, json_object_unref);
  g_clear_pointer (&self->common_bytes, g_bytes_unref);
  g_free (self->common_file);
  g_ptr_array_unref (self->procedures);
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->findings);
  g_free (self);
}

static void find_at (McCatalogueCheck *self, guint line, McCheckLevel level, guint rule,
                     const char *format, ...) G_GNUC_PRINTF (5, 6);

static void
find_at (McCatalogueCheck *self, guint line, McCheckLevel level, guint rule, const char *format,
         ...)
{
  McCheckFinding *finding = g_new0 (McCheckFinding, 1);
  va_list args;

  va_start (args, format);
  finding->text = g_strdup_vprintf (format, args);
  va_end (args);
  finding->file = g_strdup (self->file);
  finding->line = line;
  finding->level = level;
  finding->rule = rules[rule];
  g_ptr_array_add (self->findings, finding);
}

/* Where a path, or the key or id of something, stands in the file at hand. */
static guint
line_of (McCatalogueCheck *self, const char *path)
{
  return mc_json_find_line (self->text, self->length, path);
}

/* Whether a key or id comes from a section of the common block. */
static gboolean
is_common (McCatalogueCheck *self, const char *at)
{
  gsize length;
  const char *text = self->common_bytes != NULL ? g_bytes_get_data (self->common_bytes, &length)
                                                : NULL;

  return text != NULL && line_of (self, at) == 1 && mc_json_find_line (text, length, at) > 1;
}

static gboolean
is_known (McCatalogueCheck *self, const McCheckFinding *finding)
{
  for (guint i = 0; i < self->findings->len; i++) {
    const McCheckFinding *other = g_ptr_array_index (self->findings, i);

    if (other->line == finding->line && other->rule == finding->rule
        && g_str_equal (other->file, finding->file) && g_str_equal (other->text, finding->text))
      return TRUE;
  }

  return FALSE;
}

/* A finding about a key or id: told once, in the file where it stands. */
static void find_about (McCatalogueCheck *self, const char *at, McCheckLevel level, guint rule,
                        const char *format, ...) G_GNUC_PRINTF (5, 6);

static void
find_about (McCatalogueCheck *self, const char *at, McCheckLevel level, guint rule,
            const char *format, ...)
{
  gboolean common = is_common (self, at);
  McCheckFinding *finding = g_new0 (McCheckFinding, 1);
  gsize length;
  const char *text = common ? g_bytes_get_data (self->common_bytes, &length) : NULL;
  va_list args;

  va_start (args, format);
  finding->text = g_strdup_vprintf (format, args);
  va_end (args);
  finding->file = g_strdup (common ? self->common_file : self->file);
  finding->line = common ? mc_json_find_line (text, length, at) : line_of (self, at);
  finding->level = level;
  finding->rule = rules[rule];
  if (is_known (self, finding))
    finding_free (finding);
  else
    g_ptr_array_add (self->findings, finding);
}

/* --- as the loader and the schema have it --- */

/* "x.json:12: form.key: ...": the line, and what comes behind it. */
static void
find_refused (McCatalogueCheck *self, const GError *error)
{
  const char *rest = error->message + strlen (self->file);
  char *end;
  guint64 line = *rest == ':' ? g_ascii_strtoull (rest + 1, &end, 10) : 0;

  find_at (self, line > 0 ? (guint) line : 1, MC_CHECK_ERROR, RULE_DEFINITION, "%s",
           line > 0 && g_str_has_prefix (end, ": ") ? end + 2 : error->message);
}

/* (transfer full) (nullable): NULL: it is no JSON, and that has been told. */
static JsonNode *
parse (McCatalogueCheck *self, const char *file, GBytes *json)
{
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) error = NULL;
  McJsonSource source;

  self->file = file;
  self->text = g_bytes_get_data (json, &self->length);
  mc_json_source_init (&source, file);
  object = mc_json_source_parse (&source, self->text, self->length, MC_CATALOGUE_FILE_MAX_BYTES);
  if (mc_json_source_finish (&source, &error))
    return json_node_init_object (json_node_alloc (), object);

  find_refused (self, error);
  return NULL;
}

static void
check_schema (McCatalogueCheck *self, const char *id, JsonNode *node)
{
  g_autoptr (GPtrArray) errors = mc_json_schema_check (self->schemas, id, node);

  for (guint i = 0; i < errors->len; i++) {
    const McJsonSchemaError *error = g_ptr_array_index (errors, i);

    find_at (self, line_of (self, error->path), MC_CHECK_ERROR, RULE_SCHEMA, "%s%s%s", error->path,
             *error->path != '\0' ? ": " : "", error->text);
  }
}

/* --- how texts are heard --- */

/* (transfer full) (nullable): the first word that no voice for Vietnamese can say; secret. */
static char *
find_unsayable (McCatalogueCheck *self, const char *text)
{
  g_auto (McSecret) said = mc_spoken_text_say (self->spoken, text);
  g_auto (GStrv) words = g_strsplit_set (said, " ,.;:?!", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    if (*words[i] != '\0' && !mc_syllable_is_vietnamese (words[i]))
      return g_strdup (words[i]);
  }

  return NULL;
}

/* spoken (nullable): then the author has seen to it. at: a key or id. */
static void
check_spoken (McCatalogueCheck *self, const char *at, const char *text, const char *spoken)
{
  g_autofree char *word = NULL;

  if (self->spoken == NULL || text == NULL)
    return;

  word = find_unsayable (self, spoken != NULL ? spoken : text);
  if (word != NULL)
    find_about (self, at, MC_CHECK_WARNING, RULE_SPOKEN,
                "%s: \"%s\" cannot be read aloud: give it a \"spoken\" text", at, word);
}

/* --- how large it gets --- */

static guint
lines_of (const char *text, guint line)
{
  return (guint) (g_utf8_strlen (text, -1) + line - 1) / line;
}

static void
check_question (McCatalogueCheck *self, const McPage *page)
{
  guint lines = lines_of (page->question, MC_CHECK_QUESTION_LINE);

  if (lines > MC_CHECK_QUESTION_LINES)
    find_about (self, page->id, MC_CHECK_WARNING, RULE_QUESTION,
                "%s: the question takes %u lines at the largest text: expected at most %d (%d "
                "characters)",
                page->id, lines, MC_CHECK_QUESTION_LINES,
                MC_CHECK_QUESTION_LINES * MC_CHECK_QUESTION_LINE);
}

/* The ethnic groups are not the author's to shorten: the screen has a list of its own for them. */
static void
check_answers (McCatalogueCheck *self, const McField *field)
{
  guint height = 0, leaves;

  if (field->type == MC_FIELD_ETHNIC)
    return;

  for (guint i = 0; i < field->options->len; i++) {
    const McOption *option = g_ptr_array_index (field->options, i);

    height += MC_CHECK_AROUND_MM
              + lines_of (option->label, MC_CHECK_ANSWER_LINE) * MC_CHECK_LINE_MM;
  }
  leaves = (height + MC_CHECK_PAGE_MM - 1) / MC_CHECK_PAGE_MM;
  if (leaves > MC_CHECK_ANSWER_LEAVES)
    find_about (self, field->key, MC_CHECK_WARNING, RULE_ANSWERS,
                "%s: %u answers fill %u leaves at the largest text: expected at most %d",
                field->key, field->options->len, leaves, MC_CHECK_ANSWER_LEAVES);
}

static void
check_labels (McCatalogueCheck *self, const McField *field)
{
  for (guint i = 1; i < field->options->len; i++) {
    const char *label = ((const McOption *) g_ptr_array_index (field->options, i))->label;

    for (guint j = 0; j < i; j++) {
      const McOption *other = g_ptr_array_index (field->options, j);

      if (g_str_equal (other->label, label))
        find_about (self, field->key, MC_CHECK_ERROR, RULE_LABELS, "%s: two answers read \"%s\"",
                    field->key, label);
    }
  }
}

/* --- forms --- */

static void
check_field (McCatalogueCheck *self, const McField *field)
{
  check_answers (self, field);
  check_labels (self, field);
  check_spoken (self, field->key, field->label, field->spoken);
  if (field->hint != NULL)
    check_spoken (self, field->key, field->hint, field->spoken);
  for (guint i = 0; field->type != MC_FIELD_ETHNIC && i < field->options->len; i++)
    check_spoken (self, field->key,
                  ((const McOption *) g_ptr_array_index (field->options, i))->label, NULL);
}

static void
check_page (McCatalogueCheck *self, McForm *form, const McPlace *place)
{
  const McPage *page = mc_form_get_page_at (form, place);

  check_question (self, page);
  check_spoken (self, page->id, page->question, page->spoken);
  check_spoken (self, page->id, page->hint, page->spoken);
  /* The common block has pages for people whom not every procedure lets apply. */
  if (!is_common (self, page->id) && !mc_form_page_is_reachable (form, place))
    find_about (self, page->id, MC_CHECK_ERROR, RULE_UNREACHABLE,
                "%s: no answers bring this page up", page->id);
  for (guint i = 0; i < page->fields->len; i++)
    check_field (self, g_ptr_array_index (page->fields, i));
}

static void
check_form (McCatalogueCheck *self, McForm *form)
{
  for (guint i = 0; i < mc_form_get_n_pages (form); i++) {
    const McRepeat *repeat = mc_form_get_page (form, i)->repeat;

    check_page (self, form, &(McPlace){ i, -1, 0 });
    for (guint j = 0; repeat != NULL && j < repeat->pages->len; j++)
      check_page (self, form, &(McPlace){ i, 0, j });
  }
}

/* --- procedures --- */

static void
check_file_name (McCatalogueCheck *self, McProcedure *procedure)
{
  g_autofree char *name = g_path_get_basename (self->file);
  g_autofree char *from = mc_partial_date_to_iso (mc_procedure_get_valid_from (procedure));
  g_autofree char *plain = g_strconcat (mc_procedure_get_code (procedure), ".json", NULL);
  g_autofree char *dated = g_strconcat (mc_procedure_get_code (procedure), "@", from, ".json",
                                        NULL);

  if (!g_str_equal (name, plain) && !g_str_equal (name, dated))
    find_at (self, line_of (self, "code"), MC_CHECK_ERROR, RULE_FILE_NAME,
             "expected the file to be called %s or %s", plain, dated);
}

static void
check_search (McCatalogueCheck *self, McProcedure *procedure)
{
  if (mc_procedure_get_search_words (procedure)->len == 0)
    find_at (self, line_of (self, "search"), MC_CHECK_WARNING, RULE_SEARCH,
             "expected the words that citizens use for it");
}

/* Who may act for somebody else has to be asked whether they do. */
static void
check_capacity (McCatalogueCheck *self, McProcedure *procedure)
{
  McForm *form = mc_procedure_get_form (procedure);
  gboolean others = FALSE;

  for (McCapacity capacity = MC_CAPACITY_SELF + 1; capacity < MC_CAPACITY_N; capacity++)
    others |= mc_procedure_may_apply (procedure, capacity);
  if (others && mc_form_find_role (form, MC_ROLE_CAPACITY) == NULL)
    find_at (self, line_of (self, "applicant"), MC_CHECK_ERROR, RULE_CAPACITY,
             "no field asks for whom the person acts (role \"capacity\")");
}

void
mc_catalogue_check_add (McCatalogueCheck *self, const char *file, GBytes *json)
{
  g_autoptr (JsonNode) node = parse (self, file, json);
  g_autoptr (McProcedure) procedure = NULL;
  g_autoptr (GError) error = NULL;

  if (node == NULL)
    return;

  check_schema (self, SCHEMA, node);
  procedure = mc_procedure_new_from_json (json, file, self->ethnic_groups, self->common, &error);
  if (procedure == NULL) {
    find_refused (self, error);
    return;
  }

  check_file_name (self, procedure);
  check_search (self, procedure);
  check_spoken (self, "name", mc_procedure_get_name (procedure),
                mc_procedure_get_spoken (procedure));
  check_spoken (self, "folk_name", mc_procedure_get_folk_name (procedure),
                mc_procedure_get_spoken (procedure));
  if (mc_procedure_get_form (procedure) != NULL) {
    check_capacity (self, procedure);
    check_form (self, mc_procedure_get_form (procedure));
  }
  g_ptr_array_add (self->procedures, g_steal_pointer (&procedure));
  g_ptr_array_add (self->files, g_strdup (file));
}

void
mc_catalogue_check_set_common (McCatalogueCheck *self, const char *file, GBytes *json)
{
  g_autoptr (JsonNode) node = parse (self, file, json);

  if (node == NULL)
    return;

  check_schema (self, COMMON_SCHEMA, node);
  g_clear_pointer (&self->common, json_object_unref);
  self->common = json_node_dup_object (node);
  g_clear_pointer (&self->common_bytes, g_bytes_unref);
  self->common_bytes = g_bytes_ref (json);
  g_free (self->common_file);
  self->common_file = g_strdup (file);
}

/* --- versions --- */

static gboolean
is_disjoint (McProcedure *a, McProcedure *b)
{
  return mc_partial_date_compare (mc_procedure_get_valid_until (a), mc_procedure_get_valid_from (b))
             < 0
         || mc_partial_date_compare (mc_procedure_get_valid_until (b),
                                     mc_procedure_get_valid_from (a))
                < 0;
}

static void
check_versions (McCatalogueCheck *self, guint index)
{
  McProcedure *one = g_ptr_array_index (self->procedures, index);

  self->file = g_ptr_array_index (self->files, index);
  for (guint i = 0; i < index; i++) {
    McProcedure *other = g_ptr_array_index (self->procedures, i);
    const char *name = g_ptr_array_index (self->files, i);

    if (!g_str_equal (mc_procedure_get_code (one), mc_procedure_get_code (other)))
      continue;
    if (!is_disjoint (one, other))
      find_at (self, 1, MC_CHECK_ERROR, RULE_VERSIONS, "in force on the same days as %s", name);
    if (g_str_equal (mc_procedure_get_version (one), mc_procedure_get_version (other)))
      find_at (self, 1, MC_CHECK_ERROR, RULE_VERSIONS, "has the same version as %s", name);
  }
}

static gint
compare_findings (gconstpointer a, gconstpointer b)
{
  const McCheckFinding *first = *(McCheckFinding *const *) a;
  const McCheckFinding *second = *(McCheckFinding *const *) b;
  int order = strcmp (first->file, second->file);

  if (order == 0)
    order = (first->line > second->line) - (first->line < second->line);

  return order != 0 ? order : strcmp (first->text, second->text);
}

GPtrArray *
mc_catalogue_check_finish (McCatalogueCheck *self)
{
  for (guint i = 0; i < self->procedures->len; i++)
    check_versions (self, i);
  g_ptr_array_sort (self->findings, compare_findings);

  return self->findings;
}
