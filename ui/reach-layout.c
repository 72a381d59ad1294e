// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/reach-layout.h"

struct _McReachLayout {
  GtkLayoutManager parent_instance;

  int limit;
};

G_DEFINE_FINAL_TYPE (McReachLayout, mc_reach_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
mc_reach_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
mc_reach_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation,
                         int for_size, int *minimum, int *natural, int *minimum_baseline,
                         int *natural_baseline)
{
  GtkWidget *upper = gtk_widget_get_first_child (widget);
  GtkWidget *lower = gtk_widget_get_last_child (widget);
  int least = 0, wanted = 0;

  /* Widths follow from no height. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    for_size = -1;
  gtk_widget_measure (lower, orientation, for_size, minimum, natural, NULL, NULL);
  if (MC_REACH_LAYOUT (manager)->limit == 0)
    return;
  gtk_widget_measure (upper, orientation, for_size, &least, &wanted, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = MAX (*minimum, least);
    *natural = MAX (*natural, wanted);
  } else {
    *minimum += least;
    *natural += wanted;
  }
}

static void
mc_reach_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height,
                          int baseline)
{
  McReachLayout *self = MC_REACH_LAYOUT (manager);
  GtkWidget *upper = gtk_widget_get_first_child (widget);
  GtkWidget *lower = gtk_widget_get_last_child (widget);
  int least = 0, lower_height = height;

  gtk_widget_measure (lower, GTK_ORIENTATION_VERTICAL, width, &least, NULL, NULL, NULL);
  if (self->limit > 0)
    lower_height = MIN (height, MAX (self->limit, least));
  gtk_widget_set_child_visible (upper, self->limit > 0);
  if (self->limit > 0)
    gtk_widget_allocate (upper, width, height - lower_height, -1, NULL);
  gtk_widget_allocate (
      lower, width, lower_height, -1,
      gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (0, (float) (height - lower_height))));
}

static void
mc_reach_layout_class_init (McReachLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = mc_reach_layout_get_request_mode;
  layout_class->measure = mc_reach_layout_measure;
  layout_class->allocate = mc_reach_layout_allocate;
}

static void
mc_reach_layout_init (McReachLayout *self)
{
}

void
mc_reach_layout_set_limit (McReachLayout *self, int pixels)
{
  g_return_if_fail (MC_IS_REACH_LAYOUT (self));

  if (self->limit == pixels)
    return;
  self->limit = pixels;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}
