// SPDX-License-Identifier: GPL-3.0-or-later

/* The payloads that go through all other scanners, printed as QR codes and seen by the camera's
 * decoder. How bad a picture may be is measured elsewhere; here every letter counts. */

#include <qrencode.h>
#include <string.h>

#include "drivers/camera/decoder.h"
#include "tests/unit/domain/scanner-mangling.h"

#define N_PAYLOADS 10000
#define MODULE 3 /* pixels */
#define QUIET 4  /* modules around the symbol */

typedef struct {
  guint8 *pixels;
  int side;
} Picture;

/* As card issuers do it (one segment of bytes), or as other encoders do (digits apart). */
static Picture
print_code (const char *payload, gboolean mixed)
{
  QRcode *code = mixed ? QRcode_encodeString (payload, 0, QR_ECLEVEL_M, QR_MODE_8, 1)
                       : QRcode_encodeData (strlen (payload), (const guint8 *) payload, 0,
                                            QR_ECLEVEL_M);
  Picture picture = { 0 };

  g_assert_nonnull (code);
  picture.side = (code->width + 2 * QUIET) * MODULE;
  picture.pixels = g_malloc ((gsize) picture.side * picture.side);
  memset (picture.pixels, 235, (gsize) picture.side * picture.side);
  for (int y = 0; y < code->width * MODULE; y++)
    for (int x = 0; x < code->width * MODULE; x++)
      if (code->data[y / MODULE * code->width + x / MODULE] & 1)
        picture.pixels[(y + QUIET * MODULE) * picture.side + x + QUIET * MODULE] = 25;
  QRcode_free (code);
  return picture;
}

static void
assert_read (McDecoder *decoder, const char *payload, guint number)
{
  const Picture picture = print_code (payload, number % 2 != 0);
  const McGreyImage image = { picture.pixels, picture.side, picture.side, picture.side };
  g_autoptr (GPtrArray) scans = mc_decoder_decode (decoder, &image, number, MC_EFFORT_LIVE);
  const McScan *scan;

  g_assert_cmpuint (scans->len, ==, 1);
  scan = scans->pdata[0];
  g_assert_cmpint (scan->symbology, ==, MC_SYMBOLOGY_QR);
  g_assert_cmpmem (g_bytes_get_data (scan->payload, NULL), g_bytes_get_size (scan->payload),
                   payload, strlen (payload));
  g_free (picture.pixels);
}

static void
test_payloads (void)
{
  g_autoptr (McDecoder) decoder = mc_decoder_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);

  for (guint i = 0; i < N_PAYLOADS; i++) {
    g_autofree char *payload = mc_mangling_make_payload (rand, i);

    assert_read (decoder, payload, i);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/camera/gives 10,000 payloads byte for byte", test_payloads);
  return g_test_run ();
}
