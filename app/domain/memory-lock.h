// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Keeps what this process has in memory, now and later, out of the swap: that is a disk, and read
 * like one after a power cut. To be called before there is anything to keep; not inherited by what
 * the process starts. FALSE: the limit of locked memory does not allow it (LimitMEMLOCK=infinity in
 * the unit), and nothing is locked. */
gboolean mc_memory_lock (void);

/* Whether this machine has a swap that outlives its power. What is in memory only (zram) is none;
 * an encrypted one (dm-crypt) may or may not be, so it is. */
gboolean mc_memory_has_swap (void);

G_END_DECLS
