// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/grey-image.h"
#include "drivers/camera/sighting.h"
#include "drivers/scanner.h"

G_BEGIN_DECLS

/**
 * McDecoder: pictures in, codes out. Pure: no camera, no clock, no thread of its own; the same
 * pictures give the same codes. Not thread-safe: one decoder a thread.
 *
 * It reads QR codes (raw bytes, never guessed at) and Code 128 of six characters or more.
 */
typedef struct _McDecoder McDecoder;

typedef enum {
  /* One picture of a stream: what can be tried before the next one comes. A Code 128 counts only
   * when two pictures in a row agree (single false ones have been seen) and none of the last ones
   * had a QR code in view: a card's QR code is what it says, however hard it is to read. */
  MC_EFFORT_LIVE,
  /* A picture there is no other of: everything is tried. */
  MC_EFFORT_STILL,
} McEffort;

McDecoder *mc_decoder_new (void);
void mc_decoder_free (McDecoder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McDecoder, mc_decoder_free)

/* (transfer full) (element-type McScan): the codes seen, each once; empty if there is none.
 * frame: the number of this picture in its stream; goes into the scans, and chooses by turns which
 * of the costlier ways is tried. */
GPtrArray *mc_decoder_decode (McDecoder *self, const McGreyImage *image, guint frame,
                              McEffort effort);

/* Where the last picture had a QR code for all appearances, read or not; in its pixels. FALSE:
 * there seemed to be none, or it was read by a way that does not tell. */
gboolean mc_decoder_get_sighting (McDecoder *self, McSighting *sighting);

G_END_DECLS
