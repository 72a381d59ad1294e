// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/picture-quality.h"

#include "drivers/camera/region.h"

#include <stdlib.h>

/* Of a whole picture every WHOLE_STEP-th pixel of every such row says enough. */
#define WHOLE_STEP 3
#define DARK_MEAN 40 /* of 255: below, print and paper are one */
#define SATURATED 252
#define GLARE_PERCENT 1   /* of the picture, or of a code and what is around it, at white */
#define CODE_SCORE 800    /* of a region that may well be a code */
#define FAR_SIDE 120      /* pixels, with the room around the code */
#define FAR_MODULE 1.6    /* pixels */
#define TILTED 38.0       /* degrees */
#define LEAST_CONTRAST 60 /* below, there is no print in the picture that could be blurred */
#define SHARP_PERCENT 35
#define MOVED_EVENNESS 0.6 /* blur has no direction, movement has one */

/* What is counted of a part of a picture. */
typedef struct {
  guint levels[256];   /* how many pixels of each brightness */
  guint steps[4][256]; /* how many steps of each height between neighbours: right, down, and down to
                          the right and to the left */
  guint white;         /* pixels at white with their neighbours: noise makes single ones */
  guint total;
} Histogram;

static void
fill_histogram (Histogram *histogram, const McGreyImage *image, int step)
{
  for (int y = 0; y < image->height - 1; y += step) {
    const guint8 *row = image->pixels + y * image->stride;
    const guint8 *next = row + image->stride;

    for (int x = 1; x < image->width - 1; x += step) {
      histogram->levels[row[x]]++;
      histogram->steps[0][abs (row[x + 1] - row[x])]++;
      histogram->steps[1][abs (next[x] - row[x])]++;
      histogram->steps[2][abs (next[x + 1] - row[x])]++;
      histogram->steps[3][abs (next[x - 1] - row[x])]++;
      histogram->white += MIN (MIN (row[x], row[x + 1]), MIN (next[x], next[x + 1])) >= SATURATED;
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

/* Light and sharpness of a part of a picture. */
static void
measure (const McGreyImage *image, int step, McPictureQuality *quality)
{
  Histogram histogram = { 0 };
  guint64 sum = 0;
  double sharpness[4];

  fill_histogram (&histogram, image, step);
  if (histogram.total == 0)
    return;
  for (int value = 0; value < 256; value++)
    sum += (guint64) histogram.levels[value] * value;
  quality->brightness = sum / histogram.total;
  quality->glare = 100.0 * histogram.white / histogram.total;
  quality->contrast = quantile (histogram.levels, histogram.total, 980)
                      - quantile (histogram.levels, histogram.total, 20);
  for (int i = 0; i < 4; i++)
    sharpness[i] = 100.0 * quantile (histogram.steps[i], histogram.total, 995)
                   / MAX (quality->contrast, 1);
  quality->sharpness = MIN (sharpness[0], sharpness[1]);
  quality->evenness = 1;
  for (int i = 0; i < 4; i += 2) {
    double low = MIN (sharpness[i], sharpness[i + 1]);
    double high = MAX (sharpness[i], sharpness[i + 1]);

    quality->evenness = MIN (quality->evenness, high > 0 ? low / high : 1);
  }
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

/* FALSE: there seems to be no code. */
static gboolean
find_code (const McGreyImage *image, const McSighting *sighting, McRegion *region, int *around)
{
  g_autoptr (GByteArray) scratch = g_byte_array_new ();

  if (sighting != NULL) {
    *region = mc_sighting_get_region (sighting);
    *around = region->side / 8;
    return TRUE;
  }
  *around = 0;
  if (mc_region_find (image, scratch, region, 1) == 0 || region->score < CODE_SCORE)
    return FALSE;
  *around = region->side / 2;
  return TRUE;
}

static gboolean
is_blurred (const McPictureQuality *quality)
{
  return quality->contrast >= LEAST_CONTRAST && quality->sharpness < SHARP_PERCENT;
}

/* far: by the size of the region, where the size of a module is not known. */
static McDeviceRetry
find_reason (const McPictureQuality *quality, gboolean far)
{
  if (quality->brightness < DARK_MEAN)
    return MC_DEVICE_RETRY_TOO_DARK;
  if (quality->glare > GLARE_PERCENT)
    return MC_DEVICE_RETRY_GLARE;
  if (quality->tilt > TILTED)
    return MC_DEVICE_RETRY_TILTED;
  /* From afar everything seems blurred. */
  if (far || (quality->module > 0 && quality->module < FAR_MODULE))
    return MC_DEVICE_RETRY_TOO_FAR;
  if (!is_blurred (quality))
    return MC_DEVICE_RETRY_GENERAL;
  return quality->evenness < MOVED_EVENNESS ? MC_DEVICE_RETRY_MOVING : MC_DEVICE_RETRY_BLUR;
}

void
mc_picture_quality_measure (const McGreyImage *image, const McSighting *sighting,
                            McPictureQuality *quality)
{
  McDeviceRetry whole;
  McGreyImage code;
  McRegion region;
  int around;

  *quality = (McPictureQuality){ .evenness = 1 };
  measure (image, WHOLE_STEP, quality);
  whole = find_reason (quality, FALSE);
  quality->reason = whole;
  if (!find_code (image, sighting, &region, &around))
    return;
  code = view_region (image, &region, around);
  measure (&code, 1, quality);
  if (sighting != NULL) {
    quality->module = mc_sighting_get_module (sighting);
    quality->tilt = mc_sighting_get_tilt (sighting);
  }
  /* A card in a dark place, or with a lamp in its plastic, is so as a whole. */
  if (whole != MC_DEVICE_RETRY_TOO_DARK && whole != MC_DEVICE_RETRY_GLARE)
    quality->reason = find_reason (quality, sighting == NULL && region.side < FAR_SIDE);
}

void
mc_picture_quality_measure_part (const McGreyImage *part, McPictureQuality *quality)
{
  *quality = (McPictureQuality){ .evenness = 1 };
  measure (part, 1, quality);
}
