// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "app/domain/units.h"
#include "app/session/session.h"
#include "ui/fields/editor.h"

G_BEGIN_DECLS

/**
 * McFieldEdit: one field of a form on the screen: what it is called, what helps to answer it, what
 * is wrong with the answer, answers given before that can be taken over with one tap, and the
 * editor that its type asks for.
 *
 * What is chosen and written there its editor tells. Signals:
 *  "taken-over" (guint index): a suggestion is to be the answer
 */
#define MC_TYPE_FIELD_EDIT (mc_field_edit_get_type ())
G_DECLARE_FINAL_TYPE (McFieldEdit, mc_field_edit, MC, FIELD_EDIT, GtkWidget)

/* field, units: (transfer none), outlive the widget. key: the field's full key. show_label: FALSE
 * where the question says it. */
GtkWidget *mc_field_edit_new (const McField *field, const char *key, gboolean show_label,
                              McUnits *units);

const McField *mc_field_edit_get_field (McFieldEdit *self);
const char *mc_field_edit_get_key (McFieldEdit *self);
McEditor *mc_field_edit_get_editor (McFieldEdit *self);

/* Shows what has been answered; answers NULL: nothing. Emits nothing. */
void mc_field_edit_show (McFieldEdit *self, McAnswers *answers);

/* "(không bắt buộc)" beside the label where it need not be answered. */
void mc_field_edit_set_required (McFieldEdit *self, gboolean required);

/* text: (nullable): what to do about the answer. */
void mc_field_edit_set_fault (McFieldEdit *self, const char *text);

/* Answers given before, each a button. (element-type McSuggestion) */
void mc_field_edit_set_suggestions (McFieldEdit *self, GPtrArray *suggestions);

G_END_DECLS
