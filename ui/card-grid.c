// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/card-grid.h"

#include "ui/style.h"

#define GAP_MM 5

/* Characters of a line that a card in one of two columns must have room for, and what of its width
 * is edge and pictogram. */
#define MIN_CHARACTERS 20
#define EDGE_MM 22

struct _McCardGrid {
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (McCardGrid, mc_card_grid, GTK_TYPE_WIDGET)

static int
mm (GtkWidget *widget, double millimetres)
{
  return (int) (millimetres * mc_style_get_mm (gtk_widget_get_display (widget)) + 0.5);
}

static int
min_column (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  const int character = pango_font_metrics_get_approximate_char_width (metrics);

  pango_font_metrics_unref (metrics);
  return PANGO_PIXELS (character * MIN_CHARACTERS) + mm (widget, EDGE_MM);
}

static guint
n_columns (GtkWidget *widget, int width)
{
  return (width - mm (widget, GAP_MM)) / 2 >= min_column (widget) ? 2 : 1;
}

static int
column_width (GtkWidget *widget, int width, guint columns)
{
  return (width - (int) (columns - 1) * mm (widget, GAP_MM)) / (int) columns;
}

/* The height of the row that begins with child: of its highest card. */
static int
row_height (GtkWidget *child, guint columns, int width)
{
  int height = 0;

  for (guint i = 0; i < columns && child; i++, child = gtk_widget_get_next_sibling (child)) {
    int minimum;

    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
    height = MAX (height, minimum);
  }
  return height;
}

static GtkWidget *
skip (GtkWidget *child, guint n)
{
  for (guint i = 0; i < n && child; i++)
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static GtkSizeRequestMode
mc_card_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (GtkWidget *widget, int *minimum, int *natural)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    int child_minimum, child_natural;

    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural, NULL,
                        NULL);
    *minimum = MAX (*minimum, child_minimum);
    *natural = MAX (*natural, child_natural);
  }
}

static void
mc_card_grid_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  int least = 0, most = 0, height = 0;
  guint columns;

  *minimum_baseline = *natural_baseline = -1;
  measure_width (widget, &least, &most);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = least;
    *natural = MAX (least, most);
    return;
  }

  for_size = MAX (for_size, least);
  columns = n_columns (widget, for_size);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = skip (child, columns)) {
    height += height > 0 ? mm (widget, GAP_MM) : 0;
    height += row_height (child, columns, column_width (widget, for_size, columns));
  }
  *minimum = *natural = height;
}

static void
mc_card_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  const guint columns = n_columns (widget, width);
  const int each = column_width (widget, width, columns);
  const int gap = mm (widget, GAP_MM);
  int y = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (widget); row; row = skip (row, columns)) {
    const int high = row_height (row, columns, each);
    GtkWidget *child = row;

    for (guint i = 0; i < columns && child; i++, child = gtk_widget_get_next_sibling (child))
      gtk_widget_size_allocate (child, &(GtkAllocation){ (int) i * (each + gap), y, each, high },
                                -1);
    y += high + gap;
  }
}

static void
mc_card_grid_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_card_grid_parent_class)->dispose (object);
}

static void
mc_card_grid_class_init (McCardGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_card_grid_dispose;
  widget_class->get_request_mode = mc_card_grid_get_request_mode;
  widget_class->measure = mc_card_grid_measure;
  widget_class->size_allocate = mc_card_grid_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "cards");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
mc_card_grid_init (McCardGrid *self)
{
  /* A page may end between two rows (ui/page-breaks.c). */
  gtk_widget_add_css_class (GTK_WIDGET (self), "rows-of-cards");
}

GtkWidget *
mc_card_grid_new (void)
{
  return g_object_new (MC_TYPE_CARD_GRID, NULL);
}

void
mc_card_grid_append (McCardGrid *self, GtkWidget *card)
{
  g_return_if_fail (MC_IS_CARD_GRID (self));
  g_return_if_fail (GTK_IS_WIDGET (card));

  gtk_widget_set_parent (card, GTK_WIDGET (self));
}
