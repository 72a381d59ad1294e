// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screen.h"

G_BEGIN_DECLS

/* McFindPage: finds the procedure by the words people use for it, marks or none. */
#define MC_TYPE_FIND_PAGE (mc_find_page_get_type ())
G_DECLARE_FINAL_TYPE (McFindPage, mc_find_page, MC, FIND_PAGE, McScreen)

G_END_DECLS
