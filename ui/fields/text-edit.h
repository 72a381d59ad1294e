// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fields/editor.h"

G_BEGIN_DECLS

/**
 * McTextEdit: an answer in several sentences, all of which are seen where they are written. How
 * much more there is room for stands below once there is not much left.
 */
#define MC_TYPE_TEXT_EDIT (mc_text_edit_get_type ())
G_DECLARE_FINAL_TYPE (McTextEdit, mc_text_edit, MC, TEXT_EDIT, McEditor)

G_END_DECLS
