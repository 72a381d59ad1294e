// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/paper-view.h"

/* The picture's shape, as cameras deliver it. */
#define PICTURE_ASPECT (16.0 / 9.0)
/* Where a page is looked at, there is more room for paper that stands upright. */
#define PAGE_ASPECT 1.05
/* Of the outline, in parts of the picture's width on the screen. */
#define LINE_SHARE 0.008

struct _McPaperView {
  GtkWidget parent_instance;

  GdkTexture *texture; /* (nullable) */
  gboolean is_page;
  gboolean has_outline;
  McSheetOutline outline;
};

G_DEFINE_FINAL_TYPE (McPaperView, mc_paper_view, GTK_TYPE_WIDGET)

static void
mc_paper_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
    *natural = (int) (for_size / (MC_PAPER_VIEW (widget)->is_page ? PAGE_ASPECT : PICTURE_ASPECT));
}

static GtkSizeRequestMode
mc_paper_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* The whole picture, never stretched and never cut: what is not shown cannot be aimed with. */
static graphene_rect_t
get_place (McPaperView *self, double width, double height)
{
  const double wide = gdk_texture_get_width (self->texture);
  const double high = gdk_texture_get_height (self->texture);
  const double scale = MIN (width / wide, height / high);

  return GRAPHENE_RECT_INIT ((width - wide * scale) / 2, (height - high * scale) / 2, wide * scale,
                             high * scale);
}

static void
draw_outline (cairo_t *cr, const McSheetOutline *outline, const graphene_rect_t *place)
{
  for (int i = 0; i < 4; i++)
    cairo_line_to (cr, place->origin.x + outline->x[i] * place->size.width,
                   place->origin.y + outline->y[i] * place->size.height);
  cairo_close_path (cr);
}

/* Green, with a dark edge on both sides, so that it is seen on any picture. */
static void
snapshot_outline (McPaperView *self, GtkSnapshot *snapshot, const graphene_rect_t *place)
{
  const double line = MAX (place->size.width * LINE_SHARE, 2);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, place);

  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  draw_outline (cr, &self->outline, place);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.75);
  cairo_set_line_width (cr, 2 * line);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, 0.45, 0.95, 0.55);
  cairo_set_line_width (cr, line);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
mc_paper_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  McPaperView *self = MC_PAPER_VIEW (widget);
  graphene_rect_t place;

  if (!self->texture || gtk_widget_get_width (widget) <= 0 || gtk_widget_get_height (widget) <= 0)
    return;
  place = get_place (self, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  gtk_snapshot_append_texture (snapshot, self->texture, &place);
  if (self->has_outline)
    snapshot_outline (self, snapshot, &place);
}

static void
mc_paper_view_dispose (GObject *object)
{
  g_clear_object (&MC_PAPER_VIEW (object)->texture);
  G_OBJECT_CLASS (mc_paper_view_parent_class)->dispose (object);
}

static void
mc_paper_view_class_init (McPaperViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_paper_view_dispose;
  widget_class->measure = mc_paper_view_measure;
  widget_class->get_request_mode = mc_paper_view_get_request_mode;
  widget_class->snapshot = mc_paper_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "preview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mc_paper_view_init (McPaperView *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
mc_paper_view_new (void)
{
  return g_object_new (MC_TYPE_PAPER_VIEW, NULL);
}

static void
show (McPaperView *self, const McFrame *frame, gboolean is_page)
{
  g_return_if_fail (MC_IS_PAPER_VIEW (self));
  g_return_if_fail (frame && frame->pixels);

  g_clear_object (&self->texture);
  self->texture = gdk_memory_texture_new (
      frame->width, frame->height, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, frame->pixels, frame->stride);
  if (self->is_page != is_page)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  self->is_page = is_page;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
mc_paper_view_show_frame (McPaperView *self, const McFrame *frame)
{
  show (self, frame, FALSE);
}

void
mc_paper_view_show_page (McPaperView *self, const McFrame *page)
{
  self->has_outline = FALSE;
  show (self, page, TRUE);
}

void
mc_paper_view_show_outline (McPaperView *self, const McSheetOutline *outline)
{
  g_return_if_fail (MC_IS_PAPER_VIEW (self));

  self->has_outline = outline != NULL;
  if (outline)
    self->outline = *outline;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
mc_paper_view_clear (McPaperView *self)
{
  g_return_if_fail (MC_IS_PAPER_VIEW (self));

  g_clear_object (&self->texture);
  self->has_outline = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
