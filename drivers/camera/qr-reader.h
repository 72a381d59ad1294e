// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/grey-image.h"
#include "drivers/camera/sighting.h"

G_BEGIN_DECLS

/**
 * McQrReader: finds one QR symbol in a picture of little else, lays a grid on it, weighs each
 * module, mends what is doubtful, and reads what it says.
 */
typedef struct _McQrReader McQrReader;

McQrReader *mc_qr_reader_new (void);
void mc_qr_reader_free (McQrReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McQrReader, mc_qr_reader_free)

/* grey: dark print on light; levelled, binary: the same as mc_level () and mc_level_threshold ()
 * make it. guess: by two finders, where the third cannot be seen; takes long.
 * (transfer full) (nullable): what the symbol says, overwritten on the last unref. */
GBytes *mc_qr_reader_read (McQrReader *self, const McGreyImage *grey, const McGreyImage *levelled,
                           const McGreyImage *binary, gboolean guess);

/* Where the symbol was, read or not, in pixels of what was given. FALSE: there seemed to be none.
 */
gboolean mc_qr_reader_get_sighting (McQrReader *self, McSighting *sighting);

/* Overwrites what is left of the last picture. */
void mc_qr_reader_wipe (McQrReader *self);

G_END_DECLS
