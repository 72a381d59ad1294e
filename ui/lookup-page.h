// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screen.h"

G_BEGIN_DECLS

/* McLookupPage: from the local code of a slip to what has become of it; prints it again. */
#define MC_TYPE_LOOKUP_PAGE (mc_lookup_page_get_type ())
G_DECLARE_FINAL_TYPE (McLookupPage, mc_lookup_page, MC, LOOKUP_PAGE, McScreen)

G_END_DECLS
