// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preview.h"

/* ID-1 cards (ISO/IEC 7810): 85.60 x 53.98 mm, corners of 3.18 mm. */
#define CARD_ASPECT (85.60 / 53.98)
#define CARD_CORNER (3.18 / 85.60)

/* How much of the picture's height or width the outline takes. */
#define OUTLINE_SHARE 0.78

/* The picture's shape, as cameras deliver it. */
#define PICTURE_ASPECT (16.0 / 9.0)

struct _McPreview {
  GtkWidget parent_instance;

  GdkTexture *texture; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (McPreview, mc_preview, GTK_TYPE_WIDGET)

static void
mc_preview_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                    int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
    *natural = (int) (for_size / PICTURE_ASPECT);
}

static GtkSizeRequestMode
mc_preview_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* The whole picture, never stretched and never cut: what is not shown cannot be aimed with. */
static void
snapshot_picture (McPreview *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  const double wide = gdk_texture_get_width (self->texture);
  const double high = gdk_texture_get_height (self->texture);
  const double scale = MIN (area->size.width / wide, area->size.height / high);
  const graphene_rect_t place = GRAPHENE_RECT_INIT ((area->size.width - wide * scale) / 2,
                                                    (area->size.height - high * scale) / 2,
                                                    wide * scale, high * scale);

  gtk_snapshot_append_texture (snapshot, self->texture, &place);
}

/* White, with a dark edge on both sides, so that it is seen on any picture. */
static void
snapshot_outline (GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  const double width = OUTLINE_SHARE * MIN (area->size.width, area->size.height * CARD_ASPECT);
  const double height = width / CARD_ASPECT;
  const double line = width / 90;
  const graphene_rect_t card = GRAPHENE_RECT_INIT ((area->size.width - width) / 2,
                                                   (area->size.height - height) / 2, width, height);
  const GdkRGBA dark = { 0, 0, 0, 0.75 }, white = { 1, 1, 1, 1 };
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &card, width * CARD_CORNER);
  gtk_snapshot_append_border (snapshot, &outline,
                              (float[4]){ 2 * line, 2 * line, 2 * line, 2 * line },
                              (GdkRGBA[4]){ dark, dark, dark, dark });
  gsk_rounded_rect_shrink (&outline, line / 2, line / 2, line / 2, line / 2);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){ line, line, line, line },
                              (GdkRGBA[4]){ white, white, white, white });
}

static void
mc_preview_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  McPreview *self = MC_PREVIEW (widget);
  const graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget),
                                                   gtk_widget_get_height (widget));

  if (area.size.width <= 0 || area.size.height <= 0)
    return;
  if (self->texture)
    snapshot_picture (self, snapshot, &area);
  snapshot_outline (snapshot, &area);
}

static void
mc_preview_dispose (GObject *object)
{
  g_clear_object (&MC_PREVIEW (object)->texture);
  G_OBJECT_CLASS (mc_preview_parent_class)->dispose (object);
}

static void
mc_preview_class_init (McPreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_preview_dispose;
  widget_class->measure = mc_preview_measure;
  widget_class->get_request_mode = mc_preview_get_request_mode;
  widget_class->snapshot = mc_preview_snapshot;
  gtk_widget_class_set_css_name (widget_class, "preview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mc_preview_init (McPreview *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

void
mc_preview_show_frame (McPreview *self, const McFrame *frame)
{
  g_return_if_fail (MC_IS_PREVIEW (self));
  g_return_if_fail (frame && frame->pixels);

  g_clear_object (&self->texture);
  self->texture = gdk_memory_texture_new (
      frame->width, frame->height, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, frame->pixels, frame->stride);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
mc_preview_clear (McPreview *self)
{
  g_return_if_fail (MC_IS_PREVIEW (self));

  g_clear_object (&self->texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
