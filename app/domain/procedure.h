// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "app/domain/form.h"

G_BEGIN_DECLS

/* McProcedure (thu tuc hanh chinh): one JSON file of assets/catalogue/procedures. Immutable. */
#define MC_TYPE_PROCEDURE (mc_procedure_get_type ())
G_DECLARE_FINAL_TYPE (McProcedure, mc_procedure, MC, PROCEDURE, GObject)

typedef struct {
  char *name;        /* Vietnamese */
  gboolean required; /* FALSE: "nếu có" */
} McDocument;

/* name: for error messages ("1.004873.json"). */
McProcedure *mc_procedure_new_from_json (GBytes *json, const char *name, GPtrArray *ethnic_groups,
                                         GError **error);

const char *mc_procedure_get_code (McProcedure *self);      /* "1.004873" */
const char *mc_procedure_get_version (McProcedure *self);   /* date the file was made, ISO */
const char *mc_procedure_get_name (McProcedure *self);      /* official, Vietnamese */
const char *mc_procedure_get_folk_name (McProcedure *self); /* as citizens say it */
const char *mc_procedure_get_agency (McProcedure *self);
const char *mc_procedure_get_fee_text (McProcedure *self);  /* verbatim */
const char *mc_procedure_get_time_text (McProcedure *self); /* "03 ngày làm việc" */
guint mc_procedure_get_time_amount (McProcedure *self);
const char *mc_procedure_get_time_unit (McProcedure *self);   /* "working-day" or "day" */
const char *mc_procedure_get_result_text (McProcedure *self); /* what the person gets, validity */
GPtrArray *mc_procedure_get_documents (McProcedure *self);    /* (element-type McDocument) */
McForm *mc_procedure_get_form (McProcedure *self);
gboolean mc_procedure_is_valid_on (McProcedure *self, const McPartialDate *day);

/* The texts a person consents to; assets/catalogue/privacy-notice.json, versioned. */
typedef struct {
  char *id;   /* "processing", "contact" */
  char *text; /* Vietnamese */
  gboolean required;
} McPurpose;

#define MC_TYPE_NOTICE (mc_notice_get_type ())
G_DECLARE_FINAL_TYPE (McNotice, mc_notice, MC, NOTICE, GObject)

McNotice *mc_notice_new_from_json (GBytes *json, GError **error);
const char *mc_notice_get_version (McNotice *self);
/* (transfer full): the notice with {office}, {procedure}, {province}, {contact} filled in. */
char *mc_notice_format (McNotice *self, const char *office, const char *procedure,
                        const char *province, const char *contact);
GPtrArray *mc_notice_get_purposes (McNotice *self); /* (element-type McPurpose) */

/**
 * McCatalogue: all procedures, the notice, and the identity form for people whose card cannot be
 * read.
 */
#define MC_TYPE_CATALOGUE (mc_catalogue_get_type ())
G_DECLARE_FINAL_TYPE (McCatalogue, mc_catalogue, MC, CATALOGUE, GObject)

/* From the GResource compiled into the program. A broken file is an error that names it. */
McCatalogue *mc_catalogue_new (GError **error);
GPtrArray *mc_catalogue_get_procedures (McCatalogue *self); /* (element-type McProcedure) */
McProcedure *mc_catalogue_find (McCatalogue *self, const char *code); /* (nullable) */
McNotice *mc_catalogue_get_notice (McCatalogue *self);
McForm *mc_catalogue_get_identity_form (McCatalogue *self); /* keys: id name birth sex address */

/* (transfer container) (element-type McProcedure): those whose name, folk name or search words
 * hold every word of text, marks or none, best first; all of them for an empty text. */
GPtrArray *mc_catalogue_search (McCatalogue *self, const char *text);

/* (transfer full): the identity form's answers as a person of MC_ASSURANCE_MANUAL. */
McPerson *mc_person_from_answers (McAnswers *answers);

G_END_DECLS
