// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/grey-image.h"
#include "drivers/scanner.h"

G_BEGIN_DECLS

/**
 * McZbarReader: ZBar as we use it: bytes as they are, no memory of earlier pictures, nothing of a
 * payload left behind.
 */
typedef struct _McZbarReader McZbarReader;

/* Every so many rows, and columns, of a picture are looked along; 0: none. A QR code needs both. */
McZbarReader *mc_zbar_reader_new (McSymbology symbology, int rows, int columns);
void mc_zbar_reader_free (McZbarReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McZbarReader, mc_zbar_reader_free)

/* Adds to scans (element-type McScan) what is not among them yet. packed: stride == width.
 * TRUE: something was added. */
gboolean mc_zbar_reader_read (McZbarReader *self, const McGreyImage *packed, guint frame,
                              GPtrArray *scans);

G_END_DECLS
