// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/touch-mark.h"

#include "ui/style.h"

#define SHOWN_MS 500
#define RADIUS_MM 9.0
#define WIDTH_MM 1.5

struct _McTouchMark {
  GtkWidget parent_instance;

  double x;
  double y;
  guint timeout;
};

G_DEFINE_FINAL_TYPE (McTouchMark, mc_touch_mark, GTK_TYPE_WIDGET)

static void
mc_touch_mark_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  McTouchMark *self = MC_TOUCH_MARK (widget);
  const double mm = mc_style_get_mm (gtk_widget_get_display (widget));
  const float radius = (float) (RADIUS_MM * mm), width = (float) (WIDTH_MM * mm);
  const graphene_rect_t square = GRAPHENE_RECT_INIT (
      (float) self->x - radius, (float) self->y - radius, 2 * radius, 2 * radius);
  GskRoundedRect ring;
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gsk_rounded_rect_init_from_rect (&ring, &square, radius);
  gtk_snapshot_append_border (snapshot, &ring, (float[4]){ width, width, width, width },
                              (GdkRGBA[4]){ color, color, color, color });
}

static void
mc_touch_mark_dispose (GObject *object)
{
  g_clear_handle_id (&MC_TOUCH_MARK (object)->timeout, g_source_remove);
  G_OBJECT_CLASS (mc_touch_mark_parent_class)->dispose (object);
}

static void
mc_touch_mark_class_init (McTouchMarkClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_touch_mark_dispose;
  widget_class->snapshot = mc_touch_mark_snapshot;
  gtk_widget_class_set_css_name (widget_class, "touch-mark");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
mc_touch_mark_init (McTouchMark *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static gboolean
on_shown (gpointer user_data)
{
  McTouchMark *self = user_data;

  self->timeout = 0;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  return G_SOURCE_REMOVE;
}

void
mc_touch_mark_show (McTouchMark *self, double x, double y)
{
  g_return_if_fail (MC_IS_TOUCH_MARK (self));

  self->x = x;
  self->y = y;
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->timeout = g_timeout_add (SHOWN_MS, on_shown, self);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
