// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/field.h"

G_BEGIN_DECLS

/* What the types of fields do differently. Only for app/domain/field*.c. Each may be NULL: text
 * that is its own canonical form, its own display, never wrong but when it is too long. */
typedef struct {
  /* (transfer full) (nullable): of tidied text; NULL: it has no canonical form. */
  char *(*canonical) (const McField *field, const char *tidy);
  /* (transfer full) (nullable): NULL: as it is. */
  char *(*display) (const McField *field, const char *value);
  /* Of a value that is not empty. */
  McFault (*check) (const McField *field, const char *value, const McPartialDate *today);
  gboolean keeps_lines; /* line breaks are part of it */
} McFieldKind;

/* (nullable): the option of that value. */
const McOption *mc_field_find_option (const McField *field, const char *value);

/* field-choice.c */
extern const McFieldKind mc_field_choice_kind;
extern const McFieldKind mc_field_multi_kind;
extern const McFieldKind mc_field_declaration_kind;
/* field-date.c */
extern const McFieldKind mc_field_date_kind;
extern const McFieldKind mc_field_time_kind;
/* field-number.c */
extern const McFieldKind mc_field_number_kind;
extern const McFieldKind mc_field_id_kind;
extern const McFieldKind mc_field_phone_kind;

G_END_DECLS
