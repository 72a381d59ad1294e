// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/inspect.h"

#include <math.h>

#include "ui/idle-overlay.h"
#include "ui/keyboard-key.h"
#include "ui/pager.h"
#include "ui/reach.h"
#include "ui/staff-overlay.h"
#include "ui/writing.h"

#define LEAST_ANSWER_MM 20.0
#define LEAST_MM 16.0
#define LEAST_KEY_MM 12.7
#define LEAST_GAP_MM 2.5
#define MM_PER_INCH 25.4

/* Where letters are cut a pixel of rounding may be lost, not more. */
#define SLACK 1.0

/* So little of a thing at the end of a page is its edge, which a pager lets stand out. */
#define EDGE 7.0

typedef struct {
  GtkWidget *widget;
  graphene_rect_t part; /* what of it is to be seen */
} Thing;

typedef struct {
  GtkWidget *root;
  GArray *targets; /* (element-type Thing) */
  GArray *labels;  /* (element-type Thing) */
  GPtrArray *wrong;
} Inspection;

static double
to_mm (double px)
{
  return px * MM_PER_INCH / MC_STAGE_DPI;
}

/* (nullable): the first words inside. */
static const char *
words_of (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_label (GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    const char *words = words_of (child);

    if (words && words[0] != '\0')
      return words;
  }
  return NULL;
}

static const char *
name_of (GtkWidget *widget)
{
  const char *words = words_of (widget);

  return words ? words : G_OBJECT_TYPE_NAME (widget);
}

static void G_GNUC_PRINTF (2, 3) complain (Inspection *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->wrong, g_strdup_vprintf (format, args));
  va_end (args);
}

/* What of the widget is inside everything that cuts it off. FALSE: nothing. */
static gboolean
visible_part (GtkWidget *widget, GtkWidget *root, graphene_rect_t *part)
{
  if (!gtk_widget_compute_bounds (widget, root, part))
    return FALSE;
  for (GtkWidget *up = gtk_widget_get_parent (widget); up; up = gtk_widget_get_parent (up)) {
    graphene_rect_t bounds;

    if (gtk_widget_get_overflow (up) != GTK_OVERFLOW_HIDDEN && up != root)
      continue;
    if (!gtk_widget_compute_bounds (up, root, &bounds)
        || !graphene_rect_intersection (part, &bounds, part))
      return FALSE;
    if (up == root)
      break;
  }
  return part->size.width > EDGE && part->size.height > EDGE;
}

static gboolean
is_target (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_ENTRY (widget)
         || MC_IS_WRITING (widget);
}

static void
collect (GtkWidget *widget, gpointer user_data)
{
  Inspection *self = user_data;
  Thing thing = { widget, GRAPHENE_RECT_INIT (0, 0, 0, 0) };

  if (!is_target (widget) && !GTK_IS_LABEL (widget))
    return;
  if (!visible_part (widget, self->root, &thing.part))
    return;
  if (is_target (widget))
    g_array_append_val (self->targets, thing);
  else
    g_array_append_val (self->labels, thing);
}

static double
least_size (GtkWidget *widget)
{
  if (MC_IS_KEY (widget))
    return LEAST_KEY_MM;
  if (GTK_IS_CHECK_BUTTON (widget) || GTK_IS_ENTRY (widget) || MC_IS_WRITING (widget)
      || gtk_widget_has_css_class (widget, "primary") || gtk_widget_has_css_class (widget, "card"))
    return LEAST_ANSWER_MM;
  return LEAST_MM;
}

/* Lines are whole, three of them at the default size, and the caret's is among them. */
static void
check_writing (Inspection *self, McWriting *writing, McStageLook look)
{
  GtkTextView *view = mc_writing_get_view (writing);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  const double row = mc_writing_get_line_height (writing);
  graphene_rect_t all, clip;
  GdkRectangle caret;
  GtkTextIter iter;

  g_assert_true (
      gtk_widget_compute_bounds (GTK_WIDGET (view), self->root, &all)
      && gtk_widget_compute_bounds (gtk_widget_get_parent (GTK_WIDGET (view)), self->root, &clip));
  const double from = clip.origin.y - all.origin.y, to = from + clip.size.height;

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  gtk_text_view_get_iter_location (view, &iter, &caret);
  if (fabs (caret.height - row) > SLACK)
    complain (self, "a written line is %d pixels high, not %.1f", caret.height, row);
  if (fabs (remainder (to - from, row)) > SLACK || fabs (remainder (from, row)) > SLACK)
    complain (self, "a written line is cut: %.1f to %.1f of lines of %.1f", from, to, row);
  if (look.text_step == 0 && to - from + SLACK < 3 * row)
    complain (self, "only %.1f lines of what is written are seen", (to - from) / row);
  if (caret.y + 2 * SLACK < from || caret.y + caret.height > to + 2 * SLACK)
    complain (self, "the caret at %d is not seen in %.1f to %.1f", caret.y, from, to);
}

static void
check_target (Inspection *self, const Thing *thing)
{
  const double least = least_size (thing->widget);

  if (to_mm (thing->part.size.width + SLACK) < least
      || to_mm (thing->part.size.height + SLACK) < least)
    complain (self, "“%s”: %.1f x %.1f mm to touch, less than %.1f", name_of (thing->widget),
              to_mm (thing->part.size.width), to_mm (thing->part.size.height), least);
}

/* A label is whole when its layout is not cut by its own room and it is not cut by what shows it.
 * Pages of a pager end between lines, so a part of its lines may be elsewhere; a line never is. */
static void
check_label (Inspection *self, const Thing *thing)
{
  GtkLabel *label = GTK_LABEL (thing->widget);
  PangoLayout *layout = gtk_label_get_layout (label);
  PangoRectangle logical;
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (thing->widget, self->root, &bounds));
  pango_layout_get_pixel_extents (layout, NULL, &logical);
  if (pango_layout_is_ellipsized (layout)
      || logical.width > gtk_widget_get_width (thing->widget) + SLACK
      || logical.height > gtk_widget_get_height (thing->widget) + SLACK
      || thing->part.size.width < bounds.size.width - SLACK)
    complain (self, "the words “%s” are cut", name_of (thing->widget));
}

/* No line of a label may stand half in and half out of the page. */
static void
check_lines (Inspection *self, const Thing *thing)
{
  graphene_rect_t bounds;
  int y = 0;

  g_assert_true (gtk_widget_compute_bounds (thing->widget, self->root, &bounds));
  if (thing->part.size.height >= bounds.size.height - SLACK)
    return;
  gtk_label_get_layout_offsets (GTK_LABEL (thing->widget), NULL, &y);

  PangoLayoutIter *iter = pango_layout_get_iter (gtk_label_get_layout (GTK_LABEL (thing->widget)));

  do {
    PangoRectangle ink;

    pango_layout_iter_get_line_extents (iter, &ink, NULL);
    pango_extents_to_pixels (&ink, NULL);

    const double top = bounds.origin.y + y + ink.y, bottom = top + ink.height;
    const double from = thing->part.origin.y, to = from + thing->part.size.height;
    const gboolean in = top >= from - SLACK && bottom <= to + SLACK;
    const gboolean out = bottom <= from + SLACK || top >= to - SLACK;

    if (!in && !out)
      complain (self, "a line of “%s” is cut", name_of (thing->widget));
  } while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

/* One within the other is no clash. */
static gboolean
are_related (GtkWidget *a, GtkWidget *b)
{
  return gtk_widget_is_ancestor (a, b) || gtk_widget_is_ancestor (b, a);
}

static void
check_apart (Inspection *self, GArray *things, double gap_mm)
{
  const float gap = (float) (gap_mm * MC_STAGE_DPI / MM_PER_INCH) - SLACK;

  for (guint i = 0; i < things->len; i++) {
    const Thing *a = &g_array_index (things, Thing, i);
    graphene_rect_t around = a->part, both;

    graphene_rect_inset (&around, -gap, -gap);
    for (guint j = i + 1; j < things->len; j++) {
      const Thing *b = &g_array_index (things, Thing, j);

      if (graphene_rect_intersection (&around, &b->part, &both) && both.size.width > 0.1f
          && both.size.height > 0.1f && !are_related (a->widget, b->widget))
        complain (self, "“%s” and “%s” are %s", name_of (a->widget), name_of (b->widget),
                  gap_mm > 0 ? "too near to each other" : "one over the other");
    }
  }
}

/* Nothing sticks out of the screen, and nothing would like to. */
static void
check_window (Inspection *self, McStageLook look)
{
  const McStagePanel *panel = &mc_stage_panels[look.panel];
  GtkWidget *frame = gtk_window_get_child (GTK_WINDOW (self->root));
  int width = 0, height = 0;

  gtk_widget_measure (frame, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  gtk_widget_measure (frame, GTK_ORIENTATION_VERTICAL, panel->width, &height, NULL, NULL, NULL);
  if (width > panel->width || height > panel->height
      || gtk_widget_get_width (self->root) != panel->width
      || gtk_widget_get_height (self->root) != panel->height)
    complain (self, "%d x %d pixels needed, %d x %d had, on a panel of %d x %d", width, height,
              gtk_widget_get_width (self->root), gtk_widget_get_height (self->root), panel->width,
              panel->height);
}

static void
check_reach (Inspection *self, McStageLook look)
{
  const double height = mc_stage_panels[look.panel].height;
  const double reach = mc_reach_mm (to_mm (height), 0);

  for (guint i = 0; i < self->targets->len; i++) {
    const Thing *thing = &g_array_index (self->targets, Thing, i);
    const double top = to_mm (height - thing->part.origin.y);

    if (top > reach + 0.5)
      complain (self, "“%s” begins %.0f mm above the lower edge, %.0f are in reach",
                name_of (thing->widget), top, reach);
  }
}

/* A dialog covers the page: what is under it is not there. */
static void
find_dialog (GtkWidget *widget, gpointer user_data)
{
  if (MC_IS_IDLE_OVERLAY (widget) || MC_IS_STAFF_OVERLAY (widget))
    *(GtkWidget **) user_data = widget;
}

GPtrArray *
mc_inspect (McStage *stage, McStageLook look)
{
  Inspection self = { stage->root, g_array_new (FALSE, FALSE, sizeof (Thing)),
                      g_array_new (FALSE, FALSE, sizeof (Thing)),
                      g_ptr_array_new_with_free_func (g_free) };
  GtkWidget *top = stage->root;

  mc_stage_walk (stage->root, find_dialog, &top);
  mc_stage_walk (top, collect, &self);
  for (guint i = 0; i < self.targets->len; i++) {
    const Thing *target = &g_array_index (self.targets, Thing, i);

    check_target (&self, target);
    if (MC_IS_WRITING (target->widget))
      check_writing (&self, MC_WRITING (target->widget), look);
  }
  for (guint i = 0; i < self.labels->len; i++) {
    check_label (&self, &g_array_index (self.labels, Thing, i));
    check_lines (&self, &g_array_index (self.labels, Thing, i));
  }
  check_apart (&self, self.targets, LEAST_GAP_MM);
  check_apart (&self, self.labels, 0);
  check_window (&self, look);
  if (look.reach)
    check_reach (&self, look);
  if (self.targets->len == 0)
    complain (&self, "no control to be seen");
  g_array_unref (self.targets);
  g_array_unref (self.labels);
  return self.wrong;
}

static void
find_pagers (GtkWidget *widget, gpointer user_data)
{
  if (MC_IS_PAGER (widget) && mc_pager_get_n_pages (MC_PAGER (widget)) > 1)
    g_ptr_array_add (user_data, widget);
}

GPtrArray *
mc_inspect_all (McStage *stage, McStageLook look)
{
  g_autoptr (GPtrArray) pagers = g_ptr_array_new ();
  GPtrArray *wrong = mc_inspect (stage, look);

  mc_stage_walk (stage->root, find_pagers, pagers);
  for (guint i = 0; i < pagers->len && wrong->len == 0; i++) {
    McPager *pager = g_ptr_array_index (pagers, i);
    const int first = (int) mc_pager_get_page (pager);

    for (int page = 0; page < (int) mc_pager_get_n_pages (pager) && wrong->len == 0; page++) {
      if (page == first)
        continue;
      mc_pager_turn (pager, page - (int) mc_pager_get_page (pager));
      mc_stage_lay_out (stage);
      g_ptr_array_unref (wrong);
      wrong = mc_inspect (stage, look);
    }
  }
  return wrong;
}
