// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/pen.h"

#include "app/domain/text.h"
#include "app/paper/fonts.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#define POINTS_PER_MM (72.0 / 25.4)
#define POINTS_PER_DOT (72.0 / 203.0)
#define MIN_DOTS_PER_MODULE 3

/* Letters that must fit come in few sizes: cairo keeps each letter of each size that it has drawn.
 */
#define POINTS_PER_STEP 0.5

static const PangoWeight weights[MC_N_FACES] = {
  [MC_FACE_SMALL] = PANGO_WEIGHT_NORMAL,    [MC_FACE_BODY] = PANGO_WEIGHT_NORMAL,
  [MC_FACE_STRONG] = PANGO_WEIGHT_SEMIBOLD, [MC_FACE_HEADING] = PANGO_WEIGHT_BOLD,
  [MC_FACE_TITLE] = PANGO_WEIGHT_BOLD,      [MC_FACE_CODE] = PANGO_WEIGHT_BOLD,
};

/* Lengths inside are points. */
struct _McPen {
  const McGeometry *geometry;
  PangoContext *context;
  cairo_t *cr;
  guint pages;
  double left, width, y;
  GError *error;
};

static double
snap (double points)
{
  return round (points / POINTS_PER_DOT) * POINTS_PER_DOT;
}

static void
begin_page (McPen *self)
{
  if (self->pages++ > 0)
    cairo_show_page (self->cr);
  cairo_set_source_rgb (self->cr, 0, 0, 0);
  self->y = self->geometry->top * POINTS_PER_MM;
}

McPen *
mc_pen_new (const McGeometry *geometry, PangoContext *context, cairo_surface_t *surface)
{
  McPen *self = g_new0 (McPen, 1);

  self->geometry = geometry;
  self->context = g_object_ref (context);
  self->cr = cairo_create (surface);
  begin_page (self);
  mc_pen_set_column (self, 0, mc_pen_get_full_width (self));
  return self;
}

void
mc_pen_free (McPen *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->cr, cairo_destroy);
  g_clear_object (&self->context);
  g_clear_error (&self->error);
  g_free (self);
}

gboolean
mc_pen_finish (McPen *self, double *height, GError **error)
{
  *height = ceil (mc_pen_get_y (self) + self->geometry->bottom);
  cairo_show_page (self->cr);
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

double
mc_pen_get_full_width (McPen *self)
{
  return self->geometry->width - 2 * self->geometry->margin;
}

void
mc_pen_set_column (McPen *self, double left, double width)
{
  self->left = snap ((self->geometry->margin + left) * POINTS_PER_MM);
  self->width = floor (width * POINTS_PER_MM / POINTS_PER_DOT) * POINTS_PER_DOT;
}

double
mc_pen_get_column_width (McPen *self)
{
  return self->width / POINTS_PER_MM;
}

double
mc_pen_get_y (McPen *self)
{
  return self->y / POINTS_PER_MM;
}

void
mc_pen_set_y (McPen *self, double y)
{
  self->y = y * POINTS_PER_MM;
}

void
mc_pen_skip (McPen *self, double height)
{
  self->y += height * POINTS_PER_MM;
}

gboolean
mc_pen_reserve (McPen *self, double height)
{
  double end = self->geometry->height - self->geometry->bottom;

  if (self->geometry->height == 0 || mc_pen_get_y (self) + height <= end || self->error != NULL)
    return FALSE;
  if (self->pages == MC_PEN_MAX_PAGES) {
    g_set_error (&self->error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "paper of more than %d pages", MC_PEN_MAX_PAGES);
    return FALSE;
  }
  begin_page (self);
  return TRUE;
}

static PangoFontDescription *
describe_face (McPen *self, McFace face)
{
  PangoFontDescription *description = pango_font_description_new ();

  pango_font_description_set_family_static (description, MC_PAPER_FAMILY);
  pango_font_description_set_weight (description, weights[face]);
  pango_font_description_set_size (description, (int) (self->geometry->sizes[face] * PANGO_SCALE));
  return description;
}

/* (transfer full) (nullable): text in its one normal form, laid out in the column. */
static PangoLayout *
lay_out (McPen *self, McFace face, const char *text)
{
  if (self->error != NULL)
    return NULL;

  g_autofree char *normal = strlen (text) > MC_PEN_MAX_TEXT ? NULL : mc_text_nfc (text, -1);

  if (normal == NULL) {
    /* Says nothing of the text: papers are about people. */
    g_set_error_literal (&self->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         "a text for paper is too long or not UTF-8");
    return NULL;
  }

  PangoLayout *layout = pango_layout_new (self->context);
  g_autoptr (PangoFontDescription) description = describe_face (self, face);

  pango_layout_set_font_description (layout, description);
  pango_layout_set_width (layout, (int) (self->width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_text (layout, normal, -1);
  return layout;
}

static double
layout_height (PangoLayout *layout)
{
  int height = 0;

  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

static void
draw_layout (McPen *self, PangoLayout *layout)
{
  double height = layout_height (layout);

  mc_pen_reserve (self, height / POINTS_PER_MM);
  cairo_move_to (self->cr, self->left, self->y);
  pango_cairo_show_layout (self->cr, layout);
  self->y += height;
}

/* Centred lines of about one length read better than a full one and a leftover word: the
 * narrowest width that needs no more lines. */
static void
balance (PangoLayout *layout, double width)
{
  int lines = pango_layout_get_line_count (layout);
  double narrow = width / 2, wide = width;

  for (int i = 0; lines > 1 && i < 8; i++) {
    double middle = (narrow + wide) / 2;

    pango_layout_set_width (layout, (int) (middle * PANGO_SCALE));
    if (pango_layout_get_line_count (layout) > lines)
      narrow = middle;
    else
      wide = middle;
  }
  pango_layout_set_width (layout, (int) (wide * PANGO_SCALE));
}

void
mc_pen_text (McPen *self, McFace face, PangoAlignment alignment, const char *text)
{
  g_autoptr (PangoLayout) layout = lay_out (self, face, text);
  double left = self->left;

  if (layout == NULL)
    return;
  pango_layout_set_alignment (layout, alignment);
  if (alignment == PANGO_ALIGN_CENTER) {
    balance (layout, self->width);
    self->left += (self->width - (double) pango_layout_get_width (layout) / PANGO_SCALE) / 2;
  }
  draw_layout (self, layout);
  self->left = left;
}

void
mc_pen_clauses (McPen *self, McFace face, PangoAlignment alignment, const char *text)
{
  g_autoptr (PangoLayout) layout = lay_out (self, face, text);
  g_autoptr (GString) clauses = g_string_new (text);

  if (layout != NULL && pango_layout_get_line_count (layout) > 1)
    g_string_replace (clauses, ", ", ",\n", 0);
  mc_pen_text (self, face, alignment, clauses->str);
}

double
mc_pen_measure (McPen *self, McFace face, const char *text)
{
  g_autoptr (PangoLayout) layout = lay_out (self, face, text);

  return layout == NULL ? 0 : layout_height (layout) / POINTS_PER_MM;
}

void
mc_pen_code (McPen *self, PangoAlignment alignment, const char *text)
{
  g_autoptr (PangoLayout) layout = lay_out (self, MC_FACE_CODE, text);
  int width = 0;

  if (layout == NULL)
    return;
  pango_layout_set_width (layout, -1);
  pango_layout_get_size (layout, &width, NULL);

  double room = self->width * PANGO_SCALE;

  if (width > room) {
    g_autoptr (PangoFontDescription) smaller = pango_font_description_copy (
        pango_layout_get_font_description (layout));

    const double step = POINTS_PER_STEP * PANGO_SCALE;
    const double fitting = pango_font_description_get_size (smaller) * room * 0.995 / width;

    pango_font_description_set_size (smaller, (int) (floor (fitting / step) * step));
    pango_layout_set_font_description (layout, smaller);
  }
  pango_layout_set_width (layout, (int) room);
  pango_layout_set_alignment (layout, alignment);
  draw_layout (self, layout);
}

/* From x in the column to its edge. */
static void
draw_dotted_line (McPen *self, double from, double baseline)
{
  double step = 8 * POINTS_PER_DOT;

  for (double x = ceil (from / step) * step; x + step <= self->width; x += step)
    cairo_rectangle (self->cr, self->left + x, snap (baseline), 2 * POINTS_PER_DOT,
                     2 * POINTS_PER_DOT);
  cairo_fill (self->cr);
}

/* Dots to write on after the last line of layout, which has just been drawn; on a line of their
 * own where too little room is left. */
static void
draw_blank (McPen *self, PangoLayout *layout)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  PangoRectangle line;

  while (pango_layout_iter_next_line (iter))
    ;
  pango_layout_iter_get_line_extents (iter, NULL, &line);

  double baseline = (double) pango_layout_iter_get_baseline (iter) / PANGO_SCALE;
  double from = (double) (line.x + line.width) / PANGO_SCALE + 4 * POINTS_PER_DOT;

  baseline += self->y - layout_height (layout);
  pango_layout_iter_free (iter);
  if (self->width - from < self->width / 3) {
    from = 0;
    baseline += (double) line.height / PANGO_SCALE;
    self->y += (double) line.height / PANGO_SCALE;
  }
  draw_dotted_line (self, from, baseline);
}

void
mc_pen_entry (McPen *self, const char *label, const char *value)
{
  gboolean known = value != NULL && *value != '\0';
  g_autofree char *text = known ? g_strdup_printf ("%s %s", label, value) : g_strdup (label);
  g_autoptr (PangoLayout) layout = lay_out (self, MC_FACE_BODY, text);

  if (layout == NULL)
    return;

  if (known) {
    g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
    PangoAttribute *strong = pango_attr_weight_new (weights[MC_FACE_STRONG]);
    g_autofree char *normal_label = mc_text_nfc (label, -1);

    strong->start_index = (guint) strlen (normal_label);
    pango_attr_list_insert (attributes, strong);
    pango_layout_set_attributes (layout, attributes);
  }
  draw_layout (self, layout);
  if (!known)
    draw_blank (self, layout);
}

static void
fill_rectangle (McPen *self, double x, double y, double width, double height)
{
  cairo_rectangle (self->cr, snap (x), snap (y), width, height);
  cairo_fill (self->cr);
}

void
mc_pen_rule (McPen *self, int dots)
{
  fill_rectangle (self, self->left, self->y, self->width, dots * POINTS_PER_DOT);
  self->y += dots * POINTS_PER_DOT;
}

void
mc_pen_bar (McPen *self, double x, double top, int dots)
{
  double from = snap (top * POINTS_PER_MM);

  fill_rectangle (self, self->left + x * POINTS_PER_MM, from, dots * POINTS_PER_DOT,
                  snap (self->y) - from);
}

/* Line inside the given edges, which lie on dots. */
static void
stroke_box (McPen *self, double x, double y, double width, double height, int dots)
{
  double line = dots * POINTS_PER_DOT;

  cairo_rectangle (self->cr, x + line / 2, y + line / 2, width - line, height - line);
  cairo_set_line_width (self->cr, line);
  cairo_set_line_join (self->cr, CAIRO_LINE_JOIN_MITER);
  cairo_stroke (self->cr);
}

void
mc_pen_frame (McPen *self, double top, int dots)
{
  double from = snap (top * POINTS_PER_MM);

  stroke_box (self, self->left, from, self->width, snap (self->y) - from, dots);
}

void
mc_pen_tick_box (McPen *self)
{
  double size = self->geometry->sizes[MC_FACE_BODY];
  double side = snap (size * 0.85);

  /* The letters of the line stand in its lower two thirds: the marks need the rest. */
  stroke_box (self, self->left, snap (self->y + size * 0.30), side, side, 3);
}

void
mc_pen_step (McPen *self, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);
  g_autoptr (PangoLayout) layout = lay_out (self, MC_FACE_HEADING, text);
  double radius = self->geometry->sizes[MC_FACE_HEADING] * 0.66;
  PangoRectangle ink;

  if (layout == NULL)
    return;

  double middle_x = self->left + radius;
  double middle_y = self->y + self->geometry->sizes[MC_FACE_BODY] * 0.70;

  pango_layout_set_width (layout, -1);
  pango_layout_get_extents (layout, &ink, NULL);
  cairo_save (self->cr);
  cairo_new_path (self->cr); /* text leaves a current point, and an arc would be joined to it */
  cairo_arc (self->cr, middle_x, middle_y, radius, 0, 2 * G_PI);
  cairo_fill (self->cr);
  cairo_set_source_rgb (self->cr, 1, 1, 1);
  cairo_move_to (self->cr, middle_x - (ink.x + ink.width / 2.0) / PANGO_SCALE,
                 middle_y - (ink.y + ink.height / 2.0) / PANGO_SCALE);
  pango_cairo_show_layout (self->cr, layout);
  cairo_restore (self->cr);
}

void
mc_pen_qr (McPen *self, const char *text, double side)
{
  if (self->error != NULL)
    return;

  guint modules = mc_qr_modules (text, &self->error);
  double room = MIN (side * POINTS_PER_MM, self->width);
  int dots = modules == 0 ? 0 : (int) (room / POINTS_PER_DOT) / (int) modules;

  if (modules == 0)
    return;
  if (dots < MIN_DOTS_PER_MODULE) {
    g_set_error (&self->error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "a QR symbol of %u modules is too wide for the paper", modules);
    return;
  }

  double drawn = (double) dots * modules * POINTS_PER_DOT;

  mc_pen_reserve (self, drawn / POINTS_PER_MM);
  mc_qr_draw (self->cr, text, snap (self->left + (self->width - drawn) / 2), snap (self->y), drawn,
              &self->error);
  self->y = snap (self->y) + drawn;
}
