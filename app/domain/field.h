// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

#include "app/domain/partial-date.h"

G_BEGIN_DECLS

/**
 * McField: one thing that a form asks for, or works out by itself.
 *
 * An answer is kept as one canonical string; towards rules and the record it is typed JSON:
 *
 *   number, money    "1500000"          → 1500000
 *   yes_no,
 *   declaration      "yes", "no"        → true, false
 *   multi            "giay,buu_chinh"   → ["giay", "buu_chinh"], in the order of the options
 *   address          the whole in one line, and where the parts are known "<key>.street",
 *                    "<key>.commune" (5 digits), "<key>.province" (2 digits)
 *                                       → {"text", "street", "commune", "province"}
 *   computed         a text, or as `gives` says
 *   all others       the text
 */
typedef enum {
  MC_FIELD_NAME, /* a person's name: no digits, at least two letters */
  MC_FIELD_TEXT,
  MC_FIELD_ID12,         /* 12 digits */
  MC_FIELD_DATE,         /* day, month, year */
  MC_FIELD_DATE_PARTIAL, /* year, month/year or full */
  MC_FIELD_ENUM,
  MC_FIELD_ADDRESS, /* two levels: "..., xã/phường, tỉnh/thành phố"; free text stands, too */
  MC_FIELD_ETHNIC,     /* an enum of the 54 groups in assets/catalogue/ethnic-groups.json */
  MC_FIELD_NATION,     /* text with a default */
  MC_FIELD_PHONE,      /* national form: mobile 0xxxxxxxxx, or landline 02xxxxxxxxx */
  MC_FIELD_NAME_UPPER, /* a name that the form wants in capitals; written as one likes */
  MC_FIELD_LONG_TEXT,  /* several lines */
  MC_FIELD_NUMBER,     /* a whole number from min to max */
  MC_FIELD_MONEY,      /* đồng, from min to max */
  MC_FIELD_TIME,       /* of the day: HH:MM */
  MC_FIELD_MULTI,      /* min to max of the options */
  MC_FIELD_YES_NO,     /* its two options are "yes" and "no" */
  MC_FIELD_EMAIL,
  /* A paper: "yes": brought along, to be handed in at the counter; "no": not at hand. Or one of
   * the field's own options. Where the field may be captured also MC_FIELD_CAPTURED: photographed
   * here, and the record names the attachment under this field's key. */
  MC_FIELD_ATTACHMENT,
  MC_FIELD_COMPUTED,    /* never asked; worked out by mc_form_compute () */
  MC_FIELD_DECLARATION, /* `text`, verbatim; has to be ticked: "yes" */
  MC_FIELD_N_TYPES,
} McFieldType;

#define MC_FIELD_CAPTURED "captured"

/* In which role the person at the kiosk hands the dossier in. */
typedef enum {
  MC_CAPACITY_SELF,       /* for themselves */
  MC_CAPACITY_AUTHORISED, /* theo ủy quyền */
  MC_CAPACITY_PARENT,     /* cha, mẹ */
  MC_CAPACITY_GUARDIAN,   /* người giám hộ */
  MC_CAPACITY_RELATIVE,   /* người thân thích, where the law asks for no authorisation */
  MC_CAPACITY_N,
} McCapacity;

/* (transfer none): "self", "authorised", ... */
const char *mc_capacity_to_string (McCapacity capacity);
/* FALSE: there is no such capacity. */
gboolean mc_capacity_from_string (const char *text, McCapacity *capacity);

typedef struct {
  char *value;  /* stable code that is stored and sent */
  char *label;  /* Vietnamese, as shown */
  int capacity; /* McCapacity that choosing it means; -1: none (only in a field with that role) */
} McOption;

/* What a field's answer tells about the people of the record. */
typedef enum {
  MC_ROLE_NONE,
  MC_ROLE_CAPACITY, /* an enum whose options name capacities */
  MC_ROLE_APPLICANT_ID,
  MC_ROLE_APPLICANT_NAME,
  MC_ROLE_APPLICANT_BIRTH,
  MC_ROLE_APPLICANT_SEX,
  MC_ROLE_APPLICANT_ADDRESS,
  MC_ROLE_APPLICANT_PHONE,
  MC_ROLE_APPLICANT_EMAIL,
  MC_ROLE_SUBMITTER_PHONE,
  MC_ROLE_N,
} McRole;

/* How a computed field comes by its value. */
typedef enum {
  MC_COMPUTE_RULE,            /* JsonLogic */
  MC_COMPUTE_DATE_IN_WORDS,   /* "Ngày mười lăm, tháng tám, năm ..." */
  MC_COMPUTE_NUMBER_IN_WORDS, /* "mười hai" */
  MC_COMPUTE_MONEY_IN_WORDS,  /* "Một triệu năm trăm nghìn đồng" */
  MC_COMPUTE_AGE,             /* whole years on the day the form is filled in, a number */
} McComputeKind;

typedef struct {
  McComputeKind kind;
  JsonNode *rule;    /* of MC_COMPUTE_RULE, else NULL */
  char *of;          /* key that the others look at, else NULL */
  McFieldType gives; /* MC_FIELD_TEXT, MC_FIELD_NUMBER or MC_FIELD_YES_NO */
} McCompute;

typedef struct {
  char *key;    /* unique in the form, also among rows of repeats */
  char *label;  /* short, for the check page */
  char *hint;   /* (nullable): one sentence at the field */
  char *spoken; /* (nullable): read aloud instead of label and hint */
  char *text;   /* (nullable): what a declaration declares, verbatim */
  char *unit;   /* (nullable): written after a number: "bản", "người" */
  McFieldType type;
  gboolean required;     /* always; where required_if is there, mc_form_is_required () knows */
  JsonNode *required_if; /* (nullable): rule */
  guint max_length;      /* characters */
  gint64 min, max;       /* value of a number or money; number of choices of a multi */
  gboolean future;       /* a date may lie after today */
  gboolean capture;      /* a copy of the paper will do: it may be photographed here */
  GPtrArray *options;    /* (element-type McOption), what one may choose; else empty */
  char *prefill;         /* (nullable): a name of mc_person_dup_value () */
  JsonNode *prefill_if;  /* (nullable): rule; prefill only when true */
  char *initial;         /* (nullable): default value offered */
  char *not_before;      /* (nullable): key of a date on the same page that must not be later */
  char *reuse; /* (nullable): "address", "phone", ...: what has been answered under the same word
                * in this visit is offered, never filled in */
  McRole role;
  McCompute *compute; /* of MC_FIELD_COMPUTED, else NULL */
} McField;

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
  MC_FAULT_NUMBER,     /* not a whole number */
  MC_FAULT_TOO_SMALL,  /* less than the field's min */
  MC_FAULT_TOO_LARGE,  /* more than the field's max */
  MC_FAULT_TIME,       /* no time of the day */
  MC_FAULT_EMAIL,
  MC_FAULT_TOO_FEW,     /* fewer choices than the field's min */
  MC_FAULT_TOO_MANY,    /* more choices than the field's max */
  MC_FAULT_DECLARATION, /* not ticked */
  MC_FAULT_FEW_ROWS,    /* fewer rows than the repeat's min */
  MC_FAULT_MANY_ROWS,
  MC_FAULT_RULE, /* a check of the form fails; McFieldFault.message says what to do */
  MC_FAULT_N,
} McFault;

/* (transfer none): "missing", "too-long", ... for command lines and logs. */
const char *mc_fault_to_string (McFault fault);

/* (transfer none): "name", "long_text", ... as definitions name it. */
const char *mc_field_type_to_string (McFieldType type);

/* Every text these two give holds what the person wrote: free it with mc_secret_free ().
 * mc_field_canonical () takes back what mc_field_display () gives.
 *
 * (transfer full): typed text in its canonical form ("15/8/1985" -> "1985-08-15", spaces tidied,
 * "0912 345 678" -> "0912345678", "1.500.000 đồng" -> "1500000", "7h30" -> "07:30"; of a multi the
 * values joined by ","); text that has none comes back tidied. */
char *mc_field_canonical (const McField *field, const char *typed);

/* (transfer full): a canonical value as people read it ("15/08/1985", the option's label,
 * "1.500.000 đồng", the labels of a multi joined by "; "). */
char *mc_field_display (const McField *field, const char *value);

/* What is wrong with one canonical value, by itself; value NULL: not answered. */
McFault mc_field_check (const McField *field, const char *value, const McPartialDate *today);

/* Whether option value is among the choices of a multi's canonical value (nullable). */
gboolean mc_field_has_choice (const McField *field, const char *value, const char *option);

G_END_DECLS
