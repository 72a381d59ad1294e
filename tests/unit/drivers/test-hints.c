// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/decoder.h"
#include "drivers/camera/picture-quality.h"
#include "tests/lib/card-frame.h"

#include <string.h>

#define CARD                                                                                       \
  "001185000001|012345678|Nguyễn Thị Ngọc Bích|15081985|Nữ|"                              \
  "Số 12, Phường Ba Đình, Hà Nội|10042021"

/* What is told of a picture that gave nothing. */
static const struct {
  const char *name;
  gboolean card;
  McCardFrameOptions options;
  McDeviceRetry expected;
} hints[] = {
  { "sharp-card", TRUE, { .noise = 5 }, MC_DEVICE_RETRY_GENERAL },
  { "turned-card", TRUE, { .noise = 3, .angle = 30 }, MC_DEVICE_RETRY_GENERAL },
  { "empty-place", FALSE, { .noise = 5 }, MC_DEVICE_RETRY_GENERAL },
  { "dark", TRUE, { .dark = 0.9, .noise = 3 }, MC_DEVICE_RETRY_TOO_DARK },
  { "glare", TRUE, { .glare = 1, .noise = 3 }, MC_DEVICE_RETRY_GLARE },
  { "lamp-on-the-code",
    TRUE,
    { .lamp_x = 0.5, .lamp_y = 0.3, .lamp = 0.3 },
    MC_DEVICE_RETRY_GLARE },
  { "far", TRUE, { .scale = 0.2, .noise = 3 }, MC_DEVICE_RETRY_TOO_FAR },
  { "tilted", TRUE, { .scale = 0.7, .tilt = 0.6, .noise = 3 }, MC_DEVICE_RETRY_TILTED },
  { "tilted-and-turned",
    TRUE,
    { .scale = 0.7, .tilt = 0.6, .angle = 200, .noise = 3 },
    MC_DEVICE_RETRY_TILTED },
  { "moved", TRUE, { .motion = 20, .noise = 2 }, MC_DEVICE_RETRY_MOVING },
  { "moved-a-little", TRUE, { .motion = 9, .noise = 2 }, MC_DEVICE_RETRY_MOVING },
  { "moved-and-turned", TRUE, { .motion = 14, .angle = 40, .noise = 2 }, MC_DEVICE_RETRY_MOVING },
  { "out-of-focus", TRUE, { .blur = 9, .noise = 3 }, MC_DEVICE_RETRY_BLUR },
  { "a-little-out-of-focus", TRUE, { .blur = 4, .noise = 2 }, MC_DEVICE_RETRY_BLUR },
};

static void
test_hint_fits_the_picture (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (GBytes) payload = g_bytes_new_static (CARD, strlen (CARD));
  cairo_surface_t *frame = mc_card_frame_new (hints[i].card ? payload : NULL, &hints[i].options);
  g_autoptr (McDecoder) decoder = mc_decoder_new ();
  g_autoptr (GPtrArray) scans = NULL;
  McGreyImage image;
  g_autofree guint8 *pixels = mc_card_frame_to_grey (frame, &image.width, &image.height,
                                                     &image.stride);
  McPictureQuality quality;
  McSighting sighting;
  gboolean seen;

  cairo_surface_destroy (frame);
  image.pixels = pixels;
  scans = mc_decoder_decode (decoder, &image, 0, MC_EFFORT_LIVE);
  seen = mc_decoder_get_sighting (decoder, &sighting);
  mc_picture_quality_measure (&image, seen ? &sighting : NULL, &quality);
  g_test_message ("%s, %u read; light %d, glare %.1f, contrast %d, sharp %.0f even %.2f, module "
                  "%.2f, tilt %.0f",
                  seen ? "seen" : "not seen", scans->len, quality.brightness, quality.glare,
                  quality.contrast, quality.sharpness, quality.evenness, quality.module,
                  quality.tilt);
  g_assert_cmpint (quality.reason, ==, hints[i].expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (hints); i++) {
    g_autofree char *path = g_strconcat ("/hint/", hints[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_hint_fits_the_picture);
  }
  return g_test_run ();
}
