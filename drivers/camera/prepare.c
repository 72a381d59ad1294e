// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/prepare.h"

#include <string.h>

/* Bars are taken together over so many pixels to each side; far less than a bar is long, and little
 * enough that a slip held askew by some degrees does not smear. */
#define BAR_REACH 8

static McGreyImage
new_view (GByteArray *scratch, int width, int height)
{
  g_byte_array_set_size (scratch, (gsize) width * height);
  return (McGreyImage){ scratch->data, width, height, width };
}

McGreyImage
mc_prepare_packed (const McGreyImage *image, GByteArray *scratch)
{
  McGreyImage view = new_view (scratch, image->width, image->height);

  for (int y = 0; y < image->height; y++)
    memcpy (scratch->data + (gsize) y * view.stride, image->pixels + y * image->stride,
            image->width);
  return view;
}

static void
add_row (guint32 *columns, const McGreyImage *image, int y, gboolean take_away)
{
  const guint8 *row = image->pixels + y * image->stride;

  for (int x = 0; x < image->width; x++)
    columns[x] += take_away ? -(guint32) row[x] : row[x];
}

McGreyImage
mc_prepare_upright_bars (const McGreyImage *image, GByteArray *scratch)
{
  McGreyImage view = new_view (scratch, image->width, image->height);
  g_autofree guint32 *columns = g_new0 (guint32, image->width);

  for (int y = 0; y < MIN (BAR_REACH, image->height); y++)
    add_row (columns, image, y, FALSE);
  for (int y = 0; y < image->height; y++) {
    guint8 *row = scratch->data + y * view.stride;
    guint32 part;

    if (y + BAR_REACH < image->height)
      add_row (columns, image, y + BAR_REACH, FALSE);
    /* A multiplication in place of a division for each pixel. */
    part = 65536 / (MIN (y + BAR_REACH, image->height - 1) - MAX (y - BAR_REACH, 0) + 1);
    for (int x = 0; x < image->width; x++)
      row[x] = columns[x] * part >> 16;
    if (y - BAR_REACH >= 0)
      add_row (columns, image, y - BAR_REACH, TRUE);
  }
  return view;
}

McGreyImage
mc_prepare_lying_bars (const McGreyImage *image, GByteArray *scratch)
{
  McGreyImage view = new_view (scratch, image->width, image->height);

  for (int y = 0; y < image->height; y++) {
    const guint8 *from = image->pixels + y * image->stride;
    guint8 *to = scratch->data + y * view.stride;
    guint32 sum = 0;

    for (int x = 0; x < MIN (BAR_REACH, image->width); x++)
      sum += from[x];
    for (int x = 0; x < image->width; x++) {
      if (x + BAR_REACH < image->width)
        sum += from[x + BAR_REACH];
      to[x] = sum / (MIN (x + BAR_REACH, image->width - 1) - MAX (x - BAR_REACH, 0) + 1);
      if (x - BAR_REACH >= 0)
        sum -= from[x - BAR_REACH];
    }
  }
  return view;
}

McGreyImage
mc_prepare_half (const McGreyImage *image, GByteArray *scratch)
{
  McGreyImage view = new_view (scratch, MAX (image->width / 2, 1), MAX (image->height / 2, 1));
  int dx = image->width > 1;
  gsize dy = image->height > 1 ? image->stride : 0;

  for (int y = 0; y < view.height; y++) {
    const guint8 *from = image->pixels + 2 * y * image->stride;
    guint8 *to = scratch->data + y * view.stride;

    for (int x = 0; x < view.width; x++, from += 2)
      to[x] = (from[0] + from[dx] + from[dy] + from[dy + dx] + 2) / 4;
  }
  return view;
}
