// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screen.h"

G_BEGIN_DECLS

/* McScanPage: the camera's picture, how to hold the card, and the way without a card. */
#define MC_TYPE_SCAN_PAGE (mc_scan_page_get_type ())
G_DECLARE_FINAL_TYPE (McScanPage, mc_scan_page, MC, SCAN_PAGE, McScreen)

G_END_DECLS
