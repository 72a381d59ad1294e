// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screen.h"

G_BEGIN_DECLS

/* McCheckPage: all answers, each with "Sửa", and the declaration. */
#define MC_TYPE_CHECK_PAGE (mc_check_page_get_type ())
G_DECLARE_FINAL_TYPE (McCheckPage, mc_check_page, MC, CHECK_PAGE, McScreen)

G_END_DECLS
