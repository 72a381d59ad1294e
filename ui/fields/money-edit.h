// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fields/editor.h"

G_BEGIN_DECLS

/**
 * McMoneyEdit: an amount in đồng. The dots of the thousands come by themselves, and the amount
 * stands below in words: a nought too many is seen there first.
 */
#define MC_TYPE_MONEY_EDIT (mc_money_edit_get_type ())
G_DECLARE_FINAL_TYPE (McMoneyEdit, mc_money_edit, MC, MONEY_EDIT, McEditor)

/* (transfer full): the digits of text with a dot before each three: "1.500.000". */
char *mc_money_edit_group (const char *text);

G_END_DECLS
