// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fields/editor.h"

G_BEGIN_DECLS

/**
 * McTicksEdit: as many of the field's options as apply, each a card with a tick. What is ticked
 * stays ticked: a card is never taken back by ticking another.
 */
#define MC_TYPE_TICKS_EDIT (mc_ticks_edit_get_type ())
G_DECLARE_FINAL_TYPE (McTicksEdit, mc_ticks_edit, MC, TICKS_EDIT, McEditor)

G_END_DECLS
