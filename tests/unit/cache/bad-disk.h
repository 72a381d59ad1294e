// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SQLite's files on a disk whose fsync () fails when told. Call before the first store is opened.
 */
void bad_disk_install (void);

/* The n-th sync from now (1: the next) and the ones after it fail, `times` in all; 0 heals it. */
void bad_disk_fail_sync (guint n, guint times);

G_END_DECLS
