// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * McJsonSchema: JSON Schema 2020-12 as far as assets/schemas make use of it, for the author of a
 * definition: what the loaders let pass, a member misspelt, is told too. Vocabulary: type enum
 * const $ref $defs allOf anyOf if then else properties additionalProperties propertyNames required
 * dependentRequired minProperties maxProperties items prefixItems contains minItems maxItems
 * uniqueItems pattern minLength maxLength minimum maximum. The rest says nothing here.
 */
typedef struct _McJsonSchema McJsonSchema;

McJsonSchema *mc_json_schema_new (void);
void mc_json_schema_free (McJsonSchema *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McJsonSchema, mc_json_schema_free)

/* A schema that others may refer to by its $id. */
void mc_json_schema_add (McJsonSchema *self, JsonNode *schema);

typedef struct {
  char *path; /* "form.sections[0].title"; "" the whole */
  char *text; /* "expected ..." */
} McJsonSchemaError;

/* (transfer full) (element-type McJsonSchemaError): empty: instance is valid. id names a schema
 * that was added. instance comes from JSON no deeper than MC_JSON_MAX_DEPTH. */
GPtrArray *mc_json_schema_check (McJsonSchema *self, const char *id, JsonNode *instance);

G_END_DECLS
