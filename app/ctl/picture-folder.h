// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full) (element-type filename): the PNG and JPEG files of a folder in the order of their
 * names, which is that in which they were taken. G_FILE_ERROR; there are none:
 * G_IO_ERROR_NOT_FOUND. */
GPtrArray *mc_ctl_list_pictures (const char *path, GError **error);

G_END_DECLS
