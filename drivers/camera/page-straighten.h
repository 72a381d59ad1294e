// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/colour-image.h"
#include "drivers/camera/sheet-finder.h"

G_BEGIN_DECLS

/* Longest side of a page, pixels: an A4 sheet at 200 dots an inch. */
#define MC_PAGE_MOST_PIXELS 2340

/* From a place on the sheet, 0 to 1 each way, to the picture. */
typedef struct {
  double m[9];
} McSheetMap;

void mc_sheet_map_set (McSheetMap *map, const McSheet *sheet);
McPoint mc_sheet_map_apply (const McSheetMap *map, double u, double v);

/* (transfer full): the sheet as from straight above, in its true proportions and about the
 * picture's own density. */
McColourPixels *mc_page_straighten (const McColourImage *image, const McSheet *sheet);

G_END_DECLS
