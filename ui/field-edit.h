// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "app/domain/form.h"
#include "ui/keyboard.h"

G_BEGIN_DECLS

/**
 * McFieldEdit: one field of a form: cards to choose from, or a line to write on, with what is
 * wrong right above it. Long answers are read back under the line, numbers in groups.
 *
 * Signals:
 *  "edited" (const char *typed): the person has chosen or written
 *  "wants-keyboard": the line was touched or has the focus
 */
#define MC_TYPE_FIELD_EDIT (mc_field_edit_get_type ())
G_DECLARE_FINAL_TYPE (McFieldEdit, mc_field_edit, MC, FIELD_EDIT, GtkWidget)

/* field: (transfer none), outlives the widget. show_label: FALSE where the question says it. */
GtkWidget *mc_field_edit_new (const McField *field, gboolean show_label);

const McField *mc_field_edit_get_field (McFieldEdit *self);

/* value: (nullable): canonical. Does not emit "edited". */
void mc_field_edit_set_value (McFieldEdit *self, const char *value);

void mc_field_edit_set_fault (McFieldEdit *self, McFault fault);

/* (transfer none) (nullable): the line; NULL where one chooses. */
GtkEditable *mc_field_edit_get_editable (McFieldEdit *self);
McKeyboardLayout mc_field_edit_get_layout (McFieldEdit *self);

G_END_DECLS
