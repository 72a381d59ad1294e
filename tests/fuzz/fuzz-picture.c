// SPDX-License-Identifier: GPL-3.0-or-later

/* A grey picture, through the whole of the decoder: its width and height, then its pixels; those
 * that are not given are white. */

#include "drivers/camera/decoder.h"
#include "drivers/camera/picture-quality.h"
#include "tests/fuzz/input.h"

#include <string.h>

static void
check (McDecoder *decoder, const McGreyImage *image, McEffort effort)
{
  g_autoptr (GPtrArray) scans = mc_decoder_decode (decoder, image, 0, effort);
  McPictureQuality quality;
  McSighting sighting;
  gboolean seen = mc_decoder_get_sighting (decoder, &sighting);

  for (guint i = 0; i < scans->len; i++)
    g_assert_cmpuint (g_bytes_get_size (((const McScan *) scans->pdata[i])->payload), >, 0);
  mc_picture_quality_measure (image, seen ? &sighting : NULL, &quality);
  g_assert_true (quality.glare >= 0 && quality.glare <= 100);
  g_assert_true (quality.tilt >= 0 && quality.tilt <= 90);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  McFuzzInput input = { data, size };
  McGreyImage image = { .width = 1 + mc_fuzz_take_byte (&input),
                        .height = 1 + mc_fuzz_take_byte (&input) };
  gsize n = (gsize) image.width * image.height;
  g_autofree guint8 *pixels = g_malloc (n);
  g_autoptr (McDecoder) decoder = mc_decoder_new ();

  memset (pixels, 255, n);
  if (input.size > 0)
    memcpy (pixels, input.data, MIN (input.size, n));
  image.pixels = pixels;
  image.stride = image.width;
  check (decoder, &image, size % 2 == 0 ? MC_EFFORT_LIVE : MC_EFFORT_STILL);
  return 0;
}
