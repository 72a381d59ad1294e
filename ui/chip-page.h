// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screen.h"

G_BEGIN_DECLS

/* McChipPage: lay the card on the reader, keep it still; how far the reading is. */
#define MC_TYPE_CHIP_PAGE (mc_chip_page_get_type ())
G_DECLARE_FINAL_TYPE (McChipPage, mc_chip_page, MC, CHIP_PAGE, McScreen)

G_END_DECLS
