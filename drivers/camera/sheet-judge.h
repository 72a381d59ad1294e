// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/sheet-finder.h"
#include "drivers/device.h"

G_BEGIN_DECLS

/* What stands most in the way of a good page; GENERAL: nothing. sheet (nullable): there is none;
 * before (nullable): where it was in the picture before. */
McDeviceRetry mc_sheet_judge (const McGreyImage *image, const McSheet *sheet,
                              const McSheet *before);

/* Whether the sheet is a card of ISO/IEC 7810 ID-1: by its proportions and its round corners, or by
 * its size where width_mm, what the picture's width is on the desk, is known (0: not). */
gboolean mc_sheet_is_card (const McGreyImage *image, const McSheet *sheet, double width_mm);

G_END_DECLS
