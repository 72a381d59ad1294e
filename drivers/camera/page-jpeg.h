// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drivers/camera/colour-image.h"

G_BEGIN_DECLS

/* (transfer full): a page as JPEG, encoded afresh: no EXIF, no thumbnail, no comment, no time; the
 * same pixels give the same bytes. As good as fits into most_bytes, or as small as still can be
 * read. Overwritten on the last unref. */
GBytes *mc_page_to_jpeg (const McColourPixels *page, gsize most_bytes);

G_END_DECLS
