// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/domain/procedure.h"

#include <string.h>

#include "app/domain/form-private.h"
#include "app/domain/procedure-private.h"

#define MC_PROCEDURE_MAX_DOCUMENTS 32
#define MC_PROCEDURE_MAX_WORDS 64

struct _McProcedure {
  GObject parent_instance;

  char *code;
  char *version;
  char *name;
  char *folk_name;
  char *spoken;      /* (nullable) */
  GPtrArray *search; /* (element-type utf8) */
  char *area;
  char *agency;
  char *source;
  McProcedureKind kind;
  gboolean sensitive;
  gboolean veiled;  /* sensitive, and not to be filled in here */
  guint capacities; /* bits 1 << McCapacity of who may apply */
  char *fee_text;
  char *time_text;
  int time_amount; /* -1: not known */
  char *time_unit; /* (nullable) */
  char *result_text;
  GPtrArray *documents; /* (element-type McDocument) */
  McPartialDate valid_from;
  McPartialDate valid_until;
  McForm *form;       /* (nullable) */
  McForward *forward; /* (nullable) */
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
mc_forward_free (McForward *self)
{
  g_free (self->where);
  g_free (self->text);
  g_free (self->url);
  g_free (self);
}

static void
mc_procedure_finalize (GObject *object)
{
  McProcedure *self = MC_PROCEDURE (object);

  g_free (self->code);
  g_free (self->version);
  g_free (self->name);
  g_free (self->folk_name);
  g_free (self->spoken);
  g_clear_pointer (&self->search, g_ptr_array_unref);
  g_free (self->area);
  g_free (self->agency);
  g_free (self->source);
  g_free (self->fee_text);
  g_free (self->time_text);
  g_free (self->time_unit);
  g_free (self->result_text);
  g_ptr_array_unref (self->documents);
  g_clear_object (&self->form);
  g_clear_pointer (&self->forward, mc_forward_free);

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
  self->time_amount = mc_json_take_int (source, object, "amount", 0, 365, -1);
  self->time_unit = mc_json_take_optional (source, object, "unit");
  if (self->time_unit != NULL && !g_str_equal (self->time_unit, "working-day")
      && !g_str_equal (self->time_unit, "day"))
    mc_json_source_fail (source, "unit", "expected working-day or day");
  if ((self->time_unit == NULL) != (self->time_amount < 0))
    mc_json_source_fail (source, "unit", "expected beside amount, and only there");
}

static void
load_forward (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McProcedure *self = user_data;

  self->forward = g_new0 (McForward, 1);
  self->forward->where = mc_json_take_string (source, object, "where");
  self->forward->text = mc_json_take_string (source, object, "text");
  self->forward->url = mc_json_take_optional (source, object, "url");
  if (self->forward->url != NULL && !g_str_has_prefix (self->forward->url, "https://"))
    mc_json_source_fail (source, "url", "expected an address that begins with https://");
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
  McFormParts parts;
} McFormContext;

static void
load_form (McJsonSource *source, JsonObject *object, gpointer user_data)
{
  McFormContext *context = user_data;

  context->procedure->form = g_object_new (MC_TYPE_FORM, NULL);
  mc_form_load (context->procedure->form, source, object, &context->parts);
}

/* For oneself, where the file says nothing. */
static void
load_applicant (McProcedure *self, McJsonSource *source, JsonObject *object)
{
  g_autoptr (GPtrArray) names = mc_json_take_strings (source, object, "applicant", MC_CAPACITY_N);

  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);
    McCapacity capacity;

    if (mc_capacity_from_string (name, &capacity))
      self->capacities |= 1u << capacity;
    else
      mc_json_source_fail (source, "applicant", "\"%s\" is no capacity", name);
  }
  if (self->capacities == 0)
    self->capacities = 1u << MC_CAPACITY_SELF;
}

static void
load_kind (McProcedure *self, McJsonSource *source, JsonObject *object)
{
  g_autofree char *kind = mc_json_take_optional (source, object, "kind");
  gboolean forward = g_strcmp0 (kind, "forward") == 0;

  if (kind != NULL && !forward && !g_str_equal (kind, "form"))
    mc_json_source_fail (source, "kind", "expected form or forward");
  self->kind = forward ? MC_PROCEDURE_FORWARD : MC_PROCEDURE_FORM;
  self->sensitive = mc_json_take_boolean (source, object, "sensitive");
  if (json_object_has_member (object, forward ? "form" : "forward") && !self->sensitive)
    mc_json_source_fail (source, forward ? "form" : "forward", "there is none of this kind");
  if (forward && self->sensitive)
    mc_json_source_fail (source, "sensitive", "nothing is asked by this kind");
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
load (McProcedure *self, McJsonSource *source, JsonObject *object, McFormContext *context)
{
  self->code = mc_json_take_string (source, object, "code");
  if (self->code != NULL && !code_is_valid (self->code))
    mc_json_source_fail (source, "code", "expected a code like 1.004873");
  self->version = mc_json_take_date (source, object, "version");
  load_kind (self, source, object);
  self->source = mc_json_take_string (source, object, "source");
  self->name = mc_json_take_string (source, object, "name");
  self->folk_name = mc_json_take_string (source, object, "folk_name");
  self->spoken = mc_json_take_optional (source, object, "spoken");
  self->search = mc_json_take_strings (source, object, "search", MC_PROCEDURE_MAX_WORDS);
  self->area = mc_json_take_string (source, object, "field");
  self->agency = mc_json_take_string (source, object, "agency");
  load_applicant (self, source, object);
  mc_json_with_object (source, object, "fee", load_fee, self);
  mc_json_with_object (source, object, "time", load_time, self);
  self->result_text = self->kind == MC_PROCEDURE_FORM
                          ? mc_json_take_string (source, object, "result")
                          : mc_json_take_optional (source, object, "result");
  mc_json_each_object (source, object, "documents", 0, MC_PROCEDURE_MAX_DOCUMENTS, load_document,
                       self);
  load_validity (self, source, object);
  context->parts.capacities = self->capacities;
  if (self->kind == MC_PROCEDURE_FORM)
    mc_json_with_object (source, object, "form", load_form, context);
  /* What is sensitive says where to go instead, for kiosks that may not ask it. */
  if (self->kind == MC_PROCEDURE_FORWARD || self->sensitive)
    mc_json_with_object (source, object, "forward", load_forward, self);
}

McProcedure *
mc_procedure_new_from_json (GBytes *json, const char *name, GPtrArray *ethnic_groups,
                            JsonObject *common, GError **error)
{
  McFormContext context = { .parts = { .ethnic_groups = ethnic_groups, .common = common } };
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
    context.procedure = self;
    load (self, &source, object, &context);
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

int
mc_procedure_get_time_amount (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), -1);

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

  return self->result_text != NULL ? self->result_text : "";
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

McProcedureKind
mc_procedure_get_kind (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), MC_PROCEDURE_FORM);

  return self->veiled ? MC_PROCEDURE_FORWARD : self->kind;
}

const char *
mc_procedure_get_spoken (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), NULL);

  return self->spoken;
}

const char *
mc_procedure_get_area (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), NULL);

  return self->area;
}

const char *
mc_procedure_get_source (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), NULL);

  return self->source;
}

GPtrArray *
mc_procedure_get_search_words (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), NULL);

  return self->search;
}

const McForward *
mc_procedure_get_forward (McProcedure *self)
{
  return mc_procedure_get_kind (self) == MC_PROCEDURE_FORWARD ? self->forward : NULL;
}

gboolean
mc_procedure_is_sensitive (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), FALSE);

  return self->sensitive;
}

void
mc_procedure_set_veiled (McProcedure *self, gboolean veiled)
{
  g_return_if_fail (MC_IS_PROCEDURE (self));

  self->veiled = self->sensitive && veiled;
}

gboolean
mc_procedure_may_apply (McProcedure *self, McCapacity capacity)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), FALSE);

  return (self->capacities & (1u << capacity)) != 0;
}

const McPartialDate *
mc_procedure_get_valid_from (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), NULL);

  return &self->valid_from;
}

const McPartialDate *
mc_procedure_get_valid_until (McProcedure *self)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), NULL);

  return &self->valid_until;
}

gboolean
mc_procedure_is_valid_on (McProcedure *self, const McPartialDate *day)
{
  g_return_val_if_fail (MC_IS_PROCEDURE (self), FALSE);
  g_return_val_if_fail (day != NULL, FALSE);

  return mc_partial_date_compare (day, &self->valid_from) >= 0
         && mc_partial_date_compare (day, &self->valid_until) <= 0;
}

gboolean
mc_procedure_get_due (McProcedure *self, McWorkCalendar *calendar, gint64 received_ms,
                      McPartialDate *due)
{
  g_autoptr (GDateTime) received = NULL;
  McDueUnit unit;
  GDate day;

  g_return_val_if_fail (MC_IS_PROCEDURE (self), FALSE);
  g_return_val_if_fail (calendar != NULL && due != NULL, FALSE);

  if (self->time_amount < 0)
    return FALSE;

  unit = g_str_equal (self->time_unit, "day") ? MC_DUE_DAYS : MC_DUE_WORKING_DAYS;
  received = g_date_time_new_from_unix_utc (received_ms / 1000);
  if (received == NULL
      || !mc_work_calendar_get_due (calendar, received, unit, (guint) self->time_amount, &day,
                                    NULL))
    return FALSE;

  *due = (McPartialDate){ g_date_get_year (&day), g_date_get_month (&day), g_date_get_day (&day) };
  return TRUE;
}
