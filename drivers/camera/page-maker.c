// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/page-maker.h"

#include "app/domain/secret.h"
#include "drivers/camera/decoder.h"
#include "drivers/camera/page-jpeg.h"
#include "drivers/camera/page-light.h"
#include "drivers/camera/page-straighten.h"
#include "drivers/camera/sheet-judge.h"

/* All codes in the picture: also those of what lies beside the sheet, and in the straightened page
 * of what lies too much on its side to be read as it is. */
static void
look_for_codes (McPagePicture *made, const McGreyImage *grey)
{
  g_autoptr (McDecoder) decoder = mc_decoder_new ();
  g_autoptr (GPtrArray) found = mc_decoder_decode (decoder, grey, 0, MC_EFFORT_STILL);

  g_ptr_array_extend_and_steal (made->codes, g_steal_pointer (&found));
}

static void
look_for_codes_on_page (McPagePicture *made, const McColourPixels *page)
{
  const McColourImage image = { page->pixels, page->width, page->height, page->stride };
  gsize size = (gsize) page->width * page->height;
  guint8 *pixels = g_malloc (size);
  g_autoptr (GBytes) owner = mc_secret_bytes_take (pixels, size);

  mc_colour_image_to_grey (&image, pixels);
  look_for_codes (made, &(McGreyImage){ pixels, page->width, page->height, page->width });
}

McPagePicture *
mc_page_make (const McColourImage *image, const McGreyImage *grey, const McSheet *sheet,
              double width_mm)
{
  g_autoptr (McPagePicture) made = mc_page_picture_new ();
  g_autoptr (McColourPixels) page = NULL;
  g_autoptr (McColourPixels) view = NULL;

  look_for_codes (made, grey);
  made->card = mc_sheet_is_card (grey, sheet, width_mm);
  if (made->card)
    return g_steal_pointer (&made);
  page = mc_page_straighten (image, sheet);
  if (made->codes->len == 0)
    look_for_codes_on_page (made, page);
  if (!sheet->darker)
    mc_page_even_light (page);
  view = mc_colour_pixels_shrink (page, MC_PAGE_VIEW_PIXELS);
  made->view = (McFrame){ .width = view->width, .height = view->height, .stride = view->stride };
  made->view.pixels = mc_colour_pixels_steal_bytes (view);
  made->jpeg = mc_page_to_jpeg (page, MC_PAGE_MOST_BYTES);
  made->width = page->width;
  made->height = page->height;
  return g_steal_pointer (&made);
}
