// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/picture-quality.h"

#include "drivers/camera/region.h"

#include <stdlib.h>

/* Every STEP-th pixel of every STEP-th row says enough. */
#define STEP 3
#define DARK_MEAN 40 /* of 255: below, print and paper are one */
#define SATURATED 252
#define GLARE_PERCENT 2      /* of the picture at white: a lamp in the card's plastic */
#define CODE_SCORE 800       /* of a region that may well be a code */
#define CODE_GLARE_PERCENT 2 /* of the code and what is around it */
#define FAR_SIDE 120         /* pixels, with the room around the code */
#define LEAST_CONTRAST 60    /* below, there is no print in the picture that could be blurred */
#define SHARP_PERCENT 35 /* of the contrast that a sharp edge makes from one pixel to the next */

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

/* Why this part of a picture may be hard to read. */
static McDeviceRetry
judge (const McGreyImage *image, guint glare_percent)
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
  if ((guint64) saturated * 100 > (guint64) histogram.total * glare_percent)
    return MC_DEVICE_RETRY_GLARE;
  contrast = quantile (histogram.levels, histogram.total, 980)
             - quantile (histogram.levels, histogram.total, 20);
  if (contrast >= LEAST_CONTRAST
      && quantile (histogram.gradients, histogram.total, 995) * 100 < contrast * SHARP_PERCENT)
    return MC_DEVICE_RETRY_BLUR;
  return MC_DEVICE_RETRY_GENERAL;
}

/* What lies in the picture of the region and so many pixels around it: a lamp may hide so much of a
 * code that the region is what is left of it. */
static McGreyImage
view_region (const McGreyImage *image, const McRegion *region, int around)
{
  int left = CLAMP (region->x - around, 0, image->width - 1);
  int top = CLAMP (region->y - around, 0, image->height - 1);
  int right = CLAMP (region->x + region->side + around, left + 1, image->width);
  int bottom = CLAMP (region->y + region->side + around, top + 1, image->height);

  return (McGreyImage){ image->pixels + top * image->stride + left, right - left, bottom - top,
                        image->stride };
}

McDeviceRetry
mc_picture_quality (const McGreyImage *image)
{
  g_autoptr (GByteArray) scratch = g_byte_array_new ();
  McDeviceRetry whole = judge (image, GLARE_PERCENT);
  McDeviceRetry reason;
  McGreyImage code;
  McRegion region;

  if (whole == MC_DEVICE_RETRY_TOO_DARK || whole == MC_DEVICE_RETRY_GLARE)
    return whole;
  if (mc_region_find (image, scratch, &region, 1) == 0 || region.score < CODE_SCORE)
    return whole;
  code = view_region (image, &region, region.side / 2);
  reason = judge (&code, CODE_GLARE_PERCENT);
  /* From afar everything seems blurred. */
  if (reason != MC_DEVICE_RETRY_GLARE && region.side < FAR_SIDE)
    return MC_DEVICE_RETRY_TOO_FAR;
  return reason;
}
