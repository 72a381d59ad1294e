// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/sheet-finder.h"
#include "tests/lib/card-frame.h"
#include "tests/lib/page-frame.h"

#include <math.h>

/* Corners within this part of the picture's diagonal. */
#define CLOSE 0.01

typedef struct {
  const char *name;
  McPageFrameOptions options;
} Case;

static const Case sheets[] = {
  { "straight", { .noise = 3 } },
  { "turned", { .angle = 12, .noise = 3, .scale = 0.85 } },
  { "turned-a-lot", { .angle = 40, .noise = 3, .scale = 0.85 } },
  { "on-its-side", { .angle = 92, .noise = 3, .scale = 0.85 } },
  { "leaning", { .lean = 0.25, .noise = 3, .scale = 0.8 } },
  { "leaning-and-turned", { .lean = 0.2, .angle = -17, .noise = 3, .scale = 0.8 } },
  { "shadow", { .shadow = 1, .uneven = 0.8, .noise = 4, .angle = 3 } },
  { "dark-table", { .table = MC_PAGE_TABLE_DARK, .noise = 5, .angle = -4 } },
  { "light-table", { .table = MC_PAGE_TABLE_LIGHT, .noise = 2, .angle = 5 } },
  { "light-table-and-shadow",
    { .table = MC_PAGE_TABLE_LIGHT, .shadow = 0.6, .noise = 2, .angle = 5 } },
  { "soft", { .blur = 2.5, .noise = 4, .angle = 7 } },
  { "small", { .scale = 0.45, .noise = 3, .angle = 10 } },
  { "half-a-sheet", { .sheet_mm = 148, .long_mm = 210, .scale = 0.6, .noise = 3, .angle = 4 } },
  { "a-strip", { .sheet_mm = 80, .long_mm = 240, .noise = 3, .angle = 4 } },
  { "square", { .sheet_mm = 200, .long_mm = 200, .scale = 0.7, .noise = 3, .angle = 4 } },
  { "blank", { .blank = TRUE, .noise = 3, .angle = 4 } },
  { "eight-megapixels", { .width = 3264, .height = 2448, .noise = 3, .angle = 2, .lean = 0.05 } },
  { "vga", { .width = 640, .height = 480, .noise = 3, .angle = 2, .lean = 0.05 } },
};

static gboolean
find (cairo_surface_t *frame, McSheet *sheet)
{
  McGreyImage image;
  g_autofree guint8 *grey = mc_card_frame_to_grey (frame, &image.width, &image.height,
                                                   &image.stride);

  image.pixels = grey;
  return mc_sheet_find (&image, sheet);
}

/* Corner by corner, whichever comes first. */
static double
get_error (const McSheet *sheet, const McPageTruth *truth)
{
  double best = G_MAXDOUBLE;

  for (int turn = 0; turn < 4; turn++) {
    double error = 0;

    for (int i = 0; i < 4; i++)
      error = MAX (error, hypot (sheet->corners[i].x + 0.5 - truth->x[(i + turn) % 4],
                                 sheet->corners[i].y + 0.5 - truth->y[(i + turn) % 4]));
    best = MIN (best, error);
  }
  return best;
}

static void
test_corners_are_found (gconstpointer data)
{
  const Case *test = data;
  McPageTruth truth;
  cairo_surface_t *frame = mc_page_frame_new (&test->options, TRUE, &truth);
  int width = cairo_image_surface_get_width (frame);
  int height = cairo_image_surface_get_height (frame);
  double wide = test->options.sheet_mm > 0 ? test->options.sheet_mm : 210;
  double high = test->options.long_mm > 0 ? test->options.long_mm : 297;
  double proportion;
  McSheet sheet;

  g_assert_true (find (frame, &sheet));

  g_test_message ("error %.2f px, support %.2f", get_error (&sheet, &truth), sheet.support);
  g_assert_cmpfloat (get_error (&sheet, &truth), <=, CLOSE * hypot (width, height));
  proportion = mc_sheet_get_proportion (&sheet, width, height);
  proportion = proportion > 1 ? proportion : 1 / proportion;
  g_test_message ("proportion %.3f for %.3f", proportion, high / wide);
  g_assert_cmpfloat (fabs (proportion / (high / wide) - 1), <=, 0.03);
  cairo_surface_destroy (truth.page);
  cairo_surface_destroy (frame);
}

static const Case others[] = {
  { "empty-wood", { .noise = 3 } },
  { "empty-dark", { .table = MC_PAGE_TABLE_DARK, .noise = 5 } },
  { "empty-in-shadow", { .shadow = 1, .uneven = 1, .noise = 5 } },
};

static void
test_an_empty_table_has_no_sheet (gconstpointer data)
{
  const Case *test = data;
  cairo_surface_t *frame = mc_page_frame_new (&test->options, FALSE, NULL);
  McSheet sheet;

  g_assert_false (find (frame, &sheet));
  cairo_surface_destroy (frame);
}

/* Its frame is a printed table: on both sides of a line there is paper. */
static void
test_a_printed_frame_is_no_sheet (void)
{
  static const McPageFrameOptions options = { .scale = 1.6, .noise = 3 };
  cairo_surface_t *frame = mc_page_frame_new (&options, TRUE, NULL);
  McSheet sheet;

  g_assert_false (find (frame, &sheet));
  cairo_surface_destroy (frame);
}

static void
test_a_sheet_that_is_cut_off_is_not_whole (void)
{
  static const McPageFrameOptions options = { .dx = 0.42, .noise = 3 };
  cairo_surface_t *frame = mc_page_frame_new (&options, TRUE, NULL);
  McSheet sheet;

  g_assert_false (find (frame, &sheet));
  cairo_surface_destroy (frame);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (sheets); i++) {
    g_autofree char *path = g_strconcat ("/sheet/found/", sheets[i].name, NULL);

    g_test_add_data_func (path, &sheets[i], test_corners_are_found);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autofree char *path = g_strconcat ("/sheet/none/", others[i].name, NULL);

    g_test_add_data_func (path, &others[i], test_an_empty_table_has_no_sheet);
  }
  g_test_add_func ("/sheet/none/printed-frame", test_a_printed_frame_is_no_sheet);
  g_test_add_func ("/sheet/none/cut-off", test_a_sheet_that_is_cut_off_is_not_whole);
  return g_test_run ();
}
