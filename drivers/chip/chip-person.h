// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/domain/mrz.h"
#include "drivers/card-reader.h"
#include "drivers/chip/dg13.h"

G_BEGIN_DECLS

/* Fills in the person and the details from both; dg13 (nullable). The MRZ is without marks, so it
 * only stands in for what DG13 does not say. this_year: to tell the centuries apart.
 * Returns NULL, or in what the two contradict each other (transfer none). */
const char *mc_chip_person_fill (McChipReading *reading, const McMrz *mrz, const McDg13 *dg13,
                                 guint this_year);

G_END_DECLS
