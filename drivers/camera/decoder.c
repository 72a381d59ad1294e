// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/decoder.h"

#include "app/domain/secret.h"
#include "drivers/camera/prepare.h"

#include <string.h>
#include <zbar.h>

#define CODE128_MIN_LENGTH 6

/**
 * A picture is read by a number of passes, each a way to prepare it and a scanner to give it to.
 * The first that reads something ends the search. To add a way, add a row to the table.
 */
typedef enum {
  SCANNER_ALL, /* QR and Code 128 */
  SCANNER_QR,  /* for prepared pictures: in them ZBar finds bar codes that are not there */
  N_SCANNERS,
} ScannerKind;

typedef struct {
  McPrepare *prepare; /* NULL: the picture as it is */
  ScannerKind scanner;
} Pass;

struct _McDecoder {
  zbar_image_scanner_t *scanners[N_SCANNERS];
  GByteArray *scratch;
  GBytes *last_code128; /* of the picture before, waiting for a second one to agree */
};

/* Always tried. */
static const Pass plain_pass = { NULL, SCANNER_ALL };

/* Tried when the plain pass finds nothing: one a picture in a stream, by turns, all of them for a
 * still. Order: how often each cured a miss of the plain pass in measurements. */
static const Pass extra_passes[] = {
  { mc_prepare_threshold, SCANNER_QR },
  { mc_prepare_threshold_inverted, SCANNER_QR },
  { mc_prepare_threshold, SCANNER_QR },
  { mc_prepare_half, SCANNER_QR },
};

static zbar_image_scanner_t *
new_scanner (ScannerKind kind)
{
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();

  zbar_image_scanner_set_config (scanner, 0, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config (scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
  /* Without this ZBar guesses an encoding for each segment, Japanese first, and gives back valid
   * UTF-8 of another name. */
  zbar_image_scanner_set_config (scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
  if (kind == SCANNER_ALL) {
    zbar_image_scanner_set_config (scanner, ZBAR_CODE128, ZBAR_CFG_ENABLE, 1);
    zbar_image_scanner_set_config (scanner, ZBAR_CODE128, ZBAR_CFG_MIN_LEN, CODE128_MIN_LENGTH);
  }
  /* Its own memory of earlier pictures would keep personal data. */
  zbar_image_scanner_enable_cache (scanner, 0);
  return scanner;
}

McDecoder *
mc_decoder_new (void)
{
  McDecoder *self = g_new0 (McDecoder, 1);

  for (int kind = 0; kind < N_SCANNERS; kind++)
    self->scanners[kind] = new_scanner (kind);
  self->scratch = g_byte_array_new ();
  return self;
}

static void
wipe_scratch (McDecoder *self)
{
  if (self->scratch->len > 0)
    explicit_bzero (self->scratch->data, self->scratch->len);
}

void
mc_decoder_free (McDecoder *self)
{
  if (self == NULL)
    return;
  for (int kind = 0; kind < N_SCANNERS; kind++)
    zbar_image_scanner_destroy (self->scanners[kind]);
  wipe_scratch (self);
  g_byte_array_unref (self->scratch);
  g_clear_pointer (&self->last_code128, g_bytes_unref);
  g_free (self);
}

static gboolean
is_known (GPtrArray *scans, McSymbology symbology, GBytes *payload)
{
  for (guint i = 0; i < scans->len; i++) {
    const McScan *scan = scans->pdata[i];

    if (scan->symbology == symbology && g_bytes_equal (scan->payload, payload))
      return TRUE;
  }
  return FALSE;
}

static void
take_symbol (GPtrArray *scans, const zbar_symbol_t *symbol, guint frame)
{
  const char *data = zbar_symbol_get_data (symbol);
  unsigned size = zbar_symbol_get_data_length (symbol);
  McSymbology symbology = MC_SYMBOLOGY_QR;
  g_autoptr (GBytes) payload = NULL;

  if (data == NULL || size == 0)
    return;
  if (zbar_symbol_get_type (symbol) == ZBAR_CODE128)
    symbology = MC_SYMBOLOGY_CODE128;
  else if (zbar_symbol_get_type (symbol) != ZBAR_QRCODE)
    return;

  payload = mc_secret_bytes_take (g_memdup2 (data, size), size);
  /* ZBar frees its copy as it is. Nobody reads it after this. */
  explicit_bzero ((char *) data, size);
  if (!is_known (scans, symbology, payload))
    g_ptr_array_add (scans, mc_scan_new (symbology, payload, frame));
}

static void
run_pass (McDecoder *self, const Pass *pass, const McGreyImage *image, guint frame,
          GPtrArray *scans)
{
  McGreyImage prepared = *image;
  zbar_image_t *picture;

  if (pass->prepare != NULL)
    prepared = pass->prepare (image, self->scratch);
  else if (image->stride != (gsize) image->width)
    prepared = mc_prepare_packed (image, self->scratch); /* ZBar knows no stride */

  picture = zbar_image_create ();
  zbar_image_set_format (picture, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (picture, prepared.width, prepared.height);
  zbar_image_set_data (picture, prepared.pixels, prepared.stride * prepared.height, NULL);
  zbar_scan_image (self->scanners[pass->scanner], picture);
  for (const zbar_symbol_t *symbol = zbar_image_first_symbol (picture); symbol != NULL;
       symbol = zbar_symbol_next (symbol))
    take_symbol (scans, symbol, frame);
  zbar_image_destroy (picture);
}

/* Takes out a Code 128 that the picture before did not show as well. */
static void
hold_back_code128 (McDecoder *self, GPtrArray *scans)
{
  g_autoptr (GBytes) before = g_steal_pointer (&self->last_code128);

  for (guint i = scans->len; i > 0; i--) {
    const McScan *scan = scans->pdata[i - 1];

    if (scan->symbology != MC_SYMBOLOGY_CODE128)
      continue;
    g_clear_pointer (&self->last_code128, g_bytes_unref);
    self->last_code128 = g_bytes_ref (scan->payload);
    if (before == NULL || !g_bytes_equal (before, scan->payload))
      g_ptr_array_remove_index (scans, i - 1);
  }
}

GPtrArray *
mc_decoder_decode (McDecoder *self, const McGreyImage *image, guint frame, McEffort effort)
{
  GPtrArray *scans = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_scan_free);

  g_return_val_if_fail (image->width > 0 && image->height > 0, scans);
  g_return_val_if_fail (image->stride >= (gsize) image->width, scans);

  run_pass (self, &plain_pass, image, frame, scans);
  if (effort == MC_EFFORT_LIVE) {
    if (scans->len == 0)
      run_pass (self, &extra_passes[frame % G_N_ELEMENTS (extra_passes)], image, frame, scans);
    hold_back_code128 (self, scans);
  } else {
    for (gsize i = 0; i < G_N_ELEMENTS (extra_passes) && scans->len == 0; i++)
      run_pass (self, &extra_passes[i], image, frame, scans);
  }
  wipe_scratch (self);
  return scans;
}
