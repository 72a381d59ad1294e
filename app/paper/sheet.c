// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/sheet.h"

#include "app/domain/clock.h"
#include "app/paper/fonts.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#define POINTS_PER_MM (72.0 / 25.4)

/* The order of sizes is that of McFace. Side margins leave half a millimetre inside what the heads
 * print (72 and 48 mm): letters may hang over the edge of their line by a hair. Roll sizes are for
 * old eyes: body capitals are 3 mm high. A4 looks as large as the 13 points of official papers: our
 * letter is wider. */
static const McGeometry geometries[] = {
  [MC_PAPER_ROLL80] = { 80, 0, 4.5, 4, 8, { 9.5, 12, 12, 13.5, 17, 27 } },
  [MC_PAPER_ROLL58] = { 58, 0, 5.5, 4, 8, { 9, 11, 11, 12, 14, 20 } },
  [MC_PAPER_A4] = { 210, 297, 18, 14, 12, { 10.5, 12, 12, 14, 17, 31 } },
};

void
mc_sheet_free (McSheet *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->pdf);
  g_free (self);
}

gboolean
mc_paper_format_from_string (const char *text, McPaperFormat *format)
{
  static const char *const names[] = {
    [MC_PAPER_ROLL80] = "roll80",
    [MC_PAPER_ROLL58] = "roll58",
    [MC_PAPER_A4] = "a4",
  };

  g_return_val_if_fail (format != NULL, FALSE);

  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (names); i++) {
    if (g_ascii_strcasecmp (text, names[i]) != 0)
      continue;
    *format = (McPaperFormat) i;
    return TRUE;
  }
  return FALSE;
}

/* (transfer full): letters by their outlines, as if the paper had no dots. */
static PangoContext *
create_context (void)
{
  /* A map of our own: the default one belongs to the thread that draws the screen. */
  g_autoptr (PangoFontMap) map = pango_cairo_font_map_new ();
  cairo_font_options_t *options = cairo_font_options_create ();

  pango_cairo_font_map_set_resolution (PANGO_CAIRO_FONT_MAP (map), 72);

  PangoContext *context = pango_font_map_create_context (map);

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (context, FALSE);
  pango_context_set_language (context, pango_language_from_string ("vi"));
  pango_context_set_base_dir (context, PANGO_DIRECTION_LTR);
  return context;
}

/* What one sheet is made from. */
typedef struct {
  const McGeometry *geometry;
  PangoContext *context;
  McPenFunc func;
  gpointer user_data;
} McDrawing;

static gboolean
draw_on (const McDrawing *drawing, cairo_surface_t *surface, double *height, GError **error)
{
  g_autoptr (McPen) pen = mc_pen_new (drawing->geometry, drawing->context, surface);

  drawing->func (pen, drawing->user_data);
  return mc_pen_finish (pen, height, error);
}

/* A PDF page must have its size before anything is on it. (Recording once and replaying into the
 * PDF would do, but cairo 1.16 leaks each recording that it replays there.) */
static gboolean
find_length (const McDrawing *drawing, double *length, GError **error)
{
  cairo_surface_t *nowhere = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  gboolean good = draw_on (drawing, nowhere, length, error);

  cairo_surface_destroy (nowhere);
  if (good && *length > MC_SHEET_MAX_ROLL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "paper longer than %d mm",
                 MC_SHEET_MAX_ROLL);
    return FALSE;
  }
  return good;
}

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* (transfer full) (nullable) */
static GBytes *
draw_pdf (const McDrawing *drawing, double length, const char *title, gint64 time_ms,
          GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *time = mc_clock_format_rfc3339 (time_ms);
  cairo_surface_t *pdf = cairo_pdf_surface_create_for_stream (
      append_bytes, bytes, drawing->geometry->width * POINTS_PER_MM, length * POINTS_PER_MM);

  cairo_pdf_surface_set_metadata (pdf, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (pdf, CAIRO_PDF_METADATA_CREATOR, "motcua");
  cairo_pdf_surface_set_metadata (pdf, CAIRO_PDF_METADATA_CREATE_DATE, time);

  gboolean good = draw_on (drawing, pdf, &length, error);

  cairo_surface_finish (pdf);
  if (good && cairo_surface_status (pdf) != CAIRO_STATUS_SUCCESS) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "cairo cannot write the PDF");
    good = FALSE;
  }
  cairo_surface_destroy (pdf);
  return good ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}

McSheet *
mc_sheet_draw (McPaperFormat format, McPenFunc func, gpointer user_data, const char *title,
               gint64 time_ms, GError **error)
{
  g_return_val_if_fail ((gsize) format < G_N_ELEMENTS (geometries), NULL);

  g_autoptr (GObject) context = G_OBJECT (create_context ());
  McDrawing drawing = { &geometries[format], PANGO_CONTEXT (context), func, user_data };
  double length = drawing.geometry->height;

  if (!mc_paper_check_fonts (drawing.context, error))
    return NULL;
  if (length == 0 && !find_length (&drawing, &length, error))
    return NULL;

  GBytes *pdf = draw_pdf (&drawing, length, title, time_ms, error);

  if (pdf == NULL)
    return NULL;

  McSheet *sheet = g_new0 (McSheet, 1);

  sheet->pdf = pdf;
  sheet->width_mm = drawing.geometry->width;
  sheet->height_mm = length;
  return sheet;
}
