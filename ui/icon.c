// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/icon.h"

#include "ui/icon-path.h"

#define ICON_UNITS 24.0
#define ICON_LINE 1.9
#define ICON_RESOURCE "/vn/motcua/ui/icons/%s.svg"

struct _McIcon {
  GtkWidget parent_instance;

  char *name;
  GBytes *svg; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (McIcon, mc_icon, GTK_TYPE_WIDGET)

enum { PROP_ICON = 1, N_PROPS };

static GParamSpec *props[N_PROPS];

static void
mc_icon_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  McIcon *self = MC_ICON (widget);
  const int width = gtk_widget_get_width (widget);
  const int height = gtk_widget_get_height (widget);
  const double side = MIN (width, height);
  g_autoptr (GError) error = NULL;
  GdkRGBA color;

  if (!self->svg || side <= 0)
    return;

  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_translate (cr, (width - side) / 2, (height - side) / 2);
  cairo_scale (cr, side / ICON_UNITS, side / ICON_UNITS);
  cairo_set_line_width (cr, ICON_LINE);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  if (!mc_icon_path_draw (cr, g_bytes_get_data (self->svg, NULL), g_bytes_get_size (self->svg),
                          &error))
    g_warning ("icon %s: %s", self->name, error->message); // lint: allow logs
  cairo_destroy (cr);
}

static void
mc_icon_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ICON)
    mc_icon_set_icon (MC_ICON (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
mc_icon_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ICON)
    g_value_set_string (value, MC_ICON (object)->name);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
mc_icon_finalize (GObject *object)
{
  McIcon *self = MC_ICON (object);

  g_free (self->name);
  g_clear_pointer (&self->svg, g_bytes_unref);
  G_OBJECT_CLASS (mc_icon_parent_class)->finalize (object);
}

static void
mc_icon_class_init (McIconClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = mc_icon_set_property;
  object_class->get_property = mc_icon_get_property;
  object_class->finalize = mc_icon_finalize;
  widget_class->snapshot = mc_icon_snapshot;

  props[PROP_ICON] = g_param_spec_string ("icon", NULL, NULL, NULL,
                                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /* The size is the style sheet's: min-width and min-height of "icon". */
  gtk_widget_class_set_css_name (widget_class, "icon");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
mc_icon_init (McIcon *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
mc_icon_new (const char *name)
{
  return g_object_new (MC_TYPE_ICON, "icon", name, NULL);
}

void
mc_icon_set_icon (McIcon *self, const char *name)
{
  g_return_if_fail (MC_IS_ICON (self));

  if (g_strcmp0 (self->name, name) == 0)
    return;
  g_free (self->name);
  self->name = g_strdup (name);
  g_clear_pointer (&self->svg, g_bytes_unref);

  if (name) {
    g_autofree char *path = g_strdup_printf (ICON_RESOURCE, name);
    g_autoptr (GError) error = NULL;

    self->svg = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
    if (!self->svg)
      g_warning ("icon: %s", error->message);
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ICON]);
}

const char *
mc_icon_get_icon (McIcon *self)
{
  g_return_val_if_fail (MC_IS_ICON (self), NULL);

  return self->name;
}
