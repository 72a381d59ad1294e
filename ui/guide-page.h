// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screen.h"

G_BEGIN_DECLS

/* McGuidePage: what to bring, what it costs, how long it takes, what comes out. */
#define MC_TYPE_GUIDE_PAGE (mc_guide_page_get_type ())
G_DECLARE_FINAL_TYPE (McGuidePage, mc_guide_page, MC, GUIDE_PAGE, McScreen)

G_END_DECLS
