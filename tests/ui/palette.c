// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/palette.h"

#include <png.h>

/* So many of the most common colours are kept as they are. */
#define MAX_EXACT 48
#define EXACT_FROM_PIXELS 200

/* 0x00, 0x11 ... 0xff */
#define GRID 17

#define RGB 0xffffffu

typedef struct {
  guint32 color;
  guint n;
} Count;

static guint32 *
row_of (cairo_surface_t *surface, int y)
{
  return (guint32 *) (void *) (cairo_image_surface_get_data (surface)
                               + (gsize) cairo_image_surface_get_stride (surface) * y);
}

static guint
channel (guint32 color, guint shift)
{
  return color >> shift & 0xff;
}

static guint32
to_grid (guint32 color)
{
  guint32 result = 0;

  for (guint shift = 0; shift < 24; shift += 8)
    result |= (channel (color, shift) + GRID / 2) / GRID * GRID << shift;
  return result;
}

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  const Count *first = a, *second = b;

  if (first->n != second->n)
    return first->n < second->n ? 1 : -1;
  return first->color < second->color ? -1 : first->color > second->color;
}

/* (transfer full) (element-type Count): the most common first. */
static GArray *
sort_counts (GHashTable *counts)
{
  GArray *sorted = g_array_new (FALSE, FALSE, sizeof (Count));
  GHashTableIter iter;
  gpointer color, n;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &color, &n)) {
    const Count count = { GPOINTER_TO_UINT (color), GPOINTER_TO_UINT (n) };

    g_array_append_val (sorted, count);
  }
  g_array_sort (sorted, compare_counts);
  return sorted;
}

static void
add_count (GHashTable *counts, guint32 color, guint n)
{
  const guint before = GPOINTER_TO_UINT (g_hash_table_lookup (counts, GUINT_TO_POINTER (color)));

  g_hash_table_insert (counts, GUINT_TO_POINTER (color), GUINT_TO_POINTER (before + n));
}

static GHashTable *
count_colors (cairo_surface_t *surface)
{
  GHashTable *counts = g_hash_table_new (NULL, NULL);

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++) {
    const guint32 *row = row_of (surface, y);
    const int width = cairo_image_surface_get_width (surface);

    /* Most neighbours are the same. */
    for (int x = 0, from = 0; x < width; from = x) {
      while (x < width && (row[x] & RGB) == (row[from] & RGB))
        x++;
      add_count (counts, row[from] & RGB, (guint) (x - from));
    }
  }
  return counts;
}

static guint32
nearest (const McPalette *palette, guint32 color)
{
  guint32 best = palette->colors[0];
  int least = G_MAXINT;

  for (guint i = 0; i < palette->n; i++) {
    int distance = 0;

    for (guint shift = 0; shift < 24; shift += 8) {
      const int d = (int) channel (color, shift) - (int) channel (palette->colors[i], shift);

      distance += d * d;
    }
    if (distance < least) {
      least = distance;
      best = palette->colors[i];
    }
  }
  return best;
}

/* (transfer full): from each colour to that of the palette. */
static GHashTable *
make_palette (GArray *sorted, McPalette *palette)
{
  GHashTable *map = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) blends = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) sorted_blends = NULL;
  guint n_exact = 0;

  palette->n = 0;
  while (n_exact < MIN (sorted->len, MAX_EXACT)
         && g_array_index (sorted, Count, n_exact).n >= EXACT_FROM_PIXELS)
    palette->colors[palette->n++] = g_array_index (sorted, Count, n_exact++).color;
  for (guint i = n_exact; i < sorted->len; i++) {
    const Count *count = &g_array_index (sorted, Count, i);

    add_count (blends, to_grid (count->color), count->n);
  }
  sorted_blends = sort_counts (blends);
  for (guint i = 0; i < sorted_blends->len && palette->n < MC_PALETTE_MAX; i++)
    palette->colors[palette->n++] = g_array_index (sorted_blends, Count, i).color;
  for (guint i = 0; i < sorted->len; i++) {
    const guint32 color = g_array_index (sorted, Count, i).color;

    g_hash_table_insert (
        map, GUINT_TO_POINTER (color),
        GUINT_TO_POINTER (i < n_exact ? color : nearest (palette, to_grid (color))));
  }
  return map;
}

void
mc_palette_reduce (cairo_surface_t *surface, McPalette *palette)
{
  g_autoptr (GHashTable) counts = count_colors (surface);
  g_autoptr (GArray) sorted = sort_counts (counts);
  g_autoptr (GHashTable) map = make_palette (sorted, palette);

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++) {
    guint32 *row = row_of (surface, y);

    for (int x = 0; x < cairo_image_surface_get_width (surface); x++)
      row[x] = GPOINTER_TO_UINT (g_hash_table_lookup (map, GUINT_TO_POINTER (row[x] & RGB)));
  }
  cairo_surface_mark_dirty (surface);
}

static void
write_rows (png_structp png, cairo_surface_t *surface, const McPalette *palette)
{
  const int width = cairo_image_surface_get_width (surface);
  g_autoptr (GHashTable) indexes = g_hash_table_new (NULL, NULL);
  g_autofree png_byte *line = g_malloc ((gsize) width);

  for (guint i = 0; i < palette->n; i++)
    g_hash_table_insert (indexes, GUINT_TO_POINTER (palette->colors[i]), GUINT_TO_POINTER (i));
  for (int y = 0; y < cairo_image_surface_get_height (surface); y++) {
    const guint32 *row = row_of (surface, y);

    for (int x = 0; x < width; x++)
      line[x] = (png_byte) GPOINTER_TO_UINT (
          g_hash_table_lookup (indexes, GUINT_TO_POINTER (row[x] & RGB)));
    png_write_row (png, line);
  }
}

gboolean
mc_palette_write_png (cairo_surface_t *surface, const McPalette *palette, const char *path)
{
  FILE *file = fopen (path, "wb");
  png_structp png = png_create_write_struct (PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png_create_info_struct (png);
  png_color colors[MC_PALETTE_MAX];

  if (!file)
    return FALSE;
  for (guint i = 0; i < palette->n; i++)
    colors[i] = (png_color){ (png_byte) channel (palette->colors[i], 16),
                             (png_byte) channel (palette->colors[i], 8),
                             (png_byte) channel (palette->colors[i], 0) };
  png_init_io (png, file);
  png_set_IHDR (png, info, (png_uint_32) cairo_image_surface_get_width (surface),
                (png_uint_32) cairo_image_surface_get_height (surface), 8, PNG_COLOR_TYPE_PALETTE,
                PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_PLTE (png, info, colors, (int) palette->n);
  png_set_compression_level (png, 9);
  png_write_info (png, info);
  write_rows (png, surface, palette);
  png_write_end (png, NULL);
  png_destroy_write_struct (&png, &info);
  return fclose (file) == 0;
}
