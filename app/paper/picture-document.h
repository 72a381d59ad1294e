// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MC_PICTURE_DOCUMENT_MAX_PAGES 100

/**
 * (transfer full) (nullable): pictures (element-type GBytes; whole JPEGs, grey or in colour), one a
 * page, as one PDF. The pictures go in as they are; nothing else is said: no producer, no title, no
 * day, so the same pictures give the same bytes. A page is as large as A4 holds its picture, turned
 * as it is. Secret bytes. G_IO_ERROR_INVALID_DATA: one is no such JPEG, or there are too many or
 * none.
 */
GBytes *mc_picture_document_new (GPtrArray *pictures, GError **error);

G_END_DECLS
