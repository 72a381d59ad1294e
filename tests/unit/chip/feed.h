// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Everything that reads what a card says, on one input. Built with a sanitizer, this is where it
 * would notice a look beyond the end. */
void mc_chip_feed (const guint8 *data, gsize size);

G_END_DECLS
