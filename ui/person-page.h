// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screen.h"

G_BEGIN_DECLS

/* McPersonPage: what was read, for the person to confirm. */
#define MC_TYPE_PERSON_PAGE (mc_person_page_get_type ())
G_DECLARE_FINAL_TYPE (McPersonPage, mc_person_page, MC, PERSON_PAGE, McScreen)

G_END_DECLS
