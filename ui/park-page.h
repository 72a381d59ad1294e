// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screen.h"

G_BEGIN_DECLS

/* McParkPage: what it means to leave the form for later, and the slip it is opened with again. */
#define MC_TYPE_PARK_PAGE (mc_park_page_get_type ())
G_DECLARE_FINAL_TYPE (McParkPage, mc_park_page, MC, PARK_PAGE, McScreen)

G_END_DECLS
