// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <pango/pango.h>

G_BEGIN_DECLS

/* Private to the room: the one family of our papers. */
#define MC_PAPER_FAMILY "Be Vietnam Pro"

/* Whether text laid out in context really comes out in our family, in each weight we use: Pango
 * falls back to another font without a word. */
gboolean mc_paper_check_fonts (PangoContext *context, GError **error);

G_END_DECLS
