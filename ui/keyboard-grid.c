// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keyboard-grid.h"

#include <math.h>

/* Of a row's height: to its width, and to the least height of a key. */
#define HEIGHT_TO_WIDTH 0.85
#define LEAST_NATURAL 1.22
#define MOST_NATURAL 1.5
#define TALLEST 1.75

struct _McKeyboardGrid {
  GtkLayoutManager parent_instance;

  const McKeyPlan *plan;
};

G_DEFINE_FINAL_TYPE (McKeyboardGrid, mc_keyboard_grid, GTK_TYPE_LAYOUT_MANAGER)

static double
row_width (const McKeySpec *row)
{
  double width = 0;

  for (const McKeySpec *spec = row; spec->width > 0; spec++)
    width += spec->width;
  return width;
}

static double
widest_row (const McKeyPlan *plan)
{
  double widest = 0;

  for (guint row = 0; row < plan->n_rows; row++)
    widest = MAX (widest, row_width (plan->rows[row]));
  return widest;
}

/* The least room, margins included, of any one key. All are alike in the style sheet. */
static int
measure_key (GtkWidget *keyboard, GtkOrientation orientation)
{
  GtkWidget *key = gtk_widget_get_first_child (keyboard);
  int least = 0;

  if (key != NULL)
    gtk_widget_measure (key, orientation, -1, &least, NULL, NULL, NULL);
  return least;
}

/* The narrowest key of each row has the width 1. */
static int
mc_keyboard_grid_least_width (McKeyboardGrid *self, GtkWidget *keyboard)
{
  return (int) ceil (widest_row (self->plan) * measure_key (keyboard, GTK_ORIENTATION_HORIZONTAL));
}

/* The part of width that the rows take. */
static int
mc_keyboard_grid_used_width (McKeyboardGrid *self, GtkWidget *keyboard, int width)
{
  const double most = self->plan->max_width * measure_key (keyboard, GTK_ORIENTATION_HORIZONTAL)
                      * row_width (self->plan->rows[0]);

  return self->plan->max_width > 0 ? MIN (width, (int) most) : width;
}

static void
mc_keyboard_grid_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation,
                          int for_size, int *minimum, int *natural, int *minimum_baseline,
                          int *natural_baseline)
{
  McKeyboardGrid *self = MC_KEYBOARD_GRID (manager);
  const int least = measure_key (widget, orientation);

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = *natural = mc_keyboard_grid_least_width (self, widget);
    return;
  }

  const int width = for_size >= 0 ? for_size : mc_keyboard_grid_least_width (self, widget);
  const double unit = mc_keyboard_grid_used_width (self, widget, width)
                      / row_width (self->plan->rows[0]);
  const double row = CLAMP (unit * HEIGHT_TO_WIDTH, least * LEAST_NATURAL, least * MOST_NATURAL);

  *minimum = (int) self->plan->n_rows * least;
  *natural = (int) ceil (self->plan->n_rows * row);
}

static void
mc_keyboard_grid_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height,
                           int baseline)
{
  McKeyboardGrid *self = MC_KEYBOARD_GRID (manager);
  const int n_rows = (int) self->plan->n_rows;
  const int used = mc_keyboard_grid_used_width (self, widget, width);
  const int most = (int) (measure_key (widget, GTK_ORIENTATION_VERTICAL) * TALLEST);
  const int tall = MIN (height, most * n_rows);
  const int top_row = (height - tall) / 2;
  GtkWidget *key = gtk_widget_get_first_child (widget);

  for (int row = 0; row < n_rows; row++) {
    const double unit = used / row_width (self->plan->rows[row]);
    const int top = top_row + tall * row / n_rows;
    const int bottom = top_row + tall * (row + 1) / n_rows;
    double x = (width - used) / 2;

    for (const McKeySpec *spec = self->plan->rows[row]; spec->width > 0 && key != NULL; spec++) {
      const double end = x + unit * spec->width;

      gtk_widget_size_allocate (key,
                                &(GtkAllocation){ (int) round (x), top,
                                                  (int) round (end) - (int) round (x),
                                                  bottom - top },
                                -1);
      x = end;
      key = gtk_widget_get_next_sibling (key);
    }
  }
}

static GtkSizeRequestMode
mc_keyboard_grid_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
mc_keyboard_grid_class_init (McKeyboardGridClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->get_request_mode = mc_keyboard_grid_get_request_mode;
  manager_class->measure = mc_keyboard_grid_measure;
  manager_class->allocate = mc_keyboard_grid_allocate;
}

static void
mc_keyboard_grid_init (McKeyboardGrid *self)
{
  self->plan = mc_key_plan (MC_KEYBOARD_TEXT, MC_WAY_DIRECT);
}

void
mc_keyboard_grid_set_plan (McKeyboardGrid *self, const McKeyPlan *plan)
{
  g_return_if_fail (MC_IS_KEYBOARD_GRID (self));

  self->plan = plan;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

/* --- from key to key --- */

/* Of the middle of key, in parts of its row's width. */
static gboolean
find_place (const McKeyPlan *plan, guint key, guint *row, double *middle)
{
  guint n = 0;

  for (*row = 0; *row < plan->n_rows; ++*row) {
    double x = 0;

    for (const McKeySpec *spec = plan->rows[*row]; spec->width > 0; spec++, n++) {
      if (n == key) {
        *middle = (x + spec->width / 2) / row_width (plan->rows[*row]);
        return TRUE;
      }
      x += spec->width;
    }
  }
  return FALSE;
}

/* The key of row whose middle comes nearest to middle. */
static int
find_nearest (const McKeyPlan *plan, guint row, double middle)
{
  const double whole = row_width (plan->rows[row]);
  double x = 0, best = 2;
  int first = 0, nearest = 0, n = 0;

  for (guint above = 0; above < row; above++) {
    for (const McKeySpec *spec = plan->rows[above]; spec->width > 0; spec++)
      first++;
  }
  for (const McKeySpec *spec = plan->rows[row]; spec->width > 0; spec++, n++) {
    const double distance = fabs ((x + spec->width / 2) / whole - middle);

    if (distance < best) {
      best = distance;
      nearest = n;
    }
    x += spec->width;
  }
  return first + nearest;
}

int
mc_key_plan_find_neighbour (const McKeyPlan *plan, guint key, GtkDirectionType direction)
{
  guint row, other_row;
  double middle, other_middle;
  const guint other = direction == GTK_DIR_LEFT ? key - 1 : key + 1;

  if (!find_place (plan, key, &row, &middle))
    return -1;

  switch (direction) {
  case GTK_DIR_LEFT:
  case GTK_DIR_RIGHT:
    return find_place (plan, other, &other_row, &other_middle) && other_row == row ? (int) other
                                                                                   : -1;
  case GTK_DIR_UP:
    return row > 0 ? find_nearest (plan, row - 1, middle) : -1;
  case GTK_DIR_DOWN:
    return row + 1 < plan->n_rows ? find_nearest (plan, row + 1, middle) : -1;
  default:
    return -1;
  }
}
