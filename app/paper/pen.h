// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/paper/slip.h"

#include <pango/pango.h>

G_BEGIN_DECLS

/**
 * McPen: writes one paper from top to bottom, private to the room. Lengths are millimetres from
 * the left edge of the printable area and from the top of the page. What it draws is black, and
 * lines lie on whole dots of a 203 dpi head, so that a thermal printer has nothing to dither.
 *
 * It remembers the first thing that fails, does nothing from then on, and mc_pen_finish () tells.
 */
typedef struct _McPen McPen;

typedef enum {
  MC_FACE_SMALL,
  MC_FACE_BODY,
  MC_FACE_STRONG,
  MC_FACE_HEADING,
  MC_FACE_TITLE,
  MC_FACE_CODE, /* the largest: what is read aloud at the counter */
  MC_N_FACES,
} McFace;

#define MC_PEN_MAX_TEXT 4096 /* bytes in one paragraph */
#define MC_PEN_MAX_PAGES 8   /* of A4 */

/* Measures of a format, in mm and points. */
typedef struct {
  double width, height; /* height 0: as long as needed */
  double margin, top, bottom;
  double sizes[MC_N_FACES];
} McGeometry;

/* (transfer full): a pen on surface, whose units are points. geometry is borrowed. */
McPen *mc_pen_new (const McGeometry *geometry, PangoContext *context, cairo_surface_t *surface);
void mc_pen_free (McPen *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McPen, mc_pen_free)

/* The whole width between the margins. */
double mc_pen_get_full_width (McPen *self);

/* Text flows in a column; the full width at first. */
void mc_pen_set_column (McPen *self, double left, double width);
double mc_pen_get_column_width (McPen *self);

/* Where the next block goes. Moving it back up is for columns side by side. */
double mc_pen_get_y (McPen *self);
void mc_pen_set_y (McPen *self, double y);
void mc_pen_skip (McPen *self, double height);

/* Begins a new page (A4 alone) unless height still fits on this one. TRUE if it did. */
gboolean mc_pen_reserve (McPen *self, double height);

/* A paragraph, wrapped, never cut. */
void mc_pen_text (McPen *self, McFace face, PangoAlignment alignment, const char *text);

/* The same, broken after its commas if it needs more than one line: names of authorities. */
void mc_pen_clauses (McPen *self, McFace face, PangoAlignment alignment, const char *text);

/* How high a paragraph would be. */
double mc_pen_measure (McPen *self, McFace face, const char *text);

/* One line in MC_FACE_CODE, made smaller until it fits the column. */
void mc_pen_code (McPen *self, PangoAlignment alignment, const char *text);

/* "label value", the value in MC_FACE_STRONG; without one, dots to write on. */
void mc_pen_entry (McPen *self, const char *label, const char *value);

/* Across the column; thickness in printer dots. */
void mc_pen_rule (McPen *self, int dots);

/* Upright at left of the column, from top down to here. */
void mc_pen_bar (McPen *self, double x, double top, int dots);

/* Around the column, from top down to here. */
void mc_pen_frame (McPen *self, double top, int dots);

/* An empty box to tick, at the left edge of the column, beside the line that comes next. */
void mc_pen_tick_box (McPen *self);

/* A number in a black disc, likewise. */
void mc_pen_step (McPen *self, guint number);

/* A QR symbol in the middle of the column, at most side wide, as whole printer dots a module. */
void mc_pen_qr (McPen *self, const char *text, double side);

/* Ends the last page. FALSE and the first error if there was one; *height is what the page needs.
 */
gboolean mc_pen_finish (McPen *self, double *height, GError **error);

G_END_DECLS
