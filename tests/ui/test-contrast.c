// SPDX-License-Identifier: GPL-3.0-or-later
#include <math.h>

#include "tests/ui/picture.h"
#include "tests/ui/scenes.h"
#include "ui/idle-overlay.h"
#include "ui/staff-overlay.h"

/* Every word of every page stands out from what is behind it, measured on the drawn pixels: 10:1,
 * and 7:1 on buttons. */

#define LEAST 10.0
#define LEAST_ON_BUTTONS 7.0

/* Fewer pixels of a colour are the edge of a letter, not its stroke. */
#define STROKE_PIXELS 6

#define RGB 0xffffffu

static double
part_of_luminance (guint8 value)
{
  const double c = value / 255.0;

  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

/* WCAG 2.2 */
static double
ratio (guint32 a, guint32 b)
{
  double light[2];
  const guint32 colors[2] = { a, b };

  for (guint i = 0; i < 2; i++)
    light[i] = 0.2126 * part_of_luminance (colors[i] >> 16 & 0xff)
               + 0.7152 * part_of_luminance (colors[i] >> 8 & 0xff)
               + 0.0722 * part_of_luminance (colors[i] & 0xff) + 0.05;
  return MAX (light[0], light[1]) / MIN (light[0], light[1]);
}

typedef struct {
  GtkWidget *root;
  cairo_surface_t *picture;
  const char *look;
} Page;

/* How often each colour stands in the rectangle. */
static GHashTable *
count_colors (cairo_surface_t *picture, const graphene_rect_t *part)
{
  GHashTable *counts = g_hash_table_new (NULL, NULL);
  const int left = (int) ceil (part->origin.x), right = (int) (part->origin.x + part->size.width);
  const int top = (int) ceil (part->origin.y), bottom = (int) (part->origin.y + part->size.height);

  for (int y = MAX (top, 0); y < MIN (bottom, cairo_image_surface_get_height (picture)); y++) {
    const guint32 *row
        = (const guint32 *) (const void *) (cairo_image_surface_get_data (picture)
                                            + (gsize) cairo_image_surface_get_stride (picture) * y);

    for (int x = MAX (left, 0); x < MIN (right, cairo_image_surface_get_width (picture)); x++) {
      gpointer color = GUINT_TO_POINTER (row[x] & RGB);
      const guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, color));

      g_hash_table_insert (counts, color, GUINT_TO_POINTER (n + 1));
    }
  }
  return counts;
}

static guint32
find_ground (GHashTable *counts)
{
  GHashTableIter iter;
  gpointer color, n, ground = NULL;
  guint most = 0;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &color, &n)) {
    if (GPOINTER_TO_UINT (n) > most) {
      most = GPOINTER_TO_UINT (n);
      ground = color;
    }
  }
  return GPOINTER_TO_UINT (ground);
}

/* Of the strokes of the letters; 0: there are none. */
static double
find_contrast (GHashTable *counts)
{
  const guint32 ground = find_ground (counts);
  double best = 0;
  GHashTableIter iter;
  gpointer color, n;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &color, &n)) {
    if (GPOINTER_TO_UINT (n) >= STROKE_PIXELS && GPOINTER_TO_UINT (color) != ground)
      best = MAX (best, ratio (ground, GPOINTER_TO_UINT (color)));
  }
  return best;
}

static gboolean
is_shown (GtkWidget *widget, GtkWidget *root, graphene_rect_t *bounds)
{
  graphene_rect_t clip;

  if (!gtk_widget_compute_bounds (widget, root, bounds))
    return FALSE;
  for (GtkWidget *up = gtk_widget_get_parent (widget); up; up = gtk_widget_get_parent (up)) {
    if (gtk_widget_get_overflow (up) == GTK_OVERFLOW_HIDDEN
        && (!gtk_widget_compute_bounds (up, root, &clip)
            || !graphene_rect_intersection (bounds, &clip, bounds)))
      return FALSE;
  }
  return bounds->size.width > 12 && bounds->size.height > 12;
}

static void
check_label (GtkWidget *widget, gpointer user_data)
{
  const Page *page = user_data;
  g_autoptr (GHashTable) counts = NULL;
  graphene_rect_t bounds;
  double contrast, least;

  /* What cannot be pressed now may stand back. */
  if (!GTK_IS_LABEL (widget) || !gtk_widget_is_sensitive (widget)
      || gtk_label_get_label (GTK_LABEL (widget))[0] == '\0'
      || !is_shown (widget, page->root, &bounds))
    return;
  least = gtk_widget_get_ancestor (widget, GTK_TYPE_BUTTON) ? LEAST_ON_BUTTONS : LEAST;
  counts = count_colors (page->picture, &bounds);
  contrast = find_contrast (counts);
  if (contrast > 0 && contrast < least) {
    g_test_message ("%s: “%s” has %.1f:1", page->look, gtk_label_get_label (GTK_LABEL (widget)),
                    contrast);
    g_test_fail ();
  }
}

/* A dialog covers the page. */
static void
find_dialog (GtkWidget *widget, gpointer user_data)
{
  if (MC_IS_IDLE_OVERLAY (widget) || MC_IS_STAFF_OVERLAY (widget))
    *(GtkWidget **) user_data = widget;
}

static void
test_words_stand_out (gconstpointer data)
{
  static const char *const looks[MC_N_CONTRASTS] = { "normal", "dark", "light" };
  g_autoptr (McStage) stage = mc_stage_new ((McStageLook){ .panel = MC_STAGE_PORTRAIT });

  mc_scene_play (data, stage);
  for (guint contrast = 0; contrast < MC_N_CONTRASTS; contrast++) {
    GtkWidget *top = stage->root;
    Page page = { stage->root, NULL, looks[contrast] };

    mc_view_set_contrast (mc_window_get_view (stage->window), contrast);
    mc_stage_settle (stage);
    page.picture = mc_picture_draw (stage->root);
    mc_stage_walk (stage->root, find_dialog, &top);
    mc_stage_walk (top, check_label, &page);
    cairo_surface_destroy (page.picture);
  }
}

int
main (int argc, char **argv)
{
  mc_stage_init (&argc, &argv);
  for (guint i = 0; i < mc_n_scenes; i++) {
    g_autofree char *path = g_strdup_printf ("/contrast/%s", mc_scenes[i].name);

    g_test_add_data_func (path, &mc_scenes[i], test_words_stand_out);
  }
  return g_test_run ();
}
