// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/card-frame.h"

#include <gio/gio.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* make-card-frames: what a camera sees when a person comes and holds up a card: an empty tray, the
 * card on its way in (moving, out of focus), the card held before it. frame-000.png, ... */

#define MAX_COUNT 1000
#define MAX_PAYLOAD 2300

/* Where the card is in frame index of count. FALSE: not in the picture yet. */
static gboolean
choose_options (int index, int count, guint32 seed, McCardFrameOptions *options)
{
  double progress = count > 1 ? (double) index / (count - 1) : 1;
  GRand *rand = g_rand_new_with_seed (seed + index);
  double entering = CLAMP ((0.55 - progress) / 0.35, 0, 1); /* 1: just arriving, 0: there */

  *options = (McCardFrameOptions){
    .noise = 5,
    .seed = seed + index,
    .angle = 3 + 14 * entering + g_rand_double_range (rand, -0.6, 0.6),
    .dx = g_rand_double_range (rand, -0.004, 0.004),
    .dy = 0.55 * entering + g_rand_double_range (rand, -0.004, 0.004),
    .scale = 0.6,
    .blur = entering > 0 ? 5 + 8 * entering : 0.6,
    .mixed = TRUE,
  };
  g_rand_free (rand);
  return progress >= 0.2;
}

static gboolean
write_frames (GBytes *payload, const char *directory, int count, guint32 seed, GError **error)
{
  for (int index = 0; index < count; index++) {
    g_autofree char *name = g_strdup_printf ("frame-%03d.png", index);
    g_autofree char *path = g_build_filename (directory, name, NULL);
    McCardFrameOptions options;
    gboolean has_card = choose_options (index, count, seed, &options);
    cairo_surface_t *frame = mc_card_frame_new (has_card ? payload : NULL, &options);
    cairo_status_t status = cairo_surface_write_to_png (frame, path);

    cairo_surface_destroy (frame);
    if (status != CAIRO_STATUS_SUCCESS) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path,
                   cairo_status_to_string (status));
      return FALSE;
    }
  }
  return TRUE;
}

/* (nullable) */
static GBytes *
load_payload (const char *text, const char *file, GError **error)
{
  g_autofree char *contents = NULL;
  gsize size;

  if (text != NULL)
    return g_bytes_new (text, strlen (text));
  if (!g_file_get_contents (file, &contents, &size, error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&contents), size);
}

int
main (int argc, char **argv)
{
  g_autofree char *text = NULL;
  g_autofree char *file = NULL;
  g_autofree char *directory = NULL;
  int count = 30;
  int seed = 1;
  GOptionEntry entries[] = {
    /* As bytes, whatever the locale says. */
    { "payload", 0, 0, G_OPTION_ARG_FILENAME, &text, "what the card's QR says", "TEXT" },
    { "payload-file", 0, 0, G_OPTION_ARG_FILENAME, &file, "the same from a file", "FILE" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &directory, "where to write", "DIR" },
    { "count", 0, 0, G_OPTION_ARG_INT, &count, "how many frames", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "for the noise and the hand", "S" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || directory == NULL
      || (text == NULL) == (file == NULL) || count < 1 || count > MAX_COUNT) {
    g_printerr ("make-card-frames: %s\n", error != NULL ? error->message : "see --help");
    return 2;
  }
  payload = load_payload (text, file, &error);
  if (payload != NULL
      && (g_bytes_get_size (payload) == 0 || g_bytes_get_size (payload) > MAX_PAYLOAD)) {
    g_printerr ("make-card-frames: a payload has 1 to %d bytes\n", MAX_PAYLOAD);
    return 2;
  }
  if (payload == NULL || g_mkdir_with_parents (directory, 0755) != 0
      || !write_frames (payload, directory, count, seed, &error)) {
    g_printerr ("make-card-frames: %s\n", error != NULL ? error->message : g_strerror (errno));
    return 1;
  }
  return EXIT_SUCCESS;
}
