// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/page-maker.h"
#include "drivers/camera/page-straighten.h"
#include "drivers/camera/page-light.h"
#include "drivers/camera/page-jpeg.h"
#include "drivers/camera/sheet-judge.h"
#include "tests/lib/card-frame.h"
#include "tests/lib/page-frame.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#define CODE "https://motcua.example/giay-to-thu/2026"
#define CARD_CODE "001085000001||Nguyễn Văn An|15081985|Nam|Hà Nội|10042021"

typedef struct {
  const char *name;
  McPageFrameOptions options;
} Case;

/* A picture as colour and as grey. */
typedef struct {
  cairo_surface_t *frame;
  McColourImage colour;
  McGreyImage grey;
  guint8 *pixels;
  McPageTruth truth;
} Shot;

static void
take (Shot *shot, const McPageFrameOptions *options, gboolean sheet)
{
  shot->frame = mc_page_frame_new (options, sheet, &shot->truth);
  shot->colour = (McColourImage){ cairo_image_surface_get_data (shot->frame),
                                  cairo_image_surface_get_width (shot->frame),
                                  cairo_image_surface_get_height (shot->frame),
                                  cairo_image_surface_get_stride (shot->frame) };
  shot->pixels = mc_card_frame_to_grey (shot->frame, &shot->grey.width, &shot->grey.height,
                                        &shot->grey.stride);
  shot->grey.pixels = shot->pixels;
}

static void
shot_clear (Shot *shot)
{
  cairo_surface_destroy (shot->truth.page);
  cairo_surface_destroy (shot->frame);
  g_free (shot->pixels);
}

static McPagePicture *
make (const Shot *shot)
{
  McSheet sheet;

  g_assert_true (mc_sheet_find (&shot->grey, &sheet));
  return mc_page_make (&shot->colour, &shot->grey, &sheet, 0);
}

/* --- what a JPEG has --- */

static void
on_jpeg_error (j_common_ptr jpeg)
{
  g_error ("not a picture");
}

static McColourPixels *
decode (GBytes *bytes)
{
  struct jpeg_error_mgr errors;
  struct jpeg_decompress_struct jpeg = { .err = jpeg_std_error (&errors) };
  McColourPixels *pixels;

  errors.error_exit = on_jpeg_error;
  jpeg_create_decompress (&jpeg);
  jpeg_mem_src (&jpeg, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  jpeg_read_header (&jpeg, TRUE);
  jpeg.out_color_space = JCS_EXT_BGRX;
  jpeg_start_decompress (&jpeg);
  pixels = mc_colour_pixels_new (jpeg.output_width, jpeg.output_height);
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW row = pixels->pixels + (gsize) jpeg.output_scanline * pixels->stride;

    jpeg_read_scanlines (&jpeg, &row, 1);
  }
  jpeg_finish_decompress (&jpeg);
  jpeg_destroy_decompress (&jpeg);
  return pixels;
}

/* Grey at a place in parts of the page, over the given part around it. */
static double
mean_at (const McColourPixels *page, double u, double v, double reach)
{
  int x0 = (int) ((u - reach) * page->width), x1 = (int) ((u + reach) * page->width);
  int y0 = (int) ((v - reach) * page->height), y1 = (int) ((v + reach) * page->height);
  double sum = 0, n = 0;

  for (int y = MAX (y0, 0); y <= MIN (y1, page->height - 1); y++)
    for (int x = MAX (x0, 0); x <= MIN (x1, page->width - 1); x++, n++) {
      const guint8 *p = page->pixels + (gsize) y * page->stride + 4 * (gsize) x;

      sum += (29 * p[0] + 150 * p[1] + 77 * p[2]) / 256.0;
    }
  return sum / n;
}

/* How alike two pages are over a grid fine enough to tell one line of text from another, -1 to 1.
 */
static double
correlate (const McColourPixels *a, const McColourPixels *b)
{
  enum { COLUMNS = 150, ROWS = 212 };
  double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0, n = 0;

  for (int row = 3; row < ROWS - 3; row++)
    for (int column = 3; column < COLUMNS - 3; column++, n++) {
      double u = (column + 0.5) / COLUMNS, v = (row + 0.5) / ROWS;
      double x = mean_at (a, u, v, 0.5 / ROWS), y = mean_at (b, u, v, 0.5 / ROWS);

      sa += x;
      sb += y;
      saa += x * x;
      sbb += y * y;
      sab += x * y;
    }
  return (sab - sa * sb / n) / sqrt ((saa - sa * sa / n) * (sbb - sb * sb / n));
}

static McColourPixels *
copy_truth (const McPageTruth *truth)
{
  McColourPixels *page = mc_colour_pixels_new (cairo_image_surface_get_width (truth->page),
                                               cairo_image_surface_get_height (truth->page));

  for (int y = 0; y < page->height; y++)
    memcpy (page->pixels + (gsize) y * page->stride,
            cairo_image_surface_get_data (truth->page)
                + (gsize) y * cairo_image_surface_get_stride (truth->page),
            page->stride);
  return page;
}

/* --- pages --- */

static const Case pages[] = {
  { "straight", { .noise = 3, .code = CODE } },
  { "turned", { .angle = 8, .noise = 3, .code = CODE, .scale = 0.95 } },
  { "leaning", { .lean = 0.15, .angle = -3, .noise = 3, .code = CODE } },
  { "in-a-hands-shadow",
    { .shadow = 1, .uneven = 0.7, .angle = 3, .lean = 0.05, .noise = 3, .code = CODE } },
  { "light-table", { .table = MC_PAGE_TABLE_LIGHT, .angle = 5, .noise = 2, .code = CODE } },
  { "along-the-picture",
    { .angle = 1, .sheet_mm = 297, .long_mm = 210, .noise = 3, .code = CODE, .blur = 0.8 } },
};

static void
test_the_page_is_the_paper (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (McPagePicture) made = NULL;
  g_autoptr (McColourPixels) page = NULL, paper = NULL;
  double alike;
  McScan *code;
  Shot shot;

  take (&shot, &test->options, TRUE);

  made = make (&shot);

  page = decode (made->jpeg);
  paper = copy_truth (&shot.truth);
  alike = correlate (page, paper);
  g_test_message ("alike %.3f, %dx%d, %" G_GSIZE_FORMAT " bytes", alike, made->width, made->height,
                  g_bytes_get_size (made->jpeg));
  g_assert_cmpfloat (alike, >=, 0.9);
  g_assert_cmpuint (g_bytes_get_size (made->jpeg), <=, MC_PAGE_MOST_BYTES);
  g_assert_false (made->card);
  g_assert_cmpuint (made->codes->len, ==, 1);
  code = g_ptr_array_index (made->codes, 0);
  g_assert_cmpmem (g_bytes_get_data (code->payload, NULL), g_bytes_get_size (code->payload), CODE,
                   strlen (CODE));
  shot_clear (&shot);
}

/* Half of it in a shadow: paper is white all over, the stamp red, the pencil there. */
static void
test_a_shadow_goes_and_colour_stays (void)
{
  static const McPageFrameOptions options = { .shadow = 1, .uneven = 0.7, .noise = 2 };
  g_autoptr (McPagePicture) made = NULL;
  g_autoptr (McColourPixels) page = NULL;
  double darkest = 255, pencil;
  guint red = 0;
  Shot shot;

  take (&shot, &options, TRUE);
  made = make (&shot);
  page = decode (made->jpeg);

  for (double v = 0.02; v < 0.99; v += 0.02)
    for (int side = 0; side < 2; side++)
      darkest = MIN (darkest, mean_at (page, side ? 0.96 : 0.04, v, 0.006));
  g_assert_cmpfloat (darkest, >=, 244);
  for (int y = page->height * 3 / 4; y < page->height; y++)
    for (int x = page->width / 2; x < page->width; x++) {
      const guint8 *p = page->pixels + (gsize) y * page->stride + 4 * (gsize) x;

      red += p[2] > 150 && p[1] < 110 && p[0] < 110;
    }
  g_test_message ("%.4f of the quarter is red", red / (page->width * page->height / 8.0));
  g_assert_cmpfloat (red / (page->width * page->height / 8.0), >=, 0.015);
  pencil = mean_at (page, 0.3, 31.85 / 44, 0.006);
  g_test_message ("pencil %.0f, paper beside it %.0f", pencil,
                  mean_at (page, 0.3, 33.0 / 44, 0.004));
  g_assert_cmpfloat (pencil, <=, mean_at (page, 0.3, 33.0 / 44, 0.004) - 8);
  shot_clear (&shot);
}

static gboolean
find_marker (GBytes *jpeg, guint8 marker)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (jpeg, &size);

  for (gsize at = 2; at + 4 <= size && data[at] == 0xff && data[at + 1] != 0xda;
       at += 2 + (data[at + 2] << 8 | data[at + 3]))
    if (data[at + 1] == marker)
      return TRUE;
  return FALSE;
}

static void
test_the_picture_tells_nothing_but_itself (void)
{
  static const McPageFrameOptions options = { .noise = 3 };
  g_autoptr (McPagePicture) first = NULL, second = NULL;
  Shot shot;

  take (&shot, &options, TRUE);

  first = make (&shot);
  second = make (&shot);

  g_assert_true (g_bytes_equal (first->jpeg, second->jpeg));
  for (int marker = 0xe1; marker <= 0xef; marker++)
    g_assert_false (find_marker (first->jpeg, marker));
  g_assert_false (find_marker (first->jpeg, 0xfe));
  g_assert_true (find_marker (first->jpeg, 0xdb));
  shot_clear (&shot);
}

/* --- cards --- */

static const Case cards[] = {
  { "upright",
    { .sheet_mm = 53.98, .long_mm = 85.6, .corner_mm = 3.18, .scale = 0.5, .noise = 3 } },
  { "on-its-side",
    { .sheet_mm = 53.98,
      .long_mm = 85.6,
      .corner_mm = 3.18,
      .scale = 0.5,
      .angle = 94,
      .noise = 3 } },
  { "near", { .sheet_mm = 53.98, .long_mm = 85.6, .corner_mm = 3.18, .noise = 3, .angle = 20 } },
  { "far-from-the-middle-of-a-dark-table",
    { .sheet_mm = 53.98,
      .long_mm = 85.6,
      .corner_mm = 3.18,
      .scale = 0.4,
      .dx = 0.2,
      .noise = 3,
      .table = MC_PAGE_TABLE_DARK } },
};

static void
test_a_card_is_known_by_its_shape (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (McPagePicture) made = NULL;
  Shot shot;

  take (&shot, &test->options, TRUE);

  made = make (&shot);

  g_assert_true (made->card);
  g_assert_null (made->jpeg);
  g_assert_null (made->view.pixels);
  shot_clear (&shot);
}

static const Case no_cards[] = {
  { "a-sheet-of-that-shape", { .sheet_mm = 130, .long_mm = 206, .noise = 3, .angle = 4 } },
  { "a4", { .noise = 3, .angle = 4 } },
  { "a5", { .sheet_mm = 148, .long_mm = 210, .noise = 3, .angle = -6, .lean = 0.1 } },
  { "half-a4-along", { .sheet_mm = 105, .long_mm = 297, .noise = 3 } },
  { "dark-table-of-that-shape",
    { .sheet_mm = 130, .long_mm = 206, .noise = 3, .table = MC_PAGE_TABLE_DARK } },
};

static void
test_a_paper_is_no_card (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (McPagePicture) made = NULL;
  Shot shot;

  take (&shot, &test->options, TRUE);

  made = make (&shot);

  g_assert_false (made->card);
  g_assert_nonnull (made->jpeg);
  shot_clear (&shot);
}

/* With round corners or without: by its size, where the camera stands fixed. */
static void
test_a_card_is_known_by_its_size (void)
{
  static const McPageFrameOptions options = {
    .sheet_mm = 53.98, .long_mm = 85.6, .scale = 0.4, .noise = 3
  };
  double width_mm = 1920 / (0.4 * 1080 / 85.6);
  McSheet sheet;
  Shot shot;

  take (&shot, &options, TRUE);
  g_assert_true (mc_sheet_find (&shot.grey, &sheet));

  g_assert_false (mc_sheet_is_card (&shot.grey, &sheet, 0));
  g_assert_true (mc_sheet_is_card (&shot.grey, &sheet, width_mm));
  g_assert_false (mc_sheet_is_card (&shot.grey, &sheet, width_mm * 2));
  shot_clear (&shot);
}

/* It has a card's shape no more when copied onto a sheet, but its code is there. */
static void
test_a_copy_of_a_card_tells_its_code (void)
{
  static const McPageFrameOptions options = { .noise = 2, .code = CARD_CODE, .angle = 2 };
  g_autoptr (McPagePicture) made = NULL;
  McScan *code;
  Shot shot;

  take (&shot, &options, TRUE);

  made = make (&shot);

  g_assert_cmpuint (made->codes->len, ==, 1);
  code = g_ptr_array_index (made->codes, 0);
  g_assert_cmpmem (g_bytes_get_data (code->payload, NULL), g_bytes_get_size (code->payload),
                   CARD_CODE, strlen (CARD_CODE));
  shot_clear (&shot);
}

/* --- what stands in the way --- */

static const struct {
  const char *name;
  gboolean sheet;
  McPageFrameOptions options;
  McDeviceRetry reason;
} hints[] = {
  { "good", TRUE, { .noise = 3, .angle = 3, .blur = 0.8 }, MC_DEVICE_RETRY_GENERAL },
  { "good-in-shadow", TRUE, { .noise = 3, .shadow = 1, .uneven = 0.5 }, MC_DEVICE_RETRY_GENERAL },
  { "good-and-blank", TRUE, { .noise = 3, .blank = TRUE }, MC_DEVICE_RETRY_GENERAL },
  { "good-half-sheet",
    TRUE,
    { .sheet_mm = 148, .long_mm = 210, .scale = 0.6, .noise = 3 },
    MC_DEVICE_RETRY_GENERAL },
  { "good-and-large",
    TRUE,
    { .width = 3264, .height = 2448, .noise = 3, .blur = 0.8 },
    MC_DEVICE_RETRY_GENERAL },
  { "nothing", FALSE, { .noise = 3 }, MC_DEVICE_RETRY_NO_SHEET },
  { "cut-off", TRUE, { .noise = 3, .dx = 0.42 }, MC_DEVICE_RETRY_NO_SHEET },
  { "dark", TRUE, { .dark = 0.75, .noise = 2 }, MC_DEVICE_RETRY_TOO_DARK },
  { "dark-without", FALSE, { .dark = 0.9, .noise = 2 }, MC_DEVICE_RETRY_TOO_DARK },
  { "lamp", TRUE, { .lamp = 1, .noise = 3 }, MC_DEVICE_RETRY_GLARE },
  { "far", TRUE, { .scale = 0.35, .noise = 3 }, MC_DEVICE_RETRY_TOO_FAR },
  { "tilted", TRUE, { .lean = 0.3, .noise = 3 }, MC_DEVICE_RETRY_TILTED },
  { "blurred", TRUE, { .blur = 6, .noise = 3 }, MC_DEVICE_RETRY_BLUR },
  { "moved", TRUE, { .motion = 14, .noise = 3 }, MC_DEVICE_RETRY_MOVING },
};

static void
test_hint_says_what_stands_in_the_way (gconstpointer data)
{
  gsize index = GPOINTER_TO_SIZE (data);
  McSheet sheet;
  gboolean found;
  Shot shot;

  take (&shot, &hints[index].options, hints[index].sheet);

  found = mc_sheet_find (&shot.grey, &sheet);

  g_assert_cmpint (mc_sheet_judge (&shot.grey, found ? &sheet : NULL, NULL), ==,
                   hints[index].reason);
  shot_clear (&shot);
}

static void
test_a_sheet_that_moved_is_told (void)
{
  static const McPageFrameOptions options = { .noise = 3 };
  McSheet sheet, before;
  Shot shot;

  take (&shot, &options, TRUE);
  g_assert_true (mc_sheet_find (&shot.grey, &sheet));
  before = sheet;

  g_assert_cmpint (mc_sheet_judge (&shot.grey, &sheet, &before), ==, MC_DEVICE_RETRY_GENERAL);
  before.corners[2].x += 20;
  g_assert_cmpint (mc_sheet_judge (&shot.grey, &sheet, &before), ==, MC_DEVICE_RETRY_MOVING);
  shot_clear (&shot);
}

static void
add_cases (const char *prefix, const Case *cases, gsize n, GTestDataFunc run)
{
  for (gsize i = 0; i < n; i++) {
    g_autofree char *path = g_strconcat (prefix, cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], run);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_cases ("/page/paper/", pages, G_N_ELEMENTS (pages), test_the_page_is_the_paper);
  g_test_add_func ("/page/shadow", test_a_shadow_goes_and_colour_stays);
  g_test_add_func ("/page/metadata", test_the_picture_tells_nothing_but_itself);
  add_cases ("/page/card/", cards, G_N_ELEMENTS (cards), test_a_card_is_known_by_its_shape);
  add_cases ("/page/no-card/", no_cards, G_N_ELEMENTS (no_cards), test_a_paper_is_no_card);
  g_test_add_func ("/page/card-by-size", test_a_card_is_known_by_its_size);
  g_test_add_func ("/page/copy-of-card", test_a_copy_of_a_card_tells_its_code);
  for (gsize i = 0; i < G_N_ELEMENTS (hints); i++) {
    g_autofree char *path = g_strconcat ("/page/hint/", hints[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_hint_says_what_stands_in_the_way);
  }
  g_test_add_func ("/page/hint/moved-between", test_a_sheet_that_moved_is_told);
  return g_test_run ();
}
