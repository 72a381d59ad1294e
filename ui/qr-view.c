// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/qr-view.h"

#include "app/paper/slip.h"

struct _McQrView {
  GtkWidget parent_instance;

  char *text; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (McQrView, mc_qr_view, GTK_TYPE_WIDGET)

static void
mc_qr_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  McQrView *self = MC_QR_VIEW (widget);
  const int width = gtk_widget_get_width (widget);
  const int height = gtk_widget_get_height (widget);
  const int side = MIN (width, height);
  const graphene_rect_t area = GRAPHENE_RECT_INIT ((width - side) / 2, (height - side) / 2, side,
                                                   side);
  g_autoptr (GError) error = NULL;

  if (!self->text || side <= 0)
    return;

  gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 1, 1, 1, 1 }, &area);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &area);
  cairo_set_source_rgb (cr, 0, 0, 0);
  if (!mc_qr_draw (cr, self->text, area.origin.x, area.origin.y, side, &error))
    g_warning ("qr view: %s", error->message);
  cairo_destroy (cr);
}

static void
mc_qr_view_finalize (GObject *object)
{
  g_free (MC_QR_VIEW (object)->text);
  G_OBJECT_CLASS (mc_qr_view_parent_class)->finalize (object);
}

static void
mc_qr_view_class_init (McQrViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mc_qr_view_finalize;
  widget_class->snapshot = mc_qr_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "qr");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mc_qr_view_init (McQrView *self)
{
}

void
mc_qr_view_set_text (McQrView *self, const char *text)
{
  g_return_if_fail (MC_IS_QR_VIEW (self));

  if (g_strcmp0 (self->text, text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
