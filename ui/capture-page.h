// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screen.h"

G_BEGIN_DECLS

/* McCapturePage: a paper is photographed page by page; the counter takes it from whoever likes. */
#define MC_TYPE_CAPTURE_PAGE (mc_capture_page_get_type ())
G_DECLARE_FINAL_TYPE (McCapturePage, mc_capture_page, MC, CAPTURE_PAGE, McScreen)

G_END_DECLS
