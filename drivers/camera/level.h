// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/grey-image.h"

G_BEGIN_DECLS

/* Evens out the light: each pixel against the mean and the spread of those up to radius away, 128
 * for the mean. Into pixels, which is resized; scratch too. */
McGreyImage mc_level (const McGreyImage *image, int radius, GByteArray *pixels,
                      GByteArray *scratch);

/* 0 where a levelled picture is dark, else 255. Into pixels, which is resized. */
McGreyImage mc_level_threshold (const McGreyImage *levelled, GByteArray *pixels);

/* Light for dark and dark for light, in place. */
void mc_level_invert (guint8 *pixels, gsize size);

G_END_DECLS
