// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/paper/slip.h"

G_BEGIN_DECLS

/* A page as a thermal head prints it: dots, black or not. Poppler draws it, which is what CUPS
 * filters use. */
typedef struct {
  int width, height;
  guchar *dots; /* row by row, 0 black, 255 white */
} McRaster;

#define MC_RASTER_DPI 203

/* (transfer full): page counts from 1. */
McRaster *mc_raster_new (const McSheet *sheet, int page);
void mc_raster_free (McRaster *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McRaster, mc_raster_free)

gboolean mc_raster_equal (const McRaster *a, const McRaster *b);

/* The least box, in mm from the left and the top, that holds all black. */
void mc_raster_ink_box (const McRaster *self, double *left, double *top, double *right,
                        double *bottom);

/* (transfer full): what the one QR symbol on it carries, byte for byte; side (nullable): how many
 * dots wide it is, without the quiet zone, to a module or so. */
GBytes *mc_raster_read_qr (const McRaster *self, int *side);

void mc_raster_save_png (const McRaster *self, const char *path);
McRaster *mc_raster_load_png (const char *path);

/* (transfer full): what the named poppler tool prints about the sheet; NULL-terminated options. */
GBytes *mc_sheet_ask_bytes (const McSheet *sheet, const char *tool, const char *const *options);
char *mc_sheet_ask (const McSheet *sheet, const char *tool, const char *const *options);

/* (transfer full): all its text, with every run of white space left out. */
char *mc_sheet_dup_letters (const McSheet *sheet);

G_END_DECLS
