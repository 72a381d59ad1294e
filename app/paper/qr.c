// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/slip.h"

#include <qrencode.h>
#include <string.h>

#define QUIET_MODULES 4

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QRcode, QRcode_free)

/* Byte mode, whatever the text: readers garble symbols of mixed segments. */
static QRcode *
encode (const char *text, GError **error)
{
  static const QRecLevel levels[] = { QR_ECLEVEL_M, QR_ECLEVEL_L };
  gsize length = strlen (text);

  for (gsize i = 0; length > 0 && length <= MC_QR_MAX_BYTES && i < G_N_ELEMENTS (levels); i++) {
    QRcode *code = QRcode_encodeData ((int) length, (const guchar *) text, 0, levels[i]);

    if (code != NULL)
      return code;
  }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "a text of %" G_GSIZE_FORMAT " bytes does not fit a QR symbol", length);
  return NULL;
}

guint
mc_qr_modules (const char *text, GError **error)
{
  g_return_val_if_fail (text != NULL, 0);

  g_autoptr (QRcode) code = encode (text, error);

  return code == NULL ? 0 : (guint) code->width + 2 * QUIET_MODULES;
}

/* One rectangle for each run of dark modules in a row. */
static void
add_row (cairo_t *cr, const guchar *row, int width, double x, double y, double module)
{
  int start = 0;

  while (start < width) {
    int end = start;

    while (end < width && (row[end] & 1))
      end++;
    if (end > start)
      cairo_rectangle (cr, x + start * module, y, (end - start) * module, module);
    start = end + 1;
  }
}

gboolean
mc_qr_draw (cairo_t *cr, const char *text, double x, double y, double side, GError **error)
{
  g_return_val_if_fail (cr != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  g_autoptr (QRcode) code = encode (text, error);

  if (code == NULL)
    return FALSE;

  double module = side / (code->width + 2 * QUIET_MODULES);
  double inset = QUIET_MODULES * module;

  cairo_save (cr);
  cairo_new_path (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, x, y, side, side);
  cairo_fill (cr);

  /* One path for all: touching rectangles filled one by one show seams. */
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (int row = 0; row < code->width; row++)
    add_row (cr, code->data + row * code->width, code->width, x + inset, y + inset + row * module,
             module);
  cairo_fill (cr);
  cairo_restore (cr);
  return TRUE;
}
