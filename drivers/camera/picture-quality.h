// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/grey-image.h"
#include "drivers/device.h"

G_BEGIN_DECLS

/* Why a picture may be hard to read: TOO_DARK, GLARE, BLUR; GENERAL when nothing stands out (for
 * example because no card is there). */
McDeviceRetry mc_picture_quality (const McGreyImage *image);

G_END_DECLS
