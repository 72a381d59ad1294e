// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screen.h"

G_BEGIN_DECLS

/* McPickUpPage: show the slip of a form that was left for later. */
#define MC_TYPE_PICK_UP_PAGE (mc_pick_up_page_get_type ())
G_DECLARE_FINAL_TYPE (McPickUpPage, mc_pick_up_page, MC, PICK_UP_PAGE, McScreen)

G_END_DECLS
