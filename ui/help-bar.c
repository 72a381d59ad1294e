// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/help-bar.h"

#include "ui/button.h"

#define MAX_ROWS 3

struct _McHelpBar {
  GtkWidget parent_instance;
};

static void mc_help_bar_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (McHelpBar, mc_help_bar, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                      mc_help_bar_buildable_init))

static GtkBuildableIface *parent_buildable;

/* (transfer container) (element-type GtkWidget) */
static GPtrArray *
get_children (McHelpBar *self)
{
  GPtrArray *children = g_ptr_array_new ();

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child;
       child = gtk_widget_get_next_sibling (child)) {
    if (gtk_widget_should_layout (child))
      g_ptr_array_add (children, child);
  }
  return children;
}

static int
wanted_width (GtkWidget *child)
{
  int natural = 0;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static int
wanted_row_width (GPtrArray *children, guint from, guint to)
{
  int width = 0;

  for (guint i = from; i < to; i++)
    width += wanted_width (g_ptr_array_index (children, i));
  return width;
}

/* The first child of a row; the last rows are the fuller ones. */
static guint
row_start (guint n_children, guint n_rows, guint row)
{
  return row * n_children / n_rows;
}

/* As few rows as width lets all words stand in. */
static guint
count_rows (GPtrArray *children, int width)
{
  for (guint n_rows = 1; n_rows < MAX_ROWS; n_rows++) {
    gboolean fits = TRUE;

    for (guint row = 0; row < n_rows; row++)
      fits = fits
             && wanted_row_width (children, row_start (children->len, n_rows, row),
                                  row_start (children->len, n_rows, row + 1))
                    <= width;
    if (fits)
      return n_rows;
  }
  return MAX_ROWS;
}

/* What is left over goes to all in equal parts; what is missing is taken from all alike. */
static int
child_width (GPtrArray *children, guint from, guint to, guint i, int width)
{
  const int spare = width - wanted_row_width (children, from, to);
  const int part = spare / (int) (to - from);
  const int rest = i + 1 == to ? spare - part * (int) (to - from) : 0;

  return wanted_width (g_ptr_array_index (children, i)) + part + rest;
}

static int
row_height (GPtrArray *children, guint from, guint to, int width)
{
  int highest = 0;

  for (guint i = from; i < to; i++) {
    int height = 0;

    gtk_widget_measure (g_ptr_array_index (children, i), GTK_ORIENTATION_VERTICAL,
                        child_width (children, from, to, i, width), &height, NULL, NULL, NULL);
    highest = MAX (highest, height);
  }
  return highest;
}

static GtkSizeRequestMode
mc_help_bar_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
mc_help_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  g_autoptr (GPtrArray) children = get_children (MC_HELP_BAR (widget));

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *natural = wanted_row_width (children, 0, children->len);
    for (guint i = 0; i < children->len; i++)
      *minimum = MAX (*minimum, wanted_width (g_ptr_array_index (children, i)));
    return;
  }

  /* More than all words need makes nothing lower. */
  const int all = wanted_row_width (children, 0, children->len);
  const int width = for_size < 0 ? all : MIN (for_size, all);
  const guint n_rows = count_rows (children, width);

  for (guint row = 0; children->len > 0 && row < n_rows; row++)
    *minimum += row_height (children, row_start (children->len, n_rows, row),
                            row_start (children->len, n_rows, row + 1), width);
  *natural = *minimum;
}

static void
allocate_row (GPtrArray *children, guint from, guint to, int width, int y, int height)
{
  int x = 0;

  for (guint i = from; i < to; i++) {
    const int share = child_width (children, from, to, i, width);

    gtk_widget_size_allocate (g_ptr_array_index (children, i),
                              &(GtkAllocation){ x, y, share, height }, -1);
    x += share;
  }
}

static void
mc_help_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  g_autoptr (GPtrArray) children = get_children (MC_HELP_BAR (widget));
  const guint n_rows = count_rows (children, width);
  int y = 0;

  for (guint row = 0; children->len > 0 && row < n_rows; row++) {
    const guint from = row_start (children->len, n_rows, row);
    const guint to = row_start (children->len, n_rows, row + 1);
    const int row_high = row_height (children, from, to, width);

    allocate_row (children, from, to, width, y, row_high);
    y += row_high;
  }
}

static void
mc_help_bar_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child,
                       const char *type)
{
  if (GTK_IS_WIDGET (child))
    gtk_widget_set_parent (GTK_WIDGET (child), GTK_WIDGET (buildable));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
mc_help_bar_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = mc_help_bar_add_child;
}

static void
mc_help_bar_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_help_bar_parent_class)->dispose (object);
}

static void
mc_help_bar_class_init (McHelpBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_help_bar_dispose;
  widget_class->get_request_mode = mc_help_bar_get_request_mode;
  widget_class->measure = mc_help_bar_measure;
  widget_class->size_allocate = mc_help_bar_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "help");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TOOLBAR);
}

static void
mc_help_bar_init (McHelpBar *self)
{
}

void
mc_help_bar_set_stacked (McHelpBar *self, gboolean stacked)
{
  g_return_if_fail (MC_IS_HELP_BAR (self));

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child;
       child = gtk_widget_get_next_sibling (child)) {
    if (MC_IS_BUTTON (child))
      g_object_set (child, "stacked", stacked, NULL);
  }
}
