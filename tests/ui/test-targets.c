// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/scenes.h"
#include "ui/keyboard-key.h"
#include "ui/pager.h"

/* What a finger needs and an eye needs, measured on every page, in every step of the text. */

#define LEAST_MM 16.0
#define LEAST_KEY_MM 12.7
#define MM_PER_INCH 25.4

/* Where letters are cut a pixel of rounding may be lost, not more. */
#define SLACK 1.0

static double
to_mm (double px)
{
  return px * MM_PER_INCH / MC_STAGE_DPI;
}

/* (nullable): the first words inside. */
static const char *
words_of (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_label (GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    const char *words = words_of (child);

    if (words && words[0] != '\0')
      return words;
  }
  return NULL;
}

static const char *
name_of (GtkWidget *widget)
{
  const char *words = words_of (widget);

  return words ? words : G_OBJECT_TYPE_NAME (widget);
}

static void
complain (GtkWidget *widget, const char *what)
{
  g_test_message ("%s of “%s” is cut", what, name_of (widget));
  g_test_fail ();
}

static gboolean
is_target (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_ENTRY (widget);
}

/* What of the widget is inside everything that cuts it off. FALSE: nothing. */
static gboolean
visible_part (GtkWidget *widget, GtkWidget *root, graphene_rect_t *part)
{
  if (!gtk_widget_compute_bounds (widget, root, part))
    return FALSE;
  for (GtkWidget *up = gtk_widget_get_parent (widget); up; up = gtk_widget_get_parent (up)) {
    graphene_rect_t bounds;

    if (gtk_widget_get_overflow (up) != GTK_OVERFLOW_HIDDEN && up != root)
      continue;
    if (!gtk_widget_compute_bounds (up, root, &bounds)
        || !graphene_rect_intersection (part, &bounds, part))
      return FALSE;
    if (up == root)
      break;
  }
  return part->size.width > SLACK && part->size.height > SLACK;
}

typedef struct {
  GtkWidget *root;
  guint n_targets;
} Walk;

static void
check_target (GtkWidget *widget, gpointer user_data)
{
  Walk *walk = user_data;
  const double least = MC_IS_KEY (widget) ? LEAST_KEY_MM : LEAST_MM;
  graphene_rect_t part;

  if (!is_target (widget) || !visible_part (widget, walk->root, &part))
    return;
  walk->n_targets++;
  if (to_mm (part.size.width + SLACK) < least || to_mm (part.size.height + SLACK) < least) {
    g_test_message ("“%s”: %.1f x %.1f mm to touch", name_of (widget), to_mm (part.size.width),
                    to_mm (part.size.height));
    g_test_fail ();
  }
}

/* A label is whole when its layout is not cut by its own room and it is not cut by what shows it.
 * Pages of a pager end between lines, so a part of its lines may be elsewhere; a line never is. */
static void
check_label (GtkWidget *widget, gpointer user_data)
{
  Walk *walk = user_data;
  graphene_rect_t bounds, part;
  PangoRectangle logical;
  int x = 0, y = 0;

  if (!GTK_IS_LABEL (widget) || !visible_part (widget, walk->root, &part))
    return;
  g_assert_true (gtk_widget_compute_bounds (widget, walk->root, &bounds));
  pango_layout_get_pixel_extents (gtk_label_get_layout (GTK_LABEL (widget)), NULL, &logical);
  gtk_label_get_layout_offsets (GTK_LABEL (widget), &x, &y);

  const gboolean ellipsized = pango_layout_is_ellipsized (
      gtk_label_get_layout (GTK_LABEL (widget)));
  const gboolean too_wide = logical.width > gtk_widget_get_width (widget) + SLACK;
  const gboolean too_high = logical.height > gtk_widget_get_height (widget) + SLACK;
  const gboolean cut_aside = part.size.width < bounds.size.width - SLACK;

  if (ellipsized || too_wide || too_high || cut_aside)
    complain (widget, "the words");
}

/* No line of a label may stand half in and half out of the page. */
static void
check_lines (GtkWidget *widget, gpointer user_data)
{
  Walk *walk = user_data;
  graphene_rect_t bounds, part;
  int y = 0;

  if (!GTK_IS_LABEL (widget) || !visible_part (widget, walk->root, &part))
    return;
  g_assert_true (gtk_widget_compute_bounds (widget, walk->root, &bounds));
  gtk_label_get_layout_offsets (GTK_LABEL (widget), NULL, &y);

  PangoLayoutIter *iter = pango_layout_get_iter (gtk_label_get_layout (GTK_LABEL (widget)));

  do {
    PangoRectangle ink;

    pango_layout_iter_get_line_extents (iter, &ink, NULL);
    pango_extents_to_pixels (&ink, NULL);

    const double top = bounds.origin.y + y + ink.y, bottom = top + ink.height;
    const double from = part.origin.y, to = part.origin.y + part.size.height;
    const gboolean in = top >= from - SLACK && bottom <= to + SLACK;
    const gboolean out = bottom <= from + SLACK || top >= to - SLACK;

    if (!in && !out)
      complain (widget, "a line");
  } while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

/* Nothing sticks out of the screen. */
static void
check_window (McStage *stage, McStageLook look)
{
  const int width = gtk_widget_get_width (stage->root);
  const int height = gtk_widget_get_height (stage->root);

  g_assert_cmpint (width, ==, look.landscape ? 1920 : 1080);
  g_assert_cmpint (height, ==, look.landscape ? 1080 : 1920);
}

static void
find_pagers (GtkWidget *widget, gpointer user_data)
{
  if (MC_IS_PAGER (widget))
    g_ptr_array_add (user_data, widget);
}

static void
check_page (McStage *stage)
{
  Walk walk = { stage->root, 0 };

  mc_stage_walk (stage->root, check_target, &walk);
  mc_stage_walk (stage->root, check_label, &walk);
  mc_stage_walk (stage->root, check_lines, &walk);
  g_assert_cmpuint (walk.n_targets, >=, 3);
}

typedef struct {
  const McScene *scene;
  McStageLook look;
} Case;

static void
test_can_be_touched_and_read (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (McStage) stage = mc_stage_new (c->look);
  g_autoptr (GPtrArray) pagers = g_ptr_array_new ();

  mc_scene_play (c->scene, stage);
  check_window (stage, c->look);
  check_page (stage);
  mc_stage_walk (stage->root, find_pagers, pagers);
  for (guint i = 0; i < pagers->len; i++) {
    McPager *pager = g_ptr_array_index (pagers, i);

    mc_pager_turn (pager, -100);
    mc_stage_settle (stage);
    for (guint page = 0; page < mc_pager_get_n_pages (pager); page++) {
      check_page (stage);
      mc_pager_turn (pager, 1);
      mc_stage_settle (stage);
    }
  }
}

int
main (int argc, char **argv)
{
  mc_stage_init (&argc, &argv);
  for (guint s = 0; s < mc_n_scenes; s++) {
    for (guint landscape = 0; landscape < 2; landscape++) {
      /* The two ends; what lies between them asks for less than the one or the other. */
      for (guint step = 0; step < MC_STYLE_N_TEXT_STEPS; step += MC_STYLE_N_TEXT_STEPS - 1) {
        const double scale = mc_style_text_scale (step);
        Case c = { &mc_scenes[s], { landscape, scale, MC_CONTRAST_NORMAL } };
        g_autofree char *path = g_strdup_printf ("/targets/%s/%s/%.2f", mc_scenes[s].name,
                                                 landscape ? "landscape" : "portrait", scale);

        g_test_add_data_func_full (path, g_memdup2 (&c, sizeof c), test_can_be_touched_and_read,
                                   g_free);
      }
    }
  }
  return g_test_run ();
}
