// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/camera-check.h"

#include "drivers/camera/decoder.h"
#include "drivers/camera/picture-quality.h"

#include <time.h>

typedef enum {
  MEASURE_MODULE,
  MEASURE_SHARPNESS,
  MEASURE_GLARE,
  MEASURE_BRIGHTNESS,
  MEASURE_TILT,
  N_MEASURES,
} Measure;

struct _McCameraCheck {
  McDecoder *decoder;
  McCameraReport report;
  GArray *seen[N_MEASURES];   /* of double: pictures with a code in view */
  GArray *others[N_MEASURES]; /* and without */
  GArray *times;
};

McCameraCheck *
mc_camera_check_new (void)
{
  McCameraCheck *self = g_new0 (McCameraCheck, 1);

  self->decoder = mc_decoder_new ();
  self->times = g_array_new (FALSE, FALSE, sizeof (double));
  for (int i = 0; i < N_MEASURES; i++) {
    self->seen[i] = g_array_new (FALSE, FALSE, sizeof (double));
    self->others[i] = g_array_new (FALSE, FALSE, sizeof (double));
  }
  return self;
}

void
mc_camera_check_free (McCameraCheck *self)
{
  if (self == NULL)
    return;
  mc_decoder_free (self->decoder);
  g_array_unref (self->times);
  for (int i = 0; i < N_MEASURES; i++) {
    g_array_unref (self->seen[i]);
    g_array_unref (self->others[i]);
  }
  g_free (self);
}

static double
processor_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static gboolean
has_qr (GPtrArray *scans)
{
  for (guint i = 0; i < scans->len; i++)
    if (((const McScan *) scans->pdata[i])->symbology == MC_SYMBOLOGY_QR)
      return TRUE;
  return FALSE;
}

static void
note (GArray *values[N_MEASURES], const McPictureQuality *quality)
{
  const double measured[N_MEASURES] = {
    [MEASURE_MODULE] = quality->module, [MEASURE_SHARPNESS] = quality->sharpness,
    [MEASURE_GLARE] = quality->glare,   [MEASURE_BRIGHTNESS] = quality->brightness,
    [MEASURE_TILT] = quality->tilt,
  };

  for (int i = 0; i < N_MEASURES; i++)
    g_array_append_val (values[i], measured[i]);
}

void
mc_camera_check_add (McCameraCheck *self, const McGreyImage *image)
{
  McCameraReport *report = &self->report;
  double start = processor_ms (), took;
  g_autoptr (GPtrArray) scans = mc_decoder_decode (self->decoder, image, report->n_pictures,
                                                   MC_EFFORT_LIVE);
  McPictureQuality quality;
  McSighting sighting;
  gboolean located = mc_decoder_get_sighting (self->decoder, &sighting);

  took = processor_ms () - start;
  g_array_append_val (self->times, took);
  mc_picture_quality_measure (image, located ? &sighting : NULL, &quality);
  report->n_pictures++;
  report->n_read += has_qr (scans);
  report->n_seen += located || has_qr (scans);
  report->width = image->width;
  report->height = image->height;
  note (located ? self->seen : self->others, &quality);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return first < second ? -1 : first > second;
}

static double
median (GArray *values)
{
  if (values->len == 0)
    return 0;
  g_array_sort (values, compare);
  return g_array_index (values, double, values->len / 2);
}

static guint
find_faults (const McCameraReport *report, gboolean located)
{
  guint faults = 0;

  if (report->n_pictures == 0)
    return MC_CAMERA_FAULT_NO_PICTURE;
  if (report->n_seen == 0)
    faults |= MC_CAMERA_FAULT_NO_CODE;
  if (located && report->module < MC_CAMERA_LEAST_MODULE)
    faults |= MC_CAMERA_FAULT_FAR;
  if (located && report->sharpness < MC_CAMERA_LEAST_SHARPNESS)
    faults |= MC_CAMERA_FAULT_BLURRED;
  if (located && report->tilt > MC_CAMERA_MOST_TILT)
    faults |= MC_CAMERA_FAULT_TILTED;
  if (report->glare > MC_CAMERA_MOST_GLARE)
    faults |= MC_CAMERA_FAULT_GLARE;
  if (report->brightness < MC_CAMERA_LEAST_LIGHT)
    faults |= MC_CAMERA_FAULT_DARK;
  if (report->brightness > MC_CAMERA_MOST_LIGHT)
    faults |= MC_CAMERA_FAULT_BRIGHT;
  if (report->n_read * 100 < report->n_seen * MC_CAMERA_LEAST_READ)
    faults |= MC_CAMERA_FAULT_UNREAD;
  return faults;
}

void
mc_camera_check_finish (McCameraCheck *self, McCameraReport *report)
{
  gboolean located = self->seen[0]->len > 0;
  GArray **values = located ? self->seen : self->others;

  *report = self->report;
  report->module = median (values[MEASURE_MODULE]);
  report->sharpness = median (values[MEASURE_SHARPNESS]);
  report->glare = median (values[MEASURE_GLARE]);
  report->brightness = median (values[MEASURE_BRIGHTNESS]);
  report->tilt = median (values[MEASURE_TILT]);
  report->decode_ms = median (self->times);
  report->faults = find_faults (report, located);
}
