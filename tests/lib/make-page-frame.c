// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/page-frame.h"

#include <stdlib.h>
#include <string.h>

/* make-page-frame FILE.png: a paper on a table as a document camera sees it, for the demo and the
 * visit's camera. With --card a card in its place, with --empty nothing. */
int
main (int argc, char **argv)
{
  gboolean card = FALSE, empty = FALSE;
  int seed = 1, width = 0, height = 0;
  double angle = 2, shadow = 0.5, lean = 0.06;
  g_autofree char *code = NULL;
  const GOptionEntry entries[] = {
    { "code", 0, 0, G_OPTION_ARG_FILENAME, &code, "what a QR on it says", "TEXT" },
    { "card", 0, 0, G_OPTION_ARG_NONE, &card, "a card, not a paper", NULL },
    { "empty", 0, 0, G_OPTION_ARG_NONE, &empty, "nothing", NULL },
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "for words and noise", "S" },
    { "width", 0, 0, G_OPTION_ARG_INT, &width, "pixels", "N" },
    { "height", 0, 0, G_OPTION_ARG_INT, &height, "pixels", "N" },
    { "angle", 0, 0, G_OPTION_ARG_DOUBLE, &angle, "degrees", "A" },
    { "lean", 0, 0, G_OPTION_ARG_DOUBLE, &lean, "0 to 0.5", "L" },
    { "shadow", 0, 0, G_OPTION_ARG_DOUBLE, &shadow, "0 to 1", "S" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE.png");
  g_autoptr (GError) error = NULL;
  McPageFrameOptions options;
  cairo_surface_t *frame;
  cairo_status_t status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2) {
    g_printerr ("make-page-frame: %s\n", error != NULL ? error->message : "see --help");
    return 2;
  }
  options = (McPageFrameOptions){ .width = width,
                                  .height = height,
                                  .angle = angle,
                                  .lean = lean,
                                  .shadow = shadow,
                                  .uneven = 0.4,
                                  .noise = 3,
                                  .blur = 0.8,
                                  .code = code,
                                  .seed = (guint32) seed };
  if (card) {
    options.sheet_mm = 53.98;
    options.long_mm = 85.6;
    options.corner_mm = 3.18;
    options.angle += 90;
    options.scale = 0.3;
  }
  frame = mc_page_frame_new (&options, !empty, NULL);
  status = cairo_surface_write_to_png (frame, argv[1]);
  cairo_surface_destroy (frame);
  if (status == CAIRO_STATUS_SUCCESS)
    return EXIT_SUCCESS;
  g_printerr ("make-page-frame: %s\n", cairo_status_to_string (status));
  return EXIT_FAILURE;
}
