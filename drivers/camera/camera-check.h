// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/grey-image.h"

G_BEGIN_DECLS

/**
 * McCameraCheck: whether a camera, as it stands and is lit, is good enough to read identity cards.
 * It is shown a card, or anything with a QR code of the same size; what the code says is not kept.
 */
typedef struct _McCameraCheck McCameraCheck;

McCameraCheck *mc_camera_check_new (void);
void mc_camera_check_free (McCameraCheck *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McCameraCheck, mc_camera_check_free)

/* The next picture of the stream. */
void mc_camera_check_add (McCameraCheck *self, const McGreyImage *image);

/* What is to be changed. */
typedef enum {
  MC_CAMERA_FAULT_NO_PICTURE = 1 << 0,
  MC_CAMERA_FAULT_NO_CODE = 1 << 1,
  MC_CAMERA_FAULT_FAR = 1 << 2, /* too few pixels a module */
  MC_CAMERA_FAULT_BLURRED = 1 << 3,
  MC_CAMERA_FAULT_GLARE = 1 << 4,
  MC_CAMERA_FAULT_DARK = 1 << 5,
  MC_CAMERA_FAULT_BRIGHT = 1 << 6,
  MC_CAMERA_FAULT_TILTED = 1 << 7, /* the camera looks at the card from the side */
  MC_CAMERA_FAULT_UNREAD = 1 << 8, /* seen, but too often not read */
} McCameraFault;

/* The limits of "good enough". */
#define MC_CAMERA_LEAST_MODULE 2.5   /* pixels */
#define MC_CAMERA_LEAST_SHARPNESS 35 /* per cent */
#define MC_CAMERA_MOST_GLARE 1.0     /* per cent */
#define MC_CAMERA_LEAST_LIGHT 60     /* of 255 */
#define MC_CAMERA_MOST_LIGHT 225
#define MC_CAMERA_MOST_TILT 25  /* degrees */
#define MC_CAMERA_LEAST_READ 90 /* per cent of the pictures in which a code was seen */

/* Medians over the pictures in which a code was seen; over all where there was none. */
typedef struct {
  guint n_pictures;
  guint n_seen; /* with a QR code in view */
  guint n_read;
  int width; /* of the last picture */
  int height;
  double module; /* as McPictureQuality has them */
  double sharpness;
  double glare;
  double brightness;
  double tilt;
  double decode_ms; /* of the processor, a picture */
  guint faults;     /* McCameraFault; 0: good enough */
} McCameraReport;

void mc_camera_check_finish (McCameraCheck *self, McCameraReport *report);

G_END_DECLS
