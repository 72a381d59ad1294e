// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DIR/ballast: 4 MiB that are there to be thrown overboard. On a full disk a database in WAL mode
 * cannot even be opened, and the daemon could not note that a submission has arrived: the queue
 * would never drain, and draining it is what makes room. New submissions do not get this space.
 */

/* Makes it if it is missing and the disk has plenty of room; else does nothing. */
void mc_ballast_keep (const char *dir);

/* TRUE if there was one and its space is free now. */
gboolean mc_ballast_release (const char *dir);

G_END_DECLS
