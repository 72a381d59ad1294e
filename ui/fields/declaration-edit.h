// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fields/editor.h"

G_BEGIN_DECLS

/* McDeclarationEdit: a declaration, word for word, and the card that is ticked under it. Never
 * ticked beforehand. */
#define MC_TYPE_DECLARATION_EDIT (mc_declaration_edit_get_type ())
G_DECLARE_FINAL_TYPE (McDeclarationEdit, mc_declaration_edit, MC, DECLARATION_EDIT, McEditor)

G_END_DECLS
