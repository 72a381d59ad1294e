// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/procedure.h"

#include <string.h>

#include "app/domain/form-private.h"
#include "app/domain/procedure-private.h"
#include "app/domain/text.h"

#define MC_PROCEDURE_MAX_DOCUMENTS 32
#define MC_PROCEDURE_MAX_WORDS 64

struct _McProcedure {
  GObject parent_instance;

  char *code;
  char *version;
  char *name;
  char *folk_name;
  GPtrArray *search; /* (element-type utf8) */
  char *agency;
  char *fee_text;
  char *time_text;
  guint time_amount;
  char *time_unit;
  char *result_text;
  GPtrArray *documents; /* (element-type McDocument) */
  McPartialDate valid_from;
  McPartialDate valid_until;
  McForm *form;
};

G_DEFINE_FINAL_TYPE (McProcedure, mc_procedure, G_TYPE_OBJECT)

static void
mc_document_free (gpointer data)
{
  McDocument *document = data;

  g_free (document->name);
  g_free (document);
}

static void
mc_procedure_finalize (GObject *object)
{
  McProcedure *self = MC_PROCEDURE (object);

  g_free (self->code);
  g_free (self->version);
  g_free (self->name);
  g_free (self->folk_name);
  g_clear_pointer (&self->search, g_ptr_array_unref);
  g_free (self->agency);
  g_free (self->fee_text);
  g_free (self->time_text);
  g_free (self->time_unit);
  g_free (self->result_text);
  g_ptr_array_unref (self->documents);
  g_clear_object (&self->form);

  G_OBJECT_CLASS (mc_procedure_parent_class)->finalize (object);
}

static void
mc_procedure_class_init (McProcedureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_procedure_finalize;
}

static void
mc_procedure_init (McProcedure *self)
{
  self->documents = g_ptr_array_new_with_free_func (mc_document_free);
}

static void
load_fee (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McProcedure *self = user_data;

  self->fee_text = mc_json_take_string (source, object, "text");
}

static void
load_time (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McProcedure *self = user_data;

  self->time_text = mc_json_take_string (source, object, "text");
  self->time_amount = mc_json_take_int (source, object, "amount", 0, 365, 0);
  self->time_unit = mc_json_take_string (source, object, "unit");
  if (self->time_unit != NULL && !g_str_equal (self->time_unit, "working-day")
      && !g_str_equal (self->time_unit, "day"))
    mc_json_source_fail (source, "unit", "expected working-day or day");
}

static void
load_document (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McProcedure *self = user_data;
  McDocument *document = g_new0 (McDocument, 1);

  g_ptr_array_add (self->documents, document);
  document->name = mc_json_take_string (source, object, "name");
  document->required = mc_json_take_boolean (source, object, "required");
}

typedef struct {
  McProcedure *procedure;
  GPtrArray *ethnic_groups;
} McFormContext;

static void
load_form (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McFormContext *context = user_data;

  context->procedure->form = g_object_new (MC_TYPE_FORM, NULL);
  mc_form_load (context->procedure->form, source, object, context->ethnic_groups);
}

/* A last day that is absent is as good as never. */
static void
load_validity (McProcedure *self, McJsonSource *source, JsonObject *object)
{
  g_autofree char *from = mc_json_take_date (source, object, "valid_from");
  g_autofree char *until = NULL;

  self->valid_until = (McPartialDate){ 9999, 12, 31 };
  if (json_object_has_member (object, "valid_until"))
    until = mc_json_take_date (source, object, "valid_until");
  if (source->error != NULL)
    return;

  mc_partial_date_parse_iso (from, &self->valid_from);
  if (until != NULL)
    mc_partial_date_parse_iso (until, &self->valid_until);
  if (mc_partial_date_compare (&self->valid_until, &self->valid_from) < 0)
    mc_json_source_fail (source, "valid_until", "expected a day not before valid_from");
}

/* "1.004873": a digit, a dot, six digits. */
static gboolean
code_is_valid (const char *code)
{
  return strlen (code) == 8 && g_ascii_isdigit (code[0]) && code[1] == '.'
         && strspn (code + 2, "0123456789") == 6;
}

static void
load (McProcedure *self, McJsonSource *source, JsonObject *object, GPtrArray *ethnic_groups)
{
  McFormContext context = { self, ethnic_groups };

  self->code = mc_json_take_string (source, object, "code");
  if (self->code != NULL && !code_is_valid (self->code))
    mc_json_source_fail (source, "code", "expected a code like 1.004873");
  self->version = mc_json_take_date (source, object, "version");
  self->name = mc_json_take_string (source, object, "name");
  self->folk_name = mc_json_take_string (source, object, "folk_name");
  self->search = mc_json_take_strings (source, object, "search", MC_PROCEDURE_MAX_WORDS);
  self->agency = mc_json_take_string (source, object, "agency");
  mc_json_with_object (source, object, "fee", load_fee, self);
  mc_json_with_object (source, object, "time", load_time, self);
  self->result_text = mc_json_take_string (source, object, "result");
  mc_json_each_object (source, object, "documents", 0, MC_PROCEDURE_MAX_DOCUMENTS, load_document,
                       self);
  load_validity (self, source, object);
  mc_json_with_object (source, object, "form", load_form, &context);
}

McProcedure *
mc_procedure_new_from_json (GBytes *json, const char *name, GPtrArray *ethnic_groups,
                            GError **error)
{
  g_autoptr (McProcedure) self = NULL;
  g_autoptr (JsonObject) object = NULL;
  McJsonSource source;
  gsize length;
  const char *data;

  g_return_val_if_fail (json != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (ethnic_groups != NULL, NULL);

  data = g_bytes_get_data (json, &length);
  mc_json_source_init (&source, name);
  object = mc_json_source_parse (&source, data, length, MC_CATALOGUE_FILE_MAX_BYTES);
  if (object != NULL) {
    self = g_object_new (MC_TYPE_PROCEDURE, NULL);
    load (self, &source, object, ethnic_groups);
  }

  return mc_json_source_finish (&source, error) ? g_steal_pointer (&self) : NULL;
}

const char *
mc_procedure_get_code (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), NULL);

  return self->code;
}

const char *
mc_procedure_get_version (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), NULL);

  return self->version;
}

const char *
mc_procedure_get_name (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), NULL);

  return self->name;
}

const char *
mc_procedure_get_folk_name (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), NULL);

  return self->folk_name;
}

const char *
mc_procedure_get_agency (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), NULL);

  return self->agency;
}

const char *
mc_procedure_get_fee_text (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), NULL);

  return self->fee_text;
}

const char *
mc_procedure_get_time_text (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), NULL);

  return self->time_text;
}

guint
mc_procedure_get_time_amount (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), 0);

  return self->time_amount;
}

const char *
mc_procedure_get_time_unit (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), NULL);

  return self->time_unit;
}

const char *
mc_procedure_get_result_text (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), NULL);

  return self->result_text;
}

GPtrArray *
mc_procedure_get_documents (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), NULL);

  return self->documents;
}

McForm *
mc_procedure_get_form (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), NULL);

  return self->form;
}

gboolean
mc_procedure_is_valid_on (McProcedure *self, const McPartialDate *day)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), FALSE);
  g_return_val_if_fail (day != NULL, FALSE);

  return mc_partial_date_compare (day, &self->valid_from) >= 0
         && mc_partial_date_compare (day, &self->valid_until) <= 0;
}

GPtrArray *
mc_procedure_dup_search_keys (McProcedure *self)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (keys, mc_text_search_key (self->name));
  g_ptr_array_add (keys, mc_text_search_key (self->folk_name));
  for (guint i = 0; i < self->search->len; i++)
    g_ptr_array_add (keys, mc_text_search_key (g_ptr_array_index (self->search, i)));

  return keys;
}
