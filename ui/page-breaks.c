// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/page-breaks.h"

/* Pixels that rounding may cost, and by which neighbours' edges (fractions of a pixel in millimetre
 * sheets) may overlap without standing side by side. */
#define SLACK 0.5
#define OVERLAP 4.0

/* What says something about the thing below it, and must not stand alone at the end of a page. */
static const char *const heading_classes[] = { "section", "field-label", "field-error",
                                               "panel-title" };

/* A box of words that takes more of a page than this is cut between its lines: on the next page it
 * would leave a heading alone on this one. Nor is a text cut that takes less, or is this short. */
#define LARGEST_PANEL 0.6
#define SHORT_LINES 4

/* Something that must not be cut. */
typedef struct {
  double top;
  double bottom;
  gboolean with_next; /* nor be the last on its page */
} Span;

typedef struct {
  GtkWidget *content;
  double room;
  GArray *spans; /* (element-type Span) */
} Collector;

static void
add_span (Collector *self, double top, double bottom, gboolean with_next)
{
  const Span span = { top, bottom, with_next };

  if (bottom > top)
    g_array_append_val (self->spans, span);
}

static gboolean
is_heading (GtkWidget *widget)
{
  for (guint i = 0; i < G_N_ELEMENTS (heading_classes); i++) {
    if (gtk_widget_has_css_class (widget, heading_classes[i]))
      return TRUE;
  }
  return FALSE;
}

/* A row of answers is cut between its lines: beside them stands a button that holds them together.
 */
static gboolean
is_in_row (GtkWidget *widget)
{
  while (widget && !g_str_equal (gtk_widget_get_css_name (widget), "row"))
    widget = gtk_widget_get_parent (widget);
  return widget != NULL;
}

static void
add_lines (Collector *self, GtkLabel *label)
{
  const gboolean with_next = is_heading (GTK_WIDGET (label));
  graphene_point_t origin;
  int y = 0;

  if (!gtk_widget_compute_point (GTK_WIDGET (label), self->content, &GRAPHENE_POINT_INIT (0, 0),
                                 &origin))
    return;
  gtk_label_get_layout_offsets (label, NULL, &y);

  PangoLayoutIter *iter = pango_layout_get_iter (gtk_label_get_layout (label));
  PangoRectangle all;

  pango_layout_get_pixel_extents (gtk_label_get_layout (label), NULL, &all);
  const gboolean is_short = pango_layout_get_line_count (gtk_label_get_layout (label))
                            <= SHORT_LINES;

  if (all.height <= self->room * (is_short ? 1 : LARGEST_PANEL)
      && !is_in_row (GTK_WIDGET (label))) {
    add_span (self, origin.y + y + all.y, origin.y + y + all.y + all.height, with_next);
    pango_layout_iter_free (iter);
    return;
  }
  do {
    int top = 0, bottom = 0;

    pango_layout_iter_get_line_yrange (iter, &top, &bottom);
    add_span (self, origin.y + y + (double) top / PANGO_SCALE,
              origin.y + y + (double) bottom / PANGO_SCALE, with_next);
  } while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

/* Columns are cut between their children. All else (controls, things side by side) stays whole, as
 * long as a page is high enough for it. */
static gboolean
is_column (GtkWidget *widget)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (widget);

  /* Its children's own places say what stands side by side. */
  if (gtk_widget_has_css_class (widget, "rows-of-cards"))
    return TRUE;

  return GTK_IS_BOX_LAYOUT (layout) && !gtk_widget_has_css_class (widget, "whole")
         && gtk_orientable_get_orientation (GTK_ORIENTABLE (layout)) == GTK_ORIENTATION_VERTICAL;
}

static gboolean
stays_whole (Collector *self, GtkWidget *widget, double height)
{
  const gboolean is_words = g_str_equal (gtk_widget_get_css_name (widget), "panel");

  if (is_column (widget))
    return FALSE;
  return height <= self->room * (is_words ? LARGEST_PANEL : 1);
}

static void
collect (Collector *self, GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  graphene_rect_t bounds;

  if (!gtk_widget_get_visible (widget)
      || !gtk_widget_compute_bounds (widget, self->content, &bounds))
    return;
  if (GTK_IS_LABEL (widget)) {
    add_lines (self, GTK_LABEL (widget));
    return;
  }
  if (!child || stays_whole (self, widget, bounds.size.height)) {
    add_span (self, bounds.origin.y, bounds.origin.y + bounds.size.height, is_heading (widget));
    return;
  }
  for (; child; child = gtk_widget_get_next_sibling (child))
    collect (self, child);
}

static int
compare_tops (gconstpointer a, gconstpointer b)
{
  const Span *first = a, *second = b;

  return (first->top > second->top) - (first->top < second->top);
}

/* What stands side by side, and headings with what they head, become one. */
static void
merge (Collector *self)
{
  guint kept = 0;

  g_array_sort (self->spans, compare_tops);
  for (guint i = 1; i < self->spans->len; i++) {
    Span *last = &g_array_index (self->spans, Span, kept);
    const Span next = g_array_index (self->spans, Span, i);
    const double bottom = MAX (last->bottom, next.bottom);
    const gboolean fits = bottom - last->top <= self->room;

    if (next.top < last->bottom - OVERLAP || (last->with_next && fits)) {
      last->bottom = bottom;
      last->with_next = next.with_next;
    } else {
      g_array_index (self->spans, Span, ++kept) = next;
    }
  }
  if (self->spans->len > 0)
    g_array_set_size (self->spans, kept + 1);
}

/* The top of what that line is in, with all that is said about it; 0 where it is not, or where it
 * fits on the first part anyway. */
static double
get_forced_break (Collector *self, GtkWidget *line)
{
  graphene_rect_t bounds;

  if (!line || !gtk_widget_compute_bounds (line, self->content, &bounds))
    return 0;
  for (guint i = 0; i < self->spans->len; i++) {
    const Span *span = &g_array_index (self->spans, Span, i);

    if (span->bottom > bounds.origin.y + 1 && span->bottom > self->room)
      return span->top;
  }
  return 0;
}

GArray *
mc_page_breaks (GtkWidget *content, double room, GtkWidget *line)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (Span));
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (McPagePart));
  Collector collector = { content, room, spans };
  McPagePart part = { 0, 0 };

  collect (&collector, content);
  merge (&collector);

  const double forced = get_forced_break (&collector, line);

  for (guint i = 0; i < spans->len; i++) {
    const Span *span = &g_array_index (spans, Span, i);

    const gboolean is_forced = span->top >= forced - OVERLAP && part.top < forced - OVERLAP;

    if ((span->bottom > part.top + room + SLACK || is_forced) && part.bottom > part.top) {
      g_array_append_val (parts, part);
      /* The edge of a neighbour's button is no button to touch. */
      part.top = MAX (span->top, part.bottom);
    }
    /* What fits on no page is cut where it must be. */
    while (span->bottom > part.top + room + SLACK) {
      part.bottom = part.top + room;
      g_array_append_val (parts, part);
      part.top += room;
    }
    part.bottom = span->bottom;
  }
  g_array_append_val (parts, part);
  return parts;
}
