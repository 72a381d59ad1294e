// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/icon-path.h"

#include <math.h>
#include <string.h>

/* How many numbers follow each letter. */
static int
arity (char command)
{
  switch (command) {
  case 'M':
  case 'L':
    return 2;
  case 'H':
  case 'V':
    return 1;
  case 'C':
    return 6;
  case 'Z':
    return 0;
  default:
    return -1;
  }
}

static void
apply (cairo_t *cr, char command, const double *n)
{
  double x = 0, y = 0;

  if (cairo_has_current_point (cr))
    cairo_get_current_point (cr, &x, &y);
  switch (command) {
  case 'M':
    cairo_move_to (cr, n[0], n[1]);
    break;
  case 'L':
    cairo_line_to (cr, n[0], n[1]);
    break;
  case 'H':
    cairo_line_to (cr, n[0], y);
    break;
  case 'V':
    cairo_line_to (cr, x, n[0]);
    break;
  case 'C':
    cairo_curve_to (cr, n[0], n[1], n[2], n[3], n[4], n[5]);
    break;
  default:
    cairo_close_path (cr);
    break;
  }
}

gboolean
mc_icon_path_append (cairo_t *cr, const char *d)
{
  const char *p = d;

  while (TRUE) {
    double numbers[6] = { 0 };

    p += strspn (p, " \n");
    if (*p == '\0')
      return TRUE;

    const char command = *p++;
    const int count = arity (command);

    if (count < 0)
      return FALSE;
    for (int i = 0; i < count; i++) {
      char *end = NULL;

      p += strspn (p, " ,\n");
      numbers[i] = g_ascii_strtod (p, &end);
      if (end == p)
        return FALSE;
      p = end;
    }
    apply (cr, command, numbers);
  }
}

static void
start_element (GMarkupParseContext *context, const char *element, const char **names,
               const char **values, gpointer user_data, GError **error)
{
  cairo_t *cr = user_data;
  const char *d = NULL, *cx = NULL, *cy = NULL, *r = NULL, *fill = NULL;

  if (g_str_equal (element, "svg"))
    return;
  for (guint i = 0; names[i]; i++) {
    d = g_str_equal (names[i], "d") ? values[i] : d;
    cx = g_str_equal (names[i], "cx") ? values[i] : cx;
    cy = g_str_equal (names[i], "cy") ? values[i] : cy;
    r = g_str_equal (names[i], "r") ? values[i] : r;
    fill = g_str_equal (names[i], "fill") ? values[i] : fill;
  }

  cairo_new_path (cr);
  if (g_str_equal (element, "circle") && cx && cy && r) {
    cairo_arc (cr, g_ascii_strtod (cx, NULL), g_ascii_strtod (cy, NULL), g_ascii_strtod (r, NULL),
               0, 2 * M_PI);
    cairo_close_path (cr);
  } else if (!g_str_equal (element, "path") || !d || !mc_icon_path_append (cr, d)) {
    g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT,
                 "<%s>: expected <path d=\"M L H V C Z\"> or <circle cx cy r>", element);
    return;
  }

  if (fill && g_str_equal (fill, "currentColor"))
    cairo_fill (cr);
  else
    cairo_stroke (cr);
}

gboolean
mc_icon_path_draw (cairo_t *cr, const char *svg, gsize length, GError **error)
{
  static const GMarkupParser parser = { .start_element = start_element };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, cr, NULL);

  return g_markup_parse_context_parse (context, svg, length, error)
         && g_markup_parse_context_end_parse (context, error);
}
