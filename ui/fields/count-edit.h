// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fields/editor.h"

G_BEGIN_DECLS

/**
 * McCountEdit: a whole number between the field's min and max: written on the number pad, or made
 * one less and one more by the buttons beside it, which stop at the ends.
 */
#define MC_TYPE_COUNT_EDIT (mc_count_edit_get_type ())
G_DECLARE_FINAL_TYPE (McCountEdit, mc_count_edit, MC, COUNT_EDIT, McEditor)

G_END_DECLS
