// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * The look: sizes in millimetres, colours as tokens, text in steps.
 *
 * Every size in the style sheet is a physical millimetre of the panel (gtk-xft-dpi carries the
 * panel's true resolution), so a target that is 16 mm in the sheet is 16 mm under the finger.
 * Text, pictograms and the space around them are in em: the text step of a window makes them
 * larger, while margins and targets keep the room that the larger text needs.
 */

/* Loads the style sheet for display and sets the panel's resolution. Call once, after
 * mc_paper_register_fonts () and before the first window. */
void mc_style_load (GdkDisplay *display, int dpi);

/* Pixels of one millimetre of the panel. */
double mc_style_get_mm (GdkDisplay *display);

/* Capital letters of 5.2, 7.3, 9 and 12 mm. */
#define MC_STYLE_N_TEXT_STEPS 4

/* The scale of a step (1.0, 1.4, 1.75, 2.3). */
double mc_style_text_scale (guint step);

/* The step that comes nearest to scale. */
guint mc_style_text_step (double scale);

/* Gives window the text of a step. */
void mc_style_set_text_step (GtkWidget *window, guint step);

typedef enum {
  MC_CONTRAST_NORMAL, /* 10:1 and more */
  MC_CONTRAST_DARK,   /* white on black, 20:1 */
  MC_CONTRAST_LIGHT,  /* black on white, 20:1 */
  MC_N_CONTRASTS,
} McContrast;

/* Colours are those of the whole display: the kiosk has one window. */
void mc_style_set_contrast (GdkDisplay *display, McContrast contrast);

G_END_DECLS
