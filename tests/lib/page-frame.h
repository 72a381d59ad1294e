// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * Pictures of papers as a document camera sees them, for tests and the demo: a sheet with text, a
 * table, a red stamp, a line in pencil and a QR code, on a table with a grain, in uneven light and
 * a shadow. The same options and seed give the same pixels. Nothing on it is a real person's.
 */
typedef enum {
  MC_PAGE_TABLE_WOOD,  /* brown, with a grain */
  MC_PAGE_TABLE_DARK,  /* even and dark */
  MC_PAGE_TABLE_LIGHT, /* hardly darker than paper */
} McPageTable;

typedef struct {
  int width;        /* of the picture; 0: 1920 */
  int height;       /* 0: 1080 */
  double sheet_mm;  /* short side of the sheet; 0: 210 */
  double long_mm;   /* long side; 0: 297 */
  double scale;     /* the sheet's longer extent in parts of the picture's height; 0: 0.9 */
  double angle;     /* degrees, clockwise; 0: the sheet stands upright */
  double dx, dy;    /* its centre off the picture's, in parts of the picture's size */
  double lean;      /* upper edge away from the camera: by how much shorter, 0 to 0.5 */
  double shadow;    /* 0 none to 1: of a hand, over a third of the sheet */
  double uneven;    /* 0 none to 1: darker towards one corner */
  double lamp;      /* 0 none to 1: a lamp mirrored in the sheet */
  double blur;      /* radius in pixels */
  double motion;    /* pixels the sheet moves sideways while the picture is taken */
  double noise;     /* standard deviation in levels of 255 */
  double dark;      /* 0 none to 1: black */
  double corner_mm; /* radius of the corners: cards have round ones */
  gboolean blank;   /* nothing on it */
  McPageTable table;
  const char *code; /* (nullable): what the QR on it says */
  guint32 seed;
} McPageFrameOptions;

/* What was drawn: to compare with. */
typedef struct {
  double x[4], y[4];     /* corners in the picture: clockwise from the sheet's own upper left */
  cairo_surface_t *page; /* the sheet seen from straight above in even light, 6 pixels a mm */
} McPageTruth;

/* (transfer full). sheet FALSE: an empty table. truth (out) (optional): its
 * page is the caller's to destroy. */
cairo_surface_t *mc_page_frame_new (const McPageFrameOptions *options, gboolean sheet,
                                    McPageTruth *truth);

G_END_DECLS
