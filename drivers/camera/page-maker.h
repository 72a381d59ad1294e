// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/colour-image.h"
#include "drivers/camera/sheet-finder.h"
#include "drivers/page-picture.h"

G_BEGIN_DECLS

/* What one page weighs at most, if it can still be read then. */
#define MC_PAGE_MOST_BYTES (400 * 1000)
/* Of the copy to look at, pixels. */
#define MC_PAGE_VIEW_PIXELS 900

/* (transfer full): the page that the sheet in the picture is. Of a card there is no picture. grey:
 * the same picture; width_mm: what its width is on the desk, 0: not known. Blocks: it is work for a
 * thread. */
McPagePicture *mc_page_make (const McColourImage *image, const McGreyImage *grey,
                             const McSheet *sheet, double width_mm);

G_END_DECLS
