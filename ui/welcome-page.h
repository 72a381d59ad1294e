// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screen.h"

G_BEGIN_DECLS

/* McWelcomePage: who speaks, what this machine does, and the ways in. */
#define MC_TYPE_WELCOME_PAGE (mc_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (McWelcomePage, mc_welcome_page, MC, WELCOME_PAGE, McScreen)

G_END_DECLS
