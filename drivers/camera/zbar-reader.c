// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/zbar-reader.h"

#include "app/domain/secret.h"

#include <string.h>
#include <zbar.h>

#define CODE128_MIN_LENGTH 6

struct _McZbarReader {
  zbar_image_scanner_t *scanner;
};

McZbarReader *
mc_zbar_reader_new (McSymbology symbology, int rows, int columns)
{
  McZbarReader *self = g_new0 (McZbarReader, 1);

  self->scanner = zbar_image_scanner_create ();
  zbar_image_scanner_set_config (self->scanner, 0, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config (self->scanner, 0, ZBAR_CFG_X_DENSITY, columns);
  zbar_image_scanner_set_config (self->scanner, 0, ZBAR_CFG_Y_DENSITY, rows);
  if (symbology == MC_SYMBOLOGY_QR) {
    zbar_image_scanner_set_config (self->scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
    /* Without this ZBar guesses an encoding for each segment, Japanese first, and gives back valid
     * UTF-8 of another name. */
    zbar_image_scanner_set_config (self->scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
  } else {
    zbar_image_scanner_set_config (self->scanner, ZBAR_CODE128, ZBAR_CFG_ENABLE, 1);
    zbar_image_scanner_set_config (self->scanner, ZBAR_CODE128, ZBAR_CFG_MIN_LEN,
                                   CODE128_MIN_LENGTH);
  }
  /* Its own memory of earlier pictures would keep personal data. */
  zbar_image_scanner_enable_cache (self->scanner, 0);
  return self;
}

void
mc_zbar_reader_free (McZbarReader *self)
{
  if (self == NULL)
    return;
  zbar_image_scanner_destroy (self->scanner);
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

gboolean
mc_zbar_reader_read (McZbarReader *self, const McGreyImage *packed, guint frame, GPtrArray *scans)
{
  zbar_image_t *picture = zbar_image_create ();
  guint before = scans->len;

  zbar_image_set_format (picture, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (picture, packed->width, packed->height);
  zbar_image_set_data (picture, packed->pixels, packed->stride * packed->height, NULL);
  zbar_scan_image (self->scanner, picture);
  for (const zbar_symbol_t *symbol = zbar_image_first_symbol (picture); symbol != NULL;
       symbol = zbar_symbol_next (symbol))
    take_symbol (scans, symbol, frame);
  zbar_image_destroy (picture);
  return scans->len > before;
}
