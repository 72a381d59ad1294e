// SPDX-License-Identifier: GPL-3.0-or-later

/* A picture in colour, through all that makes a page of it, but codes (see fuzz-picture): its width
 * and height, then its pixels, each byte one grey pixel with a tint; those that are not given are
 * dark. A bright rectangle is put in by the last four bytes, so that there is a sheet more often
 * than by chance. */

#include "drivers/camera/page-jpeg.h"
#include "drivers/camera/page-light.h"
#include "drivers/camera/page-straighten.h"
#include "drivers/camera/sheet-judge.h"
#include "tests/fuzz/input.h"

static void
check (const McColourImage *image, const McGreyImage *grey)
{
  g_autoptr (McColourPixels) page = NULL;
  g_autoptr (GBytes) jpeg = NULL;
  McSheet sheet;
  gboolean found = mc_sheet_find (grey, &sheet);

  mc_sheet_judge (grey, found ? &sheet : NULL, found ? &sheet : NULL);
  if (!found)
    return;
  for (int i = 0; i < 4; i++)
    g_assert_true (sheet.corners[i].x >= -2 && sheet.corners[i].x <= image->width + 1);
  mc_sheet_is_card (grey, &sheet, 0);
  mc_sheet_is_card (grey, &sheet, 300);
  page = mc_page_straighten (image, &sheet);
  mc_page_even_light (page);
  jpeg = mc_page_to_jpeg (page, 4000);
  g_assert_cmpuint (g_bytes_get_size (jpeg), >, 100);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  McFuzzInput input = { data, size };
  int width = 24 + mc_fuzz_take_byte (&input), height = 24 + mc_fuzz_take_byte (&input);
  int left = mc_fuzz_take_byte (&input) % width, top = mc_fuzz_take_byte (&input) % height;
  int right = mc_fuzz_take_byte (&input) % width, bottom = mc_fuzz_take_byte (&input) % height;
  g_autoptr (McColourPixels) pixels = mc_colour_pixels_new (width, height);
  g_autofree guint8 *grey = g_malloc ((gsize) width * height);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      guint8 *pixel = pixels->pixels + (gsize) y * pixels->stride + 4 * (gsize) x;
      guint8 level = mc_fuzz_take_byte (&input);

      if (x >= left && x < right && y >= top && y < bottom)
        level = 255 - level;
      pixel[0] = level;
      pixel[1] = level ^ 3;
      pixel[2] = level / 2 + 64;
    }
  {
    const McColourImage image = { pixels->pixels, width, height, pixels->stride };

    mc_colour_image_to_grey (&image, grey);
    check (&image, &(McGreyImage){ grey, width, height, width });
  }
  return 0;
}
