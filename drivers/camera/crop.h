// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/grey-image.h"
#include "drivers/camera/region.h"

G_BEGIN_DECLS

/* A part of image as a square of side pixels, made larger or smaller with cubic weights; what lies
 * beyond the edge is as the edge. Into pixels, which is resized; scratch too. */
McGreyImage mc_crop (const McGreyImage *image, const McRegion *region, int side, GByteArray *pixels,
                     GByteArray *scratch);

G_END_DECLS
