// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/grey-image.h"
#include "drivers/camera/sighting.h"
#include "drivers/device.h"

G_BEGIN_DECLS

/**
 * McPictureQuality: what of a picture decides whether its code can be read. Of the code and what is
 * around it where one seems to be, else of the whole.
 */
typedef struct {
  int brightness;   /* mean level, 0 to 255 */
  double glare;     /* per cent of the pixels at white */
  int contrast;     /* levels between print and paper */
  double sharpness; /* the step that a sharp edge makes from one pixel to the next, in per cent of
                       the contrast; in the direction that has less of it */
  double evenness;  /* that direction's sharpness in parts of the other's: low when it moves */
  double module;    /* pixels of a module the short way; 0: not known */
  double tilt;      /* degrees; 0 where not known */
  /* What stands in the way most; GENERAL when nothing stands out (because no card is there, or
   * because it is fine). */
  McDeviceRetry reason;
} McPictureQuality;

/* sighting (nullable): what mc_decoder_get_sighting () said about this picture. */
void mc_picture_quality_measure (const McGreyImage *image, const McSighting *sighting,
                                 McPictureQuality *quality);

/* Light, contrast, sharpness and evenness of all of a picture, or of a part that is given as one;
 * the rest is 0, and no reason is found. */
void mc_picture_quality_measure_part (const McGreyImage *part, McPictureQuality *quality);

G_END_DECLS
