// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screen.h"

G_BEGIN_DECLS

/* McDonePage: the truth about what is recorded, where the slip is and what comes next. */
#define MC_TYPE_DONE_PAGE (mc_done_page_get_type ())
G_DECLARE_FINAL_TYPE (McDonePage, mc_done_page, MC, DONE_PAGE, McScreen)

G_END_DECLS
