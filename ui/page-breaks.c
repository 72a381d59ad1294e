// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/page-breaks.h"

/* Something that must not be cut. */
typedef struct {
  double top;
  double bottom;
} Span;

static void
add_span (GArray *spans, double top, double bottom)
{
  const Span span = { top, bottom };

  if (bottom > top)
    g_array_append_val (spans, span);
}

static void
add_lines (GArray *spans, GtkLabel *label, GtkWidget *content)
{
  graphene_point_t origin;
  int y = 0;

  if (!gtk_widget_compute_point (GTK_WIDGET (label), content, &GRAPHENE_POINT_INIT (0, 0), &origin))
    return;
  gtk_label_get_layout_offsets (label, NULL, &y);

  PangoLayoutIter *iter = pango_layout_get_iter (gtk_label_get_layout (label));

  do {
    int top = 0, bottom = 0;

    pango_layout_iter_get_line_yrange (iter, &top, &bottom);
    add_span (spans, origin.y + y + (double) top / PANGO_SCALE,
              origin.y + y + (double) bottom / PANGO_SCALE);
  } while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

/* Columns may be cut between their children; everything else stays whole. */
static gboolean
is_column (GtkWidget *widget)
{
  return GTK_IS_BOX (widget) && !gtk_widget_has_css_class (widget, "whole")
         && gtk_orientable_get_orientation (GTK_ORIENTABLE (widget)) == GTK_ORIENTATION_VERTICAL;
}

static void
collect (GArray *spans, GtkWidget *widget, GtkWidget *content)
{
  graphene_rect_t bounds;

  if (!gtk_widget_get_visible (widget))
    return;
  if (GTK_IS_LABEL (widget)) {
    add_lines (spans, GTK_LABEL (widget), content);
    return;
  }
  if (!is_column (widget)) {
    if (gtk_widget_compute_bounds (widget, content, &bounds))
      add_span (spans, bounds.origin.y, bounds.origin.y + bounds.size.height);
    return;
  }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    collect (spans, child, content);
}

static int
compare_tops (gconstpointer a, gconstpointer b)
{
  const Span *first = a, *second = b;

  return (first->top > second->top) - (first->top < second->top);
}

GArray *
mc_page_breaks (GtkWidget *content, double room)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (Span));
  GArray *breaks = g_array_new (FALSE, FALSE, sizeof (double));
  double top = 0;

  collect (spans, content, content);
  g_array_sort (spans, compare_tops);
  g_array_append_val (breaks, top);

  for (guint i = 0; i < spans->len; i++) {
    const Span *span = &g_array_index (spans, Span, i);

    /* What does not fit on this page begins the next; what fits on none is cut where it must. */
    while (span->bottom > top + room + 0.5) {
      top = span->top > top ? span->top : top + room;
      g_array_append_val (breaks, top);
    }
  }
  return breaks;
}
