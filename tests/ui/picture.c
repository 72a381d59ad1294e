// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/picture.h"

#include <glib/gstdio.h>

#include "tests/ui/palette.h"

/* Differences are seen better when they are loud. */
#define LOUD 0xffff00ffu

cairo_surface_t *
mc_picture_draw (GtkWidget *widget)
{
  const int width = gtk_widget_get_width (widget);
  const int height = gtk_widget_get_height (widget);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  g_autoptr (GskRenderNode) node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  g_autoptr (GdkTexture) texture = gsk_renderer_render_texture (
      gtk_native_get_renderer (gtk_widget_get_native (widget)), node,
      &GRAPHENE_RECT_INIT (0, 0, width, height));

  gdk_texture_download (texture, cairo_image_surface_get_data (surface),
                        cairo_image_surface_get_stride (surface));
  cairo_surface_mark_dirty (surface);
  return surface;
}

static guint32 *
row_of (cairo_surface_t *surface, int y)
{
  return (guint32 *) (void *) (cairo_image_surface_get_data (surface)
                               + (gsize) cairo_image_surface_get_stride (surface) * y);
}

/* How many pixels differ; expected becomes a picture of where. */
static guint
mark_differences (cairo_surface_t *expected, cairo_surface_t *actual)
{
  guint n = 0;

  for (int y = 0; y < cairo_image_surface_get_height (actual); y++) {
    guint32 *old = row_of (expected, y);
    const guint32 *new = row_of (actual, y);

    for (int x = 0; x < cairo_image_surface_get_width (actual); x++) {
      if ((old[x] & 0xffffff) == (new[x] & 0xffffff))
        continue;
      old[x] = LOUD;
      n++;
    }
  }
  cairo_surface_mark_dirty (expected);
  return n;
}

static void
write_png (cairo_surface_t *surface, const char *path)
{
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
}

/* (transfer full) (nullable): a picture of its own: what Cairo reads from a file may not be drawn
 * into, and may have an alpha channel. */
static cairo_surface_t *
read_png (const char *path)
{
  cairo_surface_t *file = cairo_image_surface_create_from_png (path);
  cairo_surface_t *copy = NULL;

  if (cairo_surface_status (file) == CAIRO_STATUS_SUCCESS) {
    copy = cairo_image_surface_create (CAIRO_FORMAT_RGB24, cairo_image_surface_get_width (file),
                                       cairo_image_surface_get_height (file));
    cairo_t *cr = cairo_create (copy);

    cairo_set_source_surface (cr, file, 0, 0);
    cairo_paint (cr);
    cairo_destroy (cr);
    cairo_surface_flush (copy);
  }
  cairo_surface_destroy (file);
  return copy;
}

static void
compare (cairo_surface_t *actual, const char *reference, const char *name)
{
  cairo_surface_t *expected = read_png (reference);
  g_autofree char *actual_path = g_strdup_printf ("%s.actual.png", name);
  g_autofree char *diff_path = g_strdup_printf ("%s.diff.png", name);

  if (!expected) {
    write_png (actual, actual_path);
    g_test_message ("%s: no reference; see %s", name, actual_path);
    g_test_fail ();
  } else if (cairo_image_surface_get_width (expected) != cairo_image_surface_get_width (actual)
             || cairo_image_surface_get_height (expected)
                    != cairo_image_surface_get_height (actual)) {
    write_png (actual, actual_path);
    g_test_message ("%s: another size than its reference; see %s", name, actual_path);
    g_test_fail ();
  } else {
    const guint n = mark_differences (expected, actual);

    if (n > 0) {
      write_png (actual, actual_path);
      write_png (expected, diff_path);
      g_test_message ("%s: %u pixels differ; see %s and %s", name, n, actual_path, diff_path);
      g_test_fail ();
    }
  }
  g_clear_pointer (&expected, cairo_surface_destroy);
}

void
mc_picture_check (GtkWidget *widget, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "reference", file, NULL);
  cairo_surface_t *actual = mc_picture_draw (widget);
  McPalette palette;

  mc_palette_reduce (actual, &palette);
  if (g_strcmp0 (g_getenv ("UPDATE_REFERENCES"), "1") == 0) {
    g_autofree char *folder = g_path_get_dirname (path);

    g_mkdir_with_parents (folder, 0755);
    g_assert_true (mc_palette_write_png (actual, &palette, path));
  } else {
    compare (actual, path, name);
  }
  cairo_surface_destroy (actual);
}
