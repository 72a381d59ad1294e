// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivers/camera/page-light.h"

#include <string.h>

#define N_CELLS 72          /* along the longer side */
#define GROUND_PERMILLE 850 /* what so many of a cell's pixels do not exceed is its paper */
#define CLOSING 5         /* cells: what is dark and smaller than twice that is print, not shadow */
#define LEAST_SHARE 0.30f /* of the page's own paper: darker is not a shadow but a picture */
#define WHITE 248.0f
/* From here on up paper is made white; below all stays as it is. */
#define KNEE 205.0f
#define PAPER 238.0f
/* A lamp's tint is less than this between channels; more is the paper's own colour. */
#define MOST_TINT 1.3f

/* The paper's light in cells over the page, blue, green and red. */
typedef struct {
  int columns;
  int rows;
  int side; /* of a cell, pixels */
  float *light[3];
} Ground;

static void
ground_free (Ground *ground)
{
  for (int c = 0; c < 3; c++)
    g_free (ground->light[c]);
  g_free (ground);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ground, ground_free)

static float
get_quantile (const guint *counts, guint total, guint permille)
{
  guint seen = 0;

  for (int level = 0; level < 256; level++) {
    seen += counts[level];
    if ((guint64) seen * 1000 >= (guint64) total * permille)
      return level;
  }
  return 255;
}

static void
measure_cell (const McColourPixels *page, Ground *ground, int column, int row)
{
  guint counts[3][256] = { 0 };
  int right = MIN ((column + 1) * ground->side, page->width);
  int bottom = MIN ((row + 1) * ground->side, page->height);
  guint n = 0;

  for (int y = row * ground->side; y < bottom; y++)
    for (int x = column * ground->side; x < right; x++, n++)
      for (int c = 0; c < 3; c++)
        counts[c][page->pixels[(gsize) y * page->stride + 4 * (gsize) x + c]]++;
  for (int c = 0; c < 3; c++)
    ground->light[c][row * ground->columns + column] = get_quantile (counts[c], n, GROUND_PERMILLE);
}

/* The highest (sign 1) or lowest (-1) of the neighbours along one direction. */
static void
spread_line (float *line, int count, int step, float sign, float *copy)
{
  for (int i = 0; i < count; i++)
    copy[i] = line[i * step];
  for (int i = 0; i < count; i++) {
    float best = copy[i];

    for (int j = MAX (i - CLOSING, 0); j <= MIN (i + CLOSING, count - 1); j++)
      best = sign * copy[j] > sign * best ? copy[j] : best;
    line[i * step] = best;
  }
}

static void
soften_line (float *line, int count, int step, float *copy)
{
  for (int i = 0; i < count; i++)
    copy[i] = line[i * step];
  for (int i = 0; i < count; i++)
    line[i * step] = (copy[MAX (i - 1, 0)] + 2 * copy[i] + copy[MIN (i + 1, count - 1)]) / 4;
}

/* Beyond the edges it is as at them: else what gets darker towards a corner is taken for print. */
static float *
pad (const Ground *ground, const float *light, int columns, int rows)
{
  float *padded = g_new (float, columns *rows);

  for (int row = 0; row < rows; row++)
    for (int column = 0; column < columns; column++)
      padded[row * columns + column]
          = light[CLAMP (row - CLOSING, 0, ground->rows - 1) * ground->columns
                  + CLAMP (column - CLOSING, 0, ground->columns - 1)];
  return padded;
}

/* Fills what is dark and small: print, stamps, pictures. Shadows are larger. */
static void
close_gaps (Ground *ground, float *light)
{
  int columns = ground->columns + 2 * CLOSING, rows = ground->rows + 2 * CLOSING;
  g_autofree float *padded = pad (ground, light, columns, rows);
  g_autofree float *copy = g_new (float, MAX (columns, rows));

  for (int sign = 1; sign >= -1; sign -= 2) {
    for (int row = 0; row < rows; row++)
      spread_line (padded + row * columns, columns, 1, sign, copy);
    for (int column = 0; column < columns; column++)
      spread_line (padded + column, rows, columns, sign, copy);
  }
  for (int row = 0; row < ground->rows; row++)
    for (int column = 0; column < ground->columns; column++)
      light[row * ground->columns + column] = padded[(row + CLOSING) * columns + column + CLOSING];
  for (int pass = 0; pass < 2; pass++) {
    for (int row = 0; row < ground->rows; row++)
      soften_line (light + row * ground->columns, ground->columns, 1, copy);
    for (int column = 0; column < ground->columns; column++)
      soften_line (light + column, ground->rows, ground->columns, copy);
  }
}

/* Nothing is lightened without end: what is very dark is not paper in a shadow. */
static void
set_floor (Ground *ground)
{
  for (int c = 0; c < 3; c++) {
    float highest = 1;

    for (int i = 0; i < ground->columns * ground->rows; i++)
      highest = MAX (highest, ground->light[c][i]);
    for (int i = 0; i < ground->columns * ground->rows; i++)
      ground->light[c][i] = MAX (ground->light[c][i], LEAST_SHARE * highest);
  }
}

/* Coloured paper: one light for all three, so that it stays coloured. */
static void
keep_colour (Ground *ground)
{
  int n = ground->columns * ground->rows;
  float mean[3] = { 0 };

  for (int c = 0; c < 3; c++)
    for (int i = 0; i < n; i++)
      mean[c] += ground->light[c][i] / n;
  if (MAX (MAX (mean[0], mean[1]), mean[2])
      <= MOST_TINT * MAX (MIN (MIN (mean[0], mean[1]), mean[2]), 1))
    return;
  for (int i = 0; i < n; i++) {
    float light = MAX (MAX (ground->light[0][i], ground->light[1][i]), ground->light[2][i]);

    for (int c = 0; c < 3; c++)
      ground->light[c][i] = light;
  }
}

static Ground *
measure_ground (const McColourPixels *page)
{
  Ground *ground = g_new0 (Ground, 1);

  ground->side = MAX (MAX (page->width, page->height) / N_CELLS, 1);
  ground->columns = (page->width + ground->side - 1) / ground->side;
  ground->rows = (page->height + ground->side - 1) / ground->side;
  for (int c = 0; c < 3; c++)
    ground->light[c] = g_new0 (float, ground->columns * ground->rows);
  for (int row = 0; row < ground->rows; row++)
    for (int column = 0; column < ground->columns; column++)
      measure_cell (page, ground, column, row);
  for (int c = 0; c < 3; c++)
    close_gaps (ground, ground->light[c]);
  set_floor (ground);
  keep_colour (ground);
  return ground;
}

/* The paper's light at a pixel: between the middles of the cells around it. */
static float
get_light (const Ground *ground, const float *light, int x, int y)
{
  float u = CLAMP ((x + 0.5f) / ground->side - 0.5f, 0, ground->columns - 1);
  float v = CLAMP ((y + 0.5f) / ground->side - 0.5f, 0, ground->rows - 1);
  int left = MIN ((int) u, MAX (ground->columns - 2, 0));
  int top = MIN ((int) v, MAX (ground->rows - 2, 0));
  int right = MIN (left + 1, ground->columns - 1), bottom = MIN (top + 1, ground->rows - 1);

  u -= left;
  v -= top;
  return (light[top * ground->columns + left] * (1 - u) + light[top * ground->columns + right] * u)
             * (1 - v)
         + (light[bottom * ground->columns + left] * (1 - u)
            + light[bottom * ground->columns + right] * u)
               * v;
}

static void
set_curve (guint8 *curve)
{
  for (int level = 0; level < 256; level++) {
    float value = level <= KNEE ? level : KNEE + (level - KNEE) * (255 - KNEE) / (PAPER - KNEE);

    curve[level] = (guint8) MIN (value + 0.5f, 255);
  }
}

void
mc_page_even_light (McColourPixels *page)
{
  g_autoptr (Ground) ground = measure_ground (page);
  guint8 curve[256];

  set_curve (curve);
  for (int y = 0; y < page->height; y++)
    for (int x = 0; x < page->width; x++) {
      guint8 *pixel = page->pixels + (gsize) y * page->stride + 4 * (gsize) x;

      for (int c = 0; c < 3; c++) {
        float light = MAX (get_light (ground, ground->light[c], x, y), 1);

        pixel[c] = curve[(int) MIN (pixel[c] * WHITE / light, 255)];
      }
    }
}
