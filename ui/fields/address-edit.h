// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/units.h"
#include "ui/fields/editor.h"

G_BEGIN_DECLS

/**
 * McAddressEdit: an address of two levels: the commune from the lists, then number, street or
 * hamlet on a line. An old line, such as a card has it, is kept and put to the person with what has
 * become of it. Whoever finds no commune, or lives abroad, writes it all on one line.
 */
#define MC_TYPE_ADDRESS_EDIT (mc_address_edit_get_type ())
G_DECLARE_FINAL_TYPE (McAddressEdit, mc_address_edit, MC, ADDRESS_EDIT, McEditor)

/* Once, before anything is shown. units: (transfer none), outlives the widget. */
void mc_address_edit_set_units (McAddressEdit *self, McUnits *units);

G_END_DECLS
