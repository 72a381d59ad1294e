// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screen.h"

G_BEGIN_DECLS

/* McNoticePage: the privacy notice and the consent, one box a purpose, none ticked. */
#define MC_TYPE_NOTICE_PAGE (mc_notice_page_get_type ())
G_DECLARE_FINAL_TYPE (McNoticePage, mc_notice_page, MC, NOTICE_PAGE, McScreen)

G_END_DECLS
