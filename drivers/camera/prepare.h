// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/grey-image.h"

G_BEGIN_DECLS

/* Ways to make a picture easier to read. Each writes into scratch, which it resizes, and returns a
 * view of it with stride == width, valid until scratch changes. */
typedef McGreyImage McPrepare (const McGreyImage *image, GByteArray *scratch);

/* The same pixels with nothing between the rows. */
McGreyImage mc_prepare_packed (const McGreyImage *image, GByteArray *scratch);

/* Each pixel the mean of those some way up and down, or left and right: bars stay, and all that is
 * not drawn out along them goes: noise, faded specks, creases. */
McGreyImage mc_prepare_upright_bars (const McGreyImage *image, GByteArray *scratch);
McGreyImage mc_prepare_lying_bars (const McGreyImage *image, GByteArray *scratch);

/* Half the size, each pixel the mean of four: takes noise and fine print away. */
McGreyImage mc_prepare_half (const McGreyImage *image, GByteArray *scratch);

G_END_DECLS
