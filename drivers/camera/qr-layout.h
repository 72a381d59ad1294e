// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MC_QR_MAX_VERSION 40
#define MC_QR_MAX_SIDE (17 + 4 * MC_QR_MAX_VERSION)
#define MC_QR_MAX_MODULES (MC_QR_MAX_SIDE * MC_QR_MAX_SIDE)
#define MC_QR_MAX_CODEWORDS 3706

/**
 * McQrLayout: what ISO/IEC 18004 fixes about a QR symbol of one version, whatever it carries: how
 * many modules, which of them are patterns, and in which order the others are filled.
 */
typedef enum {
  MC_QR_DATA,   /* carries codewords */
  MC_QR_DARK,   /* always dark: finders, timing, alignment, version */
  MC_QR_LIGHT,  /* always light */
  MC_QR_FORMAT, /* level and mask */
} McQrModule;

typedef struct {
  int version; /* 1 to 40 */
  int side;    /* modules */
  int n_codewords;
  guint8 kinds[MC_QR_MAX_MODULES];        /* McQrModule, row by row */
  guint16 order[MC_QR_MAX_CODEWORDS * 8]; /* the module of each bit, first bit first */
} McQrLayout;

void mc_qr_layout_init (McQrLayout *self, int version);

/* The version of a symbol with so many modules a side, 0 if there is none. */
int mc_qr_version_of_side (int side);

/* The two places of each of the 15 bits of the format, most significant bit first; indices into
 * kinds. */
void mc_qr_layout_format_places (const McQrLayout *self, guint16 places[2][15]);

/* How the codewords are divided: blocks 0 to n_short - 1 carry data_short codewords of data, the
 * others one more; each block has n_check besides. level: 0 L, 1 M, 2 Q, 3 H. */
typedef struct {
  int n_blocks;
  int n_short;
  int data_short;
  int n_check;
} McQrBlocks;

McQrBlocks mc_qr_layout_blocks (const McQrLayout *self, int level);

/* Whether mask (0 to 7) turns a module round. */
gboolean mc_qr_mask (int mask, int row, int column);

G_END_DECLS
