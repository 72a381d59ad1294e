// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "drivers/camera/grey-image.h"

G_BEGIN_DECLS

#define MC_IMAGE_FILE_MAX_SIDE 8000
#define MC_IMAGE_FILE_MAX_BYTES (64 * 1024 * 1024)

/**
 * McImageFile: the pixels of a picture file (PNG or JPEG), grey. Overwritten when freed.
 */
typedef struct {
  McGreyImage image;
  guint8 *pixels;
} McImageFile;

/* Blocks. G_FILE_ERROR of opening the file; G_IO_ERROR_INVALID_DATA: not a picture we know;
 * G_IO_ERROR_MESSAGE_TOO_LARGE: bigger than the limits above. */
McImageFile *mc_image_file_load (const char *path, GError **error);
void mc_image_file_free (McImageFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McImageFile, mc_image_file_free)

G_END_DECLS
