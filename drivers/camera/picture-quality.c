// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/picture-quality.h"

#include <stdlib.h>

/* Every STEP-th pixel of every STEP-th row says enough. */
#define STEP 3
#define DARK_MEAN 40 /* of 255: below, print and paper are one */
#define SATURATED 252
#define GLARE_PERCENT 2   /* of the picture at white: a lamp in the card's plastic */
#define LEAST_CONTRAST 60 /* below, there is no print in the picture that could be blurred */
#define SHARP_PERCENT 35  /* of the contrast that a sharp edge makes from one pixel to the next */

typedef struct {
  guint levels[256];    /* how many pixels of each brightness */
  guint gradients[256]; /* how many steps of each height between neighbours */
  guint total;
} Histogram;

static void
fill_histogram (Histogram *histogram, const McGreyImage *image)
{
  for (int y = 0; y < image->height; y += STEP) {
    const guint8 *row = image->pixels + y * image->stride;

    for (int x = 1; x < image->width; x += STEP) {
      histogram->levels[row[x]]++;
      histogram->gradients[abs (row[x] - row[x - 1])]++;
      histogram->total++;
    }
  }
}

/* The value that permille of the counted ones do not exceed. */
static int
quantile (const guint *counts, guint total, guint permille)
{
  guint64 wanted = (guint64) total * permille / 1000;
  guint64 seen = 0;

  for (int value = 0; value < 256; value++) {
    seen += counts[value];
    if (seen > wanted)
      return value;
  }
  return 255;
}

McDeviceRetry
mc_picture_quality (const McGreyImage *image)
{
  Histogram histogram = { 0 };
  guint64 sum = 0;
  guint saturated = 0;
  int contrast;

  fill_histogram (&histogram, image);
  if (histogram.total == 0)
    return MC_DEVICE_RETRY_GENERAL;
  for (int value = 0; value < 256; value++)
    sum += (guint64) histogram.levels[value] * value;
  for (int value = SATURATED; value < 256; value++)
    saturated += histogram.levels[value];

  if (sum / histogram.total < DARK_MEAN)
    return MC_DEVICE_RETRY_TOO_DARK;
  if ((guint64) saturated * 100 > (guint64) histogram.total * GLARE_PERCENT)
    return MC_DEVICE_RETRY_GLARE;
  contrast = quantile (histogram.levels, histogram.total, 980)
             - quantile (histogram.levels, histogram.total, 20);
  if (contrast >= LEAST_CONTRAST
      && quantile (histogram.gradients, histogram.total, 995) * 100 < contrast * SHARP_PERCENT)
    return MC_DEVICE_RETRY_BLUR;
  return MC_DEVICE_RETRY_GENERAL;
}
