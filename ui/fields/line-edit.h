// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fields/editor.h"

G_BEGIN_DECLS

/**
 * McLineEdit: an answer written on a line: names, texts, numbers of cards and telephones, dates,
 * times, e-mail. Long answers are read back below in full, numbers in groups, times in words.
 */
#define MC_TYPE_LINE_EDIT (mc_line_edit_get_type ())
G_DECLARE_FINAL_TYPE (McLineEdit, mc_line_edit, MC, LINE_EDIT, McEditor)

G_END_DECLS
