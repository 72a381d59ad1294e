// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/form-private.h"
#include "app/domain/rule.h"

G_BEGIN_DECLS

/**
 * McFormScope: what rules see of a form's answers: typed, without those of pages that do not apply,
 * in a row the row's own in front. It remembers which pages apply: make a new one, or forget, when
 * answers have changed. On the stack; both are (unowned). Only for app/domain/form*.c.
 */
typedef struct {
  McForm *form;
  McAnswers *answers;
  int row;                                  /* -1: of the form itself */
  guint page;                               /* the repeat's page, in a row */
  gint8 applies[MC_FORM_MAX_PAGES];         /* 0: not known yet, 1: it does, -1: it does not */
  gint8 row_applies[MC_FORM_MAX_ROW_PAGES]; /* in this row */
} McFormScope;

void mc_form_scope_init (McFormScope *self, McForm *form, McAnswers *answers);
void mc_form_scope_forget (McFormScope *self);
/* row -1: out of it. */
void mc_form_scope_enter_row (McFormScope *self, guint page, int row);
void mc_form_scope_enter_place (McFormScope *self, const McPlace *place);

gboolean mc_form_scope_holds (McFormScope *self, JsonNode *rule);
McRuleScope mc_form_scope_as_rule_scope (McFormScope *self);

gboolean mc_form_scope_page_applies (McFormScope *self, guint page);
/* A page of the row that was entered. */
gboolean mc_form_scope_row_page_applies (McFormScope *self, guint subpage);
gboolean mc_form_scope_place_applies (McFormScope *self, const McPlace *place);

/* (transfer full): the field's full key, in the row that was entered. */
char *mc_form_scope_dup_key (McFormScope *self, const McField *field);

/* (transfer full): all answers that count, as an object in the form's order; its texts are also
 * added to secrets. */
JsonNode *mc_form_scope_build (McFormScope *self, GPtrArray *secrets);

G_END_DECLS
