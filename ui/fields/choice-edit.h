// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fields/editor.h"

G_BEGIN_DECLS

/**
 * McChoiceEdit: one of the field's options, each a card that is touched anywhere. Two answers of a
 * word or two, such as yes and no, stand side by side.
 */
#define MC_TYPE_CHOICE_EDIT (mc_choice_edit_get_type ())
G_DECLARE_FINAL_TYPE (McChoiceEdit, mc_choice_edit, MC, CHOICE_EDIT, McEditor)

/* Takes the option of that value away; what it says remains an answer. */
void mc_choice_edit_hide (McChoiceEdit *self, const char *value);

G_END_DECLS
