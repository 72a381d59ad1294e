// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "app/domain/answers.h"
#include "app/domain/person.h"

G_BEGIN_DECLS

/* McForm (to khai): sections of pages of fields, read from a procedure's JSON. Immutable. */

typedef enum {
  MC_FIELD_NAME, /* a person's name: no digits, at least two letters */
  MC_FIELD_TEXT,
  MC_FIELD_ID12,         /* 12 digits */
  MC_FIELD_DATE,         /* day, month, year */
  MC_FIELD_DATE_PARTIAL, /* year, month/year or full */
  MC_FIELD_ENUM,
  MC_FIELD_ADDRESS, /* free text for now, two levels: "..., xã/phường, tỉnh/thành phố" */
  MC_FIELD_ETHNIC,  /* an enum of the 54 groups in assets/catalogue/ethnic-groups.json */
  MC_FIELD_NATION,  /* text with a default */
  MC_FIELD_PHONE,   /* national form: mobile 0xxxxxxxxx, or landline 02xxxxxxxxx */
} McFieldType;

typedef struct {
  char *value; /* stable code that is stored and sent */
  char *label; /* Vietnamese, as shown */
} McOption;

typedef struct {
  char *key;
  char *label; /* short, for the check page */
  McFieldType type;
  gboolean required;
  guint max_length;     /* characters */
  GPtrArray *options;   /* (element-type McOption), empty unless ENUM or ETHNIC */
  char *prefill;        /* (nullable): a name of mc_person_dup_value () */
  JsonNode *prefill_if; /* (nullable): rule; prefill only when true */
  char *initial;        /* (nullable): default value offered */
  char *not_before;     /* (nullable): key of a date on the same page that must not be later */
} McField;

/* One question a screen. */
typedef struct {
  char *id;
  char *section;     /* title of the section it belongs to */
  char *question;    /* the heading: a question in plain Vietnamese */
  char *hint;        /* "" if none */
  GPtrArray *fields; /* (element-type McField), one to three */
  JsonNode *show_if; /* (nullable): rule; the page is asked only when true */
} McPage;

/* What is wrong with an answer. Words for people: ui/error-text.h. */
typedef enum {
  MC_FAULT_NONE,
  MC_FAULT_MISSING,
  MC_FAULT_TOO_LONG,
  MC_FAULT_NAME, /* digits or symbols in a name, or a single letter */
  MC_FAULT_ID12,
  MC_FAULT_DATE, /* no such date */
  MC_FAULT_DATE_PARTIAL_NOT_ALLOWED,
  MC_FAULT_DATE_FUTURE,
  MC_FAULT_OPTION,
  MC_FAULT_ADDRESS, /* too short to be an address */
  MC_FAULT_PHONE,
  MC_FAULT_DATE_ORDER, /* "to" before "from" */
} McFault;

/* (transfer none): "missing", "too-long", ... for command lines and logs. */
const char *mc_fault_to_string (McFault fault);

typedef struct {
  guint page;           /* index into the form's pages */
  const McField *field; /* (unowned) */
  McFault fault;
} McFieldFault;

#define MC_TYPE_FORM (mc_form_get_type ())
G_DECLARE_FINAL_TYPE (McForm, mc_form, MC, FORM, GObject)

/* ethnic_groups: (element-type McOption): what MC_FIELD_ETHNIC fields offer. */
McForm *mc_form_new_from_json (JsonObject *object, GPtrArray *ethnic_groups, GError **error);

const char *mc_form_get_key (McForm *self);
const char *mc_form_get_title (McForm *self);
const char *mc_form_get_declaration (McForm *self); /* verbatim, as the form prints it */
guint mc_form_get_n_pages (McForm *self);
const McPage *mc_form_get_page (McForm *self, guint index);
const McField *mc_form_find_field (McForm *self, const char *key);

/* Fills what the card knows and nobody has answered, and takes back prefilled values whose rule
 * has become false (the applicant turned out to be somebody else). Also offers defaults. */
void mc_form_prefill (McForm *self, McAnswers *answers, const McPerson *person);

/* Whether the page is put to the person: its show_if holds, and not all its answers are
 * prefilled. Such pages appear on the check page only, with "Sửa" like all the others. */
gboolean mc_form_page_is_asked (McForm *self, guint index, McAnswers *answers);

/* Whether the page belongs to the form at all (show_if); else its answers do not count. */
gboolean mc_form_page_applies (McForm *self, guint index, McAnswers *answers);

/* Every text these two give holds what the person wrote: free it with mc_secret_free ().
 * mc_field_canonical () takes back what mc_field_display () gives.
 *
 * (transfer full): typed text in its canonical form ("15/8/1985" -> "1985-08-15", spaces tidied,
 * "0912 345 678" -> "0912345678"); text that has none comes back tidied. */
char *mc_field_canonical (const McField *field, const char *typed);

/* (transfer full): a canonical value as people read it ("15/08/1985", the option's label). */
char *mc_field_display (const McField *field, const char *value);

/* What is wrong with one canonical value, by itself; value NULL: not answered. */
McFault mc_field_check (const McField *field, const char *value, const McPartialDate *today);

/* (transfer full) (element-type McFieldFault): all faults of one page, at once; today bounds
 * dates. Empty when the page is right. */
GPtrArray *mc_form_check_page (McForm *self, guint index, McAnswers *answers,
                               const McPartialDate *today);

/* The same for every page that applies. */
GPtrArray *mc_form_check (McForm *self, McAnswers *answers, const McPartialDate *today);

G_END_DECLS
