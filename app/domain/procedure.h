// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "app/domain/form.h"
#include "app/domain/work-calendar.h"
#include "app/domain/search.h"
#include "app/domain/units.h"

G_BEGIN_DECLS

/**
 * McProcedure (thu tuc hanh chinh): one JSON file of assets/catalogue/procedures. Immutable.
 *
 * A procedure changes with the law: the catalogue may have several versions of one code, in force
 * one after the other. Files are named <code>.json or <code>@<valid_from>.json.
 */
#define MC_TYPE_PROCEDURE (mc_procedure_get_type ())
G_DECLARE_FINAL_TYPE (McProcedure, mc_procedure, MC, PROCEDURE, GObject)

typedef enum {
  MC_PROCEDURE_FORM,    /* filled in and handed in here */
  MC_PROCEDURE_FORWARD, /* the kiosk says where to go */
} McProcedureKind;

typedef struct {
  char *name;        /* Vietnamese */
  gboolean required; /* FALSE: "nếu có" */
} McDocument;

/* Where a person has to go whose matter cannot be done here. */
typedef struct {
  char *where; /* "Cổng Dịch vụ công liên thông" */
  char *text;  /* what to do there, a sentence or two */
  char *url;   /* (nullable): for a QR code; https only */
} McForward;

/* name: for error messages ("1.004873.json"). common (nullable): common-block.json, from which
 * forms take sections in. */
McProcedure *mc_procedure_new_from_json (GBytes *json, const char *name, GPtrArray *ethnic_groups,
                                         JsonObject *common, GError **error);

const char *mc_procedure_get_code (McProcedure *self);    /* "1.004873" */
const char *mc_procedure_get_version (McProcedure *self); /* date the file was made, ISO */
McProcedureKind mc_procedure_get_kind (McProcedure *self);
const char *mc_procedure_get_name (McProcedure *self);      /* official, Vietnamese */
const char *mc_procedure_get_folk_name (McProcedure *self); /* as citizens say it */
const char *mc_procedure_get_spoken (McProcedure *self);    /* (nullable): read instead of these */
const char *mc_procedure_get_area (McProcedure *self);      /* lĩnh vực: "Hộ tịch" */
const char *mc_procedure_get_agency (McProcedure *self);
const char *mc_procedure_get_source (McProcedure *self);    /* where it is from, how far sure */
const char *mc_procedure_get_fee_text (McProcedure *self);  /* verbatim */
const char *mc_procedure_get_time_text (McProcedure *self); /* "03 ngày làm việc" */
/* The time limit as a number; -1: the sources do not say one. */
int mc_procedure_get_time_amount (McProcedure *self);
const char *mc_procedure_get_time_unit (McProcedure *self); /* (nullable): "working-day" or "day" */
/* What the person gets, and how long it is valid; "" where one is sent on. */
const char *mc_procedure_get_result_text (McProcedure *self);
GPtrArray *mc_procedure_get_documents (McProcedure *self);     /* (element-type McDocument) */
GPtrArray *mc_procedure_get_search_words (McProcedure *self);  /* (element-type utf8) */
McForm *mc_procedure_get_form (McProcedure *self);             /* (nullable): of kind FORM */
const McForward *mc_procedure_get_forward (McProcedure *self); /* (nullable): of kind FORWARD */
/* It asks for sensitive personal data: of kind FORM only where the configuration allows it, else of
 * kind FORWARD. */
gboolean mc_procedure_is_sensitive (McProcedure *self);
gboolean mc_procedure_may_apply (McProcedure *self, McCapacity capacity);
gboolean mc_procedure_is_valid_on (McProcedure *self, const McPartialDate *day);
/* When what is received at that time (Unix, milliseconds) may be done: dự kiến, for only the portal
 * can say it. FALSE: the time limit is not known, or beyond what the calendar can tell. */
gboolean mc_procedure_get_due (McProcedure *self, McWorkCalendar *calendar, gint64 received_ms,
                               McPartialDate *due);
const McPartialDate *mc_procedure_get_valid_from (McProcedure *self);
/* Year 9999 where no end is known. */
const McPartialDate *mc_procedure_get_valid_until (McProcedure *self);

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
 * McCatalogue: all procedures in all their versions, the notice, and the identity form for people
 * whose card cannot be read.
 */
#define MC_TYPE_CATALOGUE (mc_catalogue_get_type ())
G_DECLARE_FINAL_TYPE (McCatalogue, mc_catalogue, MC, CATALOGUE, GObject)

/* From the GResource compiled into the program. A broken file is an error that names it, and so are
 * two versions of one code that are in force on the same day. */
McCatalogue *mc_catalogue_new (GError **error);

/* Whether procedures that ask for sensitive data are filled in here; FALSE at first: then they say
 * where to go. */
void mc_catalogue_set_sensitive (McCatalogue *self, gboolean shown);

/* (element-type McProcedure): every version of all, by code, then by valid_from. */
GPtrArray *mc_catalogue_get_procedures (McCatalogue *self);

/* (transfer container) (element-type McProcedure): what a person can do on that day: one version of
 * each code, by code. */
GPtrArray *mc_catalogue_list_on (McCatalogue *self, const McPartialDate *day);

/* (nullable): the version in force on that day, if it may be shown. */
McProcedure *mc_catalogue_find_on (McCatalogue *self, const char *code, const McPartialDate *day);

/* (nullable): that very version, for what was begun with it. */
McProcedure *mc_catalogue_find_version (McCatalogue *self, const char *code, const char *version);

/* (nullable): the latest version, for its name and texts. */
McProcedure *mc_catalogue_find (McCatalogue *self, const char *code);

McNotice *mc_catalogue_get_notice (McCatalogue *self);
GPtrArray *mc_catalogue_get_ethnic_groups (McCatalogue *self); /* (element-type McOption) */
McForm *mc_catalogue_get_identity_form (McCatalogue *self);    /* keys: id name birth sex address */
McForm *mc_catalogue_get_card_form (McCatalogue *self); /* what opens a chip: id birth issued */

/* (transfer none): finds procedures by what citizens call them. */
McSearch *mc_catalogue_get_search (McCatalogue *self);

/* (transfer none): provinces and communes, of today and before; read when first asked for (8 ms).
 */
McUnits *mc_catalogue_get_units (McCatalogue *self);

/* (transfer full): the identity form's answers as a person of MC_ASSURANCE_MANUAL. */
McPerson *mc_person_from_answers (McAnswers *answers);

G_END_DECLS
