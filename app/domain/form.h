// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "app/domain/answers.h"
#include "app/domain/field.h"
#include "app/domain/json-writer.h"
#include "app/domain/person.h"

G_BEGIN_DECLS

/**
 * McForm (to khai): sections of pages of fields, read from a procedure's JSON. Immutable.
 *
 * A page asks one to three fields, or it is a repeat: a list of people or things to which rows are
 * added, changed and removed, each row by the repeat's own pages.
 *
 * Answers are one flat map. A field's full key is its key, in a row "<repeat>.<row>.<key>"; the
 * repeat's own key holds the number of rows. Rules see them typed (app/domain/field.h), a repeat as
 * a list of objects; rules in a row's pages see the row's answers before the form's. The answers of
 * pages that do not apply are not there for any rule, and not in the record either.
 * A page's show_if looks at earlier pages only, so that everybody decides alike in one pass.
 */

typedef struct _McRepeat McRepeat;

/* One question a screen. */
typedef struct {
  char *id;
  char *section;     /* title of the section it belongs to */
  char *question;    /* the heading: a question in plain Vietnamese */
  char *hint;        /* "" if none */
  char *spoken;      /* (nullable): read aloud instead of question and hint */
  GPtrArray *fields; /* (element-type McField), one to three; of a repeat empty */
  McRepeat *repeat;  /* (nullable) */
  JsonNode *show_if; /* (nullable): rule; the page is asked only when true */
  GPtrArray *checks; /* (element-type McCheck) */
} McPage;

struct _McRepeat {
  char *key;
  char *item; /* what one row is, in lower case: "người con" */
  guint min, max;
  GPtrArray *summary; /* (element-type McField) (unowned): what the list shows of a row */
  GPtrArray *pages;   /* (element-type McPage), no repeats among them */
};

/* A rule that must hold once everything it looks at is right by itself. */
typedef struct {
  JsonNode *rule;
  char *message;        /* Vietnamese: what to do */
  const McField *field; /* (unowned): where the message stands */
} McCheck;

/* A place in a form. */
typedef struct {
  guint page;    /* index into the form's pages */
  int row;       /* of the repeat; -1: not in a row */
  guint subpage; /* index into the repeat's pages, in a row */
} McPlace;

typedef struct {
  guint page; /* index into the form's pages */
  int row;    /* -1: not in a row */
  guint subpage;
  const McField *field; /* (unowned) (nullable): NULL: the repeat as a whole */
  McFault fault;
  char *key;           /* the full key of the answer */
  const char *message; /* (unowned by the form) (nullable): of MC_FAULT_RULE */
} McFieldFault;

McFieldFault *mc_field_fault_copy (const McFieldFault *fault);
void mc_field_fault_free (McFieldFault *fault);

#define MC_TYPE_FORM (mc_form_get_type ())
G_DECLARE_FINAL_TYPE (McForm, mc_form, MC, FORM, GObject)

/* ethnic_groups: (element-type McOption): what MC_FIELD_ETHNIC fields offer. */
McForm *mc_form_new_from_json (JsonObject *object, GPtrArray *ethnic_groups, GError **error);

const char *mc_form_get_key (McForm *self);
const char *mc_form_get_title (McForm *self);
const char *mc_form_get_declaration (McForm *self); /* verbatim, as the form prints it; may be "" */
/* (nullable): of the common block, if the form takes a section of it in. */
const char *mc_form_get_common_version (McForm *self);
guint mc_form_get_n_pages (McForm *self);
const McPage *mc_form_get_page (McForm *self, guint index);
/* (nullable): also fields of a row's pages. */
const McField *mc_form_find_field (McForm *self, const char *key);
/* (nullable): the field of a full key; place (out) (optional): the page where it is asked. */
const McField *mc_form_find_full (McForm *self, const char *full_key, McPlace *place);
/* (nullable): the first field with that role. */
const McField *mc_form_find_role (McForm *self, McRole role);
/* (nullable) (transfer none): what was answered to it; NULL: it was not asked, or not answered. */
const char *mc_form_get_role (McForm *self, McAnswers *answers, McRole role);

/* The page at a place: in a row, the repeat's page. */
const McPage *mc_form_get_page_at (McForm *self, const McPlace *place);

/* (transfer full): the full key of a field: row -1: of the form itself. */
char *mc_form_dup_full_key (McForm *self, const McField *field, int row);

/* --- rows --- */
guint mc_form_get_n_rows (McForm *self, guint page, McAnswers *answers);
/* The new row's number; -1: there is no room for more. */
int mc_form_add_row (McForm *self, guint page, McAnswers *answers);
/* The rows behind it move up. */
void mc_form_remove_row (McForm *self, guint page, McAnswers *answers, guint row);
/* Whether the row has nothing but what the form itself has put there. */
gboolean mc_form_row_is_untouched (McForm *self, guint page, McAnswers *answers, guint row);
/* (transfer full): a row in one line for the list: "Nguyễn Văn An · 15/08/1985"; secret. */
char *mc_form_dup_row_summary (McForm *self, guint page, McAnswers *answers, guint row);

/* --- filling in --- */

/* Fills what the card knows and nobody has answered, and takes back prefilled values whose rule
 * has become false (the applicant turned out to be somebody else). Also offers defaults, and gives
 * the one answer of a required question that has but one. */
void mc_form_prefill (McForm *self, McAnswers *answers, const McPerson *person);

/* Works out the computed fields from the answers as they are, and takes back what no longer can be
 * worked out. Call before check, and before showing computed values. */
void mc_form_compute (McForm *self, McAnswers *answers, const McPartialDate *today);

/* Whether the page is put to the person: its show_if holds, and not all its answers are
 * prefilled or computed. Such pages appear on the check page only, with "Sửa" like all the others.
 */
gboolean mc_form_page_is_asked (McForm *self, guint index, McAnswers *answers);
/* Whether the page belongs to the form at all (show_if); else its answers do not count. */
gboolean mc_form_page_applies (McForm *self, guint index, McAnswers *answers);
/* The same for the page at a place, which may be one of a row. */
gboolean mc_form_place_is_asked (McForm *self, const McPlace *place, McAnswers *answers);
gboolean mc_form_place_applies (McForm *self, const McPlace *place, McAnswers *answers);

/* Whether the field must be answered, as its rule has it now. */
gboolean mc_form_is_required (McForm *self, const McField *field, const McPlace *place,
                              McAnswers *answers);

/* Writes the answers that count, typed (app/domain/field.h), in the form's order, as an object. */
void mc_form_write_answers (McForm *self, McAnswers *answers, McJsonWriter *writer,
                            const char *key);

/* Replaces answers by what object says: typed as above, or as people would type it. FALSE and an
 * error (names the key, never the value) on a key or a type that the form has not. */
gboolean mc_form_load_answers (McForm *self, McAnswers *answers, JsonObject *object,
                               GError **error);

/* What the person at the kiosk is to the applicant; MC_CAPACITY_SELF if the form does not ask. */
McCapacity mc_form_get_capacity (McForm *self, McAnswers *answers);

/* (transfer full) (element-type McFieldFault): all faults of one page, at once; today bounds
 * dates. Of a repeat: of all its rows. Empty when the page is right. */
GPtrArray *mc_form_check_page (McForm *self, guint index, McAnswers *answers,
                               const McPartialDate *today);

/* The faults of the page at a place: in a row, of that row's page alone. */
GPtrArray *mc_form_check_place (McForm *self, const McPlace *place, McAnswers *answers,
                                const McPartialDate *today);

/* The same for every page that applies. */
GPtrArray *mc_form_check (McForm *self, McAnswers *answers, const McPartialDate *today);

G_END_DECLS
