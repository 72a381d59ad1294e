// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screen.h"

G_BEGIN_DECLS

/* McSavingPage: the moment between the button and the disk. */
#define MC_TYPE_SAVING_PAGE (mc_saving_page_get_type ())
G_DECLARE_FINAL_TYPE (McSavingPage, mc_saving_page, MC, SAVING_PAGE, McScreen)

G_END_DECLS
