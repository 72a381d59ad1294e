// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keyboard-key.h"

#include <glib/gi18n.h>

/* How much of a key its face may fill. */
#define ROOM 0.84

/* The side of a tone mark's square and the gap behind the mark, in heights of the line beside. */
#define MARK_SIZE 1.0
#define MARK_GAP 0.22
#define HINT_SIZE 0.7 /* where the letter is what the key types */

struct _McKey {
  GtkButton parent_instance;

  const McKeySpec *spec;
  char *upper_text; /* (nullable): only where it differs */
  gboolean upper;
  gboolean locked;
  gboolean spent;
};

G_DEFINE_FINAL_TYPE (McKey, mc_key, GTK_TYPE_BUTTON)

/* The tone marks, larger than any font has them: a line of curves in a square of side 1, and how
 * much of the square's width the ink takes. The dot is a line without length with a round end. */
typedef struct {
  double left, right;
  double start[2];
  guint n_curves;
  double curves[2][6];
} Mark;

// clang-format off
static const Mark marks[] = {
  [MC_TONE_ACUTE] = { 0.29, 0.75, { 0.36, 0.70 }, 1, {
    { 0.36, 0.70, 0.68, 0.30, 0.68, 0.30 } } },
  [MC_TONE_GRAVE] = { 0.25, 0.71, { 0.32, 0.30 }, 1, {
    { 0.32, 0.30, 0.64, 0.70, 0.64, 0.70 } } },
  [MC_TONE_HOOK] = { 0.23, 0.77, { 0.30, 0.36 }, 2, {
    { 0.32, 0.10, 0.74, 0.12, 0.68, 0.40 }, { 0.64, 0.58, 0.46, 0.56, 0.48, 0.82 } } },
  [MC_TONE_TILDE] = { 0.11, 0.87, { 0.18, 0.60 }, 2, {
    { 0.24, 0.28, 0.38, 0.36, 0.49, 0.50 }, { 0.60, 0.64, 0.74, 0.72, 0.80, 0.40 } } },
  [MC_TONE_DOT] = { 0.36, 0.64, { 0.50, 0.68 }, 1, {
    { 0.50, 0.68, 0.50, 0.68, 0.50, 0.68 } } },
};
// clang-format on

static const char *
mc_key_get_face (McKey *self)
{
  return self->spec->face != NULL ? _ (self->spec->face) : mc_key_get_text (self);
}

/* Its face never asks for room: the style sheet and the keyboard say how large a key is. */
static void
mc_key_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
}

static void
snapshot_mark (GtkSnapshot *snapshot, McTone tone, double x, double y, double size,
               const GdkRGBA *color)
{
  const Mark *mark = &marks[tone];
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) size, (float) size));

  gdk_cairo_set_source_rgba (cr, color);
  cairo_translate (cr, x, y);
  cairo_scale (cr, size, size);
  cairo_set_line_width (cr, tone == MC_TONE_DOT ? 0.26 : 0.13);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_move_to (cr, mark->start[0], mark->start[1]);
  for (guint i = 0; i < mark->n_curves; i++) {
    const double *p = mark->curves[i];

    cairo_curve_to (cr, p[0], p[1], p[2], p[3], p[4], p[5]);
  }
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* The height that text takes when its line stands in the middle of the key. A capital with two
 * marks (Ẩ) rises above the line that its font promises. */
static double
measure_height (PangoLayout *layout, const PangoRectangle *line)
{
  const double middle = line->height / 2.0;
  PangoRectangle ink;

  pango_layout_get_pixel_extents (layout, &ink, NULL);
  return 2 * MAX (middle, MAX (middle - ink.y, ink.y + ink.height - middle));
}

static void
mc_key_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  McKey *self = MC_KEY (widget);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, mc_key_get_face (self));
  const McTone tone = self->spec->tone;
  const double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  PangoRectangle line;
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  pango_layout_get_pixel_extents (layout, NULL, &line);

  const double side = line.height * (self->spec->action == MC_KEY_TONE ? MARK_SIZE : HINT_SIZE);
  const double mark = tone != MC_TONE_NONE
                          ? side * (marks[tone].right - marks[tone].left) + line.height * MARK_GAP
                          : 0;
  const double full = mark + line.width;
  const double fit = MIN (1, ROOM * MIN (width / full, height / measure_height (layout, &line)));

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) ((width - full * fit) / 2),
                                                (float) ((height - line.height * fit) / 2)));
  gtk_snapshot_scale (snapshot, (float) fit, (float) fit);
  if (tone != MC_TONE_NONE)
    snapshot_mark (snapshot, tone, -side * marks[tone].left, (line.height - side) / 2, side,
                   &color);
  if (self->locked)
    gtk_snapshot_append_color (
        snapshot, &color,
        &GRAPHENE_RECT_INIT (0, line.height * 0.92f, (float) full, line.height * 0.1f));
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) mark, 0));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

static void
mc_key_finalize (GObject *object)
{
  McKey *self = MC_KEY (object);

  g_clear_pointer (&self->upper_text, g_free);

  G_OBJECT_CLASS (mc_key_parent_class)->finalize (object);
}

static void
mc_key_class_init (McKeyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = mc_key_finalize;
  widget_class->measure = mc_key_measure;
  widget_class->snapshot = mc_key_snapshot;

  gtk_widget_class_set_css_name (widget_class, "key");
}

static void
mc_key_init (McKey *self)
{
  /* A button lays its child out by one; a key has no child. */
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);

  /* The field keeps the focus and the caret, unless one comes here by Tab. */
  gtk_widget_set_focus_on_click (GTK_WIDGET (self), FALSE);
}

static void
mc_key_update_name (McKey *self)
{
  const char *name = self->spec->name != NULL ? _ (self->spec->name) : mc_key_get_face (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

GtkWidget *
mc_key_new (const McKeySpec *spec)
{
  McKey *self = g_object_new (MC_TYPE_KEY, NULL);

  self->spec = spec;
  if (spec->text != NULL) {
    g_autofree char *upper = g_utf8_strup (spec->text, -1);

    if (g_strcmp0 (upper, spec->text) != 0)
      self->upper_text = g_steal_pointer (&upper);
  }
  if (spec->css_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), spec->css_class);
  mc_key_update_name (self);

  return GTK_WIDGET (self);
}

const McKeySpec *
mc_key_get_spec (McKey *self)
{
  g_return_val_if_fail (MC_IS_KEY (self), NULL);

  return self->spec;
}

const char *
mc_key_get_text (McKey *self)
{
  g_return_val_if_fail (MC_IS_KEY (self), NULL);

  return self->upper && self->upper_text != NULL ? self->upper_text : self->spec->text;
}

void
mc_key_set_upper (McKey *self, gboolean upper)
{
  g_return_if_fail (MC_IS_KEY (self));

  if (self->upper == upper)
    return;

  self->upper = upper;
  if (self->upper_text == NULL)
    return;
  mc_key_update_name (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
mc_key_set_locked (McKey *self, gboolean locked)
{
  g_return_if_fail (MC_IS_KEY (self));

  if (self->locked == locked)
    return;

  self->locked = locked;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
mc_key_set_spent (McKey *self, gboolean spent)
{
  g_return_if_fail (MC_IS_KEY (self));

  self->spent = spent;
}

gboolean
mc_key_get_spent (McKey *self)
{
  g_return_val_if_fail (MC_IS_KEY (self), FALSE);

  return self->spent;
}
